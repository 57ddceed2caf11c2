"""What notebook 01_linear_regression says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, dashed, level, line

takeaway = Takeaways()


@takeaway("The learned line")
def the_true_line_is_dashed(figure):
    (axes,) = figure
    assert dashed(axes) == ["true line"]
    x, y = line(axes, "true line")
    np.testing.assert_allclose(y, 3 * x + 2, rtol=1e-4, atol=1e-4)


@takeaway("The loss while training")
def the_loss_settles_around_the_variance_of_the_noise(figure):
    (axes,) = figure
    _, losses = line(axes, "loss of each batch")
    settled = np.median(losses[len(losses) // 2 :])
    assert 1 / 2 < settled / level(axes, "variance of the noise") < 2
    assert losses[0] > settled


@takeaway("Downhill on the loss surface")
def the_path_starts_at_0_and_ends_at_the_cross(figure):
    w, b = line(figure[0], "path of (w, b)")
    ((best_w,), (best_b,)) = line(figure[0], "best possible")
    assert w[0] == b[0] == 0
    assert abs(w[-1] - best_w) + abs(b[-1] - best_b) < 0.3
