"""Break the course on purpose, in a copy: for every mutant, the test that is to catch it turns red.

`pytest -m mutation -n 2`; left out of plain `pytest`, because it takes many minutes. With
`--tenth COMMIT` every tenth mutant is tried; which ones, the commit's hash decides.
"""

import re
import subprocess
import sys

import nbformat
import pytest

from tests.mutation.mutants import MUTANTS
from tests.support.course import copy_project, environment, read

pytestmark = pytest.mark.mutation


def run_pytest(tree, *selection):
    """Run pytest in a copy of the project, with the helpers of that copy; stop at the first red."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--color=no", "-p", "no:cacheprovider"]
    command += ["-p", "no:xdist"]
    command += ["-m", "not mutation and not browser and not colab"]  # slow tests catch some, too
    command += ["-p", "no:tests.plugins.budget"]  # a slow machine is no proof of a caught mistake
    changes = {"PYTHONPATH": tree, "PYTHONDONTWRITEBYTECODE": "1"}
    inherited = environment(**changes)
    # Set by xdist, for the process that runs this test.
    inherited = {name: text for name, text in inherited.items() if "PYTEST_XDIST" not in name}
    return subprocess.run(
        [*command, *selection], cwd=tree, env=inherited, capture_output=True, text=True
    )


def cut_off_after(path, cell):
    """Leave out what comes after a cell: nobody asks."""
    notebook = read(path)
    (last,) = (number for number, one in enumerate(notebook.cells) if one.id == cell)
    notebook.cells = notebook.cells[: last + 1]
    nbformat.write(notebook, path)


def guard(mutant, tree):
    """Return the arguments for pytest that run what is to catch a mutant, and a pattern for the red
    that it must then print."""
    if "::" in mutant.caught_by:
        name = mutant.caught_by.partition("[")[0]
        return [mutant.guard], rf"^FAILED {re.escape(name)}[\[ \n]"
    if mutant.caught_by == "plots":
        return [mutant.file], rf"^FAILED {re.escape(mutant.file)}::plots"
    cut_off_after(tree / mutant.file, mutant.caught_by)
    return [mutant.file, "-p", "no:tests.plugins.plots"], rf"^\S+, cell '{mutant.caught_by}'$"


@pytest.fixture
def tree(tmp_path):
    return copy_project(tmp_path / "tree")


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_it_is_caught(mutant, tree):
    mutant.apply(tree)
    selection, red = guard(mutant, tree)
    done = run_pytest(tree, *selection)
    what = f"{mutant.file}, {mutant.cell}: {mutant.old!r} became {mutant.new!r}; {mutant.why}"
    assert done.returncode != 0, f"survived: {what}"
    assert done.returncode == 1 and re.search(red, done.stdout, re.MULTILINE), (
        f"{mutant.caught_by} is not what caught it: {what}\n{done.stdout[-3000:]}{done.stderr}"
    )


GUARDS = sorted({mutant.guard for mutant in MUTANTS})


@pytest.mark.parametrize("selection", GUARDS)
def test_without_a_mutant_it_is_green(selection, tree):
    done = run_pytest(tree, selection)
    assert done.returncode == 0, done.stdout
