"""The progress bar: on stdout, and the same at the end on every machine."""

import pytest

from helpers import progress


def test_it_counts_and_ends_with_a_full_bar_on_stdout(capsys):
    assert list(progress(3)) == [0, 1, 2]
    written = capsys.readouterr()
    assert written.out.split("\r")[-1] == "100% |" + 40 * "█" + "| step 3 of 3\n"
    assert written.err == ""


def test_it_says_how_far_it_is(capsys):
    bar = progress(4)
    bar.update(1)
    bar.refresh()
    assert capsys.readouterr().out.split("\r")[-1] == f" 25% |{10 * '█'}{30 * ' '}| step 1 of 4"


@pytest.mark.parametrize(
    ("steps", "error", "message"),
    [
        (0, ValueError, "steps must be 1 or more, got 0"),
        (2.5, TypeError, r"steps must be an integer, got 2.5 \(float\)"),
    ],
)
def test_bad_steps_are_refused(steps, error, message):
    with pytest.raises(error, match=message):
        progress(steps)
