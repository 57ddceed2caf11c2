"""`.ci/run` says what each part took, and fails if one does."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.support.course import ROOT, environment

# Stands for python3, and makes stand-ins for all that is run: each notes how it is called.
PYTHON = r"""#!/bin/sh
mkdir -p .venv/bin
for tool in pip pytest nox; do
    printf '#!/bin/sh\ncall="%s $*"\n' $tool >.venv/bin/$tool
    printf 'echo "$call" >>calls\n[ "$call" != "$FAILS" ]\n' >>.venv/bin/$tool
    chmod +x .venv/bin/$tool
done
"""
PARTS = ["test command", "too far", "browser", "Binder", "Colab", "mutants"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


@pytest.fixture
def run(tmp_path):
    """Run the script among stand-ins, so that the call `fails` does; return process and calls."""
    folder, tools = tmp_path / "mein Kurs 课程", tmp_path / "tools"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci")
    tools.mkdir()
    scripts = {"python3": PYTHON, "git": "#!/bin/sh\necho abc123\n", "chromium": "#!/bin/sh\n"}
    for name, script in scripts.items():
        (tools / name).write_text(script, "utf-8")
        (tools / name).chmod(0o755)

    def run(fails="", **changes):
        path = f"{tools}:{os.environ['PATH']}"
        variables = environment(PATH=path, FAILS=fails, **changes)
        command = ["bash", str(folder / ".ci" / "run")]
        done = subprocess.run(command, env=variables, capture_output=True, text=True)
        return done, (folder / "calls").read_text("utf-8").splitlines()

    return run


def test_it_runs_all_parts_and_prints_their_minutes(run):
    done, calls = run()
    assert done.returncode == 0, done.stderr
    assert calls == [
        "pip install -r requirements.txt -r tests/requirements.txt",
        "pytest ",
        "pytest -m extremes -n 2",
        "pip install -r tests/browser/requirements.txt",
        "pytest -m browser",
        "nox --session binder --error-on-missing-interpreters",
        "nox --session colab_alone --error-on-missing-interpreters",
        "pytest -m mutation -n 2 --tenth abc123",
    ]
    table = done.stdout.splitlines()[-len(PARTS) - 1 :]
    for part, row in zip([*PARTS, "all parts"], table):
        assert re.fullmatch(rf".*{part}.* +\d+\.\d min", row), row


def test_where_time_runs_out_it_says_what_is_left_out(run):
    done, calls = run(LATEST_MINUTE="0")
    assert done.returncode == 0 and calls[1:] == ["pytest "]
    first, *rest, _ = done.stdout.splitlines()[-len(PARTS) - 1 :]
    assert "LEFT OUT" not in first and all("LEFT OUT" in row for row in rest)


@pytest.mark.parametrize(
    ("call", "part"),
    [
        ("pip install -r requirements.txt -r tests/requirements.txt", 0),
        ("pytest ", 0),
        ("pytest -m extremes -n 2", 1),
        ("pip install -r tests/browser/requirements.txt", 2),
        ("nox --session colab_alone --error-on-missing-interpreters", 4),
        ("pytest -m mutation -n 2 --tenth abc123", 5),
    ],
)
def test_it_fails_with_the_part_that_fails(run, call, part):
    done, calls = run(call)
    assert done.returncode == 1 and calls[-1] == call
    *rows, total = done.stdout.splitlines()[-part - 2 :]
    assert [row.endswith("FAILED") for row in rows] == [False] * part + [True]
    assert PARTS[part] in rows[-1] and total.startswith("all parts")
