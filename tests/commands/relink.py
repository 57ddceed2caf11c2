"""Point the launch links at a repository: `python -m tests.commands.relink [OWNER/NAME]`.

The repository's home on GitHub stands in pyproject.toml, under [tool.course], and nowhere else.
This command writes it there (without OWNER/NAME, that of the checkout's own `origin`), and from
there into the links to Binder and Colab in the README and the notebooks, and into the notebooks'
setup cells. It needs Python alone. Nothing else in a file changes; if anything is wrong, no file.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from tests.support.files import write_whole

ROOT = Path(__file__).resolve().parent.parent.parent
SETTING = r'(\[tool\.course\]\nrepository = ")([^"]+)("\nbranch = ")([^"]+)(?=")'
# The second group of each is a repository, the fourth a branch.
LINKS = [
    r"(https://mybinder\.org/v2/gh/)([^/\s]+/[^/\s]+)(/)([^?\s]+)(?=\?)",
    r"(https://colab\.research\.google\.com/github/)([^/\s]+/[^/\s]+)(/blob/)(\S+?)(?=/notebooks/)",
    r"(git\+https://github\.com/)([^/\s]+/[^@\s]+)(@)([^\s\"\\]+)",
    r"(course from https://github\.com/)([^/\s]+/[^,\s]+)()()(?=,)",
]
# GitHub's own rules: letters, digits, hyphens and underscores for an owner, dots too for a name.
REPOSITORY = r"[A-Za-z0-9][\w-]*/[\w.-]+"
ORIGIN = rf"(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[/:]({REPOSITORY}?)(?:\.git)?/?"
BRANCH = r"\w[\w./-]*"


def home(root):
    """Return the repository ("owner/name") and the branch that pyproject.toml states."""
    match = re.search(SETTING, (root / "pyproject.toml").read_text("utf-8"))
    return match[2], match[4]


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
    """Return the text with every launch link and setup cell pointing at this home."""
    for pattern in [SETTING, *LINKS]:
        text = re.sub(
            pattern, lambda match: match[1] + repository + match[3] + (match[4] and branch), text
        )
    return text


def relink(root, repository, branch):
    """Rewrite the files below `root`; return the names of those that changed.

    Raises:
        ValueError: a name that GitHub or git would not take; nothing is written.
    """
    if not re.fullmatch(REPOSITORY, repository):
        raise ValueError(f"the repository is given as {repository!r}; expected OWNER/NAME")
    if not re.fullmatch(BRANCH, branch):
        raise ValueError(f"the branch is given as {branch!r}; expected letters, digits and ._-/")
    changed = {}
    for path in [root / "pyproject.toml", root / "README.md", *root.glob("notebooks/*.ipynb")]:
        before = path.read_bytes()
        after = linked(before.decode("utf-8"), repository, branch).encode("utf-8")
        if after != before:
            changed[path] = after
    for path, content in changed.items():
        write_whole(path, content)
    return sorted(path.name for path in changed)


def main(arguments, root=ROOT):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", nargs="?", metavar="OWNER/NAME")
    parser.add_argument("--branch", help="default: the default branch of `origin`, or as it was")
    given = parser.parse_args(arguments)
    try:
        repository, branch = (given.repository, None) if given.repository else origin(root)
        branch = given.branch or branch or home(root)[1]
        changed = relink(root, repository, branch)
    except ValueError as error:
        return f"relink: {error}"
    print(f"{repository}, branch {branch}:", ", ".join(changed) or "nothing to change")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
