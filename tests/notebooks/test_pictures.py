"""Colours that everybody can see and tell apart, in light and in dark themes."""

import base64
import io
import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.support.colours import VISION, contrast_to_white, distance
from tests.support.course import code_cells, every_notebook, pictures, read

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


@every_notebook
def test_pictures_bring_their_own_white_background(path):
    """So that their black text is legible in a dark theme, too."""
    for cell in code_cells(read(path)):
        for picture in pictures(cell):
            pixels = plt.imread(io.BytesIO(base64.b64decode(picture)))
            if pixels.shape[-1] == 4:
                assert np.all(pixels[..., 3] == 1), f"{path.name}, {cell.id}: it is transparent"
            for corner in [pixels[y, x] for y in (0, -1) for x in (0, -1)]:
                assert np.all(corner == 1), f"{path.name}, {cell.id}: its edge is not white"


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
