"""Every notebook runs with other parameters, as outside pytest: its claims hold, it is silent,
it keeps within its time and memory, it needs no network and leaves nothing behind.

nbval (see comparison.py) compares the outputs that are saved; here the outputs are new ones.
"""

import ast
import copy
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import papermill
from course import MOST_MEBIBYTES, ROOT, code_cells, every_notebook, markdown, read
from isolation import available, isolated
from nbformat.v4 import new_code_cell

SCREEN = 1100, 800  # pixels: width and height that a plot may have at most
IN_KERNEL = ROOT / "tests" / "in_kernel"


def changed_parameters(path, seed, **changes):
    """Return what papermill is to override: the seed, and each parameter's own value, changed."""
    known = papermill.inspect_notebook(path)
    own = {name: ast.literal_eval(known[name]["default"]) for name in changes}
    return {"seed": seed} | {name: change(own[name]) for name, change in changes.items()}


def run(path, parameters, folder, around=list, **environment):
    """Execute a notebook with `folder` as working directory; return the result and what it took.

    `around` is given the command and returns the one to run.
    """
    folder.mkdir(exist_ok=True)
    output = folder / path.name
    inherited = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    execute = [sys.executable, ROOT / "tests" / "execute.py", path, output, json.dumps(parameters)]
    done = subprocess.run(
        around(execute),
        cwd=folder,
        # ipykernel hides what native code writes to stderr when it sees PYTEST_CURRENT_TEST.
        env=inherited | {name: str(value) for name, value in environment.items()},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{path.name}, {parameters}; see {output}\n{done.stderr}"
    return read(output), json.loads(done.stdout.splitlines()[-1])


def assert_claims_hold_in_silence(path, notebook):
    """Check the result of a run, cell by cell."""
    injected = [c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert len(injected) == 1, "papermill found no cell tagged `parameters`"
    for cell in code_cells(notebook):
        name = f"{path.name}, cell {cell.get('id')!r}"
        text = "".join(output.get("text", "") for output in cell.outputs)
        stderr = [output.text for output in cell.outputs if output.get("name") == "stderr"]
        assert not stderr, f"{name} wrote to stderr:\n{''.join(stderr)}"
        assert text.count("✓") == cell.source.count("✓"), f"{name} did not confirm its claim"


def files_below(folder):
    """Return the path and the hash of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_network_is_refused_to_other_machines_only(tmp_path):
    log = tmp_path / "network.log"
    environment = os.environ | {"PYTHONPATH": str(IN_KERNEL), "COURSE_NETWORK_LOG": str(log)}

    def connect(host):
        program = f"import socket; socket.socket().connect(({host!r}, 9))"
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=environment, capture_output=True, text=True).stderr

    assert "ConnectionRefusedError" in connect("127.0.0.1") and not log.exists()
    assert "PermissionError: the network is refused to this test" in connect("192.0.2.1")
    assert "192.0.2.1" in log.read_text("utf-8")


def test_native_code_finds_no_network():
    """A maintainer's machine may lack namespaces; where changes are accepted, it may not."""
    if "CI" in os.environ and sys.platform == "linux":
        assert available(), "no network namespace: see tests/isolation.py"
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


@every_notebook
def test_alone_read_only_and_within_budget(path, tmp_path, measurements):
    """Seed 1: no network, another working directory, a read-only checkout, an empty home."""
    checkout, home, network = tmp_path / "checkout", tmp_path / "home", tmp_path / "network.log"
    for folder in ["notebooks", "helpers"]:
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / folder, checkout / folder, ignore=ignored)
    for file in [checkout, *checkout.rglob("*")]:
        file.chmod(0o555 if file.is_dir() else 0o444)
    home.mkdir()
    before = files_below(checkout)

    notebook, took = run(
        checkout / "notebooks" / path.name,
        {"seed": 1},
        tmp_path / "elsewhere",
        around=isolated,
        HOME=home,
        USERPROFILE=home,
        PYTHONPATH=os.pathsep.join(map(str, [checkout, IN_KERNEL])),
        PYTHONDONTWRITEBYTECODE="1",
        COURSE_NETWORK_LOG=network,
    )
    assert_claims_hold_in_silence(path, notebook)
    assert not network.exists(), f"{path.name} tried to reach the network:\n{network.read_text()}"
    # root may write what is read-only, so look as well.
    assert files_below(checkout) == before
    assert list((tmp_path / "elsewhere").iterdir()) == [tmp_path / "elsewhere" / path.name]
    # Caches and settings that the tools make on first use, and nothing else.
    left = {file.name for file in home.iterdir()}
    assert left <= {".cache", ".config", ".ipython", ".jupyter", ".keras", ".local", ".matplotlib"}

    most_seconds = int(re.search(r"takes under (\d+) seconds", markdown(notebook))[1])
    measurements.append((path.stem, took, most_seconds, MOST_MEBIBYTES))
    assert took["seconds"] < most_seconds, path.name
    assert took["mebibytes"] is None or took["mebibytes"] < MOST_MEBIBYTES, path.name


@every_notebook
def test_other_sizes_and_every_picture(path, tmp_path):
    """Seed 2 and larger batches; what is plotted is taken from the figures themselves."""
    notebook = read(path)
    figures = tmp_path / "figures.jsonl"
    source = f"import sys\nsys.path.insert(0, {str(IN_KERNEL)!r})\nimport record_figures"
    notebook.cells.insert(0, new_code_cell(source))
    nbformat.write(notebook, tmp_path / path.name)
    parameters = changed_parameters(
        path, 2, batch_size=lambda size: size * 5 // 4, learning_rate=lambda rate: 0.8 * rate
    )
    result, _ = run(tmp_path / path.name, parameters, tmp_path / "run", COURSE_FIGURES=figures)
    assert_claims_hold_in_silence(path, result)

    drawn = [json.loads(line) for line in figures.read_text("utf-8").splitlines()]
    images = [o for c in code_cells(result) for o in c.outputs if "image/png" in o.get("data", {})]
    assert len(drawn) == len(images) > 0
    for figure in drawn:
        assert figure["title"] or figure["axes"][0]["title"], figure
        assert figure["width"] <= SCREEN[0] and figure["height"] <= SCREEN[1], figure
        assert any(axes["data"] for axes in figure["axes"]), f"nothing is drawn: {figure}"
        for axes in figure["axes"]:
            if axes["visible"]:
                x_label, y_label = axes["labels"]
                assert axes["data"], f"empty axes: {figure}"
                assert y_label and (x_label or axes["shares_x"] or axes["is_colorbar"]), figure


def twice(notebook):
    """Return a copy in which every code cell but the parameters stands twice in a row."""
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", []):
            cells.append(copy.deepcopy(cell) | {"id": cell.id + "-again"})
    return nbformat.from_dict({**notebook, "cells": cells})


@every_notebook
def test_every_cell_can_be_run_twice(path, tmp_path):
    """Seed 3, smaller batches, fewer steps: enough for claims that a short training keeps."""
    nbformat.write(twice(read(path)), tmp_path / path.name)
    parameters = changed_parameters(
        path, 3, batch_size=lambda size: size * 9 // 10, steps=lambda steps: min(steps, 200)
    )
    result, _ = run(tmp_path / path.name, parameters, tmp_path / "run")
    assert_claims_hold_in_silence(path, result)
