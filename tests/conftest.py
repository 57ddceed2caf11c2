"""A table at the end of a test run: what the notebooks took, and their budgets."""

import pytest
from isolation import available

MEASUREMENTS = pytest.StashKey()


@pytest.fixture
def measurements(request):
    """A list of rows (notebook, what it took, most seconds, most MiB) for the table."""
    return request.config.stash.setdefault(MEASUREMENTS, [])


def pytest_terminal_summary(terminalreporter, config):
    rows = config.stash.get(MEASUREMENTS, [])
    if rows:
        terminalreporter.section("notebooks: time and peak memory, and their budgets")
        refused = "no network device" if available() else "the network refused by Python alone"
        terminalreporter.line(f"(run with {refused})")
    for name, took, most_seconds, most_mebibytes in rows:
        mebibytes = took["mebibytes"]
        memory = "memory not measured" if mebibytes is None else f"{mebibytes:4.0f} MiB"
        terminalreporter.line(
            f"{name:32} {took['seconds']:5.1f} s of {most_seconds} s   "
            f"{memory} of {most_mebibytes} MiB"
        )
