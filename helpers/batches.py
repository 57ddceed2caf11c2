"""Mini-batches: shuffle once per pass over the data, never separate a pair."""

import numpy as np


def positive_integer(name, value):
    """Return `value` as an int; raise a TypeError or ValueError that names it otherwise."""
    # True is an int as well, and surely a mistake.
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r} ({type(value).__name__})")
    if value < 1:
        raise ValueError(f"{name} must be 1 or more, got {value}")
    return int(value)


class Batches:
    """Endless random batches of (x, y) pairs.

    Every pass over the data visits each sample exactly once, in a new random order. A batch
    that begins at the end of one pass is filled up from the next, so that every batch has
    exactly the size asked for.

    Args:
        x: array of shape (n, ...), any dtype; n >= 1. Not copied.
        y: array of shape (n, ...), any dtype; `y[i]` belongs to `x[i]`. Not copied.
        seed: non-negative int that fixes the order, or None for a different order each time.

    Raises:
        ValueError: x or y has no first axis, they differ in length, or they are empty.
    """

    def __init__(self, x, y, seed=None):
        x, y = np.asarray(x), np.asarray(y)
        if x.ndim == 0 or y.ndim == 0 or len(x) != len(y) or len(x) == 0:
            shapes = f"{x.shape} and {y.shape}"
            raise ValueError(f"x and y must have the same length, 1 or more, got shapes {shapes}")
        self._x, self._y = x, y
        self._rng = np.random.default_rng(seed)
        self._order = self._rng.permutation(len(x))
        self._position = 0

    def next_batch(self, batch_size):
        """Return the next `batch_size` samples, as (x_batch, y_batch).

        Args:
            batch_size: int from 1 to n, the number of samples in the data.

        Returns:
            Two new arrays of shapes (batch_size, ...), dtypes as in the data.

        Raises:
            TypeError: batch_size is not an integer.
            ValueError: batch_size is less than 1 or more than n.
        """
        batch_size = positive_integer("batch_size", batch_size)
        if batch_size > len(self._x):
            most = f"{len(self._x)}, the number of samples"
            raise ValueError(f"batch_size must be at most {most}, got {batch_size}")
        picked = self._order[self._position : self._position + batch_size]
        self._position += batch_size
        missing = batch_size - len(picked)
        if missing:  # this pass is over: shuffle again, and fill the batch up
            self._order = self._rng.permutation(len(self._x))
            picked = np.concatenate([picked, self._order[:missing]])
            self._position = missing
        return self._x[picked], self._y[picked]
