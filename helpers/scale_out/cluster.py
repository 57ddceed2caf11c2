"""Start workers as processes of this machine, show how far they are, and leave none behind."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers.log_lines import LEFT_OUT

WORKER = Path(__file__).with_name("worker.py")

# What a worker's process runs first: it is to end when the process that has started it ends,
# however that ends. On Linux the system sees to it (PR_SET_PDEATHSIG is 1, SIGKILL 9). Elsewhere,
# the input is a pipe that nobody writes to: it closes when the other end is gone. (While a worker
# waits for others to start, no thread of Python runs. Then the deadline in worker.py ends it.)
GUARD = """
import ctypes, os, runpy, sys, threading

if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)

def end_with_parent():
    os.read(0, 1)
    os._exit(1)

threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
PARTNER_GONE = 3  # how a worker ends that has lost a partner: see worker.py
STEP = re.compile(r"step (\d+)")


class WorkerError(RuntimeError):
    """A worker did not do its part. The first line says which one and how it ended."""


@dataclass
class Worker:
    """A process, and what came of it.

    Attributes:
        index: int, its number in the cluster.
        process: a subprocess.Popen.
        lines: what it has printed.
        step: how many steps it has taken, those before a checkpoint included.
        results: dict of arrays that it has saved (see worker.py), once it has finished.
    """

    index: int
    process: subprocess.Popen
    stderr: object
    lines: list = field(default_factory=list)
    step: int = 0
    results: dict = field(default_factory=dict)

    @property
    def weights(self):
        """The model's weights at the end, as a list of arrays."""
        return [self.results[name] for name in sorted(self.results) if "weights" in name]


def free_ports(count):
    """Return numbers of ports of this machine that nobody uses now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def tf_config(addresses, index):
    """Return the text of TF_CONFIG for one worker: who is in the cluster, and which one it is."""
    task = {"type": "worker", "index": index}
    return json.dumps({"cluster": {"worker": addresses}, "task": task})


def run_workers(
    count,
    options,
    *,
    on_line=None,
    ports=None,
    configs=None,
    environments=None,
    script=WORKER,
    start_seconds=60,
    step_seconds=30,
):
    """Start `count` workers, show how far they are, and return when all have finished.

    However it ends, no worker is left: an error, a deadline or an interrupt ends all of them, and
    the death of this process does, too.

    Args:
        count: int, how many workers.
        options: dict of the worker's options: {"batch_size": 100} becomes `--batch-size 100`.
            `folder` is needed.
        on_line: a function of (worker, line), called for each line that a worker prints.
        ports: a port for each worker; None takes free ones.
        configs: a text for each worker's TF_CONFIG, instead of what the ports say.
        environments: a dict of environment variables for each worker, besides those of this
            process.
        script: path of the program.
        start_seconds: how long the workers may take before the first line of each.
        step_seconds: how long a worker may be silent after that.

    Returns:
        A list of `Worker`.

    Raises:
        WorkerError: a worker ended too early, or was silent for too long.
    """
    if ports is None:
        ports = free_ports(count)
    addresses = [f"127.0.0.1:{port}" for port in ports]
    configs = configs or [tf_config(addresses, index) for index in range(count)]
    command = [str(script)]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    workers = []
    try:
        for index in range(count):
            extra = environments[index] if environments else {}
            workers.append(start(index, command, configs[index], extra, options["folder"]))
        follow(workers, on_line, options.get("steps"), start_seconds, step_seconds)
    finally:
        end(workers)
    for worker in workers:
        file = Path(options["folder"], f"worker-{worker.index}.npz")
        if file.exists():  # another script may save something else
            with np.load(file, allow_pickle=False) as arrays:
                worker.results = dict(arrays)
    return workers


def start(index, command, config, extra, folder):
    """Start one worker and return it."""
    environment = {
        # gRPC would send what is meant for this machine through a proxy.
        **{name: text for name, text in os.environ.items() if "proxy" not in name.lower()},
        "TF_CONFIG": config,
        # Two processes cannot share a GPU: each would take all of its memory.
        "CUDA_VISIBLE_DEVICES": "-1",
        # Not the reader's own settings of Keras: see helpers/settings.py.
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": str(folder),
        "TF_CPP_MIN_LOG_LEVEL": "2",
        **extra,
    }
    environment.pop("TF_USE_LEGACY_KERAS", None)
    stderr = tempfile.TemporaryFile()
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", GUARD, *command],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # an interrupt is for this process, which then ends the worker
    )
    return Worker(index, process, stderr)


def end(workers):
    """End all that still run. Hard, since a worker that waits for another ignores SIGTERM."""
    for worker in workers:
        worker.process.kill()
    for worker in workers:
        worker.process.wait()
        worker.process.stdin.close()
        worker.stderr.close()


def follow(workers, on_line, steps, start_seconds, step_seconds):
    """Read what the workers print until all have finished, and show how far they are."""
    arrived = queue.Queue()

    def read(worker):
        for line in worker.process.stdout:
            worker.lines.append(line.rstrip("\n"))
            if on_line:
                on_line(worker, worker.lines[-1])
            arrived.put((worker, worker.lines[-1]))
        arrived.put((worker, None))  # its end

    for worker in workers:
        threading.Thread(target=read, args=(worker,), daemon=True).start()
    heard = {worker.index: time.monotonic() for worker in workers}  # of those that still run
    bar = Bar(steps)
    try:
        while heard:
            try:
                worker, line = arrived.get(timeout=0.2)
            except queue.Empty:
                worker, line = None, None
            if worker:
                heard[worker.index] = time.monotonic()
            if worker and line is None and has_ended(worker, step_seconds):
                del heard[worker.index]
            elif worker and line:
                found = STEP.search(line)
                worker.step = int(found[1]) if found else worker.step
                bar.show(workers)
            if any(worker.process.poll() for worker in workers):
                raise WorkerError(how_it_ended(workers, steps))
            for index, moment in heard.items():
                limit = step_seconds if workers[index].lines else start_seconds
                if time.monotonic() - moment > limit:
                    raise WorkerError(silent(workers[index], limit))
    except BaseException:
        bar.clear()
        raise
    bar.end()


def has_ended(worker, seconds):
    """Wait for the end of a worker that prints nothing more."""
    try:
        worker.process.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        return False


def how_it_ended(workers, steps):
    """Say which worker ended first, how, and what its last words were."""
    time.sleep(0.5)  # who lost a partner may be the first to say so
    ended = [worker for worker in workers if worker.process.poll()]
    ended.sort(key=lambda worker: worker.process.returncode == PARTNER_GONE)
    worker = ended[0]
    status = worker.process.returncode
    if status < 0:
        how = f"was killed by {signal.Signals(-status).name}"
    else:
        how = f"stopped with exit status {status}"
    place = f"It had taken {worker.step} of {steps} steps." if worker.lines else "It never started."
    return f"worker {worker.index} {how}; the others were ended\n{place}{last_words(worker)}"


def silent(worker, limit):
    what = "has made no step" if worker.lines else "has not started"
    return (
        f"worker {worker.index} {what} within {limit} seconds; all workers were ended\n"
        f"Its last step was {worker.step}.{last_words(worker)}"
    )


def last_words(worker):
    worker.stderr.seek(0)
    lines = worker.stderr.read().strip().splitlines()
    lines = [line for line in lines if line and not LEFT_OUT.match(line)]
    text = lines[-1].decode("utf-8", "replace").strip() if lines else ""
    return f" Its last words: {text}" if text else ""


class Bar:
    """One line for all workers, whose last state is the same on every machine."""

    def __init__(self, steps):
        self.steps, self.shown = steps, ""

    def show(self, workers):
        if not self.steps or not all(worker.lines for worker in workers):
            return
        share = min(worker.step for worker in workers) / self.steps
        states = ", ".join(f"worker {worker.index}: step {worker.step}" for worker in workers)
        text = f"{100 * share:3.0f}% |{'█' * round(40 * share):40}| {states} of {self.steps}"
        if text != self.shown:
            sys.stdout.write("\r" + text)
            sys.stdout.flush()
            self.shown = text

    def end(self):
        if self.shown:
            print()

    def clear(self):
        if self.shown:
            sys.stdout.write("\r" + " " * len(self.shown) + "\r")
            sys.stdout.flush()
