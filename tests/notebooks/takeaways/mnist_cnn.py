"""What notebook 03_mnist_cnn says of its images, filters and curves."""

import functools
import re

import numpy as np

from helpers import load_mnist
from tests.notebooks.takeaways import lines_of
from tests.support.record_pictures import reduced


def label_of(axes):
    """The label of the test image that is drawn, as the record keeps it."""
    (image,) = (artist for artist in axes["artists"] if artist["kind"] == "image")
    means, digits = test_set()
    found = np.array(image["values"], dtype=float).ravel()
    return digits[np.abs(means - found).max(axis=1).argmin()]


@functools.cache
def test_set():
    """The test images as records keep them, a row each, and their digits."""
    mnist = load_mnist()
    means = np.stack([reduced(one[..., 0]) for one in mnist.test_images])
    return means.reshape(len(means), -1), mnist.test_labels.argmax(axis=1)


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


def each_row_is_a_true_digit(pictures):
    ((axes,),) = [picture["axes"] for picture in pictures]
    found = np.zeros(10)
    for text in (artist for artist in axes["artists"] if artist["kind"] == "text"):
        found[int(text["y"][0])] += int(text["text"].replace("·", "0"))
    assert found.tolist() == load_mnist().test_labels.sum(axis=0).tolist()


def each_map_is_what_its_filter_makes(pictures):
    """But for the bias, which is small. (A filter that never answers makes an empty map.)"""
    (picture,) = pictures
    found = [np.array(axes["artists"][0]["values"], dtype=float) for axes in picture["axes"]]
    digit = np.pad(load_mnist().test_images[0, ..., 0], (2, 3))
    windows = np.lib.stride_tricks.sliding_window_view(digit, (6, 6))
    for number in range(12):
        place = 12 * (number // 6) + number % 6
        made = np.maximum((windows * found[place].reshape(6, 6)).sum(axis=(2, 3)), 0)
        if np.ptp(found[place + 6]):
            assert np.corrcoef(reduced(made).ravel(), found[place + 6])[0, 1] > 0.9, number


def the_higher_rate_is_ahead(pictures):
    lines = lines_of(pictures[0]["axes"][0])
    assert (lines["rate 0.003"] > lines["rate 0.001"]).all()


def few_images_are_learned_by_heart(pictures):
    lines = lines_of(pictures[0]["axes"][0])
    few = lines["500 images: validation loss"]
    assert lines["500 images: training loss"][-1] < 0.02 and 0 < few.argmin() < len(few) / 3
    assert lines["55,000 images: validation loss"][-1] < few.min() / 2


def only_moved_images_teach_to_read_moved_ones(pictures):
    dense, plain, augmented = map(lines_of(pictures[0]["axes"][0]).get, NETWORKS)
    assert dense[3] < plain[3] - 0.05 and plain[6] < 0.5
    assert np.ptp(augmented[:7]) < 0.05 and augmented[0] < plain[0]


NETWORKS = ["Dense", "convolutions", "… augmented"]
TAKEAWAYS = {
    "trial": the_higher_rate_is_ahead,
    "overfit": few_images_are_learned_by_heart,
    "shift-plot": only_moved_images_teach_to_read_moved_ones,
    "confusion": each_row_is_a_true_digit,
    "maps": each_map_is_what_its_filter_makes,
    "mistakes": each_is_a_mistake_and_the_surest_come_first,
    "answers": the_bars_sum_to_1,
}
