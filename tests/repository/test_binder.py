"""What Binder finds in binder/; `nox --session binder` installs the lock and runs the notebooks."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.repository.test_versions import requirements
from tests.support.course import NOTEBOOKS, ROOT, environment

BINDER = ROOT / "binder"
PYTHON = (BINDER / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
FIRST = f"/lab/tree/notebooks/{NOTEBOOKS[0].name}"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="as Binder is")


def test_the_lock_is_exact_and_satisfies_the_requirements():
    """With the smaller tensorflow, and without what only tests need: else the start is slower."""
    text = (BINDER / "requirements.txt").read_text("utf-8")
    locked = dict(re.findall(r"(?m)^([\w.-]+)==([\w.!+]+)$", text))
    assert len(locked) + len(re.findall(r"(?m)^(#|-e \.$)", text)) == len(text.splitlines())
    assert "-e ." in text and "tensorflow" not in locked
    for each in requirements("requirements.txt"):
        name = each.name.replace("tensorflow", "tensorflow-cpu")
        advice = f"{each} against {locked.get(name)}: nox --session lock"
        assert name in locked and each.specifier.contains(locked[name]), advice
    assert not {"ruff", "hypothesis", "pytest-xdist", "jupyter-repo2docker"} & locked.keys()
    assert f'"--python-version={PYTHON}"' in (ROOT / "noxfile.py").read_text("utf-8")


@on_linux
@pytest.mark.parametrize(
    ("limit", "threads"), [(None, "2"), ("", "2"), ("1.0", "1"), ("3.5", "3"), (".5", "1")]
)
def test_threads_are_capped_to_what_binder_gives(limit, threads):
    variables = environment(CPU_LIMIT=limit)
    if limit is None:
        del variables["CPU_LIMIT"]
    program = "import os, json; print(json.dumps(dict(os.environ)))"
    command = ["bash", BINDER / "start", sys.executable, "-c", program]
    seen = json.loads(subprocess.check_output(command, env=variables))
    for name in ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]:
        assert seen[name] == threads, name


@on_linux
def test_jupyterlab_opens_on_the_first_notebook_and_asks_nothing(tmp_path):
    scripts = os.path.dirname(sys.executable)
    variables = environment(HOME=tmp_path, PATH=f"{scripts}:{os.environ['PATH']}")
    variables.pop("JUPYTER_CONFIG_DIR", None)
    subprocess.run(["bash", BINDER / "postBuild"], env=variables, check=True, capture_output=True)
    show = [sys.executable, "-m", "jupyter", "lab", "--show-config-json"]
    shown = subprocess.check_output(show, env=variables, text=True)
    settings = json.loads(shown[shown.index("{") : shown.rindex("}") + 1])
    assert settings["LabApp"]["default_url"] == FIRST
    page = json.loads((tmp_path / ".jupyter/labconfig/page_config.json").read_text("utf-8"))
    assert page["disabledExtensions"] == {"@jupyterlab/apputils-extension:announcements": True}


@on_linux
def test_repo2docker_accepts_the_repository():
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug"]
    user = ["--user-id", "1000", "--user-name", "jovyan"]  # it refuses root
    done = subprocess.run([*command, *user, ROOT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"Building conda environment for python={PYTHON}" in done.stderr
    for step in ['-r "binder/requirements.txt"', "binder/postBuild", "/binder/start"]:
        assert step in done.stdout
