"""Jupyter, and somebody who uses it in a browser: what the browser tests share."""

import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from pathlib import Path

from tests.support.course import README, ROOT, read

RESULTS = ROOT / "test-results"  # pictures to look at, ignored by git
WIDTH, HEIGHT = 1300, 1600
ERROR = '[data-mime-type="application/vnd.jupyter.error"]'
ERRORS = f'{ERROR}, [data-mime-type="application/vnd.jupyter.stderr"]'
SECONDS = 600  # to wait for anything, at most: the budgets have tests of their own

# What Jupyter is told in its settings: to draw cells outside of the window as well (it draws those
# inside alone, by default), to be as dark as the browser asks, and not to fetch news.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/themes": {"adaptive-theme": True},
    "apputils-extension/notification": {"fetchNews": "false"},
}
# What a user may have besides, which must do no harm: an older kernel, and a proxy.
OLD_KERNEL = {"argv": ["no-such-python"], "display_name": "Old", "language": "python"}
PROXY = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}

# What each notebook asks of other machines, and does well without.
BADGES = ["mybinder.org/badge_logo.svg", "colab.research.google.com/assets/colab-badge.svg"]

# What a learner sees of each cell.
DESCRIBE = """() => [...document.querySelectorAll('.jp-Notebook-cell')].map(cell => {
    const all = (selector, fact) => [...cell.querySelectorAll(selector)].map(fact);
    const right = element => element.getBoundingClientRect().right;
    const whole = image => image.naturalWidth > 0 && image.getBoundingClientRect().height > 0
        && right(image) <= right(image.closest('.jp-Cell-outputArea')) + 1;
    const typeset = formula => formula.getBoundingClientRect().width > 0
        && !formula.querySelector('mjx-merror, [data-mjx-error]');
    return {
        pictures: all('.jp-OutputArea-output img', whole),
        formulas: all('mjx-container', typeset),
        hidden: cell.querySelector('.jp-InputPlaceholder') !== null,
    };
})"""

# Whether a cell has a number again, or any has failed.
RAN = f"prompt => /\\d/.test(prompt.textContent) || document.querySelector('{ERROR}')"

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


def wait_for(fact, what, seconds=SECONDS):
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, f"no {what}"
        time.sleep(0.2)


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
        with self.opener.open(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def is_up(self):
        try:
            return self.ask("api/status")
        except OSError:
            return False

    def has_a_kernel(self):
        return [s["kernel"]["execution_state"] for s in self.ask("api/sessions")] == ["idle"]

    def shut_down_kernels(self):
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def address_of(self, path):
        """The address of a notebook, without the tabs that were open before."""
        place = "notebooks" if self.app == "notebook" else "lab/tree"
        return f"{self.address}{place}/notebooks/{path.name}?token={self.token}&reset"


@contextlib.contextmanager
def running(arguments, project, folder, disabled=()):
    """Run `jupyter` in the folder `project`, at home in `folder`, without extensions `disabled`."""
    home = folder / "home"
    files = {
        f".jupyter/lab/user-settings/@jupyterlab/{name}.jupyterlab-settings": setting
        for name, setting in SETTINGS.items()
    }
    files[".jupyter/labconfig/page_config.json"] = {
        "disabledExtensions": dict.fromkeys(disabled, True)
    }
    if sys.prefix != sys.base_prefix:  # the README's command makes a .venv, whose kernel is used
        files[".local/share/jupyter/kernels/python3/kernel.json"] = OLD_KERNEL
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(json.dumps(content), "utf-8")
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
    own = {"HOME": home, "JUPYTER_TOKEN": token, "PYTHONPATH": project} | PROXY
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
            wait_for(jupyter.is_up, f"Jupyter: see {log}", seconds=300)
            yield jupyter
        finally:
            process.terminate()
            try:
                process.wait(60)
            finally:
                process.kill()


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
        if not route.request.url.endswith(tuple(BADGES)):
            self.complaints.append(f"asked another machine for {route.request.url}")
        route.fulfill(body="")

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
        prompt = cell.locator(".jp-InputArea-prompt").element_handle()
        prompt.evaluate("prompt => { prompt.textContent = ''; }")
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function(RAN, arg=prompt, polling=50)
        return "".join(cell.locator(".jp-OutputArea-output").all_inner_texts())

    def run_until(self, place):
        """Run all cells from the top to this one."""
        self.cell(place).locator(".cm-content").click()
        for name in ["Run", "Run All Above Selected Cell"]:
            labels = self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel")
            labels.filter(has_text=re.compile(f"^{name}$")).click()
        self.run_cell(place)
        self.page.wait_for_function(SETTLED, polling=200)

    def train_less(self, path):
        """Write fewer steps into the cell of parameters: here, nothing depends on how many."""
        saved = read(path).cells
        place = next(n for n, c in enumerate(saved) if "parameters" in c.metadata.get("tags", []))
        fewer = re.sub(r"(?m)^(steps|trial_steps) = \d+", r"\1 = 40", saved[place].source)
        self.write(place, fewer)

    def cells(self):
        return self.page.evaluate(DESCRIBE)

    def errors(self):
        """What stands on the page as an error, or as written to stderr."""
        return self.page.locator(ERRORS).all_inner_texts()


@contextlib.contextmanager
def opened(jupyter, browser, path, address=None, **options):
    """Open a notebook as it was committed, and close it; `options` are Playwright's, of a page."""
    shutil.copy(path, jupyter.project / "notebooks")
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, **options)
    try:
        page.set_default_timeout(SECONDS * 1000)
        learner = Learner(page)
        page.goto(address or jupyter.address_of(path))
        if jupyter.app == "lab":
            tab = page.locator(".lm-DockPanel-tabBar .jp-mod-current")
            tab.get_by_text(path.name, exact=True).wait_for()
        learner.cell(len(read(path).cells) - 1).wait_for()
        # What is run before there is a kernel is lost.
        wait_for(jupyter.has_a_kernel, "kernel")
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
