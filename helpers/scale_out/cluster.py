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

def end_with_parent():
    os.read(0, 1)
    os._exit(1)

threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
GO_ON, PORT_TAKEN = 3, 5  # how a worker ends that has lost a partner, or its port: see worker.py
STEP = re.compile(r"step (\d+)")


class WorkerError(RuntimeError):
    """A worker did not do its part. The first line says which one and how it ended.

    Attributes:
        status: its exit status, or None after a deadline.
    """

    status = None


@dataclass
class Worker:
    """A process, and what came of it.

    Attributes:
        index: int, its number in the cluster.
        process: a subprocess.Popen.
        errors: path of the file that holds what it wrote to stderr.
        lines: what it has printed.
        step: how many steps it has taken, those before a checkpoint included.
        heard: when it last printed a line (time.monotonic).
        results: dict of arrays that it has saved (see worker.py), once it has finished.
    """

    index: int
    process: subprocess.Popen
    errors: Path
    lines: list = field(default_factory=list)
    step: int = 0
    heard: float = field(default_factory=time.monotonic)
    results: dict = field(default_factory=dict)

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
        for one in sockets:
            stack.enter_context(one)
        return [one.getsockname()[1] for one in sockets]


def run_workers(
    count,
    options,
    *,
    on_line=None,
    ports=None,
    script=WORKER,
    start_seconds=180,
    step_seconds=120,
):
    """Start `count` workers, show how far they are, and return when all have finished.

    However it ends, no worker is left: an error, a deadline or an interrupt ends all of them, and
    the death of this process does, too.

    Args:
        count: int, how many workers.
        options: dict of the worker's options: {"batch_size": 100} becomes `--batch-size 100`.
            `folder` and `steps` are needed.
        on_line: a function of (worker, line), called for each line that a worker prints.
        ports: a port for each worker; None takes free ones.
        script: path of the program.
        start_seconds: how long the workers may take before the first line of each.
        step_seconds: how long a worker may be silent after that.

    Returns:
        A list of `Worker`.

    Raises:
        WorkerError: a worker ended too early, or was silent for too long.
    """
    command = [str(script), "--start-seconds", str(start_seconds)]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    folder = Path(options["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    for last_attempt in (False, False, True):
        addresses = [f"127.0.0.1:{port}" for port in ports or free_ports(count)]
        workers = []
        bar = progress(options["steps"])
        try:
            with interrupts_wait():  # so that no process is started and forgotten
                for index in range(count):
                    workers.append(start(index, command, tf_config(addresses, index), folder))
            follow(workers, on_line, bar, start_seconds, step_seconds)
            break
        except BaseException as error:
            bar.leave = False  # but a line that says what happened
            # Somebody may have taken a port since it was free.
            if getattr(error, "status", None) != PORT_TAKEN or ports or last_attempt:
                raise
        finally:
            bar.close()
            end(workers)
    for worker in workers:
        file = folder / f"worker-{worker.index}.npz"
        if file.exists():  # another script may save something else
            with np.load(file, allow_pickle=False) as arrays:
                worker.results = dict(arrays)
    return workers


@contextlib.contextmanager
def interrupts_wait():
    """Hold back an interrupt until the end of the block."""
    came = []
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield  # here, none can come
        return
    signal.signal(signal.SIGINT, lambda *arguments: came.append(arguments))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    for arguments in came[:1]:
        handler(*arguments)


def start(index, command, config, folder):
    """Start one worker and return it."""
    environment = {
        # worker.py leaves out these settings itself; other scripts may not.
        **{name: text for name, text in os.environ.items() if "proxy" not in name.lower()},
        "KERAS_HOME": os.devnull,
        "TF_CONFIG": config,
        # Two processes cannot share a GPU: each would take all of its memory.
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    errors = folder / f"errors-{index}.txt"
    with open(errors, "wb") as stderr:
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
    return Worker(index, process, errors)


def end(workers):
    """End all that still run. Hard, since a worker that waits for another ignores SIGTERM."""
    for worker in workers:
        worker.process.kill()
    for worker in workers:
        worker.process.wait()
        worker.process.stdin.close()


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
    ended.sort(key=lambda worker: worker.process.returncode == GO_ON)
    worker = ended[0]
    status = worker.process.returncode
    how = f"stopped with exit status {status}"
    if status < 0:
        how = f"was killed by {signal.Signals(-status).name}"
    error = WorkerError(
        f"worker {worker.index} {how}; the others were ended\n"
        f"Its last step was {worker.step}. Its last words: {worker.last_words()}"
    )
    error.status = status
    return error


def silent(running, limit):
    """Return an error that names all who still run: one is stuck, and the others wait for it."""
    names = " and ".join(f"worker {worker.index}" for worker in running)
    words = [f"worker {w.index}: step {w.step}, last words: {w.last_words()}" for w in running]
    text = f"nothing new from {names} within {limit} seconds; all workers were ended\n"
    return WorkerError(text + "\n".join(words))
