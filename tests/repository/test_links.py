"""Launch links and set-up cells lead to this repository, and to a tag that stays what it is."""

import os
import re
import subprocess

from tests.commands.relink import UNPUBLISHED, home, is_published, origin
from tests.support.course import NOTEBOOKS, README, ROOT, every_notebook, markdown, read
from tests.support.markdown import images, targets

REPOSITORY, TAG = home()
BADGES = {
    "Launch on Binder": "https://mybinder.org/badge_logo.svg",
    "Open in Colab": "https://colab.research.google.com/assets/colab-badge.svg",
}
# Only Colab needs its first half, and only who has the notebook alone sees its sentence.
SETUP = f"""\
#@title Set-up: run this cell first
try:
    import google.colab
    %pip install --quiet --no-deps git+https://github.com/{REPOSITORY}@{TAG}
except ImportError:
    pass  # not on Colab: the helpers are here already
try:
    from helpers import course_settings
except ImportError:
    raise ImportError("The helpers are missing: get the whole course from "
                      "https://github.com/{REPOSITORY}, "
                      "and open this notebook in its folder.") from None"""


def links(path):
    """Where a notebook opens on Binder and on Colab."""
    colab = f"https://colab.research.google.com/github/{REPOSITORY}/blob/{TAG}"
    return [
        f"https://mybinder.org/v2/gh/{REPOSITORY}/{TAG}?urlpath=lab/tree/notebooks/{path.name}",
        f"{colab}/notebooks/{path.name}",
    ]


def badges(path):
    return " ".join(f"[![{alt}]({BADGES[alt]})]({to})" for alt, to in zip(BADGES, links(path)))


@every_notebook
def test_a_notebook_launches_itself(path):
    notebook = read(path)
    assert badges(path) in notebook.cells[0].source.splitlines(), f"expected\n{badges(path)}"
    launching = [to for to in targets(markdown(notebook)) if re.search("mybinder|google", to)]
    assert set(launching) == {*BADGES.values(), *links(path)}


@every_notebook
def test_the_setup_cell_is_hidden_and_installs_from_this_tag_only(path):
    """It is the same in all notebooks: see test_colab.py."""
    cells = read(path).cells
    (setup,) = (cell for cell in cells if cell.id == "setup")
    assert setup.source == SETUP and setup.outputs == []
    assert setup.metadata == {"cellView": "form", "jupyter": {"source_hidden": True}}
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert len(re.findall(r"(?m)^\s*[%!]", code)) == 1, "a notebook runs nothing else in a shell"


def test_the_readme_launches_every_notebook_and_says_if_it_cannot():
    text = README.read_text("utf-8")
    assert badges(NOTEBOOKS[0]) in text.splitlines()
    for path in NOTEBOOKS:
        binder, colab = links(path)
        (row,) = re.findall(rf"^.*\(notebooks/{path.name}\).*$", text, re.M)
        assert row.endswith(f" | [Binder]({binder}) · [Colab]({colab}) |")
    assert {to for _, to in images(text) if to.startswith("http")} == set(BADGES.values())
    assert (UNPUBLISHED in text) is not is_published(REPOSITORY)


def test_the_links_lead_here():
    """In a fork, and after the first push, one command makes it so."""
    on_github = os.environ.get("GITHUB_REPOSITORY")
    here = on_github or (None if is_published(REPOSITORY) else origin())
    assert here in (None, REPOSITORY), (
        f"the launch links lead to {REPOSITORY}, and this is {here}: run\n"
        "    python -m tests.commands.relink && git commit --all --message 'Launch links'\n"
        "(a change that you propose to the original leaves that commit out)"
    )
    if on_github:
        command = ["git", "ls-remote", "--exit-code", "origin", f"refs/tags/{TAG}"]
        missing = f"the launch links name a tag that is not pushed: git push origin {TAG}"
        assert subprocess.run(command, cwd=ROOT).returncode == 0, missing
