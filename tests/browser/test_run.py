"""A learner opens each notebook in JupyterLab, runs it, moves its sliders, and does an exercise.

One notebook, with all there is, is run in Jupyter Notebook as well. `pytest -m browser`; left out
of plain `pytest`, because it needs a browser.
"""

import importlib
import re
from types import SimpleNamespace

import pytest

from tests.browser.canvas import has_canvas
from tests.browser.jupyter import opened
from tests.browser.sliders import arrows, drag, picture, sliders
from tests.exercises.learner import tasks_of
from tests.support.course import NOTEBOOKS, has_progress_bar, pictures, read
from tests.support.markdown import formulas, images

pytestmark = pytest.mark.browser

RUNS = [("lab", path) for path in NOTEBOOKS] + [("notebook", NOTEBOOKS[0])]
ERROR, STDERR = "application/vnd.jupyter.error", "application/vnd.jupyter.stderr"


@pytest.fixture(scope="module", params=RUNS, ids=[f"{app}-{path.stem}" for app, path in RUNS])
def run(request, browser):
    """All cells of a notebook are run through the menu."""
    app, path = request.param
    jupyter = request.getfixturevalue("lab" if app == "lab" else "jupyter_notebook")
    with opened(jupyter, browser, path) as learner:
        learner.run_all_cells()
        learner.photograph(f"{app}-{path.stem}")
        yield SimpleNamespace(
            app=app,
            path=path,
            learner=learner,
            saved=read(path).cells,
            shown=learner.cells(),
            bars=learner.page.evaluate("() => window.seen.map(cell => cell.percentages)"),
        )


def test_every_cell_runs_without_error_or_stderr(run):
    for saved, shown in zip(run.saved, run.shown, strict=True):
        assert ERROR not in shown["kinds"], saved.id
        assert STDERR not in shown["kinds"], saved.id
    prompts = [s["prompt"] for c, s in zip(run.saved, run.shown) if c.cell_type == "code"]
    assert prompts == [f"[{count}]:" for count in range(1, len(prompts) + 1)]


def test_every_picture_is_drawn(run):
    for saved, shown in zip(run.saved, run.shown):
        assert shown["sliders"] == sliders(saved), saved.id
        assert shown["canvases"] == [True] * has_canvas(saved), saved.id
        # With sliders, one picture stands in the place of the still ones; with a canvas, none
        # before something is drawn.
        expected = 1 if sliders(saved) else 0 if has_canvas(saved) else len(pictures(saved))
        assert len(shown["pictures"]) == expected, saved.id
        in_text = images(saved.source) if saved.cell_type == "markdown" else []
        assert [image["alt"] for image in shown["images"]] == [alt for alt, _ in in_text]
        assert all(image["alt"] for image in shown["images"]), saved.id
        for image in shown["pictures"] + shown["images"]:
            assert image["drawn"], f"{saved.id}: the picture is not drawn"
            assert image["fits"], f"{saved.id}: the picture is wider than its place"


def test_maths_is_typeset(run):
    for saved, shown in zip(run.saved, run.shown):
        if saved.cell_type == "markdown":
            assert len(shown["formulas"]) == len(formulas(saved.source)), saved.id
            assert all(shown["formulas"]), f"{saved.id}: an empty formula"
            assert not shown["refused"] and "$$" not in shown["prose"], saved.id


def test_progress_bars_move(run):
    for saved, bar in zip(run.saved, run.bars):
        if has_progress_bar(saved):
            between = [percentage for percentage in bar if 0 < percentage < 100]
            assert between, f"{saved.id} shows {bar}, and no more"


def test_solutions_are_folded_and_open_by_a_click(run):
    for place, shown in enumerate(run.shown):
        assert all(shown["folded"]), f"{run.saved[place].id}: a solution is given away"
        for block in run.learner.cell(place).locator("details").all():
            code = block.locator("pre").first
            assert not code.is_visible()
            block.locator("summary").click()
            assert code.is_visible()
            assert code.locator("span[class]").count() > 0, "no colours of the syntax"


def test_a_moved_slider_changes_the_picture(run):
    for place, cell in enumerate(run.saved):
        shown = run.learner.cell(place)
        for name, slider in zip(sliders(cell), shown.get_by_role("slider").all()):
            where, before = f"{cell.id}, {name}", picture(shown)
            if run.app == "lab":  # Jupyter Notebook 7 keeps the arrow keys for itself
                there, back = arrows(slider)
                slider.press(there)
                assert picture(shown, other_than=before) != before, where
                slider.press(back)
                assert picture(shown, equal_to=before) == before, where
            drag(slider)
            assert picture(shown, other_than=before) != before, where
    for saved, shown in zip(run.saved, run.learner.cells()):
        assert not {ERROR, STDERR} & {*shown["kinds"]}, saved.id


def test_an_exercise_is_checked_at_once(run):
    """Not started, wrong, endless (in the first notebook), right: and the kernel lives on."""
    found = ((task, function_of(task)) for task in tasks_of(run.path))
    task, function = next(pair for pair in found if pair[1])
    ids = [cell.id for cell in run.saved]
    stub, check = ids.index(task.stub.id), ids.index(task.check.id)

    def answer(source):
        run.learner.write(stub, source)
        assert run.learner.run_cell(stub) == ""
        return run.learner.run_cell(check)

    assert answer(task.stub.source).startswith("○ not started: ")
    answers = importlib.import_module(f"tests.exercises.answers.{run.path.stem[3:]}")
    _, wrong, words = answers.WRONG[task.name][0]
    text = answer(wrong)
    assert text.startswith("✗ ") and words in text
    if run.path == NOTEBOOKS[0]:
        text = answer(f"def {function}(*anything, **more):\n    while True:\n        pass")
        assert text.startswith("✗ stopped: your code was still running after ")
    assert answer(task.solution).startswith("✓ ")
    last = ids.index(next(c.id for c in run.saved if c.source == "your_turn.progress()"))
    assert re.search(r"^✓ .+: done$", run.learner.run_cell(last), re.MULTILINE)


def function_of(task):
    """The function that an exercise asks for; None if it asks for something else."""
    inside = task.check.source.partition(".check(")[2].rstrip(")")
    return inside if re.search(rf"^def {inside}\(", task.stub.source, re.MULTILINE) else None


def test_the_page_complains_of_nothing(run):
    assert run.learner.complaints == []
