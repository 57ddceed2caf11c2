"""A pytest plugin: how the tests are shared out between processes."""

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

if "PYTEST_XDIST_WORKER" in os.environ:  # as many processes as cores, so one thread each
    for name in ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]:
        os.environ.setdefault(name, "1")


class Scheduling(LoadScopeScheduling):
    """The cells of a notebook share a kernel, so they stay together; all else goes anywhere.

    (`--dist=loadgroup` would do it, but xdist 3.8 marks no groups under pytest 9.2.)
    """

    def _split_scope(self, nodeid):
        file = nodeid.split("::")[0]
        return file if file.endswith(".ipynb") else nodeid


@pytest.hookimpl(optionalhook=True)  # with -p no:xdist, nobody asks
def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)
