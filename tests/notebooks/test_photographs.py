"""Generated photographs of the recorded digits: any pen, paper and light, and they are read.

The strokes are drawn anew on paper, so that pens may be thinner than the canvas' own.
"""

import io
import json

import numpy as np
import pytest
from PIL import Image, ImageDraw

from helpers import load_mnist
from helpers.drawing import FILE
from helpers.pictures import read_picture
from tests.support.course import NOTEBOOKS, read

pytestmark = pytest.mark.thorough

STROKES = [strokes for hand in json.loads(FILE.read_text("utf-8"))["digits"] for strokes in hand]


def photograph(strokes, number, pen=27, side=1000, paper="plain", light="lamp", noise=6, ink=0.75,
               share=0.6):  # fmt: skip
    """Return a grey photograph as the content of a BMP file.

    Args:
        strokes: of a digit, as in drawings.json.
        number: of the random numbers: where the digit is, the lines and the noise.
        pen: how many times the digit is as high as the pen is wide.
        side: pixels of the photograph, in both directions.
        paper: "plain", "ruled" or "squared", with lines half as dark as the ink.
        light: "lamp", at one side; "hand", a shadow with a soft edge; "hard", with a sharp one.
        noise: the standard deviation of the grey values.
        ink: the share of the light that it takes.
        share: of the photograph's height that the digit has.
    """
    random = np.random.default_rng(number)
    points = np.concatenate(strokes)
    low, scale = points.min(0), share * side / np.ptp(points[:, 1])
    scale = min(scale, 0.8 * side / max(np.ptp(points[:, 0]), 1))
    width = share * side / pen
    free = side - np.ptp(points, axis=0) * scale - 2 * width
    start = width + random.uniform(0.1, 0.9, 2) * free
    finer = 2 if side <= 1000 else 1  # of the drawing's pixels: edges become grey
    layer, radius = Image.new("L", (finer * side, finer * side)), finer * width / 2
    draw = ImageDraw.Draw(layer)
    for stroke in strokes:
        path = ((np.array(stroke) - low) * scale + start) * finer
        draw.line([*map(tuple, path)], fill=255, width=max(1, round(2 * radius)))
        for x, y in path:  # round joints and ends
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    dark = np.asarray(layer.reduce(finer), np.float32) / 255
    if paper != "plain":
        lines, thick = np.zeros_like(dark), max(1, side // 300)
        distance = side / random.uniform(8, 24)
        for place in np.arange(random.uniform(0, distance), side, distance).astype(int):
            lines[place : place + thick] = 0.5
            if paper == "squared":
                lines[:, place : place + thick] = 0.5
        dark = np.maximum(dark, lines)
    x = np.arange(side, dtype=np.float32) / side
    y = x[:, np.newaxis]
    beyond = x + 0.6 * y - random.uniform(0.5, 1.1)  # the edge of the shadow
    if light == "lamp":
        bright = 235 - 110 * x - 40 * y**2
    elif light == "hand":
        bright = 225 * (1 - 0.45 / (1 + np.exp(-np.clip(beyond / 0.03, -30, 30))))
    else:
        bright = np.where(beyond > 0, np.float32(225 * 0.55), np.float32(225))
    grain = random.normal(0, noise, (500, 500)).astype(np.float32)  # again and again, for its speed
    grey = bright * (1 - ink * dark) + np.tile(grain, (8, 8))[:side, :side]
    file = io.BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(file, "BMP")
    return file.getvalue()


FAMILY = [
    {"pen": 15, "share": 0.85},
    {"pen": 40},
    {"pen": 120, "side": 500},
    {"pen": 120, "side": 4000},
    {"pen": 80, "noise": 25},
    {"pen": 80, "share": 0.35},
    {"paper": "ruled", "ink": 0.35},
    {"paper": "squared", "light": "hand"},
    {"paper": "squared", "side": 3000},
    {"light": "hand", "pen": 80},
    {"light": "hard"},
    {"light": "hard", "pen": 80},
]


@pytest.fixture(scope="module")
def notebook():
    """The names of notebook 6 that read a drawing, with its network, trained for 300 steps."""
    import tensorflow as tf

    names = {"tf": tf, "np": np, "Image": Image, "load_mnist": load_mnist, "progress": range}
    names["preparations"] = {}
    (path,) = [path for path in NOTEBOOKS if path.stem == "06_your_own_digits"]
    wanted = ["parameters", "model", "step", "train", "stretched", "cut", "frame", "thicker"]
    wanted += ["width-of", "with-width", "prepare"]
    for cell in read(path).cells:
        if cell.id in wanted:
            exec(cell.source, names)
            names["steps"] = 300
            wanted.remove(cell.id)
    assert not wanted, "cells that are gone"
    return names


@pytest.mark.parametrize("kind", FAMILY, ids=str)
def test_photographs_are_read(kind, notebook):
    drawings = [read_picture(photograph(one, number, **kind)) for number, one in enumerate(STROKES)]
    images = notebook["as_input"]([notebook["prepare"](drawing) for drawing in drawings])
    read = notebook["model"](images).numpy().argmax(axis=1) == np.arange(30) % 10
    assert read.sum() >= 28, np.flatnonzero(~read)
