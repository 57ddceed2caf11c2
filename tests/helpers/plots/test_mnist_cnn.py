"""The plots of notebook 3 show the data that they are given."""

import numpy as np

from helpers.plots import mnist_cnn as plots
from tests.helpers.plots.figures import labels, only_figure

RANDOM = np.random.default_rng(0)


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


def test_images_are_dark_ink_on_white():
    plots.plot_images(np.array([[[0.0, 1.0]]]), None, "Title")
    image = only_figure().axes[0].images[0]
    assert image.cmap(image.norm([0.0, 1.0])).tolist() == [[1, 1, 1, 1], [0, 0, 0, 1]]


def test_plot_images():
    images = np.random.default_rng(0).random((12, 4, 4, 1))
    plots.plot_images(images, [str(i) for i in range(12)], "Title", columns=5)
    figure = only_figure()
    drawn = [axes for axes in figure.axes if axes.images]
    assert figure.get_suptitle() == "Title" and len(figure.axes) == 15
    assert [axes.get_title() for axes in drawn] == [str(i) for i in range(12)]
    for axes, image in zip(drawn, images):
        np.testing.assert_array_equal(axes.images[0].get_array(), image[..., 0])
    assert not any(axes.axison for axes in figure.axes)


def test_plot_images_with_a_limit_has_0_in_the_middle():
    plots.plot_images(np.zeros((2, 3, 3)), None, "Title", cmap="PuOr", limit=2.0)
    for axes in only_figure().axes[:2]:
        assert axes.images[0].get_clim() == (-2, 2)


def test_plot_confusion_matrix():
    counts = np.arange(100).reshape(10, 10)
    plots.plot_confusion_matrix(counts)
    (axes,) = only_figure().axes
    assert labels(axes)[:2] == ("predicted digit", "true digit")
    shown = {text.get_position(): text.get_text() for text in axes.texts}
    assert shown[7, 3] == "37"  # true 3, taken for 7
    assert shown[0, 0] == "·"  # 0 is not drawn
    assert axes.images[0].get_array()[3, 7] == 37  # row: true digit
    assert np.trace(axes.images[0].get_array()) == 0
    assert len(shown) == 100
