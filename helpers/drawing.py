"""Drawings: made of strokes, recorded, and kept in a file with their labels.

A drawing is a uint8 array of shape (height, width), from 0 (paper) to 255 (ink).
"""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from helpers.pictures import SIDE

FILE = Path(__file__).parent / "data" / "drawings.json"  # how they were made: data/NOTICE.md

PEN = 22.0  # pixels, the width of a stroke


def recorded_drawings():
    """Return drawings that a program made, with the mouse, on the canvas of this course.

    Returns:
        A namespace with `digits`, uint8 of shape (n, SIDE, SIDE), all ten in one hand, from 0 to 9,
        then all ten in the next; their `labels`, ints of shape (n,); and, of shape (SIDE, SIDE), a
        `letter`, the A, a `scribble`, and `empty`, with nothing on it.
    """
    recorded = json.loads(FILE.read_text("utf-8"))
    return SimpleNamespace(
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


class OwnDigits:
    """Drawings that somebody has kept, with their labels; each is written to the file at once.

    Args:
        file: path of an `.npz` file. What is in it is read; it need not exist. Without one, there
            is nothing.

    Attributes:
        images: uint8 of shape (n, SIDE, SIDE).
        labels: ints of shape (n,).

    Raises:
        ValueError: the file is there, and holds no drawings.
    """

    def __init__(self, file=None):
        self.file = file and Path(file)
        self.images, self.labels = np.zeros((0, SIDE, SIDE), np.uint8), np.zeros(0, int)
        if file and self.file.exists():
            try:
                with np.load(self.file, allow_pickle=False) as arrays:
                    self.images = arrays["images"].reshape(-1, SIDE, SIDE).astype(np.uint8)
                    self.labels = arrays["labels"].reshape(len(self.images)).astype(int)
            except Exception:  # what isn't a file of this kind fails in many ways
                text = f"{self.file} holds no drawings, or is damaged: take it away."
                raise ValueError(text) from None

    def keep(self, image, label):
        """Add a drawing and its label, and write the file."""
        self._write(np.concatenate([self.images, [image]]), np.append(self.labels, label))

    def forget(self):
        """Take the last drawing away, and write the file."""
        self._write(self.images[:-1], self.labels[:-1])

    def _write(self, images, labels):
        self.images, self.labels = images, labels
        part = self.file.with_suffix(".part.npz")
        np.savez_compressed(part, images=images, labels=labels)
        part.replace(self.file)  # whole, or as it was
