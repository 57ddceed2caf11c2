"""Plugins of pytest, loaded in pyproject.toml: how nbval runs the notebooks, and what is asked of
each as a whole."""

from itertools import groupby

from nbval.plugin import IPyNbCell


def add_after_each_notebook(items, kind, name):
    """Add one more test after the cells of each notebook.

    Args:
        items: the tests that pytest collected; changed in place.
        kind: a subclass of pytest.Item.
        name: of the test.
    """
    extended = []
    for parent, group in groupby(items, key=lambda item: item.parent):
        group = list(group)
        extended += group
        if any(isinstance(item, IPyNbCell) for item in group):
            extended.append(kind.from_parent(parent, name=name))
    items[:] = extended
