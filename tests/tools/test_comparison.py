"""The comparison of saved and fresh outputs turns red when it should."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.plugins.comparison import allowed, snap
from tests.support.course import ROOT

pytest_plugins = ["pytester"]


def test_tags():
    assert allowed(["parameters", "rtol=1e-3"]) == {"rtol": 0.001}
    assert allowed(["atol=0.003"]) == {"atol": 0.003}
    assert allowed(["parameters"]) == {}


@pytest.mark.parametrize(
    ("fresh", "saved", "same"),
    [
        ("loss 0.1001", "loss 0.1000", True),
        ("loss -0.1001", "loss -0.1000", True),
        ("loss 0.1002", "loss 0.1000", False),
        ("loss -0.1000", "loss 0.1000", False),
        ("mean 0.1000", "loss 0.1000", False),
        ("loss 0.1001 at step 101", "loss 0.1000 at step 100", False),
        ("loss 0.1001 0.5", "loss 0.1000", False),
        ("loss 0.1000 and 0.5", "loss 0.5 and 0.1000", False),
    ],
)
def test_snap(fresh, saved, same):
    assert (snap(fresh, saved, rtol=0.0011) == saved) is same


def test_snap_absolute():
    assert snap("0.985", "0.984", atol=0.0011) == "0.984"
    assert snap("0.986", "0.984", atol=0.0011) == "0.986"


@pytest.fixture
def outcomes(pytester, monkeypatch):
    """Run nbval as the course does, on a notebook of one cell saved with a given output."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # an ini file would split a path with spaces
    pytester.makeini("[pytest]\naddopts = -p tests.plugins.comparison --nbval")

    def run(source, saved, tags=()):
        cell = new_code_cell(source, execution_count=1, metadata={"tags": list(tags)}, id="a-cell")
        cell.outputs = [new_output("stream", name="stdout", text=saved)]
        nbformat.write(new_notebook(cells=[cell]), pytester.path / "01_notebook.ipynb")
        return pytester.runpytest_subprocess("01_notebook.ipynb")

    return run


def test_nbval_accepts_a_number_within_its_tolerance(outcomes):
    outcomes("print('loss', 0.10005)", "loss 0.1\n", ["rtol=1e-3"]).assert_outcomes(passed=1)


def test_nbval_refuses_a_number_beyond_its_tolerance(outcomes):
    result = outcomes("print('loss', 0.1002)", "loss 0.1\n", ["rtol=1e-3"])
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["01_notebook.ipynb, cell 'a-cell'", "*python -m tests.commands.refresh*"]
    )


def test_nbval_refuses_any_difference_without_a_tag(outcomes):
    outcomes("print('loss', 0.10005)", "loss 0.1\n").assert_outcomes(failed=1)


def test_nbval_compares_the_last_state_of_a_progress_bar(outcomes):
    source = "for step in range(4): print(f'\\rstep {step} of 3', end='', flush=True)"
    outcomes(source, "step 3 of 3").assert_outcomes(passed=1)
    outcomes(source, "step 2 of 3").assert_outcomes(failed=1)
