"""A pytest plugin: what each notebook took when nbval ran it, against its budget, and a table.

After the last cell of a notebook comes one more test, "time and memory". Left out where the budgets
don't apply, with `-p no:tests.plugins.budget`: other versions, one thread, no oneDNN, a mutant.

The budgets of time are for two cores of the machine on which the benchmark was measured. On one
that is slower, or busy, a notebook may take longer: as many times as a step of the article's loop.
"""

import tempfile
from collections import defaultdict

import pytest

from tests.benchmarks.measure import FIRST, Worker
from tests.plugins import add_after_each_notebook
from tests.support.course import MOST_MEBIBYTES, most_seconds
from tests.support.memory import peak_mebibytes

seconds_spent = defaultdict(float)  # in setup (which starts the kernel) and run of a file's tests
table = []
YARDSTICK = 31.2  # milliseconds: a step of the article's loop, in tests/benchmarks/results.json


def slowness(steps=30):
    """Return how many times as long as YARDSTICK such a step takes here and now; at least 1."""
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(FIRST, folder)
        try:
            worker.call("run", steps=3)  # once before
            seconds = worker.call("run", steps=steps)["seconds"]
        finally:
            worker.close()
    return max(1.0, 1000 * seconds / steps / YARDSTICK)


class Budget(pytest.Item):
    """Fails if the cells of its notebook took too long, or their kernel too much memory."""

    def runtest(self):
        seconds, budget = seconds_spent[self.parent.nodeid], most_seconds(self.parent.nb)
        mebibytes = peak_mebibytes(self.parent.kernel.km.provisioner.pid)
        memory = "memory not measured" if mebibytes is None else f"{mebibytes:4.0f} MiB"
        row = f"{seconds:5.1f} s of {budget} s   {memory} of {MOST_MEBIBYTES} MiB"
        if seconds >= budget:
            times = slowness()
            seconds /= times
            row += f"   this machine is {times:.1f} times as slow: {seconds:.1f} s"
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
