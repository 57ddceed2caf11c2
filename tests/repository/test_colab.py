"""On Colab a notebook comes alone: its setup cell fetches the helpers, and changes nothing else.

`nox --session colab_alone` runs this, in an environment with Colab's versions and without the
helpers. Colab is played by a stand-in for its module, GitHub by a bare clone on this machine.
"""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.commands.relink import home
from tests.support.course import ROOT, code_cells, every_notebook, read

pytestmark = pytest.mark.colab
REPOSITORY, BRANCH = home(ROOT)


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
    command = [sys.executable, "-m", "pip", "uninstall", "--quiet", "--yes", "helpers"]
    subprocess.run(command, check=True, capture_output=True)


def installed():
    command = [sys.executable, "-m", "pip", "list", "--format=json"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return {package["name"]: package["version"] for package in listed}


def run_alone(path, folder, bare_clone, **environment):
    """Run a copy of the notebook in an empty folder; return the process and the result's path."""
    alone = folder / "alone"
    alone.mkdir()
    (alone / path.name).write_bytes(path.read_bytes())
    instead = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{bare_clone.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://github.com/{REPOSITORY}",
    }
    inherited = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "execute.py", path.name, "result.ipynb", "{}"],
        cwd=alone,
        env=inherited | instead | environment,
        capture_output=True,
        text=True,
    )
    return done, alone / "result.ipynb"


def test_this_environment_is_like_colabs():
    assert sys.version_info[:2] == (3, 13)
    versions = installed()
    assert (versions["tensorflow"], versions["keras"]) == ("2.20.0", "3.13.2")
    assert versions["numpy"].startswith("2.1.") and "helpers" not in versions


@every_notebook
def test_it_installs_the_helpers_and_nothing_else(path, tmp_path, bare_clone, without_helpers):
    stand_in = tmp_path / "google" / "colab" / "__init__.py"
    stand_in.parent.mkdir(parents=True)
    stand_in.touch()
    before = installed()

    done, result = run_alone(path, tmp_path, bare_clone, PYTHONPATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    after = installed()
    assert after == before | {"helpers": after.get("helpers")}
    outputs = [output for cell in code_cells(read(result)) for output in cell.outputs]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]
    assert any("✓" in output.get("text", "") for output in outputs)


@every_notebook
def test_elsewhere_it_installs_nothing(path, tmp_path, bare_clone, without_helpers):
    assert find_spec("google.colab") is None
    before = installed()
    done, _ = run_alone(path, tmp_path, bare_clone)
    assert "No module named 'helpers'" in done.stderr
    assert installed() == before
