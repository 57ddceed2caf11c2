"""The benchmark counts the work, waits for results, and states what it measured."""

import json
import time

import numpy as np
import pytest

from tests.benchmarks import measure


class Way:
    """Takes all the steps that it is asked for, or only a share of them."""

    aside = 0

    def __init__(self, share=1.0, wait=0.0):
        self.share, self.wait, self.steps = share, wait, 0

    def taken(self):
        return self.steps

    def run(self, count):
        self.steps += int(self.share * count)
        return self

    def __float__(self):  # a result that is there only later, as on a busy GPU
        time.sleep(self.wait)
        return 1.0


def test_a_way_that_takes_other_steps_than_it_says_is_refused(monkeypatch):
    for share in [0.5, 2.0]:
        monkeypatch.setitem(measure.STARTED, "key", Way(share))
        with pytest.raises(RuntimeError, match="steps were taken, not 20"):
            measure.turn("key", 20)


def test_the_clock_waits_for_the_result(monkeypatch):
    monkeypatch.setitem(measure.STARTED, "key", Way(wait=0.1))
    assert measure.turn("key", 2) >= 50  # milliseconds a step


@pytest.mark.parametrize(
    ("losses", "same"), [([2.3, 2.2], True), ([2.3, 2.21], False), ([2.3, np.nan], False)]
)
def test_who_trains_something_else_is_found(losses, same):
    assert measure.same_training(losses, [2.3, 2.2], tolerance=1e-3) == same


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [([8, 8.1, 8.3], "ahead"), ([12, 12.2, 11.8], "behind"), ([8, 13, 10], "undecided")],
)
def test_a_verdict_follows_from_the_interval(ours, verdict):
    ratio, low, high, word = measure.compare(ours * 3, [10, 10.2, 9.9] * 3)
    assert low <= ratio <= high and word == verdict


def test_only_like_is_compared_with_like():
    """Ours is ahead in one kind of numbers and behind in the other."""
    times = [[[measure.OURS, "float32", 100], [8] * 9], [["fit", "float32", 100], [10] * 9]]
    times += [[[measure.OURS, "bfloat16", 100], [5] * 9], [["fit", "bfloat16", 100], [4] * 9]]
    left_out = [[["fit", "float32", 500], "too slow"]]
    results = {"machine": "", "times": times, "left_out": left_out, "memory": {}}
    lines = measure.report(results).splitlines()
    heads, fit = [next(x for x in lines if x.startswith(start)) for start in ["| way |", "| fit |"]]
    cells = dict(zip(heads.split(" | "), fit.split(" | ")))
    assert cells["float32, 100"] == "10.0 ms · 0.80 (0.80–0.80) ahead"
    assert cells["bfloat16, 100"] == "4.0 ms · 1.25 (1.25–1.25) behind"
    assert cells["float32, 500"] == "left out: too slow"


def test_the_page_states_what_was_measured():
    saved = json.loads((measure.HERE / "results.json").read_text("utf-8"))
    page = (measure.HERE / "README.md").read_text("utf-8")
    assert page.partition(measure.TABLE)[2].strip() == measure.report(saved).strip()


def test_our_loop_is_the_notebooks():
    cells = json.loads(measure.NOTEBOOK.read_text("utf-8"))["cells"]
    assert set(measure.CELLS) <= {cell["id"] for cell in cells}
