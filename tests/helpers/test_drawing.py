"""Drawings: recorded ones, kept ones, and a canvas where it can be shown.

What the browser does with the canvas: tests/browser/test_canvas.py.
"""

import base64
import io
import subprocess
import sys
from types import ModuleType

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from helpers.drawing import FILE, PEN, OwnDigits, drawn, recorded_drawings
from helpers.pictures import SIDE, read_picture
from helpers.sketch import PROMPT, collect, sketch

RECORDED = recorded_drawings()
LINE, OTHER = [[60, 140], [220, 140]], [[140, 60], [140, 220]]


def test_each_digit_is_recorded_in_three_hands():
    digits, labels = RECORDED.digits, RECORDED.labels
    assert digits.shape == (30, SIDE, SIDE) and digits.dtype == np.uint8
    assert labels.tolist() == [*range(10)] * 3
    assert len({digit.tobytes() for digit in digits}) == len(digits)
    assert not RECORDED.empty.any()
    for shown in [*digits, RECORDED.letter, RECORDED.scribble]:
        assert shown.max() == 255 and 0.01 < (shown > 127).mean() < 0.4
        assert not (shown[0].any() or shown[-1].any() or shown[:, 0].any() or shown[:, -1].any())


def test_the_notice_says_who_drew():
    notice = (FILE.parent / "NOTICE.md").read_text("utf-8")
    own = notice[notice.index(FILE.name) :]
    assert "drawn by a machine" in own and "python -m tests.commands.drawings" in own


def test_a_line_is_as_wide_as_the_pen_and_has_round_ends():
    line = drawn([LINE]) / 255
    assert line[:, 140].sum() == pytest.approx(PEN)
    assert line[140].sum() == pytest.approx(160 + PEN, abs=0.5)
    assert line.sum() == pytest.approx(160 * PEN + np.pi * PEN**2 / 4, rel=0.002)
    np.testing.assert_array_equal(line, line[::-1])
    np.testing.assert_array_equal(drawn([OTHER]) / 255, line.T)


@pytest.mark.parametrize("stroke", [[[100, 80]], [[100, 80], [100, 80]]])
def test_a_point_is_a_dot(stroke):
    dot = drawn([stroke]) / 255
    assert dot.sum() == pytest.approx(np.pi * PEN**2 / 4, rel=0.002)
    rows, columns = np.nonzero(dot)
    assert (rows.mean() + 0.5, columns.mean() + 0.5) == pytest.approx((80, 100))


def test_strokes_that_cross_are_not_blacker_and_outside_there_is_none():
    both = drawn([LINE, OTHER])
    np.testing.assert_array_equal(both, np.maximum(drawn([LINE]), drawn([OTHER])))
    outside = drawn([[[-50, 140], [330, 140]], [[-90, -90]], [[400, 20], [500, 20]]])
    assert (outside[140] == 255).all() and not outside[:100].any()
    assert not drawn([]).any()


# Kept in a file


def test_what_is_kept_is_there_again(tmp_path):
    file = tmp_path / "mine.npz"
    digits = OwnDigits(file)
    assert digits.images.shape == (0, SIDE, SIDE) and not file.exists()
    for label in (3, 4, 5):
        digits.keep(RECORDED.digits[label], label)
    digits.forget()
    for found in (digits, OwnDigits(file)):
        np.testing.assert_array_equal(found.images, RECORDED.digits[3:5])
        assert found.labels.tolist() == [3, 4] and found.images.dtype == np.uint8
    assert [path.name for path in tmp_path.iterdir()] == ["mine.npz"]


@pytest.mark.parametrize("arrays", [{}, {"images": np.zeros((2, 28, 28)), "labels": [1, 2]}])
def test_a_file_without_drawings_is_left_alone_and_named(arrays, tmp_path):
    file = tmp_path / "mine.npz"
    np.savez(file, **arrays) if arrays else file.write_bytes(b"notes")
    before = file.read_bytes()
    with pytest.raises(ValueError, match="mine.npz holds no drawings, or is damaged"):
        OwnDigits(file)
    assert file.read_bytes() == before


# Where no widgets run


@pytest.fixture
def shown(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return []


def test_elsewhere_each_still_is_shown_and_nothing_is_collected(shown, tmp_path, capsys):
    stills = [RECORDED.digits[4], RECORDED.empty]
    sketch(shown.append, stills)
    assert len(shown) == 2 and all(one is still for one, still in zip(shown, stills))
    assert not len(collect(tmp_path / "mine.npz", shown.append).labels)
    assert capsys.readouterr().out.startswith("There is no canvas here")


# Where they do


@pytest.fixture
def display(shown, monkeypatch):
    """Show a canvas by a call; return it, and the place of the picture."""
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    boxes = []

    def show_widget(box, draw_stills, what):
        boxes.append((box, draw_stills))
        assert what == "a canvas"

    monkeypatch.setattr("helpers.sketch.show_widget", show_widget)
    monkeypatch.setattr("helpers.sketch.clear_output", lambda wait: None)

    def displayed(call, *arguments):
        digits = call(*arguments)
        ((box, draw_stills),) = boxes
        assert box.children[1].outputs[0]["text"] == PROMPT + "\n"
        displayed.draw_stills = draw_stills
        return box.children[0], digits

    return displayed


def strokes(*strokes):
    return {"strokes": [*strokes], "background": ""}


def send(canvas, content, *buffers):
    """What a browser sends when a button was pressed."""
    canvas._handle_custom_msg(content, [memoryview(buffer) for buffer in buffers])


def file(picture):
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def test_the_end_of_each_stroke_undo_and_clear(display, shown, capsys):
    canvas, _ = display(sketch, shown.append, [RECORDED.letter])
    assert shown == [] and not canvas.drawing.any() and canvas.label == -1
    sheets = [strokes(LINE), strokes(LINE, OTHER), strokes(LINE)]
    for sheet in sheets:
        canvas.set_state({"sheet": sheet})
        np.testing.assert_array_equal(shown[-1], drawn(sheet["strokes"]))
    canvas.set_state({"sheet": strokes()})
    assert len(shown) == 3 and capsys.readouterr().out == PROMPT + "\n"


def test_a_program_without_a_widget_manager_gets_the_stills(display, shown, capsys):
    display(sketch, shown.append, [RECORDED.letter, RECORDED.scribble])
    assert shown == [] and capsys.readouterr().out == ""  # the prompt is in the widget alone
    display.draw_stills()
    np.testing.assert_array_equal(shown, [RECORDED.letter, RECORDED.scribble])


def test_without_a_widget_manager_collect_shows_a_recorded_drawing(display, shown, tmp_path):
    display(collect, tmp_path / "mine.npz", shown.append)
    display.draw_stills()
    np.testing.assert_array_equal(shown, RECORDED.digits[:1])


def test_an_uploaded_picture_takes_the_place_of_the_drawing(display, shown):
    canvas, _ = display(sketch, shown.append, [])
    content = file(255 - RECORDED.digits[7])
    canvas.set_state({"sheet": strokes(LINE)})
    send(canvas, {"name": "digit.png"}, content)
    seven = read_picture(content)
    assert canvas.sheet["strokes"] == [] and canvas.message == ""
    np.testing.assert_array_equal(shown[-1], seven)
    # The browser is given the picture, and may draw over it.
    kind, _, data = canvas.sheet["background"].partition(",")
    assert kind == "data:image/png;base64"
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    np.testing.assert_array_equal(255 - seen, seven)
    canvas.set_state({"sheet": canvas.sheet | {"strokes": [LINE]}})
    np.testing.assert_array_equal(shown[-1], np.maximum(seven, drawn([LINE])))


def test_a_bad_file_leaves_the_drawing_and_says_why_each_time(display, shown):
    canvas, _ = display(sketch, shown.append, [])
    canvas.set_state({"sheet": strokes(LINE)})
    told = []
    canvas.observe(lambda change: told.append(change["new"]), "message")
    for _ in range(2):
        send(canvas, {"name": "notes.txt"}, b"no picture")
    sentence = "notes.txt is no picture that can be read; expected a picture: PNG, JPEG, "
    assert [text.startswith(sentence) for text in told if text] == [True, True] and len(shown) == 1
    assert canvas.sheet == strokes(LINE)
    canvas.set_state({"sheet": strokes(OTHER)})
    assert canvas.message == ""


def test_keep_and_forget(display, shown, tmp_path):
    mine = tmp_path / "mine.npz"
    OwnDigits(mine).keep(RECORDED.digits[8], 8)
    canvas, digits = display(collect, mine, shown.append)
    assert canvas.message == "1 kept in mine.npz. Next, draw a 9." and canvas.label == 9
    for sheet, label in [(strokes(LINE), 9), (strokes(OTHER), 4)]:
        canvas.set_state({"sheet": sheet})
        send(canvas, {"keep": label})
        assert canvas.sheet == strokes()
    assert canvas.message == "3 kept in mine.npz. Next, draw a 5."
    send(canvas, {"forget": True})
    assert canvas.message == "2 kept in mine.npz. Next, draw a 0." and canvas.label == 0
    for found in (digits, OwnDigits(mine)):
        assert found.labels.tolist() == [8, 9]
        np.testing.assert_array_equal(found.images[1], drawn([LINE]))


def test_what_show_raises_becomes_a_sentence_and_the_canvas_lives_on(display, capsys):
    figures = []

    def show(drawing):
        plt.figure()
        figures.append(plt.get_fignums())
        raise RuntimeError("no picture\nsecond line")

    canvas, _ = display(sketch, show, [])
    capsys.readouterr()
    for sheet in [strokes(LINE), strokes(OTHER)]:
        canvas.set_state({"sheet": sheet})
        expected = "✗ This drawing gave no picture: RuntimeError: no picture\n"
        assert capsys.readouterr() == (expected, "")
    # A half-finished figure does not come with the next one.
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


def test_colab_is_asked_for_widgets_other_than_its_own(display, shown, colab):
    canvas, _ = display(sketch, shown.append, [RECORDED.letter])
    assert canvas.label == -1 and colab == [True] and shown == []


def test_importing_needs_no_widgets():
    """Nothing is loaded for a canvas that is not shown."""
    program = "import sys, helpers.sketch; print({'anywidget', 'ipywidgets'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
