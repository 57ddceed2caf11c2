"""What notebook 04_three_apis says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, level, line

takeaway = Takeaways()


@takeaway("How rounding grows: the difference between the losses")
def the_difference_grows_above_the_tolerance(figure):
    (axes,) = figure
    tolerance = level(axes, "tolerance")
    steps, differences = line(axes, "session and loop")
    assert list(steps[:3]) == [1, 2, 3]
    assert differences[:5].max() < tolerance < differences[-5:].max()
    assert line(axes, "fit and loop")[1].max() < 1


@takeaway("Three programs, three starts")
def the_three_points_of_a_start_lie_at_the_same_height(figure):
    (axes,) = figure
    heights = [line(axes, name)[1] for name in ["session", "fit", "loop"]]
    places = [line(axes, name)[0].round() for name in ["session", "fit", "loop"]]
    assert np.ptp(heights, axis=0).max() <= 0.01 and 0 <= np.min(heights) <= np.max(heights) <= 1
    assert np.array(places).tolist() == 3 * [[0, 1, 2]]


@takeaway("A step of your own, run by fit")
def the_loss_falls_and_the_gradient_jumps(figure):
    (steps, losses), (_, lengths) = (np.array(axes["lines"][0]["xy"]).T for axes in figure)
    assert steps[0] == 1 and losses[-1] < 0.7 * losses[0]
    assert np.diff(lengths).max() > 0.3  # it jumps: neither the loss nor the weights would
