"""The launch links lead to this repository, and to the file that they stand in, in every fork."""

import base64
import re
import shutil
import subprocess

import pytest

from tests.commands.relink import home, linked, main, relink
from tests.support.course import NOTEBOOKS, README, ROOT, code_cells, every_notebook, read

REPOSITORY, BRANCH = home(ROOT)
BADGES = ROOT / ".github" / "badges"


def binder(path):
    url = f"https://mybinder.org/v2/gh/{REPOSITORY}/{BRANCH}"
    return f"{url}?urlpath=lab/tree/notebooks/{path.name}"


def colab(path):
    url = f"https://colab.research.google.com/github/{REPOSITORY}/blob/{BRANCH}"
    return f"{url}/notebooks/{path.name}"


def launch_links(text):
    return re.findall(r"https://(?:mybinder\.org|colab\.research\.google\.com)[^)\s]*", text)


@every_notebook
def test_a_notebook_launches_itself(path):
    opening = read(path).cells[0]
    badges = (
        f"[![Launch on Binder](attachment:binder.png)]({binder(path)}) "
        f"[![Open in Colab](attachment:colab.png)]({colab(path)})"
    )
    assert badges in opening.source.splitlines(), f"expected in {path.name}:\n{badges}"
    assert launch_links(path.read_text("utf-8")) == [binder(path), colab(path)]
    # Pictures of the notebook's own: it needs no network to show them.
    assert opening.attachments == {
        badge.name: {"image/png": base64.b64encode(badge.read_bytes()).decode()}
        for badge in BADGES.iterdir()
    }


@every_notebook
def test_the_setup_cell_installs_from_this_repository_only(path):
    cells = code_cells(read(path))
    command = f"%pip install --quiet --no-deps git+https://github.com/{REPOSITORY}@{BRANCH}"
    assert f"try:\n    import google.colab\n    {command}\nexcept ImportError:" in cells[0].source
    found = [line for cell in cells for line in re.findall(r"(?m)^\s*([%!].*)$", cell.source)]
    assert found == [command]


@every_notebook
def test_the_readme_launches_every_notebook(path):
    (row,) = re.findall(rf"^.*\(notebooks/{path.name}\).*$", README.read_text("utf-8"), re.M)
    assert row.endswith(f" | [Binder]({binder(path)}) · [Colab]({colab(path)}) |")


def test_the_badges_of_the_readme_launch_the_first_notebook():
    text = README.read_text("utf-8")
    first = NOTEBOOKS[0]
    assert f"[![Launch on Binder](.github/badges/binder.png)]({binder(first)})" in text
    assert f"[![Open in Colab](.github/badges/colab.png)]({colab(first)})" in text


def test_the_home_stands_nowhere_else():
    """What `relink` doesn't know of, it can't keep right."""
    for path in [ROOT / "pyproject.toml", README, *NOTEBOOKS]:
        assert REPOSITORY not in linked(path.read_text("utf-8"), "owner/name", "branch"), path
    for folder in ["binder", "helpers", "tests", ".github", ".ci"]:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert REPOSITORY.encode() not in path.read_bytes(), path


def test_before_the_first_push_the_home_belongs_to_nobody():
    """GitHub allows no dot in an owner's name, and .invalid is reserved (RFC 2606)."""
    owner = REPOSITORY.split("/")[0]
    assert re.fullmatch(r"[\w-]+", owner) or owner.endswith(".invalid")


# The command


@pytest.fixture
def tree(tmp_path):
    for name in ["pyproject.toml", "README.md", "notebooks"]:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def contents(tree):
    return {p: p.read_bytes() for p in tree.rglob("*") if p.is_file() and ".git" not in p.parts}


def add_origin(tree, url):
    subprocess.run(["git", "-C", tree, "remote", "add", "origin", url], check=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/Ada-L/course.v2",
        "https://github.com/Ada-L/course.v2.git",
        "https://token@github.com/Ada-L/course.v2.git",
        "git@github.com:Ada-L/course.v2.git",
        "ssh://git@github.com/Ada-L/course.v2",
    ],
)
def test_it_takes_the_repository_from_origin(url, tree):
    add_origin(tree, url)
    assert main(["--branch", "feature/next"], tree) is None
    assert home(tree) == ("Ada-L/course.v2", "feature/next")
    text = (tree / "notebooks" / NOTEBOOKS[0].name).read_text("utf-8")
    for part in [
        "gh/Ada-L/course.v2/feature/next?",
        "github/Ada-L/course.v2/blob/feature/next/notebooks/",
    ]:
        assert part in text
    assert "git+https://github.com/Ada-L/course.v2@feature/next\\n" in text


def test_it_takes_the_default_branch_from_origin(tree):
    add_origin(tree, "https://github.com/ada/course")
    head = ["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]
    subprocess.run(["git", "-C", tree, *head], check=True)
    assert main([], tree) is None
    assert home(tree) == ("ada/course", "trunk")


def test_there_and_back_changes_nothing(tree):
    """Outputs, counts, ids and all else stay: it is idempotent, and can be undone."""
    before = contents(tree)
    assert relink(tree, "ada/course", "trunk") == sorted(
        ["README.md", "pyproject.toml", *(path.name for path in NOTEBOOKS)]
    )
    there = contents(tree)
    assert relink(tree, "ada/course", "trunk") == []
    assert contents(tree) == there
    for path, content in there.items():
        text = content.decode("utf-8").replace("ada/course", REPOSITORY).replace("trunk", BRANCH)
        assert text.encode("utf-8") == before[path], path


@pytest.mark.parametrize(
    ("url", "arguments", "words"),
    [
        (None, [], "this checkout has no remote `origin`"),
        ("https://example.org/ada/course", [], "`origin` is https://example.org/ada/course"),
        (None, ["ada"], "'ada'; expected OWNER/NAME"),
        (None, ["ada/course/more"], "expected OWNER/NAME"),
        (None, ['ada/course"]; import os'], "expected OWNER/NAME"),
        (None, ["ada/course", "--branch", "a b"], "'a b'"),
    ],
)
def test_bad_input_is_named_and_nothing_written(url, arguments, words, tree):
    if url:
        add_origin(tree, url)
    before = contents(tree)
    assert words in main(arguments, tree)
    assert contents(tree) == before
