"""Training in several processes: each runs `worker.py`, and `cluster.py` starts them.

TensorFlow is not imported here: `worker` does that.
"""

import difflib
import inspect

from helpers.scale_out.cluster import WorkerError, run_workers


def show(function):
    """Show the source of a function or class in a notebook."""
    from IPython.display import Markdown, display

    display(Markdown(f"```python\n{inspect.getsource(function)}```"))


def difference(old, new):
    """Return how two functions differ, below their first lines: - goes, + comes."""
    before, after = (inspect.getsource(one).splitlines()[1:] for one in (old, new))
    return "\n".join([*difflib.unified_diff(before, after, lineterm="", n=100)][3:])
