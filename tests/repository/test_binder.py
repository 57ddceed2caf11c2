"""What Binder finds in binder/; `nox --session binder` installs the lock and runs the notebooks."""

import json
import os
import re
import subprocess
import sys

import pytest
from packaging.requirements import Requirement

from tests.support.course import NOTEBOOKS, ROOT, environment

BINDER = ROOT / "binder"
PYTHON = (BINDER / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
ON_BINDER = {"python_version": PYTHON, "sys_platform": "linux", "platform_machine": "x86_64"}
# nbval needs pytest, jupyterlab packaging and so on.
BROUGHT_ALONG = {"pytest", "packaging", "pip", "markdown-it-py"}
FIRST = f"/lab/tree/notebooks/{NOTEBOOKS[0].name}"


def lines(path):
    found = [line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines()]
    return [line for line in found if line]


def required():
    """What requirements.txt asks of Binder's Python, tensorflow by its smaller twin."""
    texts = [line for line in lines(ROOT / "requirements.txt") if line != "-e ."]
    found = [Requirement(re.sub("^tensorflow>", "tensorflow-cpu>", text)) for text in texts]
    return [one for one in found if one.marker is None or one.marker.evaluate(ON_BINDER)]


def locked():
    pins = [line for line in lines(BINDER / "requirements.txt") if line != "-e ."]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.!+]+", pin)] == []
    return dict(pin.split("==") for pin in pins)


def test_it_holds_what_repo2docker_needs_and_no_more():
    names = {path.name for path in BINDER.iterdir()}
    assert names == {"postBuild", "requirements.txt", "runtime.txt", "start"}


@pytest.mark.parametrize("requirement", required(), ids=lambda requirement: requirement.name)
def test_the_lock_satisfies_the_requirements(requirement):
    version = locked().get(requirement.name)
    assert version, f"{requirement.name} is not in binder/requirements.txt: nox --session lock"
    assert requirement.specifier.contains(version), f"{requirement} against {version}"


def test_the_lock_installs_the_helpers_and_the_smaller_tensorflow():
    assert "-e ." in lines(BINDER / "requirements.txt")
    assert "tensorflow" not in locked()


def test_the_lock_is_compiled_for_binders_python():
    assert f'"--python-version={PYTHON}"' in (ROOT / "noxfile.py").read_text("utf-8")


def test_the_lock_holds_a_learners_part_alone():
    """What only testing needs would make the image larger, and its start slower."""
    for line in lines(ROOT / "tests" / "requirements.txt"):
        name = Requirement(line).name
        assert name not in locked() or name in BROUGHT_ALONG, name


@pytest.mark.parametrize("path", sorted(ROOT.glob("**/*requirements*.txt")), ids=str)
def test_no_index_is_named(path):
    """Everybody's own settings say where packages come from."""
    assert not re.search("https?:|--(extra-)?index", path.read_text("utf-8"))


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_git_keeps_it_executable(name):
    """From a ZIP file it may not be: repo2docker makes it so, and these tests need it not."""
    command = ["git", "ls-files", "--stage", f"binder/{name}"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    except FileNotFoundError:
        listed = ""
    if not listed:
        pytest.skip("no git checkout")
    assert listed.startswith("100755 ")


if sys.platform == "linux":  # as Binder is

    @pytest.mark.parametrize(
        ("limit", "threads"),
        [(None, "2"), ("", "2"), ("1.0", "1"), ("2", "2"), ("3.5", "3"), ("0.5", "1"), (".5", "1")],
    )
    def test_threads_are_capped_to_what_binder_gives(limit, threads):
        variables = {name: value for name, value in os.environ.items() if name != "CPU_LIMIT"}
        if limit is not None:
            variables["CPU_LIMIT"] = limit
        program = "import os, json; print(json.dumps(dict(os.environ)))"
        done = subprocess.run(
            ["bash", BINDER / "start", sys.executable, "-c", program],
            env=variables,
            capture_output=True,
            check=True,
        )
        seen = json.loads(done.stdout)
        for name in ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]:
            assert seen[name] == threads, name

    def test_jupyterlab_opens_on_the_first_notebook_and_asks_nothing(tmp_path):
        scripts = os.path.dirname(sys.executable)
        variables = environment(HOME=tmp_path, PATH=f"{scripts}:{os.environ['PATH']}")
        variables.pop("JUPYTER_CONFIG_DIR", None)
        post_build = ["bash", BINDER / "postBuild"]
        subprocess.run(post_build, env=variables, check=True, capture_output=True)
        show = [sys.executable, "-m", "jupyter", "lab", "--show-config-json"]
        shown = subprocess.run(show, env=variables, check=True, capture_output=True, text=True)
        start, end = shown.stdout.index("{"), shown.stdout.rindex("}") + 1
        assert json.loads(shown.stdout[start:end])["LabApp"]["default_url"] == FIRST
        page = json.loads((tmp_path / ".jupyter/labconfig/page_config.json").read_text("utf-8"))
        assert page["disabledExtensions"] == {"@jupyterlab/apputils-extension:announcements": True}

    def test_repo2docker_accepts_the_repository():
        command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug"]
        user = ["--user-id", "1000", "--user-name", "jovyan"]  # it refuses root
        done = subprocess.run([*command, *user, ROOT], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert f"Building conda environment for python={PYTHON}" in done.stderr
        # In this order, in the Dockerfile:
        steps = [
            'pip install --no-cache-dir -r "binder/requirements.txt"',
            "binder/postBuild",
            'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
            "ENTRYPOINT",
        ]
        positions = [done.stdout.find(step) for step in steps]
        assert -1 not in positions and positions == sorted(positions), done.stdout
