"""Each notebook as it comes, not run: in JupyterLab's dark theme; and one as an HTML page."""

import re
import subprocess
import sys

import pytest

from tests.browser.jupyter import opened
from tests.support.course import NOTEBOOKS, code_cells, every_notebook, pictures, read
from tests.support.markdown import formulas

pytestmark = pytest.mark.browser

# Barriers that nbconvert's template brings: pale prompts, and pale colours of the syntax.
TEMPLATE = [[".jp-InputPrompt"], [".jp-OutputPrompt"], [".highlight"]]
# Its style sheet underlines a link only under the mouse.
STYLE_SHEET = {"link-in-text-block": {"enabled": False}}


def open_solutions(page):
    """Each is folded, and opens by a click, with the colours of the syntax; return how many."""
    blocks = page.locator("details").all()
    for block in blocks:
        code = block.locator("pre").first
        assert not code.is_visible(), "a solution is given away"
        block.locator("summary").click()
        assert code.is_visible() and code.locator("span[class]").count() > 0
    return len(blocks)


@every_notebook
def test_all_there_is_to_see_is_seen(path, lab, browser):
    saved = read(path).cells
    with opened(lab, browser, path, color_scheme="dark") as learner:
        page = learner.page
        expected = sum(len(formulas(c.source)) for c in saved if c.cell_type == "markdown")
        page.wait_for_function(
            "n => document.querySelectorAll('mjx-container').length >= n",
            arg=expected,
            timeout=120_000,
        )
        for cell, shown in zip(saved, learner.cells(), strict=True):
            in_text = formulas(cell.source) if cell.cell_type == "markdown" else []
            assert shown["pictures"] == [True] * len(pictures(cell)), cell.id
            assert shown["formulas"] == [True] * len(in_text), cell.id
            assert shown["hidden"] == cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert open_solutions(page) == sum(c.source.count("<details>") for c in saved)
        style = "notebook => getComputedStyle(notebook).backgroundColor"
        background = page.locator(".jp-Notebook").first.evaluate(style)
        assert max(map(int, re.findall(r"\d+", background)[:3])) < 70, background
        assert learner.complaints == []


def test_as_an_html_page_it_is_whole_offline_and_accessible(browser, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    path = NOTEBOOKS[0]
    command = ["nbconvert", "--to", "html", "--output-dir", tmp_path, path]
    subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True)
    page = browser.new_page()
    page.route(re.compile("^http"), lambda route: route.abort())
    page.goto((tmp_path / f"{path.stem}.html").as_uri())
    assert open_solutions(page) > 0
    drawn = page.locator(".jp-OutputArea img").evaluate_all("all => all.map(i => i.naturalWidth)")
    assert all(drawn) and len(drawn) == sum(len(pictures(cell)) for cell in code_cells(read(path)))
    results = Axe().run(page, context={"exclude": TEMPLATE}, options={"rules": STYLE_SHEET})
    assert results.violations_count == 0, results.generate_report()
    passed = {rule["id"] for rule in results.response["passes"]}
    assert {"heading-order", "link-name", "color-contrast", "image-alt"} <= passed
    page.close()
