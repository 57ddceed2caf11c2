"""Run notebooks afresh and save their outputs: `python tests/refresh.py [NOTEBOOK ...]`.

Without arguments, all notebooks of the course. A notebook is written only after all its cells
have run; if one fails, the error is shown and the file stays as it was.
"""

import os
import sys
from pathlib import Path

import nbformat
from course import METADATA, NOTEBOOKS
from nbclient import NotebookClient


def refresh(path):
    """Execute the notebook at `path` from top to bottom in a new kernel, and write it back.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised; nothing is written.
    """
    notebook = nbformat.read(path, as_version=4)
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
    finished = path.with_suffix(".finished")
    nbformat.write(notebook, finished)
    os.replace(finished, path)


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or NOTEBOOKS:
        print(f"running {path.name} ...", flush=True)
        refresh(path)
