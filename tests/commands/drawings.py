"""Draw the recorded drawings anew: `python -m tests.commands.drawings`.

A program plays the learner: it moves the mouse of a real browser over the course's own canvas, and
what the canvas hands over is written to helpers/data/drawings.json. The program knows three ways
to write each digit, HANDS; its hand is not steady, and the same each time. It needs
tests/browser/requirements.txt and Chromium.
"""

import argparse
import json
import math
import sys

import numpy as np

from helpers.drawing import FILE, PEN
from helpers.pictures import SIDE
from tests.browser.canvas import canvas_page
from tests.browser.jupyter import chromium
from tests.support.course import ROOT
from tests.support.files import write_whole

# A digit is a list of strokes, a stroke a list of curves that meet in corners, a curve a list of
# points in a box from (0, 0), above on the left, to (1, 1).
ROUND = {
    0: [[[(0.6, 0.02), (0.2, 0.15), (0.05, 0.5), (0.2, 0.88), (0.5, 1), (0.8, 0.88), (0.95, 0.5),
          (0.8, 0.12), (0.52, 0.01)]]],
    1: [[[(0.5, 0), (0.5, 1)]]],
    2: [[[(0.1, 0.25), (0.25, 0.06), (0.55, 0), (0.82, 0.15), (0.8, 0.4), (0.5, 0.7), (0.08, 1)],
         [(0.08, 1), (0.5, 0.98), (0.95, 1)]]],
    3: [[[(0.12, 0.12), (0.45, 0), (0.8, 0.12), (0.78, 0.36), (0.4, 0.48)],
         [(0.4, 0.48), (0.78, 0.56), (0.9, 0.78), (0.6, 0.98), (0.25, 0.97), (0.05, 0.84)]]],
    4: [[[(0.62, 0), (0.3, 0.38), (0.05, 0.66)], [(0.05, 0.66), (0.95, 0.64)]],
        [[(0.7, 0.35), (0.69, 1)]]],
    5: [[[(0.2, 0), (0.15, 0.44)],
         [(0.15, 0.44), (0.5, 0.38), (0.85, 0.52), (0.88, 0.78), (0.6, 0.98), (0.1, 0.94)]],
        [[(0.2, 0.01), (0.85, 0)]]],
    6: [[[(0.75, 0), (0.35, 0.2), (0.12, 0.6), (0.25, 0.95), (0.6, 1), (0.85, 0.8), (0.7, 0.56),
          (0.4, 0.55), (0.16, 0.75)]]],
    7: [[[(0.05, 0.03), (0.5, 0.02), (0.92, 0)], [(0.92, 0), (0.6, 0.45), (0.4, 1)]]],
    8: [[[(0.75, 0.12), (0.45, 0), (0.18, 0.18), (0.45, 0.44), (0.82, 0.72), (0.6, 0.98),
          (0.25, 0.95), (0.16, 0.72), (0.5, 0.46), (0.82, 0.24), (0.74, 0.1)]]],
    9: [[[(0.85, 0.2), (0.55, 0), (0.2, 0.12), (0.15, 0.38), (0.45, 0.5), (0.78, 0.36),
          (0.86, 0.16)], [(0.86, 0.16), (0.82, 0.6), (0.55, 1)]]],
}  # fmt: skip
POINTED = ROUND | {
    0: [[[(0.5, 0), (0.15, 0.2), (0.1, 0.6), (0.3, 0.95), (0.6, 0.97), (0.88, 0.7), (0.88, 0.3),
          (0.65, 0.03), (0.42, 0.02)]]],
    1: [[[(0.25, 0.24), (0.55, 0)], [(0.55, 0), (0.55, 1)]]],
    2: [[[(0.12, 0.2), (0.45, 0), (0.8, 0.1), (0.75, 0.4), (0.4, 0.75), (0.12, 0.92), (0.1, 0.78),
          (0.3, 0.8), (0.6, 0.97), (0.95, 0.92)]]],
    3: [[[(0.1, 0.02), (0.85, 0)], [(0.85, 0), (0.4, 0.4)],
         [(0.4, 0.4), (0.8, 0.48), (0.9, 0.75), (0.55, 0.98), (0.05, 0.9)]]],
    4: [[[(0.25, 0), (0.12, 0.55)], [(0.12, 0.55), (0.5, 0.58), (0.9, 0.54)]],
        [[(0.78, 0.05), (0.72, 0.5), (0.68, 1)]]],
    5: [[[(0.85, 0), (0.22, 0.02)], [(0.22, 0.02), (0.15, 0.46)],
         [(0.15, 0.46), (0.55, 0.38), (0.88, 0.6), (0.75, 0.9), (0.4, 1), (0.08, 0.9)]]],
    7: [[[(0.05, 0.05), (0.9, 0)], [(0.9, 0), (0.55, 0.5), (0.4, 1)]],
        [[(0.3, 0.5), (0.82, 0.48)]]],
    9: [[[(0.85, 0.12), (0.5, 0), (0.15, 0.2), (0.35, 0.46), (0.7, 0.38), (0.86, 0.1)],
         [(0.86, 0.1), (0.78, 1)]]],
}  # fmt: skip
LETTER = [[[(0.5, 0), (0.05, 1)]], [[(0.5, 0), (0.95, 1)]], [[(0.22, 0.62), (0.78, 0.62)]]]
# Each hand: shapes, the box's left and upper edge, its width and height, slant and unsteadiness,
# all but the slant in pixels of the canvas.
HANDS = [
    (ROUND, (80, 45), (120, 190), 0.0, 3),
    (POINTED, (75, 50), (115, 185), 0.22, 3),
    (ROUND, (40, 95), (80, 125), -0.08, 2.5),
]


def curve(points):
    """Return points close to each other on a smooth curve through `points` (Catmull-Rom)."""
    points = np.array([points[0], *points, points[-1]], float)
    on_it = [points[:1]]
    for before, start, end, after in zip(points, points[1:], points[2:], points[3:]):
        t = np.linspace(0, 1, 9)[1:, None]
        straight = 2 * start + (end - before) * t
        bent = (2 * before - 5 * start + 4 * end - after) * t**2
        bent += (3 * start - before - 3 * end + after) * t**3
        on_it.append((straight + bent) / 2)
    return np.concatenate(on_it)


def written(strokes, place, size, slant, unsteadiness, random):
    """Return the strokes as the mouse's ways over the canvas."""
    phases, ways = random.uniform(0, 2 * math.pi, (2, 2)), random.uniform(20, 50, (2, 2))
    tilt, (wide, high) = random.normal(0, 0.03), random.uniform(0.93, 1.07, 2)
    moved = np.array(place) + random.uniform(-8, 8, 2)
    result = []
    for stroke in strokes:
        x, y = np.concatenate([curve(points) for points in stroke]).T
        x, y = wide * size[0] * (x + slant * (0.5 - y)), high * size[1] * (y + tilt * (x - 0.5))
        path = np.stack([x, y], 1) + moved
        steps = np.hypot(*np.diff(path, axis=0, prepend=path[:1]).T)
        along = np.cumsum(steps)[:, None]  # the length of the way so far
        shaking = np.sin(along / ways[0] + phases[0]) + np.sin(along / ways[1] + phases[1])
        path = path + unsteadiness * (0.6 * shaking + random.normal(0, 0.1, path.shape))
        result.append(np.clip(path, PEN / 2, SIDE - PEN / 2).round(1).tolist())
    return result


def scribble(random):
    """Return one stroke to and fro over the canvas."""
    t = np.linspace(0, 1, 150)
    x = 140 + 95 * np.sin(2 * math.pi * 5 * t) * (1 - 0.3 * t)
    y = 45 + 190 * t + 25 * np.sin(2 * math.pi * 7 * t)
    return [(np.stack([x, y], 1) + random.normal(0, 1.5, (len(t), 2))).round(1).tolist()]


def ways():
    """Return the ways of the mouse for all drawings: by name, strokes."""
    random = np.random.default_rng(6)
    found = {
        "digits": [
            [written(shapes[digit], *hand, random) for digit in range(10)]
            for shapes, *hand in HANDS
        ]
    }
    found["letter"] = written(LETTER, (70, 50), (140, 180), 0, 3, random)
    found["scribble"] = scribble(random)
    return found


def recorded(page, strokes):
    """Draw strokes on the canvas of a page; return those that the canvas hands over."""
    page.clear()
    page.draw(strokes)
    return page.strokes()


def record(browser):
    """Return the recorded drawings as the text of a JSON file."""
    wanted = ways()
    with canvas_page(browser) as page:
        digits = [[recorded(page, strokes) for strokes in hand] for hand in wanted["digits"]]
        rest = {name: recorded(page, wanted[name]) for name in ["letter", "scribble"]}
    lines = [",\n".join(json.dumps(strokes, separators=(",", ":")) for strokes in hand)
             for hand in digits]  # fmt: skip
    text = '{"digits": [\n[\n' + "\n], [\n".join(lines) + "\n]\n]"
    for name, strokes in rest.items():
        text += f',\n"{name}": {json.dumps(strokes, separators=(",", ":"))}'
    return text + "}\n"


def main(arguments):
    """Write the recorded drawings; return what went wrong, or None."""
    argparse.ArgumentParser(
        prog="python -m tests.commands.drawings", description=__doc__.partition("\n")[0]
    ).parse_args(arguments)
    try:
        from playwright.sync_api import Error
    except ModuleNotFoundError:
        return (
            "drawings: Playwright is not installed; "
            "run pip install -r tests/browser/requirements.txt"
        )
    try:
        with chromium() as browser:
            write_whole(FILE, record(browser).encode("utf-8"))
    except Error as error:
        if "Executable doesn't exist" in error.message:
            return "drawings: there is no browser; run python -m playwright install chromium"
        raise
    print(f"written: {FILE.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
