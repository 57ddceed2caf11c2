"""Exercises as tables: a reference solution, cases to try it on, and known mistakes with hints.

`Exercise.check` runs the learner's answer and the reference on all cases. If they differ, the first
known mistake that agrees with the answer on *all* cases gives the hint; if none does, the check
says for which input it expected what, and what came. So a hint never misleads.
"""

import ast
import inspect
import linecache
import random
import re
import symtable
import sys
import traceback
from functools import cached_property
from pathlib import Path

import numpy as np
import tensorflow as tf

from helpers.errors import describe
from helpers.exercises.surroundings import settings_of_its_own, time_limit
from helpers.new_process import cell_of

NOT_STARTED, NOT_YET, DONE = "○", "✗", "✓"
numbering = iter(range(10**9))


class NotYet(Exception):
    """What is off with an answer, as a sentence. An `observe` may raise it, too."""


class Mistake:
    """A known mistake: what it makes of the solution, and the hint for it.

    Args:
        hint: str, a sentence to the learner.
        edits: pairs (old, new) of texts, each replaced in the solution, where it must stand.
        source: str, a whole wrong program, instead of edits.
    """

    def __init__(self, hint, *edits, source=None):
        self.hint, self.edits, self.source = hint, edits, source

    def program(self, solution):
        """Return its source. Raises a ValueError if an edit doesn't fit the solution."""
        program = self.source or solution
        for old, new in self.edits:
            if old not in program:
                raise ValueError(f"the solution has no {old!r}: {program}")
            program = program.replace(old, new)
        return program


class Exercises:
    """The exercises of one notebook, in their order.

    Args:
        names: dict of what solutions use besides `np` and `tf`, or a function that returns it.
    """

    def __init__(self, names=dict):
        self.all, self.names = [], names

    def add(self, exercise):
        """Take an `Exercise` in, and return it."""
        exercise.of = self
        self.all.append(exercise)
        return exercise

    def done(self):
        """Return how many exercises are done, in words."""
        done = sum(exercise.state == DONE for exercise in self.all)
        return f"{done} of {len(self.all)} exercises done"


class Exercise:
    """One exercise: `check` an answer, ask for a `hint`.

    Args:
        name, task: as in `your_turn.NAME`; what to do: "write the loop".
        stub, solution: the sources of the two cells, as they stand in the notebook. The names that
            the stub defines at top level are the answers. A tuple as a solution has their values.
        hints, praise: two or more texts, each more telling than the last; the sentence after ✓.
        cases: list of tuples, the inputs to try, or a function that returns it.
        mistakes: list of `Mistake`.
        observe: a function of the answers and a case's inputs that returns what is compared:
            numbers, strings, arrays, tensors, or tuples and dicts of such. By default the answer is
            called, or, if it is no function, compared itself.
        otherwise: what to say of an answer that is off in an unknown way, instead of the input,
            what was expected, and what came. Predictions need it.
        rtol, atol: floats; numbers may differ by atol + rtol × the largest number expected.
        seconds: the time that the whole check may take.
    """

    def __init__(
        self, name, task, stub, solution, hints, praise, cases=((),), mistakes=(),
        observe=None, otherwise=None, rtol=2e-3, atol=1e-5, seconds=20,
    ):  # fmt: skip
        self.name, self.task = name, task
        self.stub = stub.strip("\n")
        self.hints, self.praise, self.mistakes = list(hints), praise, list(mistakes)
        self.otherwise, self.rtol, self.atol, self.seconds = otherwise, rtol, atol, seconds
        self.state, self.of = NOT_STARTED, Exercises()
        names = symtable.symtable(self.stub, name, "exec").get_symbols()
        self.answers = [one.get_name() for one in names if one.is_assigned()]
        if isinstance(solution, tuple):
            lines = [f"{name} = {value!r}" for name, value in zip(self.answers, solution)]
            solution = "\n".join(lines).replace("'", '"')
        self.solution = solution.strip("\n")
        self._observe = observe or (_call if len(self.answers) == 1 else lambda *all: all)
        self._cases, self._hints_given = cases, 0

    def check(self, *answers):
        """Print whether the answers are right: not started, not yet (and what is off), or ✓."""
        if all(answer is ... or _same_code(cell_of(answer), self.stub) for answer in answers):
            self.state, text = NOT_STARTED, f"not started: {self.task} above, then run both cells"
        else:
            with settings_of_its_own():
                text = self._verdict(answers)
            self.state = DONE if text is None else NOT_YET
        print(f"{self.state} {text or self.praise} ({self.of.done()})")
        if self.state == NOT_YET:
            print(f"  Stuck? your_turn.{self.name}.hint()")

    def yours_or_ours(self, answer):
        """Return the learner's answer if its check said ✓, and the solution's if not."""
        return answer if self.state == DONE else self.run(self.solution)[0]

    def hint(self):
        """Print the next hint; each is more telling than the one before."""
        self._hints_given = min(self._hints_given + 1, len(self.hints))
        print(f"Hint {self._hints_given} of {len(self.hints)}: {self.hints[self._hints_given - 1]}")
        if self._hints_given == len(self.hints):
            print("(The last one. The solution is folded below the check.)")

    @cached_property
    def cases(self):
        """The list of cases, made on first use."""
        return self._cases() if callable(self._cases) else self._cases

    def run(self, source):
        """Run a program as the learner's cell; return its answers."""
        file = f"<exercise {next(numbering)}>"
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
        names = {"np": np, "tf": tf, "__name__": "exercise"} | dict(self.of.names())
        exec(compile(source, file, "exec"), names)
        return [names[name] for name in self.answers]

    def outcome(self, answers, case):
        """Return what is observed of answers on a case; of an error, what was `Raised`.

        Raises:
            NotYet: an input (an array) was changed, or `observe` says what is off.
        """
        random.seed(0), np.random.seed(0), tf.random.set_seed(0)
        tf.config.run_functions_eagerly(False)  # the answer before may have left it on
        tf.keras.config.set_dtype_policy("float32")
        inputs = [np.copy(one) if isinstance(one, np.ndarray) else one for one in case]
        try:
            found = self._observe(*answers, *inputs)
            # The code of a generator runs here, and not where it is compared.
            found = list(found) if inspect.isgenerator(found) else found
        except NotYet:
            raise
        except (Exception, SystemExit) as error:
            return Raised(error)
        for number, (before, after) in enumerate(zip(case, inputs), 1):
            if isinstance(before, np.ndarray) and before.tobytes() != after.tobytes():
                raise NotYet(f"your code has changed its input number {number}; work on a copy.")
        return found

    @cached_property
    def expected(self):
        """The outcomes of the reference solution, one for each case."""
        reference = self.run(self.solution)
        return [self.outcome(reference, case) for case in self.cases]

    def same(self, found, expected):
        """Whether two outcomes agree: see `rtol` and `atol`."""
        if isinstance(expected, bool) and isinstance(found, np.ndarray | tf.Tensor):
            found = np.asarray(found).item() if found.shape == () else found
        for kind in (Raised, bool | np.bool_, str, type(None)):
            if isinstance(expected, kind):
                return isinstance(found, kind) and bool(found == expected)
        if isinstance(expected, dict):
            alike = isinstance(found, dict) and found.keys() == expected.keys()
            return alike and all(self.same(found[key], expected[key]) for key in expected)
        if isinstance(expected, tuple | list):
            try:
                pairs = [*zip(found, expected, strict=True)]
            except (TypeError, ValueError):
                return False
            return not isinstance(found, str | dict | set) and all(self.same(*p) for p in pairs)
        one, other = numbers(found), numbers(expected)
        if one is None or other is None:
            return one is other
        if one.shape != other.shape and not one.size == other.size == 1:
            return False  # where one number is asked for, an array that holds one will do
        if isinstance(expected, int | np.integer):
            return one.item() == expected
        limit = self.atol + self.rtol * np.max(np.abs(other[np.isfinite(other)]), initial=0)
        one = one.reshape(other.shape)
        return np.allclose(one, other, rtol=0, atol=limit, equal_nan=True)

    def agrees(self, mistake, outcomes):
        """Whether a mistake leads to these outcomes, one for each case."""
        answers, pairs = self.run(mistake.program(self.solution)), zip(outcomes, self.cases)
        try:  # one case after the other: most mistakes differ on the first
            return all(self.same(found, self.outcome(answers, case)) for found, case in pairs)
        except NotYet:
            return False

    def _verdict(self, answers):
        """Return what is off with the answers, as a sentence, or None."""
        still_open = [name for name, answer in zip(self.answers, answers) if answer is ...]
        if still_open:
            return f"not yet: still open: {', '.join(still_open)}"
        if not tf.executing_eagerly():
            return "stopped: TensorFlow's eager mode was switched off. Restart the kernel."
        expected = self.expected  # before the learner's time begins
        try:
            with time_limit(self.seconds):
                outcomes = [self.outcome(answers, case) for case in self.cases]
        except NotYet as reason:
            return f"not yet: {reason}"
        except TimeoutError:
            text = f"your code was still running after {self.seconds:g} seconds"
            return f"stopped: {text}. Does every loop in it end?"
        off = [not self.same(*pair) for pair in zip(outcomes, expected)]
        if not any(off):
            return None
        for mistake in self.mistakes:
            if self.agrees(mistake, outcomes):
                return f"not yet: {mistake.hint}"
        first = off.index(True)
        found = outcomes[first]
        if isinstance(found, Raised):
            return f"your code stopped: {describe(found.error)}{_place(found.error)}"
        if self.otherwise:
            return f"not yet: {self.otherwise}"
        if found is None:
            return "not yet: nothing comes back. Is there a `return`?"
        given, right = self._given(answers, self.cases[first]), expected[first]
        if isinstance(right, dict) and isinstance(found, dict):  # what differs
            off = [key for key in right if key in found and not self.same(found[key], right[key])]
            right, found = ({key: one[key] for key in off} or one for one in (right, found))
        one, other = numbers(found), numbers(right)
        if shown(found) == shown(right) and one is not None and one.shape == other.shape:
            place = np.unravel_index(np.argmax(np.abs(one - other)), one.shape)
            given, right, found = f"at {(*map(int, place),)}: ", other[place], one[place]
        return f"not yet: {given}expected {shown(right)}, and this came: {shown(found)}."

    def _given(self, answers, case):
        """Return the inputs of a case, in words."""
        if not case:
            return ""
        called = self._observe is _call
        function = self.run(self.solution)[0] if called else self._observe
        names = [*inspect.signature(function).parameters][0 if called else len(answers) :]
        texts = [f"{name} = {shown(value)}" for name, value in zip(names, case)]
        return f"for {', '.join(texts)}: "


class Raised:
    """An error as an outcome. Its type and message count, but no numbers and no order of quotes."""

    def __init__(self, error):
        line = (str(error).strip().splitlines() or [""])[0]
        quoted = sorted(re.findall(r"'[^']*'", line))
        self.error = error
        self.essence = type(error), quoted, re.sub(r"'[^']*'|\d+", "", line)

    def __eq__(self, other):
        return self.essence == other.essence


def _call(answer, *inputs):
    """Call an answer that is a function; of another, return it, if there are no inputs."""
    if callable(answer):
        return answer(*inputs)
    if inputs:
        raise NotYet(f"a function is expected, and here is {shown(answer)}.")
    return answer


def numbers(value):
    """Return a value as an array of float64, or None if it is no number, array or tensor."""
    if value is None or isinstance(value, str | bytes | bool | np.bool_):
        return None
    try:
        return np.asarray(value, dtype=float)
    except Exception:  # a symbolic tensor's own
        return None


def shown(value):
    """Return a value in a few words: "3.14", "(1, 2)", "a tensor of shape (3,)"."""
    if value is None or isinstance(value, bool | np.bool_):
        return str(value)
    if isinstance(value, str):
        return repr(value) if len(value) <= 60 else f"a text of {len(value)} letters"
    if isinstance(value, tuple | list) and len(value) <= 6:
        return f"({', '.join(map(shown, value))})"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(one)}" for key, one in value.items())
    if inspect.isclass(value):
        return f"the class {value.__name__}"
    array = numbers(value)
    if array is None or callable(value):
        name = type(value).__name__
        return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
    if array.size == 1:
        return f"{array.item():.6g}" + (f" (of shape {array.shape})" if array.shape else "")
    first = ", ".join(f"{number:.3g}" for number in array.ravel()[:4])
    return f"numbers of shape {array.shape} ({first}{', …' if array.size > 4 else ''})"


def _same_code(one, other):
    """Whether two sources differ in comments and layout at most."""
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:  # a magic command
        return False


def _place(error):
    """Return the last line of the learner's own code that the error went through, as text."""
    installed = (str(Path(__file__).resolve().parent.parent), sys.prefix, sys.base_prefix)
    own = [
        frame for frame in traceback.extract_tb(error.__traceback__)
        if frame.line and not frame.filename.startswith(installed)
        and "__autograph_generated" not in frame.filename
    ]  # fmt: skip
    return f" (line {own[-1].lineno}: {own[-1].line})" if own else ""
