"""`refresh` writes what the other tests expect, or nothing."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.commands.refresh import main
from tests.support.course import METADATA
from tests.support.records import read_record

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"


def notebook_of(source, folder):
    path = folder / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source, id="a-cell")]), path)
    return path


def test_outputs_counts_metadata_and_pictures(tmp_path):
    source = f"for i in range(3): print(f'\\r{{i}}', end='', flush=True)\n{PLOT}"
    path = notebook_of(source, tmp_path)
    assert main([str(path)]) is None
    notebook = nbformat.read(path, as_version=4)
    (cell,) = notebook.cells
    assert (cell.id, cell.execution_count, cell.metadata) == ("a-cell", 1, {})
    assert cell.outputs[0] == {"output_type": "stream", "name": "stdout", "text": "2"}
    assert notebook.metadata == METADATA and list(read_record(path)) == ["a-cell"]
    first = path.read_bytes()
    assert main([str(path)]) is None and path.read_bytes() == first


def test_a_notebook_that_fails_stays_as_it_was(tmp_path):
    path = notebook_of(f"{PLOT}\nraise ValueError('broken')", tmp_path)
    before = path.read_bytes()
    said = main([str(path)])
    assert said.startswith(f"refresh: {path} stays as it was, because a cell failed:")
    assert "broken" in said
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["missing.ipynb", "notes.txt", ".", "damaged.ipynb"])
def test_what_is_no_notebook_is_named(name, tmp_path):
    for file in ["notes.txt", "damaged.ipynb"]:
        (tmp_path / file).write_text("notes")
    said = main([str(tmp_path / name)])
    assert said.startswith("refresh: ") and str(tmp_path / name) in said and "notebook" in said
