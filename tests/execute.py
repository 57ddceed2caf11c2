"""Run one notebook with papermill, and print as JSON what it took.

`python tests/execute.py NOTEBOOK OUTPUT '{"seed": 1}'`

A process of its own: it is small, so that the largest of its children is the kernel.
"""

import json
import sys
import time

import papermill

try:
    import resource
except ImportError:  # Windows
    resource = None


def peak_mebibytes():
    """The largest memory that a child of this process has used, in MiB, or None if unknown."""
    if resource is None:
        return None
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes or KiB
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit


if __name__ == "__main__":
    notebook, output, parameters = sys.argv[1:]
    start = time.perf_counter()
    papermill.execute_notebook(
        notebook,
        output,
        parameters=json.loads(parameters),
        kernel_name="python3",
        progress_bar=False,
        execution_timeout=300,
    )
    print(json.dumps({"seconds": time.perf_counter() - start, "mebibytes": peak_mebibytes()}))
