"""The canvas to draw on, as a Jupyter widget. Its other half is canvas.js."""

import base64
import io
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from PIL import Image

from helpers.drawing import PEN, drawn
from helpers.pictures import SIDE, read_picture

FOLDER = Path(__file__).parent


class Canvas(anywidget.AnyWidget):
    """A sheet to draw on with mouse, pen or finger, with Undo, Clear, and a picture file's upload.

    Args:
        changed: called with the drawing after each change: uint8 of shape (SIDE, SIDE), 0 paper,
            255 ink.
        digits: `OwnDigits`, where Keep puts drawings; None for a canvas without Keep.
    """

    _esm = FOLDER / "canvas.js"
    _css = FOLDER / "canvas.css"

    # What is on the sheet: strokes, which are lists of points [x, y] in 0 … SIDE, and below them an
    # uploaded picture, as the address of its data; "" if there is none.
    sheet = traitlets.Dict({"strokes": [], "background": ""}).tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)  # a sentence below the canvas
    pen = traitlets.Float(PEN).tag(sync=True)  # the width of a stroke
    label = traitlets.Int(-1).tag(sync=True)  # which digit comes next; -1 without Keep

    def __init__(self, changed, digits=None):
        super().__init__()
        self._changed, self._digits = changed, digits
        self._picture = np.zeros((SIDE, SIDE), np.uint8)  # the last one uploaded
        if digits is not None:
            self._tell_kept()
        self.observe(self._tell, "sheet")
        self.on_msg(self._receive)

    @property
    def drawing(self):
        """What is on the sheet: uint8 of shape (SIDE, SIDE), 0 paper, 255 ink."""
        strokes = drawn(self.sheet["strokes"])
        return np.maximum(self._picture, strokes) if self.sheet["background"] else strokes

    def _tell(self, change):
        self.message = ""
        self._changed(self.drawing)

    def _receive(self, widget, content, buffers):
        """Do what a button asks for: keep the drawing, forget the last one, or read a file."""
        self.message = ""
        try:
            if "keep" in content:
                self._digits.keep(self.drawing, content["keep"])
                self.sheet = {"strokes": [], "background": ""}
                self._tell_kept()
            elif "forget" in content:
                self._digits.forget()
                self._tell_kept()
            else:
                self._picture = read_picture(bytes(buffers[0]), name=content["name"])
                self.sheet = {"strokes": [], "background": _address(self._picture)}
        except (ValueError, OSError) as error:
            self.message = str(error)

    def _tell_kept(self):
        labels = self._digits.labels
        self.label = (int(labels[-1]) + 1) % 10 if len(labels) else 0
        self.message = f"{len(labels)} kept in {self._digits.file.name}. Next, draw a {self.label}."


def _address(drawing):
    """A drawing as a black and white picture that a browser shows."""
    file = io.BytesIO()
    Image.fromarray(255 - drawing).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
