"""The README agrees with the course."""

import re
import subprocess
import sys

import matplotlib.pyplot as plt
import papermill
import pytest

from tests.mutation.mutants import MUTANTS
from tests.support.course import MOST_MEBIBYTES, NOTEBOOKS, README, ROOT, every_notebook, read

TEXT = README.read_text("utf-8")


@every_notebook
def test_the_table_of_contents_names_every_notebook(path):
    opening = read(path).cells[0].source
    title = re.search(r"^# (.+)$", opening, re.MULTILINE)[1]
    minutes = re.search(r"\*\*Time:\*\* about (\d+) minutes", opening)[1]
    (row,) = re.findall(rf"^.*\(notebooks/{path.name}\).*$", TEXT, re.MULTILINE)
    assert row.startswith(f"| [{title}](notebooks/{path.name}) | ")
    assert f" | {minutes} | " in row


def test_time_and_memory_are_those_of_the_budgets():
    stated = re.search(r"running all cells takes under ([\d, and]+) seconds", TEXT)[1]
    opening = [read(path).cells[0].source for path in NOTEBOOKS]
    budgets = [re.search(r"takes under (\d+) seconds", text)[1] for text in opening]
    assert re.findall(r"\d+", stated) == budgets
    assert f"uses less than {MOST_MEBIBYTES:,} MiB of memory" in TEXT


def test_the_minutes_of_the_core_are_those_of_its_notebooks():
    (core,) = re.findall(r"^(\w+) core notebooks", TEXT, re.MULTILINE)
    minutes = [int(found) for found in re.findall(r"\| (\d+) \| \[Binder\]", TEXT)]
    assert core == "Three" and sum(minutes[:3]) == 90
    assert "The core takes about an hour and a half." in TEXT


def test_parameters_of_the_example_exist():
    (command,) = re.findall(r"papermill (notebooks/\S+) \S+ (.+)", TEXT)
    known = papermill.inspect_notebook(ROOT / command[0])
    assert set(re.findall(r"-p (\w+)", command[1])) <= set(known)


def test_the_number_of_mutants():
    (stated,) = re.findall(r"in more than (\d+) ways", TEXT)
    assert int(stated) < len(MUTANTS) <= int(stated) + 10


def test_every_notebook_that_the_readme_names_exists():
    names = set(re.findall(r"\d\d_\w+\.ipynb", TEXT))
    assert names == {path.name for path in NOTEBOOKS}


def test_pictures_are_small_and_described():
    shown = re.findall(r"!\[(.*?)\]\((\.github/pictures/.+?)\)", TEXT)
    assert {ROOT / file for _, file in shown} == {*(ROOT / ".github" / "pictures").iterdir()}
    assert len(shown) == 2 and sum((ROOT / file).stat().st_size for _, file in shown) < 300_000
    for text, file in shown:
        assert len(text.split()) >= 8, f"{file}: say what there is to see"
        height, width, _ = plt.imread(ROOT / file).shape
        assert 1000 <= width <= 1400 and height < width


def test_ci_runs_the_test_command_of_the_readme():
    command = (
        "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/pytest"
    )
    assert command in TEXT.splitlines()
    assert command in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_python_versions_agree():
    stated = (
        re.search(r"You need Python (.+?), and a copy", TEXT)[1].replace(" or", ",").split(", ")
    )
    in_nox = re.search(r"^PYTHONS = (.+)$", (ROOT / "noxfile.py").read_text("utf-8"), re.M)[1]
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8")
    assert re.findall(r"\d\.\d+", in_nox) == stated
    assert re.findall(r"\d\.\d+", re.search(r"python: \[(.+)\]", workflow)[1]) == stated
    lowest, highest = stated[0], int(stated[-1].split(".")[1]) + 1
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'requires-python = ">={lowest},<3.{highest}"' in project


def test_actions_are_pinned():
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        for action in re.findall(r"uses: (\S+)", workflow.read_text("utf-8")):
            assert re.search(r"@[0-9a-f]{40}$", action), f"{workflow.name}: {action}"


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff_finds_nothing(command):
    paths = ["helpers", "tests", "noxfile.py"] if "format" in command else ["."]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command.split(), *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
