"""Each plot of notebook 5 shows the data that it is given."""

import numpy as np

from helpers.plots import faster_training as plots
from tests.helpers.plots.figures import labels, only_figure


def test_plot_times():
    times = {"plain": [40.0, 90.0, 38.0], "graph": [10.0, 9.0, 16.0], "slow": [80.0]}
    plots.plot_times(times, "Title", per="call")
    (axes,) = only_figure().axes
    x_label, y_label, title = labels(axes)
    assert x_label.startswith("milliseconds per call") and (y_label, title) == ("way", "Title")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["plain", "graph", "slow"]
    assert [bar.get_width() for bar in axes.patches] == [40, 10, 80]  # medians
    spreads = [list(line.get_xdata()) for line in axes.lines]
    assert spreads == [[38, 90], [9, 16], [80, 80]]
    first, second, _ = (bar.get_facecolor() for bar in axes.patches)
    assert first != second  # what the others are compared with stands out
    shown = [text.get_text() for text in axes.texts]
    assert shown == ["40 ms", "10 ms, 4.00 × faster", "80 ms, 2.00 × slower"]
    assert axes.yaxis_inverted()  # the first on top
    assert axes.get_xlim()[0] == 0


def test_plot_parts():
    parts = {
        "conv1": {"forward": 1.0, "backward": 2.0},
        "dense": {"forward": 0.5, "backward": 0.25},
    }
    plots.plot_parts(parts, "Title")
    figure = only_figure()
    (axes,) = figure.axes
    assert labels(axes) == ("part of the step", "milliseconds per step", "Title")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["forward", "backward"]
    forward, backward = axes.containers
    assert [bar.get_height() for bar in forward] == [1, 0.5]
    assert [(bar.get_y(), bar.get_height()) for bar in backward] == [(1, 2), (0.5, 0.25)]


def test_plot_roofline():
    points = {"a": (1.0, 5e9), "b": (100.0, 90e9)}
    plots.plot_roofline(arithmetic=1e11, bandwidth=1e10, points=points, title="Title")
    (axes,) = only_figure().axes
    slope, flat, measured = (line.get_xydata() for line in axes.lines)
    np.testing.assert_allclose(slope[:, 1], 10 * slope[:, 0])  # billions
    np.testing.assert_allclose(slope[-1], [10, 100])  # the corner
    np.testing.assert_allclose(flat[:, 1], [100, 100])
    np.testing.assert_allclose(measured, [[1, 5], [100, 90]])
    assert [text.get_text() for text in axes.texts] == ["a", "b"]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_plot_accuracies():
    plots.plot_accuracies({"before": [0.9, 0.94], "after": [0.97, 0.99]}, "Title")
    figure = only_figure()
    (axes,) = figure.axes
    assert labels(axes) == ("validation accuracy", "way", "Title")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["before", "after"]
    points, means = axes.lines[::2], axes.lines[1::2]
    assert [list(line.get_xdata()) for line in points] == [[0.9, 0.94], [0.97, 0.99]]
    np.testing.assert_allclose([line.get_xdata()[0] for line in means], [0.92, 0.98])
    assert [line.get_ydata()[0] for line in points] == [0, 1]
    assert axes.yaxis_inverted()
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a seed", "mean"]
