"""The canvas alone, in a browser: what it hands over to Python, by mouse, finger and keyboard.

With Jupyter, and a picture beside it: test_drawing.py.
"""

import json

import numpy as np
import pytest

from helpers.drawing import FILE, PEN, drawn
from helpers.pictures import SIDE
from tests.browser.canvas import canvas_page, fingers
from tests.commands.drawings import recorded, ways

pytestmark = pytest.mark.browser

LINE = [[60, 140], [100, 140], [220, 140]]
OTHER = [[140, 60], [140, 220]]


@pytest.fixture
def canvas(browser):
    with canvas_page(browser) as canvas:
        yield canvas


def inked(canvas):
    """What the canvas shows, as a drawing: 0 paper, 255 ink, of the size on the page."""
    pixels, width = canvas.canvas.evaluate(
        """canvas => [[...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
            .data.filter((_, i) => i % 4 === 0)], canvas.width]"""
    )
    shown = 255 - np.array(pixels).reshape(-1, width)
    scale = width // SIDE
    return shown.reshape(SIDE, scale, SIDE, scale).mean((1, 3))


def test_recorded_drawings_are_made_anew_point_for_point(canvas):
    """Those of the first hand; the others are as many ways of the same mouse."""
    (hand, *_), (kept, *_) = ways()["digits"], json.loads(FILE.read_text("utf-8"))["digits"]
    drawn_anew = [recorded(canvas, strokes) for strokes in hand]
    assert drawn_anew == kept, "run python -m tests.commands.drawings"


def test_a_stroke_is_handed_over_at_its_end(canvas):
    canvas.draw([LINE])
    assert canvas.strokes() == [LINE]
    assert canvas.page.evaluate("() => window.saved") == 1
    canvas.draw([OTHER])
    assert canvas.strokes() == [LINE, OTHER]


def test_nothing_is_handed_over_before(canvas):
    box, mouse = canvas.canvas.bounding_box(), canvas.page.mouse
    mouse.move(box["x"] + 60, box["y"] + 140)
    mouse.move(box["x"] + 70, box["y"] + 140)  # hovers, with the button up
    mouse.down()
    mouse.move(box["x"] + 220, box["y"] + 140)
    assert canvas.strokes() == []
    assert inked(canvas)[140, 100] == 255, "but it is seen"
    mouse.up()
    assert canvas.strokes() == [[[70, 140], [220, 140]]]


def test_a_click_is_a_dot(canvas):
    canvas.draw([[[100, 80]]])
    assert canvas.strokes() == [[[100, 80]]]
    assert inked(canvas)[80, 100] == 255


@pytest.mark.parametrize("density", [1, 1.5, 2, 3])
def test_what_is_seen_is_what_python_draws(browser, density):
    """On screens with several pixels for one of the page, too."""
    strokes = [LINE, OTHER, [[30, 30]], [[50, 200], [120, 250], [90, 180]]]
    with canvas_page(browser, device_scale_factor=density) as canvas:
        canvas.draw(strokes)
        seen, expected = inked(canvas), drawn(canvas.strokes()).astype(float)
        assert np.abs(seen - expected).mean() < 1
        assert canvas.canvas.evaluate("canvas => canvas.width") == SIDE * np.ceil(density)


def test_a_stroke_may_leave_the_canvas_and_come_back(canvas):
    canvas.draw([[[250, 140], [330, 140], [330, 200], [250, 200]]])
    assert canvas.strokes() == [[[250, 140], [330, 140], [330, 200], [250, 200]]]


def test_other_buttons_do_not_draw(canvas):
    canvas.canvas.click(button="middle")
    canvas.canvas.click(button="right")
    assert canvas.strokes() == []


def test_undo_and_clear(canvas):
    undo, clear = canvas.button("Undo"), canvas.button("Clear")
    assert undo.is_disabled() and clear.is_disabled()
    canvas.draw([LINE, OTHER])
    undo.click()
    assert canvas.strokes() == [LINE]
    assert inked(canvas)[140, 100] == 255 and inked(canvas)[80, 140] == 0
    canvas.draw([OTHER])
    clear.click()
    assert canvas.strokes() == [] and not inked(canvas).any()
    assert undo.is_disabled() and clear.is_disabled()


def test_keyboard_alone(canvas):
    canvas.draw([LINE, OTHER])
    keyboard, focused = canvas.page.keyboard, "() => document.activeElement.textContent"
    keyboard.press("Tab")
    assert canvas.page.evaluate(focused) == "Undo"
    keyboard.press("Enter")
    assert canvas.strokes() == [LINE]
    keyboard.press("Tab")
    assert canvas.page.evaluate(focused) == "Clear"
    outline = "() => getComputedStyle(document.activeElement).outlineStyle"
    assert canvas.page.evaluate(outline) == "solid"
    keyboard.press("Tab")
    assert canvas.page.evaluate(focused) == "Upload a picture"
    with canvas.page.expect_file_chooser():
        keyboard.press("Space")


def test_touch(browser):
    """One draws; a second one at the same time does nothing; the page does not scroll."""
    with canvas_page(browser, has_touch=True) as canvas:
        touch = fingers(canvas.canvas)
        touch("touchStart", (0, (60, 40)))
        touch("touchMove", (0, (60, 120)))
        touch("touchStart", (0, (60, 120)), (1, (200, 100)))
        touch("touchMove", (0, (60, 200)), (1, (220, 120)))
        touch("touchEnd")
        assert canvas.strokes() == [[[60, 40], [60, 120], [60, 200]]]
        assert canvas.canvas.evaluate("canvas => getComputedStyle(canvas).touchAction") == "none"
        touch("touchStart", (0, (100, 100)))
        touch("touchMove", (0, (160, 100)))
        touch("touchCancel")  # the system takes over: what is there stays
        assert canvas.strokes()[1:] == [[[100, 100], [160, 100]]]


def test_the_name_says_what_is_on_the_canvas(canvas):
    def name():
        return canvas.canvas.get_attribute("aria-label")

    hint = canvas.page.get_by_text("Draw a digit here")
    assert name() == "Canvas to draw a digit on: empty" and hint.is_visible()
    canvas.draw([LINE])
    assert name().endswith(": 1 stroke") and not hint.is_visible()
    canvas.draw([OTHER])
    assert name().endswith(": 2 strokes")


def test_a_picture_file_is_handed_over(canvas):
    content = b"\x89PNG whatever"
    chosen = {"name": "seven.png", "mimeType": "image/png", "buffer": content}
    field = canvas.page.locator("input[type=file]")
    for _ in range(2):  # the same file again, too
        field.set_input_files([chosen])
    canvas.page.wait_for_function("() => window.sent.length === 2")
    assert (
        canvas.page.evaluate("() => window.sent")
        == [{"name": "seven.png", "bytes": [*content]}] * 2
    )


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(canvas):
    chosen = {"name": "seven.tif", "mimeType": "image/tiff", "buffer": bytes(8_000_001)}
    canvas.page.locator("input[type=file]").set_input_files([chosen])
    status = canvas.page.get_by_role("status")
    status.get_by_text("seven.tif has 9 MB: at most 8 MB can be uploaded.").wait_for()
    assert canvas.page.evaluate("() => window.sent") == []
    canvas.draw([LINE])
    assert status.inner_text() == ""


def test_what_python_says_is_shown(canvas):
    canvas.draw([LINE])
    picture = canvas.page.evaluate(
        """() => {
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 280;
            const context = canvas.getContext("2d");
            context.fillStyle = "white";
            context.fillRect(0, 0, 280, 280);
            context.fillStyle = "black";
            context.fillRect(20, 30, 40, 50);
            const address = canvas.toDataURL();
            model.set("sheet", {strokes: [], background: address});
            model.set("message", "A sentence.");
            return address;
        }"""
    )
    assert canvas.page.get_by_role("status").inner_text() == "A sentence."
    canvas.page.wait_for_timeout(200)
    expected = np.zeros((SIDE, SIDE))
    expected[30:80, 20:60] = 255
    np.testing.assert_array_equal(inked(canvas), expected)
    assert canvas.canvas.get_attribute("aria-label").endswith(": a picture")
    # Strokes lie over the picture, and Undo takes it away last.
    canvas.draw([LINE])
    assert canvas.canvas.get_attribute("aria-label").endswith(": a picture and 1 stroke")
    sheet = "() => model.get('sheet')"
    assert canvas.page.evaluate(sheet) == {"strokes": [LINE], "background": picture}
    canvas.button("Undo").click()
    np.testing.assert_array_equal(inked(canvas), expected)
    canvas.button("Undo").click()
    assert canvas.page.evaluate(sheet) == {"strokes": [], "background": ""}
    assert not inked(canvas).any()


def test_keep_sends_the_label_and_waits_for_a_drawing(canvas):
    assert canvas.button("Keep").count() == 0, "only where digits are collected"
    with canvas_page(canvas.page.context.browser, label=3) as collecting:
        keep = collecting.button("Keep")
        assert keep.is_disabled()
        collecting.draw([LINE])
        keep.click()
        collecting.page.get_by_label("This is a").select_option("8")
        keep.click()
        collecting.button("Forget the last").click()
        sent = collecting.page.evaluate("() => window.sent.map(({bytes, ...content}) => content)")
        assert sent == [{"keep": 3}, {"keep": 8}, {"forget": True}]


def test_a_view_that_is_closed_listens_no_more(canvas):
    canvas.page.evaluate("() => leave()")
    canvas.page.evaluate("() => model.set('message', 'A sentence.')")
    assert canvas.page.get_by_role("status").inner_text() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(browser, scheme):
    from axe_playwright_python.sync_playwright import Axe

    with canvas_page(browser, color_scheme=scheme) as canvas:
        for strokes in [[], [LINE]]:
            canvas.draw(strokes)
            results = Axe().run(canvas.page)
            assert results.violations_count == 0, results.generate_report()


def test_the_pen_is_as_wide_as_python_says(browser):
    with canvas_page(browser, pen=PEN / 2) as canvas:
        canvas.draw([LINE])
        assert inked(canvas)[:, 140].sum() / 255 == pytest.approx(PEN / 2, abs=0.1)
