"""Jupyter, and somebody who uses it in a browser: what the browser tests share."""

import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.request
from pathlib import Path

from tests.support.course import README, ROOT, read

RESULTS = ROOT / "test-results"  # pictures to look at, ignored by git
WIDTH, HEIGHT = 1300, 1600
SECONDS = 600  # to wait for anything, at most: the budgets have tests of their own

# What Jupyter is told in its settings: to draw cells outside of the window as well (it draws those
# inside alone, by default), and not to ask whether it may fetch news.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false"},
}

# What each notebook asks of other machines, and does well without.
BADGES = [
    "https://mybinder.org/badge_logo.svg",
    "https://colab.research.google.com/assets/colab-badge.svg",
]
BADGE = '<svg xmlns="http://www.w3.org/2000/svg" width="110" height="20"><rect width="100%" height="100%" fill="grey"/></svg>'  # noqa: E501

# What a learner sees of each cell.
DESCRIBE = """() => [...document.querySelectorAll('.jp-Notebook-cell')].map(cell => {
    const all = (selector, fact) => [...cell.querySelectorAll(selector)].map(fact);
    const right = element => element.getBoundingClientRect().right;
    const image = i => ({
        drawn: i.naturalWidth > 0 && i.naturalHeight > 0 && i.getBoundingClientRect().height > 0,
        fits: right(i) <= right(i.closest('.jp-Cell-outputArea, .jp-MarkdownOutput')) + 1,
        alt: i.alt,
    });
    return {
        prompt: cell.querySelector('.jp-InputArea-prompt')?.textContent,
        kinds: all('.jp-OutputArea-output [data-mime-type], .jp-OutputArea-output[data-mime-type]',
                   output => output.dataset.mimeType),
        pictures: all('.jp-OutputArea-output img', image),
        sliders: all('.widget-slider .widget-label', label => label.textContent),
        canvases: all('.sketch canvas', canvas => canvas.getBoundingClientRect().height > 0),
        images: all('.jp-MarkdownOutput img', image),
        formulas: all('mjx-container', formula => formula.getBoundingClientRect().width > 0),
        refused: all('mjx-merror, [data-mjx-error]', formula => formula.textContent),
        folded: all('.jp-MarkdownOutput details', details => !details.open),
        prose: all('.jp-MarkdownOutput', output => output.textContent).join(''),
    };
})"""

# Twenty times a second, note which cells wait or run, and where their progress bars stand.
WATCH = """() => {
    window.seen = [...document.querySelectorAll('.jp-Notebook-cell')].map(
        () => ({started: false, percentages: []}));
    setInterval(() => document.querySelectorAll('.jp-Notebook-cell').forEach((cell, i) => {
        const prompt = cell.querySelector('.jp-InputArea-prompt')?.textContent ?? '';
        window.seen[i].started ||= prompt.includes('*');
        for (const output of cell.querySelectorAll('.jp-OutputArea-output')) {
            const known = window.seen[i].percentages;
            for (const [, percentage] of output.textContent.matchAll(/(\\d+)% \\|/g))
                if (window.seen[i].started && !known.includes(+percentage))
                    known.push(+percentage);
        }
    }), 50);
}"""

# Whether each cell whose prompt is shown has been run, or one of them has failed.
FINISHED = """() => {
    if (document.querySelector('[data-mime-type="application/vnd.jupyter.error"]')) return true;
    return [...document.querySelectorAll('.jp-Notebook-cell')].every((cell, i) => {
        const prompt = cell.querySelector('.jp-CodeCell .jp-InputArea-prompt');
        return !prompt || (window.seen[i].started && /\\d/.test(prompt.textContent));
    });
}"""

# Note in `window.ran` when a cell has been run.
WATCH_ONE = """cell => {
    window.ran = false;
    const prompt = cell.querySelector('.jp-InputArea-prompt');
    let started = false;
    const look = () => {
        if (prompt.textContent.includes('*')) started = true;
        else if (started) window.ran = true;
    };
    const everything = {childList: true, characterData: true, subtree: true};
    new MutationObserver(look).observe(prompt, everything);
}"""

# Whether no cell waits or runs, and every picture is loaded, or can't be.
SETTLED = """() => !document.querySelector('.jp-Notebook').textContent.includes('[*]')
    && [...document.images].every(image => image.complete)"""


@contextlib.contextmanager
def chromium():
    """Headless Chromium: Debian's, or else the one that Playwright installed."""
    # Imported here: only the browser tests need it.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        browser.close()


def readme_arguments():
    """The arguments that the README gives to `jupyter`, to open the course."""
    command = re.search(r"&& \.venv/bin/jupyter (lab .+)$", README.read_text("utf-8"), re.MULTILINE)
    return command[1].split()


class Jupyter:
    """A running Jupyter server: JupyterLab, or ("notebook") Jupyter Notebook."""

    # A proxy that the environment may name is not for this machine's own servers.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __init__(self, app, address, token, project):
        self.app, self.address, self.token, self.project = app, address, token, project

    def ask(self, path, method="GET"):
        """Return what Jupyter's REST interface answers."""
        header = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.address + path, method=method, headers=header)
        with self.opener.open(request, timeout=5) as answer:
            return json.loads(answer.read() or "null")

    def wait_until_it_answers(self, process, log, seconds=60):
        end = time.monotonic() + seconds
        while True:
            try:
                return self.ask("api/status")
            except OSError:
                late = time.monotonic() > end
                assert process.poll() is None and not late, f"no Jupyter:\n{log.read_text('utf-8')}"
                time.sleep(0.2)

    def wait_for_a_kernel(self, seconds=SECONDS):
        end = time.monotonic() + seconds
        while [s["kernel"]["execution_state"] for s in self.ask("api/sessions")] != ["idle"]:
            assert time.monotonic() < end, "no kernel"
            time.sleep(0.2)

    def shut_down_kernels(self):
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def address_of(self, path):
        """The address of a notebook, without the tabs that were open before."""
        place = "notebooks" if self.app == "notebook" else "lab/tree"
        return f"{self.address}{place}/notebooks/{path.name}?token={self.token}&reset"


@contextlib.contextmanager
def running(arguments, project, folder):
    """Run `jupyter` in the folder `project`, with the home `folder`/home."""
    home = folder / "home"
    for name, setting in SETTINGS.items():
        file = home / f".jupyter/lab/user-settings/@jupyterlab/{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(setting), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    no_screen = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        no_screen.append("--allow-root")
    # A kernel hides what native code writes to stderr when it sees PYTEST_CURRENT_TEST.
    left_out = ("JUPYTER", "PYTEST", "XDG_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    own = {"HOME": home, "USERPROFILE": home, "JUPYTER_TOKEN": token, "PYTHONPATH": project}
    log = folder / "log"
    with log.open("w+b") as file:
        process = subprocess.Popen(
            [Path(sysconfig.get_path("scripts"), "jupyter"), *arguments, *no_screen],
            cwd=project,
            env=kept | {name: str(value) for name, value in own.items()},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            jupyter = Jupyter(arguments[0], f"http://127.0.0.1:{port}/", token, project)
            jupyter.wait_until_it_answers(process, log)
            yield jupyter
        finally:
            process.terminate()
            process.wait(60)


class Learner:
    """Somebody in front of a Jupyter page. What the page complains about is in `complaints`.

    Exceptions in Jupyter's own scripts are left out: Notebook 7.6 starts with one.
    """

    def __init__(self, page):
        self.page = page
        self.complaints = []
        page.on("console", self.hear)
        page.route(re.compile(r"^https?://(?!127\.0\.0\.1:)"), self.refuse)

    def hear(self, message):
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def refuse(self, route):
        if route.request.url in BADGES:
            return route.fulfill(content_type="image/svg+xml", body=BADGE)
        self.complaints.append(f"asked another machine for {route.request.url}")
        route.abort()

    def wait_for_tab(self, name):
        """Wait until the tab of the document `name` is the current one."""
        tab = self.page.locator(".lm-DockPanel-tabBar .jp-mod-current")
        tab.get_by_text(name, exact=True).wait_for()

    def choose(self, *names):
        """Choose an item of a menu."""
        labels = self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel")
        for name in names:
            labels.filter(has_text=re.compile(f"^{name}$")).click()

    def choose_theme(self, name):
        self.choose("Settings", "Theme", f"JupyterLab {name}")
        light = str(name == "Light").lower()
        self.page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")

    def run_all_cells(self):
        self.page.evaluate(WATCH)
        self.choose("Run", "Run All Cells")
        self.page.wait_for_function(FINISHED, polling=200)
        self.page.wait_for_function(SETTLED, polling=200)

    def cell(self, place):
        """The cell that is number `place` from the top, the first being 0."""
        return self.page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{place}"]')

    def write(self, place, source):
        """Put `source` into a cell, in place of what stands there."""
        self.cell(place).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(source)

    def run_cell(self, place):
        """Run a cell, and return what it shows as text."""
        cell = self.cell(place)
        cell.locator(".cm-content").click()
        cell.evaluate(WATCH_ONE)
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function("() => window.ran", polling=50)
        return "".join(cell.locator(".jp-OutputArea-output").all_inner_texts())

    def run_until(self, place):
        """Run all cells from the top to this one."""
        self.cell(place).locator(".cm-content").click()
        self.choose("Run", "Run All Above Selected Cell")
        self.run_cell(place)
        self.page.wait_for_function(SETTLED, polling=200)

    def cells(self):
        return self.page.evaluate(DESCRIBE)

    def photograph(self, name):
        """Save the page as pictures `name-01.png` ... in RESULTS."""
        RESULTS.mkdir(exist_ok=True)
        for old in RESULTS.glob(f"{name}-*.png"):
            old.unlink()
        panel = self.page.locator(".jp-WindowedPanel-outer").first
        height, all_of_it = panel.evaluate("panel => [panel.clientHeight, panel.scrollHeight]")
        for number, top in enumerate(range(0, all_of_it, height), 1):
            panel.evaluate("(panel, top) => { panel.scrollTop = top; }", top)
            self.page.screenshot(path=RESULTS / f"{name}-{number:02}.png")


@contextlib.contextmanager
def opened(jupyter, browser, path, address=None, width=WIDTH):
    """Open a notebook as it was committed, and close it in the end."""
    shutil.copy(path, jupyter.project / "notebooks")
    page = browser.new_page(viewport={"width": width, "height": HEIGHT})
    try:
        page.set_default_timeout(SECONDS * 1000)
        learner = Learner(page)
        page.goto(address or jupyter.address_of(path))
        if jupyter.app == "lab":
            learner.wait_for_tab(path.name)
        learner.cell(len(read(path).cells) - 1).wait_for()
        # What is run before there is a kernel is lost.
        jupyter.wait_for_a_kernel()
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first.wait_for(
            state="attached"
        )
        yield learner
    except Exception:
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=RESULTS / f"failed-{jupyter.app}-{path.stem}.png")
        raise
    finally:
        page.close()
        jupyter.shut_down_kernels()
