"""On Colab a notebook comes alone: its set-up cell fetches the helpers, and changes nothing else.

`nox --session colab_alone` runs this, in an environment with Colab's versions and without the
helpers. Colab is played by a stand-in for its module, GitHub by a bare clone on this machine, in
which work has gone on since the tag. (`nox --session colab` runs all notebooks so.)
"""

import json
import re
import subprocess
import sys

import nbformat
import pytest

from tests.commands.relink import home
from tests.support.course import NOTEBOOKS, ROOT, code_cells, environment, read

pytestmark = pytest.mark.colab
REPOSITORY, TAG = home()
HELPERS = "tensorflow-course-helpers"
PIP = [sys.executable, "-m", "pip"]


@pytest.fixture(scope="session")
def hub(tmp_path_factory):
    """Git's settings, under which GitHub is this checkout, tagged; its main is broken since."""
    work, bare = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("bare")

    def git(*arguments):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(command, cwd=work, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch=main")
    git(f"--work-tree={ROOT}", "add", "--all")
    git(f"--work-tree={ROOT}", "commit", "--quiet", "--message=all")
    git("tag", TAG)
    git("rm", "--quiet", "-r", "--cached", "helpers")
    git("commit", "--quiet", "--message=main goes on")
    git("clone", "--quiet", "--bare", ".", str(bare))
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{bare.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://github.com/{REPOSITORY}",
    }


def run_alone(notebook, folder, **changes):
    """Run a notebook in a folder of its own; return the process and the path of the result."""
    alone = folder / "alone"
    alone.mkdir()
    nbformat.write(notebook, alone / "notebook.ipynb")
    # Sliders are live here, and nbclient may not notice that a cell with one is over until it looks
    # again, at the limit: so a short one.
    options = ["--kernel=python3", "--no-progress-bar", "--execution-timeout=100"]
    command = [sys.executable, "-m", "papermill", "notebook.ipynb", "result.ipynb", *options]
    variables = environment(**changes)
    done = subprocess.run(command, cwd=alone, env=variables, capture_output=True, text=True)
    return done, alone / "result.ipynb"


def installed():
    listed = json.loads(subprocess.check_output([*PIP, "list", "--format=json"]))
    return {package["name"]: package["version"] for package in listed}


def test_this_environment_is_like_colabs():
    there = (ROOT / "tests" / "repository" / "colab.txt").read_text("utf-8")
    assert sys.version_info[:2] == (3, 13)
    assert dict(re.findall(r"(?m)^([a-z]+)==(.+)$", there)).items() <= installed().items()
    assert not installed().keys() & {HELPERS, "helpers"}


def test_elsewhere_it_installs_nothing_and_says_what_is_missing(tmp_path, hub):
    before = installed()
    done, _ = run_alone(read(NOTEBOOKS[0]), tmp_path, **hub)
    assert "ImportError: The helpers are missing: get the whole course from" in done.stderr
    assert installed() == before


def starts():
    """The set-up cell, which is the same everywhere, and what each other notebook imports."""
    first, *others = map(read, NOTEBOOKS)
    first.cells = [cell for cell in first.cells if cell.id == "setup"]
    for number, other in enumerate(others):
        (imports,) = (cell for cell in other.cells if cell.id == "imports")
        imports.id = f"imports-{number}"
        first.cells.append(imports)
    return first


@pytest.mark.parametrize("notebook", [lambda: read(NOTEBOOKS[0]), starts], ids=["first", "others"])
def test_it_installs_the_helpers_of_its_tag_and_nothing_else(notebook, tmp_path, hub):
    """The first notebook as a whole, of the others what it takes to start."""
    stand_in = tmp_path / "google" / "colab" / "__init__.py"
    stand_in.parent.mkdir(parents=True)
    stand_in.touch()
    before = installed()
    try:
        done, result = run_alone(notebook(), tmp_path, PYTHONPATH=tmp_path, **hub)
        assert done.returncode == 0, done.stderr
        assert installed() == before | {HELPERS: TAG[1:]}
    finally:
        subprocess.run([*PIP, "uninstall", "--quiet", "--yes", HELPERS], capture_output=True)
    outputs = [output for cell in code_cells(read(result)) for output in cell.outputs]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]
