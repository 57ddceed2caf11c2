"""An option of the mutation tests; pytest takes options from here or from plugins alone."""

import zlib


def pytest_addoption(parser):
    parser.addoption(
        "--third",
        metavar="COMMIT",
        help="with -m mutation: try every third mutant; the hash of the commit says which",
    )


def pytest_collection_modifyitems(config, items):
    commit = config.getoption("third")
    if commit:
        mutants = [item for item in items if "mutant" in getattr(item, "fixturenames", [])]
        third = int(commit[:8], 16) % 3
        left_out = {i for i in mutants if zlib.crc32(i.callspec.id.encode()) % 3 != third}
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
