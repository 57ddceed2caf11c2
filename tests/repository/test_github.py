"""What GitHub reads: workflows and Dependabot's configuration, as far as it can be checked here."""

import re
import subprocess
import sys
import tomllib

import pytest
from ruamel.yaml import YAML

from tests.support.course import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", [*WORKFLOWS, GITHUB / "dependabot.yml"], ids=lambda p: p.stem)
def test_it_has_the_form_that_github_asks_for(path):
    schema = "vendor.github-workflows" if path in WORKFLOWS else "vendor.dependabot"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_do_little_and_not_for_long(path):
    """Actions are pinned, and leave no token behind."""
    workflow = YAML(typ="safe").load(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 90 and "permissions" not in job, name
        for step in job["steps"]:
            action = step.get("uses", "actions/none@" + 40 * "0")
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), action
            if "checkout" in action:
                assert step["with"]["persist-credentials"] is False


def test_what_plain_pytest_leaves_out_runs_on_github():
    jobs = YAML(typ="safe").load(GITHUB / "workflows" / "tests.yml")["jobs"]
    marked = set(jobs["marked"]["strategy"]["matrix"]["what"])
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    known = {marker.partition(":")[0] for marker in options["ini_options"]["markers"]}
    assert marked == known - {"colab"}  # that is a session of nox
    (test,) = (step["run"] for step in jobs["tests"]["steps"] if "pytest" in step.get("run", ""))
    assert test == "python -m pytest"


def test_what_workflows_and_dependabot_name_exists():
    noxfile = (ROOT / "noxfile.py").read_text("utf-8")
    known = set(re.findall(r"^def (\w+)\(session\):", noxfile, re.MULTILINE))
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        sessions = re.findall(r"--session (\w+)", text)
        for listed in re.findall(r"session: \[(.+)\]", text):
            sessions += [session.partition("-")[0] for session in listed.split(", ")]
        assert sessions or path.stem != "tests"
        assert set(sessions) <= known, path.name
        for file in re.findall(r"-r (\S+)", text):
            assert (ROOT / file).is_file(), f"{path.name} names {file}"
    pip, actions = YAML(typ="safe").load(GITHUB / "dependabot.yml")["updates"]
    found = [ROOT / "requirements.txt", *(ROOT / "tests").rglob("requirements.txt")]
    folders = {"/" + path.parent.relative_to(ROOT).as_posix().strip(".") for path in found}
    assert set(pip["directories"]) == folders and actions["directory"] == "/"
