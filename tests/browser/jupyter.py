"""Jupyter, and somebody who uses it in a browser: what the browser tests share."""

import contextlib
import os
import re
import secrets
import socket
import subprocess
import sysconfig
import time
import urllib.request
from pathlib import Path

from tests.support.course import NOTEBOOKS, README, ROOT, read

RESULTS = ROOT / "test-results"  # pictures to look at, ignored by git
WIDTH = 1300
# Jupyter draws only the cells in the window. In one as tall as the longest notebook, it draws all.
HEIGHT = 24000
SECONDS = 240  # to wait for anything, at most: the budgets have tests of their own

# What a learner sees of each cell.
DESCRIBE = """() => [...document.querySelectorAll('.jp-Notebook-cell')].map(cell => {
    const all = (selector, fact) => [...cell.querySelectorAll(selector)].map(fact);
    const right = element => element.getBoundingClientRect().right;
    const image = i => ({
        drawn: i.naturalWidth > 0 && i.naturalHeight > 0 && i.getBoundingClientRect().height > 0,
        fits: right(i) <= right(i.closest('.jp-OutputArea, .jp-MarkdownOutput')) + 1,
        alt: i.alt,
    });
    return {
        prompt: cell.querySelector('.jp-InputArea-prompt')?.textContent,
        kinds: all('.jp-OutputArea-output [data-mime-type], .jp-OutputArea-output[data-mime-type]',
                   output => output.dataset.mimeType),
        pictures: all('.jp-OutputArea-output img', image),
        images: all('.jp-MarkdownOutput img', image),
        formulas: all('mjx-container', formula => formula.getBoundingClientRect().width > 0),
        refused: all('mjx-merror, [data-mjx-error]', formula => formula.textContent),
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

# Whether no cell waits or runs, and every picture is loaded, or can't be.
SETTLED = """() => !document.querySelector('.jp-Notebook').textContent.includes('[*]')
    && [...document.images].every(image => image.complete)"""


def readme_arguments():
    """The arguments that the README gives to `jupyter`, to open the course."""
    command = re.search(r"&& \.venv/bin/jupyter (lab .+)$", README.read_text("utf-8"), re.MULTILINE)
    return command[1].split()


@contextlib.contextmanager
def server(arguments, project, folder):
    """Run `jupyter` in `project`, with an empty home in `folder`; give its address and token."""
    folder.mkdir()
    (folder / "home").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    no_screen = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        no_screen.append("--allow-root")
    # A kernel hides what native code writes to stderr when it sees PYTEST_CURRENT_TEST.
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "PYTEST"))}
    home = str(folder / "home")
    own = {"HOME": home, "USERPROFILE": home, "JUPYTER_TOKEN": token, "PYTHONPATH": str(project)}
    jupyter = Path(sysconfig.get_path("scripts"), "jupyter")
    with open(folder / "log", "w+b") as log:
        process = subprocess.Popen(
            [jupyter, *arguments, *no_screen],
            cwd=project,
            env=kept | own,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}/"
            wait_until_it_answers(address + f"api/status?token={token}", process, folder / "log")
            yield address, token
        finally:
            process.terminate()
            process.wait(60)


def wait_until_it_answers(url, process, log, seconds=60):
    end = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            late = time.monotonic() > end
            assert process.poll() is None and not late, f"no Jupyter:\n{log.read_text('utf-8')}"
            time.sleep(0.2)


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
        # Jupyter writes `attachment:` into the page, then replaces it by the image.
        known = message.location["url"].startswith("attachment:")
        if message.type == "error" and not known:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def refuse(self, route):
        self.complaints.append(f"asked another machine for {route.request.url}")
        route.abort()

    def decline_news(self):
        """JupyterLab asks, on its first start, whether to fetch news."""
        question = self.page.locator(".Toastify__toast", has_text="official Jupyter news")
        question.get_by_role("button", name="No", exact=True).click()
        question.wait_for(state="hidden")

    def wait_for_tab(self, name):
        """Wait until the tab of the document `name` is the current one."""
        tab = self.page.locator(".lm-DockPanel-tabBar .jp-mod-current")
        tab.get_by_text(name, exact=True).wait_for()

    def choose(self, *names):
        """Choose an item of a menu."""
        labels = self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel")
        for name in names:
            labels.filter(has_text=re.compile(f"^{name}$")).click()

    def run_all_cells(self):
        self.page.evaluate(WATCH)
        self.choose("Run", "Run All Cells")
        self.page.wait_for_function(FINISHED, polling=200)

    def unfold(self):
        """Open the folded solutions, and wait for those that are still running."""
        self.choose("View", "Expand All Code")
        self.choose("View", "Expand All Outputs")
        self.page.wait_for_function(SETTLED, polling=200)

    def cells(self):
        return self.page.evaluate(DESCRIBE)

    def photograph(self, name):
        """Save the page as pictures `name-01.png` ... in RESULTS."""
        RESULTS.mkdir(exist_ok=True)
        for old in RESULTS.glob(f"{name}-*.png"):
            old.unlink()
        bottom = self.page.locator(".jp-Notebook-cell").evaluate_all(
            "cells => Math.max(...cells.map(cell => cell.getBoundingClientRect().bottom))"
        )
        for number, top in enumerate(range(0, int(bottom), 1500), 1):
            clip = {"x": 0, "y": top, "width": WIDTH, "height": 1500}
            self.page.screenshot(path=RESULTS / f"{name}-{number:02}.png", clip=clip)


@contextlib.contextmanager
def notebook_opened(browser, project, folder, path, app="lab", height=1000):
    """Start JupyterLab ("lab") or Jupyter Notebook ("notebook"), and open a notebook there.

    JupyterLab is started by the README's command, which opens the first notebook by itself.
    """
    command = readme_arguments() if app == "lab" else ["notebook"]
    with server(command, project, folder / "server") as (address, token):
        page = browser.new_page(viewport={"width": WIDTH, "height": height})
        page.set_default_timeout(SECONDS * 1000)
        learner = Learner(page)
        if app == "notebook":
            address += f"notebooks/notebooks/{path.name}"
        elif path != NOTEBOOKS[0]:
            address += f"lab/tree/notebooks/{path.name}"
        page.goto(f"{address}?token={token}")
        if app == "lab":
            learner.decline_news()
            learner.wait_for_tab(path.name)
        page.locator(".jp-Notebook-cell").first.wait_for()
        if height == HEIGHT:
            page.locator(".jp-Notebook-cell").nth(len(read(path).cells) - 1).wait_for()
        yield learner
        page.close()
