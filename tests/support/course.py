"""What the tests know about the course: where its notebooks are (found, not listed)."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
# Not a learner's Untitled.ipynb.
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))

MOST_MEBIBYTES = 1024  # memory of a notebook's kernel: Binder guarantees it; 900 is aimed at

# Metadata of a committed notebook: all else differs between machines or runs.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def markdown(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def tags(cell):
    return cell.metadata.get("tags", [])


def copy_project(destination):
    """Copy what belongs to the project, without environments, caches and results."""
    left_out = [".git", ".venv", ".nox", ".*cache", ".hypothesis", ".ipynb_checkpoints"]
    left_out += ["__pycache__", "*.egg-info", "build", "test-results"]
    return shutil.copytree(ROOT, destination, ignore=shutil.ignore_patterns(*left_out))


def environment(**changes):
    """Return this process's environment, with changes, for a process that starts kernels.

    A kernel hides what native code writes to stderr when it sees PYTEST_CURRENT_TEST.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return inherited | {name: str(value) for name, value in changes.items()}


def pictures(cell):
    """The pictures among the outputs of a cell, as base64."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [kinds["image/png"] for kinds in data if "image/png" in kinds]


def has_progress_bar(cell):
    return any("100% |" in output.get("text", "") for output in cell.get("outputs", []))
