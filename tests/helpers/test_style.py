"""The colours of the plots stand out from white. Colour-blind people can tell those of Okabe and
Ito's palette apart."""

import matplotlib.pyplot as plt
import pytest

from tests.support.colours import contrast_to_white

OKABE_ITO = "000000 E69F00 56B4E9 009E73 F0E442 0072B2 D55E00 CC79A7".split()
with plt.style.context("helpers.course"):
    CYCLE = plt.rcParams["axes.prop_cycle"].by_key()["color"]


@pytest.mark.parametrize("colour", CYCLE)
def test_a_colour_of_the_style_stands_out_from_white(colour):
    assert colour.strip("#") in OKABE_ITO
    assert contrast_to_white(colour) >= 3, "WCAG 2.2, 1.4.11: non-text contrast"


def test_the_contrast_is_that_of_wcag():
    assert contrast_to_white("black") == pytest.approx(21)
    assert contrast_to_white("#767676") == pytest.approx(4.54, abs=0.005)  # WebAIM's grey
    assert contrast_to_white((0, 0, 0, 0.5)) == contrast_to_white("0.5")
