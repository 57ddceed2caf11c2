"""Every notebook runs as learners use it, outside pytest, with other parameters than its own and
the exercises solved: every cell twice in a row, every training interrupted. Its claims hold, it is
silent, needs no network and leaves nothing behind.

nbval compares the outputs that are saved (tests/plugins/); here the outputs are new ones.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import warnings
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell

from tests.exercises.learner import tasks_of
from tests.support.course import NOTEBOOKS, ROOT, code_cells, has_progress_bar, pictures, read
from tests.support.isolation import available, isolated
from tests.support.plotted import RECORD, check_figures, check_takeaways, read_figures
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


def read_only_checkout(folder):
    """Copy what a learner has. Each notebook gets a first cell that records its figures, and the
    solutions in the place of the stubs."""
    for name in ["notebooks", "helpers"]:
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in NOTEBOOKS:
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
    return {
        "seed": 1,
        "batch_size": own["batch_size"] * 9 // 10,
        "learning_rate": 0.8 * own["learning_rate"],
        # `first_steps` of notebook 4 says how much is compared: that is no time to save.
    } | {n: min(own[n] // 2, 200) for n in own if "steps" in n and n != "first_steps"}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def alone(request, alone_runs):
    return alone_runs[request.param].result()


def run_alone(path, folder):
    """Run a notebook with other parameters, every cell twice, every training interrupted before;
    with no network, in a read-only checkout, with an empty home and another working directory.
    Return what came of it."""
    assert any(map(has_progress_bar, code_cells(read(path)))), "no training with a progress bar"
    home, elsewhere = folder / "home", folder / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    checkout = read_only_checkout(folder / "checkout")
    before = files_below(checkout)
    figures = folder / "figures.jsonl"
    parameters, output = other_parameters(path), elsewhere / path.name
    done = run(
        checkout / "notebooks" / path.name,
        output,
        parameters,
        "--twice",
        command=isolated,
        HOME=home,
        USERPROFILE=home,
        PYTHONPATH=os.pathsep.join(map(str, [checkout, ROOT])),
        PYTHONDONTWRITEBYTECODE="1",
        # Two run at a time, so one thread each.
        **dict.fromkeys(THREADS, "1"),
        COURSE_FIGURES=figures,
    )
    assert done.process.returncode == 0, (
        f"{path.name} with {parameters}; see {output}\n{done.process.stderr}"
    )
    return SimpleNamespace(
        path=path,
        result=done.notebook,
        figures=read_figures(figures),
        changed=files_below(checkout).items() ^ before.items(),
        beside={file.name for file in elsewhere.iterdir()} - {path.name},
        at_home={file.name for file in home.iterdir()},
    )


def test_claims_hold_each_time_and_in_silence(alone):
    tags = [tag for cell in alone.result.cells for tag in cell.metadata.get("tags", [])]
    assert "injected-parameters" in tags, "papermill found no cell tagged `parameters`"
    for cell in code_cells(alone.result):
        name = f"{alone.path.name}, cell {cell.get('id')!r}"
        text = "".join(output.get("text", "") for output in cell.outputs)
        stderr = [output.text for output in cell.outputs if output.get("name") == "stderr"]
        assert not stderr, f"{name} wrote to stderr:\n{''.join(stderr)}"
        claims = 2 * cell.source.count("✓")
        assert text.count("✓") >= claims, f"{name}, run twice, did not confirm its claim twice"


def test_every_exercise_is_solved_by_its_solution(alone):
    cells = {cell.id: cell for cell in alone.result.cells}
    for task in tasks_of(alone.path):
        text = "".join(output.get("text", "") for output in cells[task.check.id].outputs)
        assert text.count("✓ ") == 2 and "✗" not in text, f"{task}: {text}"


def test_nothing_is_left_behind(alone):
    # root may write what is read-only, so look as well.
    assert (alone.changed, alone.beside) == (set(), set())
    # Caches and settings that the tools make on first use, and nothing else.
    tools = {".cache", ".config", ".ipython", ".jupyter", ".keras", ".local", ".matplotlib"}
    assert alone.at_home <= tools


def test_plots_show_what_is_said_of_them(alone):
    """With other parameters too; see tests/plugins/plots.py."""
    checks = [task.check.id for task in tasks_of(alone.path)]  # one draws: helpers' own picture
    cells = [cell for cell in code_cells(alone.result) if cell.id not in checks]
    drawn = sum(len(pictures(cell)) for cell in cells)
    assert len(alone.figures) == drawn > 0
    check_figures(alone.figures)
    check_takeaways(alone.path.stem, alone.figures)


# How the network is taken away


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
