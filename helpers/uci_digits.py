"""Digits of other people, 8 × 8 pixels, from a file that comes with this package."""

from pathlib import Path
from types import SimpleNamespace

from helpers.mnist import read_arrays

FILE = Path(__file__).parent / "data" / "uci_digits.npz"
# Source, authors, licence and the hashes of the arrays inside: data/NOTICE.md.
SHA256 = "b2dab7b501728c22e9119ad76740b2e17c77a231e42d1e592380d90886f1a05e"


def load_uci_digits():
    """Return digits of 13 people, none of whom wrote for MNIST; raises as `load_mnist`.

    Returns:
        A namespace with `images`, uint8 of shape (1797, 8, 8) from 0 (paper) to 16 (ink), and
        `labels`, ints of shape (1797,): which digit each one is.
    """
    arrays = read_arrays(FILE, SHA256)
    return SimpleNamespace(images=arrays["images"], labels=arrays["labels"].astype(int))
