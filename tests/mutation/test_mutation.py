"""Break the guards, each in a copy of the project: the test that is to notice turns red.

`pytest -m mutation`; the mutants stand in mutants.py. Left out of plain `pytest`, which makes sure
that each still fits.
"""

import re
import subprocess
import sys

import pytest

from tests.mutation.mutants import MUTANTS
from tests.support.course import ROOT, copy_project, environment

COMMAND = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider"]


def test_every_mutant_fits_and_its_test_exists():
    assert len(set(MUTANTS)) == len(MUTANTS)
    for mutant in MUTANTS:
        count = (ROOT / mutant.file).read_text("utf-8").count(mutant.old)
        assert count == 1, f"{mutant.file}: {mutant.old!r} occurs {count} times, not once"
        file, name = mutant.test.split("::")
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text("utf-8"), re.M), mutant.test


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return copy_project(tmp_path_factory.mktemp("mutation") / "tree")


def run(tree, test):
    """Run a test in the copy, with the helpers of that copy; return pytest's result."""
    inherited = environment(PYTHONPATH=tree, PYTHONDONTWRITEBYTECODE="1")
    inherited = {name: text for name, text in inherited.items() if "PYTEST_XDIST" not in name}
    return subprocess.run([*COMMAND, test], cwd=tree, env=inherited, capture_output=True, text=True)


@pytest.mark.mutation
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.file}: {m.old.strip()[:40]!r}")
def test_it_is_noticed(mutant, tree):
    path = tree / mutant.file
    text = path.read_text("utf-8")
    path.write_text(text.replace(mutant.old, mutant.new), "utf-8")
    try:
        done = run(tree, mutant.test)
    finally:
        path.write_text(text, "utf-8")
    red = re.search(rf"^FAILED {re.escape(mutant.test)}[\[ \n]", done.stdout, re.MULTILINE)
    assert done.returncode == 1 and red, f"survived: {mutant}\n{done.stdout[-2000:]}{done.stderr}"


@pytest.mark.mutation
@pytest.mark.parametrize("test", sorted({mutant.test for mutant in MUTANTS}))
def test_without_a_mutant_it_is_green(test, tree):
    done = run(tree, test)
    assert done.returncode == 0, done.stdout
