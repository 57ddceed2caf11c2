"""A learner changes a parameter too far, runs every cell twice in a row, interrupts each training
and runs it again: all runs, in silence, but for claims, which say what to change back."""

import re

import pytest

from tests.support.course import NOTEBOOKS, ROOT, code_cells
from tests.support.running import own_parameters, run

pytestmark = pytest.mark.thorough

# For the number of each notebook, what stretches it most.
EXTREME = {
    1: {"learning_rate": 1.0, "steps": 20, "noise": 0.0},
    2: {"true_w": -50.0, "true_b": 1000.0, "steps": 100},
    3: {"batch_size": 500, "steps": 5, "trial_steps": 2},
    4: {"learning_rate": 0.0, "steps": 10},
    5: {"batch_size": 2, "count": 1, "rounds": 1, "steps": 1},
    6: {"steps": 100, "adapt_steps": 1},
    7: {"steps": 2, "batch_size": 2, "save_every": 1000},
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_or_says_what_to_change(path, tmp_path):
    parameters = EXTREME[int(path.stem[:2])]
    assert parameters.keys() <= own_parameters(path).keys()
    done = run(path, tmp_path / path.name, parameters, "--twice", PYTHONPATH=ROOT)
    outputs = [output for cell in code_cells(done.notebook) for output in cell.outputs]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]
    errors = [output for output in outputs if output.output_type == "error"]
    assert (done.process.returncode == 0) == (not errors), done.process.stderr
    for error in errors:
        text = f"{error.ename}: {error.evalue}"
        names = "|".join(parameters)
        assert re.search(rf"\b({names})\b", error.evalue), f"it does not say what to change: {text}"
        assert "\n" not in error.evalue.strip() and len(error.evalue) < 300, text
