"""Run notebooks afresh and save their outputs: `python -m tests.commands.refresh [NOTEBOOK ...]`.

Without arguments, all notebooks of the course. Beside each it saves what its pictures show
(tests/support/records.py). A notebook is written only after all its cells have run; if one fails,
the error is shown and the files stay as they were.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.support.course import METADATA, NOTEBOOKS
from tests.support.files import write_whole
from tests.support.records import RECORD, dump, read_pictures, record_of


def run(notebook, folder):
    """Execute a notebook in a new kernel, in this folder; return what its pictures show.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised.
    """
    pictures, seen = {}, 0

    def note(cell, **_):
        nonlocal seen
        drawn = read_pictures(file)[seen:]
        if drawn:
            pictures[cell.id], seen = drawn, seen + len(drawn)

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,  # seconds, for a cell
        record_timing=False,  # no execution times in the file: they change on every run
        coalesce_streams=True,  # of a progress bar, keep what remains on the screen
        resources={"metadata": {"path": folder}},
        on_notebook_start=lambda **_: client.kc.execute(RECORD, silent=True),
        on_cell_executed=note,
    )
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary, "pictures.jsonl")
        with mock.patch.dict(os.environ, {"COURSE_PICTURES": str(file)}):
            client.execute()
    return pictures


def refresh(path):
    """Execute the notebook at `path` from top to bottom, and write it and its record back.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised; nothing is written.
        ValueError: the file is no notebook; nothing is written.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except nbformat.reader.NotJSONError:
        raise ValueError(f"{path} is not a notebook") from None
    pictures = run(notebook, path.parent)
    notebook.metadata = METADATA
    write_whole(path, (nbformat.writes(notebook) + "\n").encode("utf-8"))
    record = record_of(path)
    record.parent.mkdir(exist_ok=True)
    write_whole(record, dump(pictures).encode("utf-8"))


def main(arguments):
    """Refresh the notebooks named; return what went wrong, or None."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.commands.refresh", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    paths = parser.parse_args(arguments).notebooks or NOTEBOOKS
    missing = [str(path) for path in paths if path.suffix != ".ipynb" or not path.is_file()]
    if missing:
        return f"refresh: no notebook: {', '.join(missing)}; expected files that end in .ipynb"
    for path in paths:
        print(f"running {path.name} ...", flush=True)
        try:
            refresh(path)
        except ValueError as error:
            return f"refresh: {error}"
        except CellExecutionError as error:
            return f"refresh: {path} stays as it was, because a cell failed:\n{error}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
