"""What is installed, elsewhere and not editable, is whole; and it has a name of its own."""

import re
import subprocess
import sys
import zipfile

from tests.repository.test_versions import PROJECT
from tests.support.course import CONTRIBUTING, NOTEBOOKS, README, ROOT

DISTRIBUTION = "tensorflow-course-helpers"


def test_a_wheel_holds_every_file_of_the_helpers(tmp_path):
    source = tmp_path / "source"
    for path in [ROOT / "pyproject.toml", ROOT / "LICENSE", *(ROOT / "helpers").rglob("*")]:
        if path.is_file() and "__pycache__" not in path.parts:
            target = source / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", tmp_path, "."]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob(f"{DISTRIBUTION.replace('-', '_')}-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("helpers/")}
    expected = {
        p.relative_to(source).as_posix() for p in source.glob("helpers/**/*") if p.is_file()
    }
    assert packed == expected


def test_nobody_is_led_to_a_foreign_package():
    """On the package index, `helpers` belongs to somebody else."""
    assert PROJECT["name"] == DISTRIBUTION
    folders = ["helpers", "notebooks", "tests", "binder", ".ci", ".github"]
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    suffixes = {".py", ".txt", ".md", ".yml", ".ipynb", ""}
    for path in [README, CONTRIBUTING, ROOT / "noxfile.py", ROOT / "pyproject.toml", *files]:
        if path.is_file() and path.suffix in suffixes and path.stat().st_size < 10**6:
            content = path.read_bytes().decode("utf-8", "replace")
            found = re.search(r"install\s(?:-\S+\s)*[\"']?helpers\b", content)
            assert found is None, f"{path}: {found[0]}"
    for name in ["requirements.txt", "binder/requirements.txt", "tests/requirements.txt"]:
        assert not re.search(r"(?m)^helpers\b", (ROOT / name).read_text("utf-8")), name
    assert NOTEBOOKS
