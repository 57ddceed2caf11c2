"""What is installed, elsewhere and not editable, is whole; and it has a name of its own."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile

from tests.commands.relink import home
from tests.repository.test_versions import PROJECT
from tests.support.course import CONTRIBUTING, README, ROOT


def test_a_wheel_holds_every_file_of_the_helpers(tmp_path):
    """And has the version of the tag: pip would keep installed helpers of the same version."""
    shutil.copytree(ROOT / "helpers", tmp_path / "helpers", ignore=lambda *_: ["__pycache__"])
    for name in ["pyproject.toml", "LICENSE"]:
        shutil.copy(ROOT / name, tmp_path)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    wheel = tmp_path / f"tensorflow_course_helpers-{home()[1][1:]}-py3-none-any.whl"
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("helpers/")}
    files = [path for path in (tmp_path / "helpers").rglob("*") if path.is_file()]
    assert packed == {path.relative_to(tmp_path).as_posix() for path in files}


def test_plain_pytest_runs_all_there_is():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    plugins = {f"tests.plugins.{path.stem}" for path in ROOT.glob("tests/plugins/[a-z]*.py")}
    arguments = options["ini_options"]["addopts"]
    assert plugins <= {*arguments} and "--nbval" in arguments
    assert options["ini_options"]["testpaths"] == ["tests", "notebooks"]


def test_nobody_is_led_to_a_foreign_package():
    """On the package index, `helpers` belongs to somebody else."""
    assert PROJECT["name"] == "tensorflow-course-helpers"
    pages = [README, CONTRIBUTING, *ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("helpers/**/*.py")]
    for path in [*pages, ROOT / ".ci/run", *ROOT.glob(".github/workflows/*")]:
        found = re.search(r"install\s(?:-\S+\s)*[\"']?helpers\b", path.read_text("utf-8"))
        assert found is None, f"{path}: {found[0]}"
