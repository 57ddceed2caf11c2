"""The worker's network and step are those of notebook 3, what is timed is such a step, and what
notebook 7 makes of such times, which are not compared, is right."""

import ast
import inspect
import time
from unittest import mock

import numpy as np
import tensorflow as tf

from helpers.exercises import scale_out
from helpers.scale_out import measure, worker
from tests.support.course import NOTEBOOKS, code_cells, read


def cells(number):
    """The code cells of a notebook, by their names."""
    (path,) = (path for path in NOTEBOOKS if path.name.startswith(number))
    return {cell.id: cell.source for cell in code_cells(read(path))}


def defined(name):
    """The source of a function or class in notebook 3, without comments."""
    for source in cells("03").values():
        if source.startswith((f"class {name}", f"def {name}")):
            return ast.unparse(ast.parse(source).body[0])


def source(one):
    return ast.unparse(ast.parse(inspect.getsource(one)))


def test_the_network_and_the_step_are_those_of_notebook_3():
    assert source(worker.CNNModel) == defined("CNNModel")
    step = defined("train_step").replace("labels)", "labels, batch_size)", 1)
    assert source(worker.train_step) == step.replace(
        "tf.reduce_mean(loss)", "tf.reduce_sum(loss) / batch_size"
    )


def test_what_is_timed_is_a_step_of_the_training(monkeypatch):
    """Its result has arrived; and the loss is of all images."""
    seen = []
    step = worker.train_step
    monkeypatch.setattr(
        worker, "train_step", lambda *given: seen.append(given[2].shape) or step(*given)
    )
    result = measure.whole_step(tf.distribute.get_strategy(), 7)()
    assert isinstance(result, np.generic) and 1 < result < 4
    assert seen == [(7, 28, 28, 1)]
    assert measure.exchange(tf.distribute.get_strategy(), 40)() == 0
    assert 1 < measure.WAYS["computing"](None, 7)() < 4  # without the others


def test_the_steps_that_make_the_graphs_are_left_out(monkeypatch, capsys):
    calls = {3: 0, 50: 0}

    def new_step(strategy, size):
        def step():
            calls[size] += 1
            time.sleep(1 if calls[size] == 1 else size / 1000)

        return step

    monkeypatch.setitem(measure.WAYS, "computing", new_step)
    times = measure.milliseconds(None, [("computing", 3), ("computing", 50)], 10, "worker 0")
    assert calls == {3: 15, 50: 15}
    assert 3 <= times[0] < times[1] and 50 <= times[1] < 1000
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"worker 0: step {number} of 10" for number in (0, 5, 10)]


def test_the_rule_and_the_plans_of_notebook_7(capsys):
    """From times that are lines, the rule predicts the whole step; the plans fit the exercise."""
    found = cells("07")
    ms = {("computing", n): 3 + 0.4 * n for n in (25, 100)}
    ms |= {("exchange", size): 5 + 2 * size / 1e6 for size in (200_000, 4_000_000)}
    names = {"np": np, "plt": mock.Mock(), "ms": ms | {("whole step", 50): 3 + 0.4 * 50 + 5.4}}
    exec(found["cost"], names)
    exec(found["plan"], names)
    start, latency, step, *plans = capsys.readouterr().out.splitlines()
    assert start == "start 3.0 ms, an image 0.40 ms"
    assert latency == "latency 5.0 ms, a megabyte 2.0 ms"
    assert step == "a step: predicted 28.4 ms, measured 28.4 ms"
    (best_workers,) = scale_out.best_workers.run(scale_out.best_workers.solution)
    for line, (image, message, megabyte) in zip(plans, [(0.4, 2.5, 2.0), (0.2, 0.05, 0.8)]):
        best = best_workers(100 * image, 0.2, 1 / megabyte, message, 64)
        assert f": best with {best}, " in line


def test_the_time_between_two_saves(capsys):
    exec(cells("07")["often"], {"np": np})
    minutes = np.arange(1, 300)
    for machines, line in zip([1, 10, 1000], capsys.readouterr().out.splitlines()):
        lost = 5 / 60 / minutes + machines * minutes / (2 * 100 * 24 * 60)
        assert line.endswith(f"save every {minutes[lost.argmin()]} minutes")
