"""What the record of the pictures can't tell of the plots of notebook 3."""

import numpy as np
import pytest

from helpers import course_settings
from helpers.plots import mnist_cnn as plots
from tests.helpers.plots.figures import only_figure

with course_settings():
    import tensorflow as tf

RANDOM = np.random.default_rng(0)


def drawn(axes):
    return axes.images[0].get_array()


def frame(axes):
    """(column, row, columns, rows) of the last rectangle that is drawn."""
    box = axes.patches[-1]
    return (*(np.array(box.get_xy()) + 0.5), box.get_width(), box.get_height())


def test_plot_window_at_any_position():
    image, kernel = RANDOM.random((4, 5)), RANDOM.normal(size=(2, 3))
    plots.plot_window(image, kernel, bias=0.25, position=4)  # of 3 × 3 positions: the middle
    figure = only_figure()
    whole, patch, _, products, output = figure.axes
    expected = image[1:3, 1:4]
    np.testing.assert_array_equal(drawn(patch), expected)
    np.testing.assert_allclose(drawn(products), expected * kernel)
    total = (expected * kernel).sum() + 0.25
    np.testing.assert_allclose(drawn(output)[1, 1], max(total, 0))
    assert drawn(output).mask.ravel().tolist() == 5 * [False] + 4 * [True]
    assert frame(whole) == (1, 1, 3, 2) and frame(output) == (1, 1, 1, 1)
    assert f"= {total:.2f}, after relu {max(total, 0):.2f}" in figure.get_supxlabel()


def test_plot_window_shows_no_negative_zero():
    plots.plot_window(np.zeros((3, 3)), -np.ones((3, 3)), bias=0.0, position=0)
    assert {text.get_text() for text in only_figure().axes[3].texts} == {"0.00"}


def test_each_map_is_below_its_filter():
    """The record allows trained filters a quarter of their range."""
    filters, maps = RANDOM.normal(size=(2, 2, 12)), RANDOM.random((4, 4, 12))
    plots.plot_filters_and_maps(filters, maps)
    for place, axes in enumerate(only_figure().axes):
        row, number = place // 6, 6 * (place // 12) + place % 6
        np.testing.assert_array_equal(drawn(axes), (maps if row % 2 else filters)[..., number])
        assert axes.get_title() == f"{'map' if row % 2 else 'filter'} {number}"


def test_images_are_dark_ink_on_white():
    plots.plot_images(np.array([[[0.0, 1.0]]]), ["one"], "Title")
    image = only_figure().axes[0].images[0]
    assert image.cmap(image.norm([0.0, 1.0])).tolist() == [[1, 1, 1, 1], [0, 0, 0, 1]]


@pytest.mark.parametrize(("size", "window", "stride"), [(8, 5, 2), (28, 6, 1), (7, 4, 2)])
def test_the_windows_of_a_stride_are_those_of_keras(size, window, stride):
    plots.plot_stride(np.ones(size), window, stride)
    lines = only_figure().axes[0].lines
    # One row for each pixel, with that pixel alone: which sums see it?
    rows = np.eye(size, dtype=np.float32)[..., np.newaxis]
    seen = tf.nn.conv1d(rows, tf.ones((window, 1, 1)), stride, "SAME").numpy()[..., 0].T
    assert len(lines) == len(seen)
    for line, pixels in zip(lines, seen):
        left, right = line.get_xdata()
        assert [left < place + 0.5 < right for place in range(size)] == (pixels > 0).tolist()


def test_plot_confusion_matrix():
    plots.plot_confusion_matrix(np.arange(100).reshape(10, 10))
    (axes,) = only_figure().axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted digit", "true digit")
    shown = {text.get_position(): text.get_text() for text in axes.texts}
    assert shown[7, 3] == "37" and shown[0, 0] == "·" and len(shown) == 100
    assert drawn(axes)[3, 7] == 37 and np.trace(drawn(axes)) == 0
