"""Every notebook runs with other parameters, as outside pytest: its claims hold, it is silent,
and it keeps within its time and memory.

nbval (see conftest.py) compares the outputs that are saved; here the outputs are new ones.
"""

import ast
import json
import os
import re
import subprocess
import sys

import papermill
import pytest
from course import ROOT, code_cells, every_notebook, markdown, read

MOST_MEBIBYTES = 1024  # what Binder guarantees a user
# Factors for the notebook's own values, and the seed. The first run has the sizes of the notebook.
RUNS = [
    {"seed": 1},
    {"seed": 2, "batch_size": 1.25, "learning_rate": 0.8},
    {"seed": 3, "batch_size": 0.9, "steps": 1.25},
]


def parameters_of(path, factors):
    """Return the notebook's own values, and those that papermill is to put in their place."""
    own = {
        name: ast.literal_eval(parameter["default"])
        for name, parameter in papermill.inspect_notebook(path).items()
    }
    chosen = {"seed": factors["seed"]}
    for name in factors.keys() & own.keys() - {"seed"}:
        chosen[name] = type(own[name])(own[name] * factors[name])
    return own, chosen


def run(path, parameters, folder):
    """Execute a notebook in `folder`; return the result, and a dict of what it took."""
    output = folder / path.name
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "execute.py", path, output, json.dumps(parameters)],
        cwd=folder,
        # ipykernel doesn't show what native code writes to stderr when it sees this variable.
        env={name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{path.name}, {parameters}; see {output}\n{done.stderr}"
    return read(output), json.loads(done.stdout.splitlines()[-1])


@every_notebook
@pytest.mark.parametrize("factors", RUNS, ids=lambda factors: f"seed{factors['seed']}")
def test_claims_hold_with_other_parameters(path, factors, tmp_path, measurements):
    own, chosen = parameters_of(path, factors)
    assert chosen.items() - own.items(), f"{path.name} has none of the parameters {list(factors)}"
    notebook, took = run(path, chosen, tmp_path)

    injected = [c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert len(injected) == 1, "papermill found no cell tagged `parameters`"

    for cell in code_cells(notebook):
        name = f"{path.name}, cell {cell.get('id')!r}"
        text = "".join(output.get("text", "") for output in cell.outputs)
        stderr = [output.text for output in cell.outputs if output.get("name") == "stderr"]
        assert not stderr, f"{name} wrote to stderr:\n{''.join(stderr)}"
        assert text.count("✓") == cell.source.count("✓"), f"{name} did not confirm its claim"

    if chosen.keys() == {"seed"}:
        most_seconds = int(re.search(r"takes under (\d+) seconds", markdown(notebook))[1])
        measurements.append((path.stem, took, most_seconds, MOST_MEBIBYTES))
        assert took["seconds"] < most_seconds, path.name
        assert took["mebibytes"] is None or took["mebibytes"] < MOST_MEBIBYTES, path.name
