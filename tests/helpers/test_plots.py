"""The plots show the data that they are given."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from helpers import plots  # noqa: E402


@pytest.fixture(autouse=True)
def style():
    with plt.style.context("helpers.course"):
        yield
    plt.close("all")


def only_figure():
    (number,) = plt.get_fignums()
    return plt.figure(number)


def labels(axes):
    return axes.get_xlabel(), axes.get_ylabel(), axes.get_title()


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_plot_fit():
    x, y = np.array([-1.0, 0.0, 3.0]), np.array([1.0, 2.0, 3.0])
    plots.plot_fit(x, y, {"double": lambda x: 2 * x, "negative": lambda x: -x}, "Title")
    (axes,) = only_figure().axes
    assert labels(axes) == ("x", "y", "Title")
    assert [line.get_linestyle() for line in axes.lines] == ["--", "-"]
    assert legend(axes) == ["data", "double", "negative"]
    np.testing.assert_array_equal(axes.collections[0].get_offsets(), np.stack([x, y], axis=1))
    for line, factor in zip(axes.lines, [2, -1]):
        grid, drawn = line.get_data()
        assert grid.min() == -1 and grid.max() == 3
        np.testing.assert_allclose(np.ravel(drawn), factor * np.ravel(grid))


@pytest.mark.parametrize(("level", "lines"), [(0.5, 2), (0, 1)])
def test_plot_loss(level, lines):
    plots.plot_loss([3.0, 2.0, 1.0], "squared error", level, "the level")
    (axes,) = only_figure().axes
    assert labels(axes) == ("step", "squared error", "The loss while training")
    assert axes.get_yscale() == "log"
    assert len(axes.lines) == len(legend(axes)) == lines
    steps, losses = axes.lines[0].get_data()
    assert list(steps) == [1, 2, 3] and list(losses) == [3, 2, 1]


def test_plot_loss_surface():
    x = np.array([-1.0, 0.0, 1.0])
    path = [(0.0, 0.0), (1.0, 0.5), (2.0, 1.0)]
    plots.plot_loss_surface(x, 2 * x + 1, path, best=(2.0, 1.0))
    axes, colours = only_figure().axes
    assert labels(axes) == ("w", "b", "Downhill on the loss surface")
    assert colours.get_ylabel() == "mean squared error"
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), path)
    np.testing.assert_array_equal(axes.lines[1].get_xydata(), [(2.0, 1.0)])
    (low, high), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    assert low < 0 < 2 < high and bottom < 0 < 1 < top


def test_the_lowest_place_of_the_loss_surface_is_the_best_line(monkeypatch):
    drawn = []
    monkeypatch.setattr(Axes, "contourf", lambda self, *data, **options: drawn.extend(data))
    monkeypatch.setattr(Figure, "colorbar", lambda self, *data, **options: None)
    x = np.array([-1.0, 0.0, 1.0])
    plots.plot_loss_surface(x, 2 * x + 1, [(0.0, 0.0)], best=(2.0, 1.0))
    w, b, loss = (array.ravel() for array in drawn)
    lowest = loss.argmin()
    np.testing.assert_allclose([w[lowest], b[lowest]], [2, 1], atol=0.05)
    np.testing.assert_allclose(loss, 2 / 3 * (w - 2) ** 2 + (b - 1) ** 2, atol=1e-9)


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


def test_plot_training():
    plots.plot_training([2.0, 1.0, 0.5], [1, 3], [0.5, 0.9], promised=0.8)
    above, below = only_figure().axes
    assert above.get_title() and above.get_ylabel() and below.get_xlabel() == "step"
    np.testing.assert_array_equal(above.lines[0].get_xydata(), [(1, 2), (2, 1), (3, 0.5)])
    np.testing.assert_array_equal(below.lines[0].get_xydata(), [(1, 0.5), (3, 0.9)])
    assert list(below.lines[1].get_ydata()) == [0.8, 0.8]


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
