"""Somebody draws digits in JupyterLab, and sees what is made of them."""

import io
import json
import re

import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers.drawing import FILE, OwnDigits, drawn, recorded_drawings
from helpers.pictures import read_picture
from helpers.sketch import PROMPT
from tests.browser.canvas import draw, fingers, has_canvas
from tests.browser.jupyter import RESULTS, opened
from tests.browser.sliders import picture
from tests.support.course import METADATA, NOTEBOOKS, read

pytestmark = pytest.mark.browser

(HAND, *_) = json.loads(FILE.read_text("utf-8"))["digits"]  # strokes of the digits 0 to 9
CANVASES = [
    pytest.param(path, place, id=f"{path.stem}-{cell.id}")
    for path in NOTEBOOKS
    for place, cell in enumerate(read(path).cells)
    if has_canvas(cell)
]


@pytest.fixture
def jupyter(lab):
    return lab


@pytest.mark.parametrize(("path", "place"), CANVASES)
def test_the_picture_answers_to_what_is_drawn(path, place, jupyter, browser):
    """Bars of the probabilities, and the image as the network sees it: other ones each time."""
    with opened(jupyter, browser, path) as learner:
        learner.train_less(path)
        learner.run_until(place)
        cell = learner.cell(place)
        canvas = cell.locator(".sketch canvas")
        assert cell.locator(".jp-OutputArea-output img").count() == 0
        draw(canvas, HAND[7])
        seven = picture(cell)
        assert seven, "nothing is shown after the first stroke"
        RESULTS.mkdir(exist_ok=True)
        cell.screenshot(path=RESULTS / f"{jupyter.app}-{path.stem}-drawn.png")
        cell.get_by_role("button", name="Clear").click()
        cell.get_by_text(PROMPT).wait_for()
        draw(canvas, HAND[4][:1])
        started = picture(cell)
        assert started not in (seven, None)
        draw(canvas, HAND[4][1:])
        four = picture(cell, other_than=started)
        assert four not in (seven, started)
        cell.get_by_role("button", name="Undo").click()
        assert picture(cell, equal_to=started) == started, "a stroke taken back"
        assert not errors(cell)
        assert learner.complaints == []


def errors(cell):
    kinds = ["error", "stderr"]
    return sum(
        cell.locator(f'[data-mime-type="application/vnd.jupyter.{kind}"]').count() for kind in kinds
    )


# With a notebook that says exactly what has come: a number for each drawing.
SHOW = """import time
from helpers.drawing import recorded_drawings
from helpers.sketch import sketch

def show(drawing):
    time.sleep(0.2)
    places = range(1, drawing.size + 1)
    print("drawn:", int((drawing.ravel() * 1.0) @ places) % 10**9)

sketch(show, [recorded_drawings().letter])"""


def number(drawing):
    return int(drawing.ravel().astype(float) @ range(1, drawing.size + 1)) % 10**9


@pytest.fixture
def sheet(jupyter, browser, tmp_path):
    """Somebody in front of a canvas that has been run."""
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    notebook.cells = [nbformat.v4.new_code_cell(SHOW, id="draw")]
    nbformat.write(notebook, tmp_path / "canvas.ipynb")
    with opened(jupyter, browser, tmp_path / "canvas.ipynb") as learner:
        text = learner.run_cell(0)
        learner.page.locator(".sketch canvas").wait_for()
        assert "✗" not in text
        yield learner
        assert not errors(learner.cell(0)) and learner.complaints == []


def see(sheet, text):
    """Wait until a text stands there, alone."""
    outputs = sheet.cell(0).locator(".jp-OutputArea-output pre")
    outputs.get_by_text(text, exact=True).wait_for(timeout=60_000)
    assert outputs.count() == 1


def press(sheet, name):
    sheet.cell(0).get_by_role("button", name=name).click()


def test_python_gets_what_was_drawn(sheet):
    see(sheet, PROMPT)
    canvas = sheet.page.locator(".sketch canvas")
    for digit in [5, 4]:  # of two strokes each
        draw(canvas, HAND[digit][:1])
        see(sheet, f"drawn: {number(drawn(HAND[digit][:1]))}")
        draw(canvas, HAND[digit][1:])
        see(sheet, f"drawn: {number(recorded_drawings().digits[digit])}")
        press(sheet, "Undo")
        see(sheet, f"drawn: {number(drawn(HAND[digit][:1]))}")
        press(sheet, "Clear")
        see(sheet, PROMPT)


def test_a_finger_draws(sheet):
    touch = fingers(sheet.page.locator(".sketch canvas"))
    (stroke,) = HAND[7]
    touch("touchStart", (0, stroke[0]))
    for point in stroke[1:]:
        touch("touchMove", (0, point))
    touch("touchEnd")
    see(sheet, f"drawn: {number(recorded_drawings().digits[7])}")


def test_a_picture_file_is_read_and_can_be_drawn_over(sheet):
    field, canvas = (
        sheet.page.locator(".sketch input[type=file]"),
        sheet.page.locator(".sketch canvas"),
    )
    content = io.BytesIO()
    Image.fromarray(255 - recorded_drawings().digits[3]).save(content, "PNG")
    digit = read_picture(content.getvalue())
    chosen = {"name": "three.png", "mimeType": "image/png", "buffer": content.getvalue()}
    field.set_input_files([chosen])
    see(sheet, f"drawn: {number(digit)}")
    draw(canvas, HAND[4])
    see(sheet, f"drawn: {number(np.maximum(digit, drawn(HAND[4])))}")
    for _ in HAND[4]:
        press(sheet, "Undo")
    see(sheet, f"drawn: {number(digit)}")
    status = sheet.page.get_by_role("status").filter(has_text="notes.png")
    wrong = {"name": "notes.png", "mimeType": "image/png", "buffer": b"some notes"}
    field.set_input_files([wrong])
    status.get_by_text("notes.png is no picture that can be read; expected a picture").wait_for()
    see(sheet, f"drawn: {number(digit)}")
    press(sheet, "Undo")
    see(sheet, PROMPT)
    assert status.count() == 0
    # The largest that is sent: Jupyter's own limit is not reached.
    field.set_input_files([wrong | {"buffer": bytes(8_000_000)}])
    status.wait_for()
    field.set_input_files([chosen])
    see(sheet, f"drawn: {number(digit)}")


def test_quick_strokes_and_clear_come_in_order(sheet):
    """Faster than Python answers."""
    canvas = sheet.page.locator(".sketch canvas")
    for digit in [8, 5, 4, 7]:
        draw(canvas, HAND[digit])
    press(sheet, "Clear")
    draw(canvas, HAND[2])
    see(sheet, f"drawn: {number(recorded_drawings().digits[2])}")


def test_twelve_digits_are_kept(jupyter, browser, tmp_path):
    """Each with the label that comes next; the file holds them all."""
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    file = str(tmp_path / "mine.npz")
    source = f"from helpers.sketch import collect\nmine = collect({file!r}, lambda drawing: None)"
    notebook.cells = [nbformat.v4.new_code_cell(source, id="collect")]
    nbformat.write(notebook, tmp_path / "collect.ipynb")
    with opened(jupyter, browser, tmp_path / "collect.ipynb") as learner:
        learner.run_cell(0)
        canvas, status = learner.page.locator(".sketch canvas"), learner.page.get_by_role("status")
        canvas.wait_for()
        for number in range(12):
            draw(canvas, HAND[number % 10])
            learner.cell(0).get_by_role("button", name="Keep").click()
            text = f"{number + 1} kept in mine.npz. Next, draw a {(number + 1) % 10}."
            status.get_by_text(text).wait_for()
        assert learner.complaints == []
    found = OwnDigits(tmp_path / "mine.npz")
    assert found.labels.tolist() == [*range(10), 0, 1]
    np.testing.assert_array_equal(found.images[:10], recorded_drawings().digits[:10])


def test_a_cell_that_is_run_again_starts_with_an_empty_canvas(sheet):
    draw(sheet.page.locator(".sketch canvas"), HAND[2])
    see(sheet, f"drawn: {number(recorded_drawings().digits[2])}")
    sheet.run_cell(0)
    see(sheet, PROMPT)
    name = sheet.page.locator(".sketch canvas").get_attribute("aria-label")
    assert re.search(": empty$", name)
