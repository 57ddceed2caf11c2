"""Training in several processes: each runs `worker.py`, and `cluster.py` starts them.

TensorFlow is not imported here: `worker` does that.
"""

import difflib
import inspect
import textwrap

from helpers.scale_out.cluster import WorkerError, run_workers


def show(function, start="", end=None):
    """Show the source of a function or class in a notebook: from the first line that holds `start`
    to the one before the first that holds `end`, or to the last."""
    from IPython.display import Markdown, display

    lines = inspect.getsource(function).splitlines()
    first = next(number for number, line in enumerate(lines) if start in line)
    last = next((number for number, line in enumerate(lines) if end and end in line), None)
    source = textwrap.dedent("\n".join(lines[first:last]))
    display(Markdown(f"```python\n{source}\n```"))


def difference(old, new):
    """Return how two functions differ, below their first lines: - goes, + comes."""
    before, after = (inspect.getsource(one).splitlines()[1:] for one in (old, new))
    return "\n".join([*difflib.unified_diff(before, after, lineterm="", n=100)][3:])
