"""A pytest plugin: pictures are outputs. What nbval sees drawn is compared with what was saved.

See tests/support/records.py. A cell fails if one of its pictures shows something else, or if a
picture is badly drawn.
"""

import os
import tempfile
from pathlib import Path
from unittest import mock

from nbval.plugin import IPyNbCell, IPyNbFile

from tests.notebooks.takeaways import takeaways_of
from tests.support.records import (
    RECORD,
    check_picture,
    differences,
    read_pictures,
    read_record,
    share_of,
)


class Drawn:
    """The pictures of one notebook: those saved, and those that its kernel writes down."""

    def __init__(self, file, path):
        self.file, self.saved, self.seen = file, read_record(path), 0

    def new(self):
        """Return the pictures drawn since the last call."""
        drawn = read_pictures(self.file)[self.seen :]
        self.seen += len(drawn)
        return drawn


class PictureError(Exception):
    """A picture shows something else than was saved, or is badly drawn."""


def pytest_configure(config):
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    start_kernel = IPyNbFile.setup

    def setup(self):
        """Start the kernel, and let it write down its pictures."""
        self.drawn = Drawn(Path(folder.name, f"{self.path.stem}.jsonl"), self.path)
        with mock.patch.dict(os.environ, {"COURSE_PICTURES": str(self.drawn.file)}):
            start_kernel(self)
        reply = self.kernel.kc.execute(RECORD, silent=True, reply=True, timeout=60)
        if reply["content"]["status"] != "ok":
            raise RuntimeError(reply["content"])

    IPyNbFile.setup = setup


run_cell = IPyNbCell.runtest
describe_failure = IPyNbCell.repr_failure


def runtest(self):
    """Run the cell; then look at its pictures, also where its outputs are not compared."""
    run_cell(self)
    drawn, tags = self.parent.drawn.new(), self.cell.metadata.get("tags", [])
    found = differences(self.parent.drawn.saved.get(self.cell.id, []), drawn, share_of(tags))
    means = takeaways_of(self.path.stem).get(self.cell.id, lambda pictures: None)
    try:
        for picture in drawn:
            check_picture(picture)
        means(drawn)
    except AssertionError as error:
        found.append(str(error) or f"it doesn't show what the text says: {means.__name__}")
    if found:
        raise PictureError("\n".join(found))


def repr_failure(self, excinfo):
    if isinstance(excinfo.value, PictureError):
        return str(excinfo.value)
    return describe_failure(self, excinfo)


IPyNbCell.runtest = runtest
IPyNbCell.repr_failure = repr_failure
