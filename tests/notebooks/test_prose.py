"""A figure in prose is one that code shows: neither can change alone.

Every number in a markdown cell must be found in the code cell before it or after it (in its source
or in its text output), or in the parameters. A text that speaks of another cell says so with a tag,
`figures:` and the cell's name. In the README, a row of the table of contents must find its numbers
in the notebook that it names.

Left out: 0, 1 and 2, which are rarely figures; code; links; what is raised or lowered in a formula;
the numbers of notebooks and list items; minutes, which test_structure.py compares; and exercises
with their solutions, which may tell of what nobody has measured here.
"""

import re

import pytest

from tests.support.course import README, code_cells, every_notebook, read, tags
from tests.support.markdown import prose

NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\w)")
LEFT_OUT = (
    r"(?m)[_^]\{[^}]*\}|^\d+ · |^\d+\.( |$)"
    r"|[Nn]otebooks? \d( (and|to) \d)?|about \d+ minutes|Time:.*"
)
EXERCISE = r"about \d+ minutes\b(?! of reading)|<details"


def numbers(text):
    text = re.sub(r"(?<=\d)_(?=\d)", "", text)  # 49_678 in code
    return {float(number.replace(",", "")) for number in NUMBER.findall(text)}


def figures(text):
    return numbers(re.sub(LEFT_OUT, " ", prose(text, links=False, formulas=True))) - {0, 1, 2}


def shown(cells):
    """The numbers in the source and the text output of code cells, also as percentages."""
    found = set()
    for cell in cells:
        texts = [cell.source, *(output.get("text", "") for output in cell.outputs)]
        found |= numbers("\n".join(texts))
    return found | {round(100 * number, 6) for number in found if 0 < number < 1}


@every_notebook
def test_every_figure_in_prose_is_shown_by_code(path):
    cells = read(path).cells
    code = [(place, cell) for place, cell in enumerate(cells) if cell.cell_type == "code"]
    problems = []
    for here, cell in enumerate(cells):
        if cell.cell_type == "markdown" and not re.search(EXERCISE, cell.source):
            looked_at = [c for place, c in code if place < here][-1:]
            looked_at += [c for place, c in code if place > here][:1]
            named = {"parameters", *(tag.removeprefix("figures:") for tag in tags(cell))}
            looked_at += [c for _, c in code if c.id in named]
            if missing := figures(cell.source) - shown(looked_at):
                names = ", ".join(source.id for source in looked_at)
                problems.append(f"cell {cell.id!r} states {sorted(missing)}, not in {names}")
    assert not problems, (
        f"{path.name}: " + "\n".join(problems) + "\nCorrect the text, or name the code cell that "
        "shows the figure in a tag of the text, `figures:CELL`."
    )


@every_notebook
def test_the_readme_states_figures_that_the_notebook_shows(path):
    (row,) = re.findall(rf"^.*\(notebooks/{path.name}\).*$", README.read_text("utf-8"), re.M)
    text, _minutes, _launch = row.rstrip(" |").rsplit("|", 2)
    missing = figures(text) - shown(code_cells(read(path)))
    assert not missing, f"README.md states {sorted(missing)} of {path.name}, which shows none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has 49,678 parameters and reads 97 % of 10,000.", {49678, 97, 10000}),
        ("Notebooks 3 and 4, `x[5]`, [6](7.md), $y_{8}^{9}$, 0.25, 1 or 2", {0.25}),
        ("**1.** Train for 500 steps, in about 8 minutes.\n\n3. then stop", {500}),
    ],
)
def test_what_counts_as_a_figure(text, expected):
    assert figures(text) == expected
