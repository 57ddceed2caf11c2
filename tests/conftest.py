"""A browser, for the tests that need one; and a table at the end: what the notebooks took."""

import shutil

import pytest
from course import copy_project
from isolation import available

MEASUREMENTS = pytest.StashKey()


def pytest_addoption(parser):
    parser.addoption(
        "--save-pictures",
        action="store_true",
        help="with -m browser: write the README's pictures anew, to .github/pictures/",
    )


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium: Debian's, or else the one that Playwright installed."""
    # Imported here: only the browser tests need it.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A copy of the project, for Jupyter to write to."""
    return copy_project(tmp_path_factory.mktemp("project") / "project")


@pytest.fixture
def measurements(request):
    """A list of rows (notebook, what it took, most seconds, most MiB) for the table."""
    return request.config.stash.setdefault(MEASUREMENTS, [])


def pytest_terminal_summary(terminalreporter, config):
    rows = config.stash.get(MEASUREMENTS, [])
    if rows:
        terminalreporter.section("notebooks: time and peak memory, and their budgets")
        refused = "no network device" if available() else "the network refused by Python alone"
        terminalreporter.line(f"(run with {refused})")
    for name, took, most_seconds, most_mebibytes in rows:
        mebibytes = took["mebibytes"]
        memory = "memory not measured" if mebibytes is None else f"{mebibytes:4.0f} MiB"
        terminalreporter.line(
            f"{name:32} {took['seconds']:5.1f} s of {most_seconds} s   "
            f"{memory} of {most_mebibytes} MiB"
        )
