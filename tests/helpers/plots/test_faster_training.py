"""The plot of notebook 5 shows the data that it is given."""

from helpers.plots import faster_training as plots
from tests.helpers.plots.figures import labels, only_figure


def test_plot_times():
    plots.plot_times({"plain": 40.0, "graph": 10.0}, "Title", per="call")
    (axes,) = only_figure().axes
    assert labels(axes) == ("milliseconds per call", "way", "Title")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["plain", "graph"]
    assert [bar.get_width() for bar in axes.patches] == [40, 10]
    first, second = (bar.get_facecolor() for bar in axes.patches)
    assert first != second  # what the others are compared with stands out
    shown = [text.get_text() for text in axes.texts]
    assert shown == ["40 ms, ratio 1.00", "10 ms, ratio 0.25"]
    assert axes.yaxis_inverted()  # the first on top
