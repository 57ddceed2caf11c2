"""What notebook 02_keras_subclass_model says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, dashed, line

takeaway = Takeaways()


@takeaway("The line that LinearModel learned")
def the_true_line_is_dashed(figure):
    (axes,) = figure
    assert dashed(axes) == ["true line"]
    x, y = line(axes, "true line")
    np.testing.assert_allclose(y, 3 * x + 2, rtol=1e-4, atol=1e-4)


@takeaway("A line and a curve, trained by the same loop")
def the_straight_line_is_dashed(figure):
    (axes,) = figure
    assert dashed(axes) == ["LinearModel"]
    _, straight = line(axes, "LinearModel")
    _, curve = line(axes, "CurveModel")
    np.testing.assert_allclose(np.diff(straight, 2), 0, atol=1e-4)
    assert np.ptp(np.diff(curve)) > 0.01
