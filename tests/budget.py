"""A pytest plugin: what each notebook took when nbval ran it, against its budget, and a table.

After the last cell of a notebook comes one more test, "time and memory". Left out where the budgets
don't apply, with `-p no:budget`: other versions, one thread, no oneDNN, a mutant.
"""

import ast
import re
import sys
from collections import defaultdict
from itertools import groupby

import pytest
from course import MOST_MEBIBYTES, markdown
from nbval.plugin import IPyNbCell

# Run in the kernel: the most memory that it ever used, in bytes. Linux's `ru_maxrss` would start
# from that of pytest, which has started the kernel.
PEAK = {
    "linux": "int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) * 2**10",
    "darwin": "__import__('resource').getrusage(0).ru_maxrss",
}
seconds_spent = defaultdict(float)  # in setup (which starts the kernel) and run of a file's tests
table = []


class Budget(pytest.Item):
    """Fails if the cells of its notebook took too long, or their kernel too much memory."""

    def runtest(self):
        seconds = seconds_spent[self.parent.nodeid]
        most_seconds = int(re.search(r"takes under (\d+) seconds", markdown(self.parent.nb))[1])
        mebibytes = self.peak_mebibytes()
        memory = "memory not measured" if mebibytes is None else f"{mebibytes:4.0f} MiB"
        row = f"{seconds:5.1f} s of {most_seconds} s   {memory} of {MOST_MEBIBYTES} MiB"
        table.append(f"{self.path.stem:32} {row}")
        if seconds >= most_seconds or (mebibytes or 0) >= MOST_MEBIBYTES:
            pytest.fail(f"{self.path.name} is over its budget: {row}", pytrace=False)

    def peak_mebibytes(self):
        if sys.platform not in PEAK:
            return None
        client = self.parent.kernel.kc
        expressions = {"peak": PEAK[sys.platform]}
        reply = client.execute("pass", user_expressions=expressions, reply=True, timeout=60)
        peak = reply["content"]["user_expressions"]["peak"]
        return ast.literal_eval(peak["data"]["text/plain"]) / 2**20

    def reportinfo(self):
        return self.path, None, self.name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Add a test of the budget after the cells of each notebook."""
    extended = []
    for parent, group in groupby(items, key=lambda item: item.parent):
        group = list(group)
        extended += group
        if isinstance(group[-1], IPyNbCell):
            extended.append(Budget.from_parent(parent, name="time and memory"))
    items[:] = extended


def pytest_runtest_logreport(report):
    seconds_spent[report.nodeid.split("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter):
    if table:
        terminalreporter.section("notebooks: time and peak memory, and their budgets")
        for row in table:
            terminalreporter.line(row)
