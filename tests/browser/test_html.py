"""The notebooks as HTML pages, made by `jupyter nbconvert`: complete offline, and accessible."""

import re
import subprocess
import sys

import pytest

from tests.browser.jupyter import WIDTH
from tests.support.course import NOTEBOOKS, pictures, read
from tests.support.markdown import images, prose

pytestmark = pytest.mark.browser

# Barriers that nbconvert's own template brings, whatever a notebook holds: pale prompts such as
# "In [1]:", and colours of the syntax that lack up to 0.4 of the contrast of 4.5.
TEMPLATE = [".jp-InputPrompt", ".jp-OutputPrompt", ".highlight"]
# The template's style sheet underlines a link only under the mouse; no notebook can change that.
STYLE_SHEET = {"link-in-text-block": {"enabled": False}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that holds all notebooks as HTML pages."""
    folder = tmp_path_factory.mktemp("html")
    command = ["nbconvert", "--to", "html", "--output-dir", folder, *NOTEBOOKS]
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def converted(request, browser, folder):
    """The path of a notebook, and its HTML page in a browser that is offline."""
    context = browser.new_context(offline=True, viewport={"width": WIDTH, "height": 1000})
    page = context.new_page()
    page.route(re.compile("^http"), lambda route: route.abort())
    page.goto((folder / f"{request.param.stem}.html").as_uri())
    yield request.param, page
    context.close()


def words(text):
    return set(re.findall(r"[A-Za-z]{3,}", text))


def test_solutions_are_folded_and_open_by_a_click(converted):
    path, page = converted
    saved = "".join(cell.source for cell in read(path).cells)
    assert page.locator("details").count() == saved.count("<details>")
    for block in page.locator("details").all():
        code = block.locator("pre").first
        assert not code.is_visible()
        block.locator("summary").click()
        assert code.is_visible()
        assert code.locator("span[class]").count() > 0, "no colours of the syntax"


def test_prose_code_and_pictures_are_shown_offline(converted):
    path, page = converted
    for cell in read(path).cells:
        shown = page.locator(f'[id="cell-id={cell.id}"]')
        text = shown.evaluate("cell => cell.textContent")
        drawn = "all => all.map(image => [image.alt, image.naturalWidth > 0])"
        found = shown.locator("img").evaluate_all(drawn)
        if cell.cell_type == "markdown":
            assert words(prose(cell.source, code=True)) <= words(text), cell.id
            expected = images(cell.source)
            assert [alt for alt, _ in found] == [alt for alt, _ in expected], cell.id
            # The badges stay away without a network; their alternative texts stand there.
            found = [image for image, (_, where) in zip(found, expected) if ":" not in where]
        else:
            assert cell.source.split() == text.split(":", 1)[1].split()[: len(cell.source.split())]
            assert len(found) == len(pictures(cell)), cell.id
            for output in cell.outputs:
                assert words(output.get("text", "")) <= words(text), cell.id
        assert all(is_drawn for _, is_drawn in found), f"{cell.id}: a picture is not drawn"


def test_axe_finds_no_barrier(converted):
    from axe_playwright_python.sync_playwright import Axe

    _, page = converted
    results = Axe().run(
        page, context={"exclude": [[s] for s in TEMPLATE]}, options={"rules": STYLE_SHEET}
    )
    assert results.violations_count == 0, results.generate_report()
    # axe-core has looked: at the headings, the links and the contrast of the prose.
    passed = {rule["id"] for rule in results.response["passes"]}
    assert {"heading-order", "link-name", "color-contrast", "image-alt"} <= passed
