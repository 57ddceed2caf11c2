"""Every notebook runs as learners use it, outside pytest, with other parameters than its own and
the exercises solved. Its claims hold, it is silent, needs no network and leaves nothing behind.

nbval compares the outputs that are saved (tests/plugins/); here the outputs are new ones. Cells
twice in a row: test_extremes.py.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import warnings

import pytest
from nbformat.v4 import new_code_cell

from tests.exercises.learner import tasks_of
from tests.support.course import NOTEBOOKS, ROOT, code_cells, has_progress_bar, read
from tests.support.isolation import available, isolated
from tests.support.records import RECORD, check_picture, read_pictures
from tests.support.running import own_parameters, run, write

THREADS = ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]

if not available():
    text = "no network namespace on this system: whether a notebook needs the network is not tested"
    warnings.warn(text, stacklevel=1)


def files_below(folder):
    """Return the path and the hash of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def read_only_checkout(folder, path):
    """Copy what a learner has. The notebook gets a first cell that records its pictures, and the
    solutions in the place of the stubs."""
    for name in ["notebooks", "helpers"]:
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    notebook = read(path)
    solutions = {task.stub.id: task.solution for task in tasks_of(path)}
    for cell in notebook.cells:
        cell.source = solutions.get(cell.id, cell.source)
    notebook.cells.insert(0, new_code_cell(RECORD))
    write(notebook, folder / "notebooks" / path.name)
    for file in [folder, *folder.rglob("*")]:
        file.chmod(0o555 if file.is_dir() else 0o444)
    return folder


def other_parameters(path):
    """Values other than its own. Fewer steps save time; the claims say what then holds."""
    own = own_parameters(path)
    changed = {
        "seed": 1,
        "batch_size": own["batch_size"] * 9 // 10,
        "learning_rate": 0.8 * own["learning_rate"],
    }
    # `first_steps` of notebook 4 says how much is compared: that is no time to save.
    shorter = [n for n in own if "steps" in n and n != "first_steps" or n in ("count", "rounds")]
    fewer = {n: min(own[n] // 2, 200) for n in shorter}
    return {name: value for name, value in {**changed, **fewer}.items() if name in own}


def texts(cell, name=None):
    found = [output for output in cell.outputs if name in (None, output.get("name"))]
    return "".join(output.get("text", "") for output in found)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_claims_hold_in_silence_and_nothing_is_left_behind(path, tmp_path):
    """No network, a read-only checkout, an empty home, another working directory, one thread."""
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    checkout = read_only_checkout(tmp_path / "checkout", path)
    before = files_below(checkout)
    parameters, output = other_parameters(path), elsewhere / path.name
    done = run(
        checkout / "notebooks" / path.name,
        output,
        parameters,
        command=isolated,
        HOME=home,
        USERPROFILE=home,
        PYTHONPATH=os.pathsep.join(map(str, [checkout, ROOT])),
        PYTHONDONTWRITEBYTECODE="1",
        **dict.fromkeys(THREADS, "1"),
        COURSE_PICTURES=tmp_path / "pictures.jsonl",
    )
    assert done.process.returncode == 0, f"{path.name}, {parameters}: {done.process.stderr}"
    cells = {cell.id: cell for cell in code_cells(done.notebook)}
    tags = [tag for cell in cells.values() for tag in cell.metadata.get("tags", [])]
    assert "injected-parameters" in tags, "papermill found no cell tagged `parameters`"
    for name, cell in cells.items():
        assert not texts(cell, "stderr"), f"{path.name}, {name}: {texts(cell, 'stderr')}"
    for task in tasks_of(path):
        said = texts(cells[task.check.id])
        assert "✓ " in said and "✗" not in said, f"{task}: {said}"
    for picture in read_pictures(tmp_path / "pictures.jsonl"):
        check_picture(picture)
    assert any(map(has_progress_bar, code_cells(read(path)))), "no training with a progress bar"
    # root may write what is read-only, so look as well.
    assert files_below(checkout) == before
    assert {file.name for file in elsewhere.iterdir()} == {path.name}
    # Caches and settings that the tools make on first use, and nothing else.
    tools = {".cache", ".config", ".ipython", ".jupyter", ".keras", ".local", ".matplotlib"}
    assert {file.name for file in home.iterdir()} <= tools


def test_native_code_finds_no_network():
    """A maintainer's machine may lack namespaces; where changes are accepted, it may not."""
    if "CI" in os.environ and sys.platform == "linux":
        assert available(), "no network namespace: see tests/support/isolation.py"
    program = (
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(server.getsockname())\n"
        "print([name for _, name in socket.if_nameindex()])"
    )
    done = subprocess.run(
        isolated([sys.executable, "-c", program]), capture_output=True, text=True, check=True
    )
    assert done.stdout == "['lo']\n" or not available()
