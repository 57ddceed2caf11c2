"""Notebook 5: times are not compared, so its stopwatch is tried on a clock that tells them."""

import gc
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.exercises import faster_training as your_turn
from tests.support.course import NOTEBOOKS, code_cells, read

(NOTEBOOK,) = (path for path in NOTEBOOKS if path.stem == "05_faster_training")
CELLS = {cell.id: cell.source for cell in code_cells(read(NOTEBOOK))}


class Clock:
    """Time goes on only when a way takes steps; the first call of each takes a second more."""

    now = 0.0

    def perf_counter(self):
        return self.now

    def way(self, milliseconds):
        optimizer = SimpleNamespace(iterations=0)

        def take(count):
            self.now += count * milliseconds / 1000 + (not optimizer.iterations)
            optimizer.iterations += count
            return 0.5

        return take, None, optimizer


def test_the_stopwatch_and_the_verdict(capsys):
    clock = Clock()
    names = {"np": np, "gc": gc, "time": clock, "count": 4, "rounds": 3, "seed": 0}
    for cell in ["measure", "interval", "judge"]:
        exec(CELLS[cell], names)
    times = names["measure"]({"first": clock.way(10), "fast": clock.way(5), "slow": clock.way(20)})
    for name, expected in [("first", 10), ("fast", 5), ("slow", 20)]:
        assert times[name] == pytest.approx([expected] * 3)
    names["judge"]({"first": times["first"], "fast": times["fast"], "slow": times["slow"]})
    fast, slow = capsys.readouterr().out.splitlines()
    assert fast == "fast: 0.50 to 0.50 times as long as first, faster"
    assert slow == "slow: 2.00 to 2.00 times as long as first, slower"


def test_the_trainings_of_the_recipe():
    """Labels stay a distribution, and each variant is trained with each seed."""
    names = {"np": np, "seed": 4, "progress": range, "variants": {"a": (1, 2), "b": (3, 4)}}
    exec(CELLS["recipe"], names)
    np.testing.assert_allclose(names["soften"](np.eye(10)[:1], 0.1), [[0.91, *[0.01] * 9]])
    names["accuracy_after"] = lambda *given: given
    exec(CELLS["apart"], names)
    expected = {name: [(*of, seed) for seed in (4, 5, 6)] for name, of in names["variants"].items()}
    assert names["accuracies"] == expected


def test_what_the_runs_show():
    """The answers of the exercise, from its table: what all seeds agree on."""
    exec(CELLS["runs"], found := {})
    runs = {name: np.array(values) for name, values in found["runs"].items()}
    low, middle, high, schedule = runs.values()
    assert list(runs)[:3] == ["rate 0.001", "rate 0.004", "rate 0.008"]
    shown = (middle > low).all(), (high > middle).all(), (schedule < middle).all(), False
    assert your_turn.claims.run(your_turn.claims.solution)[:4] == [*shown]
    assert 97.4 == high[0] == max(map(max, runs.values()))
