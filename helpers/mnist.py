"""MNIST, whole, and UCI's digits, from files that come with this package: no network, no pickle."""

import hashlib
import io
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from helpers.batches import Batches

FILE = Path(__file__).parent / "data" / "mnist.npz"
UCI_FILE = FILE.with_name("uci_digits.npz")
# Sources, authors, licences and the hashes of the arrays inside: data/NOTICE.md.
SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
UCI_SHA256 = "b2dab7b501728c22e9119ad76740b2e17c77a231e42d1e592380d90886f1a05e"

VALIDATION = 5000  # the last of MNIST's 60,000 training images


class MNIST:
    """Handwritten digits: 55,000 to train with, 5,000 to validate with, 10,000 to test with.

    Images are float32 of shape (n, 28, 28, 1), from 0 (background) to 1 (ink).
    Labels are one-hot, float32 of shape (n, 10).

    Attributes:
        train_pixels: the training images as stored, uint8 from 0 to 255, (55000, 28, 28, 1).
        train_labels: shape (55000, 10).
        validation_images: shape (5000, 28, 28, 1). `next_batch` never hands them out.
        validation_labels: shape (5000, 10).
        test_images: shape (10000, 28, 28, 1).
        test_labels: shape (10000, 10).
    """

    def __init__(self, x_train, y_train, x_test, y_test, seed=None):
        # 43 MB as uint8, 172 MB as float32: the training images stay small, and each batch is
        # scaled when it is asked for.
        training, validation = slice(None, -VALIDATION), slice(-VALIDATION, None)
        self.train_pixels = x_train[training, ..., np.newaxis]
        self.train_labels = _one_hot(y_train[training])
        self.validation_images = _scaled(x_train[validation, ..., np.newaxis])
        self.validation_labels = _one_hot(y_train[validation])
        self._test_pixels = x_test[..., np.newaxis]
        self.test_labels = _one_hot(y_test)
        self._batches = Batches(self.train_pixels, self.train_labels, seed=seed)

    @cached_property
    def test_images(self):  # 31 MB, made at the first use: some notebooks have none
        return _scaled(self._test_pixels)

    def next_batch(self, batch_size):
        """Return the next random training batch, as (images, labels): see `Batches.next_batch`.

        float32 arrays of shapes (batch_size, 28, 28, 1), in [0, 1], and (batch_size, 10).
        """
        pixels, labels = self._batches.next_batch(batch_size)
        return _scaled(pixels), labels


def load_mnist(seed=None):
    """Read the data set that comes with this package.

    Args:
        seed: non-negative int that fixes the order of the batches, or None.

    Returns:
        An `MNIST`.

    Raises:
        FileNotFoundError: the file is missing.
        ValueError: the file is damaged (its SHA-256 is not the expected one).
    """
    return MNIST(**read_arrays(FILE, SHA256), seed=seed)


def load_uci_digits():
    """Return digits of 13 people, none of whom wrote for MNIST; raises as `load_mnist`.

    Returns:
        A namespace with `images`, uint8 of shape (1797, 8, 8) from 0 (paper) to 16 (ink), and
        `labels`, ints of shape (1797,): which digit each one is.
    """
    arrays = read_arrays(UCI_FILE, UCI_SHA256)
    return SimpleNamespace(images=arrays["images"], labels=arrays["labels"].astype(int))


def read_arrays(file, sha256):
    """Return the arrays of an npz file with this hash, as a dict; raises as `load_mnist` does."""
    remedy = f"Restore it with `git checkout -- helpers/data/{file.name}`, or get the whole course"
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"The data set {file} is missing. {remedy}.") from None
    # A hash of the whole file also catches a flipped bit that the zip format would not notice.
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"The data set {file} is damaged ({len(content):,} bytes). {remedy}.")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def _scaled(pixels):
    return pixels / np.float32(255)


def _one_hot(digits):
    return np.eye(10, dtype=np.float32)[digits]
