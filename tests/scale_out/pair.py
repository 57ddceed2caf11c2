"""Start workers for a test, disturb them, and look for what is left of them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from helpers.scale_out import cluster

# A training that is over in seconds: 16 steps, a checkpoint after each fourth.
TRAINING = {"images": 400, "batch_size": 20, "steps": 16, "save_every": 4}


def options(folder, **changes):
    return {"folder": folder, **TRAINING, **changes}


def run(folder, count=2, *, launch=None, **changes):
    """Run workers as the notebook does; `launch` holds arguments of `run_workers`."""
    return cluster.run_workers(count, options(folder, **changes), **(launch or {}))


def start(folder, index, addresses, **changes):
    """Start one worker without the launcher, as on a machine of its own."""
    command = [sys.executable, str(cluster.WORKER)]
    for name, value in options(folder, **changes).items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    environment = {name: text for name, text in os.environ.items() if "PROXY" not in name.upper()}
    environment |= {"TF_CONFIG": cluster.tf_config(addresses, index), "CUDA_VISIBLE_DEVICES": "-1"}
    return subprocess.Popen(
        command,
        env=environment,
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
            found.append((int(entry.name), command.replace("\0", " ")))
    return found


def nobody_left(folder, seconds):
    """Wait until no process of this folder is left; return how long it took.

    Raises:
        AssertionError: some are left after `seconds`. They are killed.
    """
    began = time.monotonic()
    while found := left(folder):
        if time.monotonic() - began > seconds:
            for process, _ in found:
                os.kill(process, signal.SIGKILL)
            raise AssertionError(f"still there after {seconds} seconds: {found}")
        time.sleep(0.05)
    return time.monotonic() - began


class Killer:
    """For `on_line`: kills a worker once it has printed a step, and notes when."""

    def __init__(self, index, step, delay=0):
        self.index, self.step, self.delay, self.at = index, step, delay, None

    def __call__(self, worker, line):
        if worker.index == self.index and f"step {self.step} of" in line:
            time.sleep(self.delay)
            self.at = time.monotonic()
            worker.process.kill()


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


def config(index, workers):
    return json.dumps({"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}})
