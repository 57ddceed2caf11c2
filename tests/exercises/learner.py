"""A learner in front of the exercises of a notebook: their cells, filled in, without a kernel."""

import ast
import contextlib
import importlib
import io
import itertools
import linecache
import re
import types
import warnings

from tests.support.course import NOTEBOOKS, code_cells, read, tags
from tests.support.markdown import fenced

CHECK = re.compile(r"^your_turn\.(\w+)\.check\((.*)\)$")
numbers = itertools.count()


class Task:
    """One exercise as it stands in a notebook: stub, check and solution, in neighbouring cells."""

    def __init__(self, path, cells, position, name):
        self.path, self.name = path, name
        self.check = cells[position]
        self.stub = cells[position - 1]
        self.answer_below = cells[position + 1]
        (solution,) = [
            code for language, code in fenced(self.answer_below.source) if language == "python"
        ]
        self.solution = solution

    def __repr__(self):
        return f"{self.path.stem}-{self.name}"


def tasks_of(path):
    cells = read(path).cells
    for position, cell in enumerate(cells):
        found = cell.cell_type == "code" and CHECK.match(cell.source)
        if found:
            yield Task(path, cells, position, found[1])


TASKS = [task for path in NOTEBOOKS for task in tasks_of(path)]


def exercises_of(path):
    """Return the module of a notebook's exercises: named like the notebook, without its number."""
    return importlib.import_module(f"helpers.exercises.{path.stem[3:]}")


def parameters_of(path):
    (cell,) = (cell for cell in code_cells(read(path)) if "parameters" in tags(cell))
    return {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in ast.parse(cell.source).body
    }


def names_for(path, **parameters):
    """Return what an exercise may use: the imports of the set-up cell, and the parameters."""
    import matplotlib.pyplot as plt
    import numpy as np
    import tensorflow as tf

    your_turn = exercises_of(path)
    names = {"np": np, "plt": plt, "tf": tf, "tf1": tf.compat.v1, "your_turn": your_turn}
    names |= getattr(your_turn.exercises, "names", dict)()  # what the notebook has defined above
    # What inspect and linecache need of a module: classes know it by name.
    module = types.ModuleType("learner")
    module.__dict__.update(names, **parameters_of(path) | parameters)
    return module.__dict__


def run_cell(source, names):
    """Run a cell as IPython does: its source can be looked up afterwards."""
    file = f"<cell {next(numbers)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    exec(compile(source, file, "exec"), names)


def answer(task, source, seconds=None, **parameters):
    """Put `source` in the place of the stub, run both cells, and return what the check prints."""
    names = names_for(task.path, **parameters)
    exercise = getattr(names["your_turn"], task.name)
    printed, usual = io.StringIO(), exercise.seconds
    exercise.seconds = seconds or usual
    try:
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run_cell(source, names)
            printed.truncate(printed.seek(0))
            run_cell(task.check.source, names)
    finally:
        exercise.seconds = usual
    return printed.getvalue()
