"""A pytest plugin: what each notebook says of its plots is checked on what nbval saw plotted.

After the cells of a notebook comes one more test, "plots". See tests/notebooks/takeaways/.
"""

import os
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from nbval.plugin import IPyNbFile

from tests.plugins import add_after_each_notebook
from tests.support.plotted import RECORD, check_figures, check_takeaways, read_figures

files = {}  # where the kernel of each notebook writes its figures down


def pytest_configure(config):
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    start_kernel = IPyNbFile.setup

    def setup(self):
        """Start the kernel, and let it write down its figures."""
        files[self.path] = Path(folder.name, f"{self.path.stem}.jsonl")
        with mock.patch.dict(os.environ, {"COURSE_FIGURES": str(files[self.path])}):
            start_kernel(self)
        reply = self.kernel.kc.execute(RECORD, silent=True, reply=True, timeout=60)
        assert reply["content"]["status"] == "ok", reply["content"]

    IPyNbFile.setup = setup


class Plots(pytest.Item):
    """Fails if a plot is badly drawn, or doesn't show what the text says of it."""

    def runtest(self):
        figures = read_figures(files[self.path])
        check_figures(figures)
        check_takeaways(self.path.stem, figures)

    def repr_failure(self, excinfo):
        return str(excinfo.value)

    def reportinfo(self):
        return self.path, None, self.name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    add_after_each_notebook(items, Plots, "plots")
