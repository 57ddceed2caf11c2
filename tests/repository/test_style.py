"""The style of the code: what ruff finds, with the settings in pyproject.toml."""

import subprocess
import sys

import pytest

from tests.support.course import ROOT


@pytest.mark.parametrize("command", ["check .", "format --check helpers tests noxfile.py"])
def test_ruff_finds_nothing(command):
    command = [sys.executable, "-m", "ruff", *command.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
