"""Run notebooks as learners use them: outside pytest, two at a time."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import nbformat
import papermill
import pytest

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


def two_at_a_time(function, arguments):
    """Start `function` on each argument, two at a time; yield a dict of futures.

    One notebook leaves half of two cores idle. (pytest-xdist would also run the notebooks together
    whose time is measured.)
    """
    with ThreadPoolExecutor(2) as pool:
        yield {argument: pool.submit(function, argument) for argument in arguments}
        pool.shutdown(cancel_futures=True)  # after `pytest -x`, say: what has not begun


def selected(request, name):
    """Return the values of the parameter `name` in the tests that were selected, each once."""
    items: list[pytest.Item] = request.session.items
    found = [item.callspec.params for item in items if hasattr(item, "callspec")]
    return list(dict.fromkeys(params[name] for params in found if name in params))


def write(notebook, path):
    nbformat.write(notebook, path)
