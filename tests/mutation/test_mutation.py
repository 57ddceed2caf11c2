"""Break the course on purpose, in a copy: the tests must turn red for every mutant.

`pytest -m mutation`; left out of plain `pytest`, because it takes several minutes.
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import nbformat
import pytest

from tests.mutation.mutants import MUTANTS
from tests.support.course import NOTEBOOKS, copy_project

pytestmark = pytest.mark.mutation
# What guards a file of the helpers or of the project; a notebook is guarded by its own run.
GUARDS = {
    "helpers/batches.py": ["tests/test_batches.py"],
    "helpers/mnist.py": ["tests/test_mnist.py"],
    "helpers/plots.py": ["tests/test_plots.py"],
    "helpers/progress.py": ["tests/test_progress.py"],
    "helpers/quiet.py": ["tests/test_quiet.py"],
    "helpers/course.mplstyle": ["tests/test_colours.py"],
    "README.md": ["tests/test_prose.py", "tests/test_readme.py", "tests/test_benchmarks.py"],
    "pyproject.toml": ["tests/test_package.py"],
    "binder/postBuild": ["tests/test_binder.py"],
    "binder/requirements.txt": ["tests/test_binder.py"],
    "binder/start": ["tests/test_binder.py"],
    "tests/relink.py": ["tests/test_links.py"],
}
CHEAP = ["tests/test_structure.py", "tests/test_prose.py", "tests/test_links.py"]


@pytest.fixture
def tree(tmp_path):
    """A copy of the project."""
    return copy_project(tmp_path / "tree")


def replace_once(text, old, new):
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times; a mutant needs one"
    return text.replace(old, new)


def apply(mutant, tree):
    path = tree / mutant.file
    if mutant.cell is None:
        path.write_text(replace_once(path.read_text("utf-8"), mutant.old, mutant.new), "utf-8")
        return
    notebook = nbformat.read(path, as_version=4)
    (cell,) = (cell for cell in notebook.cells if cell.id == mutant.cell)
    changed = cell.outputs[0] if mutant.in_output else cell
    key = "text" if mutant.in_output else "source"
    changed[key] = replace_once(changed[key], mutant.old, mutant.new)
    nbformat.write(notebook, path)


def run_tests(tree, *selection):
    """Run pytest in a copy of the project, with the helpers of that copy; stop at the first red."""
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_CURRENT_TEST", None)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--color=no", "-p", "no:cacheprovider"]
    command += ["-p", "no:budget"]  # a slow machine is no proof that the mistake was caught
    return subprocess.run(
        [*command, *selection], cwd=tree, env=environment, capture_output=True, text=True
    )


def guards(mutant):
    """The tests to run, cheap ones first."""
    if mutant.cell is None:
        return [GUARDS[mutant.file]]
    name = mutant.file.removeprefix("notebooks/").removesuffix(".ipynb")
    plots = ["tests/test_runs.py", "-k", f"plots_show and {name}"]
    return [[*CHEAP, "-k", name], [mutant.file], plots]


def caught_by(mutant):
    """The first test that turns red in a copy with this mistake, or None."""
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_project(Path(folder, "tree"))
        apply(mutant, tree)
        for selection in guards(mutant):
            done = run_tests(tree, *selection)
            if done.returncode == 1:  # tests ran, and one of them failed
                return re.search("^(?:FAILED|ERROR) (.+?)(?: - |$)", done.stdout, re.MULTILINE)[1]
            assert done.returncode == 0, f"pytest itself failed:\n{done.stdout}\n{done.stderr}"
    return None


@pytest.fixture(scope="module")
def verdicts(request):
    """For each mutant that was selected, a run that has begun: two at a time (see test_runs.py)."""
    selected = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    mutants = [params["mutant"] for params in selected if "mutant" in params]
    with ThreadPoolExecutor(2) as pool:
        yield {mutant: pool.submit(caught_by, mutant) for mutant in mutants}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.cell or m.file}: {m.why}")
def test_it_is_caught(mutant, verdicts):
    by = verdicts[mutant].result()
    print("caught by", by)  # `pytest -rP` shows it
    assert by, (
        f"survived: {mutant.file}, {mutant.cell}: {mutant.old!r} became {mutant.new!r}; "
        f"{mutant.why}"
    )


@pytest.mark.parametrize("selection", sorted({*CHEAP, *chain(*GUARDS.values())}))
def test_without_a_mutant_the_guards_are_green(selection, tree):
    done = run_tests(tree, selection)
    assert done.returncode == 0, done.stdout


def test_without_a_mutant_the_cheapest_notebook_is_green(tree):
    done = run_tests(tree, f"notebooks/{NOTEBOOKS[0].name}")
    assert done.returncode == 0, done.stdout
