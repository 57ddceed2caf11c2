"""Break the guards, each in a copy of the project: the test that is to notice turns red.

`pytest -m mutation`; the mutants stand in mutants.py. Left out of plain `pytest`, which makes sure
that each still fits.
"""

import contextlib
import multiprocessing
import os
import re
import sys

import pytest

from tests.mutation.mutants import MUTANTS
from tests.support.course import ROOT, copy_project


def test_every_mutant_fits_and_its_test_exists():
    assert len(set(MUTANTS)) == len(MUTANTS)
    for mutant in MUTANTS:
        count = (ROOT / mutant.file).read_text("utf-8").count(mutant.old)
        assert count == 1, f"{mutant.file}: {mutant.old!r} occurs {count} times, not once"
        file, name = mutant.test.split("::")
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text("utf-8"), re.M), mutant.test


def in_the_copy(tree, report, tests):
    """In a process of its own: run tests of the copy, write what pytest says, end as it does."""
    os.chdir(tree)
    sys.path.insert(0, str(tree))
    for name in [name for name in sys.modules if name.partition(".")[0] in ("helpers", "tests")]:
        del sys.modules[name]  # those of this project
    options = ["-x", "-q", "-n0", "-p", "no:cacheprovider"]
    with report.open("w", encoding="utf-8") as file:
        with contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
            sys.exit(pytest.main([*options, *tests]))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return a function that runs tests in a copy, and returns pytest's result and what it says."""
    folder = tmp_path_factory.mktemp("mutation")
    tree = copy_project(folder / "tree")
    # Each process is a copy of one that has imported what takes seconds.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tensorflow", "matplotlib.pyplot", "nbval.plugin"])

    def run(*tests):
        process = processes.Process(target=in_the_copy, args=(tree, folder / "report", tests))
        process.start()
        process.join()
        return process.exitcode, (folder / "report").read_text("utf-8")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tree))
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")  # a mutant and its original are as old
        run.tree = tree
        yield run


@pytest.mark.mutation
def test_without_a_mutant_all_is_green(run):
    code, said = run(*sorted({mutant.test for mutant in MUTANTS}))
    assert code == 0, said


@pytest.mark.mutation
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.file}: {m.old.strip()[:40]!r}")
def test_it_is_noticed(mutant, run):
    path = run.tree / mutant.file
    text = path.read_text("utf-8")
    path.write_text(text.replace(mutant.old, mutant.new), "utf-8")
    try:
        code, said = run(mutant.test)
    finally:
        path.write_text(text, "utf-8")
    red = re.search(rf"^FAILED {re.escape(mutant.test)}[\[ \n]", said, re.MULTILINE)
    assert code == 1 and red, f"survived: {mutant}\n{said[-2000:]}"
