"""The comparison of saved and fresh outputs turns red when it should."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.plugins.comparison import allowed, snap
from tests.support.course import ROOT

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(
    ("tag", "fresh", "saved", "same"),
    [
        ("rtol=0.0011", "loss -0.1001", "loss -0.1000", True),
        ("rtol=0.0011", "loss 0.1002", "loss 0.1000", False),
        ("rtol=0.0011", "loss -0.1000", "loss 0.1000", False),
        ("rtol=0.0011", "mean 0.1000", "loss 0.1000", False),
        ("rtol=0.0011", "loss 0.1001 at step 101", "loss 0.1000 at step 100", False),
        ("rtol=0.0011", "loss 0.1001 0.5", "loss 0.1000", False),
        ("rtol=0.0011", "loss 0.1000 and 0.5", "loss 0.5 and 0.1000", False),
        ("atol=0.0011", "0.985", "0.984", True),
        ("atol=0.0011", "0.986", "0.984", False),
        ("parameters", "0.985", "0.984", False),
    ],
)
def test_decimal_numbers_may_move_as_far_as_a_tag_says(tag, fresh, saved, same):
    assert (snap(fresh, saved, **allowed([tag])) == saved) is same


COUNTS = "for step in range(4): print(f'\\rstep {step} of 3', end='', flush=True)"
LIGHT = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"
DARK = LIGHT.replace("plt.plot", "plt.style.use('dark_background')\nplt.plot")
# For each cell, by its name: source, saved output, tags; and what is said if it is refused.
CELLS = {
    "within-its-tolerance": ("print('loss', 0.10005)", "loss 0.1\n", ["rtol=1e-3"], None),
    "beyond": ("print('loss', 0.1002)", "loss 0.1\n", ["rtol=1e-3"], "*mismatch *stdout*"),
    "without-a-tag": ("print('loss', 0.10005)", "loss 0.1\n", [], "*mismatch *stdout*"),
    "last-state-of-a-bar": (COUNTS, "step 3 of 3", [], None),
    "another-state": (COUNTS, "step 2 of 3", [], "*mismatch *stdout*"),
    "not-saved": (LIGHT, "", [], "Unexpected output fields from running code*"),
    "illegible-in-a-dark-theme": (DARK, "", [], "a picture has no white background*"),
}


def test_nbval_refuses_what_it_should(pytester, monkeypatch):
    """One run of nbval as the course does it; beside the notebook lies one of a learner's own."""
    notebook = new_notebook()
    for name, (source, saved, tags, _) in CELLS.items():
        cell = new_code_cell(source, execution_count=1, metadata={"tags": tags}, id=name)
        cell.outputs = [new_output("stream", name="stdout", text=saved)] if saved else []
        notebook.cells.append(cell)
    nbformat.write(notebook, pytester.path / "01_notebook.ipynb")
    (pytester.path / "Untitled.ipynb").write_text("no notebook at all")
    # Not `pythonpath` in a file of settings: the folder's name may hold spaces.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini("[pytest]\naddopts = -p tests.plugins.comparison --nbval")
    result = pytester.runpytest_subprocess(".", "--color=no")
    refused = {name: words for name, (*_, words) in CELLS.items() if words}
    result.assert_outcomes(passed=len(CELLS) - len(refused), failed=len(refused))
    for name, words in refused.items():
        result.stdout.fnmatch_lines([f"01_notebook.ipynb, cell {name!r}", words])
        result.stdout.fnmatch_lines(["*python -m tests.commands.refresh notebooks/01_notebook*"])
