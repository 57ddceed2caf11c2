"""The sliders of a picture: which a cell shows, and a hand that moves them."""

import ast
import time


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


def picture(shown, other_than=None, equal_to=None, seconds=60):
    """Return the one picture of a cell on the page, as a data address, once it is drawn and stays.

    That is, if it is the one that is waited for, or when the time is over.
    """
    end = time.monotonic() + seconds
    last, since = None, time.monotonic()
    while True:
        found = shown.locator(".jp-OutputArea-output img")
        now = found.get_attribute("src") if found.count() == 1 else None
        if now is None or now != last:
            last, since = now, time.monotonic()
        awaited = now != other_than and equal_to in (None, now)
        if time.monotonic() > end or (awaited and now and time.monotonic() > since + 0.5):
            return now
        shown.page.wait_for_timeout(50)


def arrows(slider):
    """The key that moves a slider, away from its end, and the key that moves it back."""
    at_end = slider.get_attribute("aria-valuenow") == slider.get_attribute("aria-valuemax")
    return ("ArrowLeft", "ArrowRight") if at_end else ("ArrowRight", "ArrowLeft")


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
