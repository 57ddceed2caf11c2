"""Run notebooks afresh and save their outputs: `python -m tests.commands.refresh [NOTEBOOK ...]`.

Without arguments, all notebooks of the course. A notebook is written only after all its cells
have run; if one fails, the error is shown and the file stays as it was.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.support.course import METADATA, NOTEBOOKS
from tests.support.files import write_whole


def refresh(path):
    """Execute the notebook at `path` from top to bottom in a new kernel, and write it back.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised; nothing is written.
        ValueError: the file is no notebook; nothing is written.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except nbformat.reader.NotJSONError:
        raise ValueError(f"{path} is not a notebook") from None
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,  # seconds, for a cell
        record_timing=False,  # no execution times in the file: they change on every run
        coalesce_streams=True,  # of a progress bar, keep what remains on the screen
        resources={"metadata": {"path": path.parent}},
    )
    client.execute()
    notebook.metadata = METADATA
    write_whole(path, (nbformat.writes(notebook) + "\n").encode("utf-8"))


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
