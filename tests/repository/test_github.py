"""What GitHub reads: workflows and Dependabot's configuration, as far as it can be checked here."""

import re
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from tests.commands.relink import home
from tests.support.course import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
SCHEMAS = {
    **{path: "vendor.github-workflows" for path in WORKFLOWS},
    GITHUB / "dependabot.yml": "vendor.dependabot",
}
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def load(path):
    return YAML(typ="safe").load(path)


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_it_has_the_form_that_github_asks_for(path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[path], path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@every_workflow
def test_a_job_may_do_little_and_not_for_long(path):
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["cancel-in-progress"] is True
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 90, name
        assert job["name"] and "permissions" not in job, name


@every_workflow
def test_actions_are_pinned_and_leave_no_token_behind(path):
    used = [step for step in steps(load(path)) if "uses" in step]
    for step in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    named = re.findall(r"uses: \S+ # v\d+\.\d+\.\d+$", path.read_text("utf-8"), re.MULTILINE)
    assert len(named) == len(used), "say the version of an action in a comment behind it"


@every_workflow
def test_a_step_that_runs_something_says_what(path):
    assert [step for step in steps(load(path)) if "run" in step and "name" not in step] == []


def test_a_change_is_tested_once():
    """A push to a branch of a pull request would else start two runs."""
    on = load(GITHUB / "workflows" / "tests.yml")["on"]
    branch = home(ROOT)[1]
    assert on["push"] == {"branches": [branch]}, f"the launch links lead to the branch {branch}"
    assert "pull_request" in on


def test_sessions_of_nox_exist():
    noxfile = (ROOT / "noxfile.py").read_text("utf-8")
    known = set(re.findall(r"^def (\w+)\(session\):", noxfile, re.MULTILINE))
    named = []
    for path in WORKFLOWS:
        for job in load(path)["jobs"].values():
            named += job.get("strategy", {}).get("matrix", {}).get("session", [])
        named += re.findall(r"nox --session (\w+)", path.read_text("utf-8"))
    assert named and {session.split("-")[0] for session in named} <= known


def test_requirements_of_a_workflow_exist():
    for path in WORKFLOWS:
        for file in re.findall(r"[\w/]*requirements\.txt|[\w/]+colab\.txt", path.read_text()):
            assert (ROOT / file).is_file(), f"{path.name} names {file}"


def test_dependabot_looks_where_requirements_are():
    updates = {
        each["package-ecosystem"]: each for each in load(GITHUB / "dependabot.yml")["updates"]
    }
    assert updates.keys() == {"pip", "github-actions"}
    folders = {path.parent for path in ROOT.glob("requirements.txt")}
    folders |= {path.parent for path in (ROOT / "tests").rglob("requirements.txt")}
    expected = {"/" + folder.relative_to(ROOT).as_posix().strip(".") for folder in folders}
    assert set(updates["pip"]["directories"]) == expected
    for each in updates.values():
        assert each["schedule"] == {"interval": "weekly"}
        assert [group["patterns"] for group in each["groups"].values()] == [["*"]]
