"""What numbers can't tell of a picture, a module for each notebook that needs it.

TAKEAWAYS: for the id of a cell, a function that is given the pictures that the cell has drawn (see
tests/support/record_pictures.py), and raises an AssertionError if they don't mean what the text
says. All else is in the record of the pictures; here stands what must be true of a record, too:
after a mistake, `refresh` would save the wrong picture. Or what a record leaves out, since it was
selected: "each label belongs to its image".
"""

import importlib

import numpy as np


def takeaways_of(notebook):
    """Return the TAKEAWAYS of the notebook with this name, such as "03_mnist_cnn"."""
    try:
        module = importlib.import_module(f"tests.notebooks.takeaways.{notebook[3:]}")
    except ModuleNotFoundError:
        return {}
    return module.TAKEAWAYS


def lines_of(axes):
    """Return the curves that have names, as a dict from a name to an array of its heights."""
    lines = [artist for artist in axes["artists"] if artist["kind"] == "line"]
    return {line["label"]: np.array(line["y"], dtype=float) for line in lines if "label" in line}
