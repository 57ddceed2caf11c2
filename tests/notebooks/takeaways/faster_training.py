"""What notebook 05_faster_training says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, level, line

takeaway = Takeaways()

PARTS = ["conv1", "conv2", "conv3", "dense", "adam"]


@takeaway("What tf.function buys")
def the_first_is_the_plain_loop(figure):
    (axes,) = figure
    assert axes["ticks"] == ["plain loop", "graph of a step"]


@takeaway("The same arithmetic, four ways")
def the_others_are_compared_with_fit(figure):
    (axes,) = figure
    assert axes["ticks"][0] == "fit" and len(axes["ticks"]) == 4
    assert not any("bfloat16" in way for way in axes["ticks"])


@takeaway("float32 and bfloat16")
def each_way_is_followed_by_itself_in_bfloat16(figure):
    (axes,) = figure
    ways = axes["ticks"]
    assert ways[1::2] == [f"{way}, bfloat16" for way in ways[::2]]


@takeaway("Where the time of a step goes")
def all_parts_are_there(figure):
    (axes,) = figure
    assert axes["ticks"] == [*PARTS, "other"]
    backward, forward = (axes["bars"][name] for name in ["backward", "forward"])
    assert min(backward[:4]) > 0 and min(forward[:5]) > 0  # adam belongs to neither: it is last


@takeaway("Two roofs, and the parts of a step")
def the_parts_lie_where_the_text_says(figure):
    (axes,) = figure
    x, y = line(axes, "measured")
    per_byte = dict(zip(PARTS, x, strict=True))
    assert per_byte["adam"] < 1 and per_byte["adam"] < per_byte["dense"] < per_byte["conv1"]
    assert per_byte["conv2"] < per_byte["conv3"]
    (left, corner), (low, high) = line(axes, "memory")
    (start, _), heights = line(axes, "arithmetic")
    assert start == corner
    np.testing.assert_allclose(heights, high, rtol=1e-6)  # rounding
    np.testing.assert_allclose(high / low, corner / left, rtol=1e-6)
    assert (y > 0).all()


@takeaway("A warm-up, then a cosine")
def the_rate_rises_and_falls_to_0(figure):
    (axes,) = figure
    _, rates = line(axes, "schedule")
    assert rates[0] == 0 and abs(rates[-1]) < 1e-6
    top = np.argmax(rates)
    assert (np.diff(rates[: top + 1]) > 0).all() and (np.diff(rates[top:]) <= 0).all()
    assert top < len(rates) / 5 and rates[top] > level(axes, "as before")


@takeaway("Rate, decay and softer labels, taken apart")
def which_of_them_helps(figure):
    (axes,) = figure
    names = ["decay", "as before", "softer labels", "high rate", "all three"]
    mean = {name: line(axes, name)[0].mean() for name in names}
    assert mean["decay"] < mean["as before"] < mean["high rate"]
    assert mean["softer labels"] > mean["as before"]
    assert mean["all three"] > mean["as before"] + 0.01


@takeaway("The same accuracy, in fewer steps")
def the_constant_rate_comes_later(figure):
    (axes,) = figure
    steps, constant = line(axes, "as before")
    short, scheduled = line(axes, "all three")
    (end,) = short
    assert steps[-1] > 3 * end and steps[0] == end
    twice = list(steps).index(2 * end)
    assert scheduled[-1] > constant[twice]
    assert level(axes, "0.97") == 0.97
