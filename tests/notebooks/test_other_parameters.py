"""Every notebook runs as learners use it, outside pytest, with other parameters than its own: every
cell twice in a row, every training interrupted. Its claims hold, it is silent, needs no network,
leaves nothing behind, and every plot shows something.

nbval (see comparison.py) compares the outputs that are saved; here the outputs are new ones.
"""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell

from tests.notebooks.takeaways import TAKEAWAYS
from tests.support.colours import contrast_to_white
from tests.support.course import NOTEBOOKS, ROOT, code_cells, has_progress_bar, pictures, read
from tests.support.isolation import available, isolated

SCREEN = 1100, 800  # pixels: width and height that a plot may have at most
IN_KERNEL = ROOT / "tests" / "in_kernel"
if not available():
    text = "no network namespace on this system: the network is refused by Python alone"
    warnings.warn(text, stacklevel=1)
RECORD = f"import sys\nsys.path.insert(0, {str(IN_KERNEL)!r})\nimport record_figures"


def files_below(folder):
    """Return the path and the hash of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def read_only_checkout(folder):
    """Copy what a learner has; each notebook gets a first cell that records its figures."""
    for name in ["notebooks", "helpers"]:
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in folder.glob("notebooks/*.ipynb"):
        notebook = read(path)
        notebook.cells.insert(0, new_code_cell(RECORD))
        nbformat.write(notebook, path)
    for file in [folder, *folder.rglob("*")]:
        file.chmod(0o555 if file.is_dir() else 0o444)
    return folder


def other_parameters(path):
    """Values other than its own. Fewer steps save time; the claims say what then holds."""
    known = papermill.inspect_notebook(path).values()
    own = {parameter["name"]: ast.literal_eval(parameter["default"]) for parameter in known}
    return {
        "seed": 1,
        "batch_size": own["batch_size"] * 9 // 10,
        "learning_rate": 0.8 * own["learning_rate"],
        "steps": min(own["steps"] // 2, 200),
    }


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """For each notebook whose tests were selected, a run that has begun: two at a time, since one
    leaves half of two cores idle. Nothing is timed here."""
    selected = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    paths = dict.fromkeys(params["alone"] for params in selected if "alone" in params)
    with ThreadPoolExecutor(2) as pool:
        yield {
            path: pool.submit(run_alone, path, tmp_path_factory.mktemp("alone")) for path in paths
        }


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def alone(request, runs):
    return runs[request.param].result()


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
    network, figures = folder / "network.log", folder / "figures.jsonl"
    notebook, output = checkout / "notebooks" / path.name, elsewhere / path.name
    program, parameters = ROOT / "tests" / "execute.py", json.dumps(other_parameters(path))
    execute = [sys.executable, program, notebook, output, parameters, "--twice"]
    # ipykernel hides what native code writes to stderr when it sees PYTEST_CURRENT_TEST.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    environment = {
        "HOME": home,
        "USERPROFILE": home,
        "PYTHONPATH": os.pathsep.join(map(str, [checkout, IN_KERNEL])),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COURSE_NETWORK_LOG": network,
        "COURSE_FIGURES": figures,
    }
    done = subprocess.run(
        isolated(execute),
        cwd=elsewhere,
        env=inherited | {name: str(value) for name, value in environment.items()},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{path.name} with {parameters}; see {output}\n{done.stderr}"
    return SimpleNamespace(
        path=path,
        result=read(output),
        network=network.read_text("utf-8") if network.exists() else "",
        figures=[json.loads(line) for line in figures.read_text("utf-8").splitlines()],
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
        assert text.count("✓") == claims, f"{name}, run twice, did not confirm its claim twice"


def test_nobody_asks_for_the_network(alone):
    assert alone.network == ""


def test_nothing_is_left_behind(alone):
    # root may write what is read-only, so look as well.
    assert (alone.changed, alone.beside) == (set(), set())
    # Caches and settings that the tools make on first use, and nothing else.
    tools = {".cache", ".config", ".ipython", ".jupyter", ".keras", ".local", ".matplotlib"}
    assert alone.at_home <= tools


def test_every_plot_shows_something(alone):
    """What is plotted is taken from the figures themselves."""
    drawn = sum(len(pictures(cell)) for cell in code_cells(alone.result))
    assert len(alone.figures) == drawn > 0
    for figure in alone.figures:
        assert figure["title"] or figure["axes"][0]["title"], figure
        assert figure["width"] <= SCREEN[0] and figure["height"] <= SCREEN[1], figure
        assert any(axes["data"] for axes in figure["axes"]), f"nothing is drawn: {figure}"
        for axes in figure["axes"]:
            for colour in axes["colours"]:
                assert contrast_to_white(colour) >= 3, f"too pale on white: {colour} in {figure}"
            if axes["visible"]:
                x_label, y_label = axes["labels"]
                assert axes["data"], f"empty axes: {figure}"
                assert y_label and (x_label or axes["shares_x"] or axes["is_colorbar"]), figure


def test_plots_show_what_is_said_of_them(alone):
    """See takeaways.py."""
    titles = {title for notebook, title in TAKEAWAYS if notebook == alone.path.stem}
    named = [(figure["title"] or figure["axes"][0]["title"], figure) for figure in alone.figures]
    assert titles <= {title for title, _ in named}, "takeaways.py knows of plots that are missing"
    for title, figure in named:
        for holds in TAKEAWAYS.get((alone.path.stem, title), []):
            try:
                holds(figure["axes"])
            except AssertionError as error:
                text = f"{alone.path.name}, plot {title!r}: {holds.__name__} is not so"
                raise AssertionError(text) from error


# How the network is refused


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
