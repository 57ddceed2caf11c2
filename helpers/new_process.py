"""Run a program in a new Python process, which knows nothing of this one."""

import inspect
import linecache
import subprocess
import sys


def run_in_new_process(program, *classes):
    """Run a program in a new process, and return what it says.

    Args:
        program: source text; NumPy and TensorFlow are imported before it, as `np` and `tf`,
            with the settings of the course.
        classes: classes defined in cells of a notebook; their cells run before the program.

    Returns:
        What the program has printed; if it failed, its error.
    """
    # With the course's settings: a reader's own Keras may put channels first, say.
    start = "from helpers import course_settings\nwith course_settings():\n"
    start += "    import tensorflow as tf\nimport numpy as np"
    source = "\n".join([start, *map(cell_of, classes), program])
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return done.stderr.partition("Traceback")[2] if done.returncode else done.stdout


def cell_of(thing):
    """Return the source of the cell that defines a function or a class; of anything else, ""."""
    thing = getattr(thing, "python_function", thing)  # of a tf.function
    if inspect.isclass(thing):
        thing = next((f for f in vars(thing).values() if inspect.isfunction(f)), None)
    code = getattr(inspect.unwrap(thing) if callable(thing) else None, "__code__", None)
    return "".join(linecache.getlines(code.co_filename)) if code else ""
