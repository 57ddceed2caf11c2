"""What the notebooks say of their plots, checked on what is plotted.

A function for each plot of which something can be said for every seed and machine. It is given the
figure's axes, as in_kernel/record_figures.py writes them down, and asserts the takeaway.
"""

from collections import defaultdict

import numpy as np

TAKEAWAYS = defaultdict(list)  # (notebook, title of the figure): functions


def takeaway(notebook, title):
    def register(function):
        TAKEAWAYS[notebook, title].append(function)
        return function

    return register


def line(axes, label):
    """The x and the y values of the line with this name in the legend."""
    (found,) = (line for line in axes["lines"] if line["label"] == label)
    return np.array(found["xy"]).T


def level(axes, label):
    """The height of a horizontal line."""
    _, (low, high) = line(axes, label)
    assert low == high
    return low


def dashed(axes):
    return [line["label"] for line in axes["lines"] if line["style"] == "--"]


@takeaway("01_linear_regression", "The learned line")
@takeaway("02_keras_subclass_model", "The line that LinearModel learned")
def the_true_line_is_dashed(figure):
    (axes,) = figure
    assert dashed(axes) == ["true line"]
    x, y = line(axes, "true line")
    np.testing.assert_allclose(y, 3 * x + 2, rtol=1e-4, atol=1e-4)


@takeaway("01_linear_regression", "The loss while training")
def the_loss_settles_around_the_variance_of_the_noise(figure):
    (axes,) = figure
    _, losses = line(axes, "loss of each batch")
    settled = np.median(losses[len(losses) // 2 :])
    assert 1 / 2 < settled / level(axes, "variance of the noise") < 2
    assert losses[0] > settled


@takeaway("01_linear_regression", "Downhill on the loss surface")
def the_path_starts_at_0_and_ends_at_the_cross(figure):
    w, b = line(figure[0], "path of (w, b)")
    ((best_w,), (best_b,)) = line(figure[0], "best possible")
    assert w[0] == b[0] == 0
    assert abs(w[-1] - best_w) + abs(b[-1] - best_b) < 0.3


@takeaway("02_keras_subclass_model", "A line and a curve, trained by the same loop")
def the_straight_line_is_dashed(figure):
    (axes,) = figure
    assert dashed(axes) == ["LinearModel"]
    _, straight = line(axes, "LinearModel")
    _, curve = line(axes, "CurveModel")
    np.testing.assert_allclose(np.diff(straight, 2), 0, atol=1e-4)
    assert np.ptp(np.diff(curve)) > 0.01


@takeaway("03_mnist_cnn", "The loss while training")
def the_loss_starts_at_guessing(figure):
    (axes,) = figure
    _, losses = line(axes, "loss of each batch")
    guessing = level(axes, "guessing")
    assert abs(losses[0] - guessing) < 0.3 and losses[-1] < guessing / 2


@takeaway("03_mnist_cnn", "Loss and accuracy while training")
def the_accuracy_grows(figure):
    _, below = figure
    steps, accuracies = np.array(below["lines"][0]["xy"]).T
    assert (np.diff(steps) > 0).all() and (steps == steps.round()).all()
    assert 0 <= accuracies[0] < accuracies[-1] <= 1


@takeaway("04_three_apis", "How rounding grows: the difference between the losses")
def the_difference_grows_above_the_tolerance(figure):
    (axes,) = figure
    tolerance = level(axes, "tolerance")
    steps, differences = line(axes, "session and loop")
    assert list(steps[:3]) == [1, 2, 3]
    assert differences[:5].max() < tolerance < differences[-5:].max()
    assert line(axes, "fit and loop")[1].max() < 1


@takeaway("04_three_apis", "Three programs, three starts")
def the_three_points_of_a_start_lie_at_the_same_height(figure):
    (axes,) = figure
    heights = [line(axes, name)[1] for name in ["session", "fit", "loop"]]
    places = [line(axes, name)[0].round() for name in ["session", "fit", "loop"]]
    assert np.ptp(heights, axis=0).max() <= 0.01 and 0 <= np.min(heights) <= np.max(heights) <= 1
    assert np.array(places).tolist() == 3 * [[0, 1, 2]]


@takeaway("04_three_apis", "A step of your own, run by fit")
def the_loss_falls_and_the_gradient_jumps(figure):
    (steps, losses), (_, lengths) = (np.array(axes["lines"][0]["xy"]).T for axes in figure)
    assert steps[0] == 1 and losses[-1] < 0.7 * losses[0]
    assert np.diff(lengths).max() > 0.3  # it jumps: neither the loss nor the weights would


@takeaway("05_faster_training", "From the plain loop to a graph")
@takeaway("05_faster_training", "Four ways to take a step")
@takeaway("05_faster_training", "All ways to take a step")
def the_plain_loop_takes_longest(figure):
    (axes,) = figure
    assert axes["ticks"][0] == "plain loop"
    ((first, *others),) = axes["bars"].values()
    assert first > max(others[:1])  # the graph


@takeaway("05_faster_training", "A whole step, and getting its batch")
def getting_a_batch_is_quick(figure):
    (axes,) = figure
    ((step, batch, _),) = axes["bars"].values()
    assert axes["ticks"] == ["whole step", "next_batch", "tf.data"] and batch < step / 10


@takeaway("05_faster_training", "Where the time goes")
def most_of_the_work_is_in_the_convolutions(figure):
    (axes,) = figure
    assert axes["ticks"] == ["conv1", "conv2", "conv3", "dense", "update"]
    measured, limit = axes["bars"]["measured"], axes["bars"]["limit"]
    assert sum(measured[:3]) > sum(measured[3:]) and np.argmax(limit) == 1
    # Two operations for each weight at each place, and once or twice as many for the gradients.
    work = np.array([4 * 338_688, 6 * 1_411_200, 6 * 903_168, 6 * 23_520, 0])
    np.testing.assert_allclose(limit / np.sum(limit), work / work.sum(), rtol=1e-3)


@takeaway("05_faster_training", "The same number of images, in batches of three sizes")
def each_line_starts_at_guessing(figure):
    (axes,) = figure
    assert len(axes["lines"]) == 3
    for drawn in axes["lines"]:
        seconds, accuracies = np.array(drawn["xy"]).T
        assert accuracies[0] == 0.1 < accuracies[-1] <= 1
        assert seconds[0] == 0 and (np.diff(seconds) > 0).all() and (seconds[1:] % 1).any()


@takeaway("05_faster_training", "A warm-up, then a cosine")
def the_rate_is_mostly_above_the_one_before(figure):
    (axes,) = figure
    before = level(axes, "as before")
    (rates,) = (np.array(x["xy"]).T[1] for x in axes["lines"] if x["label"] != "as before")
    assert rates[0] == 0 and rates[-1] < before < np.median(rates)


@takeaway("05_faster_training", "The same steps in fewer seconds")
def the_curve_moves_to_the_left(figure):
    (axes,) = figure
    plain_seconds, plain = line(axes, "plain loop")
    graph_seconds, graph = line(axes, "steps in one graph")
    assert (plain == graph).all() and (plain_seconds > graph_seconds).all()
    assert (graph_seconds % 1).any()  # seconds, not steps
    for label in ["... and schedule, softer labels", "... and bfloat16"]:
        assert line(axes, label)[1][-1] > graph[-1]
