"""Write repository and tag into the launch links: `python -m tests.commands.relink [OWNER/NAME]`.

Without OWNER/NAME, the repository is that of the checkout's `origin`; without `--tag v3.1`, the tag
stays. Both go into pyproject.toml, and from there into the links to Binder and Colab and into the
set-up cells, so that a copy which a learner keeps goes on with the helpers that it was made for.
Nothing else changes; if anything is wrong, no file. It needs Python alone.
"""

import argparse
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.support.files import write_whole

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = "notebooks/[0-9][0-9]_*.ipynb"  # not a learner's own
FORMS = [
    'repository = "{repository}"\ntag = "{tag}"',
    # pip would keep installed helpers that have the same version.
    '\nversion = "{version}"',
    "https://mybinder.org/v2/gh/{repository}/{tag}?",
    "https://colab.research.google.com/github/{repository}/blob/{tag}/notebooks/",
    "git+https://github.com/{repository}@{tag}",
    r"\"https://github.com/{repository}, \"",  # of the sentence in the set-up cells
]
# GitHub allows no dot in an owner: this one, until the first push, can belong to nobody.
REPOSITORY = r"[A-Za-z0-9][\w-]*/[\w.-]+"
ORIGIN = rf"(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[/:]({REPOSITORY}?)(?:\.git)?/?"
UNPUBLISHED = "\n*Not published yet: until then, the links to Binder and Colab lead nowhere.*\n"


def home(root=ROOT):
    """Return the repository ("owner/name") and the tag that pyproject.toml states."""
    course = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["course"]
    return course["repository"], course["tag"]


def is_published(repository):
    """Whether this repository ("owner/name") can exist."""
    return re.fullmatch(REPOSITORY, repository) is not None


def origin(root=ROOT):
    """Return the repository that the remote `origin` leads to, None if that isn't on GitHub."""
    command = ["git", "-C", root, "remote", "get-url", "origin"]
    url = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    found = re.fullmatch(ORIGIN, url)
    return found and found[1]


def linked(text, repository, tag):
    """Return the text with every launch link and set-up cell pointing there."""
    for form in FORMS:
        pattern = re.sub(r"\\\{\w+\\\}", r"[\\w./-]+", re.escape(form))
        new = form.format(repository=repository, tag=tag, version=tag[1:])
        text = re.sub(pattern, lambda _, new=new: new, text)
    return text.replace(UNPUBLISHED, "") if is_published(repository) else text


def main(arguments, root=ROOT):
    """Relink as the command line says; return what went wrong, or None."""
    parser = argparse.ArgumentParser(prog="python -m tests.commands.relink")
    parser.add_argument("repository", nargs="?", metavar="OWNER/NAME")
    parser.add_argument("--tag", default=home(root)[1], metavar="v3.1")
    given = parser.parse_args(arguments)
    repository = given.repository or origin(root)
    if not (repository and (is_published(repository) or repository == home(root)[0])):
        return "relink: give OWNER/NAME, as on GitHub" + f", not {repository!r}" * bool(repository)
    if not re.fullmatch(r"v\d+(\.\d+)+", given.tag):
        return f"relink: the tag is given as {given.tag!r}; expected v and a version, such as v3.1"
    files = [root / "pyproject.toml", root / "README.md", *sorted(root.glob(NOTEBOOKS))]
    before = {path: path.read_bytes().decode("utf-8") for path in files}
    for path, text in before.items():
        if (after := linked(text, repository, given.tag)) != text:
            write_whole(path, after.encode("utf-8"))
            print(path.relative_to(root))
    print(f"lead to {repository}, tag {given.tag}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
