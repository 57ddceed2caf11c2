"""The command `relink` writes all launch links, or nothing."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.commands.relink import FILES, UNPUBLISHED, home, main, relink
from tests.support.course import NOTEBOOKS, ROOT, environment

REPOSITORY, BRANCH = home(ROOT)


@pytest.fixture
def tree(tmp_path):
    """A copy of what the command reads, and of the command, in a folder with a difficult name."""
    folder = tmp_path / "mein Kurs 课程"
    (folder / ".github").mkdir(parents=True)
    for name in ["pyproject.toml", "README.md", "notebooks", ".github/workflows"]:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


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
        "course from https://github.com/Ada-L/course.v2,",
        "git+https://github.com/Ada-L/course.v2@feature/next\\n",
    ]:
        assert part in text
    assert "    branches: [feature/next]\n" in (tree / FILES[2]).read_text("utf-8")


def test_it_takes_the_default_branch_from_origin(tree):
    add_origin(tree, "https://github.com/ada/course")
    head = ["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]
    subprocess.run(["git", "-C", tree, *head], check=True)
    assert main([], tree) is None
    assert home(tree) == ("ada/course", "trunk")


def test_the_readme_no_longer_says_that_nothing_is_published(tree):
    readme = tree / "README.md"
    text = readme.read_text("utf-8").replace(UNPUBLISHED, "")
    first, rest = text.split("\n\n", 1)
    readme.write_text(f"{first}\n{UNPUBLISHED}\n{rest}", "utf-8")
    relink(tree, "ada/course", "main")
    assert "ublished yet" not in readme.read_text("utf-8")
    assert not re.search("\n{3}", readme.read_text("utf-8")), "a gap is left"


def test_there_and_back_changes_nothing(tree):
    """Outputs, counts, ids and all else stay: it is idempotent, and can be undone."""
    readme = tree / "README.md"
    readme.write_text(readme.read_text("utf-8").replace(UNPUBLISHED, ""), "utf-8")
    before = contents(tree)
    changed = relink(tree, "ada/course", "trunk")
    expected = [tree / name for name in FILES] + sorted(tree.glob("notebooks/[0-9]*.ipynb"))
    assert changed == [path.relative_to(tree).as_posix() for path in expected]
    there = contents(tree)
    assert relink(tree, "ada/course", "trunk") == []
    assert contents(tree) == there
    for path, content in there.items():
        text = content.decode("utf-8", "surrogateescape").replace("ada/course", REPOSITORY)
        text = text.replace("trunk", BRANCH)
        assert text.encode("utf-8", "surrogateescape") == before[path], path


def test_a_learners_own_notebook_stays(tree):
    own = tree / "notebooks" / "Untitled.ipynb"
    shutil.copy(tree / "notebooks" / NOTEBOOKS[0].name, own)
    before = own.read_bytes()
    relink(tree, "ada/course", "trunk")
    assert own.read_bytes() == before


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


def run(tree, *arguments):
    """Run the command of a copy of the course, by Python alone."""
    for folder in ["tests", "tests/commands", "tests/support"]:
        (tree / folder).mkdir()
        (tree / folder / "__init__.py").touch()
    for file in ["tests/commands/relink.py", "tests/support/files.py"]:
        shutil.copy(ROOT / file, tree / file)
    command = [sys.executable, "-S", "-m", "tests.commands.relink", *arguments]
    variables = environment(PYTHONPATH="", PYTHONIOENCODING="utf-8")
    return subprocess.run(command, cwd=tree, env=variables, capture_output=True, encoding="utf-8")


def test_it_needs_python_alone(tree):
    done = run(tree, "ada/course")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ada/course, branch ")
    assert home(tree)[0] == "ada/course"


def test_bad_input_on_the_command_line_gets_a_sentence(tree):
    done = run(tree, "ada/course/more")
    assert done.returncode == 1
    assert (
        done.stderr == "relink: the repository is given as 'ada/course/more'; expected OWNER/NAME\n"
    )


@pytest.mark.parametrize("file", ["pyproject.toml", "README.md"])
def test_a_file_that_is_missing_is_named(file, tree):
    os.remove(tree / file)
    done = run(tree, "ada/course")
    assert done.returncode == 1
    assert done.stderr.startswith("relink: ") and file in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_home_that_is_not_stated_is_missed(tree):
    (tree / "pyproject.toml").write_text("[project]\n", "utf-8")
    assert main(["ada/course"], tree).startswith("relink: pyproject.toml has no [tool.course]")
