"""The plots of notebook 3 show the data that they are given."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402

from helpers import plots_mnist_cnn as plots  # noqa: E402

RANDOM = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def style():
    with plt.style.context("helpers.course"):
        yield
    plt.close("all")


def only_figure():
    (number,) = plt.get_fignums()
    return plt.figure(number)


def drawn(axes):
    (image,) = axes.images
    return image.get_array()


def frame(axes):
    """(column, row, columns, rows) of the last rectangle that is drawn."""
    box = axes.patches[-1]
    return (*(np.array(box.get_xy()) + 0.5), box.get_width(), box.get_height())


def test_plot_window():
    image, kernel = RANDOM.random((4, 5)), RANDOM.normal(size=(2, 3))
    plots.plot_window(image, kernel, bias=0.25, position=4)  # of 3 × 3 positions: the middle
    figure = only_figure()
    whole, patch, weights, products, output = figure.axes
    expected = image[1:3, 1:4]
    np.testing.assert_array_equal(drawn(whole), image)
    np.testing.assert_array_equal(drawn(patch), expected)
    np.testing.assert_array_equal(drawn(weights), kernel)
    np.testing.assert_allclose(drawn(products), expected * kernel)
    total = (expected * kernel).sum() + 0.25
    np.testing.assert_allclose(drawn(output)[1, 1], max(total, 0))
    assert drawn(output).mask.ravel().tolist() == 5 * [False] + 4 * [True]
    assert frame(whole) == (1, 1, 3, 2) and frame(output) == (1, 1, 1, 1)
    assert [text.get_text() for text in patch.texts] == [f"{n:.2f}" for n in expected.ravel()]
    assert f"= {total:.2f}, after relu {max(total, 0):.2f}" in figure.get_supxlabel()
    assert figure.get_figwidth() * figure.dpi <= 1100


def test_plot_window_shows_no_negative_zero():
    plots.plot_window(np.zeros((3, 3)), -np.ones((3, 3)), bias=0.0, position=0)
    assert {text.get_text() for text in only_figure().axes[3].texts} == {"0.00"}


def test_plot_row():
    pictures = {"small": RANDOM.random((2, 2)), "large": RANDOM.random((3, 4))}
    plots.plot_row(pictures, "Title")
    figure = only_figure()
    assert figure.get_suptitle() == "Title"
    for axes, (name, picture) in zip(figure.axes, pictures.items(), strict=True):
        assert axes.get_title() == name
        np.testing.assert_array_equal(drawn(axes), picture)


def test_plot_frame():
    image = RANDOM.random((9, 9))
    plots.plot_frame(image, rows=np.arange(2, 5), columns=np.arange(1, 8), title="Title")
    (axes,) = only_figure().axes
    np.testing.assert_array_equal(drawn(axes), image)
    assert frame(axes) == (1, 2, 7, 3)
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("column", "row", "Title")


def test_plot_training():
    plots.plot_training([2.0, 1.0, 0.5], [0, 3], [0.1, 0.95])
    left, middle, right = only_figure().axes
    assert left.lines[0].get_xydata().tolist() == [[1, 2], [2, 1], [3, 0.5]]
    for axes in (middle, right):
        assert axes.lines[0].get_xydata().tolist() == [[0, 0.1], [3, 0.95]]
    assert middle.get_ylim()[0] == 0 and right.get_ylim()[0] == 0.9
    assert all(axes.get_xlabel() and axes.get_ylabel() for axes in (left, middle, right))


def test_plot_filters_and_maps():
    digit, filters, maps = (
        RANDOM.random((4, 4)),
        RANDOM.normal(size=(3, 2, 2)),
        RANDOM.random((3, 4, 4)),
    )
    plots.plot_filters_and_maps(digit, filters, maps)
    above, below = np.split(np.array(only_figure().axes), 2)
    np.testing.assert_array_equal(drawn(below[0]), digit)
    assert not above[0].images
    for number in range(3):
        np.testing.assert_array_equal(drawn(above[number + 1]), filters[number])
        np.testing.assert_array_equal(drawn(below[number + 1]), maps[number])
        assert above[number + 1].get_title() == f"filter {number}"
        assert below[number + 1].get_title() == f"map {number}"
        low, high = above[number + 1].images[0].get_clim()
        assert low == -high == -np.abs(filters).max()
