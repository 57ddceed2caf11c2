"""Drawings: from a canvas where a program shows one live, recorded ones elsewhere, or from a file.

A drawing is a uint8 array of shape (height, width), from 0 (paper) to 255 (ink).
"""

import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers.errors import describe
from helpers.pictures import read_picture as read_picture
from helpers.widgets import live

FILE = Path(__file__).parent / "data" / "drawings.json"  # how they were made: data/NOTICE.md

SIDE = 280  # pixels of a drawing, in both directions
PEN = 22.0  # pixels, the width of a stroke


class RecordedDrawings(NamedTuple):
    """Drawings that a program made, with the mouse, on the canvas of this course.

    Attributes:
        digits: uint8 of shape (n, SIDE, SIDE). Each digit comes as often as the others: all ten in
            one hand, from 0 to 9, then all ten in the next.
        labels: ints of shape (n,): which digit each one is.
        letter: the letter A, shape (SIDE, SIDE).
        scribble: a scribble, shape (SIDE, SIDE).
        empty: nothing, shape (SIDE, SIDE).
    """

    digits: np.ndarray
    labels: np.ndarray
    letter: np.ndarray
    scribble: np.ndarray
    empty: np.ndarray


def recorded_drawings():
    """Return the drawings that come with this package, as `RecordedDrawings`."""
    recorded = json.loads(FILE.read_text("utf-8"))
    return RecordedDrawings(
        digits=np.stack([drawn(strokes) for hand in recorded["digits"] for strokes in hand]),
        labels=np.array([digit for hand in recorded["digits"] for digit in range(len(hand))]),
        letter=drawn(recorded["letter"]),
        scribble=drawn(recorded["scribble"]),
        empty=drawn([]),
    )


def drawn(strokes):
    """Draw strokes with a round pen.

    Args:
        strokes: list of strokes. A stroke is a list of points (x, y), in pixels from the upper left
            corner; one point alone is a dot.

    Returns:
        uint8 array of shape (SIDE, SIDE), 0 paper, 255 ink, grey where the pen covers a pixel in
        part.
    """
    nearest = np.full((SIDE, SIDE), np.inf)  # from the middle of each pixel to the pen's path
    for stroke in strokes:
        points = np.array(stroke, float).reshape(-1, 2)
        for start, end in zip(points, points[1:] if len(points) > 1 else points):
            # Only the pixels that the pen can reach.
            low = np.clip(np.minimum(start, end) - PEN, 0, SIDE).astype(int)
            high = np.clip(np.maximum(start, end) + PEN, 0, SIDE).astype(int)
            x, y = np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1])[:, None] + 0.5
            (right, down), (along_x, along_y) = start, end - start
            length = max(along_x**2 + along_y**2, 1e-9)
            share = np.clip(((x - right) * along_x + (y - down) * along_y) / length, 0, 1)
            distance = np.hypot(x - right - share * along_x, y - down - share * along_y)
            part = nearest[low[1] : high[1], low[0] : high[0]]
            np.minimum(part, distance, out=part)
    return np.round(255 * np.clip(PEN / 2 + 0.5 - nearest, 0, 1)).astype(np.uint8)


def sketch(show, stills):
    """Show a canvas, and a picture of what is drawn on it; where no widgets run, of some drawings.

    Args:
        show: a function of a drawing that draws one figure and shows it. With the canvas, it is
            called whenever the drawing has changed: at the end of each stroke, and after Undo,
            Clear, and the upload of a picture file. After Clear, the drawing is empty.
        stills: list of drawings, one for each still picture.

    Raises:
        ValueError: a still that is no drawing.
    """
    for still in stills:
        if getattr(still, "dtype", None) != np.uint8 or still.ndim != 2:
            raise ValueError(
                f"stills has {_kind(still)}: expected drawings, uint8 arrays (height, width)"
            )
    if not (live() and _show_canvas(show)):
        for still in stills:
            show(still)


def _show_canvas(show):
    """Show the canvas; return whether that is possible."""
    try:
        from helpers.canvas import Canvas
    except ModuleNotFoundError as error:
        if error.name != "anywidget":
            raise
        print("To draw yourself: run %pip install anywidget, then restart the kernel.")
        return False
    import ipywidgets
    import matplotlib.pyplot as plt
    from IPython.display import clear_output, display

    if "google.colab" in sys.modules:
        # Colab runs widgets other than its own only if asked to.
        from google.colab import output

        output.enable_custom_widget_manager()

    # Beside the canvas if there is room for it, else below; a picture that is wider shrinks.
    place = ipywidgets.Output(layout={"flex": "1 1 320px", "min_width": "0"})

    def changed(drawing):
        with place:
            clear_output(wait=True)
            try:
                show(drawing)
            except Exception as error:
                plt.close("all")  # else a half-finished figure would come with the next one
                print(f"✗ This drawing gave no picture: {describe(error)}")

    canvas = Canvas(changed)
    display(ipywidgets.HBox([canvas, place], layout={"flex_flow": "row wrap"}))
    with place:
        print("Draw a digit: what the network makes of it appears here.")
    return True


def _kind(value):
    if isinstance(value, np.ndarray):
        return f"an array {value.dtype} {value.shape}"
    return f"a {type(value).__name__}"
