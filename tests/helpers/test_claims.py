"""Claims hold, or say what came instead."""

import numpy as np
import pytest

from helpers.claims import ClaimError, above, agree, below, made
from tests.plugins.claims import without_margin

NAN = float("nan")


def test_a_claim_that_holds_is_printed(capsys):
    agree([1.0, np.ones(3)], [1.00009, np.ones(3)], "they agree")
    above(0.98, 0.97, "most are right")
    below(np.float32(0.1), 0.2, "few are wrong")
    assert capsys.readouterr().out == "✓ they agree\n✓ most are right\n✓ few are wrong\n"


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (lambda: agree(1.0, 1.01, "c", "take more steps"), "c: they differ by up to 0.01. Try"),
        (lambda: agree(np.ones(2), np.ones(3), "c"), r"the shapes are \[\(2,\)\] and \[\(3,\)\]"),
        (lambda: agree([1.0, 2.0], [1.0, 2.0, 3.0], "c"), "the shapes are"),
        (lambda: agree(NAN, -NAN, "c"), "differ by up to nan"),
        (lambda: above(0.96, 0.97, "c", "more"), "c: 0.96 is not above 0.97. Try this: more."),
        (lambda: above(NAN, 0.97, "c"), "nan is not above"),
        (lambda: above(0.97, 0.97, "c"), "0.97 is not above 0.97"),
        (lambda: below(0.2, 0.2, "c"), "0.2 is not below 0.2"),
        (lambda: below(NAN, 0.2, "c"), "nan is not below"),
    ],
)
def test_a_claim_that_does_not_hold_gives_the_numbers(claim, message, capsys):
    with pytest.raises(ClaimError, match=message):
        claim()
    assert capsys.readouterr().out == ""


def test_a_thing_compared_with_itself_is_no_claim():
    values = np.ones(3)
    with pytest.raises(ClaimError, match="same object"):
        agree(values, values, "they agree")


def test_a_claim_without_a_margin_is_noticed():
    made.clear()
    above(0.985, 0.97, "enough"), above(0.9721, 0.97, "hardly"), below(1e-9, 0.1, "small")
    agree(1.0, 1.00002, "equal")
    assert [text.split(":")[0] for text in without_margin(made)] == ["'hardly'"]
