"""The colours of the plots: everybody can see them and tell them apart."""

import itertools

import matplotlib.pyplot as plt
import pytest

from tests.support.colours import VISION, contrast_to_white, distance

with plt.style.context("helpers.course"):
    CYCLE = plt.rcParams["axes.prop_cycle"].by_key()["color"]
# A difference of 2.3 is only just noticed, on large patches side by side (Mahy et al. 1994). For
# thin lines and small points, lying apart, it takes several times as much (Szafir 2018).
EASILY_TOLD_APART = 20


@pytest.mark.parametrize("colour", CYCLE)
def test_a_colour_of_the_style_stands_out_from_white(colour):
    assert contrast_to_white(colour) >= 3, "WCAG 2.2, 1.4.11: non-text contrast"


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(CYCLE, 2)))
def test_two_colours_of_the_style_can_be_told_apart(one, other, vision):
    assert distance(one, other, vision) >= EASILY_TOLD_APART
