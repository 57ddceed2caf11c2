"""Run notebooks afresh and save their outputs: `python tests/refresh.py [NOTEBOOK ...]`.

Without arguments, all notebooks of the course. A notebook is written only after all its cells
have run; if one fails, the error is shown and the file stays as it was.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from course import NOTEBOOKS

KEPT_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def refresh(path):
    """Execute the notebook at `path` from top to bottom in a new kernel, and write it back."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        record_timing=False,  # no execution times in the file: they change on every run
        coalesce_streams=True,  # of a progress bar, keep what remains on the screen
        resources={"metadata": {"path": path.parent}},
    )
    client.execute()
    notebook.metadata = KEPT_METADATA
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or NOTEBOOKS:
        print(f"running {path.name} ...", flush=True)
        refresh(path)
