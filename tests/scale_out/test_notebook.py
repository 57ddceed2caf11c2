"""The worker's network and step are those of notebook 3, and what is timed is such a step."""

import ast
import inspect
import time

import numpy as np
import tensorflow as tf

from helpers.scale_out import measure, worker
from tests.support.course import NOTEBOOKS, read


def defined(name):
    """The source of a function or class in notebook 3, without comments."""
    (path,) = (path for path in NOTEBOOKS if path.name.startswith("03"))
    for cell in read(path).cells:
        if cell.cell_type == "code" and cell.source.startswith((f"class {name}", f"def {name}")):
            node = ast.parse(cell.source).body[0]
            return ast.unparse(node)


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
