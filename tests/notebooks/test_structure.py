"""What every committed notebook looks like."""

import ast
import re
import statistics

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from tests.plugins.comparison import DECIMAL, TAG, allowed
from tests.support.course import (
    CONTRIBUTING,
    METADATA,
    NOTEBOOKS,
    README,
    code_cells,
    every_notebook,
    markdown,
    read,
    tags,
)
from tests.support.markdown import headings, images, targets

WIDEST = {"rtol": 0.005, "atol": 0.002}  # wider tolerances would hide mistakes
MOST_BYTES = 10**6


def where(path, cell):
    return f"{path.name}, cell {cell.get('id')!r}"


def syntax_tree(cell):
    return ast.parse(TransformerManager().transform_cell(cell.source))  # %pip is no Python


@every_notebook
def test_it_was_run_from_top_to_bottom(path):
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert cell.source.strip(), f"{where(path, cell)} is empty"
        for output in cell.outputs:
            assert output.output_type != "error", f"{where(path, cell)} ends in an error"
            assert output.get("name") != "stderr", f"{where(path, cell)} wrote to stderr"
            assert output.get("execution_count") in (None, cell.execution_count)


@every_notebook
def test_it_holds_no_metadata_that_changes_between_runs(path):
    notebook = read(path)
    assert notebook.metadata == METADATA
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z0-9-]+", cell.id), f"{where(path, cell)}: name it in words"
        assert set(cell.metadata) <= {"tags"}, where(path, cell)
        for output in cell.get("outputs", []):
            assert not output.get("metadata"), where(path, cell)
    assert path.stat().st_size <= MOST_BYTES


@every_notebook
def test_tags_are_known_and_tolerances_narrow(path):
    cells = read(path).cells
    names = {cell.id for cell in cells if cell.cell_type == "code"}
    for cell in cells:
        for tag in tags(cell):
            known = tag in ("parameters", "nbval-ignore-output") or TAG.fullmatch(tag)
            known = known or tag.startswith("reason:")
            if cell.cell_type == "markdown":  # see test_prose.py
                known = tag.startswith("figures:") and tag[8:] in names
            assert known, f"{where(path, cell)}: unknown tag {tag!r}"
        limits = allowed(tags(cell))
        for kind, limit in limits.items():
            assert 0 < limit <= WIDEST[kind], f"{where(path, cell)}: {kind}={limit}"
        if limits:
            text = "".join(output.get("text", "") for output in cell.outputs)
            assert DECIMAL.search(text), f"{where(path, cell)} prints no decimal number"


@every_notebook
def test_outputs_that_are_not_compared_have_a_reason_and_claim_nothing(path):
    """The reason is a tag, such as `reason:times`."""
    for cell in read(path).cells:
        if "nbval-ignore-output" in tags(cell):
            assert any(tag.startswith("reason:") for tag in tags(cell)), where(path, cell)
            assert "✓" not in cell.source, where(path, cell)


@every_notebook
def test_code_cells(path):
    cells = code_cells(read(path))
    for cell in cells:
        tree = syntax_tree(cell)
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 20, f"{where(path, cell)} has {len(lines)} lines"
        assert not cell.source.rstrip().endswith(";"), f"{where(path, cell)} ends with ;"
        assert not re.search("nbval", cell.source, re.IGNORECASE), where(path, cell)
        imports = any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(tree))
        assert not imports or cell is cells[0], f"{where(path, cell)}: import in the setup cell"
        if "✓" in cell.source:
            asserts = re.search(r"^assert |^np\.testing\.assert_|^ +assert ", cell.source, re.M)
            assert asserts, f"{where(path, cell)} claims something and checks nothing"
            assert "✓" in cell.source.splitlines()[-1], f"{where(path, cell)}: ✓ comes last"


@every_notebook
def test_rhythm(path):
    """Short cells, and a little more text than code."""
    cells = read(path).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    lines = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in code]
    assert statistics.median(lines) <= 5
    assert 1.1 <= (len(cells) - len(code)) / len(code) <= 1.8


@every_notebook
def test_a_claim_that_fails_says_what_to_change(path):
    """A learner who has changed a parameter meets it."""
    for cell in code_cells(read(path)):
        tree = syntax_tree(cell)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert):
                assert node.msg, f"{where(path, cell)}: {ast.unparse(node)} has no message"
        for call in [*calls(tree, "assert_allclose"), *calls(tree, "assert_array_equal")]:
            named = [keyword.arg for keyword in call.keywords]
            assert "err_msg" in named, f"{where(path, cell)}: {ast.unparse(call)} has no err_msg"


def calls(tree, name):
    """The calls of functions and methods with this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
            yield node


@every_notebook
def test_comparisons_can_fail(path):
    """Not a thing with itself, and not so loosely that everything is close."""
    for cell in code_cells(read(path)):
        tree = syntax_tree(cell)
        for call in calls(tree, "assert_allclose"):
            first, second, *_ = map(ast.unparse, call.args)
            assert first != second, f"{where(path, cell)} compares {first} with itself"
            for keyword in call.keywords:
                if keyword.arg in WIDEST and isinstance(keyword.value, ast.Constant):
                    text = f"{where(path, cell)}: {ast.unparse(keyword)}"
                    assert keyword.value.value <= WIDEST[keyword.arg], text


def records(node):
    """Whether it is a block with a tape."""
    return isinstance(node, ast.With) and any(
        "GradientTape" in ast.unparse(item) for item in node.items
    )


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_a_training_step_says_that_it_trains(path):
    """Else layers such as Dropout would not do their part, without an error."""
    for cell in code_cells(read(path)):
        for node in ast.walk(syntax_tree(cell)):
            if isinstance(node, ast.FunctionDef) and "train" in node.name:
                for block in filter(records, ast.walk(node)):
                    for call in [*calls(block, "model"), *calls(block, "self")]:
                        assert "training=True" in ast.unparse(call), where(path, cell)


@every_notebook
def test_the_second_code_cell_holds_the_parameters(path):
    cells = code_cells(read(path))
    assert [cell for cell in cells if "parameters" in tags(cell)] == [cells[1]]
    for statement in ast.parse(cells[1].source).body:
        assert isinstance(statement, ast.Assign), cells[1].source
        ast.literal_eval(statement.value)


@every_notebook
def test_a_plot_is_followed_by_its_takeaway(path):
    cells = read(path).cells
    for cell, following in zip(cells, cells[1:]):
        images = [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
        if images:
            assert following.cell_type == "markdown", f"{where(path, cell)}: say what to see"
        if images:
            assert "plt.show()" in cell.source, where(path, cell)


@every_notebook
def test_headings(path):
    levels = [level for level, _ in headings(markdown(read(path)))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))


@every_notebook
def test_anatomy(path):
    notebook = read(path)
    opening = notebook.cells[0].source
    for part in ["**You will learn**", "**You need**", "**Time:**"]:
        assert part in opening, part
    assert 3 <= len(re.findall(r"^- ", opening, re.MULTILINE)) <= 5
    closing = ["Common mistakes", "Summary", "Exercises", "What's next"]
    sections = [name for level, name in headings(markdown(notebook)) if level == 2]
    assert sections[-4:] == closing


def title(path):
    return headings(markdown(read(path)))[0][1]


@pytest.mark.parametrize("number", range(len(NOTEBOOKS)), ids=[path.stem for path in NOTEBOOKS])
def test_previous_and_next_are_the_neighbours(number):
    contents = "[table of contents](../README.md)"
    bar = [f"[{title(path)}]({path.name})" for path in NOTEBOOKS]
    bar = [contents, *bar, contents]
    expected = f"Previous: {bar[number]} · Next: {bar[number + 2]}"
    assert expected in read(NOTEBOOKS[number]).cells[0].source.splitlines()


@pytest.mark.parametrize("path", [*NOTEBOOKS, README, CONTRIBUTING], ids=lambda path: path.stem)
def test_links_resolve(path):
    text = markdown(read(path)) if path in NOTEBOOKS else path.read_text("utf-8")
    for target in targets(text):
        if not target.startswith("https://"):  # see tests/repository/test_links.py
            file, _, anchor = target.partition("#")
            assert (path.parent / file).exists(), f"{path.name} links to {target}"
            assert not anchor, f"{path.name}: {target}: anchors differ between viewers"
    assert all(words for words, _ in images(text)), "a picture without alternative text"
