"""A pytest plugin: nbval compares a notebook's outputs exactly, but for numbers that may move.

Losses and accuracies differ in the last digits between CPUs, thread counts and versions. A cell
that prints such numbers says by how much: the tag `rtol=0.001` allows a relative difference,
`atol=0.002` an absolute one, as in `math.isclose`. It holds for the cell's decimal numbers;
integers and words stay exact.
"""

import math
import re

import nbformat
from nbval.plugin import IPyNbCell

from tests.support.colours import on_white

DECIMAL = re.compile(r"-?\d+\.\d+")
NUMBERED = re.compile(r"\d\d_")
TAG = re.compile(r"(rtol|atol)=(\d\S*)")


def allowed(tags):
    """Return what a cell's tags allow, as a dict with "rtol" or "atol"; {} means exact."""
    matches = filter(None, map(TAG.fullmatch, tags))
    return {match[1]: float(match[2]) for match in matches}


def snap(fresh, saved, rtol=0.0, atol=0.0):
    """Return the text `fresh`, with each decimal number near its partner in `saved` replaced by it.

    Partners are the first numbers of both texts, the second numbers, and so on. If the texts hold
    different counts of numbers, `fresh` is returned as it is.
    """
    partners = DECIMAL.findall(saved)
    if len(DECIMAL.findall(fresh)) != len(partners):
        return fresh
    remaining = iter(partners)

    def replacement(match):
        partner = next(remaining)
        near = math.isclose(float(match[0]), float(partner), rel_tol=rtol, abs_tol=atol)
        return partner if near else match[0]

    return DECIMAL.sub(replacement, fresh)


def pytest_ignore_collect(collection_path):
    """Leave a learner's own notebooks alone, such as Untitled.ipynb."""
    if collection_path.suffix == ".ipynb" and not NUMBERED.match(collection_path.name):
        return True


compare_exactly = IPyNbCell.compare_outputs
describe_failure = IPyNbCell.repr_failure


def compare_outputs(self, test, ref, skip_compare=None):
    """Let the numbers of a tagged cell move; then compare as nbval does."""
    limits = allowed(self.cell.metadata.get("tags", []))
    if limits:
        test = nbformat.from_dict(test)
        for fresh, saved in zip(test, ref):
            if "text" in fresh and "text" in saved:
                fresh.text = snap(fresh.text, saved.text, **limits)
    for output in test:
        if "image/png" in output.get("data", {}) and not on_white(output["data"]["image/png"]):
            self.comparison_traceback = ["a picture has no white background"]
            return False
    return compare_exactly(self, test, ref, skip_compare)


def repr_failure(self, excinfo):
    """Say which cell it is, by its name, and what to do."""
    notebook = self.path.name
    command = f"python -m tests.commands.refresh notebooks/{notebook}"
    return (
        f"{notebook}, cell {self.cell.get('id')!r}\n{describe_failure(self, excinfo)}\n"
        "If the change is meant, save the new outputs and look at the difference:\n"
        f"    {command} && git diff notebooks/{notebook}"
    )


IPyNbCell.compare_outputs = compare_outputs
IPyNbCell.repr_failure = repr_failure
