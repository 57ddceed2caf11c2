"""Digits of other people, 8 × 8 pixels, from a file that comes with this package."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers.mnist import read_arrays

FILE = Path(__file__).parent / "data" / "uci_digits.npz"
# Source, authors, licence and the hashes of the arrays inside: data/NOTICE.md.
SHA256 = "b2dab7b501728c22e9119ad76740b2e17c77a231e42d1e592380d90886f1a05e"


class UCIDigits(NamedTuple):
    """Handwritten digits of 13 people, none of whom wrote for MNIST.

    Attributes:
        images: uint8 of shape (1797, 8, 8), from 0 (paper) to 16 (ink).
        labels: ints of shape (1797,): which digit each one is.
    """

    images: np.ndarray
    labels: np.ndarray


def load_uci_digits():
    """Read the data set that comes with this package, as `UCIDigits`; raises as `load_mnist`."""
    arrays = read_arrays(FILE, SHA256)
    return UCIDigits(arrays["images"], arrays["labels"].astype(int))
