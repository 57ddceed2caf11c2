"""What all exercises share: to check an answer, whatever it does, and say what is off."""

import ast
import contextlib
import copy
import inspect
import io
import linecache
import logging
import random
import re
import signal
import sys
import threading
import time
import warnings
from _thread import interrupt_main
from pathlib import Path

import numpy as np

from helpers.errors import describe

NOT_STARTED, NOT_YET, DONE = "○", "✗", "✓"
HELPERS = Path(__file__).resolve().parent.parent


class NotYet(Exception):
    """What is off with an answer, as a sentence to the learner. Raised by checks."""


class Exercises:
    """The exercises of one notebook, in their order."""

    def __init__(self):
        self.all = []

    def add(self, title, stub, task, hints, seconds=20):
        """Return a decorator that makes an `Exercise` of a check function.

        Args:
            title: a few words, for `progress`.
            stub: the source of the cell that the learner completes, as it stands in the notebook.
            task: what to do, said as long as the stub is untouched: "write the loop".
            hints: two or more texts, each more telling than the one before.
            seconds: the time that the whole check may take; see `time_limit`.
        """

        def register(check):
            exercise = Exercise(check, title, stub, task, hints, seconds)
            self.all.append(exercise)
            return exercise

        return register

    def progress(self):
        """Print the state of every exercise, and how many are done."""
        words = {NOT_STARTED: "not started", NOT_YET: "not yet", DONE: "done"}
        for exercise in self.all:
            print(f"{exercise.state} {exercise.title}: {words[exercise.state]}")
        done = sum(exercise.state == DONE for exercise in self.all)
        print(f"{done} of {len(self.all)} exercises done")


class Exercise:
    """One exercise: `check` an answer, ask for a `hint`.

    The check function is given the learner's answers. It returns a sentence of praise if they are
    right and raises `NotYet` if not. Whatever else is raised is reported as the learner's error.
    """

    def __init__(self, check, title, stub, task, hints, seconds):
        self.name = check.__name__
        self.title, self.stub, self.task, self.hints = title, stub.strip("\n"), task, list(hints)
        self.seconds = seconds
        self.state = NOT_STARTED
        self._check = check
        self._hints_given = 0

    def check(self, *answers):
        """Print whether the answers are right: not started, not yet (and what is off), or ✓."""
        if self._untouched(answers):
            self.state = NOT_STARTED
            print(f"{NOT_STARTED} not started: {self.task} in the cell above, then run both cells")
            return
        notes.clear()
        try:
            with _undisturbed(), time_limit(self.seconds):
                praise = self._check(*answers)
            self.state = DONE
            print("; ".join([f"{DONE} {praise}", *dict.fromkeys(notes)]))
            return
        except NotYet as reason:
            text = f"not yet: {reason}"
        except TimeoutError:
            text = (
                f"stopped: your code was still running after {self.seconds} seconds. "
                "Does every loop in it end?"
            )
        except (Exception, SystemExit) as error:
            text = f"your code stopped: {_message(error)}{_place(error)}"
        self.state = NOT_YET
        print(f"{NOT_YET} {text}\n  Stuck? your_turn.{self.name}.hint()")

    def hint(self):
        """Print the next hint; each is more telling than the one before."""
        number = min(self._hints_given, len(self.hints) - 1)
        self._hints_given += 1
        print(f"Hint {number + 1} of {len(self.hints)}: {self.hints[number]}")
        if number + 1 == len(self.hints):
            print("(The last one. The solution is folded below the check.)")

    def _untouched(self, answers):
        if any(answer is ... for answer in answers):
            return True
        cells = [_cell_of(answer) for answer in answers]
        return bool(cells) and all(cell and _same_code(cell, self.stub) for cell in cells)


# For the check functions


def call(function, *inputs, name=None):
    """Call a learner's function with copies of the inputs, and return what it returns.

    Raises:
        NotYet: it is no function, or it has changed an input (an array).
    """
    name = name or getattr(function, "__name__", "the answer")
    if not callable(function):
        raise NotYet(f"a function is expected, and here is {kind(function)}.")
    given = [copy.deepcopy(value) if isinstance(value, np.ndarray) else value for value in inputs]
    result = function(*given)
    for number, (before, after) in enumerate(zip(inputs, given), 1):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after):
            raise NotYet(f"`{name}` has changed its input number {number}; work on a copy.")
    return result


def number(value, name):
    """Return `value` as a float; a tensor or an array that holds one number will do.

    Raises:
        NotYet: it is no number, or not finite.
    """
    if isinstance(value, (bool, np.bool_)) or value is None or isinstance(value, (str, bytes)):
        raise NotYet(f"{name} should be a number, and is {kind(value)}.")
    try:
        found = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise NotYet(f"{name} should be a number, and is {kind(value)}.") from None
    if found.size != 1:
        raise NotYet(f"{name} should be one number, and is {kind(value)}.")
    if not isinstance(value, (int, float, np.number)):
        note(f"{name} is {kind(value)}, where a plain number was asked for, and that will do")
    if not np.isfinite(found).all():
        raise NotYet(f"{name} is {found.item()}.")
    return found.item()


def numbers(values, names):
    """Return a sequence of as many floats as names; see `number`."""
    if isinstance(values, (str, bytes, dict, set)) or not hasattr(values, "__len__"):
        raise NotYet(f"{len(names)} numbers should be returned ({', '.join(names)}), and here is "
                     f"{kind(values)}.")  # fmt: skip
    if len(values) != len(names):
        raise NotYet(f"{len(names)} numbers should be returned ({', '.join(names)}), and here are "
                     f"{len(values)}.")  # fmt: skip
    return [number(value, name) for value, name in zip(values, names)]


def array(value, shape, name):
    """Return `value` as a float array of this shape.

    Raises:
        NotYet: it is no array of numbers, its shape is another, or it holds nan or inf.
    """
    try:
        if value is None or isinstance(value, (str, bytes)):
            raise TypeError
        found = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise NotYet(f"{name} should be an array, and is {kind(value)}.") from None
    if found.shape != tuple(shape):
        raise NotYet(f"{name} should have the shape {tuple(shape)}, and has {found.shape}.")
    if not np.isfinite(found).all():
        raise NotYet(f"{name} holds {found[~np.isfinite(found)][0]}.")
    return found


def kind(value):
    """Return what a value is, in words: "None", "a str ('a')", "a tensor of shape (3,)"."""
    if value is None or value is ...:
        return "None" if value is None else "still `...`"
    if isinstance(value, np.generic):
        return f"a {type(value).__name__} ({value})"
    shape = getattr(value, "shape", None)
    if shape is not None and not inspect.isclass(value) and not callable(shape):
        sort = "an array" if isinstance(value, np.ndarray) else "a tensor"
        return f"{sort} of shape {tuple(shape)}"
    if inspect.isclass(value):
        return f"the class {value.__name__}"
    if callable(value):
        return "a function"
    text, name = repr(value), type(value).__name__
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name}" + (f" ({text})" if len(text) <= 30 else "")


notes = []


def note(text):
    """Add a half-sentence to the praise."""
    notes.append(text)


# What happens around a check

PATIENCE = 4  # see `time_limit`


def interrupt():
    """Interrupt the main thread, as the Interrupt button does."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    else:  # Windows; a call such as time.sleep ends first
        interrupt_main()


@contextlib.contextmanager
def time_limit(seconds):
    """Interrupt the block after some seconds, as the Interrupt button does.

    On a busy machine, a right answer gets little of the processor and takes long. So the block may
    go on until this process has computed for so many seconds, but not for `PATIENCE` times as long.

    Raises:
        TimeoutError: the block took longer.
    """
    finished, late = threading.Event(), threading.Event()
    began, computed = time.monotonic(), time.process_time()

    def over():
        passed = time.monotonic() - began
        busy = time.process_time() - computed
        return min(passed, busy) >= seconds or passed >= PATIENCE * seconds

    def watch():
        wait = seconds
        while not finished.wait(wait):
            if late.is_set() or over():
                late.set()
                interrupt()
                wait = 1  # again, should the code have swallowed it
            else:
                wait = 0.1

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
        finished.set()
        watcher.join()
        if late.is_set():
            time.sleep(1)  # the interrupt is on its way
    except KeyboardInterrupt:
        if not late.is_set():
            raise
    finally:
        finished.set()
    if late.is_set():
        raise TimeoutError


@contextlib.contextmanager
def _undisturbed():
    """Keep random numbers, warnings and what is printed in the block from the notebook."""
    states = random.getstate(), np.random.get_state()
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
        random.setstate(states[0])
        np.random.set_state(states[1])


# Where an answer comes from


def _cell_of(answer):
    """Return the source of the cell that defines a function or a class, or None."""
    answer = getattr(answer, "python_function", answer)  # of a tf.function
    if inspect.isclass(answer):
        answer = next((f for f in vars(answer).values() if inspect.isfunction(f)), None)
    code = getattr(inspect.unwrap(answer) if callable(answer) else None, "__code__", None)
    return "".join(linecache.getlines(code.co_filename)) if code else None


def _same_code(one, other):
    """Whether two sources differ in comments and layout at most."""
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:  # a magic command
        return False


def _message(error):
    """Return an error as one line; of one in a graph or a layer, the line that says most."""
    text = re.sub(r"\x1b\[\d*m", "", str(error)).split("Arguments received by")[0]  # Keras's
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    in_layer = len(lines) > 1 and lines[0].startswith("Exception encountered when calling")
    if in_layer:
        lines = lines[1:]
    if lines and lines[0] == "in user code:":
        return lines[-1]
    if in_layer:
        message = lines[0].split("}} ", 1)[-1].removesuffix(" name:")
        return f"{type(error).__name__}: {message}"
    return describe(error)


def _place(error):
    """Return the last line of the learner's own code that the error went through, as text."""
    installed = (str(HELPERS), sys.prefix, sys.base_prefix)
    place, trace = "", error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        source = linecache.getline(file, trace.tb_lineno).strip()
        if source and not file.startswith(installed) and "__autograph_generated" not in file:
            place = f" (line {trace.tb_lineno}: {source})"
        trace = trace.tb_next
    return place
