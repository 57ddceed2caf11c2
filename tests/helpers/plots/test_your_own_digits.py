"""The plots of notebook 6 show the data that they are given."""

import numpy as np

from helpers.plots import your_own_digits as plots
from tests.helpers.plots.figures import only_figure

RANDOM = np.random.default_rng(0)


def drawn(axes):
    (image,) = axes.images
    return image.get_array()


def test_plot_answers():
    pictures = {name: RANDOM.integers(0, 256, (28, 28)) for name in ("a", "b")}
    answers = np.full((2, 10), 0.05)
    answers[0, 3] = answers[1, 8] = 0.55
    plots.plot_answers(pictures, answers, "two")
    first, first_bars, second, second_bars = only_figure().axes
    for axes, bars, name, answer in [
        (first, first_bars, "a", answers[0]),
        (second, second_bars, "b", answers[1]),
    ]:
        np.testing.assert_array_equal(drawn(axes), pictures[name])
        assert axes.get_title() == name
        assert [bar.get_height() for bar in bars.patches] == list(answer)
        assert bars.get_title() == f"read as {answer.argmax()}, with probability 0.55"


def test_plot_rows():
    rows = {name: RANDOM.random((3, 28, 28)) for name in ("a", "b")}
    plots.plot_rows(rows, "xyz", "six")
    axes = np.reshape(only_figure().axes, (2, 4))
    for line, (name, pictures) in zip(axes, rows.items()):
        assert [text.get_text() for text in line[0].texts] == [name]
        for axis, picture in zip(line[1:], pictures):
            np.testing.assert_array_equal(drawn(axis), picture)
    assert [axis.get_title() for axis in axes[0, 1:]] == ["x", "y", "z"]


def test_plot_adapting():
    plots.plot_adapting([10, 30], {"a": [[0.4, 0.5, 0.9], [0.5, 0.7, 0.9]]}, before=0.75)
    (axes,) = only_figure().axes
    before, middle, *draws = [list(line.get_ydata()) for line in axes.lines]
    assert before == [0.75, 0.75]
    np.testing.assert_allclose(middle, [0.6, 0.7])
    assert draws == [[0.4, 0.5], [0.5, 0.7], [0.9, 0.9]]
