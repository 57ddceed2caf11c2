"""Run notebooks as learners use them: outside pytest."""

import json
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import papermill

from tests.support.course import environment, read


def run(notebook, output, parameters, *options, command=lambda c: c, **changes):
    """Run a notebook with papermill in a process of its own.

    Args:
        notebook, output: paths; the output is written even if a cell fails.
        parameters: dict.
        options: of tests/support/run_notebook.py.
        command: changes the command, as `isolated` does.
        changes: of the environment variables.

    Returns:
        The process, completed, with what it wrote; and the output notebook, or None.
    """
    program = [sys.executable, "-m", "tests.support.run_notebook"]
    program += [str(notebook), str(output), json.dumps(parameters), *options]
    done = subprocess.run(
        command(program),
        cwd=output.parent,
        env=environment(**changes),
        capture_output=True,
        text=True,
    )
    return SimpleNamespace(process=done, notebook=read(output) if output.exists() else None)


def own_parameters(path):
    """Return the parameters of a notebook, as it has them."""
    known = papermill.inspect_notebook(path).values()
    return {one["name"]: json.loads(one["default"].replace("'", '"')) for one in known}


def write(notebook, path):
    nbformat.write(notebook, path)
