"""What is installed, elsewhere and not editable, is whole."""

import subprocess
import sys
import zipfile

from tests.support.course import ROOT


def test_a_wheel_holds_every_file_of_the_helpers(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", tmp_path, "."]
    source = tmp_path / "source"
    for path in [ROOT / "pyproject.toml", ROOT / "LICENSE", *(ROOT / "helpers").rglob("*")]:
        if path.is_file() and "__pycache__" not in path.parts:
            target = source / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("helpers-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("helpers/")}
    expected = {
        p.relative_to(source).as_posix() for p in source.glob("helpers/**/*") if p.is_file()
    }
    assert packed == expected
