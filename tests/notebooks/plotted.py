"""Read what a figure held, as tests/support/record_figures.py wrote it down."""

import importlib
from collections import defaultdict

import numpy as np


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
