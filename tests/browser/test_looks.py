"""The notebooks as they come, with their saved outputs, in JupyterLab's dark theme."""

import re

import pytest

from tests.browser.jupyter import opened
from tests.support.course import NOTEBOOKS, README, pictures, read

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def dark(request, browser, lab):
    """The path of a notebook, and somebody who has opened it in the dark theme."""
    with opened(lab, browser, request.param) as learner:
        learner.choose_theme("Dark")
        yield request.param, learner
        learner.choose_theme("Light")


def test_it_is_dark_and_pictures_are_shown(dark):
    """For their white background see tests/notebooks/test_pictures.py; for the rest, look."""
    path, learner = dark
    cells = read(path).cells
    expected = sum(len(pictures(cell)) for cell in cells)
    learner.page.locator(".jp-OutputArea-output img").nth(expected - 1).wait_for()
    learner.photograph(f"dark-{path.stem}")
    shown = learner.cells()
    drawn = [picture["drawn"] for cell in shown for picture in cell["pictures"]]
    assert drawn == [True] * expected
    background = learner.page.locator(".jp-Notebook").first.evaluate(
        "notebook => getComputedStyle(notebook).backgroundColor"
    )
    assert max(map(int, re.findall(r"\d+", background)[:3])) < 70, background


def test_next_leads_to_the_next_notebook(dark):
    path, learner = dark
    title = re.search(r"Next: \[(.+?)\]", read(path).cells[0].source)[1]
    following = [*NOTEBOOKS, README][NOTEBOOKS.index(path) + 1]
    learner.cell(0).get_by_role("link", name=title, exact=True).last.click()
    learner.wait_for_tab(following.name)
