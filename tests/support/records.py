"""What the pictures of a notebook show, saved beside it, and compared like any other output.

notebooks/.pictures/NN_NAME.json has, for each cell that shows pictures, what
tests/support/record_pictures.py wrote down. `refresh` renews it; a run is compared with it:

- Numbers may differ by a share of their axis' span (an image's and a contour's, of their range).
- Decimal numbers in texts may differ by that share of themselves, or by two of the last digit.
- All else is compared exactly: kinds, order, labels, colours, legends, words.

A cell's tags say what is different: `picture=0.25` is another share, for pictures of what was
learned; `picture=structure` leaves the numbers out, where what is shown was selected (the most
confident mistakes), and so does `reason:times`, which pictures of times have.
"""

import json
import math
import re
from pathlib import Path

from tests.support.colours import contrast_to_white

SHARE = 0.01
PROGRAM = Path(__file__).with_name("record_pictures.py").read_text("utf-8")
# For a kernel, in names of its own.
RECORD = f"exec({PROGRAM!r}, {{'__name__': 'record_pictures'}})"
TAG = re.compile(r"picture=(structure|0\.\d+)")
DECIMAL = re.compile(r"[-−]?\d+\.\d+")
SCREEN = 1100, 800  # pixels: width and height that a picture may have at most


def record_of(path):
    """The file that holds the record of the notebook at `path`."""
    return path.parent / ".pictures" / f"{path.stem}.json"


def read_record(path):
    """Return what the pictures of a notebook show: cell → list of pictures."""
    file = record_of(path)
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def dump(pictures):
    """Return a record as text that makes readable diffs: an artist a line."""
    text = json.dumps(pictures, indent=1, ensure_ascii=False)
    flat = re.compile(r"\{[^{}]*\}|\[[^\[\]{}]*\]")
    return flat.sub(lambda found: re.sub(r"\s*\n\s*", " ", found[0]), text) + "\n"


def read_pictures(file):
    """Return the pictures in a file that record_pictures.py has written; none if there is none."""
    path = Path(file)
    return [*map(json.loads, path.read_text("utf-8").splitlines())] if path.exists() else []


def share_of(tags):
    """Return the share of an axis' span that a cell's tags allow; None: structure alone."""
    found = [match[1] for match in map(TAG.fullmatch, tags) if match]
    if "structure" in found or "reason:times" in tags:
        return None
    return float(found[0]) if found else SHARE


def differences(saved, fresh, share=SHARE):
    """Return what differs between two lists of pictures, as texts; [] if they agree."""
    if len(saved) != len(fresh):
        return [f"{len(fresh)} pictures, where {len(saved)} were saved"]
    found = []
    for one, other in zip(saved, fresh):
        name = one["title"] or one["axes"][0]["title"]
        found += [f"picture {name!r}: {text}" for text in _differ(one, other, share, [], "")]
    return found


def _differ(saved, fresh, share, axes, where):
    """Yield texts on what differs; `axes` is the span of x and y around here, and the scale."""
    if isinstance(saved, dict) and isinstance(fresh, dict):
        if saved.keys() != fresh.keys():
            yield f"{where} has {[*fresh]}, not {[*saved]}"
            return
        if "limits" in saved:
            axes = [*map(_span, saved["limits"], saved["scales"])]
        for key in saved:
            name = f"{where} {saved.get('label', saved.get('kind', ''))} {key}".strip()
            if key in ("x", "y"):
                yield from _numbers(saved[key], fresh[key], share, *axes["xy".index(key)], name)
            elif key == "limits":
                for pair, axis in zip(zip(saved[key], fresh[key]), axes):
                    yield from _numbers(*pair, share, *axis, name)
            elif key in ("values", "range", "clim"):
                span = _span(saved["range" if key != "clim" else key], "linear")
                yield from _numbers(saved[key], fresh[key], share, *span, name)
            elif key != "size" or share is not None:
                yield from _differ(saved[key], fresh[key], share, axes, name)
    elif isinstance(saved, list) and isinstance(fresh, list):
        if len(saved) != len(fresh):
            yield f"{where}: {len(fresh)}, not {len(saved)}"
            return
        for place, pair in enumerate(zip(saved, fresh)):
            yield from _differ(*pair, share, axes, f"{where} {place}" if len(saved) > 1 else where)
    elif isinstance(saved, str) and isinstance(fresh, str):
        if not _same_text(saved, fresh, share):
            yield f"{where}: {fresh!r}, not {saved!r}"
    elif saved != fresh:
        yield f"{where}: {fresh!r}, not {saved!r}"


def _span(limits, scale):
    """The length of an axis, and how its numbers are to be read."""
    read = math.log10 if scale == "log" else float
    low, high = map(read, limits)
    return abs(high - low) or 1.0, read


def _numbers(saved, fresh, share, span, read, where):
    if len(saved) != len(fresh):
        yield f"{where}: {len(fresh)} numbers, not {len(saved)}"
    elif share is not None:
        for one, other in zip(saved, fresh):
            if one is None or other is None or (read is math.log10 and min(one, other) <= 0):
                near = one == other
            else:
                near = abs(read(one) - read(other)) <= share * span
            if not near:
                yield f"{where}: {fresh}, not {saved}"
                return


def _words(text):
    """A text without its numbers; a dot stands for one, too."""
    return re.sub(r"[\d.,−·-]+", "#", text)


def _same_text(saved, fresh, share):
    if saved.startswith("#"):  # a colour
        return saved == fresh
    if share is None:
        return _words(saved) == _words(fresh)
    if DECIMAL.sub("#", saved) != DECIMAL.sub("#", fresh):
        return False
    for one, other in zip(DECIMAL.findall(saved), DECIMAL.findall(fresh)):
        last = 10.0 ** -len(one.partition(".")[2])
        one, other = (float(text.replace("−", "-")) for text in (one, other))
        if not math.isclose(one, other, rel_tol=share, abs_tol=2.5 * last):
            return False
    return True


def check_picture(picture):
    """Raise an AssertionError unless it has a title, fits the screen, shows something, says what,
    and can be read on white."""
    name = picture["title"] or picture["axes"][0]["title"]
    assert name, f"a picture without a title: {picture['axes'][0]['labels']}"
    assert all(map(int.__le__, picture["size"], SCREEN)), f"{name}: too large: {picture['size']}"
    for axes in picture["axes"]:
        kinds = [artist["kind"] for artist in axes["artists"]]
        assert kinds, f"{name}: empty axes"
        framed = "image" in kinds and axes["labels"] == ["", ""]  # an image in a frame has no axes
        if axes["shown"] and not framed:
            for label, shared in zip(axes["labels"], axes["shared"]):
                assert label or shared, f"{name}: an axis without a label: {axes['labels']}"
        if not {"image", "contours"} & {*kinds}:
            check_bars(name, axes)
            for artist in axes["artists"]:
                colours = artist.get("colour") or []
                for colour in [colours] if isinstance(colours, str) else colours:
                    assert contrast_to_white(colour) >= 3, f"{name}: {colour} is too pale on white"


def check_bars(name, axes):
    """Raise an AssertionError if two bars share a place, and one doesn't begin where the other
    ends."""
    bars = [one for one in axes["artists"] if one["kind"] == "bar"]
    least = [0.01 * abs(high - low) for low, high in axes["limits"]]
    for number, bar in enumerate(bars):
        for other in bars[:number]:
            shared = [min(max(bar[key]), max(other[key])) - max(min(bar[key]), min(other[key]))
                      for key in "xy"]  # fmt: skip
            overlap = shared[0] > least[0] and shared[1] > least[1]
            stacked = abs(bar["y"][0] - other["y"][1]) <= least[1]
            assert stacked or not overlap, f"{name}: two bars at {bar['x']} overlap"
