"""`.ci/run` runs all its parts, says what each took, and fails if one does."""

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
CALLS = [  # with the part of each
    ("pip install -r requirements.txt -r tests/requirements.txt", "test command"),
    ("pytest ", "test command"),
    ("pip install -r tests/browser/requirements.txt", "browser"),
    ("pytest -m browser", "browser"),
    ("pytest -m thorough", "faults"),
    ("nox --session binder --error-on-missing-interpreters", "Binder"),
    ("nox --session colab_alone --error-on-missing-interpreters", "Colab"),
    ("pytest -m mutation", "mistakes"),
]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


@pytest.mark.parametrize("fails", [None, *range(len(CALLS))])
def test_all_parts_run_and_the_first_that_fails_ends_it(fails, tmp_path):
    folder, tools = tmp_path / "mein Kurs 课程", tmp_path / "tools"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci")
    tools.mkdir()
    for name, script in {"python3": PYTHON, "chromium": "#!/bin/sh\n"}.items():
        (tools / name).write_text(script, "utf-8")
        (tools / name).chmod(0o755)
    failing, part = CALLS[-1 if fails is None else fails]
    path = f"{tools}:{os.environ['PATH']}"
    variables = environment(PATH=path, FAILS="" if fails is None else failing)
    command = ["bash", str(folder / ".ci" / "run")]
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert done.returncode == (fails is not None), done.stderr
    ran = (folder / "calls").read_text("utf-8").splitlines()
    assert ran == [call for call, _ in CALLS[: len(CALLS) if fails is None else fails + 1]]
    *_, last, total = done.stdout.splitlines()
    assert part in last and total.startswith("in all")
    assert re.search(r" \d+ min \d\d s" + ("" if fails is None else "  FAILED") + "$", last)
