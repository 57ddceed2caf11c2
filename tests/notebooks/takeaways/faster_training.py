"""What notebook 05_faster_training says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, level, line

takeaway = Takeaways()


@takeaway("From the plain loop to a graph")
@takeaway("Four ways to take a step")
@takeaway("All ways to take a step")
def the_others_are_compared_with_the_plain_loop(figure):
    (axes,) = figure
    assert axes["ticks"][0] == "plain loop"


@takeaway("A whole step, and getting its batch")
def the_bars_are_in_this_order(figure):
    (axes,) = figure
    assert axes["ticks"] == ["whole step", "next_batch", "tf.data"]


@takeaway("Where the time goes")
def most_of_the_work_is_in_the_convolutions(figure):
    (axes,) = figure
    assert axes["ticks"] == ["conv1", "conv2", "conv3", "dense", "update"]
    limit = axes["bars"]["limit"]
    assert np.argmax(limit) == 1
    # Two operations for each weight at each place, and once or twice as many for the gradients.
    work = np.array([4 * 338_688, 6 * 1_411_200, 6 * 903_168, 6 * 23_520, 0])
    np.testing.assert_allclose(limit / np.sum(limit), work / work.sum(), rtol=1e-3)


@takeaway("The same number of images, in batches of three sizes")
def each_line_starts_at_guessing(figure):
    (axes,) = figure
    assert len(axes["lines"]) == 3
    for drawn in axes["lines"]:
        seconds, accuracies = np.array(drawn["xy"]).T
        assert accuracies[0] == 0.1 < accuracies[-1] <= 1
        assert seconds[0] == 0 and (np.diff(seconds) > 0).all() and (seconds[1:] % 1).any()


@takeaway("A warm-up, then a cosine")
def the_rate_is_mostly_above_the_one_before(figure):
    (axes,) = figure
    before = level(axes, "as before")
    (rates,) = (np.array(x["xy"]).T[1] for x in axes["lines"] if x["label"] != "as before")
    assert rates[0] == 0 and rates[-1] < before < np.median(rates)


@takeaway("The same steps in fewer seconds")
def the_curve_moves_to_the_left(figure):
    (axes,) = figure
    plain_seconds, plain = line(axes, "plain loop")
    graph_seconds, graph = line(axes, "steps in one graph")
    assert (plain == graph).all() and (plain_seconds > graph_seconds).all()
    assert (graph_seconds % 1).any()  # seconds, not steps
    for label in ["... and schedule, softer labels", "... and bfloat16"]:
        assert line(axes, label)[1][-1] > graph[-1]
