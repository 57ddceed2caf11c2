"""What notebook 03_mnist_cnn says of images that the network selects."""

import re

import numpy as np

from helpers import load_mnist
from tests.support.record_pictures import reduced


def label_of(axes):
    """The label of the test image that is drawn, as the record keeps it."""
    (image,) = (artist for artist in axes["artists"] if artist["kind"] == "image")
    mnist = load_mnist()
    means = np.stack([reduced(one[..., 0]) for one in mnist.test_images]).reshape(10_000, -1)
    found = np.array(image["values"], dtype=float).ravel()
    return mnist.test_labels[np.abs(means - found).max(axis=1).argmin()].argmax()


def each_is_a_mistake_and_the_surest_come_first(pictures):
    (picture,) = pictures
    titles = [re.fullmatch(r"(\d), read as (\d)\n(.+)%", one["title"]) for one in picture["axes"]]
    assert len(titles) == 10 and all(titles)
    for title, axes in zip(titles, picture["axes"]):
        assert int(title[1]) == label_of(axes) != int(title[2])
    assert (np.diff([float(title[3]) for title in titles]) <= 0).all()


def the_bars_sum_to_1(pictures):
    (picture,) = pictures
    digit, answer = picture["axes"]
    assert digit["title"] == f"label: {label_of(digit)}"
    tops = [bar["y"][1] for bar in answer["artists"] if bar["kind"] == "bar"]
    assert abs(np.sum(tops) - 1) < 0.02 and np.max(tops) < 0.7


TAKEAWAYS = {
    "mistakes": each_is_a_mistake_and_the_surest_come_first,
    "answers": the_bars_sum_to_1,
}
