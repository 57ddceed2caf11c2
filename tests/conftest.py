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
        mutants = [item for item in items if "mutant" in parameters(item)]
        third = int(commit[:8], 16) % 3
        tried = [item for item in mutants if zlib.crc32(item.name.encode()) % 3 == third]
        guards = {parameters(item)["mutant"].guard for item in tried}
        kept = [
            item
            for item in items
            if item in tried or parameters(item).get("selection", "") in guards
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def parameters(item):
    return item.callspec.params if hasattr(item, "callspec") else {}
