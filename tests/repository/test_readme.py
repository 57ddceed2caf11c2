"""The README agrees with the course."""

import re

import matplotlib.pyplot as plt
import papermill
import pytest

from tests.support.course import MOST_MEBIBYTES, NOTEBOOKS, README, ROOT, every_notebook, read
from tests.support.markdown import fenced, headings, images

TEXT = README.read_text("utf-8")
COMMANDS = [line for _, code in fenced(TEXT) for line in code.splitlines()]
LINES = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
VENV = "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"
OPEN = f"{VENV} && .venv/bin/jupyter"
TEST = f"{VENV} -r tests/requirements.txt && .venv/bin/pytest"


@pytest.fixture
def opening():
    """The command that makes an environment and opens the course."""
    (command,) = (command for command in COMMANDS if command.startswith(OPEN))
    return command


def minutes(path):
    return re.search(r"\*\*Time:\*\* about (\d+) minutes", read(path).cells[0].source)[1]


@every_notebook
def test_the_table_of_contents_names_every_notebook(path):
    (_, title), *_ = headings(read(path).cells[0].source)
    (row,) = re.findall(rf"^.*\(notebooks/{path.name}\).*$", TEXT, re.MULTILINE)
    assert row.startswith(f"| [{title}](notebooks/{path.name})")
    assert f" | {minutes(path)} | [Binder]" in row


def test_time_and_memory_are_those_of_the_budgets():
    stated = re.search(r"running all cells takes under ([\d, and]+) seconds", TEXT)[1]
    opening = [read(path).cells[0].source for path in NOTEBOOKS]
    budgets = [re.search(r"takes under (\d+) seconds", text)[1] for text in opening]
    assert re.findall(r"\d+", stated) == budgets
    assert f"uses less than {MOST_MEBIBYTES:,} MiB of memory" in TEXT


def test_the_minutes_of_the_core_are_those_of_its_notebooks():
    assert "After three notebooks" in TEXT
    core = sum(int(minutes(path)) for path in NOTEBOOKS[:3])
    assert 120 < core <= 145 and "The three take a little over two hours." in TEXT


def test_parameters_of_the_example_exist():
    ((notebook, options),) = re.findall(r"papermill (notebooks/\S+) \S+ (.+)", TEXT)
    known = papermill.inspect_notebook(ROOT / notebook)
    assert set(re.findall(r"-p (\w+)", options)) <= set(known)


def test_every_notebook_that_the_readme_names_exists():
    names = set(re.findall(r"\d\d_\w+\.ipynb", TEXT))
    assert names == {path.name for path in NOTEBOOKS}


def test_pictures_are_small_and_described():
    shown = [(text, file) for text, file in images(TEXT) if not file.startswith("https://")]
    assert {ROOT / file for _, file in shown} == {*(ROOT / ".github" / "pictures").iterdir()}
    assert len(shown) == 2 and sum((ROOT / file).stat().st_size for _, file in shown) < 300_000
    for text, file in shown:
        assert len(text.split()) >= 8, f"{file}: say what there is to see"
        height, width, _ = plt.imread(ROOT / file).shape
        assert 1000 <= width <= 1400 and height < width


def test_one_command_opens_the_course_and_one_tests_it(opening):
    assert TEST in COMMANDS and TEST in [line.strip() for line in LINES]
    first = f"jupyter lab --LabApp.default_url=/lab/tree/notebooks/{NOTEBOOKS[0].name}"
    assert opening.endswith(f".venv/bin/{first}")
    # A learner starts at once.
    assert TEXT.index(opening) < TEXT.index("## Contents")


def test_uv_installs_the_same_in_the_same_place(opening):
    """In the folder .venv, also while another environment is active; in any shell."""
    uv = [command for command in COMMANDS if command.startswith("uv ")]
    assert uv[0] == "uv venv --clear --python 3.13"
    for command in uv[1:]:
        assert re.match("uv (pip install|run --no-project) --python .venv ", command), command
    assert not any("&&" in command for command in uv), "PowerShell 5 knows no &&"
    assert [c.split(".venv ")[1] for c in uv[1:]] == [
        "-r requirements.txt",
        opening.split(".venv/bin/")[-1],
        "-r requirements.txt -r tests/requirements.txt",
        "pytest",
    ]


@pytest.mark.parametrize("row", re.findall(r"^\|.*\|$", TEXT, re.MULTILINE))
def test_a_table_can_be_read_on_a_phone(row):
    """Three columns at most, and no long word that would widen one."""
    assert row.count(" | ") <= 2
    words = re.sub(r"\]\([^)]*\)", "]", row).split()
    assert max(map(len, words)) <= 20
