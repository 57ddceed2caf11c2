"""The measures of colours agree with published values."""

import pytest

from tests.support.colours import contrast_to_white, distance


def test_the_measures_agree_with_published_values():
    assert contrast_to_white("black") == pytest.approx(21)
    assert contrast_to_white("white") == pytest.approx(1)
    assert contrast_to_white("#767676") == pytest.approx(4.54, abs=0.005)  # WebAIM's grey
    assert contrast_to_white((0, 0, 0, 0.5)) == contrast_to_white("0.5")
    assert distance("black", "white", "all cones") == pytest.approx(100, abs=0.01)
    assert distance("red", "lime", "all cones") == pytest.approx(170.6, abs=0.1)
    # The colours that people with no cones for red or for green confuse.
    for vision in ["protanopia", "deuteranopia"]:
        assert (
            distance("#D00000", "#608000", vision) < distance("#D00000", "#608000", "all cones") / 3
        )
