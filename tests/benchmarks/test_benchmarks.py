"""The benchmark fits the notebooks that it measures, and the README states what it measured."""

import json
import re
import sys

import pytest

from tests.support.course import NOTEBOOKS, README, ROOT, code_cells, read

FOLDER = ROOT / "tests" / "benchmarks"
RESULTS = json.loads((FOLDER / "results.json").read_text("utf-8"))["results"]
TEXT = README.read_text("utf-8")


@pytest.fixture
def benchmark(monkeypatch):
    """The module tests/benchmarks/run.py."""
    monkeypatch.syspath_prepend(FOLDER)
    import run

    yield run
    for name in ["run", "report", "contenders"]:
        sys.modules.pop(name, None)


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


def test_the_readme_says_how_many_targets_are_missed(benchmark):
    missed = sum(not benchmark.report.met(target) for target in RESULTS["targets"])
    words = ["All targets are met", "One target is missed", "Two targets are missed"]
    assert [text for text in words if text in TEXT] == [words[missed]]


def test_every_contender_was_measured(benchmark):
    assert list(RESULTS["contenders"]) == list(benchmark.CONTENDERS)


def test_its_operations_are_those_of_notebook_5(benchmark):
    (notebook,) = (read(path) for path in NOTEBOOKS if path.stem == "05_faster_training")
    (cell,) = (cell for cell in code_cells(notebook) if cell.id == "operations-check")
    counts = re.findall(r"([\d,]+) (?:operations forward|backward)", cell.outputs[0].text)
    for_an_image = sum(int(count.replace(",", "")) for count in counts)
    assert benchmark.operations_of_a_step() == benchmark.BATCH_SIZE * for_an_image


def test_the_cells_that_it_runs_exist(benchmark):
    contenders = sys.modules["contenders"]
    for name, cells in contenders.CELLS.items():
        assert set(cells) <= contenders.sources(name).keys(), name
    loop = contenders.source("03_mnist_cnn", contenders.TRAINING)
    assert loop.count("\nfor ") == 1  # what comes before it runs once
    for cell in [contenders.NEW, contenders.SOFT]:
        assert contenders.source("05_faster_training", cell)
