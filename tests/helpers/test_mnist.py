"""MNIST: the right data, small in memory, and a clear error when the file is damaged."""

import hashlib
import re
import zipfile
from importlib import resources

import numpy as np
import pytest

import helpers.mnist
from helpers import load_mnist

CONTENT = helpers.mnist.FILE.read_bytes()


@pytest.fixture(scope="module")
def mnist():
    return load_mnist(seed=0)


def test_shapes_dtypes_and_range(mnist):
    for images, labels, n in [
        (mnist.train_pixels / np.float32(255), mnist.train_labels, 55_000),
        (mnist.validation_images, mnist.validation_labels, 5_000),
        (mnist.test_images, mnist.test_labels, 10_000),
    ]:
        assert images.shape == (n, 28, 28, 1) and labels.shape == (n, 10)
        assert images.dtype == labels.dtype == np.float32
        assert images.min() == 0 and images.max() == 1
        assert (labels.sum(axis=1) == 1).all() and (labels.max(axis=1) == 1).all()


def test_labels_are_the_known_ones(mnist):
    assert list(mnist.train_labels[:10].argmax(axis=1)) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert list(mnist.test_labels[:10].argmax(axis=1)) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_arrays_are_those_of_the_notice():
    notice = resources.files("helpers").joinpath("data/NOTICE.md").read_text("utf-8")
    notice = notice[: notice.index("# Optical Recognition")]
    expected = dict(re.findall(r"\| (\w+) \| `([0-9a-f]{64})` \|", notice))
    with np.load(helpers.mnist.FILE, allow_pickle=False) as arrays:
        assert {name: hashlib.sha256(arrays[name].tobytes()).hexdigest() for name in arrays} == (
            expected
        )


def test_batches_come_scaled_from_the_training_images_with_their_labels(mnist):
    known = zip(mnist.train_pixels, mnist.train_labels)
    digit = {image.tobytes(): label for image, label in known}
    for _ in range(3):
        images, labels = mnist.next_batch(500)
        assert images.shape == (500, 28, 28, 1) and labels.shape == (500, 10)
        assert images.dtype == labels.dtype == np.float32
        for image, label in zip(np.round(255 * images).astype(np.uint8), labels):
            np.testing.assert_array_equal(label, digit[image.tobytes()])


def test_validation_images_are_never_handed_out():
    mnist = load_mnist(seed=0)
    with np.load(helpers.mnist.FILE, allow_pickle=False) as arrays:
        last = arrays["x_train"][-5000:]
    np.testing.assert_array_equal(np.round(255 * mnist.validation_images[..., 0]), last)
    # One pass: each training image once, and no other. (A few of MNIST's images are alike.)
    handed_out = np.concatenate([mnist.next_batch(5500)[0] for _ in range(10)])
    handed_out = np.round(255 * handed_out).astype(np.uint8)
    for ours, theirs in zip(sorted_images(handed_out), sorted_images(mnist.train_pixels)):
        assert ours == theirs


def sorted_images(images):
    return sorted(image.tobytes() for image in images)


def test_the_seed_fixes_the_batches():
    first, again, other = (load_mnist(seed=seed).next_batch(50)[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_training_images_stay_uint8_in_memory(mnist):
    assert mnist.test_images is mnist.test_images  # made once
    held = sum(value.nbytes for value in vars(mnist).values() if isinstance(value, np.ndarray))
    small = 65_000 * 28 * 28 + 4 * (15_000 * 28 * 28 + 70_000 * 10)
    assert held == small


def test_a_bad_batch_size_is_refused(mnist):
    with pytest.raises(ValueError, match="at most 55000, the number of samples, got 55001"):
        mnist.next_batch(55_001)


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "mnist.npz"
    monkeypatch.setattr(helpers.mnist, "FILE", path)
    return path


def assert_says_which_file_and_what_to_do(error, file):
    assert str(file) in str(error) and "Restore it" in str(error)
    assert len(str(error).splitlines()) == 1


def test_a_missing_file(file):
    with pytest.raises(FileNotFoundError, match="is missing") as caught:
        load_mnist()
    assert_says_which_file_and_what_to_do(caught.value, file)


@pytest.mark.parametrize("length", [0, 1, 100_000, len(CONTENT) - 1])
def test_a_truncated_file(file, length):
    file.write_bytes(CONTENT[:length])
    with pytest.raises(ValueError, match="is damaged") as caught:
        load_mnist()
    assert_says_which_file_and_what_to_do(caught.value, file)


# In the zip header (a date, which no checksum covers), in the data, in the last byte.
@pytest.mark.parametrize("position", [10, len(CONTENT) // 2, len(CONTENT) - 1])
def test_one_flipped_bit(file, position):
    content = bytearray(CONTENT)
    content[position] ^= 1
    file.write_bytes(content)
    with pytest.raises(ValueError, match="is damaged") as caught:
        load_mnist()
    assert_says_which_file_and_what_to_do(caught.value, file)


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("a pickle was loaded",)


def test_no_pickle_is_loaded_even_if_the_hash_fits(file, monkeypatch):
    arrays = dict.fromkeys(["x_train", "y_train", "x_test", "y_test"], np.array([Bomb()], object))
    np.savez(file, **arrays)
    monkeypatch.setattr(helpers.mnist, "SHA256", hashlib.sha256(file.read_bytes()).hexdigest())
    assert b"pytest" in zipfile.ZipFile(file).read("x_train.npy")  # the pickle is in there
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_mnist()
