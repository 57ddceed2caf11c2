"""The launch links lead to this repository, and to the file that they stand in."""

import os
import re

from tests.commands.relink import FILES, UNPUBLISHED, home, is_published, linked, origin
from tests.support.course import (
    CONTRIBUTING,
    NOTEBOOKS,
    README,
    ROOT,
    code_cells,
    every_notebook,
    markdown,
    read,
)
from tests.support.markdown import images, targets

REPOSITORY, BRANCH = home(ROOT)
BADGES = {
    "Launch on Binder": "https://mybinder.org/badge_logo.svg",
    "Open in Colab": "https://colab.research.google.com/assets/colab-badge.svg",
}


def binder(path):
    url = f"https://mybinder.org/v2/gh/{REPOSITORY}/{BRANCH}"
    return f"{url}?urlpath=lab/tree/notebooks/{path.name}"


def colab(path):
    url = f"https://colab.research.google.com/github/{REPOSITORY}/blob/{BRANCH}"
    return f"{url}/notebooks/{path.name}"


def badges(path):
    """The line that launches a notebook: the services' own badges, a text where there are none."""
    links = [binder(path), colab(path)]
    return " ".join(f"[![{text}]({BADGES[text]})]({to})" for text, to in zip(BADGES, links))


def launch_links(text):
    found = [to for to in targets(text) if "mybinder.org/v2" in to or "google.com/github" in to]
    return list(dict.fromkeys(found))


@every_notebook
def test_a_notebook_launches_itself(path):
    notebook = read(path)
    opening = notebook.cells[0]
    assert badges(path) in opening.source.splitlines(), f"{path.name} lacks:\n{badges(path)}"
    assert launch_links(markdown(notebook)) == [binder(path), colab(path)]
    assert not any(cell.get("attachments") for cell in notebook.cells), "GitHub shows none"


def test_the_readme_launches_the_first_notebook_and_says_if_it_cannot():
    text = README.read_text("utf-8")
    assert badges(NOTEBOOKS[0]) in text.splitlines()
    assert (UNPUBLISHED in text) is not is_published(REPOSITORY)


@every_notebook
def test_the_readme_launches_every_notebook(path):
    (row,) = re.findall(rf"^.*\(notebooks/{path.name}\).*$", README.read_text("utf-8"), re.M)
    assert row.endswith(f" | [Binder]({binder(path)}) · [Colab]({colab(path)}) |")


def test_a_badge_has_an_address_that_its_service_keeps():
    for path in [README, *NOTEBOOKS]:
        text = markdown(read(path)) if path in NOTEBOOKS else path.read_text("utf-8")
        elsewhere = {alt: source for alt, source in images(text) if source.startswith("http")}
        assert elsewhere == BADGES, path.name


@every_notebook
def test_the_setup_cell_installs_from_this_repository_only(path):
    cells = code_cells(read(path))
    command = f"%pip install --quiet --no-deps git+https://github.com/{REPOSITORY}@{BRANCH}"
    assert f"try:\n    import google.colab\n    {command}\nexcept ImportError:" in cells[0].source
    found = [line for cell in cells for line in re.findall(r"(?m)^\s*([%!].*)$", cell.source)]
    assert found == [command]


@every_notebook
def test_the_setup_cell_says_where_the_helpers_are(path):
    """In one sentence, instead of `No module named 'helpers'`: who has the notebook alone."""
    source = code_cells(read(path))[0].source
    sentence = re.sub(r'"\n\s*"', "", source)
    assert (
        f'"The helpers are missing: get the whole course from https://github.com/{REPOSITORY}, '
        'and open this notebook in its folder."' in sentence
    )
    assert "raise ImportError(" in source and ") from None" in source


def test_the_home_stands_nowhere_else():
    """What `relink` doesn't know of, it can't keep right."""
    for path in [*(ROOT / name for name in FILES), *NOTEBOOKS]:
        assert REPOSITORY not in linked(path.read_text("utf-8"), "owner/name", "branch"), path
    known = {ROOT / name for name in FILES}
    for folder in ["binder", "helpers", "tests", ".github", ".ci"]:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path not in known:
                assert REPOSITORY.encode() not in path.read_bytes(), path
    assert REPOSITORY not in CONTRIBUTING.read_text("utf-8")


def test_the_links_lead_here():
    """In a fork, and after the first push, one command makes it so."""
    here = os.environ.get("GITHUB_REPOSITORY")
    if here is None and not is_published(REPOSITORY):
        try:
            here = origin(ROOT)[0]
        except ValueError:  # not on GitHub
            return
    assert here in (None, REPOSITORY), (
        f"the launch links lead to {REPOSITORY}, and this is {here}: run\n"
        "    python -m tests.commands.relink && git commit --all --message 'Launch links'\n"
        "(a change that you propose to the original leaves that commit out)"
    )
