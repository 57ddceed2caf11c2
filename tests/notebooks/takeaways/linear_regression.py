"""What notebook 01_linear_regression says of its plots."""

import re

import numpy as np

from tests.support.plotted import Takeaways, dashed, line

takeaway = Takeaways()


@takeaway("What the tape records")
def the_slopes_point_backwards_and_multiply_to_20(figure):
    (axes,) = figure
    slopes = {}
    for arrow in axes["lines"]:
        (start, _), (end, _) = arrow["xy"]
        backwards = arrow["label"].startswith("slope ")
        assert backwards == (end < start), arrow["label"]
        if backwards:
            slopes[start] = float(arrow["label"].removeprefix("slope "))
    assert np.prod(list(slopes.values())) == 20
    assert [slopes[place] for place in sorted(slopes)] == [2, 1, 10]


def of_one_line(figure):
    """The line on the left, as (w, b), and the point on the right: they must be the same."""
    left, right = figure
    x, y = line(left, "line")
    w = (y[1] - y[0]) / (x[1] - x[0])
    (point_w,), (point_b,) = line(right, "(w, b)")
    found = w, y[0] - w * x[0]
    np.testing.assert_allclose(found, (point_w, point_b), rtol=1e-3, atol=1e-3)
    stated = re.fullmatch(r"w = (\S+), b = (\S+): loss (\S+)", left["title"]).groups()
    np.testing.assert_allclose(
        [float(number) for number in stated[:2]], found, rtol=1e-2, atol=0.01
    )
    return found, float(stated[2])


losses_seen = []


@takeaway("One line, one point in the valley")
def line_and_point_are_the_same_and_the_three_go_down(figure):
    (w, b), loss = of_one_line(figure)
    if (w, b) == (0, 0):
        losses_seen.clear()
    losses_seen.append(loss)
    assert losses_seen == sorted(losses_seen, reverse=True)
    expected = [(0, 0), (0, 2), (3, 2)]
    np.testing.assert_allclose((w, b), expected[len(losses_seen) - 1], rtol=1e-3, atol=1e-3)


@takeaway("The path of the training loop")
def it_starts_at_0_ends_at_the_line_and_finishes_with_b_first(figure):
    (w, b), loss = of_one_line(figure)
    path = line(figure[1], "path")
    assert path[0][0] == path[1][0] == 0
    np.testing.assert_allclose(path[:, -1], (w, b), rtol=1e-4)
    assert loss < 0.2
    done = np.abs(path[:, 10] / path[:, -1])
    assert done[1] > done[0]
    lengths = np.hypot(*np.diff(path))
    assert lengths[0] > 2 * lengths[20] > 4 * lengths[60]


@takeaway("The loss while training")
def both_fall_then_stay_level_and_the_batches_jitter(figure):
    (axes,) = figure
    _, batches = line(axes, "loss of each batch")
    _, everything = line(axes, "loss over all points, without batches")
    half = len(everything) // 2
    assert everything[half] < 0.1 * everything[0]
    assert (np.diff(everything) <= 1e-4).all()
    assert 1 / 2 < np.median(batches[half:]) / everything[-1] < 2
    assert batches[half:].std() > 10 * everything[half:].std()


@takeaway("Three learning rates")
def too_small_creeps_right_arrives_too_large_climbs(figure):
    left, right = figure
    losses = {rate: line(left, rate)[1] for rate in ["0.01", "0.3", "1.05"]}
    assert losses["0.01"][-1] > 0.3 * losses["0.01"][0]
    assert losses["0.3"][-1] < 0.1 * losses["0.3"][0]
    assert losses["1.05"][-1] > losses["1.05"][0]
    assert (np.diff(losses["1.05"][-6:]) > 0).all()
    bottom = line(right, "0.3")[:, -1]
    for rate, loss in losses.items():
        path = line(right, rate)
        assert len(path[0]) == len(loss) and path[0][0] == path[1][0] == 0
    # Too large: across the bottom, every time.
    sides = np.sign(line(right, "1.05")[1] - bottom[1])
    assert (sides[5:-1] != sides[6:]).all()


@takeaway("The best lines of 500 data sets")
def the_true_line_is_in_the_middle_and_ours_one_of_them(figure):
    (axes,) = figure
    cloud = np.array(axes["points"]["with other noise"])
    assert cloud.shape == (500, 2)
    true, ours = line(axes, "true line")[:, 0], line(axes, "from our points")[:, 0]
    np.testing.assert_allclose(true, (3, 2), rtol=1e-6)
    np.testing.assert_allclose(cloud.mean(axis=0), true, atol=0.01)
    assert (np.abs(ours - true) < 4 * cloud.std(axis=0)).all()
    assert not np.allclose(ours, true, atol=1e-4)


@takeaway("One spoiled point pulls the line away")
def the_best_line_is_dashed_and_the_other_steeper(figure):
    (axes,) = figure
    assert dashed(axes) == ["best line"]
    _, best = line(axes, "best line")
    _, pulled = line(axes, "one point spoiled")
    assert pulled[1] > best[1] + 0.5
    np.testing.assert_allclose(best, (2 - 3, 2 + 3), atol=0.3)
