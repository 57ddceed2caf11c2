"""Photograph notebooks in JupyterLab for the README: `python -m tests.commands.pictures`.

It needs tests/browser/requirements.txt and Chromium. SHOWN says which cells are photographed; one
with sliders is run before, with all above it, so that the sliders are in the picture.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.browser.jupyter import chromium, opened, readme_arguments, running
from tests.browser.sliders import sliders
from tests.support.course import NOTEBOOKS, ROOT, copy_project, read

SHOWN = {"01_linear_regression": "move", "03_mnist_cnn": "walk"}
FOLDER = ROOT / ".github" / "pictures"
WIDTH, HEIGHT = 1200, 800


def photograph(browser, folder):
    """Write NOTEBOOK.png into the folder for each notebook in SHOWN, and return their names.

    Raises:
        ValueError: there is no such cell, or its outputs don't fit into the picture.
    """
    with tempfile.TemporaryDirectory() as temporary:
        project = copy_project(Path(temporary, "project"))
        with running(readme_arguments(), project, Path(temporary)) as jupyter:
            for stem, name in SHOWN.items():
                path = next(path for path in NOTEBOOKS if path.stem == stem)
                cells = {cell.id: place for place, cell in enumerate(read(path).cells)}
                if name not in cells:
                    raise ValueError(f"{path.name} has no cell {name!r}: see SHOWN")
                with opened(jupyter, browser, path, width=WIDTH) as learner:
                    if sliders(read(path).cells[cells[name]]):
                        learner.run_until(cells[name])
                    show(learner, cells[name])
                    box = learner.cell(cells[name]).locator(".jp-Cell-outputArea").bounding_box()
                    top = learner.page.locator(".jp-NotebookPanel-notebook").first.bounding_box()
                    if box["y"] < top["y"] or box["y"] + box["height"] > HEIGHT:
                        raise ValueError(f"{path.name}: {name!r} does not fit into the picture")
                    learner.page.screenshot(path=Path(folder, f"{stem}.png"))
    return [f"{stem}.png" for stem in SHOWN]


def show(learner, place):
    """Make the window as large as the picture, and put a cell into its middle."""
    page, cell = learner.page, learner.cell(place)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    before = None
    while cell.bounding_box() != before:  # what is above may still grow
        before = cell.bounding_box()
        cell.evaluate(
            """cell => {
                const fits = cell.getBoundingClientRect().height < 650;
                const part = fits ? cell : cell.querySelector('.jp-Cell-outputArea');
                part.scrollIntoView({block: 'center'});
            }"""
        )
        page.wait_for_timeout(500)


def main(arguments):
    """Write the README's pictures; return what went wrong, or None."""
    argparse.ArgumentParser(
        prog="python -m tests.commands.pictures", description=__doc__.partition("\n")[0]
    ).parse_args(arguments)
    try:
        from playwright.sync_api import Error
    except ModuleNotFoundError:
        return (
            "pictures: Playwright is not installed; "
            "run pip install -r tests/browser/requirements.txt"
        )
    try:
        with chromium() as browser:
            FOLDER.mkdir(exist_ok=True)
            for name in photograph(browser, FOLDER):
                print(f"written: {(FOLDER / name).relative_to(ROOT)}")
    except ValueError as error:
        return f"pictures: {error}"
    except Error as error:
        if "Executable doesn't exist" in error.message:
            return "pictures: there is no browser; run python -m playwright install chromium"
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
