"""A pytest plugin: how the tests are shared out between processes."""

import os

import pytest
from nbval.plugin import IPyNbFile

if "PYTEST_XDIST_WORKER" in os.environ:  # as many processes as cores, so one thread each
    for name in ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]:
        os.environ.setdefault(name, "1")


def pytest_itemcollected(item):
    """The cells of a notebook share a kernel, so they stay together, and in their order."""
    if isinstance(item.parent, IPyNbFile):
        item.add_marker(pytest.mark.xdist_group(item.path.stem))
