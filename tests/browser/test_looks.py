"""The notebooks as they come, with their saved outputs, in JupyterLab: links, themes, pictures."""

import io
import re
import shutil

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.browser.jupyter import HEIGHT, RESULTS, notebook_opened
from tests.support.course import NOTEBOOKS, README, ROOT, every_notebook, pictures, read

pytestmark = pytest.mark.browser

# The README's pictures: a notebook, and the cell that is in the middle of its picture.
SHOWN = {"01_linear_regression": "surface-plot", "03_mnist_cnn": "maps-plot"}


@every_notebook
def test_next_leads_to_the_next_notebook(path, browser, project, tmp_path):
    title = re.search(r"Next: \[(.+?)\]", read(path).cells[0].source)[1]
    following = [*NOTEBOOKS, README][NOTEBOOKS.index(path) + 1]
    with notebook_opened(browser, project, tmp_path, path) as learner:
        opening = learner.page.locator(".jp-Notebook-cell").first
        opening.get_by_role("link", name=title, exact=True).last.click()
        learner.wait_for_tab(following.name)


@every_notebook
def test_pictures_stay_white_in_the_dark_theme(path, browser, project, tmp_path):
    with notebook_opened(browser, project, tmp_path, path, height=HEIGHT) as learner:
        learner.choose("Settings", "Theme", "JupyterLab Dark")
        learner.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
        unfolded = [cell for cell in read(path).cells if "jupyter" not in cell.metadata]
        expected = sum(len(pictures(cell)) for cell in unfolded)
        shown = learner.page.locator(".jp-OutputArea-output img")
        shown.nth(expected - 1).wait_for()
        assert shown.count() == expected
        learner.photograph(f"dark-{path.stem}")
        for image in shown.all():
            pixels = plt.imread(io.BytesIO(image.screenshot()))
            assert np.all(pixels[3, 3] == 1) and np.all(pixels[-4, -4] == 1)
        beside = learner.page.locator(
            ".jp-OutputArea", has=learner.page.locator("img")
        ).first.screenshot()
        assert np.all(plt.imread(io.BytesIO(beside))[5, -5, :3] < 0.3), "the theme is not dark"


@pytest.mark.parametrize("name", SHOWN)
def test_the_readme_shows_jupyterlab(name, browser, project, tmp_path, request):
    """`pytest -m browser -k readme_shows --save-pictures` writes the README's pictures anew."""
    (path,) = (path for path in NOTEBOOKS if path.stem == name)
    (place,) = (place for place, cell in enumerate(read(path).cells) if cell.id == SHOWN[name])
    with notebook_opened(browser, project, tmp_path, path) as learner:
        page = learner.page
        page.set_viewport_size({"width": 1200, "height": 800})
        cell = page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{place}"]')
        page.locator(".jp-Notebook-cell").first.hover()
        for _ in range(100):  # JupyterLab draws only what is near
            if not cell.locator("img").first.is_visible():
                page.mouse.wheel(0, 400)
                page.wait_for_timeout(100)
        for _ in range(10):  # what is above still grows, when pictures and formulas are drawn
            cell.evaluate("cell => cell.scrollIntoView({block: 'center'})")
            page.wait_for_timeout(300)
        for image in cell.locator("img").all():
            box = image.bounding_box()
            assert box["y"] > 60 and box["y"] + box["height"] < 800, "not in the picture"
        RESULTS.mkdir(exist_ok=True)
        picture = RESULTS / f"readme-{name}.png"
        page.screenshot(path=picture)
    if request.config.getoption("--save-pictures"):
        folder = ROOT / ".github" / "pictures"
        folder.mkdir(exist_ok=True)
        shutil.copy(picture, folder / f"{name}.png")
