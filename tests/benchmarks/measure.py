"""How fast ways to train the same network are. README.md says how it is measured, and found."""

import argparse
import json
import linecache
import multiprocessing
import os
import platform
import random
import re
import sys
import time
from functools import partial
from importlib.metadata import distributions
from pathlib import Path

import numpy as np

from helpers.mnist import load_mnist
from tests.support.memory import peak_mebibytes

HERE = Path(__file__).resolve().parent
NOTEBOOK = HERE.parent.parent / "notebooks" / "05_faster_training.ipynb"
CELLS = ["imports", "parameters", "model", "step", "new", "data", "ready", "many", "pipeline"]
TABLE = "<!-- the table, written by the command -->\n"
THREADS = "2"
SIZES = {100: 40, 500: 20}  # images in a batch, and the steps of a turn: about a second
STEPS_PER_CALL = 20  # of our loop, and of `fit` with several steps a call
NUMBERS = {"float32": 1e-3, "bfloat16": 1e-2}  # and the tolerance of the first losses
FIRST, OURS = "the article's loop", "ours"
KEPT = "ours, primitives kept"  # the same loop, with another setting of TensorFlow
FEWEST = 7  # rounds, for an interval
CONNECTIONS = {}  # to the process of each way; open until the command ends, and these with it
STARTED = {}  # in the process of a way: what takes the steps, by (way, numbers, size)


class Article:
    """The article's loop, eager, without its evaluation; and what the other ways share."""

    aside = 0  # seconds of the last run that don't count

    def __init__(self, numbers, size, weights):
        self.names, self.size, self.data = notebook(), size, load_mnist(seed=0)
        self.names["batch_size"] = size
        self.tf = self.names["tf"]
        policy = "mixed_bfloat16" if numbers == "bfloat16" else numbers
        self.model, self.optimizer = self.names["new"](policy)
        self.model.set_weights(weights)

    def taken(self):
        """Return how many steps the optimizer has counted."""
        return int(self.optimizer.iterations)

    def step(self, images, labels):
        """Take a step on a batch; return the loss."""
        tf, model = self.tf, self.model
        with tf.GradientTape() as tape:
            y_pred = model(images)
            loss = tf.keras.losses.categorical_crossentropy(y_true=labels, y_pred=y_pred)
            loss = tf.reduce_mean(loss)
        grads = tape.gradient(loss, model.variables)
        self.optimizer.apply_gradients(grads_and_vars=zip(grads, model.variables))
        return loss

    def run(self, count):
        """Take so many steps; return the last loss."""
        for _ in range(count):
            loss = self.step(*self.data.next_batch(self.size))
        return loss


class Fit(Article):
    """`model.fit`. What it does before its epoch begins is set aside."""

    def __init__(self, numbers, size, weights, per_call=1):
        super().__init__(numbers, size, weights)
        self.model.compile(self.optimizer, "categorical_crossentropy", steps_per_execution=per_call)
        clock = self.tf.keras.callbacks.LambdaCallback(on_epoch_begin=self.begin)
        self.options = {"batch_size": size, "shuffle": False, "verbose": 0, "callbacks": [clock]}

    def begin(self, epoch, logs):
        self.aside = time.perf_counter() - self.called

    def step(self, images, labels):
        self.called = time.perf_counter()
        return self.model.fit(images, labels, **self.options).history["loss"][0]

    def run(self, count):
        return self.step(*self.data.next_batch(count * self.size))


class Ours(Article):
    """The loop of notebook 5: its cells are run."""

    def __init__(self, numbers, size, weights):
        super().__init__(numbers, size, weights)
        self.train = self.names["graph_of_steps"](self.model, self.optimizer)
        self.source = iter(self.names["batches"]())

    def step(self, *batch):
        return self.train(iter(self.tf.data.Dataset.from_tensors(batch)), self.tf.constant(1))

    def run(self, count):
        for _ in range(count // STEPS_PER_CALL):
            loss = self.train(self.source, self.tf.constant(STEPS_PER_CALL))
        return loss


class Torch(Article):
    """The same network in PyTorch, in the form that suits it on a processor."""

    def __init__(self, numbers, size, weights, compiled=False):
        import torch
        from torch import nn

        torch.set_num_threads(int(THREADS))
        self.torch, self.size, self.data = torch, size, load_mnist(seed=0)
        self.low = numbers == "bfloat16"
        self.model = nn.Sequential(
            # TensorFlow's "same": an odd number of rows or columns is one more below and right.
            *[nn.ZeroPad2d((2, 3, 2, 3)), nn.Conv2d(1, 12, 6), nn.ReLU()],
            *[nn.ZeroPad2d((1, 2, 1, 2)), nn.Conv2d(12, 24, 5, stride=2), nn.ReLU()],
            *[nn.Conv2d(24, 48, 4, stride=2, padding=1), nn.ReLU()],
            *[nn.Flatten(), nn.Linear(7 * 7 * 48, 10)],
        ).to(memory_format=torch.channels_last)
        # The weights from Keras: channels first, and outputs before inputs.
        weights[-2] = weights[-2].reshape(7, 7, 48, 10)
        for parameter, array in zip(self.model.parameters(), weights):
            turned = array.transpose(3, 2, 0, 1) if array.ndim == 4 else array
            parameter.data.copy_(torch.tensor(turned).reshape(parameter.shape))
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.001, eps=1e-7, fused=True)
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
COLUMNS = [(numbers, size) for numbers in NUMBERS for size in SIZES]
KEYS = [(name, *column) for name in WAYS for column in COLUMNS]
KEYS = [key for key in KEYS if key[:2] != (FIRST, "bfloat16")]  # the article has float32 alone


def notebook():
    """Run the cells of notebook 5 that define our loop; return their names."""
    content = json.loads(NOTEBOOK.read_text("utf-8"))
    cells = {cell["id"]: cell["source"] for cell in content["cells"]}
    source = "\n".join("".join(cells[cell]) for cell in CELLS)
    # tf.function reads the source to turn a `for` over tf.range into an operation.
    linecache.cache["cells"] = len(source), None, source.splitlines(keepends=True), "cells"
    names = {}
    exec(compile(source, "cells", "exec"), names)
    return names


def turn(key, count):
    """Take `count` steps of STARTED[key]; return the milliseconds of one.

    Raises:
        RuntimeError: the optimizer has counted another number of steps.
    """
    way = STARTED[key]
    before, began = way.taken(), time.perf_counter()
    float(way.run(count))  # fetches the loss: before that, the work may not be done
    seconds = time.perf_counter() - began - way.aside
    if way.taken() - before != count:
        raise RuntimeError(f"{way.taken() - before} steps were taken, not {count}")
    return 1000 * seconds / count


def same_training(losses, expected, tolerance):
    """Whether the first losses are those of the same network, weights and batches."""
    return np.shape(losses) == np.shape(expected) and np.allclose(losses, expected, rtol=tolerance)


def initial_weights():
    return notebook()["new"]()[0].get_weights()


def start(name, numbers, size, weights):
    """Return the losses of the first three steps; or why there are none, as a string."""
    try:
        STARTED[name, numbers, size] = way = WAYS[name](numbers, size, weights)
        return [float(way.step(*way.data.next_batch(size))) for _ in range(3)]
    except Exception as error:  # such as: no PyTorch, or no compiler for it
        return f"{type(error).__name__}: {error}".splitlines()[0]


def work(connection):
    """Call what is asked for, and answer what it returns. An error ends both processes."""
    while True:
        function, *arguments = connection.recv()
        connection.send(function(*arguments))


def measure(rounds):
    """Return what results.json holds but for the machine. Its times are milliseconds a step.

    Raises:
        EOFError: a process has ended, with an error that it has printed.
        RuntimeError: a way trains something else.
    """
    threads = ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]
    os.environ.update(dict.fromkeys(threads, THREADS))
    spawn = multiprocessing.get_context("spawn")
    for name in WAYS:
        os.environ["TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE"] = "0" if name == KEPT else "1"
        CONNECTIONS[name], other = spawn.Pipe()
        spawn.Process(target=work, args=[other], name=name, daemon=True).start()
        other.close()  # the process alone has it: each side sees the other end

    def ask(name, *request):
        CONNECTIONS[name].send(request)
        return CONNECTIONS[name].recv()

    times, left_out, expected = {}, {}, {}
    weights = ask(FIRST, initial_weights)
    for name, numbers, size in KEYS:
        key = name, numbers, size
        print("start:", *key, file=sys.stderr)
        losses = ask(name, start, *key, weights)
        if isinstance(losses, str) and name.startswith("PyTorch"):  # which is optional
            left_out[key] = losses
            continue
        if not same_training(losses, expected.setdefault(size, losses), NUMBERS[numbers]):
            raise RuntimeError(f"{name} trains something else: {losses}, {expected[size]}")
        ask(name, turn, key, STEPS_PER_CALL)  # the first one traces
        times[key] = []
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for key in random.sample(list(times), len(times)):
            times[key].append(ask(key[0], turn, key, SIZES[key[2]]))
    memory = {name: round(ask(name, peak_mebibytes) or 0) for name in [OURS, KEPT]}
    return {"times": [*times.items()], "left_out": [*left_out.items()], "memory": memory}


def compare(ours, other):
    """Return the ratio of the medians over the same rounds, its interval and a verdict."""
    ours, other = np.array(ours), np.array(other)
    drawn = np.random.default_rng(0).integers(len(ours), size=(5000, len(ours)))
    ratios = np.median(ours[drawn], axis=1) / np.median(other[drawn], axis=1)
    low, high = np.percentile(ratios, [2.5, 97.5])
    verdict = "ahead" if high < 1 else "behind" if low > 1 else "undecided"
    return np.median(ours) / np.median(other), low, high, verdict


def machine():
    """Return what is measured on, and with which versions, as a line."""
    cpus = Path("/proc/cpuinfo")  # on Linux alone
    text = cpus.read_text("utf-8") if cpus.exists() else ""
    model = [*re.findall("model name.*: (.*)", text), platform.processor()][0]
    packages = ["tensorflow", "tensorflow-cpu", "keras", "torch"]
    versions = [f"{one.name} {one.version}" for one in distributions() if one.name in packages]
    return f"{model}, {os.cpu_count()} cores, {THREADS} threads; {', '.join(sorted(versions))}"


def report(results):
    """Return what stands below TABLE in README.md: a row for each way."""
    times = {tuple(key): values for key, values in results["times"]}
    cells = {tuple(key): f"left out: {reason}" for key, reason in results["left_out"]}
    for key, values in times.items():
        cells[key] = f"{np.median(values):.1f} ms"
        if key[0] != OURS:
            ratio, low, high, verdict = compare(times[OURS, *key[1:]], values)
            cells[key] += f" · {ratio:.2f} ({low:.2f}–{high:.2f}) {verdict}"
    rows = [["way", *(f"{numbers}, {size}" for numbers, size in COLUMNS)], ["---"] * 5]
    rows += [[name, *(cells.get((name, *column), "–") for column in COLUMNS)] for name in WAYS]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    memory = "; ".join(f"{name}: {size} MiB" for name, size in results["memory"].items())
    text = f"{results['machine']}; {len(results['times'][0][1])} rounds.\n\n{table}\n\n"
    return f"{text}Peak memory of a process, all columns: {memory}.\n"


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.measure")
    parser.add_argument("--rounds", type=int, default=FEWEST)
    rounds = parser.parse_args().rounds
    results = {"machine": machine()} | measure(rounds)
    print(report(results))
    if rounds < FEWEST:
        return f"Not saved: fewer than {FEWEST} rounds are no interval."
    (HERE / "results.json").write_text(json.dumps(results) + "\n", "utf-8")
    readme = HERE / "README.md"
    text = readme.read_text("utf-8").partition(TABLE)[0]
    readme.write_text(f"{text}{TABLE}\n{report(results)}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
