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

    With two threads, with one, and without oneDNN: each moves the last digits of losses. The
    budgets of time hold with two cores and oneDNN only.
    """
    threads = "TF_NUM_INTRAOP_THREADS"
    for change in [{threads: "2"}, {threads: "1"}, {"TF_ENABLE_ONEDNN_OPTS": "0"}]:
        session.log(f"notebooks with {change}")
        session.run("pytest", "-q", "-p", "no:budget", "notebooks", *session.posargs, env=change)


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


@nox.session(python="3.13")
def colab_alone(session):
    """A notebook on Colab: without the repository, with Colab's own IPython."""
    versions = ["tensorflow==2.20.0", "keras==3.13.2", "numpy==2.1.*", "ipykernel==6.17.1"]
    versions += ["ipython==7.34.0", "matplotlib", "tqdm"]
    session.install(*versions, "nbval", "papermill", "pytest>=9.2")
    session.run("pytest", "-q", "-m", "colab", "tests/test_colab.py", *session.posargs)


@nox.session(python="3.12")
def binder(session):
    """What Binder installs, and its limit of memory."""
    session.install("-r", "binder/requirements.txt")
    session.run("pytest", "-q", "notebooks")
    session.run("pytest", "-q", "tests/test_runs.py")


@nox.session(python="3.12", default=False)
def lock(session):
    """Compile what Binder installs from requirements.txt; tensorflow-cpu is half the size."""
    session.install("uv")
    text = Path("requirements.txt").read_text("utf-8")
    source = Path(session.create_tmp(), "requirements.in")
    source.write_text(re.sub("(?m)^tensorflow(?=>)", "tensorflow-cpu", text), "utf-8")
    options = ["--python-version=3.12", "--python-platform=x86_64-manylinux_2_28", "--upgrade"]
    command = ["uv", "pip", "compile", *options, "--no-annotate", "--quiet"]
    header = {"UV_CUSTOM_COMPILE_COMMAND": "nox --session lock"}
    session.run(*command, "--output-file=binder/requirements.txt", str(source), env=header)
