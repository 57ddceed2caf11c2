"""What all exercises share; what each says of right and wrong answers is in tests/exercises/."""

import contextlib
import random
import signal
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from helpers.exercises.exercise import (
    Exercises,
    NotYet,
    array,
    call,
    interrupt,
    kind,
    number,
    numbers,
)
from tests.exercises.learner import run_cell

STUB = "def double(x):\n    ...  # your code"


@pytest.fixture
def exercise():
    exercises = Exercises()

    @exercises.add("twice", STUB, "write `double`", ["add", "add x to x"], seconds=1)
    def double(double):
        if call(double, np.array([1.0, 2.0])).tolist() != [2, 4]:
            raise NotYet("wrong")
        return "right"

    double.progress = exercises.progress
    return double


def check(exercise, source, capsys):
    names = {"np": np, "time": time, "print_": print}
    run_cell(source, names)
    exercise.check(names["double"])
    return capsys.readouterr().out


def body(text):
    return "def double(x):\n    " + text.replace("\n", "\n    ")


def test_the_three_states(exercise, capsys):
    assert check(exercise, STUB, capsys) == (
        "○ not started: write `double` in the cell above, then run both cells\n"
    )
    assert check(exercise, body("return 3 * x"), capsys) == (
        "✗ not yet: wrong\n  Stuck? your_turn.double.hint()\n"
    )
    exercise.progress()
    assert capsys.readouterr().out == "✗ twice: not yet\n0 of 1 exercises done\n"
    assert check(exercise, body("...  # your code\nreturn 2 * x"), capsys) == "✓ right\n"
    exercise.progress()
    assert capsys.readouterr().out == "✓ twice: done\n1 of 1 exercises done\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("return y", "✗ your code stopped: NameError: name 'y' is not defined (line 2: return y)"),
        ("raise SystemExit", "✗ your code stopped: SystemExit (line 2: raise SystemExit)"),
        ("while True: pass", "✗ stopped: your code was still running after 1 seconds."),
        ("time.sleep(9)", "✗ stopped: your code was still running after 1 seconds."),
        ("x *= 2\nreturn x", "✗ not yet: `double` has changed its input number 1; work on a copy."),
    ],
)
def test_whatever_the_code_does_there_is_a_sentence(text, said, exercise, capsys):
    assert check(exercise, body(text), capsys).startswith(said)


def test_code_that_swallows_interrupts_is_interrupted_again(exercise, capsys):
    swallow = "try:\n    while True: pass\nexcept KeyboardInterrupt: pass\n"
    assert "still running" in check(exercise, body(2 * swallow + "return 2 * x"), capsys)


def test_code_that_gets_little_of_a_busy_processor_has_more_time(exercise, capsys, monkeypatch):
    waits = body("import time\ntime.sleep(2)\nreturn 2 * x")  # the limit is 1 second
    assert check(exercise, waits, capsys) == "✓ right\n"
    monkeypatch.setattr("helpers.exercises.exercise.PATIENCE", 1)
    assert "still running after 1 seconds" in check(exercise, waits, capsys)


def test_an_interrupt_of_the_learners_own_is_passed_on(exercise):
    def double(x):
        threading.Timer(0.2, interrupt).start()
        time.sleep(5)

    with pytest.raises(KeyboardInterrupt):
        exercise.check(double)


def test_what_the_code_prints_warns_and_draws_at_random_stays_inside(exercise, capsys):
    text = "import random, warnings\nprint(1)\nwarnings.warn('a')\nrandom.random()\n"
    random.seed(1), np.random.seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        said = check(exercise, body(text + "np.random.random()\nreturn 2 * x"), capsys)
    assert said == "✓ right\n"
    drawn = random.random(), np.random.random()
    random.seed(1), np.random.seed(1)
    assert drawn == (random.random(), np.random.random())


def test_the_cells_of_a_class_are_recognised_too(capsys):
    exercises = Exercises()
    stub = "class Layer:\n    def call(self):\n        ..."

    @exercises.add("a layer", stub, "write it", ["a", "b"])
    def layer(Layer):
        return "fine"

    for source in [stub, stub + "  # here", stub.replace("...", "return 1")]:
        names = {}
        run_cell(source, names)
        layer.check(names["Layer"])
    states = [line[0] for line in capsys.readouterr().out.splitlines()]
    assert states == ["○", "○", "✓"]


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.array(3), np.array([[3]])])
def test_a_number(value):
    assert number(value, "w") == 3


@pytest.mark.parametrize("value", [None, "3", True, [1, 2], np.zeros(2), {}, len, float("nan")])
def test_no_number(value):
    with pytest.raises(NotYet, match="^w (should be|is nan)"):
        number(value, "w")


def test_numbers_and_arrays():
    assert numbers((1, np.float32(2)), ["w", "b"]) == [1, 2]
    for values in [None, 1, "ab", [1], [1, 2, 3], {1, 2}]:
        with pytest.raises(NotYet, match="^2 numbers should be returned"):
            numbers(values, ["w", "b"])
    assert array([[1, 2]], (1, 2), "y").tolist() == [[1, 2]]
    for value in [None, "ab", [1, 2], [[1, float("inf")]], [[1], [2, 3]], object()]:
        with pytest.raises(NotYet, match="^y (should|holds)"):
            array(value, (1, 2), "y")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        ("a", "a str ('a')"),
        (3, "an int (3)"),
        (np.zeros((2, 3)), "an array of shape (2, 3)"),
        (int, "the class int"),
        (len, "a function"),
        (..., "still `...`"),
    ],
)
def test_kinds_in_words(value, words):
    assert kind(value) == words


def test_time_limits_leave_nothing_behind(exercise, capsys):
    before = threading.active_count(), signal.getsignal(signal.SIGINT)
    with contextlib.suppress(KeyboardInterrupt):
        check(exercise, body("return 2 * x"), capsys)
        time.sleep(1.2)  # longer than the limit
    assert (threading.active_count(), signal.getsignal(signal.SIGINT)) == before
    assert sys.stdout.writable()
