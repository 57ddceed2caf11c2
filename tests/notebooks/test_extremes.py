"""A learner changes a parameter too far: the notebook runs through, or says what to change back.

tests/notebooks/extremes/ lists what to try, in a module for each notebook. `pytest -m extremes
-n 2`; left out of plain `pytest`, because it takes some minutes.
"""

import importlib
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.course import NOTEBOOKS, ROOT, code_cells
from tests.support.running import own_parameters, run

pytestmark = pytest.mark.extremes

FOLDER = Path(__file__).parent / "extremes"


class Extreme(SimpleNamespace):
    """Parameters that go too far, for a notebook."""

    def __repr__(self):
        return f"{self.path.stem}-{self.parameters}"


def extremes():
    for path in NOTEBOOKS:
        if (FOLDER / f"{path.stem[3:]}.py").exists():
            module = importlib.import_module(f"tests.notebooks.extremes.{path.stem[3:]}")
            for parameters in module.EXTREMES:
                yield Extreme(path=path, parameters=parameters)


EXTREMES = list(extremes())


@pytest.mark.parametrize("extreme", EXTREMES, ids=repr)
def test_it_runs_through_or_says_what_to_change(extreme, tmp_path):
    assert extreme.parameters.keys() <= own_parameters(extreme.path).keys()
    done = run(extreme.path, tmp_path / extreme.path.name, extreme.parameters, PYTHONPATH=ROOT)
    errors = [
        output
        for cell in code_cells(done.notebook)
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert (done.process.returncode == 0) == (not errors), done.process.stderr
    for error in errors:
        text = f"{error.ename}: {error.evalue}"
        names = "|".join(extreme.parameters)
        assert re.search(rf"\b({names})\b", error.evalue), f"it does not say what to change: {text}"
        assert "\n" not in error.evalue.strip() and len(error.evalue) < 250, text
