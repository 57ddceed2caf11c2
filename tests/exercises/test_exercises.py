"""Every exercise: the table that checks it, and right answers in other styles."""

import importlib
import inspect
import itertools
import re

import pytest

from helpers import course_settings

with course_settings():
    import tensorflow as tf  # noqa: F401

from tests.exercises.learner import TASKS, answer, exercises_of, tasks_of
from tests.support.course import every_notebook

every_task = pytest.mark.parametrize("task", TASKS, ids=repr)


def exercise_of(task):
    return getattr(exercises_of(task.path), task.name)


def right_answers():
    for task in TASKS:
        module = importlib.import_module(f"tests.exercises.right.{task.path.stem[3:]}")
        for style, source in module.RIGHT[task.name]:
            yield pytest.param(task, source.strip("\n"), id=f"{task}: {style}")


@every_task
def test_the_notebook_has_what_the_table_says(task):
    exercise = exercise_of(task)
    assert task.stub.source == exercise.stub
    assert task.solution.strip("\n") == exercise.solution
    assert task.check.source == f"your_turn.{task.name}.check({', '.join(exercise.answers)})"


@every_task
def test_untouched_it_is_not_started(task):
    exercise = exercise_of(task)
    text = answer(task, exercise.stub)
    assert text.startswith(f"○ not started: {exercise.task} above") and text.count("\n") == 1
    saved = task.check.outputs[0].text
    assert saved == text.replace(exercise.of.done(), f"0 of {len(exercise.of.all)} exercises done")
    assert text == answer(task, "# a comment\n" + exercise.stub.replace("\n", "  \n\n"))


@every_task
def test_the_solution_is_right_and_every_mistake_gets_its_own_hint(task):
    """What a mistake leads to is computed once, and compared as a check compares it."""
    exercise = exercise_of(task)
    assert answer(task, exercise.solution).startswith("✓ ")
    assert len(exercise.mistakes) >= 2
    seen = []
    for mistake in exercise.mistakes:
        answers = exercise.run(mistake.program(exercise.solution))
        found = [exercise.outcome(answers, case) for case in exercise.cases]
        for hint, outcomes in [("the solution", exercise.expected), *seen]:
            if not same(exercise, found, outcomes):
                continue
            assert hint == mistake.hint, f"{mistake.hint!r} can't be told from {hint!r}"
        seen.append((mistake.hint, found))
    last = exercise.mistakes[-1]
    assert f"not yet: {last.hint}" in answer(task, last.program(exercise.solution))


def same(exercise, one, other):
    return all(exercise.same(*pair) for pair in zip(one, other))


@pytest.mark.parametrize(("task", "source"), list(right_answers()))
def test_a_right_answer_in_another_style_is_right(task, source):
    assert (text := answer(task, source)).startswith("✓ "), text


@every_task
def test_there_are_right_answers_hints_and_an_explained_solution(task, capsys):
    exercise = exercise_of(task)
    module = importlib.import_module(f"tests.exercises.right.{task.path.stem[3:]}")
    assert len(module.RIGHT[task.name]) >= 2
    assert len(exercise.hints) >= 2
    one_after_another = [hint for hint, _ in itertools.groupby(m.hint for m in exercise.mistakes)]
    assert len(set(one_after_another)) == len(one_after_another), "another mistake has this hint"
    exercise._hints_given = 0
    for hint in [*exercise.hints, exercise.hints[-1]]:
        exercise.hint()
        assert hint in capsys.readouterr().out
    text = task.answer_below.source
    block = re.search(r"<details>\n<summary>.+</summary>\n\n(.*)\n</details>", text, re.DOTALL)
    assert block, f"{task}: the solution is not in a folded block"
    assert re.search(r"^[A-Z`].*\.$", block[1], re.MULTILINE), "say in a sentence why"


@every_notebook
def test_every_exercise_is_in_the_notebook(path):
    names = [task.name for task in tasks_of(path)]
    assert names == [exercise.name for exercise in exercises_of(path).exercises.all]
    assert 4 <= len(names) <= 5


def test_a_check_never_shows_the_answer():
    """A prediction says nothing of what was expected."""
    for task in TASKS:
        exercise = exercise_of(task)
        functions = [inspect.isfunction(a) or inspect.isclass(a)
                     for a in exercise.run(exercise.solution)]  # fmt: skip
        assert all(functions) or exercise.otherwise, f"{task} needs `otherwise`"
