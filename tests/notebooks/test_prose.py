"""A figure in prose is one that code shows: neither can change alone.

Every number in a markdown cell must be found in the code cell before it or after it (in its
source or in its text output), or in the parameters. A markdown cell that speaks of another cell
says so with a tag: `figures:` and the cell's name. In the README, a row of the table of contents
must find its numbers in the notebook that it names. Factors, such as 5 · 5 · 12, must stand in the
same order in the code.

Left out: 0, 1 and 2, which are rarely figures; code; links; what is raised or lowered in a formula;
the numbers of notebooks, exercises and list items; and times, which the budgets check.
"""

import re

import pytest

from tests.support.course import NOTEBOOKS, README, code_cells, every_notebook, read, tags
from tests.support.markdown import prose

FACTORS = re.compile(r"\d[\d,]*(?: [·×] \d[\d,]*)+")
NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\w)")
LEFT_OUT = [
    r"[_^]\{[^}]*\}",
    r"(?m)^\d+ · ",
    r"(?m)^\d+\.( |$)",
    r"[Nn]otebooks? \d( (and|to) \d)?",
    r"Time:.*",
]


def numbers(text):
    text = re.sub(r"(?<=\d)_(?=\d)", "", text)  # 49_678 in code
    return {float(number.replace(",", "")) for number in NUMBER.findall(text)}


def figures(text):
    words = prose(text, links=False, formulas=True)
    for pattern in LEFT_OUT:
        words = re.sub(pattern, " ", words)
    return numbers(words) - {0, 1, 2}


def shown(cell):
    """The numbers in the source and the text output of a code cell, also as percentages."""
    found = numbers(text_of(cell))
    return found | {round(100 * number, 6) for number in found if 0 < number < 1}


def factors(text):
    """Return patterns of what the code must say, for factors in prose."""
    for found in FACTORS.findall(text):
        numbers = re.findall(r"\d+", found.replace(",", ""))
        pattern = r"\b" + r"[ *(),]+".join(numbers) + r"\b"
        square = len(numbers) == 2 and len(set(numbers)) == 1
        yield pattern + (rf"|size\W+{numbers[0]}\b" if square else "")


def text_of(cell):
    """The source and the text output of a code cell."""
    return "\n".join([cell.source, *(output.get("text", "") for output in cell.outputs)])


def neighbours(cells, position):
    """The nearest code cells before and after a position."""
    before = [cell for cell in cells[:position] if cell.cell_type == "code"]
    after = [cell for cell in cells[position:] if cell.cell_type == "code"]
    return before[-1:] + after[:1]


@every_notebook
def test_every_figure_in_prose_is_shown_by_code(path):
    cells = read(path).cells
    by_id = {cell.id: cell for cell in cells}
    (parameters,) = (cell for cell in cells if "parameters" in tags(cell))
    code = "\n".join(map(text_of, code_cells(read(path))))
    problems = []
    for position, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            named = [by_id[tag.removeprefix("figures:")] for tag in tags(cell)]
            sources = [parameters, *neighbours(cells, position), *named]
            missing = figures(cell.source) - set().union(*map(shown, sources))
            if missing:
                looked_at = ", ".join(source.id for source in sources)
                problems.append(f"cell {cell.id!r} states {sorted(missing)}, not in {looked_at}")
            problems += [
                f"cell {cell.id!r} needs a code cell with {pattern!r}, and there is none"
                for pattern in factors(cell.source)
                if not re.search(pattern, code)
            ]
    assert not problems, (
        f"{path.name}: " + "\n".join(problems) + "\nCorrect the text, or name the code cell that "
        "shows the figure in a tag of the text, `figures:CELL`."
    )


@every_notebook
def test_the_readme_states_figures_that_the_notebook_shows(path):
    (row,) = re.findall(rf"^.*\(notebooks/{path.name}\).*$", README.read_text("utf-8"), re.M)
    text, _minutes, _launch = row.rstrip(" |").rsplit("|", 2)
    missing = figures(text) - set().union(*map(shown, code_cells(read(path))))
    assert not missing, f"README.md states {sorted(missing)} of {path.name}, which shows none"
    code = "\n".join(map(text_of, code_cells(read(path))))
    for pattern in factors(text):
        assert re.search(pattern, code), f"README.md on {path.name}: no code says {pattern!r}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has 49,678 parameters and reads 97 % of 10,000.", {49678, 97, 10000}),
        ("Notebooks 3 and 4, `x[5]`, [6](7.md), $y_{8}^{9}$, 0.25, 1 or 2", {0.25}),
        ("**1.** Train for 500 steps.\n\n3. then stop", {500}),
        ("`float32`, float64, 3.5 and 3.", {3.5, 3}),
    ],
)
def test_what_counts_as_a_figure(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("each of 5 · 5 · 12", "14 * (5 * 5 * 12)"),
        ("2,352 × 10", "(2352, 10)"),
    ],
)
def test_factors_stand_together(text, code):
    (pattern,) = factors(text)
    assert re.search(pattern, code)
    assert not re.search(pattern, re.sub("[1-9]", "4", code))


def test_the_course_states_figures():
    assert any(figures(cell.source) for path in NOTEBOOKS for cell in read(path).cells)
