"""Every exercise, as a learner meets it: untouched, solved, solved in other styles, and wrong."""

import ast
import importlib
import random
import re

import numpy as np
import pytest

from helpers import course_settings
from helpers.exercises import exercise

with course_settings():
    import tensorflow as tf  # noqa: F401

from tests.exercises.learner import TASKS, answer, exercises_of, tasks_of
from tests.support.course import NOTEBOOKS, markdown, read
from tests.support.markdown import headings

OLD = [p for p in NOTEBOOKS if isinstance(exercises_of(p).exercises, exercise.Exercises)]
TASKS = [task for task in TASKS if task.path in OLD]
every_notebook = pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
every_task = pytest.mark.parametrize("task", TASKS, ids=repr)


def answers_of(task, sort):
    """What tests/exercises/answers/NOTEBOOK.py holds for an exercise: RIGHT or WRONG."""
    module = importlib.import_module(f"tests.exercises.answers.{task.path.stem[3:]}")
    return getattr(module, sort)[task.name]


RIGHT = [(task, style, source) for task in TASKS for style, source in answers_of(task, "RIGHT")]
WRONG = [(task, *mistake) for task in TASKS for mistake in answers_of(task, "WRONG")]


def named(value):
    return value if isinstance(value, str) and "\n" not in value else repr(value)[:60]


def defines_function(task):
    """The function or class that the stub defines, if it defines just one."""
    body = ast.parse(task.stub.source).body
    found = [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return found[-1] if found else None


@every_task
def test_untouched_it_is_not_started(task):
    stub = getattr(exercises_of(task.path), task.name).stub
    assert task.stub.source == stub, "the stub in helpers/exercises differs from the notebook's"
    text = answer(task, task.stub.source)
    assert text.startswith("○ not started: ")
    assert task.check.outputs[0].text == text, "its saved state is not `not started`"
    assert text == answer(task, "# a comment\n" + task.stub.source.replace("\n", "  \n\n"))


@every_task
def test_the_solution_is_right_and_changes_nothing_outside(task):
    """The random numbers of later cells do not depend on an exercise. (With other parameters:
    tests/notebooks/test_other_parameters.py.)"""
    random.seed(1), np.random.seed(1)
    assert answer(task, task.solution).startswith("✓ ")
    found = random.random(), np.random.random()
    random.seed(1), np.random.seed(1)
    assert found == (random.random(), np.random.random())


@pytest.mark.parametrize(("task", "style", "source"), RIGHT, ids=named)
def test_another_right_answer_is_right(task, style, source):
    text = answer(task, source)
    assert text.startswith("✓ "), f"{style}: {text}"


@pytest.mark.parametrize(("task", "mistake", "source", "words"), WRONG, ids=named)
def test_a_wrong_answer_gets_the_hint_that_is_meant_for_it(task, mistake, source, words):
    text = answer(task, source)
    assert text.startswith("✗ "), f"{mistake}: {text}"
    assert words in text, f"{mistake}: expected {words!r} in {text!r}"


@every_task
def test_there_are_enough_answers(task):
    assert len(answers_of(task, "RIGHT")) >= 2, "with the solution, three styles at least"
    assert len(answers_of(task, "WRONG")) >= 3


RETURNS = ["None", "'text'", "[]", "{}", "object()", "lambda *a: None", "float('nan')", "(1, 2, 3)"]


@pytest.mark.parametrize("value", RETURNS)
@every_task
def test_a_strange_answer_gets_a_sentence(task, value):
    node = defines_function(task)
    if isinstance(node, ast.FunctionDef):
        source = f"def {node.name}(*a, **k):\n    return {value}"
    else:
        name = re.findall(r"\w+", task.check.source)[-1]
        source = f"{name} = {value}"
    text = answer(task, source)
    assert text.startswith("✗ not yet: "), text
    assert "Traceback" not in text and len(text) < 400


@every_task
def test_code_that_stops_is_reported_with_its_line(task):
    node = defines_function(task)
    if isinstance(node, ast.FunctionDef):
        source = f"def {node.name}(*a, **k):\n    return tff.constant(1)"
    elif isinstance(node, ast.ClassDef):
        source = f"class {node.name}:\n    def __init__(self, *a, **k):\n        tff.constant(1)"
    else:
        return
    assert answer(task, source).startswith(
        "✗ your code stopped: NameError: name 'tff' is not defined (line "
    )


@every_task
def test_an_endless_loop_is_interrupted(task):
    node = defines_function(task)
    if isinstance(node, ast.FunctionDef):
        source = f"def {node.name}(*a, **k):\n    while True:\n        pass"
        assert "still running after 0.2 seconds" in answer(task, source, seconds=0.2)


@every_task
def test_hints_come_in_steps(task, capsys):
    exercise = getattr(exercises_of(task.path), task.name)
    exercise._hints_given = 0
    assert len(exercise.hints) >= 2
    for number, hint in enumerate(exercise.hints, 1):
        exercise.hint()
        assert f"Hint {number} of {len(exercise.hints)}: {hint}\n" in capsys.readouterr().out
    exercise.hint()
    assert exercise.hints[-1] in capsys.readouterr().out


@every_task
def test_the_solution_is_folded_and_explained(task):
    text = task.answer_below.source
    block = re.search(r"<details>\n<summary>.+</summary>\n\n(.*)\n</details>", text, re.DOTALL)
    assert block, f"{task}: the solution is not in a folded block"
    assert re.search(r"^[A-Z].*\.$", block[1], re.MULTILINE), "say in a sentence why"


@every_notebook
def test_every_exercise_is_in_the_notebook_and_counted(path):
    names = [task.name for task in tasks_of(path)]
    module = exercises_of(path)
    assert names == [exercise.name for exercise in module.exercises.all]
    assert 4 <= len(names) <= 6
    (last,) = (c for c in read(path).cells if c.source == "your_turn.progress()")
    assert last.outputs[0].text.endswith(f"0 of {len(names)} exercises done\n")


@every_notebook
def test_an_exercise_stands_in_the_middle_and_one_is_a_bug(path):
    tasks, titles = list(tasks_of(path)), [t for _, t in headings(markdown(read(path)))]
    ids = [cell.id for cell in read(path).cells]
    places = [ids.index(task.check.id) / len(ids) for task in tasks]
    assert any(0.2 < place < 0.7 for place in places)
    assert sum("Find the bug" in title for title in titles) == 1
