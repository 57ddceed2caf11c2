"""Checks of arguments that several helpers share."""

import operator

import numpy as np


def positive_integer(name, value):
    """Return `value` as an int; raise a TypeError or ValueError that names it otherwise."""
    try:
        if isinstance(value, (bool, np.bool_)):  # operator.index(True) is 1: surely a mistake
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be an integer, got {value!r} ({type(value).__name__})"
        ) from None
    if number < 1:
        raise ValueError(f"{name} must be 1 or more, got {number}")
    return number
