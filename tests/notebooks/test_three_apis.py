"""Notebook 4: the programs that it compares are what it calls them, and no pair is left out."""

from itertools import combinations
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import course_settings
from helpers.claims import ClaimError
from tests.exercises.learner import exercises_of, names_for
from tests.support.course import NOTEBOOKS, code_cells, read
from tests.support.markdown import fenced

with course_settings():
    import tensorflow as tf

(NOTEBOOK,) = (path for path in NOTEBOOKS if path.stem == "04_three_apis")
CELLS = {cell.id: cell.source for cell in code_cells(read(NOTEBOOK))}
DEFINITIONS = ["imports", "parameters", "model", "v1-network", "v1-train", "sequential", "fit"]
DEFINITIONS += ["loop", "own-step"]
WAYS = ["session", "fit", "loop", "own step"]


@pytest.fixture(scope="module")
def names():
    """The notebook's names after its cell `ways`, with three batches of four images."""
    rng, names = np.random.default_rng(0), {}
    for cell in DEFINITIONS:
        exec(CELLS[cell], names)
    images = rng.random((3, 4, 28, 28, 1), dtype=np.float32)
    labels = np.eye(10, dtype=np.float32)[rng.integers(10, size=(3, 4))]
    model = names["CNNModel"]()
    model(images[0])
    names |= {"start": model.get_weights(), "drawn": list(zip(images, labels)), "first_steps": 3}
    exec(CELLS["ways"], names)
    return names


def text_and_solution(cell, exercise):
    """Run the program in the text of an exercise, then its solution; return their names."""
    names = names_for(NOTEBOOK)
    (text,) = (one.source for one in read(NOTEBOOK).cells if one.id == cell)
    for source in [*(code for _, code in fenced(text)), exercise.solution]:
        exec(source, names)
    return names


def test_the_programs_in_exercises_do_what_the_solutions_say(capsys):
    exercises = exercises_of(NOTEBOOK)
    found = text_and_solution("turn-runs", exercises.runs)
    printed = [float(number) for number in capsys.readouterr().out.split()]
    assert printed == [found[name] for name in ("one", "two", "three", "four")]
    found = text_and_solution("turn-twins", exercises.twins)
    pair = [np.random.default_rng(seed).random((3, 5), dtype=np.float32) for seed in (1, 2)]
    by_class, functional = found["Twins"](), found["twins"]()
    expected = by_class(pair)
    functional.set_weights(by_class.get_weights())
    np.testing.assert_allclose(functional(pair), expected, rtol=1e-6)
    found = text_and_solution("turn-translated", exercises.translated)
    for case in exercises.translated.cases:
        np.testing.assert_allclose(found["old"](*case), found["translated"](*case), rtol=1e-5)


def test_each_program_is_what_it_is_called(names):
    """Those of Keras agree in every digit: one program under two names would not be seen."""
    keras_step, session_run = tf.keras.Model.train_step, tf.compat.v1.Session.run
    done = {}
    for name, way in names["ways"].items():
        with (
            mock.patch.object(
                tf.compat.v1.Session, "run", autospec=True, side_effect=session_run
            ) as runs,
            mock.patch.object(
                tf.keras.Model, "train_step", autospec=True, side_effect=keras_step
            ) as steps_of_keras,
            mock.patch.object(
                names["StepModel"], "train_step", autospec=True,
                side_effect=names["StepModel"].train_step,
            ) as own_steps,
            mock.patch.dict(names, train_step=mock.Mock(wraps=names["train_step"])),
        ):  # fmt: skip
            losses, weights = way(names["start"], names["drawn"])
            traced = steps_of_keras.called, names["train_step"].called, own_steps.called
        assert len(losses) == 3 and len(weights) == 8
        assert not any(np.array_equal(*pair) for pair in zip(weights, names["start"]))
        done[name] = runs.called, *traced
    assert list(done) == WAYS
    assert list(map(list, done.values())) == np.eye(4, dtype=bool).tolist()


def test_all_that_is_compared_was_trained_by_its_own_way(names):
    ways = {name: mock.Mock(return_value=([name], [name])) for name in WAYS}
    found = names | {"ways": ways}
    exec(CELLS["ways-run"], found)
    assert found["losses"] == found["weights"] == {name: [name] for name in WAYS}
    for way in ways.values():
        way.assert_called_once_with(names["start"], names["drawn"])


@pytest.mark.parametrize("number", range(4), ids=WAYS)
def test_a_way_that_differs_is_noticed(names, number, capsys):
    """At its last compared step, by hardly more than is allowed."""
    losses = {name: [2.0, 1.5, 1.0] for name in WAYS}
    exec(CELLS["agree"], names | {"losses": losses})
    pairs = [f"✓ {one} and {other} agree" for one, other in combinations(WAYS, 2)]
    assert capsys.readouterr().out.splitlines() == pairs
    losses[WAYS[number]] = [2.0, 1.5, 1.00003]
    with pytest.raises(ClaimError):
        exec(CELLS["agree"], names | {"losses": losses})


def test_each_way_has_its_own_losses_and_accuracy(names, capsys):
    """They hardly differ, so outputs would not tell whose they are."""
    losses = {name: [number] * 3 for number, name in enumerate(WAYS)}
    exec(CELLS["losses"], names | {"losses": losses})
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split()[1:] for row in rows] == [[f"{n}.00000" for n in range(4)]] * 3
    mnist, judge = mock.Mock(validation_labels=np.eye(10)), mock.Mock()
    weights = {name: np.eye(10) * (np.arange(10) <= number) for number, name in enumerate(WAYS)}

    def predict(images, **_):
        assert images is mnist.validation_images
        return judge.set_weights.call_args[0][0]

    judge.predict = predict
    names = names | {"make_sequential": lambda: judge}
    exec(CELLS["accuracy"], names | {"mnist": mnist, "weights": weights})
    rows = capsys.readouterr().out.splitlines()
    assert rows == [f"{name:9}{(number + 1) / 10:.3f}" for number, name in enumerate(WAYS)]


def test_the_picture_shows_the_differences_to_the_loop(names):
    """Rounding is chance, so the saved picture's numbers are not compared."""
    losses = {"session": [1, 1, 1.5], "fit": [1, 1.25, 1], "loop": [1, 1, 1], "own step": [2, 1, 1]}
    with mock.patch.object(plt, "show"):
        exec(CELLS["difference-plot"], names | {"losses": losses, "steps": 3})
    lines = {line.get_label(): line.get_xydata().T.tolist() for line in plt.gca().lines}
    plt.close()
    assert lines["session and loop"] == [[1, 2, 3], [0, 0, 0.5]]
    assert lines["fit and loop"] == [[1, 2, 3], [0, 0.25, 0]]
    assert lines["own step and loop"] == [[1, 2, 3], [1, 0, 0]]
    assert lines["allowed"][1] == [2e-5, 2e-5] and lines["last digit"][1][0] < 2e-7
