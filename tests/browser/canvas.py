"""The canvas of helpers/canvas.js: on a page of its own, without Jupyter; and a hand that draws."""

import ast
import contextlib

from tests.support.course import ROOT

SCRIPT, STYLE = ROOT / "helpers" / "canvas.js", ROOT / "helpers" / "canvas.css"
PAGE = "http://canvas.invalid/"  # nothing goes to the network: the page is answered here

# A stand-in for the model that Jupyter keeps: what a widget's two halves share.
START = """async ([pen, label]) => {
    const values = {sheet: {strokes: [], background: ""}, message: "", pen, label};
    const listeners = {};
    window.sent = [];
    window.saved = 0;
    window.model = {
        get: name => values[name],
        set: (name, value) => {
            values[name] = value;
            (listeners["change:" + name] ?? []).forEach(tell => tell());
        },
        save_changes: () => { window.saved += 1; },
        send: (content, callbacks, buffers) => window.sent.push(
            {...content, bytes: [...new Uint8Array(buffers?.[0] ?? 0)]}),
        on: (event, tell) => { (listeners[event] ??= []).push(tell); },
        off: (event, tell) => { listeners[event] = listeners[event].filter(one => one !== tell); },
    };
    const {default: widget} = await import("./canvas.js");
    window.leave = widget.render({model: window.model, el: document.querySelector("#widget")});
}"""


class CanvasPage:
    """The canvas on a page."""

    def __init__(self, page):
        self.page = page
        self.canvas = page.locator(".sketch canvas")

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def draw(self, strokes):
        draw(self.canvas, strokes)

    def clear(self):
        if self.button("Clear").is_enabled():
            self.button("Clear").click()

    def strokes(self):
        return self.page.evaluate("() => window.model.get('sheet').strokes")


@contextlib.contextmanager
def canvas_page(browser, pen=22, label=-1, **options):
    """Open the canvas on a page of its own; `options` are Playwright's, of a new page."""
    page = browser.new_page(**options)
    html = f"<!doctype html><html lang=en><title>Canvas</title><style>{STYLE.read_text('utf-8')}"
    html += "</style><main><h1>Canvas</h1><div id=widget></div></main></html>"
    script = {"content_type": "text/javascript", "body": SCRIPT.read_text("utf-8")}
    page.route("**", lambda route: route.abort())
    page.route(PAGE, lambda route: route.fulfill(content_type="text/html", body=html))
    page.route(PAGE + "canvas.js", lambda route: route.fulfill(**script))
    try:
        page.goto(PAGE)
        page.evaluate(START, [pen, label])
        yield CanvasPage(page)
    finally:
        page.close()


def has_canvas(cell):
    """Whether a cell of a notebook shows a canvas when it has been run."""
    if cell.cell_type != "code" or "sketch(" not in cell.source:
        return False
    calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
    return any(ast.unparse(call.func).split(".")[-1] == "sketch" for call in calls)


def draw(canvas, strokes):
    """Draw strokes, lists of points (x, y) on the canvas, with the mouse."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    left, top = box["x"], box["y"]
    mouse = canvas.page.mouse
    for (x, y), *following in strokes:
        mouse.move(left + x, top + y)
        mouse.down()
        for x, y in following:
            mouse.move(left + x, top + y)
        mouse.up()


def fingers(canvas):
    """Return a function that touches the canvas: of Chromium's kind of event, and of fingers, each
    as its number and (x, y)."""
    canvas.scroll_into_view_if_needed()
    box, session = canvas.bounding_box(), canvas.page.context.new_cdp_session(canvas.page)

    def touch(kind, *places):
        points = [{"x": box["x"] + x, "y": box["y"] + y, "id": i} for i, (x, y) in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch
