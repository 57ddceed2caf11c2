"""refresh.py writes what the other tests expect, or nothing."""

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from tests.commands.refresh import main, refresh
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


def test_a_failed_cell_is_named_and_the_exit_status_says_so(tmp_path, capfd):
    path = notebook_of("raise ValueError('broken')", tmp_path / "a.ipynb")
    said = main([str(path)])
    assert said.startswith(f"refresh: {path} stays as it was, because a cell failed:")
    assert "broken" in said


@pytest.mark.parametrize("name", ["missing.ipynb", "notes.txt", "."])
def test_what_is_no_notebook_is_named(name, tmp_path):
    (tmp_path / "notes.txt").write_text("notes")
    path = tmp_path / name
    assert main([str(path)]) == (f"refresh: no notebook: {path}; expected files that end in .ipynb")


def test_a_file_that_is_no_json_is_named(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("not json")
    assert main([str(path)]) == f"refresh: {path} is not a notebook"
    assert path.read_text() == "not json"
