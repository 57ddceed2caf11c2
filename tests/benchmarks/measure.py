"""How fast ways to train the same network are: `python -m tests.benchmarks.measure`.

Each way is a process of its own; all stay alive and take turns in random order. A clock stops only
after a result was fetched, and after each turn the steps that the optimizer has counted are
compared with those asked for. Only ways that compute in the same kind of numbers are compared, on
batches of the same size. Saved are all times, in results.json, and the table, in README.md.
"""

import argparse
import contextlib
import importlib.metadata
import json
import linecache
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from tests.support.memory import peak_mebibytes

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NOTEBOOK = ROOT / "notebooks" / "05_faster_training.ipynb"
CELLS = ["imports", "parameters", "model", "step", "new", "data", "ready", "many", "pipeline"]
TABLE = "<!-- the table, written by the command -->\n"
THREADS = "2"
SIZES = [100, 500]  # images in a batch
STEPS_PER_CALL = 20  # of our loop, and of `fit` with several steps a call
NUMBERS = {"float32": 1e-3, "bfloat16": 1e-2}  # and the tolerance of the first losses
FIRST, OURS = "the article's loop", "ours"
KEPT = "ours, primitives kept"  # the same loop, with another setting of TensorFlow
START = "start.npz"  # the weights at the start: written by the first way, read by PyTorch
FEWEST = 7  # rounds, for an interval
TURN, LONGEST = 0.8, 5  # seconds; a way whose shortest turn takes longer is left out


class Fit:
    """`model.fit`, with the model of notebook 5."""

    def __init__(self, numbers, size, folder, per_call=1):
        self.names, self.size, self.data = notebook(), size, load_data()
        self.names["batch_size"] = size
        policy = {"float32": "float32", "bfloat16": "mixed_bfloat16"}[numbers]
        self.model, self.optimizer = self.names["new"](policy)
        self.tf = self.names["tf"]
        self.prepare(folder, per_call)

    def prepare(self, folder, per_call):
        clock = self.tf.keras.callbacks.LambdaCallback(
            on_epoch_begin=self.begin, on_epoch_end=self.end
        )
        loss = "categorical_crossentropy"
        self.model.compile(self.optimizer, loss, steps_per_execution=per_call)
        self.options = {"batch_size": self.size, "shuffle": False, "verbose": 0}
        self.options["callbacks"] = [clock]

    def begin(self, epoch, logs):
        self.began = time.perf_counter()

    def end(self, epoch, logs):
        float(logs["loss"])  # waits for it
        self.seconds += time.perf_counter() - self.began

    def taken(self):
        """Return how many steps the optimizer has counted."""
        return int(self.optimizer.iterations)

    def losses(self, batches):
        """Take a step on each batch; return the losses."""
        self.seconds = 0
        return [self.model.fit(*batch, **self.options).history["loss"][0] for batch in batches]

    def run(self, count):
        """Take so many steps; return the last loss, or set `seconds`: here, those of an epoch,
        without what `fit` does once before it and after it."""
        began = time.perf_counter()
        images, labels = self.data.next_batch(count * self.size)
        self.seconds = time.perf_counter() - began
        self.model.fit(images, labels, **self.options)


class Ours(Fit):
    """The loop of notebook 5: its cells are run."""

    def prepare(self, folder, per_call):
        self.train = self.names["graph_of_steps"](self.model, self.optimizer)
        self.source = iter(self.names["batches"]())

    def losses(self, batches):
        sets = [self.tf.data.Dataset.from_tensors(batch) for batch in batches]
        return [float(self.train(iter(each), self.tf.constant(1))) for each in sets]

    def run(self, count):
        for _ in range(count // STEPS_PER_CALL):
            loss = self.train(self.source, self.tf.constant(STEPS_PER_CALL))
        return loss


class Article(Fit):
    """The article's loop, eager, without its evaluation."""

    def prepare(self, folder, per_call):
        np.savez(Path(folder, START), *self.model.get_weights())

    def step(self, images, labels):
        tf, model = self.tf, self.model
        with tf.GradientTape() as tape:
            y_pred = model(images)
            loss = tf.keras.losses.categorical_crossentropy(y_true=labels, y_pred=y_pred)
            loss = tf.reduce_mean(loss)
        grads = tape.gradient(loss, model.variables)
        self.optimizer.apply_gradients(grads_and_vars=zip(grads, model.variables))
        return loss

    def losses(self, batches):
        return [float(self.step(*batch)) for batch in batches]

    def run(self, count):
        for _ in range(count):
            loss = self.step(*self.data.next_batch(self.size))
        return loss


class Torch(Article):
    """The same network in PyTorch, in the form that suits it on a processor."""

    def __init__(self, numbers, size, folder, compiled=False):
        import torch
        from torch import nn

        torch.set_num_threads(int(THREADS))
        self.torch, self.size, self.data = torch, size, load_data()
        self.low = numbers == "bfloat16"
        self.model = nn.Sequential(
            # TensorFlow's "same": an odd number of rows or columns is one more below and right.
            *[nn.ZeroPad2d((2, 3, 2, 3)), nn.Conv2d(1, 12, 6), nn.ReLU()],
            *[nn.ZeroPad2d((1, 2, 1, 2)), nn.Conv2d(12, 24, 5, stride=2), nn.ReLU()],
            *[nn.Conv2d(24, 48, 4, stride=2, padding=1), nn.ReLU()],
            *[nn.Flatten(), nn.Linear(7 * 7 * 48, 10)],
        ).to(memory_format=torch.channels_last)
        # The weights from Keras: channels first, and outputs before inputs.
        *convolutions, dense, bias = np.load(Path(folder, START)).values()
        arrays = [a.transpose(3, 2, 0, 1) if a.ndim == 4 else a for a in convolutions]
        dense = dense.reshape(7, 7, 48, 10).transpose(3, 2, 0, 1).reshape(10, -1)
        with torch.no_grad():
            for parameter, array in zip(self.model.parameters(), [*arrays, dense, bias]):
                parameter.copy_(torch.from_numpy(array.copy()))
        options = {"lr": 0.001, "eps": 1e-7, "fused": True}
        self.optimizer = torch.optim.Adam(self.model.parameters(), **options)
        self.loss = torch.compile(self.loss_of) if compiled else self.loss_of

    def loss_of(self, images, labels):
        with self.torch.autocast("cpu", dtype=self.torch.bfloat16, enabled=self.low):
            logits = self.model(images)
        return self.torch.nn.functional.cross_entropy(logits.float(), labels)

    def taken(self):
        return int(max((one["step"] for one in self.optimizer.state.values()), default=0))

    def step(self, images, labels):
        images = self.torch.from_numpy(images.transpose(0, 3, 1, 2))
        self.optimizer.zero_grad()
        loss = self.loss(images, self.torch.from_numpy(labels))
        loss.backward()
        self.optimizer.step()
        return loss.detach()


WAYS = {
    FIRST: Article,
    "fit": Fit,
    "fit, several steps a call": partial(Fit, per_call=STEPS_PER_CALL),
    "PyTorch, eager": Torch,
    "PyTorch, compiled": partial(Torch, compiled=True),
    KEPT: Ours,
    OURS: Ours,
}


def notebook():
    """Run the cells of notebook 5 that define our loop; return their names."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    sources = {cell["id"]: "".join(cell["source"]) for cell in cells}
    names = {}
    for cell in CELLS:
        # tf.function reads the source to turn a `for` over tf.range into an operation.
        lines = sources[cell].splitlines(keepends=True)
        linecache.cache[cell] = len(sources[cell]), None, lines, cell
        exec(compile(sources[cell], cell, "exec"), names)
    return names


def load_data():
    from helpers.mnist import load_mnist

    return load_mnist(seed=0)


def turn(way, count):
    """Take `count` steps; return the milliseconds of one.

    Raises:
        RuntimeError: the optimizer has counted another number of steps.
    """
    before, began = way.taken(), time.perf_counter()
    loss = way.run(count)
    if loss is None:
        seconds = way.seconds
    else:
        float(loss)  # fetches it: before that, the work may not be done
        seconds = time.perf_counter() - began
    if way.taken() - before != count:
        raise RuntimeError(f"{way.taken() - before} steps were taken, not {count}")
    return 1000 * seconds / count


def worker(name, folder):
    """Answer requests on stdin, a line of JSON each: what to do, the numbers, size and count."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # libraries print, too
    ways = {}
    for line in sys.stdin:
        what, numbers, size, count = json.loads(line)
        try:
            if what == "losses":
                ways[numbers, size] = way = WAYS[name](numbers, size, folder)
                data = load_data()
                answer = way.losses([data.next_batch(size) for _ in range(count)])
            elif what == "turn":
                answer = turn(ways[numbers, size], count)
            else:
                answer = round(peak_mebibytes() or 0)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        print(json.dumps(answer), file=answers)


class Process:
    """A way in a process of its own."""

    def __init__(self, name, folder, log):
        settings = ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]
        changes = dict.fromkeys(settings, THREADS) | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
        changes |= {"TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE": "0"} if name == KEPT else {}
        command = [sys.executable, "-m", "tests.benchmarks.measure", "--worker", name, folder]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log, "text": True}
        self.process = subprocess.Popen(command, env=os.environ | changes, **pipes)

    def call(self, *request):
        print(json.dumps(request), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline() or '"its process has ended"')

    def close(self):
        self.process.kill()
        self.process.communicate()


def same_training(losses, expected, tolerance):
    """Whether the first losses are those of the same network, weights and batches."""
    return np.shape(losses) == np.shape(expected) and np.allclose(losses, expected, rtol=tolerance)


def start(process, name, expected):
    """Yield for each kind of numbers and size: that key, and the steps of a turn, or a reason to
    leave it out. `expected` holds the first losses by size."""
    for numbers, size in [(n, s) for n in NUMBERS for s in SIZES]:
        if name == FIRST and numbers != "float32":
            continue
        losses = process.call("losses", numbers, size, 3)
        if isinstance(losses, str):  # such as: no PyTorch, or no compiler for it
            yield (name, numbers, size), losses
            continue
        if not same_training(losses, expected.setdefault(size, losses), NUMBERS[numbers]):
            sys.exit(f"{name} does not train the same: {losses}, {expected[size]}")
        # The first turn traces.
        _, milliseconds = (process.call("turn", numbers, size, STEPS_PER_CALL) for _ in range(2))
        shortest = milliseconds * STEPS_PER_CALL / 1000
        slow = f"a step takes {milliseconds:.0f} ms"
        count = STEPS_PER_CALL * max(1, round(TURN / shortest))
        yield (name, numbers, size), slow if shortest > LONGEST else count


def measure(rounds, minutes):
    """Return the milliseconds of a step, a list for each (way, numbers, size); what was left out,
    with the reasons; and the peak memory of our loop, with both settings, in MiB."""
    end = time.monotonic() + 60 * minutes
    times, counts, left_out, expected, processes = {}, {}, {}, {}, {}
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        log = stack.enter_context(open(Path(folder, "log"), "w"))
        for name in WAYS:
            print("start:", name, file=sys.stderr)
            processes[name] = Process(name, folder, log)
            stack.callback(processes[name].close)
            for key, found in start(processes[name], name, expected):
                (left_out if isinstance(found, str) else counts)[key] = found
        for number in range(rounds):
            if number >= FEWEST and time.monotonic() > end:
                break
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
            for key in random.sample(list(counts), len(counts)):
                taken = processes[key[0]].call("turn", *key[1:], counts[key])
                if isinstance(taken, str):
                    sys.exit(f"{key[0]}: {taken}")
                times.setdefault(key, []).append(taken)
        memory = {name: processes[name].call("memory", "", 0, 0) for name in [OURS, KEPT]}
    return {"times": [*times.items()], "left_out": [*left_out.items()], "memory": memory}


def compare(ours, other):
    """Return the ratio of two medians, its interval and a verdict.

    `ours` and `other` are the times of the same rounds. The interval (bootstrap) holds 95 % of the
    ratios that rounds drawn from these, with replacement, give.
    """
    ours, other = np.array(ours), np.array(other)
    drawn = np.random.default_rng(0).integers(len(ours), size=(5000, len(ours)))
    ratios = np.median(ours[drawn], axis=1) / np.median(other[drawn], axis=1)
    low, high = np.percentile(ratios, [2.5, 97.5])
    verdict = "ahead" if high < 1 else "behind" if low > 1 else "undecided"
    return np.median(ours) / np.median(other), low, high, verdict


def table(times):
    """Return the table in Markdown: a row for each way, its time, and ours beside it."""
    rows = ["| numbers | batch | way | ms a step | ours / it | 95 % | ours is |", "|---" * 7 + "|"]
    places = {name: place for place, name in enumerate(WAYS)}
    order = sorted(times, key=lambda key: (key[1] != "float32", key[2], places[key[0]]))
    for name, numbers, size in order:
        other = times[name, numbers, size]
        row = f"| {numbers} | {size} | {name} | {np.median(other):.1f} "
        if name == OURS:
            rows.append(row + "| | | |")
            continue
        ratio, low, high, verdict = compare(times[OURS, numbers, size], other)
        rows.append(row + f"| {ratio:.2f} | {low:.2f} to {high:.2f} | {verdict} |")
    return "\n".join(rows)


def machine():
    """Return what was measured on, and with which versions, as a line."""
    model, found = platform.processor(), []
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), model)
    for package in ["tensorflow", "tensorflow-cpu", "keras", "torch"]:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found.append(f"{package} {importlib.metadata.version(package)}")
    return f"{model}, {os.cpu_count()} cores, {THREADS} threads; {', '.join(found)}"


def report(results):
    """Return what stands below TABLE in README.md."""
    times = {tuple(key): values for key, values in results["times"]}
    rounds = len(results["times"][0][1])
    text = f"Measured on: {results['machine']}; {rounds} rounds.\n\n{table(times)}\n"
    for name, size in results["memory"].items():
        text += f"\nPeak memory, {name}, all numbers and batches in one process: {size} MiB.\n"
    for (name, numbers, size), reason in results["left_out"]:
        text += f"\nLeft out: {name}, {numbers}, batches of {size}: {reason}.\n"
    return text


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.measure")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--minutes", type=float, default=7, help="no further round begins later")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        return worker(*chosen.worker)
    results = {"machine": machine()} | measure(chosen.rounds, chosen.minutes)
    print(report(results))
    if len(results["times"][0][1]) < FEWEST:
        return f"Not saved: fewer than {FEWEST} rounds are no interval."
    readme = HERE / "README.md"
    text = readme.read_text("utf-8").partition(TABLE)[0] + TABLE + "\n" + report(results)
    (HERE / "results.json").write_text(json.dumps(results) + "\n", "utf-8")
    readme.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
