"""An option of the mutation tests, and what begins with the first test: pytest takes both from here
or from plugins alone."""

import zlib

import pytest

from tests.support.running import selected, two_at_a_time


@pytest.fixture(scope="session", autouse=True)
def alone_runs(request, tmp_path_factory):
    """For each notebook whose tests in notebooks/test_other_parameters.py were selected, a run that
    has begun.

    They go on beside the tests that come before, which are short and take one core. Nothing is
    timed until nbval begins, after all of them. The longest are among the last, so those begin.
    """
    from tests.notebooks.test_other_parameters import run_alone

    paths = reversed(selected(request, "alone"))
    # Not made in the threads: the first call makes the folder of them all, two at once make two.
    folders = {path: tmp_path_factory.mktemp("alone") for path in paths}
    yield from two_at_a_time(lambda path: run_alone(path, folders[path]), folders)


def pytest_addoption(parser):
    parser.addoption(
        "--tenth",
        metavar="COMMIT",
        help="with -m mutation: try every tenth mutant; the hash of the commit says which",
    )


def pytest_collection_modifyitems(config, items):
    commit = config.getoption("tenth")
    if commit:
        tenth = int(commit[:8], 16) % 10
        mutants = [item for item in items if "mutant" in parameters(item)]
        tried = [item for item in mutants if zlib.crc32(item.name.encode()) % 10 == tenth]
        # A notebook that is red without a mutant is red in another cell than the one expected.
        guards = {parameters(item)["mutant"].guard for item in tried}
        guards = {guard for guard in guards if "::" in guard}
        kept = [
            item
            for item in items
            if item in tried or parameters(item).get("selection", "") in guards
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def parameters(item):
    return item.callspec.params if hasattr(item, "callspec") else {}
