"""The plots of notebook 2 show the data that they are given."""

import numpy as np

from helpers.plots import keras_subclass_model as plots
from tests.helpers.plots.figures import only_figure


def legend(figure):
    (found,) = figure.legends
    return [text.get_text() for text in found.get_texts()]


def legend_covers_no_axes(figure):
    figure.canvas.draw()
    box = figure.legends[0].get_window_extent()
    return not any(box.overlaps(axes.get_window_extent()) for axes in figure.axes)


def test_plot_curves():
    x, y = np.array([-1.0, 0.0, 3.0]), np.array([1.0, 2.0, 3.0])
    curves = {"double": lambda x: 2 * x, "negative": lambda x: -x[:, 0]}
    plots.plot_curves(x, y, curves, "Title")
    figure = only_figure()
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("x", "y", "Title")
    assert [line.get_linestyle() for line in axes.lines] == ["--", "-"]
    assert legend(figure) == ["data", "double", "negative"]
    np.testing.assert_array_equal(axes.collections[0].get_offsets(), np.stack([x, y], axis=1))
    for line, factor in zip(axes.lines, [2, -1]):
        grid, drawn = line.get_data()
        assert grid.min() == -1 and grid.max() == 3
        np.testing.assert_allclose(drawn, factor * grid)
    assert legend_covers_no_axes(figure)


def test_plot_units():
    grid = np.array([0.0, 1.0, 2.0])
    parts = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, -3.0]])
    plots.plot_units(grid, parts, 10.0, "Title")
    above, below = only_figure().axes
    assert above.get_title() == "Title"
    for line, part in zip(above.lines, parts.T, strict=True):
        np.testing.assert_array_equal(line.get_xydata(), np.stack([grid, part], axis=1))
    (total,) = below.lines
    np.testing.assert_array_equal(total.get_ydata(), [11, 12, 9])


def test_plot_bends():
    grid, curve = np.array([-1.0, 0.0, 2.0]), np.array([[0.0], [1.0], [0.0]])
    x, y = np.array([[0.5]]), np.array([[0.7]])
    plots.plot_bends(x, y, grid, curve, [1.0, 0.0, -0.5], np.array([0.0, 1.0]), "Title")
    figure = only_figure()
    above, below = figure.axes
    drawn, bends = above.lines
    np.testing.assert_array_equal(drawn.get_ydata(), [0, 1, 0])
    np.testing.assert_array_equal(bends.get_xydata(), [[0, 1], [1, 0.5]])
    np.testing.assert_array_equal(above.collections[0].get_offsets(), [[0.5, 0.7]])
    slope, *marks = below.lines
    np.testing.assert_array_equal(slope.get_ydata(), [1, 0, -0.5])
    assert [mark.get_xdata()[0] for mark in marks] == [0, 1]
    assert legend(figure) == ["data", "curve", "bends"]
    assert legend_covers_no_axes(figure)
