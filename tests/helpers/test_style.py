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


@pytest.mark.parametrize("vision", VISION)
def test_colours_stand_out_and_can_be_told_apart(vision):
    for colour in CYCLE:
        assert contrast_to_white(colour) >= 3, f"{colour}: WCAG 2.2, 1.4.11: non-text contrast"
    for one, other in itertools.combinations(CYCLE, 2):
        assert distance(one, other, vision) >= EASILY_TOLD_APART, (one, other)
