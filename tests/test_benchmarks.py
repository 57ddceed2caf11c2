"""The README states what the benchmark last measured."""

import json

from course import README, ROOT

RESULTS = ROOT / "tests" / "benchmarks" / "results.json"


def row(target):
    """A row of the README's table, as it has to be."""
    relation = {"<=": "≤", ">=": "≥"}[target["relation"]]
    return f"| {target['what']} | {relation} {target['target']:g} | {target['measured']:.3f} |"


def test_the_readme_states_what_was_measured():
    targets = json.loads(RESULTS.read_text("utf-8"))["results"]["targets"]
    expected = [row(target) for target in targets]
    stated = README.read_text("utf-8").split("| what | target | measured |")[1].splitlines()
    assert stated[2 : 2 + len(expected)] == expected
