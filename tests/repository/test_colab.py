"""On Colab a notebook comes alone: its set-up cell fetches the helpers, and changes nothing else.

`nox --session colab_alone` runs this, in an environment with Colab's versions and without the
helpers. Colab is played by a stand-in for its module, GitHub by a bare clone on this machine.
"""

import ast
import json
import re
import subprocess
import sys
from importlib.util import find_spec

import nbformat
import papermill
import pytest

from tests.commands.relink import home
from tests.support.course import NOTEBOOKS, ROOT, code_cells, environment, every_notebook, read

pytestmark = pytest.mark.colab
REPOSITORY, BRANCH = home(ROOT)
COLAB = (ROOT / "tests" / "repository" / "colab.txt").read_text("utf-8")
HELPERS = "tensorflow-course-helpers"


def git(*arguments, cwd):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True)


@pytest.fixture(scope="session")
def bare_clone(tmp_path_factory):
    """The files of this checkout, changes included, as a repository with one commit."""
    work, bare = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("bare")
    git("init", "--quiet", f"--initial-branch={BRANCH}", cwd=work)
    git(f"--work-tree={ROOT}", "add", "--all", cwd=work)
    git(f"--work-tree={ROOT}", "commit", "--quiet", "--message=all", cwd=work)
    git("clone", "--quiet", "--bare", str(work), str(bare), cwd=work)
    return bare


@pytest.fixture
def without_helpers():
    yield
    command = [sys.executable, "-m", "pip", "uninstall", "--quiet", "--yes", HELPERS]
    subprocess.run(command, check=True, capture_output=True)


def installed():
    command = [sys.executable, "-m", "pip", "list", "--format=json"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return {package["name"]: package["version"] for package in listed}


def fewer_steps(path):
    """Return parameters with which a notebook takes less time: see test_other_parameters.py."""
    known = papermill.inspect_notebook(path)
    if "steps" not in known:
        return {}
    return {"steps": min(ast.literal_eval(known["steps"]["default"]) // 2, 200)}


def run_alone(notebook, folder, bare_clone, parameters=(), **changes):
    """Run a notebook in an otherwise empty folder; return the process and the result's path."""
    alone = folder / "alone"
    alone.mkdir()
    nbformat.write(notebook, alone / "notebook.ipynb")
    instead = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{bare_clone.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://github.com/{REPOSITORY}",
    }
    program = f"import sys; sys.path.append({str(ROOT)!r})\n"  # for the command, not its kernel
    program += "import runpy; runpy.run_module('tests.support.run_notebook', run_name='__main__')"
    arguments = ["notebook.ipynb", "result.ipynb", json.dumps(dict(parameters))]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=alone,
        env=environment(**instead, **changes),
        capture_output=True,
        text=True,
    )
    return done, alone / "result.ipynb"


def test_this_environment_is_like_colabs():
    assert sys.version_info[:2] == (3, 13)
    versions = installed()
    there = dict(re.findall(r"(?m)^([a-z]+)==(.+)$", COLAB))
    assert {name: versions.get(name) for name in there} == there
    assert HELPERS not in versions and "helpers" not in versions


@every_notebook
def test_it_installs_the_helpers_and_nothing_else(path, tmp_path, bare_clone, without_helpers):
    stand_in = tmp_path / "google" / "colab" / "__init__.py"
    stand_in.parent.mkdir(parents=True)
    stand_in.touch()
    before = installed()

    notebook, parameters = read(path), fewer_steps(path)
    done, result = run_alone(notebook, tmp_path, bare_clone, parameters, PYTHONPATH=tmp_path)
    assert done.returncode == 0, done.stderr
    after = installed()
    assert after == before | {HELPERS: after.get(HELPERS)}
    outputs = [output for cell in code_cells(read(result)) for output in cell.outputs]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]
    assert any("✓" in output.get("text", "") for output in outputs)


def test_elsewhere_it_installs_nothing_and_says_what_is_missing(
    tmp_path, bare_clone, without_helpers
):
    """All set-up cells begin with the same lines: see test_links.py."""
    assert find_spec("google.colab") is None
    before = installed()
    notebook = read(NOTEBOOKS[0])
    notebook.cells = code_cells(notebook)[:1]
    done, _ = run_alone(notebook, tmp_path, bare_clone)
    assert "ImportError: The helpers are missing: get the whole course from" in done.stderr
    assert installed() == before
