"""The notebooks with other versions, and the maintainers' commands: `nox --list` shows them all.

`nox` alone runs the sessions that build an environment of their own from the package registry, in
`.nox/`; `nox --session lowest-3.11` runs one. An interpreter that is not on this machine is
skipped, and said so; on GitHub (`.github/workflows/tests.yml`) all of them are there.
"""

import os
import re
import sys
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True
nox.options.default_venv_backend = "uv|virtualenv"  # uv is several times as fast
os.environ.setdefault("UV_COMPILE_BYTECODE", "1")  # as pip does: else the first run is slow
PYTHONS = ["3.11", "3.12", "3.13"]
# What the saved outputs depend on.
OUTPUTS = "tensorflow|keras|numpy"
REQUIREMENTS = Path("requirements.txt").read_text("utf-8")
COLAB = Path("tests/repository/colab.txt").read_text("utf-8")


def run_notebooks(session):
    """Compare every notebook's outputs with the saved ones.

    With two threads, with one, and without oneDNN: each moves the last digits of losses. The
    budgets of time hold with two cores and oneDNN only.
    """
    threads = "TF_NUM_INTRAOP_THREADS"
    for change in [{threads: "2"}, {threads: "1"}, {"TF_ENABLE_ONEDNN_OPTS": "0"}]:
        session.log(f"notebooks with {change}")
        options = ["-q", "-p", "no:tests.plugins.budget"]
        session.run("pytest", *options, "notebooks", *session.posargs, env=change)


def changed_requirements(session, pattern, replacement):
    """Write requirements.txt with other bounds; return the new file's path."""
    path = Path(session.create_tmp(), "requirements.in").resolve()
    path.write_text(re.sub(f"(?m){pattern}", replacement, REQUIREMENTS), "utf-8")
    return str(path)


@nox.session(python=PYTHONS)
def newest(session):
    """The newest versions that requirements.txt allows."""
    session.install("-r", "requirements.txt")
    run_notebooks(session)


@nox.session(python=PYTHONS)
def lowest(session):
    """The oldest TensorFlow, Keras and NumPy that requirements.txt allows."""
    bounds = re.findall(rf"(?m)^({OUTPUTS})>=([\d.]+)", REQUIREMENTS)
    oldest = [f"{name}=={version}.*" for name, version in bounds]
    session.install("-r", "requirements.txt", *oldest)
    run_notebooks(session)


# pip takes pre-releases of some packages alone: those whose specifier names one.
@nox.session(python=PYTHONS[-1], default=False, venv_backend="virtualenv")
def next_versions(session):
    """The pre-releases of TensorFlow, Keras and NumPy, beyond requirements.txt; it may be red."""
    session.install(
        "-r", changed_requirements(session, rf"^({OUTPUTS})>=([\d.]+),<\S+", r"\1>=\2rc0")
    )
    session.run("pip", "list")
    session.run("pytest", "-q", "-p", "no:tests.plugins.budget", "notebooks", *session.posargs)


@nox.session(python="3.13")
def colab(session):
    """What Colab ships: see tests/repository/colab.txt."""
    session.install("-r", "requirements.txt", "-c", "tests/repository/colab.txt")
    run_notebooks(session)


@nox.session(python="3.13")
def colab_alone(session):
    """A notebook on Colab: it comes alone, and its set-up cell installs the helpers."""
    there = re.findall(r"(?m)^[a-z].+", COLAB)
    others = ["matplotlib", "tqdm", "ipywidgets", "pip"]
    session.install(*there, *others, "nbval", "papermill", "pytest>=9.2")
    session.run("pytest", "-q", "-m", "colab", "tests/repository/test_colab.py", *session.posargs)


@nox.session(python="3.12")
def binder(session):
    """The versions that Binder installs, and its limit of memory."""
    session.install("-r", "binder/requirements.txt")
    session.run("python", "-c", "import tensorflow")  # the first time takes longest
    session.run("pytest", "-q", "notebooks", *session.posargs)


@nox.session(python="3.12", default=False)
def lock(session):
    """Compile what Binder installs from requirements.txt; with `-- --upgrade`, all versions anew.

    tensorflow-cpu is half the size of tensorflow.
    """
    session.install("uv")
    source = changed_requirements(session, "^tensorflow(?=>)", "tensorflow-cpu")
    options = ["--python-version=3.12", "--python-platform=x86_64-manylinux_2_28"]
    command = ["uv", "pip", "compile", *options, "--no-annotate", "--quiet", *session.posargs]
    header = {"UV_CUSTOM_COMPILE_COMMAND": "nox --session lock"}
    session.run(*command, "--output-file=binder/requirements.txt", source, env=header)


def command(name, what, *arguments):
    """Make a session of a command: it runs in the environment that nox itself is in."""

    def run(session):
        session.run(sys.executable, *arguments, *session.posargs)

    run.__doc__ = what
    nox.session(run, name=name, venv_backend="none", default=False)


command("refresh", "Save the outputs of notebooks anew.", "-m", "tests.commands.refresh")
command("relink", "Point the launch links at a repository.", "-m", "tests.commands.relink")
command("pictures", "Photograph the README's pictures anew.", "-m", "tests.commands.pictures")
command("drawings", "Draw the recorded drawings anew.", "-m", "tests.commands.drawings")
command("mutants", "Break the course in every known way.", "-m", "pytest", "-m", "mutation", "-n2")
command("benchmark", "Measure the speed of training.", "-m", "tests.benchmarks.measure")
