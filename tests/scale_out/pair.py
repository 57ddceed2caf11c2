"""Start workers for a test, disturb them, and look for what is left of them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from helpers.scale_out import cluster

# A training that is over in seconds: 16 steps, a checkpoint after each fourth.
TRAINING = {"images": 400, "batch_size": 20, "steps": 16, "save_every": 4}
SLOW_MACHINE = {"start_seconds": 300, "step_seconds": 200}


def options(folder, **changes):
    return {"folder": folder, **TRAINING, **changes}


def run(folder, count=2, *, launch=None, **changes):
    """Run workers as the notebook does; `launch` holds arguments of `run_workers`."""
    launch = {**SLOW_MACHINE, **(launch or {})}
    return cluster.run_workers(count, options(folder, **changes), **launch)


def start(folder, config, **changes):
    """Start one worker without the launcher, as on a machine of its own."""
    command = [sys.executable, str(cluster.WORKER)]
    for name, value in options(folder, **{"start_seconds": 300, **changes}).items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    return subprocess.Popen(
        command,
        env={**os.environ, "TF_CONFIG": config, "CUDA_VISIBLE_DEVICES": "-1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def addresses(count=2):
    return [f"127.0.0.1:{port}" for port in cluster.free_ports(count)]


def left(folder):
    """The processes whose command names the folder, and which are not this one."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            state = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except OSError:  # it has just ended
            continue
        if str(folder) in command and int(entry.name) != os.getpid() and state != "Z":
            found.append(int(entry.name))
    return found


def nobody_left(folder, seconds=0):
    """Wait until no process of this folder is left. Kill those left after `seconds`, and say so."""
    end = time.monotonic() + seconds
    while found := left(folder):
        if time.monotonic() > end:
            for process in found:
                os.kill(process, signal.SIGKILL)
            raise AssertionError(f"still there after {seconds} seconds: {found}")
        time.sleep(0.05)


def at_step(index, step, do, delay=0):
    """For `on_line`: call `do` with a worker once it has printed a step."""

    def on_line(worker, line):
        if worker.index == index and f"step {step} of" in line:
            time.sleep(delay)
            do(worker)

    return on_line


def script(path, text):
    """Write a program that does something before or while worker.py runs."""
    before = "import json, os, runpy, sys, time\n"
    before += "index = json.loads(os.environ['TF_CONFIG'])['task']['index']\n"
    after = f"\nsys.argv[0] = {str(cluster.WORKER)!r}\n"
    after += "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    path.write_text(before + text + after, "utf-8")
    return path


def steps_before(worker):
    """After which step a worker has gone on."""
    (line,) = (line for line in worker.lines if "starts after step" in line)
    return int(line.rpartition(" ")[2])


def assert_same_end(workers, other, atol=0):
    for worker in workers:
        for one, two in zip(worker.weights, other.weights, strict=True):
            np.testing.assert_allclose(one, two, rtol=0, atol=atol)
