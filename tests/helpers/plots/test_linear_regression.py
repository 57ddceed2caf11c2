"""The plots of notebook 01 show the data that they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import course_settings
from helpers.plots import linear_regression as plots
from tests.helpers.plots.figures import only_figure

with course_settings():
    import tensorflow as tf

X = np.array([-1.0, 0.0, 2.0])
Y = np.array([1.0, 2.0, 3.0])


def named(axes):
    return {line.get_label(): line.get_xydata() for line in axes.lines}


def test_plot_operations():
    plots.plot_operations(["a", "b", "c"], [2.0, 6.0, 5.0], ["× 3", "− 1"], [3.0, 1.5])
    (axes,) = only_figure().axes
    texts = [text.get_text() for text in axes.texts]
    assert [text for text in texts if text in ("a\n2", "b\n6", "c\n5")] == ["a\n2", "b\n6", "c\n5"]
    changes = [text.split("\n")[1] for text in texts if "changes" in text]
    assert changes == [f"{times} times as fast as this" for times in ("4.5", "1.5", "1")]
    arrows = named(axes)
    assert arrows.keys() == {"× 3", "− 1", "slope 3", "slope 1.5"}
    for label, (start, end) in arrows.items():
        assert (start[0] > end[0]) == label.startswith("slope"), "backwards, slopes only"
        place = 0 if label in ("× 3", "slope 3") else 1
        assert place < min(start[0], end[0]) < max(start[0], end[0]) < place + 1


@pytest.mark.parametrize("path", [None, [(0, 0), (1, 2)]])
def test_plot_line_and_valley(path):
    plots.plot_line_and_valley(X, Y, 1.0, 2.0, reach=4, path=path, title="Title")
    figure = only_figure()
    left, right = figure.axes
    assert figure.get_suptitle() == "Title"
    # Errors are 0, 0 and 1.
    assert left.get_title() == "w = 1, b = 2: loss 0.3333"
    np.testing.assert_allclose(named(left)["line"], [(-1, 1), (2, 4)])
    (errors, points) = left.collections
    np.testing.assert_allclose(points.get_offsets(), np.stack([X, Y], axis=1))
    ends = [sorted(segment[:, 1]) for segment in errors.get_segments()]
    np.testing.assert_allclose(ends, [(1, 1), (2, 2), (3, 4)])
    np.testing.assert_allclose(named(right)["(w, b)"], [(1, 2)])
    assert ("path" in named(right)) == (path is not None)
    assert right.get_xlim() == right.get_ylim() == (-4, 4)
    assert (right.get_xlabel(), right.get_ylabel()) == ("w", "b")


def test_the_lowest_ring_surrounds_the_best_line():
    plots.plot_line_and_valley(X, Y, 0.0, 0.0, reach=4)
    best = np.polyfit(X, Y, 1)
    rings = next(c for c in only_figure().axes[1].collections if len(c.get_edgecolor()))
    assert rings.get_paths()[0].contains_point(best)
    assert not rings.get_paths()[0].contains_point(best[::-1])


def test_plot_rates():
    paths = {0.1: np.array([(0, 0), (1, 2)]), 2.0: np.array([(0, 0), (9, -9)])}
    plots.plot_rates(X, Y, paths)
    left, right = only_figure().axes
    for rate, path in paths.items():
        np.testing.assert_allclose(named(right)[f"{rate:g}"], path)
        losses = [np.mean((w * X + b - Y) ** 2) for w, b in path]
        np.testing.assert_allclose(named(left)[f"{rate:g}"], list(enumerate(losses)))
    assert right.get_xlim()[1] > 9 and right.get_ylim()[0] < -9
    assert left.get_yscale() == "log"


def test_robust_fit_draws_the_line_of_the_loss_that_it_is_given():
    robust = plots.robust_fit(lambda y_pred, y: tf.reduce_mean(tf.abs(y_pred - y)))
    square = plots.robust_fit(lambda y_pred, y: tf.reduce_mean((y_pred - y) ** 2))
    lines = [named(figure.axes[0]) for figure in (robust, square)]
    np.testing.assert_allclose(lines[0]["mean squared error"], lines[1]["mean squared error"])
    np.testing.assert_allclose(lines[1]["your loss"], lines[1]["mean squared error"], atol=0.2)
    ends = lines[0]["your loss"][[0, -1], 1]
    np.testing.assert_allclose(ends, (1 - 2, 1 + 2), atol=0.2)
    assert not plt.get_fignums(), "shown by whoever asked for it"
