"""A browser, and a JupyterLab that serves all tests."""

import pytest

from tests.browser.jupyter import chromium, readme_arguments, running
from tests.support.course import copy_project


@pytest.fixture(scope="session")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A copy of the project, for Jupyter to write to."""
    return copy_project(tmp_path_factory.mktemp("project") / "project")


@pytest.fixture(scope="session")
def lab(project, tmp_path_factory):
    """JupyterLab, started by the README's command in an empty home."""
    with running(readme_arguments(), project, tmp_path_factory.mktemp("lab")) as jupyter:
        yield jupyter


@pytest.fixture(scope="session")
def jupyter_notebook(project, tmp_path_factory):
    with running(["notebook"], project, tmp_path_factory.mktemp("notebook")) as jupyter:
        yield jupyter
