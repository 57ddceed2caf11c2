"""What notebook 01_linear_regression says of curves, each by its name."""

import numpy as np

from tests.notebooks.takeaways import lines_of


def the_true_line_has_the_worse_fit(pictures):
    lines = lines_of(pictures[0]["axes"][0])
    assert lines["true line"].tolist() == [3 * 0.5 + 2, 3 + 2]
    assert (np.abs(lines["best line"] - lines["true line"]) > 0.03).all()


def b_arrives_first_and_w_later(pictures):
    lines = lines_of(pictures[0]["axes"][0])
    assert lines["w"][-1] > 2.8 and 1.8 < lines["b"][-1] < 2.1
    early_w, early_b = (lines[name][1] / lines[name][-1] for name in "wb")
    assert early_b > 0.9 > early_w


def a_small_rate_is_slow_and_a_large_one_climbs(pictures):
    losses = lines_of(pictures[0]["axes"][0])
    assert all((np.diff(losses[rate]) <= 0).all() for rate in ("0.01", "0.3"))
    assert losses["0.3"][-1] < 0.1 < 4 < losses["0.01"][-1]
    assert losses["1.05"][1] < losses["1.05"][0] and (np.diff(losses["1.05"][1:]) > 0).all()


def the_loss_of_a_batch_jitters(pictures):
    lines = lines_of(pictures[0]["axes"][0])
    batch, *others = (np.abs(np.diff(lines[name][5:])).max() for name in lines)
    assert [*lines][0] == "one batch" and batch > 5 * max(others)


TAKEAWAYS = {
    "path-plot": b_arrives_first_and_w_later,
    "losses-plot": the_loss_of_a_batch_jitters,
    "rate-plot": a_small_rate_is_slow_and_a_large_one_climbs,
    "best-plot": the_true_line_has_the_worse_fit,
}
