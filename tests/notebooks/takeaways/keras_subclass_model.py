"""What notebook 02_keras_subclass_model says of curves, each by its name."""

import numpy as np

from tests.notebooks.takeaways import lines_of


def targets_of_shape_n_make_the_line_flat(pictures):
    lines = lines_of(pictures[0]["axes"][0])
    assert np.abs(lines["LinearModel"] - lines["true line"]).max() < 0.2
    assert np.ptp(lines["targets of shape (n,)"]) < 0.1 * np.ptp(lines["true line"])


def a_unit_bends_where_its_line_is_0(pictures):
    for picture in pictures:
        lines = lines_of(picture["axes"][0])
        np.testing.assert_allclose(lines["relu(w x + b)"], np.maximum(lines["w x + b"], 0))
        assert lines["bend at -b / w"] == [0]


TAKEAWAYS = {
    "unit": a_unit_bends_where_its_line_is_0,
    "wrong-line": targets_of_shape_n_make_the_line_flat,
}
