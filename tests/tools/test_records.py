"""The guard of pictures is itself tried, on the saved records: every change in one is noticed."""

import contextlib
import copy
import io
import json
import os

import numpy as np
import pytest
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure

from tests.support.course import NOTEBOOKS, code_cells, pictures, read, tags
from tests.support.records import (
    RECORD,
    check_bars,
    differences,
    dump,
    read_pictures,
    read_record,
    share_of,
)

CELLS = [
    pytest.param(record, share_of(tags(cell)), id=f"{path.stem}-{cell.id}")
    for path in NOTEBOOKS
    for cell in code_cells(read(path))
    if (record := read_record(path).get(cell.id))
]


def artists(record):
    return [(axes, i) for picture in record for axes in picture["axes"]
            for i in range(len(axes["artists"]))]  # fmt: skip


def span(axes, artist, key):
    if key == "values":
        return artist["range"][1] - artist["range"][0]
    low, high = axes["limits"]["xy".index(key)]
    return high - low


def numbers_of(artist):
    return [key for key in ("x", "y", "values") if artist.get(key)]


def changes(axes, i):
    """Yield (what was done, the artist as it then is) for what a mistake may make of it."""
    artist = axes["artists"][i]
    for key in numbers_of(artist):
        yield f"{key} reversed", artist | {key: artist[key][::-1]}
        by = 0.06 * span(axes, artist, key)
        moved = [None if n is None else n + (0.3 * by / 0.06 if key == "values" else by)
                 for n in artist[key]]  # fmt: skip
        if axes["scales"]["xy".index(key) if key in "xy" else 0] == "linear":
            yield f"{key} moved", artist | {key: moved}
    for other in axes["artists"][i + 1 : i + 2]:  # the neighbour's numbers under this name
        if other["kind"] == artist["kind"] and other.keys() == artist.keys():
            yield "swapped", artist | {key: other[key] for key in numbers_of(other)}
    for key, value in [("label", "another"), ("colour", "#123456"), ("text", "another")]:
        if artist.get(key):
            yield f"another {key}", artist | {key: value}


def visible(axes, artist, changed, share):
    """Whether a change is one that a reader could see: of words, or of twice what is allowed."""
    if any(artist.get(key) != changed.get(key) for key in ("label", "colour", "text")):
        return True
    for key in numbers_of(artist):
        if len(artist[key]) != len(changed[key]):
            return True
        for one, other in zip(artist[key], changed[key]):
            if (one is None) != (other is None):
                return True
            if axes["scales"]["xy".index(key) if key in "xy" else 0] == "log":
                continue
            if one is not None and abs(one - other) > 2 * share * abs(span(axes, artist, key)):
                return True
    return False


@pytest.mark.parametrize(("record", "share"), CELLS)
def test_whatever_a_mistake_does_to_an_artist_is_noticed(record, share):
    assert differences(record, copy.deepcopy(record), share) == []
    tried = 0
    for axes, i in artists(record):
        artist = axes["artists"][i]
        for what, changed in changes(axes, i):
            if share is None and not what.startswith("another"):
                continue
            if visible(axes, artist, changed, share or 0):
                axes["artists"][i] = changed
                assert_noticed(record, saved(record, axes, i, artist), share, what)
                axes["artists"][i] = artist
                tried += 1
        removed = axes["artists"].pop(i)
        assert_noticed(record, saved(record, axes, i, removed, insert=True), share, "removed")
        axes["artists"].insert(i, removed)
    assert tried, "nothing in this picture could be changed"


def saved(record, axes, i, artist, insert=False):
    """The record as it was: a copy, with the artist put back."""
    original = copy.deepcopy(record)
    (place,) = [
        (p, a) for p, picture in enumerate(record) for a, one in enumerate(picture["axes"])
        if one is axes
    ]  # fmt: skip
    there = original[place[0]]["axes"][place[1]]["artists"]
    if insert:
        there.insert(i, artist)
    else:
        there[i] = artist
    return original


def assert_noticed(fresh, original, share, what):
    assert differences(original, fresh, share), f"{what}, and nobody noticed"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_has_its_record(path):
    shown = {cell.id: len(pictures(cell)) for cell in code_cells(read(path)) if pictures(cell)}
    assert {name: len(found) for name, found in read_record(path).items()} == shown


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_compared_less_closely_has_a_reason(path):
    """Numbers are left out, or may move far, in few pictures, and a tag says why."""
    for cell in code_cells(read(path)):
        if pictures(cell) and (share_of(tags(cell)) is None or share_of(tags(cell)) > 0.05):
            reasons = [tag for tag in tags(cell) if tag.startswith("reason:")]
            assert reasons, f"{path.name}, {cell.id}: add a tag `reason:…`"


def drawn(draw, tmp_path, monkeypatch):
    """Return what record_pictures.py writes down of a figure that `draw(figure, axes)` draws."""
    monkeypatch.setattr(FigureCanvasBase, "print_figure", FigureCanvasBase.print_figure)
    monkeypatch.setenv("COURSE_PICTURES", str(tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"))
    exec(RECORD, {})
    figure = Figure()
    axes = figure.subplots()
    draw(figure, axes)
    figure.savefig(io.BytesIO())
    return read_pictures(os.environ["COURSE_PICTURES"])


X = np.arange(5.0)
IMAGE = np.arange(100.0).reshape(10, 10)
DRAWN = {
    "a curve reversed": [lambda f, a: a.plot(X, X**2), lambda f, a: a.plot(X, X[::-1] ** 2)],
    "a curve under another's name": [
        lambda f, a: [a.plot(X, X, label="a"), a.plot(X, X**2, label="b"), f.legend()],
        lambda f, a: [a.plot(X, X, label="b"), a.plot(X, X**2, label="a"), f.legend()],
    ],
    "a legend in another order": [
        lambda f, a: a.legend([*a.plot(X, X), *a.plot(X, -X)], ["a", "b"]),
        lambda f, a: a.legend([*a.plot(X, X), *a.plot(X, -X)], ["b", "a"]),
    ],
    "two series swapped": [
        lambda f, a: [a.scatter(X, X), a.scatter(X, -X, color="C1")],
        lambda f, a: [a.scatter(X, -X), a.scatter(X, X, color="C1")],
    ],
    "a bar on another base": [
        lambda f, a: [a.bar(X, 1), a.bar(X, 1, bottom=1), a.set_ylim(0, 2)],
        lambda f, a: [a.bar(X, 1), a.bar(X, 1, bottom=0), a.set_ylim(0, 2)],
    ],
    "a lying bar of another length": [
        lambda f, a: a.barh(["a", "b"], [1, 2]), lambda f, a: a.barh(["b", "a"], [1, 2])],
    "another image": [lambda f, a: a.imshow(IMAGE), lambda f, a: a.imshow(IMAGE.T)],
    "a colour image": [lambda f, a: a.imshow(np.dstack([IMAGE] * 3) / 99),
                       lambda f, a: a.imshow(np.dstack([IMAGE.T] * 3) / 99)],
    "other contours": [lambda f, a: a.contourf(IMAGE), lambda f, a: a.contourf(IMAGE**2)],
    "contours turned round": [lambda f, a: a.contour(IMAGE), lambda f, a: a.contour(IMAGE[::-1])],
    "contours dark where they were pale": [
        lambda f, a: a.contourf(IMAGE, colors=["0.8", "0.5", "0.2"], levels=[0, 30, 60, 99]),
        lambda f, a: a.contourf(IMAGE, colors=["0.2", "0.5", "0.8"], levels=[0, 30, 60, 99]),
    ],
    "a colour map turned round": [
        lambda f, a: a.imshow(IMAGE, cmap="PuOr"), lambda f, a: a.imshow(IMAGE, cmap="PuOr_r")],
    "a mesh turned round": [lambda f, a: a.pcolormesh(IMAGE), lambda f, a: a.pcolormesh(IMAGE.T)],
    "a marked point moved": [
        lambda f, a: [a.plot(X, X), a.plot([2], [2], "o")],
        lambda f, a: [a.plot(X, X), a.plot([2], [2.2], "o")],
    ],
    "an arrow to another place": [
        lambda f, a: a.annotate("here", (0.5, 0.5), (0.1, 0.1), arrowprops={}),
        lambda f, a: a.annotate("here", (0.7, 0.5), (0.1, 0.1), arrowprops={}),
    ],
    "another text": [lambda f, a: a.text(0, 0, "5 read as 3"), lambda f, a: a.text(0, 0, "3")],
    "strokes of other lengths": [lambda f, a: a.vlines(X, 0, X), lambda f, a: a.vlines(X, 0, 4)],
    "another filled area": [
        lambda f, a: a.fill_between(X, 0, X), lambda f, a: a.fill_between(X, 0, X[::-1])],
    "a level moved": [lambda f, a: [a.plot(X, X), a.axhline(1)],
                      lambda f, a: [a.plot(X, X), a.axhline(2)]],
    "titles swapped": [lambda f, a: a.set(title="a", xlabel="b"),
                       lambda f, a: a.set(title="b", xlabel="a")],
    "another order of colours": [lambda f, a: a.scatter(X, X, c=X),
                                 lambda f, a: a.scatter(X, X, c=-X)],
}  # fmt: skip


@pytest.mark.parametrize("what", DRAWN)
def test_the_record_holds_what_the_picture_shows(what, tmp_path, monkeypatch):
    one, again, other = (
        drawn(draw, tmp_path, monkeypatch) for draw in [DRAWN[what][0], *DRAWN[what]]
    )
    assert len(one) == 1 and not differences(one, again)
    assert differences(one, other), what


def picture(**changes):
    artist = {"kind": "line", "label": "a", "x": [0, 1], "y": [0.0, 5.0], "colour": "#000000"}
    axes = {"title": "loss 0.123", "limits": [[0, 1], [0, 10]], "scales": ["linear", "linear"]}
    artist = {key: changes.get(key, value) for key, value in artist.items()}
    axes = {key: changes.get(key, value) for key, value in axes.items()}
    return [{"title": "t", "axes": [axes | {"artists": [artist]}]}]


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        ({"y": [0.09, 4.91]}, False),
        ({"y": [0.0, 4.89]}, True),
        ({"y": [None, 5.0]}, True),
        ({"title": "loss 0.124"}, False),
        ({"title": "loss 0.13"}, True),
        ({"title": "gain 0.123"}, True),
        ({"limits": [[0, 1], [0, 11]]}, True),
        ({"scales": ["linear", "log"]}, True),
    ],
)
def test_how_much_numbers_may_move(change, noticed):
    assert bool(differences(picture(), picture(**change))) == noticed


def test_a_record_is_text_with_an_artist_a_line():
    text = dump({"cell": picture()})
    assert json.loads(text) == {"cell": picture()}
    assert sum('"kind"' in line for line in text.splitlines()) == 1


@pytest.mark.parametrize(("base", "right"), [(3, True), (2, False), (0.5, False)])
@pytest.mark.parametrize("height", [1, -2])
def test_bars_begin_where_those_below_end(base, right, height):
    bars = [{"kind": "bar", "x": [0.1, 0.9], "y": [0, 3]},
            {"kind": "bar", "x": [0.3, 0.7], "y": [base, base + height]},
            {"kind": "bar", "x": [1.1, 1.9], "y": [0, 2]}]  # fmt: skip
    with contextlib.nullcontext() if right else pytest.raises(AssertionError, match="overlap"):
        check_bars("Title", {"artists": bars, "limits": [[0, 2], [0, 5]]})
