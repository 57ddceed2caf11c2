"""Start workers as processes of this machine, show how far they are, and leave none behind."""

import contextlib
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers.log_lines import LEFT_OUT
from helpers.progress import progress
from helpers.scale_out.launch import tf_config

WORKER = Path(__file__).with_name("worker.py")

# What a worker's process runs first: it is to end when the process that has started it ends,
# however that ends. On Linux the system sees to it (PR_SET_PDEATHSIG is 1, SIGKILL 9). Elsewhere,
# the input is a pipe that nobody writes to: it closes when the other end is gone. (While a worker
# waits for others to start, no thread of Python runs. Then the deadline in worker.py ends it.)
GUARD = """
import ctypes, os, runpy, sys, threading

if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
threading.Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
GO_ON, PORT_TAKEN = 3, 5  # how a worker ends that has lost a partner, or its port: see worker.py
STEP = re.compile(r"step (\d+)")


class WorkerError(RuntimeError):
    """A worker did not do its part. The first line says which one and how it ended."""

    status = None  # its exit status, or None after a deadline


@dataclass
class Worker:
    """A process, and what came of it."""

    index: int  # its number in the cluster
    errors: Path  # of the file that holds what it wrote to stderr
    process: subprocess.Popen = None  # before it is started
    lines: list = field(default_factory=list)  # what it has printed
    step: int = 0  # how many steps it has taken, those before a checkpoint included
    heard: float = field(default_factory=time.monotonic)  # when it last printed a line
    results: dict = field(default_factory=dict)  # arrays that it has saved at its end

    @property
    def weights(self):
        """The model's weights at the end, as a list of arrays."""
        return [self.results[name] for name in sorted(self.results) if "weights" in name]

    def last_words(self):
        """What it said last: on stderr, or else among its lines."""
        said = [line for line in self.errors.read_bytes().splitlines() if not LEFT_OUT.match(line)]
        said = [line.decode("utf-8", "replace").strip() for line in said]
        return next((line for line in said[::-1] if line), (self.lines or ["nothing"])[-1])


def free_ports(count):
    """Return numbers of ports of this machine that nobody uses now."""
    with contextlib.ExitStack() as stack:
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
        return [stack.enter_context(one).getsockname()[1] for one in sockets]


def run_workers(count, options, on_line=None, script=WORKER, start_seconds=180, step_seconds=120):
    """Start `count` workers, show how far they are, and return them when all have finished.

    However it ends, no worker is left: an error, a deadline or an interrupt ends all of them, and
    the death of this process does, too.

    `options` are those of the program: {"batch_size": 100} becomes `--batch-size 100`; it needs
    `folder` and `steps`. `on_line` is called with (worker, line) for each line that one prints. If
    a worker ends too early, or is silent for more than `start_seconds` before its first line or
    `step_seconds` after that, a `WorkerError` is raised.
    """
    command = [str(script), "--start-seconds", str(start_seconds)]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    folder = Path(options["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    for attempt in range(3):
        addresses = [f"127.0.0.1:{port}" for port in free_ports(count)]
        workers = [Worker(index, folder / f"errors-{index}.txt") for index in range(count)]
        bar = progress(options["steps"])
        try:
            for worker in workers:
                start(worker, command, tf_config(addresses, worker.index))
            follow(workers, on_line, bar, start_seconds, step_seconds)
            break
        except BaseException as error:
            bar.leave = False  # but a line that says what happened
            # Somebody may have taken a port since it was free.
            if getattr(error, "status", None) != PORT_TAKEN or attempt == 2:
                raise
        finally:
            bar.close()
            end(workers)
    for worker in workers:
        with np.load(folder / f"worker-{worker.index}.npz", allow_pickle=False) as arrays:
            worker.results = dict(arrays)
    return workers


def start(worker, command, config):
    """Start a worker. (An interrupt that comes just now closes the input: see GUARD.)"""
    # Two processes cannot share a GPU: each would take all of its memory.
    changes = {"TF_CONFIG": config, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "2"}
    with open(worker.errors, "wb") as stderr:
        # A session of its own: an interrupt is for this process, which then ends the worker.
        worker.process = subprocess.Popen(
            [sys.executable, "-P", "-c", GUARD, *command], env=os.environ | changes,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, encoding="utf-8",
            errors="replace", start_new_session=True,
        )  # fmt: skip


def end(workers):
    """End all that still run. Hard, since a worker that waits for another ignores SIGTERM."""
    processes = [worker.process for worker in workers if worker.process]
    for process in processes:
        process.kill()
    for process in processes:
        process.wait()
        process.stdin.close()


def follow(workers, on_line, bar, start_seconds, step_seconds):
    """Read what the workers print until all have finished, and show how far they are."""
    arrived = queue.Queue()

    def read(worker):
        for line in worker.process.stdout:
            arrived.put((worker, line.rstrip("\n")))
        arrived.put((worker, None))  # it prints nothing more

    for worker in workers:
        threading.Thread(target=read, args=(worker,), daemon=True).start()
    closed = 0
    while True:
        with contextlib.suppress(queue.Empty):
            worker, line = arrived.get(timeout=0.2)
            worker.heard = time.monotonic()
            if line is None:
                closed += 1
            else:
                worker.lines.append(line)
                worker.step = int(found[1]) if (found := STEP.search(line)) else worker.step
                bar.n = min(worker.step for worker in workers)
                bar.refresh()
                if on_line:
                    on_line(worker, line)
        running = [worker for worker in workers if worker.process.poll() is None]
        if any(worker.process.returncode for worker in workers):
            raise ended_badly(workers)
        if not running and closed == len(workers):
            return
        for worker in running:
            limit = step_seconds if worker.lines else start_seconds
            if time.monotonic() - worker.heard > limit:
                raise silent(running, limit)


def ended_badly(workers):
    """Return an error that says which worker ended first, how, and what its last words were."""
    time.sleep(0.5)  # who lost a partner may be the first to say so
    ended = [worker for worker in workers if worker.process.poll()]
    worker = min(ended, key=lambda worker: worker.process.returncode == GO_ON)
    status = worker.process.returncode
    how = f"stopped with exit status {status}"
    if status < 0:
        how = f"was killed by {signal.Signals(-status).name}"
    text = f"worker {worker.index} {how}; the others were ended\nIts last step was {worker.step}. "
    error = WorkerError(f"{text}Its last words: {worker.last_words()}")
    error.status = status
    return error


def silent(running, limit):
    """Return an error that names all who still run: one is stuck, and the others wait for it."""
    names = " and ".join(f"worker {worker.index}" for worker in running)
    words = [f"worker {w.index}: step {w.step}, last words: {w.last_words()}" for w in running]
    text = f"nothing new from {names} within {limit} seconds; all workers were ended"
    return WorkerError("\n".join([text, *words]))
