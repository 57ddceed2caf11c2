"""The command `relink` writes all launch links and set-up cells, or nothing."""

import shutil
import subprocess
import sys

import pytest

from tests.commands.relink import UNPUBLISHED, home, linked, main, origin
from tests.support.course import NOTEBOOKS, ROOT, environment


@pytest.fixture
def tree(tmp_path):
    """A copy of what the command reads, as if published, in a folder with a difficult name."""
    folder = tmp_path / "mein Kurs 课程"
    (folder / "notebooks").mkdir(parents=True)
    for path in [ROOT / "pyproject.toml", ROOT / "README.md", *NOTEBOOKS]:
        text = linked(path.read_bytes().decode("utf-8"), "ada/course", "v1.0")
        assert home()[0] not in text, f"a link in {path} stays"
        (folder / path.relative_to(ROOT)).write_bytes(text.encode("utf-8"))
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


def contents(tree):
    return {p: p.read_bytes() for p in tree.rglob("*") if p.is_file() and ".git" not in p.parts}


def set_origin(tree, url):
    subprocess.run(["git", "-C", tree, "config", "remote.origin.url", url], check=True)


def test_it_takes_the_repository_from_origin(tree):
    for url in ["https://github.com/", "https://token@github.com/", "git@github.com:"]:
        for end in ["", ".git"]:
            set_origin(tree, f"{url}Eve-L/course.v2{end}")
            assert origin(tree) == "Eve-L/course.v2", url
    assert main([], tree) is None
    assert home(tree) == ("Eve-L/course.v2", "v1.0")
    assert b"ada/course" not in b"".join(contents(tree).values())


def test_there_and_back_changes_nothing(tree):
    """Outputs, counts, ids and all else stay, and a learner's own notebook."""
    own = tree / "notebooks" / "Untitled.ipynb"
    shutil.copy(tree / "notebooks" / NOTEBOOKS[0].name, own)
    before = contents(tree)
    assert main(["eve/tf", "--tag", "v2.10"], tree) is None
    there = contents(tree)
    assert {path for path in there if there[path] == before[path]} == {own}
    for path in there.keys() - {own}:
        text = there[path].decode("utf-8").replace("eve/tf", "ada/course").replace("2.10", "1.0")
        assert text.encode("utf-8") == before[path], path
    assert main(["ada/course", "--tag", "v1.0"], tree) is None
    assert contents(tree) == before


def test_the_readme_no_longer_says_that_nothing_is_published():
    assert linked(f"first\n{UNPUBLISHED}\nrest", "ada/course", "v1.0") == "first\n\nrest"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give OWNER/NAME"),
        (["ada"], "OWNER/NAME, as on GitHub, not 'ada'"),
        (['ada/course"]; import os'], "give OWNER/NAME"),
        (["ada/course", "--tag", "main"], "'main'; expected v and a version"),
    ],
)
def test_bad_input_is_named_and_nothing_written(arguments, words, tree):
    set_origin(tree, "https://example.org/ada/course")
    before = contents(tree)
    assert words in main(arguments, tree)
    assert contents(tree) == before


def test_it_needs_python_alone(tree):
    for name in ["tests/commands/relink.py", "tests/support/files.py"]:
        (tree / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, tree / name)
    command = [sys.executable, "-S", "-m", "tests.commands.relink", "eve/tf"]
    done = subprocess.run(command, cwd=tree, env=environment(PYTHONPATH=""), capture_output=True)
    assert done.returncode == 0, done.stderr
    assert home(tree)[0] == "eve/tf"
