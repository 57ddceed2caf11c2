"""A browser, for the tests that need one."""

import shutil

import pytest

from tests.support.course import copy_project


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
