"""A pytest plugin: what each notebook took when nbval ran it, against its budget, and a table.

After the last cell of a notebook comes one more test, "time and memory". Left out where the budgets
don't apply, with `-p no:tests.plugins.budget`: other versions, one thread, no oneDNN, a mutant.
"""

from collections import defaultdict

import pytest

from tests.plugins import add_after_each_notebook
from tests.support.course import MOST_MEBIBYTES, most_seconds
from tests.support.memory import peak_mebibytes

seconds_spent = defaultdict(float)  # in setup (which starts the kernel) and run of a file's tests
table = []


class Budget(pytest.Item):
    """Fails if the cells of its notebook took too long, or their kernel too much memory."""

    def runtest(self):
        seconds, budget = seconds_spent[self.parent.nodeid], most_seconds(self.parent.nb)
        mebibytes = peak_mebibytes(self.parent.kernel.km.provisioner.pid)
        memory = "memory not measured" if mebibytes is None else f"{mebibytes:4.0f} MiB"
        row = f"{seconds:5.1f} s of {budget} s   {memory} of {MOST_MEBIBYTES} MiB"
        table.append(f"{self.path.stem:32} {row}")
        if seconds >= budget or (mebibytes or 0) >= MOST_MEBIBYTES:
            pytest.fail(f"{self.path.name} is over its budget: {row}", pytrace=False)

    def reportinfo(self):
        return self.path, None, self.name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    add_after_each_notebook(items, Budget, "time and memory")


def pytest_runtest_logreport(report):
    seconds_spent[report.nodeid.split("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter):
    if table:
        terminalreporter.section("notebooks: time and peak memory, and their budgets")
        for row in table:
            terminalreporter.line(row)
