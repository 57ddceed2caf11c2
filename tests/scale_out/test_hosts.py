"""The worker on two hosts: network namespaces with an address each, and a cable between them."""

import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from helpers.scale_out import cluster
from tests.scale_out import pair
from tests.support.course import environment
from tests.support.isolation import NAMESPACE, available

pytestmark = pytest.mark.thorough

HOSTS = Path(__file__).with_name("two_hosts.sh")
CABLE_CUT = 30  # seconds until the last worker has ended


def on_two_hosts(folder, steps, *cut):
    """Run two_machines.sh on both; return whether the system lets us."""
    if not (available() and shutil.which("ip") and shutil.which("nsenter")):
        warnings.warn("no network namespaces here: not tried on two hosts", stacklevel=2)
        return False
    script = cluster.WORKER.with_name("two_machines.sh")
    done = subprocess.run(
        [*NAMESPACE, "bash", str(HOSTS), str(script), str(folder), *cut],
        env=environment(PYTHON=sys.executable, FOLDER=folder, STEPS=steps),
        capture_output=True,
        text=True,
        timeout=200,
    )
    pair.nobody_left(folder, 0)
    assert done.returncode == 0, done.stderr
    return True


def ended(folder, index):
    status, second = (folder / f"status-{index}").read_text("utf-8").split()
    return int(status), int(second)


def test_two_hosts_end_with_the_same_weights(tmp_path):
    if not on_two_hosts(tmp_path, 6):
        return
    for index in (0, 1):
        assert ended(tmp_path, index)[0] == 0, (tmp_path / f"errors-{index}").read_text("utf-8")
        assert f"worker {index}: finished" in (tmp_path / f"printed-{index}").read_text("utf-8")
    first, second = (np.load(tmp_path / f"worker-{index}.npz") for index in (0, 1))
    for name in first.files:
        if name.startswith("weights") or name == "losses":
            np.testing.assert_array_equal(first[name], second[name])


def test_a_cable_that_is_cut_ends_both_workers(tmp_path):
    if not on_two_hosts(tmp_path, 100_000, "15"):
        return
    cut = int((tmp_path / "cut").read_text("utf-8"))
    for index in (0, 1):
        status, second = ended(tmp_path, index)
        assert status == cluster.PARTNER_GONE
        assert second - cut < CABLE_CUT
        assert "a partner was lost" in (tmp_path / f"errors-{index}").read_text("utf-8")


def test_slurm_starts_two_workers_on_one_node(tmp_path):
    """For real, but for Slurm: its variables are made up."""
    program = str(cluster.WORKER.with_name("slurm.py"))
    options = ["--folder", str(tmp_path), "--steps", "4", "--images", "400"]
    made_up = {
        "SLURM_JOB_ID": 4242,
        "SLURM_STEP_NUM_TASKS": 2,
        "SLURM_STEP_NODELIST": "localhost",
        "SLURM_STEP_TASKS_PER_NODE": "2",
        "SLURMD_NODENAME": "localhost",
    }
    workers = [
        subprocess.Popen(
            [sys.executable, program, *options],
            env=environment(**made_up, SLURM_PROCID=number, SLURM_LOCALID=number),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in (0, 1)
    ]
    for number, worker in enumerate(workers):
        printed, errors = worker.communicate(timeout=100)
        assert worker.returncode == 0, errors
        assert printed.splitlines()[-1] == f"worker {number}: finished"
