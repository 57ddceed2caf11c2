"""The sliders of a picture: which a cell shows, and a hand that moves them."""

import ast
import time

SOURCES = "images => images.map(image => image.src)"


def sliders(cell):
    """The names of the sliders that a cell of a notebook shows when it has been run."""
    if cell.cell_type != "code" or "explore(" not in cell.source:
        return []
    return [
        keyword.arg
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "explore"
        for keyword in node.keywords
        if keyword.arg not in ("draw", "stills")
    ]


def picture(shown, other_than=None, equal_to=None, seconds=180):
    """Return the one picture of a cell on the page, as a data address, once it is drawn and stays.

    That is, if it is the one that is waited for, or when the time is over.
    """
    status = shown.page.locator(".jp-Notebook-ExecutionIndicator").first
    end = time.monotonic() + seconds
    last, since = None, time.monotonic()
    while True:
        found = shown.locator(".jp-OutputArea-output img").evaluate_all(SOURCES)
        now = found[0] if len(found) == 1 else None
        idle = status.get_attribute("data-status") == "idle"  # else another picture may come
        if now is None or now != last or not idle:
            last, since = now, time.monotonic()
        awaited = now != other_than and equal_to in (None, now)
        if time.monotonic() > end or (awaited and now and time.monotonic() > since + 0.5):
            return now
        shown.page.wait_for_timeout(50)


def drag(slider):
    """Drag the handle of a slider a third of its way, towards its middle."""
    slider.scroll_into_view_if_needed()
    track = slider.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
    handle = slider.bounding_box()
    x, y = (handle[side] + handle[size] / 2 for side, size in [("x", "width"), ("y", "height")])
    right = x < track["x"] + track["width"] / 2
    mouse = slider.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + (1 if right else -1) * track["width"] / 3, y, steps=5)
    mouse.up()
