"""What all exercises share. What each says of right and wrong answers: tests/exercises/."""

import contextlib
import random
import signal
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from helpers import course_settings

with course_settings():
    import tensorflow as tf

from helpers.exercises.surroundings import time_limit
from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet
from tests.exercises.learner import run_cell

STUB = "def double(x, times):\n    ...  # your code"


@pytest.fixture
def exercise():
    return Exercises().add(
        Exercise(
            name="double", task="write `double`", hints=["add", "add x to x"],
            stub=STUB, solution="def double(x, times):\n    return 2.0 * times * x", praise="right",
            cases=[(np.array([1.0, 2.0]), 1), (np.array([3.0]), 2)], seconds=1,
            mistakes=[
                Mistake("once is not enough.", ("2.0 *", "1.0 *")),
                Mistake("how often? `times` is missing.", (" * times", "")),
            ],
        )
    )  # fmt: skip


def said(exercise, text, capsys, **names):
    """Fill the cell in, run the check, and return what it prints."""
    names = {"np": np, "tf": tf, "time": time} | names
    run_cell("def double(x, times):\n    " + text.replace("\n", "\n    "), names)
    exercise.check(names["double"])
    return capsys.readouterr().out


STUCK = "\n  Stuck? your_turn.double.hint()\n"


def test_the_three_states(exercise, capsys):
    assert said(exercise, "...  # mine", capsys) == (
        "○ not started: write `double` above, then run both cells (0 of 1 exercises done)\n"
    )
    assert said(exercise, "return 2 * x", capsys) == (
        f"✗ not yet: how often? `times` is missing. (0 of 1 exercises done){STUCK}"
    )
    text = "...\nreturn x * times + x * times"
    assert said(exercise, text, capsys) == "✓ right (1 of 1 exercises done)\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("return y", "✗ your code stopped: NameError: name 'y' is not defined (line 2: return y)"),
        ("raise SystemExit", "✗ your code stopped: SystemExit (line 2: raise SystemExit)"),
        ("exit()", "✗ your code stopped: SystemExit"),
        ("while True: pass", "✗ stopped: your code was still running after 1 seconds."),
        ("time.sleep(9)", "✗ stopped: your code was still running after 1 seconds."),
        ("try:\n  time.sleep(9)\nexcept Exception: pass\nreturn x", "✗ stopped: your code was"),
        ("x *= 2\nreturn x", "✗ not yet: your code has changed its input number 1; work on a copy"),
        ("return 3 * x", "✗ not yet: for x = numbers of shape (2,) (1, 2), times = 1: expected "
                         "numbers of shape (2,) (2, 4), and this came: numbers of shape (2,) (3,"),
        ("x + 1", "✗ not yet: nothing comes back. Is there a `return`?"),
        ("return 'a'", "expected numbers of shape (2,) (2, 4), and this came: 'a'."),
        ("return lambda: 1", "and this came: a function."),
        ("return {}", "and this came: ."),
        ("return [x, x]", "and this came: (numbers"),
        ("return np.nan * x", "and this came: numbers of shape (2,) (nan, nan)"),
        ("yield foo", "✗ your code stopped: NameError: name 'foo' is not defined (line 2"),
        ("return {1, 2}", "and this came: a set."),
        ("return object()", "and this came: an object."),
        ("return 2 * times * x[:1]", "and this came: 2 (of shape (1,))."),
        ("return tf.keras.Input((1,))", "and this came: a KerasTensor."),
    ],
)  # fmt: skip
def test_whatever_the_code_does_there_is_a_sentence(text, words, exercise, capsys):
    assert words in said(exercise, text, capsys, exit=sys.exit)


@pytest.mark.parametrize("answer", [None, "a", 3, [], np.zeros(2)])
def test_what_is_no_function_gets_a_sentence(answer, exercise, capsys):
    exercise.check(answer)
    assert capsys.readouterr().out.startswith("✗ not yet: a function is expected, and here is ")


@pytest.mark.parametrize(
    "text",
    ["return tf.constant(2 * times * x)", "return list(2 * times * x)", "return x * times / 0.5"],
)
def test_any_kind_of_numbers_will_do(text, exercise, capsys):
    assert said(exercise, text, capsys).startswith("✓ right")


def test_a_mistake_must_agree_on_all_cases(exercise, capsys):
    """Right in one case, wrong in another: the hint of the mistake would mislead."""
    text = "return x * times if times == 1 else 7 * x"
    assert "expected numbers of shape (2,) (2, 4)" in said(exercise, text, capsys)
    text = "return 2 * x if times == 1 else x"
    assert "expected 12 (of shape (1,)), and this came: 3 (of" in said(exercise, text, capsys)


def test_an_error_may_be_a_known_mistake(exercise, capsys):
    exercise.mistakes.append(Mistake("it is None.", ("2.0", "None")))
    assert "not yet: it is None." in said(exercise, "return times * None * x", capsys)
    assert "your code stopped: TypeError" in said(exercise, "return len(times)", capsys)


def test_an_edit_that_does_not_fit_is_an_error():
    with pytest.raises(ValueError, match="the solution has no 'b'"):
        Mistake("hint", ("b", "c")).program("a")


def test_predictions(capsys):
    predictions = Exercises().add(
        Exercise("p", "predict", stub="shape = ...\nerror = ...", hints=["a", "b"],
                 solution="shape = (2, 3)\nerror = 'none'", praise="so it is",
                 mistakes=[Mistake("turned round.", ("(2, 3)", "(3, 2)"))], otherwise="try it.")
    )  # fmt: skip
    for answers in [(..., ...), ((2, 3), "none"), ([2, 3], "none"), ((3, 2), "none"), (6, "a")]:
        predictions.check(*answers)
    text = capsys.readouterr().out
    assert [line[0] for line in text.splitlines() if line[0] != " "] == ["○", "✓", "✓", "✗", "✗"]
    assert "turned round." in text and "try it." in text and "expected" not in text


def test_what_is_still_open_is_named(capsys):
    three = Exercises().add(
        Exercise("p", "predict", stub="a = ...\nb, c = ..., ...", hints=["a", "b"],
                 solution="a, b, c = 1, 2, 3", praise="so it is", otherwise="try it.")
    )  # fmt: skip
    for answers, words in [((1, ..., 3), "b"), ((..., 7, ...), "a, c")]:
        three.check(*answers)
        text = f"✗ not yet: still open: {words} (0 of 1 exercises done)\n"
        assert capsys.readouterr().out == text + "  Stuck? your_turn.p.hint()\n"
    three.check(..., ..., ...)
    assert capsys.readouterr().out.startswith("○ not started: predict above")


def test_a_number_is_asked_for_and_a_whole_one(capsys):
    for solution, right, wrong in [("n = 5", [5, 5.0, np.array([5])], [5.001, "5", True, None])]:
        n = Exercises().add(
            Exercise("n", "count", stub="n = ...", solution=solution, hints=[], praise="")
        )
        for answer in right + wrong:
            n.check(answer)
            assert n.state == ("✓" if any(answer is one for one in right) else "✗"), answer


def test_the_cell_of_a_class_is_recognised(capsys):
    stub = "class Layer:\n    def call(self):\n        ..."
    layer = Exercises().add(
        Exercise("c", "write it", stub, stub.replace("...", "return 1"), [], "fine",
                 observe=lambda Layer: Layer().call())
    )  # fmt: skip
    for source in [stub, stub + "  # here", stub.replace("...", "return 1")]:
        names = {}
        run_cell(source, names)
        layer.check(names["Layer"])
    assert [line[0] for line in capsys.readouterr().out.splitlines()] == ["○", "○", "✓"]


def test_an_observation_may_say_what_is_off(exercise, capsys):
    def observe(double, *inputs):
        raise NotYet("it has no weights.")

    solution = exercise.expected
    exercise._observe = observe
    assert solution and "✗ not yet: it has no weights." in said(exercise, "return x", capsys)


def test_a_check_runs_under_settings_of_its_own(exercise, capsys):
    tf.config.run_functions_eagerly(True)
    tf.keras.config.set_dtype_policy("mixed_float16")
    seen = []
    try:
        text = (
            "seen.append((tf.config.functions_run_eagerly(), tf.keras.config.dtype_policy().name))"
        )
        said(exercise, text, capsys, seen=seen)
        assert set(seen) == {(False, "float32")}
        assert tf.config.functions_run_eagerly()
        assert tf.keras.config.dtype_policy().name == "mixed_float16"
    finally:
        tf.config.run_functions_eagerly(False)
        tf.keras.config.set_dtype_policy("float32")


def test_what_the_code_prints_warns_and_draws_stays_inside(exercise, capsys):
    def drawn():
        return random.random(), np.random.random(), float(tf.random.uniform([]))

    tf.keras.utils.set_random_seed(1)
    expected = drawn()
    tf.keras.utils.set_random_seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = "import random, warnings\nprint(1)\nwarnings.warn('a')\nrandom.random()\n"
        text += "np.random.random()\ntf.random.uniform([])\nreturn 2 * times * x"
        assert said(exercise, text, capsys) == "✓ right (1 of 1 exercises done)\n"
    assert drawn() == expected


def test_code_that_swallows_interrupts_is_stopped_again(exercise, capsys):
    swallow = "try:\n  time.sleep(9)\nexcept BaseException: pass\n"
    began = time.monotonic()
    assert "still running after 0.3 seconds" in _short(exercise, 2 * swallow, capsys)
    assert time.monotonic() - began < 9


def _short(exercise, text, capsys):
    exercise.seconds = 0.3
    return said(exercise, text + "return 2 * times * x", capsys)


def test_an_interrupt_of_the_learners_own_is_passed_on():
    main = threading.main_thread().ident
    threading.Timer(0.2, signal.pthread_kill, [main, signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt), time_limit(5):
        time.sleep(4)


def test_a_time_limit_leaves_nothing_behind():
    before = threading.active_count(), signal.getsignal(signal.SIGINT)
    with time_limit(5):
        pass
    with contextlib.suppress(TimeoutError), time_limit(0.1):
        time.sleep(3)
    assert (threading.active_count(), signal.getsignal(signal.SIGINT)) == before


def test_a_time_limit_holds_where_sigint_is_ignored():
    """As in a process that was started under nohup, or in the background of a script."""
    program = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "from helpers.exercises.surroundings import time_limit\n"
        "began = time.monotonic()\n"
        "try:\n    with time_limit(0.2):\n        time.sleep(9)\nexcept TimeoutError:\n"
        "    print(time.monotonic() - began < 8, signal.getsignal(signal.SIGINT).name)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "True SIG_IGN\n", done.stderr
