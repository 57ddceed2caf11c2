"""Point the launch links at a repository: `python -m tests.commands.relink [OWNER/NAME]`.

The repository's home on GitHub stands in pyproject.toml, under [tool.course]. This command writes
it there (without OWNER/NAME, that of the checkout's own `origin`), and from there into the links to
Binder and Colab in the README and the notebooks, into the notebooks' set-up cells, and the branch
into GitHub's workflow. The README's warning that nothing is published yet goes. Nothing else in a
file changes; if anything is wrong, no file. It needs Python alone.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from tests.support.files import write_whole

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = ["pyproject.toml", "README.md", ".github/workflows/tests.yml"]
NOTEBOOKS = "notebooks/[0-9][0-9]_*.ipynb"
SETTING = r'(\[tool\.course\]\nrepository = ")([^"]+)("\nbranch = ")([^"]+)(?=")'
# The second group of each is a repository, the fourth a branch, where there is one.
LINKS = [
    r"(https://mybinder\.org/v2/gh/)([^/\s]+/[^/\s]+)(/)([^?\s]+)(?=\?)",
    r"(https://colab\.research\.google\.com/github/)([^/\s]+/[^/\s]+)(/blob/)(\S+?)(?=/notebooks/)",
    r"(git\+https://github\.com/)([^/\s]+/[^@\s]+)(@)([^\s\"\\]+)",
    r"(course from https://github\.com/)([^/\s]+/[^,\s]+)()()(?=,)",
    r"(\n  push:\n    branches: \[)()()([^\]\s]+)(?=\])",  # of GitHub's workflow
]
# GitHub's own rules: letters, digits, hyphens and underscores for an owner, dots too for a name.
REPOSITORY = r"[A-Za-z0-9][\w-]*/[\w.-]+"
ORIGIN = rf"(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[/:]({REPOSITORY}?)(?:\.git)?/?"
BRANCH = r"\w[\w./-]*"
# Before the first push, the owner is one that can't exist: GitHub allows no dot, and .invalid is
# reserved (RFC 2606). So long, the README says this below its launch links.
UNPUBLISHED = """
*Not published yet: until then, the links to Binder and Colab lead nowhere.*
"""


def home(root):
    """Return the repository ("owner/name") and the branch that pyproject.toml states.

    Raises:
        ValueError: it states none.
    """
    match = re.search(SETTING, (root / "pyproject.toml").read_text("utf-8"))
    if match is None:
        raise ValueError("pyproject.toml has no [tool.course] with a repository and a branch")
    return match[2], match[4]


def is_published(repository):
    """Whether this repository ("owner/name") can exist."""
    return not repository.split("/")[0].endswith(".invalid")


def git(root, *arguments):
    """Return what git says, or None if it fails."""
    done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def origin(root):
    """Return the repository and the default branch (None if unknown) of the remote `origin`.

    Raises:
        ValueError: there is no such remote, or it isn't on GitHub.
    """
    url = git(root, "remote", "get-url", "origin")
    match = re.fullmatch(ORIGIN, url or "")
    if match is None:
        found = f"`origin` is {url}" if url else "this checkout has no remote `origin`"
        raise ValueError(f"{found}; expected https://github.com/OWNER/NAME, or give OWNER/NAME")
    head = git(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    return match[1], head and head.removeprefix("origin/")


def linked(text, repository, branch):
    """Return the text with every launch link and set-up cell pointing at this home."""
    for pattern in [SETTING, *LINKS]:
        text = re.sub(
            pattern,
            lambda m: m[1] + (m[2] and repository) + m[3] + (m[4] and branch),
            text,
        )
    return text.replace(UNPUBLISHED, "") if is_published(repository) else text


def relink(root, repository, branch):
    """Rewrite the files below `root`; return the names of those that changed.

    Raises:
        ValueError: a name that GitHub or git would not take; nothing is written.
    """
    if not re.fullmatch(REPOSITORY, repository):
        raise ValueError(f"the repository is given as {repository!r}; expected OWNER/NAME")
    if not re.fullmatch(BRANCH, branch):
        raise ValueError(f"the branch is given as {branch!r}; expected letters, digits and ._-/")
    home(root)
    changed = {}
    for path in [*(root / name for name in FILES), *sorted(root.glob(NOTEBOOKS))]:
        before = path.read_bytes()
        after = linked(before.decode("utf-8"), repository, branch).encode("utf-8")
        if after != before:
            changed[path] = after
    for path, content in changed.items():
        write_whole(path, content)
    return [path.relative_to(root).as_posix() for path in changed]


def main(arguments, root=ROOT):
    """Relink as the command line says; return what went wrong, or None."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.commands.relink", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("repository", nargs="?", metavar="OWNER/NAME")
    parser.add_argument("--branch", help="default: the default branch of `origin`, or as it was")
    given = parser.parse_args(arguments)
    try:
        repository, branch = (given.repository, None) if given.repository else origin(root)
        branch = given.branch or branch or home(root)[1]
        changed = relink(root, repository, branch)
    except (ValueError, OSError) as error:
        return f"relink: {error}"
    print(f"{repository}, branch {branch}:", ", ".join(changed) or "nothing to change")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
