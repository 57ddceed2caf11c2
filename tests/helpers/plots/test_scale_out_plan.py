"""The plot of how many workers are worth it shows the numbers that it is given."""

import numpy as np

from helpers.plots import scale_out_plan as plots
from tests.helpers.plots.figures import labels, only_figure


def drawn(axes):
    """The lines by their names in the legend, as x and y; and all single points."""
    lines = {
        line.get_label(): np.array(line.get_xydata()).T.tolist()
        for line in axes.lines
        if not line.get_label().startswith("_")
    }
    points = [line.get_xydata().tolist() for line in axes.lines if line.get_marker() == "o"]
    return lines, points


def test_plot_speedups():
    numbers = np.array([1, 2, 4, 8])
    speedups = {"slow": np.array([1, 1.5, 1.2, 0.5]), "fast": np.array([1, 2, 4, 7])}
    plots.plot_speedups(numbers, speedups, "workers", "Title", level=("enough", 3))
    figure = only_figure()
    (axes,) = figure.axes
    assert labels(axes) == ("workers", "times as fast as one", "Title")
    lines, points = drawn(axes)
    assert lines == {
        "slow": [[1, 2, 4, 8], [1, 1.5, 1.2, 0.5]],
        "fast": [[1, 2, 4, 8], [1, 2, 4, 7]],
        "enough": [[1, 8], [3, 3]],
    }
    assert points == [[[2, 1.5]]]  # the other line is best at its end, which is no turning point
    assert axes.get_xscale() == "log" and axes.get_ylim()[0] == 0
    dots = [line.get_color() for line in axes.lines if line.get_marker() == "o"]
    assert dots == [axes.lines[0].get_color()]
    figure.canvas.draw()
    legend, area = axes.get_legend().get_window_extent(), axes.get_window_extent()
    assert legend.x0 >= area.x1  # beside the data
    assert figure.get_tightbbox().width * figure.dpi <= 1100


def test_plot_speedups_without_a_level():
    plots.plot_speedups(np.array([1, 10]), {"one": np.array([1, 2])}, "size", "Title")
    (axes,) = only_figure().axes
    assert list(drawn(axes)[0]) == ["one"]
