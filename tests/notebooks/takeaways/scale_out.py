"""What notebook 07_scale_out says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, line

takeaway = Takeaways()


@takeaway("Two half batches add up")
def each_narrow_bar_ends_at_the_dot(axes):
    (axes,) = axes
    first, second = axes["bars"]["first half"], axes["bars"]["second half, on top"]
    places, whole = line(axes, "whole batch")
    assert list(places) == list(range(10))
    np.testing.assert_allclose(np.add(first, second), whole, atol=1e-4)
    assert np.abs(np.subtract(first, second)).max() > 1e-3, "the halves do not differ"


@takeaway("One process or two: the same training")
def every_dot_lies_on_the_line(axes):
    (axes,) = axes
    numbers, alone = line(axes, "one process")
    others, pair = line(axes, "two workers")
    assert list(numbers) == list(others) == list(range(1, len(numbers) + 1))
    np.testing.assert_allclose(pair, alone, rtol=0.02)
    assert np.ptp(pair) > 1e-3, "a loss that never changes proves nothing"


@takeaway("Larger batches, and the learning rate")
def the_same_rate_stays_above_and_only_the_scaled_rate_jumps_up(axes):
    (axes,) = axes
    names = ["small batches", "large, same rate", "large, scaled rate", "large, scaled, warm-up"]
    (seen, small), (_, same), (_, scaled), (_, warm) = (line(axes, name) for name in names)
    assert seen[-1] > 50_000
    assert (same > 1.4 * small).all(), "large batches at the same rate are not far above"
    assert warm[-5:].mean() < 0.8 * same[-5:].mean(), "scaled and warmed up, they do not come near"
    assert scaled[:3].max() > warm[:3].max(), "no jump at the start without warm-up"


@takeaway("100 images, shared by more workers")
def each_curve_rises_turns_and_falls(axes):
    (axes,) = axes
    for name in ["1 Gbit/s", "10 Gbit/s", "100 Gbit/s"]:
        workers, times = line(axes, name)
        best = times.argmax()
        assert 1 < workers[best] < 20 and times[0] == 1
        assert (np.diff(times[: best + 1]) > 0).all() and (np.diff(times[best:]) < 0).all()
        assert times[-1] < 1, "far to the right, they are not slower than one alone"
        dots = [dot["xy"] for dot in axes["lines"] if dot["style"] == "None"]
        assert [[workers[best], times[best]]] in dots, "the best number is not marked"


@takeaway("A hundred workers")
def only_one_curve_reaches_the_dashed_line(axes):
    (axes,) = axes
    (_, (level, _)) = line(axes, "worth it")
    names = ["1 Gbit/s", "10 Gbit/s", "100 Gbit/s"]
    assert [line(axes, name)[1].max() >= level for name in names] == [False, False, True]
