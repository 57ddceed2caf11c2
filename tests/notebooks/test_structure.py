"""What every committed notebook looks like."""

import ast
import copy
import functools
import re
import statistics

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from tests.notebooks.test_prose import numbers
from tests.plugins.comparison import DECIMAL, allowed
from tests.support.course import (
    CONTRIBUTING,
    METADATA,
    NOTEBOOKS,
    README,
    ROOT,
    code_cells,
    every_notebook,
    markdown,
    tags,
)
from tests.support.course import read as read_anew
from tests.support.markdown import headings, images, targets
from tests.support.minutes import exercises, reading

read = functools.cache(read_anew)
WIDEST = {"rtol": 0.005, "atol": 0.002}  # wider tolerances would hide mistakes
TAG = r"parameters|nbval-ignore-output|reason:.+|[ra]tol=\d\S*|picture=(0\.\d+|structure)"
CLAIMS = {"agree", "above", "below"}
# Calls that leave a result what it is, and names that say nothing of where a number comes from.
SAME = {"abs", "array", "asarray", "constant", "convert_to_tensor", "copy", "float", "int", "numpy"}
NEUTRAL = SAME | {"np", "tf", "len", "list", "max", "min", "range", "round", "sum"}


def where(path, cell):
    return f"{path.name}, cell {cell.get('id')!r}"


def syntax_tree(cell):
    return ast.parse(TransformerManager().transform_cell(cell.source))  # %pip is no Python


def reason(cell):
    return any(tag.startswith("reason:") for tag in tags(cell))


@every_notebook
def test_it_was_run_from_top_to_bottom(path):
    cells = code_cells(read(path))
    counts = [cell.execution_count for cell in cells]
    assert counts == list(range(1, len(cells) + 1)), "refresh it"
    for cell in cells:
        for output in cell.outputs:
            assert output.output_type != "error", f"{where(path, cell)} ends in an error"
            assert output.get("name") != "stderr", f"{where(path, cell)} wrote to stderr"


@every_notebook
def test_it_holds_no_metadata_that_changes_between_runs(path):
    notebook = read(path)
    assert notebook.metadata == METADATA and path.stat().st_size <= 10**6
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z0-9-]+", cell.id), f"{where(path, cell)}: name it in words"
        assert set(cell.metadata) <= {"tags"} or cell.id == "setup", where(path, cell)
        assert not cell.get("attachments"), f"{where(path, cell)}: GitHub shows none"
        assert not any(output.get("metadata") for output in cell.get("outputs", []))


@every_notebook
def test_tags(path):
    """Tolerances are narrow, and what is not compared has a reason, such as `reason:times`."""
    names = {cell.id for cell in code_cells(read(path))}
    for cell in read(path).cells:
        for tag in tags(cell):
            figures = tag.startswith("figures:") and tag[8:] in names  # see test_prose.py
            known = figures if cell.cell_type == "markdown" else re.fullmatch(TAG, tag)
            assert known, f"{where(path, cell)}: unknown tag {tag!r}"
        limits = allowed(tags(cell))
        loose = {"nbval-ignore-output", "picture=structure"} & set(tags(cell))
        wide = [kind for kind in limits if limits[kind] > WIDEST[kind]]
        assert reason(cell) or not (loose or wide), f"{where(path, cell)}: say why, `reason:…`"
        text = "".join(output.get("text", "") for output in cell.get("outputs", []))
        assert DECIMAL.search(text) or not limits, f"{where(path, cell)} prints no such number"
        assert not (loose and "✓" in text), f"{where(path, cell)} claims what isn't compared"


@every_notebook
def test_the_start_is_short(path):
    first, second, third, *others = code_cells(read(path))
    assert [first.id, second.id, third.id] == ["setup", "imports", "parameters"]
    assert read(path).cells[7:] and third in read(path).cells[:7], "too much before the first idea"
    assert "parameters" in tags(third)
    for statement in ast.parse(third.source).body:
        ast.literal_eval(statement.value)
    for cell in others:
        assert "parameters" not in tags(cell), where(path, cell)
        found = [node for node in ast.walk(syntax_tree(cell)) if "Import" in type(node).__name__]
        assert not found, f"{where(path, cell)}: all imports stand in the cell `imports`"


@every_notebook
def test_rhythm(path):
    """One idea a cell; and the notebook ends before its reader tires."""
    cells = code_cells(read(path))
    lines = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in cells[1:]]
    found = statistics.median(lines), max(lines), len(cells), sum(lines), reading(read(path))
    assert all(number <= most for number, most in zip(found, (5, 20, 52, 310, 48))), found


@every_notebook
def test_it_states_its_minutes(path):
    notebook = read(path)
    minutes = exercises(notebook)
    assert None not in minutes.values(), f"say 'about N minutes' above these checks: {minutes}"
    expected = f"about {reading(notebook)} minutes of reading, {sum(minutes.values())} of exercises"
    assert f"**Time:** {expected}.\n" in notebook.cells[0].source + "\n", f"it takes {expected}"


def bare(node):
    """An expression without the calls that leave its value what it is."""
    while isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in SAME:
        method = isinstance(node.func, ast.Attribute) and not node.args
        node = node.func.value if method else node.args[0]
    return ast.unparse(node)


class SpelledOut(ast.NodeTransformer):
    """Puts an expression in the place of a name that is given a value at one place only."""

    def __init__(self, trees):
        self.meanings = {}
        for node in (node for tree in trees for node in ast.walk(tree)):
            if isinstance(node, ast.Assign):
                (target,) = node.targets
                for place, part in enumerate(getattr(target, "elts", [])):
                    both = isinstance(node.value, ast.Tuple)
                    item = ast.Subscript(node.value, ast.Constant(place))
                    self._add(part, node.value.elts[place] if both else item)
                self._add(target, node.value)

    def _add(self, target, value):
        self.meanings.setdefault(ast.unparse(target), []).append(value)

    def visit_Name(self, node):
        values = self.meanings.get(node.id, [])
        if len(values) != 1 or isinstance(values[0], ast.List | ast.Dict):  # filled later
            return node
        del self.meanings[node.id]  # else `x = f(x)` has no end
        spelled = self.visit(copy.deepcopy(values[0]))
        self.meanings[node.id] = values
        return spelled


def check_claim(call, spelled_out, parameters, has_reason=False):
    """Assert that a claim can fail: it compares two things, one of which is computed."""
    text, sides = ast.unparse(call), call.args[:2]
    assert call.args[2:], f"{text}: say what is claimed"
    one, other = (spelled_out.visit(copy.deepcopy(side)) for side in sides)
    parts = [ast.unparse(node) for node in ast.walk(other)]
    same = bare(one) == bare(other) or (text[:5] != "agree" and bare(one) in parts)
    assert not same, f"{text} compares a thing with itself"
    names = {node.id for side in sides for node in ast.walk(side) if hasattr(node, "id")}
    assert names - NEUTRAL - parameters, f"{text} compares constants"
    for keyword in call.keywords:
        if keyword.arg in WIDEST:
            narrow = has_reason or ast.literal_eval(keyword.value) <= WIDEST[keyword.arg]
            assert narrow, f"{text}: say why, with a tag `reason:…`"


@every_notebook
def test_claims_can_fail(path):
    cells = code_cells(read(path))
    (tagged,) = (cell for cell in cells if "parameters" in tags(cell))
    parameters = {node.targets[0].id for node in ast.parse(tagged.source).body}
    spelled_out = SpelledOut(map(syntax_tree, cells))
    compared = []
    for cell in cells:
        for node in ast.walk(syntax_tree(cell)):
            home_made = isinstance(node, ast.Assert) or "testing" in vars(node).values()
            assert not home_made, f"{where(path, cell)}: agree, above, below"
            if isinstance(node, ast.Call) and ast.unparse(node.func) in CLAIMS:
                check_claim(node, spelled_out, parameters, reason(cell))
                compared.append((ast.unparse(node.args[0]), ast.unparse(node.args[1])))
    assert 1 <= len(compared) <= 7, "keep the claims that are a surprise or a promise"
    assert len(set(compared)) == len(compared), "two claims compare the same"


@every_notebook
def test_nothing_is_learned_from_what_judges(path):
    """No batch holds a validation or a test image, and training never looks at the test images."""
    judging = re.compile(r"\.(validation|test)_(images|labels)")
    for cell in code_cells(read(path)):
        nodes = [*ast.walk(syntax_tree(cell))]
        calls = {ast.unparse(node.func).split(".")[-1] for node in nodes if hasattr(node, "func")}
        trains = calls & {"train", "fit", "evaluate", "Batches", "apply_gradients"}
        looks = "test" in {kind for kind, _ in judging.findall(cell.source)}
        assert not (trains and looks), f"{where(path, cell)}: test images beside {trains}"
        for node in nodes:
            gives = isinstance(node, ast.FunctionDef) and node.name == "next_batch"
            if gives or isinstance(node, ast.Call) and ast.unparse(node.func) == "Batches":
                assert not judging.search(ast.unparse(node)), (
                    f"{where(path, cell)} learns from what judges"
                )


def test_a_claim_that_cannot_fail_is_refused():
    itself = ["agree(a, float(a.numpy()), 'equal')", "above(a, a - 0.01, 'good')"]
    constants = ["below(0.1, np.array(0.2), 'small')", "above(steps, 10, 'many')"]
    hidden = "agree(c, f[0], 'equal')"  # behind a name, or two
    spelled_out = SpelledOut([ast.parse("b = 1\nb = 2\nc, d = e\ne = f")])
    check_claim(ast.parse("agree(a, b / steps, 'equal')").body[0].value, spelled_out, {"steps"})
    unclear = ["agree(a, b, 'equal', atol=0.1)", "above(a, 0.97)"]
    for claim in [*itself, *constants, hidden, *unclear]:
        with pytest.raises(AssertionError):
            check_claim(ast.parse(claim).body[0].value, spelled_out, {"steps"})


def named(node):
    """The computations that get names in a dict, or in a list of tuples: (name, expression)."""
    pairs = []
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values)
    elif isinstance(node, ast.List) and all(isinstance(one, ast.Tuple) for one in node.elts):
        pairs = [(one.elts[0], ast.Tuple(one.elts[1:])) for one in node.elts]
    return [(ast.unparse(name), value) for name, value in pairs if name and names_in(value)]


def names_in(node):
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def check_named(tree, known):
    """Assert that no two names stand for the same, and that the numbers in a name are used.

    `known` says what `ways["fit"]` stands for, in cells before; what is defined here is added.
    """
    for node in ast.walk(tree):
        pairs = named(node)
        meant = [known.get(text, text) for text in (ast.unparse(value) for _, value in pairs)]
        for (name, value), text in zip(pairs, meant):
            assert meant.count(text) == 1, f"{name} is {text}, and so is another"
            missing = numbers(name) - numbers(text) if isinstance(value, ast.Call) else set()
            assert not missing, f"{name} is {text}: where is {missing}?"
        if isinstance(node, ast.Assign):
            target = ast.unparse(node.targets[0])
            known |= {f"{target}[{name}]": ast.unparse(one) for name, one in named(node.value)}


@every_notebook
def test_what_is_compared_differs(path):
    known = {}
    for cell in code_cells(read(path)):
        check_named(syntax_tree(cell), known)


def test_one_thing_under_two_names_is_noticed():
    known = {}
    check_named(ast.parse("ways = {'a': f(1), 'b': f(2)}; ends = {'a': [], 'b': []}"), known)
    for source in [
        "{'a': f(x), 'b': f(x)}",
        "{'one': ways['a'], 'other': f(1)}",
        "[('before', new), ('after', new)]",
        "{'rate 0.6': f(rate=0.3), 'rate 0.2': f(rate=0.2)}",
    ]:
        with pytest.raises(AssertionError):
            check_named(ast.parse(source), known)


@every_notebook
def test_nothing_is_left_unused(path):
    """A name that nobody reads, or an argument that counts for nothing, may hide a mistake."""
    cells = code_cells(read(path))
    kept = [one for one, after in zip(cells, cells[1:]) if not after.source.startswith("your_turn")]
    nodes = [node for cell in kept for node in ast.walk(syntax_tree(cell))]
    uses = {(node.id, type(node.ctx)) for node in nodes if isinstance(node, ast.Name)}
    unread = {name for name, use in uses if use is ast.Store and (name, ast.Load) not in uses}
    assert unread <= {"_", "step"}, path.name
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            given = {part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)}
            body = node.body if isinstance(node.body, list) else [node.body]
            unused = given - set().union(*map(names_in, body)) - {"self"}
            assert not unused, f"{path.name}: {unused} in {ast.unparse(node)}"


@every_notebook
def test_nothing_is_judged_by_what_it_learned_from(path):
    for cell in code_cells(read(path)):
        judges = re.search("accuracy|==", cell.source)
        told = f"{where(path, cell)}: judge by images that no training has seen"
        assert not ("mnist.train_" in cell.source and judges), told


@every_notebook
def test_a_plot_is_followed_by_its_takeaway(path):
    cells = read(path).cells
    for cell, following in zip(cells, cells[1:]):
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            assert following.cell_type == "markdown", f"{where(path, cell)}: say what to see"
            assert "plt.show()" in cell.source, where(path, cell)


@every_notebook
def test_anatomy(path):
    opening, text = read(path).cells[0].source, markdown(read(path))
    assert "**You will learn**" in opening and "**You need**" in opening
    assert 3 <= len(re.findall(r"^- ", opening, re.MULTILINE)) <= 5
    levels = [level for level, _ in headings(text)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))
    sections = [name for level, name in headings(text) if level == 2]
    assert "Common mistakes" in sections and "Your turn" in text
    closing = [name for name in sections if name != "Deeper (optional)"][-2:]
    assert closing == ["Summary", "What's next"], "no new teaching after the summary"


def test_previous_and_next_are_the_neighbours():
    contents = "[table of contents](../README.md)"
    titles = [headings(markdown(read(path)))[0][1] for path in NOTEBOOKS]
    bar = [f"[{title}]({path.name})" for title, path in zip(titles, NOTEBOOKS)]
    bar = [contents, *bar, contents]
    for path, previous, following in zip(NOTEBOOKS, bar, bar[2:]):
        lines = read(path).cells[0].source.splitlines()
        assert f"Previous: {previous} · Next: {following}" in lines, path.name


PAGES = [README, CONTRIBUTING, ROOT / "tests/benchmarks/README.md"]


@pytest.mark.parametrize("path", [*NOTEBOOKS, *PAGES], ids=lambda path: path.stem)
def test_links_resolve(path):
    text = markdown(read(path)) if path in NOTEBOOKS else path.read_text("utf-8")
    for number, target in re.findall(r"\[[Nn]otebook (\d)\]\((\S+)\)", text):
        assert target.rpartition("/")[2].startswith(f"0{number}_"), target
    code = "\n".join(cell.source for cell in code_cells(read(path))) if path in NOTEBOOKS else ""
    assert {*re.findall(r"your_turn\.\w+", text)} <= {*re.findall(r"your_turn\.\w+", code)}
    for target in targets(text):
        if not target.startswith("https://"):  # see tests/repository/test_links.py
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
    assert all(words for words, _ in images(text)), "a picture without alternative text"
