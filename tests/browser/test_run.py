"""A learner opens each notebook and runs it, in JupyterLab and in Jupyter Notebook.

`pytest -m browser`; left out of plain `pytest`, because it needs a browser.
"""

import itertools
import re
from types import SimpleNamespace

import pytest

from tests.browser.jupyter import HEIGHT, notebook_opened
from tests.support.course import NOTEBOOKS, has_progress_bar, pictures, read

pytestmark = pytest.mark.browser

RUNS = list(itertools.product(["lab", "notebook"], NOTEBOOKS))


@pytest.fixture(
    scope="module",
    params=RUNS,
    ids=[f"{app}-{path.stem}" for app, path in RUNS],
)
def run(request, browser, project, tmp_path_factory):
    """All cells of a notebook are run through the menu; then the solutions are unfolded."""
    app, path = request.param
    folder = tmp_path_factory.mktemp(app)
    with notebook_opened(browser, project, folder, path, app, HEIGHT) as learner:
        learner.run_all_cells()
        learner.unfold()
        learner.photograph(f"{app}-{path.stem}")
        yield SimpleNamespace(
            saved=read(path).cells,
            shown=learner.cells(),
            bars=learner.page.evaluate("() => window.seen.map(cell => cell.percentages)"),
            complaints=learner.complaints,
        )


def formulas(text):
    """How many formulas there are in markdown, outside code."""
    text = re.sub(r"^```.*?^```|`[^`]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    return len(re.findall(r"\$\$.+?\$\$|\$[^$]+\$", text, re.DOTALL))


def test_every_cell_runs_without_error_or_stderr(run):
    for saved, shown in zip(run.saved, run.shown, strict=True):
        assert "application/vnd.jupyter.error" not in shown["kinds"], saved.id
        assert "application/vnd.jupyter.stderr" not in shown["kinds"], saved.id
    prompts = [s["prompt"] for c, s in zip(run.saved, run.shown) if c.cell_type == "code"]
    assert prompts == [f"[{count}]:" for count in range(1, len(prompts) + 1)]


def test_every_picture_is_drawn(run):
    for saved, shown in zip(run.saved, run.shown):
        assert len(shown["pictures"]) == len(pictures(saved)), saved.id
        assert len(shown["images"]) == (saved.cell_type == "markdown") * saved.source.count("![")
        assert all(image["alt"] for image in shown["images"]), saved.id
        for image in shown["pictures"] + shown["images"]:
            assert image["drawn"], f"{saved.id}: the picture is not drawn"
            assert image["fits"], f"{saved.id}: the picture is wider than its place"


def test_maths_is_typeset(run):
    for saved, shown in zip(run.saved, run.shown):
        if saved.cell_type == "markdown":
            assert len(shown["formulas"]) == formulas(saved.source), saved.id
            assert all(shown["formulas"]), f"{saved.id}: an empty formula"
            assert not shown["refused"] and "$$" not in shown["prose"], saved.id


def test_progress_bars_move(run):
    for saved, bar in zip(run.saved, run.bars):
        if has_progress_bar(saved):
            between = [percentage for percentage in bar if 0 < percentage < 100]
            assert between, f"{saved.id} shows {bar}, and no more"


def test_the_page_complains_of_nothing(run):
    assert run.complaints == []


@pytest.mark.parametrize(
    ("text", "count"), [("$x$ and $y$", 2), ("$$x\ny$$ `$z$`", 1), ("```\n$x$\n```\n5 $", 0)]
)
def test_what_counts_as_a_formula(text, count):
    assert formulas(text) == count
