"""What numbers can't tell of a picture, a module for each notebook that needs it.

TAKEAWAYS: for the id of a cell, a function that is given the pictures that the cell has drawn (see
tests/support/record_pictures.py), and raises an AssertionError if they don't mean what the text
says. It is for what was selected, such as "each label belongs to its image": all else is in the
record of the pictures.
"""

import importlib


def takeaways_of(notebook):
    """Return the TAKEAWAYS of the notebook with this name, such as "03_mnist_cnn"."""
    try:
        module = importlib.import_module(f"tests.notebooks.takeaways.{notebook[3:]}")
    except ModuleNotFoundError:
        return {}
    return module.TAKEAWAYS
