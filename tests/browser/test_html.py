"""The notebooks as HTML pages, made by `jupyter nbconvert`: complete offline, and accessible."""

import re
import subprocess
import sys

import pytest

from tests.browser.jupyter import WIDTH
from tests.support.course import NOTEBOOKS, pictures, read

pytestmark = pytest.mark.browser

# Barriers that nbconvert's own template brings, whatever a notebook holds: pale prompts such as
# "In [1]:", and colours of the syntax that lack up to 0.4 of the contrast of 4.5.
TEMPLATE = [".jp-InputPrompt", ".jp-OutputPrompt", ".highlight"]
# The template's style sheet underlines a link only under the mouse; no notebook can change that.
STYLE_SHEET = {"link-in-text-block": {"enabled": False}}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def converted(request, browser, tmp_path_factory):
    """The path of a notebook, and its HTML page in a browser that is offline."""
    path, folder = request.param, tmp_path_factory.mktemp("html")
    command = ["nbconvert", "--to", "html", "--output-dir", folder, path]
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    context = browser.new_context(offline=True, viewport={"width": WIDTH, "height": 1000})
    page = context.new_page()
    page.route(re.compile("^http"), lambda route: route.abort())
    page.goto((folder / f"{path.stem}.html").as_uri())
    yield path, page
    context.close()


def words(text):
    return set(re.findall(r"[A-Za-z]{3,}", text))


def prose(text):
    """What a reader sees of markdown, formulas left out."""
    left_out = [
        r"!\[.*?\]\(.*?\)",  # a picture
        r"(?<=\])\([^)]*\)",  # the target of a link
        r"(?m)^```\w*",  # the language of a block of code
        r"</?\w+>",
        r"(?s)\$\$.+?\$\$|\$[^$]+\$",
    ]
    for pattern in left_out:
        text = re.sub(pattern, " ", text)
    return text


def test_prose_code_and_pictures_are_shown_offline(converted):
    path, page = converted
    for cell in read(path).cells:
        shown = page.locator(f'[id="cell-id={cell.id}"]')
        text = shown.inner_text()
        images = shown.locator("img").evaluate_all("all => all.map(image => image.naturalWidth)")
        if cell.cell_type == "markdown":
            assert words(prose(cell.source)) <= words(text), cell.id
            assert len(images) == cell.source.count("!["), cell.id
        else:
            assert cell.source.split() == text.split(":", 1)[1].split()[: len(cell.source.split())]
            assert len(images) == len(pictures(cell)), cell.id
            for output in cell.outputs:
                assert words(output.get("text", "")) <= words(text), cell.id
        assert all(width > 0 for width in images), f"{cell.id}: a picture is not drawn"


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
