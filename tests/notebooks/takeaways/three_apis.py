"""What notebook 04_three_apis says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, level, line

takeaway = Takeaways()


@takeaway("How rounding grows: the difference between the losses")
def the_difference_begins_at_the_last_digit_and_grows_above_the_tolerance(figure):
    (axes,) = figure
    tolerance, rounding = level(axes, "tolerance"), level(axes, "last digit")
    assert np.isclose(rounding, np.finfo(np.float32).eps)
    steps, differences = line(axes, "session and loop")
    assert list(steps[:3]) == [1, 2, 3]
    assert differences[0] < 10 * rounding and differences[:5].max() < tolerance
    assert differences.min() >= 0 and differences[-5:].max() > tolerance
    assert line(axes, "fit and loop")[1].max() < 1


@takeaway("A step of your own, run by fit")
def the_loss_falls_and_the_gradient_jumps(figure):
    (steps, losses), (_, lengths) = (np.array(axes["lines"][0]["xy"]).T for axes in figure)
    assert steps[0] == 1 and losses[-1] < 0.7 * losses[0]
    assert np.diff(lengths).max() > 0.3  # it jumps: neither the loss nor the weights would
    assert lengths[:3].max() < lengths[-10:].max()


@takeaway("Stopped early")
def the_best_epoch_is_the_lowest_point_and_the_training_ends_later(figure):
    (axes,) = figure
    epochs, training = line(axes, "training")
    _, validation = line(axes, "validation")
    (best,), (lowest,) = line(axes, "best epoch")
    assert lowest == validation.min() and epochs[validation.argmin()] == best
    assert epochs[-1] > best and training[-1] < training[int(best) - 1]
    assert validation[-1] > training[-1]
