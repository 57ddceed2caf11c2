"""CONTRIBUTING.md names what exists, and all that a maintainer runs."""

import re

import pytest

from tests.mutation.mutant import Mutant
from tests.support.course import CONTRIBUTING, README, ROOT
from tests.support.markdown import fenced, targets

TEXT = CONTRIBUTING.read_text("utf-8")
TABLE = TEXT[TEXT.index("| folder in `tests/` |") :].partition("\n\n")[0]


def test_every_folder_of_tests_is_in_the_table():
    found = [path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")]
    assert sorted(re.findall(r"^\| `(\w+)/` \|", TABLE, re.MULTILINE)) == sorted(found)


def test_a_module_of_tests_lies_in_a_folder():
    loose = {path.name for path in (ROOT / "tests").glob("*.py")}
    assert loose <= {"__init__.py", "conftest.py"}


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=lambda page: page.stem)
def test_modules_that_are_named_exist(page):
    for module in re.findall(r"-m (tests[.\w]+)", page.read_text("utf-8")):
        assert ROOT.joinpath(*module.split(".")).with_suffix(".py").is_file(), module


@pytest.mark.parametrize("page", [README, CONTRIBUTING, ROOT / "tests/benchmarks/README.md"])
def test_links_between_pages_resolve(page):
    for target in targets(page.read_text("utf-8")):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target


def test_files_that_are_named_exist():
    for name in re.findall(r"`([\w.]+/[\w./]*)`", TEXT):
        places = [ROOT / name, ROOT / "tests" / name, *(ROOT / "tests").glob(f"*/{name}")]
        left_out = name.startswith((".venv/", "test-results"))
        assert left_out or any(place.exists() for place in places), name


def test_sessions_of_nox_that_are_named_exist():
    noxfile = (ROOT / "noxfile.py").read_text("utf-8")
    for session in re.findall(r"nox --session ([a-z_]+)", TEXT):
        assert f"\ndef {session}(session):" in noxfile, session


def test_the_mutant_of_the_example_is_one():
    (code,) = (code for language, code in fenced(TEXT) if language == "python")
    mutant = eval(code, {"Mutant": Mutant})
    assert mutant.caught_by and (ROOT / mutant.file).exists()


def test_maintainers_matters_are_not_in_the_readme():
    for word in ["relink", "refresh", "nox", "mutant", "rtol"]:
        assert word not in README.read_text("utf-8").lower(), word
