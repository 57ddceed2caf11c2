"""What notebook 02_keras_subclass_model says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, dashed, line

takeaway = Takeaways()


def xy(drawn):
    return np.array(drawn["xy"]).T


@takeaway("What the loop learns, with and without the mistake")
def the_true_line_is_dashed_and_only_the_mistake_is_flat(figure):
    (axes,) = figure
    assert dashed(axes) == ["true line"]
    x, true = line(axes, "true line")
    np.testing.assert_allclose(true, 3 * x + 2, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(line(axes, "LinearModel")[1], true, atol=0.4)
    _, flat = line(axes, "targets of shape (n,)")
    assert np.ptp(flat) < np.ptp(true) / 5 and abs(np.mean(flat) - 2) < 0.4


def one_unit(w, b):
    @takeaway(f"One unit: w = {w}, b = {b}")
    def it_is_the_line_cut_off_at_0_and_bends_where_it_is_marked(figure):
        (axes,) = figure
        assert dashed(axes) == ["w x + b"]
        x, straight = line(axes, "w x + b")
        np.testing.assert_allclose(straight, w * x + b, atol=1e-5)
        np.testing.assert_allclose(line(axes, "relu(w x + b)")[1], np.maximum(straight, 0))
        np.testing.assert_allclose(np.ravel(line(axes, "bend at -b / w")), [-b / w, 0])


one_unit(2.0, 1.0)
one_unit(-3.0, 1.5)


def the_lower_curve_is_the_sum(figure, start):
    units, below = figure
    parts = [xy(drawn)[1] for drawn in units["lines"]]
    x, total = xy(below["lines"][0])
    np.testing.assert_allclose(total, start + np.sum(parts, axis=0), atol=1e-4)
    return x, total, len(parts)


@takeaway("Three bent lines, and their sum")
def it_is_a_tent_with_slopes_2_and_minus_2(figure):
    x, total, units = the_lower_curve_is_the_sum(figure, 0)
    assert units == 3
    np.testing.assert_allclose(total, np.maximum(0, 1 - 2 * np.abs(x)), atol=1e-5)


def bent_lines(count, nearest, farthest):
    @takeaway(f"{count} bent lines, and their sum")
    def it_follows_the_dashed_wave_as_well_as_the_text_says(figure):
        x, total, units = the_lower_curve_is_the_sum(figure, np.sin(-4))
        wave = figure[1]["lines"][1]
        assert units == count and wave["style"] == "--"
        assert all(np.ptp(xy(unit)[1]) > 0 for unit in figure[0]["lines"]), "a unit does nothing"
        np.testing.assert_allclose(xy(wave)[1], np.sin(4 * x), atol=1e-5)
        assert nearest < np.abs(total - np.sin(4 * x)).max() < farthest


bent_lines(2, 0.9, 2)
bent_lines(4, 0.2, 0.5)
bent_lines(12, 0.01, 0.1)


@takeaway("A trained curve and its bends")
def the_slope_is_a_staircase_with_its_steps_at_the_bends(figure):
    curve, below = figure
    x, y = line(curve, "curve")
    bends, heights = line(curve, "bends")
    assert len(bends) >= 3, "few bends"
    np.testing.assert_allclose(heights, np.interp(bends, x, y), atol=1e-6)
    marked = [xy(drawn)[0][0] for drawn in below["lines"] if drawn["style"] == ":"]
    np.testing.assert_allclose(marked, bends, err_msg="other places are marked below")
    _, slope = xy(below["lines"][0])
    np.testing.assert_allclose(
        np.cumsum((slope[1:] + slope[:-1]) / 2 * np.diff(x)), y[1:] - y[0], atol=0.05
    )
    for left, right in zip(x[:-1][np.abs(np.diff(slope)) > 1e-3], x[1:][np.diff(slope) != 0]):
        assert np.any((bends > left - 1e-6) & (bends < left + 0.006)), f"a step at {left}, {right}"
    assert np.abs(y - np.sin(4 * x)).max() < 0.6, "it doesn't follow the wave"


@takeaway("The same tent, once, twice and three times")
def each_layer_doubles_the_hills(figure):
    for axes, hills in zip(figure, [1, 2, 4], strict=True):
        (drawn,) = axes["lines"]
        _, y = xy(drawn)
        tops = (y[1:-1] > y[:-2]) & (y[1:-1] > y[2:])
        assert tops.sum() == hills and axes["title"] == f"{hills.bit_length()} × 2 units"


@takeaway("Cooling tea, learned from its law alone")
def the_model_lies_on_the_dashed_curve(figure):
    (axes,) = figure
    assert dashed(axes) == ["exp(-2 t)"]
    time, known = line(axes, "exp(-2 t)")
    np.testing.assert_allclose(known, np.exp(-2 * time), atol=1e-6)
    np.testing.assert_allclose(line(axes, "the model")[1], known, atol=0.1)
