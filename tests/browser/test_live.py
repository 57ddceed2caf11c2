"""A learner runs what answers: sliders, an exercise; a whole notebook in Jupyter Notebook.

`pytest -m browser`; left out of plain `pytest`, because it needs a browser. The canvas:
test_drawing.py.
"""

import re

import nbformat
import pytest

from tests.browser.jupyter import RESULTS, opened, readme_arguments, running
from tests.browser.sliders import drag, picture, sliders
from tests.exercises.learner import tasks_of
from tests.support.course import METADATA, NOTEBOOKS, has_progress_bar, pictures, read

pytestmark = pytest.mark.browser


def places_of_sliders(path):
    return [place for place, cell in enumerate(read(path).cells) if sliders(cell)]


WITH_SLIDERS = [path for path in NOTEBOOKS if places_of_sliders(path)]


@pytest.mark.parametrize("path", WITH_SLIDERS, ids=lambda path: path.stem)
def test_a_moved_slider_changes_the_picture(path, lab, browser):
    places, saved = places_of_sliders(path), read(path).cells
    with opened(lab, browser, path) as learner:
        learner.train_less(path)
        learner.run_until(places[-1])
        photograph_for_readme(learner, places[0], f"{path.stem}.png")
        for place in places:
            shown = learner.cell(place)
            labels = shown.locator(".widget-slider .widget-label").all_inner_texts()
            assert labels == sliders(saved[place])
            for name, slider in zip(labels, shown.get_by_role("slider").all()):
                before = picture(shown)
                drag(slider)
                assert picture(shown, other_than=before) != before, f"{saved[place].id}, {name}"
        assert learner.errors() == learner.complaints == []


def photograph_for_readme(learner, place, name):
    """Save a cell as RESULTS/readme/NAME, as large as .github/pictures/."""
    learner.page.set_viewport_size({"width": 1200, "height": 800})
    learner.cell(place).evaluate("cell => cell.scrollIntoView({block: 'center'})")
    picture(learner.cell(place))
    learner.page.screenshot(path=RESULTS / "readme" / name)


def test_the_readme_leads_to_an_exercise_that_is_checked_at_once(project, browser, tmp_path):
    """Not started, wrong, endless, right: and the kernel lives on."""
    path, saved = NOTEBOOKS[0], read(NOTEBOOKS[0]).cells
    task, function = next(
        (task, found[1])
        for task in tasks_of(path)
        if (found := re.match(r"def (\w+)\(", task.stub.source))
    )
    stub, check = saved.index(task.stub), saved.index(task.check)
    with running(readme_arguments(), project, tmp_path) as jupyter:
        start = f"{jupyter.address}?token={jupyter.token}"
        with opened(jupyter, browser, path, start) as learner:

            def answer(source):
                learner.write(stub, source)
                assert learner.run_cell(stub) == ""
                return learner.run_cell(check)

            learner.run_until(check)
            assert answer(task.stub.source).startswith("○ not started: ")
            assert answer(f"def {function}(*anything):\n    return 'seven'").startswith("✗ ")
            endless = answer(f"def {function}(*anything):\n    while True:\n        pass")
            assert endless.startswith("✗ ") and "still running" in endless
            assert answer(task.solution).startswith("✓ ")


def test_a_whole_notebook_runs_in_jupyter_notebook(jupyter_notebook, browser):
    path, saved = NOTEBOOKS[0], read(NOTEBOOKS[0]).cells
    last = max(place for place, cell in enumerate(saved) if cell.cell_type == "code")
    with opened(jupyter_notebook, browser, path) as learner:
        learner.run_until(last)
        assert learner.errors() == []
        for place, (cell, shown) in enumerate(zip(saved, learner.cells())):
            expected = 1 if sliders(cell) else len(pictures(cell))
            assert shown["pictures"] == [True] * expected, cell.id
            if has_progress_bar(cell):
                text = learner.cell(place).locator(".jp-OutputArea").inner_text()
                assert "100% |" in text and text.count("% |") == 1, "one bar, which moves"
        slider = learner.cell(places_of_sliders(path)[0])
        before = picture(slider)
        drag(slider.get_by_role("slider").first)
        assert picture(slider, other_than=before) != before
        assert learner.complaints == []


WIDGETS = (
    """import matplotlib.pyplot as plt
from helpers.canvas import Canvas
from helpers.widgets import explore, show_widget

def draw(w=1.0):
    plt.plot([0, w])
    plt.show()
""",
    [
        "explore(draw, [{'w': 2.0}, {'w': 3.0}], w=(0.0, 4.0, 0.5))",
        "show_widget(Canvas(print), lambda: [draw(2.0), draw(3.0)], 'a canvas')",
    ],
)


def test_without_a_widget_manager_a_sentence_and_stills_are_shown(project, browser, tmp_path):
    """As where the kernel runs in another environment than JupyterLab."""
    imports, shows = WIDGETS
    cells = [nbformat.v4.new_code_cell(source) for source in [imports, *shows]]
    notebook = nbformat.v4.new_notebook(metadata=METADATA, cells=cells)
    nbformat.write(notebook, tmp_path / "widgets.ipynb")
    manager = "@jupyter-widgets/jupyterlab-manager"
    with running(readme_arguments(), project, tmp_path, disabled=[manager]) as jupyter:
        with opened(jupyter, browser, tmp_path / "widgets.ipynb") as learner:
            learner.run_cell(0)
            for place, what in [(1, "sliders"), (2, "a canvas")]:
                text = learner.run_cell(place)
                assert text.startswith(f"This program can't show {what}, so here are still ")
                assert text.count("\n") == 0 and "in the environment in which JupyterLab" in text
                assert learner.cells()[place]["pictures"] == [True, True]
            assert learner.errors() == []
