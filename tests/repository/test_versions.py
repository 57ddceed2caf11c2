"""Which versions of Python and of libraries the course names: the same everywhere."""

import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.support.course import ROOT


def text(name):
    return (ROOT / name).read_text("utf-8")


PROJECT = tomllib.loads(text("pyproject.toml"))["project"]
SUPPORTED = SpecifierSet(PROJECT["requires-python"])
PYTHONS = [f"3.{minor}" for minor in range(30) if SUPPORTED.contains(f"3.{minor}.99")]
LAST = PYTHONS[-1]


def requirements(name):
    lines = [line.partition("#")[0].strip() for line in text(name).splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def test_pythons():
    quoted = ", ".join(f'"{python}"' for python in PYTHONS)
    listed = ", ".join(PYTHONS[:-1])
    assert f"PYTHONS = [{quoted}]" in text("noxfile.py")
    assert f"python: [{quoted}]" in text(".github/workflows/tests.yml")
    for python in PYTHONS:
        assert f"lowest-{python}" in text(".github/workflows/tests.yml")
    assert f"on Python {PYTHONS[0]} to {LAST}," in text("requirements.txt")
    assert f"with a Python {listed} or {LAST} of your own" in text("README.md")
    assert f"uv venv --clear --python {LAST}" in text("README.md")
    assert f"**Python** {listed} and {LAST}" in text("CONTRIBUTING.md")
    assert text("binder/runtime.txt").strip().removeprefix("python-") in PYTHONS


@pytest.mark.parametrize("requirement", requirements("requirements.txt"), ids=lambda r: r.name)
def test_what_a_learner_installs_has_bounds(requirement):
    """A new release can't change a lesson unseen: next_versions and Dependabot tell of it."""
    assert {each.operator for each in requirement.specifier} == {">=", "<"}
    for name in ["tests/requirements.txt", "tests/browser/requirements.txt"]:
        assert requirement.name not in {each.name for each in requirements(name)}, name


def test_colabs_versions_are_exact_and_supported():
    allowed = {each.name: each.specifier for each in requirements("requirements.txt")}
    for each in requirements("tests/repository/colab.txt"):
        ((operator, version),) = ((one.operator, one.version) for one in each.specifier)
        assert operator == "==" and each.name in {*allowed, "ipython", "ipykernel"}
        assert each.name not in allowed or allowed[each.name].contains(version)
