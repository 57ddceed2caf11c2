"""The digits of other people: the right data, and a clear error when the file is damaged."""

import hashlib
import re

import numpy as np
import pytest

import helpers.mnist
from helpers import load_uci_digits

NOTICE = helpers.mnist.FILE.with_name("NOTICE.md")


def test_shapes_dtypes_and_range():
    uci = load_uci_digits()
    images, labels = uci.images, uci.labels
    assert images.shape == (1797, 8, 8) and images.dtype == np.uint8
    assert images.min() == 0 and images.max() == 16
    assert labels.shape == (1797,) and labels.dtype == int
    assert list(labels[:12]) == [*range(10), 0, 1] and set(labels) == set(range(10))


def test_arrays_are_those_of_the_notice():
    notice = NOTICE.read_text("utf-8")
    notice = notice[notice.index("# Optical Recognition") :]
    assert "CC BY 4.0" in notice and "Alpaydin" in notice and "Kaynak" in notice
    expected = dict(re.findall(r"\| (\w+) \| `([0-9a-f]{64})` \|", notice))
    with np.load(helpers.mnist.UCI_FILE, allow_pickle=False) as arrays:
        assert {name: hashlib.sha256(arrays[name].tobytes()).hexdigest() for name in arrays} == (
            expected
        )


@pytest.mark.parametrize("content", [None, b"", b"not a data set"])
def test_a_missing_or_damaged_file(tmp_path, monkeypatch, content):
    file = tmp_path / "uci_digits.npz"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(helpers.mnist, "UCI_FILE", file)
    with pytest.raises((FileNotFoundError, ValueError), match="is (missing|damaged)") as caught:
        load_uci_digits()
    assert str(file) in str(caught.value)
    assert "git checkout -- helpers/data/uci_digits.npz" in str(caught.value)
