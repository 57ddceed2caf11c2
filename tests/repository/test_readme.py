"""The README agrees with the course."""

import re

import papermill

from tests.support.course import NOTEBOOKS, README, ROOT, every_notebook, read
from tests.support.markdown import fenced, headings, images
from tests.support.minutes import exercises, reading

TEXT = README.read_text("utf-8")
COMMANDS = [line for _, code in fenced(TEXT) for line in code.splitlines()]
START = f"jupyter lab --LabApp.default_url=/lab/tree/notebooks/{NOTEBOOKS[0].name}"
VENV = "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"
TEST = f"{VENV} -r tests/requirements.txt && .venv/bin/pytest"
UV = "--python .venv"  # also while another environment is active


@every_notebook
def test_the_table_of_contents_names_every_notebook(path):
    notebook = read(path)
    (_, title), *_ = headings(notebook.cells[0].source)
    (row,) = re.findall(rf"^.*\(notebooks/{path.name}\).*$", TEXT, re.MULTILINE)
    assert row.startswith(f"| [{title}](notebooks/{path.name})")
    own = sum(minutes or 10 for minutes in exercises(notebook).values())
    expected = f" | {reading(notebook)} + {own} | [Binder]"
    assert expected in row, f"{path.stem} takes{expected}"


def test_it_can_be_read_in_a_few_minutes():
    assert len(re.sub(r"\]\([^)]*\)", "]", TEXT).split()) <= 900


def test_parameters_of_the_example_exist():
    ((notebook, options),) = re.findall(r"papermill (notebooks/\S+) \S+ (.+)", TEXT)
    known = papermill.inspect_notebook(ROOT / notebook)
    assert set(re.findall(r"-p (\w+)", options)) <= set(known)


def test_pictures_are_small_and_described():
    shown = [(text, file) for text, file in images(TEXT) if not file.startswith("https://")]
    assert {ROOT / file for _, file in shown} == {*(ROOT / ".github" / "pictures").iterdir()}
    assert sum((ROOT / file).stat().st_size for _, file in shown) < 300_000
    for text, file in shown:
        assert len(text.split()) >= 8, f"{file}: say what there is to see"


def test_commands_that_open_and_that_test_the_course():
    """In PowerShell 5, which knows no &&, with uv; the last is what CI runs."""
    assert [command for command in COMMANDS if "papermill" not in command] == [
        "uv venv --clear --python 3.13",
        f"uv pip install {UV} -r requirements.txt",
        f"uv run --no-project {UV} {START}",
        f"{VENV} && .venv/bin/{START}",
        TEST,
        f"uv pip install {UV} -r requirements.txt -r tests/requirements.txt",
        f"uv run --no-project {UV} pytest",
    ]
    assert TEST in (ROOT / ".ci" / "run").read_text("utf-8")
