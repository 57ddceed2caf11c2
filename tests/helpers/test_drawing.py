"""Drawings: recorded ones, and a canvas where it can be shown."""

import base64
import io
import json
import re
import subprocess
import sys
from types import ModuleType

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from helpers.drawing import FILE, PEN, SIDE, drawn, recorded_drawings, sketch

RECORDED = recorded_drawings()
LINE = [[60, 140], [220, 140]]


def test_each_digit_is_recorded_in_at_least_two_hands():
    digits, labels = RECORDED.digits, RECORDED.labels
    assert digits.shape == (len(labels), SIDE, SIDE) and digits.dtype == np.uint8
    assert labels.tolist() == [*range(10)] * (len(labels) // 10) and len(labels) >= 20
    assert len({digit.tobytes() for digit in digits}) == len(digits)


def test_the_labels_are_the_known_ones():
    """By what can be said without a network: a 1 is narrow, a 0 has a hole that an 8 has twice."""
    for shown in range(0, len(RECORDED.digits), 10):
        hand = dict(zip(RECORDED.labels[shown : shown + 10], RECORDED.digits[shown : shown + 10]))
        widths = {digit: np.ptp(np.nonzero(ink.any(0))) for digit, ink in hand.items()}
        assert min(widths, key=widths.get) == 1
        holes = {digit: holes_in(ink > 127) for digit, ink in hand.items()}
        assert holes[0] == 1 and holes[8] == 2 and holes[7] == holes[3] == holes[5] == 0


def holes_in(ink):
    """The number of white places that are shut in by ink."""
    paper, holes = ~ink, -1  # the paper around is none
    while paper.any():
        place = np.zeros_like(paper)
        place.flat[paper.argmax()] = True
        before = 0
        while place.sum() > before:
            before = place.sum()
            for axis in (0, 1):
                for step in (1, -1):
                    place |= np.roll(place, step, axis) & paper
        paper &= ~place
        holes += 1
    return holes


def test_letter_scribble_and_empty():
    for shown in RECORDED[2:]:
        assert shown.shape == (SIDE, SIDE) and shown.dtype == np.uint8
    assert not RECORDED.empty.any()
    assert RECORDED.letter.any() and RECORDED.scribble.mean() > RECORDED.letter.mean()


def test_ink_is_black_and_inside():
    for shown in [*RECORDED.digits, RECORDED.letter, RECORDED.scribble]:
        assert shown.max() == 255 and 0.01 < (shown > 127).mean() < 0.4
        assert not (shown[0].any() or shown[-1].any() or shown[:, 0].any() or shown[:, -1].any())


def test_the_file_is_small_and_the_notice_says_who_drew():
    assert FILE.stat().st_size < 100_000
    notice = (FILE.parent / "NOTICE.md").read_text("utf-8")
    own = notice[notice.index(FILE.name) :]
    assert "drawn by a machine" in own and "python -m tests.commands.drawings" in own


def test_points_are_where_a_pen_can_be():
    recorded = json.loads(FILE.read_text("utf-8"))
    digits = [strokes for hand in recorded["digits"] for strokes in hand]
    for strokes in [*digits, recorded["letter"], recorded["scribble"]]:
        assert all(len(stroke) > 5 for stroke in strokes)
        points = np.concatenate([np.array(stroke) for stroke in strokes])
        assert points.min() >= PEN / 2 - 0.1 and points.max() <= SIDE - PEN / 2 + 0.1


def test_a_line_is_as_wide_as_the_pen_and_has_round_ends():
    line = drawn([LINE]) / 255
    assert line[:, 140].sum() == pytest.approx(PEN)
    assert line[140].sum() == pytest.approx(160 + PEN, abs=0.5)
    assert line.sum() == pytest.approx(160 * PEN + np.pi * PEN**2 / 4, rel=0.002)
    np.testing.assert_array_equal(line, line[::-1])
    np.testing.assert_array_equal(line, line[:, ::-1])


def test_x_comes_before_y():
    upright = drawn([[[40, 50], [40, 250]]])
    assert upright[150, 40] == 255 and upright[40, 150] == 0


def test_a_slanting_line_is_as_wide():
    line = drawn([[[70, 100], [210, 180]]]) / 255
    length = np.hypot(140, 80)
    assert line.sum() == pytest.approx(length * PEN + np.pi * PEN**2 / 4, rel=0.002)


@pytest.mark.parametrize("stroke", [[[100, 80]], [[100, 80], [100, 80]]])
def test_a_point_is_a_dot(stroke):
    dot = drawn([stroke]) / 255
    assert dot.sum() == pytest.approx(np.pi * PEN**2 / 4, rel=0.002)
    rows, columns = np.nonzero(dot)
    assert (rows.mean() + 0.5, columns.mean() + 0.5) == pytest.approx((80, 100))


def test_strokes_that_cross_are_not_blacker():
    both = drawn([LINE, [[140, 60], [140, 220]]])
    np.testing.assert_array_equal(both, np.maximum(drawn([LINE]), drawn([LINE]).T))


def test_a_stroke_that_leaves_the_canvas_is_cut_off():
    outside = drawn([[[-50, 140], [330, 140]], [[-90, -90]], [[400, 20], [500, 20]]])
    assert (outside[140] == 255).all() and not outside[:100].any()


def test_no_strokes_are_no_ink():
    assert not drawn([]).any()


# Where no widgets run


@pytest.fixture
def shown(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return []


def test_elsewhere_each_still_is_shown(shown):
    stills = [RECORDED.digits[4], RECORDED.empty]
    sketch(shown.append, stills)
    assert len(shown) == 2 and all(one is still for one, still in zip(shown, stills))


@pytest.mark.parametrize("environment", ["", "notebook.ipynb"])
@pytest.mark.parametrize(
    ("still", "words"),
    [
        (RECORDED.digits, "an array uint8 (30, 280, 280)"),
        (RECORDED.letter / 255, "an array float64 (280, 280)"),
        ("letter", "a str"),
    ],
)
def test_a_still_that_is_no_drawing_is_refused_everywhere(
    still, words, environment, shown, monkeypatch
):
    if environment:
        monkeypatch.setenv("JPY_SESSION_NAME", environment)
    with pytest.raises(ValueError, match=rf"^stills has {re.escape(words)}: expected drawings"):
        sketch(shown.append, [RECORDED.letter, still])
    assert shown == []


# Where they do. What the browser does with them: tests/browser/test_canvas.py.


@pytest.fixture
def canvas(shown, monkeypatch):
    """The canvas, and the place of the picture, as they are displayed."""
    return displayed(shown.append, monkeypatch)[0]


def displayed(show, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    boxes = []
    monkeypatch.setattr("IPython.display.display", boxes.append)
    monkeypatch.setattr("IPython.display.clear_output", lambda wait: None)
    sketch(show, [RECORDED.letter])
    (box,) = boxes
    return box.children


def strokes(*strokes):
    return {"strokes": [*strokes], "background": ""}


def upload(canvas, content, name="digit.png"):
    """What a browser sends when a file was chosen."""
    canvas._handle_custom_msg({"name": name}, [memoryview(content)])


def file(picture):
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def test_nothing_is_shown_before_something_is_drawn(canvas, shown):
    assert shown == [] and not canvas.drawing.any()


def test_the_end_of_each_stroke_undo_and_clear_show_the_drawing(canvas, shown):
    other = [[140, 60], [140, 220]]
    for sheet in [strokes(LINE), strokes(LINE, other), strokes(LINE), strokes()]:
        canvas.set_state({"sheet": sheet})
        np.testing.assert_array_equal(shown[-1], drawn(sheet["strokes"]))
    assert len(shown) == 4


def test_an_uploaded_picture_takes_the_place_of_the_drawing(canvas, shown):
    digit = RECORDED.digits[7]
    canvas.set_state({"sheet": strokes(LINE)})
    upload(canvas, file(255 - digit))
    assert len(shown) == 2 and canvas.sheet["strokes"] == [] and canvas.message == ""
    np.testing.assert_array_equal(shown[-1], digit)
    # The browser is given the picture, and may draw over it.
    kind, _, data = canvas.sheet["background"].partition(",")
    assert kind == "data:image/png;base64" and data
    canvas.set_state({"sheet": canvas.sheet | {"strokes": [LINE]}})
    np.testing.assert_array_equal(shown[-1], np.maximum(digit, drawn([LINE])))
    canvas.set_state({"sheet": strokes()})
    assert not shown[-1].any() and len(shown) == 4


def test_an_uploaded_picture_is_fitted_into_the_canvas(canvas, shown):
    upload(canvas, file(255 - RECORDED.digits[7][:, 60:220]))
    (drawing,) = shown
    assert drawing.shape == (SIDE, SIDE)
    np.testing.assert_array_equal(drawing[:, 60:220], RECORDED.digits[7][:, 60:220])
    assert not drawing[:, :60].any() and not drawing[:, 220:].any()


def test_what_the_browser_shows_of_an_upload_is_its_drawing(canvas):
    upload(canvas, file(RECORDED.digits[5]))
    content = base64.b64decode(canvas.sheet["background"].partition(",")[2])
    np.testing.assert_array_equal(255 - np.asarray(Image.open(io.BytesIO(content))), canvas.drawing)


def test_a_bad_file_leaves_the_drawing_and_says_why_each_time(canvas, shown):
    canvas.set_state({"sheet": strokes(LINE)})
    told = []
    canvas.observe(lambda change: told.append(change["new"]), "message")
    for _ in range(2):
        upload(canvas, b"no picture", "notes.txt")
    sentence = "notes.txt is no picture that can be read; expected a picture: PNG, JPEG, "
    assert [text.startswith(sentence) for text in told if text] == [True, True] and len(shown) == 1
    assert canvas.sheet == strokes(LINE)
    canvas.set_state({"sheet": strokes()})
    assert canvas.message == ""


def test_what_show_raises_becomes_a_sentence_and_the_canvas_lives_on(monkeypatch, capsys):
    seen = []

    def show(drawing):
        seen.append(drawing)
        if not drawing.any():
            raise RuntimeError("the drawing is empty\nsecond line")

    canvas, _ = displayed(show, monkeypatch)
    capsys.readouterr()
    canvas.set_state({"sheet": strokes(LINE)})
    assert capsys.readouterr().out == ""
    canvas.set_state({"sheet": strokes()})
    expected = "✗ This drawing gave no picture: RuntimeError: the drawing is empty\n"
    assert capsys.readouterr() == (expected, "")
    canvas.set_state({"sheet": strokes(LINE)})
    assert len(seen) == 3


def test_a_half_finished_figure_does_not_come_with_the_next_one(monkeypatch):
    figures = []

    def show(drawing):
        plt.figure()
        figures.append(plt.get_fignums())
        raise ValueError

    canvas, _ = displayed(show, monkeypatch)
    for sheet in [strokes(LINE), strokes()]:
        canvas.set_state({"sheet": sheet})
    assert [len(numbers) for numbers in figures] == [1, 1] and not plt.get_fignums()


@pytest.fixture
def colab(monkeypatch):
    """A stand-in for Colab's module; how often it was asked for widgets of others."""
    asked = []
    module, output = ModuleType("google.colab"), ModuleType("google.colab.output")
    output.enable_custom_widget_manager = lambda: asked.append(True)
    module.output = output
    monkeypatch.setitem(sys.modules, "google.colab", module)
    return asked


def test_colab_is_asked_for_widgets_other_than_its_own(shown, colab, monkeypatch):
    boxes = []
    monkeypatch.setattr("IPython.display.display", boxes.append)
    sketch(shown.append, [RECORDED.letter])
    assert len(boxes) == 1 and colab == [True] and shown == []


def test_without_anywidget_the_stills_are_shown_and_a_sentence(shown, colab, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "helpers.canvas", raising=False)
    with pytest.raises(ModuleNotFoundError):
        import anywidget  # noqa: F401
    sketch(shown.append, [RECORDED.letter])
    assert len(shown) == 1 and colab == []
    expected = "To draw yourself: run %pip install anywidget, then restart the kernel.\n"
    assert capsys.readouterr().out == expected


def test_what_else_is_missing_is_not_hidden(shown, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    monkeypatch.setitem(sys.modules, "helpers.canvas", None)
    with pytest.raises(ModuleNotFoundError, match="helpers.canvas"):
        sketch(shown.append, [RECORDED.letter])


def test_importing_drawings_needs_no_widgets():
    """Nothing is loaded for a canvas that is not shown."""
    program = "import sys, helpers.drawing; print({'anywidget', 'ipywidgets'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
