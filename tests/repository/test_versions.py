"""Which versions of Python and of libraries the course names: the same everywhere."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.support.course import CONTRIBUTING, README, ROOT


def text(name):
    return (ROOT / name).read_text("utf-8")


PROJECT = tomllib.loads(text("pyproject.toml"))["project"]
SUPPORTED = SpecifierSet(PROJECT["requires-python"])
PYTHONS = [f"3.{minor}" for minor in range(30) if SUPPORTED.contains(f"3.{minor}.99")]
LAST = PYTHONS[-1]
LISTED = f"{', '.join(PYTHONS[:-1])} {{}} {LAST}"


def workflow_matrix(key):
    (found,) = re.findall(rf"^ +{key}: \[(.+)\]$", text(".github/workflows/tests.yml"), re.M)
    return [value.strip(' "') for value in found.split(",")]


def test_pythons():
    assert f'PYTHONS = ["{", ".join(PYTHONS)}"]'.replace(", ", '", "') in text("noxfile.py")
    assert workflow_matrix("python") == PYTHONS
    assert f"on Python {PYTHONS[0]} to {LAST}," in text("requirements.txt")
    assert f"with a Python {LISTED.format('or')} of your own" in README.read_text("utf-8")
    assert f"**Python** {LISTED.format('and')} are supported" in CONTRIBUTING.read_text("utf-8")


def test_what_installs_a_python_takes_one_that_is_supported():
    assert f"uv venv --clear --python {LAST}" in README.read_text("utf-8")
    assert text("binder/runtime.txt").strip().removeprefix("python-") in PYTHONS
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        (*named,) = re.findall(r"3\.\d\d", path.read_text("utf-8"))
        assert named and set(named) <= set(PYTHONS), path.name


def test_the_oldest_versions_are_tried_on_each_python():
    tried = [session for session in workflow_matrix("session") if session.startswith("lowest")]
    assert tried == [f"lowest-{python}" for python in PYTHONS]


def requirements(name):
    lines = [line.partition("#")[0].strip() for line in text(name).splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("requirement", requirements("requirements.txt"), ids=lambda r: r.name)
def test_what_a_learner_installs_has_bounds(requirement):
    """A new release can't change a lesson unseen: next_versions and Dependabot tell of it."""
    assert {each.operator for each in requirement.specifier} == {">=", "<"}


def test_learners_install_nothing_that_only_tests_need():
    learner = {each.name for each in requirements("requirements.txt")}
    for name in ["tests/requirements.txt", "tests/browser/requirements.txt"]:
        assert not learner & {each.name for each in requirements(name)}, name


def test_colabs_versions_are_exact_and_supported():
    allowed = {each.name: each.specifier for each in requirements("requirements.txt")}
    for each in requirements("tests/repository/colab.txt"):
        ((operator, version),) = ((one.operator, one.version) for one in each.specifier)
        assert operator == "==" and each.name in {*allowed, "ipython", "ipykernel"}
        assert each.name not in allowed or allowed[each.name].contains(version)
