"""What is timed in notebook 7 is a step, and all of it."""

import time

import numpy as np
import pytest
import tensorflow as tf

from helpers.scale_out import measure, worker


@pytest.fixture(scope="module")
def strategy():
    return tf.distribute.get_strategy()


@pytest.fixture(scope="module")
def model():
    return measure.new_network()


def test_the_network_is_that_of_the_worker(model):
    same = worker.CNNModel()
    same(tf.zeros((1, 28, 28, 1)))
    assert model.count_params() == same.count_params() == 49_678
    assert [w.shape for w in model.weights] == [w.shape for w in same.weights]


@pytest.mark.parametrize("more_bytes", [0, 400])
def test_a_step_is_over_when_its_result_has_arrived(strategy, model, more_bytes):
    """Else, on a GPU, only the call would be timed."""
    result = measure.new_step(strategy, model, 2, True, more_bytes)()
    assert isinstance(result, (np.generic, np.ndarray)) and np.isfinite(result)


def test_a_step_computes_the_gradients_of_all_images(strategy, model, monkeypatch):
    seen = []
    monkeypatch.setattr(tf, "reduce_mean", lambda loss: seen.append(loss.shape) or loss[0])
    measure.new_step(strategy, model, 7, False, 0)()
    assert seen == [(7,)]


def test_milliseconds(strategy, model, monkeypatch, capsys):
    """The steps that make the graphs are left out, and each case is told from the others."""
    calls = {3: 0, 5: 0}

    def new_step(strategy, model, images, exchange, more_bytes):
        def step():
            calls[images] += 1
            first = calls[images] <= 5
            time.sleep(0.2 if first else images / 1000)

        return step

    monkeypatch.setattr(measure, "new_step", new_step)
    cases = [(3, True, 0), (5, True, 0)]
    times = measure.milliseconds(strategy, model, cases, steps=10, name="worker 0")
    assert calls == {3: 15, 5: 15}
    assert 3 <= times[0] < times[1] < 100 and times[1] >= 5
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"worker 0: step {number} of 10" for number in (0, 5, 10)]


def test_the_cases_can_be_fitted_and_predicted():
    """Four unknown numbers, and none of them follows from the others."""
    fitted = [case for case in measure.CASES if case[0] != 50]
    terms = np.array([[1, images, exchange, exchange * more] for images, exchange, more in fitted])
    assert len(fitted) == 5 and np.linalg.matrix_rank(terms) == 4
    assert len(set(measure.CASES)) == 7
