"""refresh.py writes what the other tests expect, or nothing."""

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from tests.commands.refresh import refresh
from tests.support.course import METADATA


def notebook_of(source, path):
    nbformat.write(new_notebook(cells=[new_code_cell(source, id="a-cell")]), path)
    return path


def test_outputs_counts_and_metadata(tmp_path):
    source = "for i in range(3): print(f'\\r{i}', end='', flush=True)"
    path = notebook_of(source, tmp_path / "a.ipynb")
    refresh(path)
    notebook = nbformat.read(path, as_version=4)
    (cell,) = notebook.cells
    assert (cell.id, cell.execution_count, cell.metadata) == ("a-cell", 1, {})
    assert cell.outputs == [{"output_type": "stream", "name": "stdout", "text": "2"}]
    assert notebook.metadata == METADATA


def test_refreshing_again_changes_nothing(tmp_path):
    path = notebook_of("print(1)", tmp_path / "a.ipynb")
    refresh(path)
    first = path.read_bytes()
    refresh(path)
    assert path.read_bytes() == first


def test_a_notebook_that_fails_stays_as_it_was(tmp_path):
    path = notebook_of("print(1)\nraise ValueError('broken')", tmp_path / "a.ipynb")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="broken"):
        refresh(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]
