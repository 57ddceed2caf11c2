"""The matrix of supported versions: `nox` runs the notebooks in each, `nox -s lowest` in one.

The environments are built from the package registry, in `.nox/`. An interpreter that is not on
this machine is skipped, and said so; on GitHub (`.github/workflows/tests.yml`) all of them are.
"""

import re
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]


def run_notebooks(session):
    """Compare every notebook's outputs with the saved ones.

    With two threads, with one, and without oneDNN: each moves the last digits of losses.
    """
    threads = "TF_NUM_INTRAOP_THREADS"
    for change in [{threads: "2"}, {threads: "1"}, {"TF_ENABLE_ONEDNN_OPTS": "0"}]:
        session.log(f"notebooks with {change}")
        session.run("pytest", "-q", "notebooks", *session.posargs, env=change)


def lowest_allowed():
    """Return the lower bounds of what the saved outputs depend on, as exact pins."""
    text = Path("requirements.txt").read_text("utf-8")
    bounds = re.findall(r"^(tensorflow|keras|numpy)>=([\d.]+)", text, re.MULTILINE)
    return [f"{name}=={version}.*" for name, version in bounds]


@nox.session(python=PYTHONS)
def newest(session):
    """The newest versions that requirements.txt allows."""
    session.install("-r", "requirements.txt")
    run_notebooks(session)


@nox.session(python=PYTHONS)
def lowest(session):
    """The oldest TensorFlow, Keras and NumPy that requirements.txt allows."""
    session.install("-r", "requirements.txt", *lowest_allowed())
    run_notebooks(session)


@nox.session(python="3.13")
def colab(session):
    """What Colab ships."""
    session.install("-r", "requirements.txt", "tensorflow==2.20.0", "keras==3.13.2", "numpy==2.1.*")
    run_notebooks(session)
