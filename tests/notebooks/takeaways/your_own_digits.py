"""What notebook 06_your_own_digits says of its plots."""

import re

import numpy as np

from tests.support.plotted import Takeaways, level

takeaway = Takeaways()


def picture(axes):
    (found,) = axes["images"]
    return np.array(found, dtype=float)


def rows_of(figure, count):
    """The images of each row; the first axes of a row hold its name."""
    pictures = [picture(axes) for axes in figure if axes["images"]]
    return np.array(pictures).reshape(count, -1, 28, 28)


def margins(images):
    """The empty rows above and below each image."""
    rows = (images > 25).any(axis=2)
    return rows.argmax(axis=1), rows[:, ::-1].argmax(axis=1)


def heights(images):
    return np.array([(image > 25).any(axis=1).sum() for image in images])


def answers(figure):
    """For each picture, the digit and the probability above its bars."""
    for left, right in zip(figure[::2], figure[1::2]):
        ((bars,),) = [right["bars"].values()]
        title = re.fullmatch(r"read as (\d), with probability (.+)", right["title"])
        assert len(bars) == 10 and abs(sum(bars) - 1) < 1e-3
        assert np.argmax(bars) == int(title[1]) and abs(max(bars) - float(title[2])) < 0.006
        yield left["title"], int(title[1]), float(title[2])


@takeaway("What the network sees, and what it answers")
def the_title_is_the_largest_bar(figure):
    assert [name for name, _, _ in answers(figure)] == ["stretched"]
    assert picture(figure[0]).shape == (28, 28)


@takeaway("One of each digit")
def uci_fills_the_image(figure):
    mnist, uci = rows_of(figure, 2)
    assert len(mnist) == len(uci) == 10
    assert (heights(uci) >= 26).all() and heights(mnist).mean() < 22


@takeaway("The average of each digit")
def mnist_has_a_margin_and_uci_is_darker(figure):
    mnist, uci = rows_of(figure, 2)
    assert mnist[:, :2].max() < 20 and mnist[:, -2:].max() < 80  # a few reach down there
    assert uci[:, :2].max() > 200 and uci[:, -2:].max() > 200
    assert (uci.mean(axis=(1, 2)) > mnist.mean(axis=(1, 2))).all()


@takeaway("The same digits after each step")
def the_digits_leave_the_edges_and_get_thinner(figure):
    stretched, fitted, smooth, centred, thin = rows = rows_of(figure, 5)
    assert (heights(stretched) >= 26).all()
    assert all(heights(row).max() <= 20 for row in rows[1:])
    for above, below in map(margins, [fitted, smooth]):
        assert (abs(above - below) <= 2).all() and min(above.min(), below.min()) >= 3
    np.testing.assert_allclose(smooth.sum(axis=(1, 2)), centred.sum(axis=(1, 2)))  # only moved
    assert thin.mean() < centred.mean() and not np.allclose(thin, centred)
    places = np.arange(28)
    for image in [*centred, *thin]:
        for axis in (0, 1):
            assert abs(image.sum(axis=axis) @ places / image.sum() - 13.5) < 0.6


@takeaway("The same drawing, stretched and prepared")
def prepared_it_is_read_as_2(figure):
    (first, was, _), (second, now, _) = answers(figure)
    assert (first, second) == ("stretched", "prepared") and was != now == 2


@takeaway("Adapting to other hands")
def each_way_and_the_line_stand_as_the_text_says(figure):
    (axes,) = figure
    before = level(axes, "not adapted")
    found = {}
    for drawn in axes["lines"]:
        if len(drawn["xy"]) == 4:
            found[drawn["label"]] = np.array(drawn["xy"]).T[1]
    assert len(found) == 3, found.keys()
    last, fine, nothing = found.values()  # in the order of their colours
    assert max(last[0], fine[0], nothing[0]) < before < min(last[-1], fine[-1])
    assert (fine > nothing).all()


@takeaway("No digits, and what the network answers")
def the_scribble_gets_a_large_probability(figure):
    letter, scribble, empty = answers(figure)
    assert [letter[0], scribble[0], empty[0]] == ["letter A", "scribble", "empty"]
    assert scribble[2] > 0.5 > empty[2]
    ink = [picture(axes).sum() for axes in figure[::2]]
    assert ink[1] > 1.5 * ink[0] > 1.5 * ink[2] == 0  # the scribble, the letter, nothing
