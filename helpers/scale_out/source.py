"""Show source code in a notebook, and what differs between two pieces of it."""

import difflib
import inspect


def show(function):
    """Show the source of a function or class, from the file in which it stands."""
    from IPython.display import Markdown, display

    display(Markdown(f"```python\n{inspect.getsource(function)}```"))


def difference(old, new):
    """Return how two functions differ: lines that go begin with -, lines that come with +.

    Args:
        old, new: functions. Their names and parameters, in the first line, may differ unnoticed.
    """
    before, after = (inspect.getsource(one).splitlines()[1:] for one in (old, new))
    lines = list(difflib.unified_diff(before, after, lineterm="", n=100))
    return "\n".join(lines[3:])
