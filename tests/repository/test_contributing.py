"""CONTRIBUTING.md and the README name what exists."""

import re

import pytest

from tests.support.course import CONTRIBUTING, README, ROOT

TEXT = CONTRIBUTING.read_text("utf-8")


def test_every_folder_of_tests_is_in_the_table():
    found = [path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")]
    assert sorted(re.findall(r"^\| `(\w+)/` \|", TEXT, re.MULTILINE)) == sorted(found)


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=lambda page: page.stem)
def test_what_is_named_exists(page):
    text = page.read_text("utf-8")
    for module in re.findall(r"-m (tests[.\w]+)", text):
        assert ROOT.joinpath(*module.split(".")).with_suffix(".py").is_file(), module
    for name in re.findall(r"`([\w.]+/[\w./]*)`", text):
        place = ROOT / name
        left_out = name.startswith((".venv/", "test-results"))
        assert left_out or place.exists() or (ROOT / "tests" / name).exists(), name
    noxfile = (ROOT / "noxfile.py").read_text("utf-8")
    for session in re.findall(r"nox --session ([a-z_]+)", text):
        assert f"\ndef {session}(session):" in noxfile, session
