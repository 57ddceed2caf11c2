"""What the benchmark compares: one small class for each way to train the same network.

Each is made in a process of its own by worker.py, in which it has
`losses()`: a list of the losses of the first three steps, to check that all train the same; and
`run(steps)`: take so many further steps and return the last loss, fetched or not. The worker
fetches it, and only then reads the clock. `model.fit` alone returns its `Seconds`, and says why.

The ways of the course are not copied: they run the cells of the notebooks.
"""

import importlib
import json
import linecache
import os
import queue
import shutil
import sys
import tempfile
import threading
import time
import types
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
BATCH_SIZE, LEARNING_RATE, SEED = 100, 0.001, 0
CHECKED_STEPS = 3
START = "start.npz"  # the weights at the start: written by `Article`, read by those who can't draw

# The cells that define what is measured, in the order in which they run.
CELLS = {
    "03_mnist_cnn": ["setup", "parameters", "data", "model", "step"],
    "04_three_apis": ["setup", "parameters", "model", "v1-network", "v1-train"],
    "05_faster_training": [
        *["setup", "parameters", "parameters-check", "model", "step", "new", "stack", "many"],
        *["evaluate", "schedule"],
    ],
}
TRAINING = "train"  # the cell of notebook 3 with its loop
NEW = "new"  # the cell of notebook 5 that begins the batches anew
PARTS = ["conv1", "conv2", "conv3", "dense", "adam", "other"]  # of a profile


class Unavailable(Exception):
    """This contender can't run here; the benchmark goes on without it."""


class Seconds(float):
    """What `run` returns if it has measured itself: its seconds, after a result was fetched."""


def sources(name):
    """The code of a notebook, as a dict from the cell's id to its text, without `%` commands."""
    path = ROOT / "notebooks" / f"{name}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    cells = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            lines = "".join(cell["source"]).splitlines()
            cells[cell["id"]] = "\n".join(x for x in lines if not x.lstrip().startswith("%"))
    return cells


def source(name, cell):
    """The code of one cell."""
    try:
        return sources(name)[cell]
    except KeyError:
        raise KeyError(
            f"{name} has no code cell {cell!r}: see CELLS in tests/benchmarks/contenders.py"
        ) from None


def run_cell(name, cell, names):
    """Run one cell; its names are in the dict `names`."""
    code, place = source(name, cell), f"{name}.ipynb:{cell}"
    # tf.function reads the source to turn a `for` over tf.range into an operation.
    linecache.cache[place] = len(code), None, code.splitlines(keepends=True), place
    exec(compile(code, place, "exec"), names)


def run_cells(name):
    """Run a notebook's cells that are listed in CELLS; return what they define, as a dict."""
    names = {"__name__": name}
    for cell in CELLS[name]:
        run_cell(name, cell, names)
    same = {"seed": SEED, "batch_size": BATCH_SIZE, "learning_rate": LEARNING_RATE}
    for parameter, value in same.items():
        if names[parameter] != value:
            raise ValueError(f"{name}: {parameter} is {names[parameter]}, all others have {value}")
    return names


def tensorflow():
    """Return the module, imported as the notebooks do: without the log lines of its C++ part."""
    from helpers import course_settings

    with course_settings():
        return importlib.import_module("tensorflow")


def load_data():
    """The data set and its batches, from the seed that all contenders share.

    Without the rest of the helpers, which import Matplotlib: it isn't part of PyTorch's memory.
    """
    if "helpers" not in sys.modules:
        package = types.ModuleType("helpers")
        package.__path__ = [str(ROOT / "helpers")]
        sys.modules["helpers"] = package
    from helpers.mnist import load_mnist

    return load_mnist(seed=SEED)


def read_start(folder):
    """The weights at the start, in Keras's order and shapes."""
    with np.load(Path(folder, START)) as arrays:
        return list(arrays.values())


class Article:
    """The article's eager loop, without its evaluation."""

    def __init__(self, folder):
        self.tf = tf = tensorflow()
        tf.keras.utils.set_random_seed(SEED)
        self.data = load_data()
        self.model = self.make_model()
        self.model(self.data.test_images[:1])  # makes the variables
        np.savez(Path(folder, START), *self.model.get_weights())
        self.optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)

    def make_model(self):
        tf, layers = self.tf, self.tf.keras.layers

        class CNNModel(tf.keras.Model):
            def __init__(self):
                super().__init__()  # not in the article: Keras demands it
                conv = {"padding": "same", "activation": "relu"}
                self.conv1 = layers.Conv2D(filters=12, kernel_size=(6, 6), strides=(1, 1), **conv)
                self.conv2 = layers.Conv2D(filters=24, kernel_size=(5, 5), strides=(2, 2), **conv)
                self.conv3 = layers.Conv2D(filters=48, kernel_size=(4, 4), strides=(2, 2), **conv)
                self.flatten = layers.Flatten()
                self.dense = layers.Dense(units=10, activation="softmax")

            def call(self, inputs):
                x = self.conv1(inputs)
                x = self.conv2(x)
                x = self.conv3(x)
                x = self.flatten(x)
                output = self.dense(x)
                return output

        return CNNModel()

    def step(self):
        tf, model = self.tf, self.model
        X, y_true = self.data.next_batch(BATCH_SIZE)
        with tf.GradientTape() as tape:
            y_pred = model(X)
            loss = tf.keras.losses.categorical_crossentropy(y_true=y_true, y_pred=y_pred)
            loss = tf.reduce_mean(loss)
        grad = tape.gradient(loss, model.variables)
        self.optimizer.apply_gradients(grads_and_vars=zip(grad, model.variables))
        return loss

    def losses(self):
        return [float(self.step()) for _ in range(CHECKED_STEPS)]

    def run(self, steps):
        for _ in range(steps):
            loss = self.step()
        return loss


class ArticleAsPrinted(Article):
    """The article's last loop as printed: it evaluates all test images after every step."""

    def __init__(self, folder):
        super().__init__(folder)
        self.categorical_accuracy = self.tf.keras.metrics.CategoricalAccuracy()

    def run(self, steps):
        for _ in range(steps):
            self.step()
            y_test_pred = self.model.predict(x=self.data.test_images)
            # Never reset, as in the article; that costs no time.
            self.categorical_accuracy.update_state(y_true=self.data.test_labels, y_pred=y_test_pred)
            result = self.categorical_accuracy.result()
        return result


class Loop:
    """The loop of notebook 3."""

    def __init__(self, folder):
        self.names = run_cells("03_mnist_cnn")
        # The cell "data" takes a batch to look at: begin again with the first.
        self.names["mnist"] = load_data()
        self.names["evaluate_every"] = sys.maxsize  # steps are timed, not evaluations
        before, loop = source("03_mnist_cnn", TRAINING).split("\nfor ", 1)
        # `before` makes the model and the graph, once; the loop then runs in turns.
        exec(before, self.names)
        self.loop = compile("for " + loop, "03_mnist_cnn:train", "exec")

    def losses(self):
        self.run(CHECKED_STEPS)
        return [float(loss) for loss in self.names["losses"]]

    def run(self, steps):
        self.names["steps"] = steps
        exec(self.loop, self.names)
        return self.names["losses"][-1]


class Steps:
    """The loop of notebook 5: many steps in one call of a graph."""

    numbers = "float32"

    def __init__(self, folder):
        self.names = run_cells("05_faster_training")
        # The cells take batches to look at: begin again with the first.
        self.names["mnist"] = load_data()
        self.train = self.names["graph_of_steps"](*self.names["new"](numbers=self.numbers))
        self.most = self.names["steps_per_call"]

    def losses(self):
        stack = self.names["stack"]
        return [float(self.train(*stack(1))) for _ in range(CHECKED_STEPS)]

    def run(self, steps):
        for part in parts(steps, self.most):
            loss = self.train(*self.names["stack"](part))
        return loss

    def profile(self, steps):
        """Return where the time of so many steps goes, as TensorFlow's profiler notes it.

        In a new graph: after some hundred steps, it no longer notes the operations that are quick.
        """
        tf = self.names["tf"]
        self.train = self.names["graph_of_steps"](*self.names["new"](numbers=self.numbers))
        self.run(self.most)  # once before: it traces
        with tempfile.TemporaryDirectory() as folder:
            tf.profiler.experimental.start(folder)
            begin = time.perf_counter()
            float(self.run(steps))
            milliseconds = 1000 * (time.perf_counter() - begin)
            tf.profiler.experimental.stop()
            (path,) = Path(folder).glob("plugins/profile/*/*.xplane.pb")
            trace = self.names["xplane_pb2"].XSpace.FromString(path.read_bytes())
        (plane,) = (plane for plane in trace.planes if plane.name == "/host:CPU")
        events = [
            (plane.event_metadata[event.metadata_id].name, begin, begin + event.duration_ps / 1e9)
            for line in plane.lines
            for event in line.events
            # Milliseconds; the clock of a line begins at a time of its own.
            for begin in [line.timestamp_ns / 1e6 + event.offset_ps / 1e9]
        ]
        return summary(events, steps, milliseconds)


class StepsInBfloat16(Steps):
    """The same in mixed precision: the convolutions compute in bfloat16."""

    numbers = "mixed_bfloat16"


def summary(events, steps, milliseconds):
    """Sum up a profile: `events` are (name:type, begin, end), times in milliseconds.

    Each value is in milliseconds a step. As operations may run side by side, the parts add up to
    more than a step. So "convolutions" is the time in which at least one of them was at work.
    """
    found = {part: {"forward": 0.0, "backward": 0.0} for part in PARTS}
    convolutions = []
    for name, begin, end in events:
        name, _, kind = name.partition(":")
        if not kind or kind[0] in ": ":  # not an operation
            continue
        part = next((part for part in PARTS if part in name), "other")
        direction = "backward" if "gradient_tape" in name else "forward"
        found[part][direction] += (end - begin) / steps
        if "Conv2D" in kind:
            convolutions.append((begin, end))
    return {
        "step": milliseconds / steps,
        "convolutions": covered(convolutions) / steps,
        "parts": found,
    }


def covered(spans):
    """Return how much of the time lies in at least one of the spans (begin, end)."""
    total, reached = 0.0, -np.inf
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return total


def parts(steps, most):
    """Split a number of steps into calls of at most `most`."""
    return [min(most, steps - done) for done in range(0, steps, most)]


class Preparation:
    """Only the data of notebook 5's loop: draw the batches, stack them, hand them to a graph."""

    def __init__(self, folder):
        self.names, tf = run_cells("05_faster_training"), tensorflow()

        @tf.function(reduce_retracing=True)
        def prepare(images, labels):
            total = 0.0  # needs a number of each batch, so that each is taken
            for number in tf.range(len(images)):
                total += images[number][0, 0, 0, 0] + labels[number][0, 0]
            return total

        self.prepare = prepare

    def run(self, steps):
        for part in parts(steps, self.names["steps_per_call"]):
            total = self.prepare(*self.names["stack"](part))
        return total


class Fit:
    """`model.fit`, with the model of notebook 5, which is that of notebook 3."""

    numbers, options = "float32", {}

    def __init__(self, folder):
        names = run_cells("05_faster_training")
        tf, (self.model, optimizer) = names["tf"], names["new"](numbers=self.numbers)
        self.data = load_data()
        self.model.compile(optimizer, "categorical_crossentropy", **self.options)

        self.stopwatch = tf.keras.callbacks.LambdaCallback(
            on_epoch_begin=self.begin_epoch, on_epoch_end=self.end_epoch
        )

    def begin_epoch(self, epoch, logs):
        self.begin = time.perf_counter()

    def end_epoch(self, epoch, logs):
        self.loss = float(logs["loss"])  # the clock waits for it
        self.seconds = time.perf_counter() - self.begin

    def losses(self):
        losses = []
        for _ in range(CHECKED_STEPS):
            self.run(1)
            losses.append(self.loss)
        return losses

    def run(self, steps):
        """Return the seconds of one epoch of so many steps, and of drawing its batches.

        What `fit` does before its first step and after its last is left out: in a whole training it
        is once. (At the end it may wait for the thread that tunes its data set.)
        """
        begin = time.perf_counter()
        images, labels = self.data.next_batch(steps * BATCH_SIZE)
        drawing = time.perf_counter() - begin
        options = {"shuffle": False, "verbose": 0, "callbacks": [self.stopwatch]}
        self.model.fit(images, labels, batch_size=BATCH_SIZE, **options)
        return Seconds(drawing + self.seconds)


class FitSeveral(Fit):
    """`model.fit` with several steps in one call, as many as in notebook 5."""

    options = {"steps_per_execution": 20}


class FitInBfloat16(Fit):
    """`model.fit` in mixed precision."""

    numbers = "mixed_bfloat16"


class FitSeveralInBfloat16(FitSeveral):
    """Several steps in one call, in mixed precision."""

    numbers = "mixed_bfloat16"


class Session:
    """The session of TensorFlow 1 in notebook 4, which trains as long as it is given batches.

    So it runs in a thread, and a turn gives it some.
    """

    def __init__(self, folder):
        self.names = run_cells("04_three_apis")
        self.start, self.data = read_start(folder), load_data()
        self.turns, self.done = queue.Queue(), queue.Queue()
        threading.Thread(target=self._train, daemon=True).start()

    def _train(self):
        try:
            self.names["train_session"](self.start, self._batches())
        except BaseException as error:  # else `run` would wait for ever
            self.done.put(error)

    def _batches(self):
        while True:
            for _ in range(self.turns.get()):
                yield self.data.next_batch(BATCH_SIZE)
            self.done.put(None)  # here the last step of the turn is over

    def losses(self):
        data = load_data()  # a training of its own, from the first batch
        batches = [data.next_batch(BATCH_SIZE) for _ in range(CHECKED_STEPS)]
        return [float(loss) for loss in self.names["train_session"](self.start, batches)[0]]

    def run(self, steps):
        self.turns.put(steps)
        error = self.done.get()
        if error is not None:
            raise error
        return 0.0  # each `session.run` has fetched its loss


class Torch:
    """The same network in PyTorch, eager.

    In the form that suits PyTorch on a processor: channels last in memory, logits, fused Adam.
    """

    def __init__(self, folder):
        try:
            import torch
        except ImportError:
            reason = "PyTorch is not installed: see tests/benchmarks/requirements.txt"
            raise Unavailable(reason) from None
        self.torch, self.data = torch, load_data()
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
        self.model = self.make_model().to(memory_format=torch.channels_last)
        self.load(read_start(folder))
        options = {"lr": LEARNING_RATE, "eps": 1e-7, "fused": True}
        self.optimizer = torch.optim.Adam(self.model.parameters(), **options)

    def make_model(self):
        nn = self.torch.nn
        return nn.Sequential(
            # TensorFlow's "same": an odd number of rows or columns is one more below and right.
            *[nn.ZeroPad2d((2, 3, 2, 3)), nn.Conv2d(1, 12, 6), nn.ReLU()],
            *[nn.ZeroPad2d((1, 2, 1, 2)), nn.Conv2d(12, 24, 5, stride=2), nn.ReLU()],
            *[nn.Conv2d(24, 48, 4, stride=2, padding=1), nn.ReLU()],
            *[nn.Flatten(), nn.Linear(7 * 7 * 48, 10)],
        )

    def load(self, start):
        """Take the weights over from Keras: channels first, and outputs before inputs."""
        *convolutions, dense, bias = start
        arrays = [a.transpose(3, 2, 0, 1) if a.ndim == 4 else a for a in convolutions]
        dense = dense.reshape(7, 7, 48, 10).transpose(3, 2, 0, 1).reshape(10, -1)
        with self.torch.no_grad():
            for parameter, array in zip(self.model.parameters(), [*arrays, dense, bias]):
                parameter.copy_(self.torch.from_numpy(array.copy()))

    def loss(self, images, labels):
        return self.torch.nn.functional.cross_entropy(self.model(images), labels)

    def step(self):
        images, labels = self.data.next_batch(BATCH_SIZE)
        images = self.torch.from_numpy(images.transpose(0, 3, 1, 2))
        self.optimizer.zero_grad()
        loss = self.loss(images, self.torch.from_numpy(labels))
        loss.backward()
        self.optimizer.step()
        return loss

    def losses(self):
        return [self.step().item() for _ in range(CHECKED_STEPS)]

    def run(self, steps):
        for _ in range(steps):
            loss = self.step()
        return loss.detach()  # as a number, without a warning


class TorchCompiled(Torch):
    """PyTorch with `torch.compile`."""

    def __init__(self, folder):
        super().__init__(folder)
        compilers = [os.environ.get("CXX", "c++"), "g++", "clang++"]
        if not any(shutil.which(compiler) for compiler in compilers):
            raise Unavailable("torch.compile needs a C++ compiler, and found none")
        self.loss = self.torch.compile(self.loss)


class TorchInBfloat16(Torch):
    """PyTorch, eager, in mixed precision."""

    def loss(self, images, labels):
        with self.torch.autocast("cpu", dtype=self.torch.bfloat16):
            logits = self.model(images)
        return self.torch.nn.functional.cross_entropy(logits.float(), labels)


class Matrices:
    """Not a contender: multiplies matrices of size x size, 2 size³ operations each "step"."""

    size, numbers = 2048, "float32"

    def __init__(self, folder):
        tf = tensorflow()
        matrix = tf.random.stateless_normal((self.size, self.size), (SEED, SEED))
        self.matrix = tf.cast(matrix, self.numbers)
        self.multiply = tf.function(tf.matmul)

    def run(self, steps):
        for _ in range(steps):
            product = self.multiply(self.matrix, self.matrix)
        return product[0, 0]


class MatricesInBfloat16(Matrices):
    """The same in bfloat16."""

    numbers = "bfloat16"


class Accuracies:
    """Not a contender: how far the graph of notebook 5 gets in how many steps."""

    def __init__(self, folder):
        self.names = run_cells("05_faster_training")

    def _begin(self, seed, steps, best, numbers):
        """Return a function that takes so many steps, and one that measures the accuracy.

        At Adam's constant rate, or with the best of the notebook: schedule and softer labels.
        """
        names = self.names
        names["seed"], names["steps"] = seed, steps
        run_cell("05_faster_training", NEW, names)  # begins the batches of this seed
        rate, softness = LEARNING_RATE, 0.0
        if best:
            rate, softness = names["make_schedule"](), names["smoothing"]
        model, optimizer = names["new"](rate, numbers, seed)
        train = names["graph_of_steps"](model, optimizer, softness)
        accuracy = names["graph_of_accuracy"](model)

        def take(count):
            for part in parts(count, names["steps_per_call"]):
                train(*names["stack"](part))

        return take, accuracy

    def steps_to(self, goals, seed, numbers, most, every):
        """Train at the constant rate; return the steps until each goal, or None, evaluated `every`.

        `goals` are accuracies in rising order.
        """
        take, accuracy = self._begin(seed, most, best=False, numbers=numbers)
        found = []
        for step in range(every, most + 1, every):
            take(every)
            while len(found) < len(goals) and self._reaches(accuracy, goals[len(found)]):
                found.append(step)
            if len(found) == len(goals):
                break
        return found + [None] * (len(goals) - len(found))

    def _reaches(self, accuracy, goal, chunk=1000):
        """Whether so many test images are read correctly; stops at one mistake too many."""
        images, labels = self.names["mnist"].test_images, self.names["mnist"].test_labels
        mistakes, allowed = 0, round((1 - goal) * len(images))
        for start in range(0, len(images), chunk):
            part = slice(start, start + chunk)
            mistakes += chunk - round(chunk * float(accuracy(images[part], labels[part])))
            if mistakes > allowed:
                return False
        return True

    def at_the_end(self, steps, seed, numbers):
        """Train with a schedule of so many steps and softer labels; return the accuracy then."""
        take, accuracy = self._begin(seed, steps, best=True, numbers=numbers)
        take(steps)
        mnist = self.names["mnist"]
        return float(accuracy(mnist.test_images, mnist.test_labels))


CONTENDERS = {
    "article, as printed": ArticleAsPrinted,
    "article, no evaluation": Article,
    "TensorFlow 1 session": Session,
    "model.fit": Fit,
    "model.fit, several steps a call": FitSeveral,
    "notebook 3": Loop,
    "notebook 5": Steps,
    "PyTorch, eager": Torch,
    "PyTorch, compiled": TorchCompiled,
    "model.fit, bfloat16": FitInBfloat16,
    "model.fit, several steps a call, bfloat16": FitSeveralInBfloat16,
    "notebook 5, bfloat16": StepsInBfloat16,
    "PyTorch, eager, bfloat16": TorchInBfloat16,
}
OTHERS = {
    "preparation": Preparation,
    "matrices": Matrices,
    "matrices, bfloat16": MatricesInBfloat16,
    "accuracies": Accuracies,
}
