"""The notebooks with other versions: `nox --list` shows all sessions, `nox` runs those with a star.

An interpreter that is not on this machine is skipped, and said so; on GitHub all of them are there.
"""

import os
import re
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True
nox.options.default_venv_backend = "uv|virtualenv"  # uv is several times as fast
os.environ.setdefault("UV_COMPILE_BYTECODE", "1")  # as pip does: else the first run is slow
PYTHONS = ["3.11", "3.12", "3.13"]
OUTPUTS = "tensorflow|keras|numpy"  # what the saved outputs depend on
REQUIREMENTS = Path("requirements.txt").read_text("utf-8")
COLAB = "tests/repository/colab.txt"
UNTIMED = ["-q", "-p", "no:tests.plugins.budget", "notebooks"]


def run_notebooks(session):
    """Compare outputs and pictures with the saved ones: two threads, one, and without oneDNN."""
    threads = "TF_NUM_INTRAOP_THREADS"
    for change in [{threads: "2"}, {threads: "1"}, {"TF_ENABLE_ONEDNN_OPTS": "0"}]:
        session.run("pytest", *UNTIMED, *session.posargs, env=change)


def changed_requirements(session, pattern, replacement):
    """Write requirements.txt with other bounds; return the new file's path."""
    path = Path(session.create_tmp(), "requirements.in").resolve()
    path.write_text(re.sub(f"(?m){pattern}", replacement, REQUIREMENTS), "utf-8")
    return str(path)


@nox.session(python=PYTHONS)
def newest(session):
    """The newest versions that requirements.txt allows."""
    session.install("-r", "requirements.txt", "pytest-xdist")
    run_notebooks(session)


@nox.session(python=PYTHONS)
def lowest(session):
    """The oldest TensorFlow, Keras and NumPy that requirements.txt allows."""
    bounds = re.findall(rf"(?m)^({OUTPUTS})>=([\d.]+)", REQUIREMENTS)
    oldest = [f"{name}=={version}.*" for name, version in bounds]
    session.install("-r", "requirements.txt", *oldest, "pytest-xdist")
    run_notebooks(session)


# pip takes pre-releases of those packages alone whose specifier names one.
@nox.session(python=PYTHONS[-1], default=False, venv_backend="virtualenv")
def next_versions(session):
    """The pre-releases of TensorFlow, Keras and NumPy, beyond requirements.txt; it may be red."""
    beyond = changed_requirements(session, rf"^({OUTPUTS})>=([\d.]+),<\S+", r"\1>=\2rc0")
    session.install("-r", beyond, "pytest-xdist")
    session.run("pip", "list")
    session.run("pytest", *UNTIMED, *session.posargs)


@nox.session(python="3.13")
def colab(session):
    """What Colab ships: see tests/repository/colab.txt."""
    session.install("-r", "requirements.txt", "pytest-xdist", "-c", COLAB)
    run_notebooks(session)


@nox.session(python="3.13")
def colab_alone(session):
    """A notebook on Colab: it comes alone, and its set-up cell installs the helpers."""
    there = ["matplotlib", "tqdm", "ipywidgets", "pip"]
    session.install("-r", COLAB, *there, "nbval", "papermill", "pytest>=9.2", "pytest-xdist")
    tests = "tests/repository/test_colab.py"
    session.run("pytest", "-q", "-n0", "-m", "colab", tests, *session.posargs)


@nox.session(python="3.12")
def binder(session):
    """The versions that Binder installs, and its limit of memory; one notebook after the other."""
    session.install("-r", "binder/requirements.txt", "pytest-xdist")
    session.run("python", "-c", "import tensorflow")  # the first time takes longest
    session.run("pytest", "-q", "-n0", "notebooks", *session.posargs)


@nox.session(python="3.12", default=False)
def lock(session):
    """Compile binder/requirements.txt anew, with the smaller tensorflow-cpu; `-- --upgrade` too."""
    session.install("uv")
    source = changed_requirements(session, "^tensorflow(?=>)", "tensorflow-cpu")
    options = ["--python-version=3.12", "--python-platform=x86_64-manylinux_2_28"]
    command = ["uv", "pip", "compile", *options, "--no-annotate", "--quiet", *session.posargs]
    header = {"UV_CUSTOM_COMPILE_COMMAND": "nox --session lock"}
    session.run(*command, "--output-file=binder/requirements.txt", source, env=header)
