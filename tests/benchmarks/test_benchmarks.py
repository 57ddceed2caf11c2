"""The benchmark fits the notebooks that it measures, and its README states what it measured."""

import json
import re
import subprocess
import sys

import pytest

from tests.benchmarks import contenders, measure
from tests.support.course import NOTEBOOKS, ROOT, code_cells, read
from tests.support.markdown import fenced, images

FOLDER = ROOT / "tests" / "benchmarks"
RESULTS = json.loads((FOLDER / "results.json").read_text("utf-8"))["results"]
TEXT = (FOLDER / "README.md").read_text("utf-8")


def rows_below(header):
    """The cells of the README's table with this first line, row by row."""
    lines = TEXT[TEXT.index(header) :].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_readme_states_what_was_measured():
    expected = [
        [
            target["what"],
            {"<=": "≤", ">=": "≥"}[target["relation"]] + f" {target['target']:g}",
            f"{target['measured']:.3f}",
        ]
        for target in RESULTS["targets"]
    ]
    assert rows_below("| what | target | measured |") == expected


def test_the_readme_compares_like_with_like():
    expected = [
        [f"both in {numbers}", *(f"{ratio:.3f}" for ratio in ratios.values())]
        for numbers, ratios in RESULTS["same_numbers"].items()
    ]
    assert rows_below("| our step / | `model.fit` | PyTorch, its better mode |") == expected


def test_the_readme_says_how_many_targets_are_missed():
    missed = sum(not measure.table_and_plot.met(target) for target in RESULTS["targets"])
    words = ["All targets are met", "One target is missed", "Two targets are missed"]
    assert [text for text in words if text in TEXT] == [words[missed]]


def test_every_contender_was_measured():
    assert list(RESULTS["contenders"]) == list(measure.CONTENDERS)


def test_its_operations_are_those_of_notebook_5():
    (notebook,) = (read(path) for path in NOTEBOOKS if path.stem == "05_faster_training")
    (cell,) = (cell for cell in code_cells(notebook) if cell.id == "operations-check")
    counts = re.findall(r"([\d,]+) (?:operations forward|backward)", cell.outputs[0].text)
    for_an_image = sum(int(count.replace(",", "")) for count in counts)
    assert measure.operations_of_a_step() == measure.BATCH_SIZE * for_an_image


def test_the_cells_that_it_runs_exist():
    for name, cells in contenders.CELLS.items():
        assert set(cells) <= contenders.sources(name).keys(), name
    loop = contenders.source("03_mnist_cnn", contenders.TRAINING)
    assert loop.count("\nfor ") == 1  # what comes before it runs once
    for cell in [contenders.NEW, contenders.SOFT]:
        assert contenders.source("05_faster_training", cell)


def test_the_readme_names_the_command_and_shows_the_plot():
    assert fenced(TEXT) == [("bash", ".venv/bin/python -m tests.benchmarks.measure\n")]
    assert [source for _, source in images(TEXT)] == ["results.png"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rounds", "0"], "argument --rounds: must be a whole number from 1 to 1000, got '0'"),
        (["--seeds", "many"], "argument --seeds: must be a whole number from 1 to 100, got 'many'"),
        (["--steps", "601"], "argument --steps: must be a whole number from 1 to 600, got '601'"),
        (["--output", __file__], "test_benchmarks.py is not a folder"),
        (["notebook"], "unrecognized arguments: notebook"),
    ],
)
def test_bad_input_gets_a_sentence(arguments, words):
    command = [sys.executable, "-m", "tests.benchmarks.measure", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert words in done.stderr.splitlines()[-1]


def test_a_worker_answers(tmp_path):
    """The contender that does the least: it prepares the data, by cells of notebook 5."""
    worker = measure.Worker("preparation", str(tmp_path))
    try:
        assert worker.call("run", steps=2)["seconds"] > 0
        assert worker.call("peak_memory")["value"] is None or sys.platform == "linux"
    finally:
        worker.close()
