"""A pytest plugin: what each notebook took when nbval ran it, against its budget, and a table.

After the last cell of a notebook comes one more test, "time and memory". Left out where the budgets
don't apply, with `-p no:tests.plugins.budget`: other versions, no oneDNN.

Memory is limited everywhere. Times are shown; they fail only beyond what a slow machine may take,
and only if nothing runs beside (`-n 0`, as for Binder): else they mean nothing.
"""

import os
from collections import defaultdict

import pytest

from tests.plugins import add_after_each_notebook
from tests.support.course import MOST_MEBIBYTES
from tests.support.memory import peak_mebibytes

SECONDS = [10, 25, 50, 40, 60, 60, 60]  # to run all cells of notebook 1, 2, … on two fast cores
SLOW = 3.5  # so many times as long on a slow machine
spent = defaultdict(float)  # in setup (which starts the kernel) and run of a file's tests


class Budget(pytest.Item):
    """Fails if the cells of its notebook took too long, or their kernel too much memory."""

    def runtest(self):
        seconds, budget = spent[self.path.stem], SECONDS[int(self.path.stem[:2]) - 1]
        mebibytes = peak_mebibytes(self.parent.kernel.km.provisioner.pid)
        memory = "memory not measured" if mebibytes is None else f"{mebibytes:4.0f} MiB"
        row = f"{self.path.stem:24} {seconds:5.1f} s of {budget}   {memory} of {MOST_MEBIBYTES} MiB"
        self.user_properties.append(("budget", row))
        beside = "PYTEST_XDIST_WORKER" in os.environ
        if (not beside and seconds > SLOW * budget) or (mebibytes or 0) > MOST_MEBIBYTES:
            pytest.fail(f"over its budget: {row}", pytrace=False)

    def reportinfo(self):
        return self.path, None, self.name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    add_after_each_notebook(items, Budget, "time and memory")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    yield
    spent[item.path.stem] += call.duration


def pytest_terminal_summary(terminalreporter):
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]
    rows = sorted(row for r in reports for name, row in r.user_properties if name == "budget")
    if rows:
        terminalreporter.section("notebooks: time and peak memory, and their budgets")
        for row in rows:
            terminalreporter.line(row)
