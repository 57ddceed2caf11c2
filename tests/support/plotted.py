"""Read what a figure held, as tests/support/record_figures.py wrote it down."""

import importlib
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from tests.support.colours import contrast_to_white

# For a kernel: write its figures down, in names of its own.
RECORD = Path(__file__).with_name("record_figures.py").read_text("utf-8")
RECORD = f"exec({RECORD!r}, {{'__name__': 'record_figures'}})"
SCREEN = 1100, 800  # pixels: width and height that a plot may have at most


class Takeaways(defaultdict):
    """For the title of each figure, functions that assert what the notebook says of it."""

    def __init__(self):
        super().__init__(list)

    def __call__(self, title):
        def register(function):
            self[title].append(function)
            return function

        return register


def title(figure):
    return figure["title"] or figure["axes"][0]["title"]


def read_figures(file):
    """Return the figures in a file that record_figures.py has written; none if there is no file."""
    path = Path(file)
    return list(map(json.loads, path.read_text("utf-8").splitlines())) if path.exists() else []


def check_figures(figures):
    """Assert that each has a title, fits the screen, shows something, and says what."""
    for figure in figures:
        name = title(figure)
        assert name, f"a figure without a title: {figure['axes'][0]['labels']}"
        assert figure["width"] <= SCREEN[0] and figure["height"] <= SCREEN[1], f"{name}: too large"
        assert any(axes["data"] for axes in figure["axes"]), f"{name}: nothing is drawn"
        for axes in figure["axes"]:
            for colour in axes["colours"]:
                assert contrast_to_white(colour) >= 3, f"{name}: {colour} is too pale on white"
            if axes["visible"]:
                x_label, y_label = axes["labels"]
                assert axes["data"], f"{name}: empty axes"
                labelled = y_label and (x_label or axes["shares_x"] or axes["is_colorbar"])
                assert labelled, f"{name}: an axis without a label: {axes['labels']}"


def check_takeaways(notebook, figures):
    """Assert all that is said of the figures of the notebook with this name ("03_mnist_cnn")."""
    takeaways = importlib.import_module(f"tests.notebooks.takeaways.{notebook[3:]}").takeaway
    missing = takeaways.keys() - {title(figure) for figure in figures}
    assert not missing, f"{notebook}: takeaways speak of plots that are missing: {missing}"
    for figure in figures:
        for holds in takeaways.get(title(figure), []):
            try:
                holds(figure["axes"])
            except (AssertionError, KeyError, ValueError, IndexError) as error:
                text = f"{notebook}, plot {title(figure)!r}: {holds.__name__} is not so"
                raise AssertionError(f"{text}: {error}") from error


def line(axes, label):
    """The x and the y values of the line with this name in the legend."""
    (found,) = (line for line in axes["lines"] if line["label"] == label)
    return np.array(found["xy"]).T


def level(axes, label):
    """The height of a horizontal line."""
    _, (low, high) = line(axes, label)
    assert low == high
    return low


def dashed(axes):
    return [line["label"] for line in axes["lines"] if line["style"] == "--"]
