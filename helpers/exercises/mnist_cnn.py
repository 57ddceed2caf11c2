"""The exercises of notebook 03_mnist_cnn."""

import functools

import numpy as np
import tensorflow as tf

from helpers.batches import Batches
from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet
from helpers.mnist import load_mnist

exercises = Exercises()

MIXED = [1, 3, 0, 2]  # the kernels whose maps the notebook draws as A, B, C and D

which_map = exercises.add(Exercise(
    name="which_map", task="write your four letters", stub="""
order = ...  # the letters for kernels 0, 1, 2 and 3, such as "ABCD"
""", solution=f"""
order = "{"".join("ABCD"[MIXED.index(kernel)] for kernel in range(4))}"
""",
    observe=lambda order: "".join(filter(str.isalpha, str(order))).upper(),
    mistakes=[
        Mistake("two maps are swapped: kernels 0 and 1. Kernel 0 gives a large sum where its 1s "
                "lie on ink. Is that the lower edge of a stroke, or the upper one?",
                ("CADB", "ACDB")),
        Mistake("two maps are swapped: kernels 2 and 3. For which of them does a window that is "
                "all ink give the sum 0?", ("CADB", "CABD"))],
    otherwise="not all four fit. Put each kernel on the upper edge of a stroke, then on its "
    "right edge: which weights lie on ink?",
    hints=("think of a window on the upper edge of a stroke: paper above, ink below. Which kernel "
           "has its positive weights on the ink there, and its negative ones on the paper?",
           "kernel 3 has no negative weight, so its map shows ink everywhere where the digit "
           "does. Kernel 2 gives 0 inside a broad stroke, and more on all edges."),
    praise="you can tell from nine numbers what a filter looks for"))  # fmt: skip


class Small(tf.keras.Model):
    """A network for three classes with a frozen layer; it notes how it was called."""

    def __init__(self):
        super().__init__()
        self.frozen = tf.keras.layers.Dense(6)
        self.dense = tf.keras.layers.Dense(3)
        self.called_with = []

    def call(self, images, training=False):
        self.called_with.append(training)
        flat = tf.reshape(images, (-1, 16))
        # Without `identity`, Keras finds the logits again for a loss that asks for them.
        return tf.identity(tf.nn.softmax(self.dense(self.frozen(flat))))


def _batch(optimizer, seed, count):
    rng = np.random.default_rng(seed)
    images = rng.random((count, 4, 4, 1), dtype=np.float32)
    return optimizer, images, np.eye(3, dtype=np.float32)[rng.integers(3, size=count)]


def _stepped(step, optimizer, images, labels):
    """Return the loss that a step returns, how it calls a small network, and its weights."""
    model = Small()
    model(images)
    made = getattr(tf.keras.optimizers, optimizer)(0.2)
    made.build(model.variables)  # else a step that is a graph could be used for one model only
    model.frozen.trainable = False
    model.called_with = []
    loss = step(model, made, images, labels)
    told = any(one is True for one in model.called_with[:1])
    return {"loss returned": loss, "training=True": told, "weights": model.get_weights()[::-1]}


MEAN = "tf.reduce_mean(loss)"

train_step = exercises.add(Exercise(
    name="train_step", task="write the training step", stub="""
def my_train_step(model, optimizer, images, labels):
    ...  # predict, measure, gradient, step
    return loss
""", solution="""
def my_train_step(model, optimizer, images, labels):
    with tf.GradientTape() as tape:
        y_pred = model(images, training=True)
        loss = tf.keras.losses.categorical_crossentropy(labels, y_pred)
        loss = tf.reduce_mean(loss)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
""",
    cases=lambda: [_batch("SGD", 1, 7), _batch("SGD", 2, 4), _batch("Adam", 3, 5)],
    observe=_stepped, seconds=60,
    mistakes=[
        *[Mistake("the tape adds up the gradients of all images, so your step is as many times too "
                  "long as there are images. Take the mean of their losses, inside the tape.",
                  (MEAN, inside), ("return loss", "return " + end))
          for inside, end in [("loss", "loss"), ("loss", MEAN), ("tf.reduce_sum(loss)", "loss")]],
        Mistake("the weights are right, and nothing comes back. Is there a `return`?",
                ("return loss", "return None")),
        Mistake("no weight has moved. Who applies the gradients?",
                ("optimizer.apply_gradients(zip(gradients, model.trainable_variables))", "pass")),
        Mistake("the step is right for this network, but a Dropout layer would not drop anything: "
                "what do you tell the model when it trains?", (", training=True", "")),
        Mistake("a frozen layer has moved. Which of the model's variables may be trained?",
                ("trainable_variables", "variables")),
        Mistake("labels and predictions are swapped in the loss: y_true comes first.",
                ("(labels, y_pred)", "(y_pred, labels)")),
        Mistake("the loss applies softmax to what are probabilities already. What does "
                "`from_logits` say?", ("(labels, y_pred)", "(labels, y_pred, from_logits=True)"))],
    praise="your step moves the weights as it should (two optimizers, batches of three sizes)",
    hints=("four moves. Inside the tape: predict with `model(images, training=True)`, then "
           "measure the loss. After it: the gradients of the loss, then the optimizer's step.",
           "`tf.keras.losses.categorical_crossentropy(labels, y_pred)` has one value for each "
           "image; `tf.reduce_mean` makes one number of them, still inside the tape. Then "
           "`tape.gradient(loss, model.trainable_variables)`, and `optimizer.apply_gradients` of "
           "the pairs, made with `zip`.")))  # fmt: skip


def _images(seed, shifts):
    images = np.random.default_rng(seed).random((len(shifts), 28, 28, 1), dtype=np.float32)
    return images, np.array(shifts)


shifted = exercises.add(Exercise(
    name="shifted", task="write the shift", stub="""
def shifted(images, shifts):
    moved = np.zeros_like(images)
    ...  # fill it, image by image
    return moved
""", solution="""
def shifted(images, shifts):
    moved = np.zeros_like(images)
    for number, shift in enumerate(shifts):
        if shift >= 0:
            moved[number, :, shift:] = images[number, :, : 28 - shift]
        else:
            moved[number, :, :shift] = images[number, :, -shift:]
    return moved
""",
    cases=lambda: [_images(1, [2, 0, 5]), _images(2, [-3, 1, -6, 4]), _images(3, [0, -1])], rtol=0,
    mistakes=[
        Mistake("what leaves the image on one side comes back on the other. It should be lost, "
                "and zeros should come in.", source="def shifted(images, shifts):\n"
                "    return np.stack([np.roll(*pair, 1) for pair in zip(images, shifts)])"),
        Mistake("the images move up and down. Which axis of an image holds its columns?",
                ("[number, :, ", "[number, ")),
        Mistake("the wrong way: a positive shift goes to the right.", ("(shifts)", "(-shifts)")),
        *[Mistake("an image stays if its shift is 0. (And a slice `[:-0]` is empty.)", *edits)
          for edits in [[("shift >= 0", "shift > 0"), ("else:", "elif shift < 0:")],
                        [(": 28 - shift]", ":-shift]")]]],
        Mistake("negative shifts are left out.", ("images[number, :, -shift:]", "0")),
        Mistake("right for positive shifts. What does a slice such as `[:28 - shift]` take if the "
                "shift is negative?", ("shift >= 0", "True"))],
    hints=("a loop over the images, with `enumerate(shifts)`. To the right by 3: the columns from "
           "3 on get what the columns up to 28 - 3 held. `image[:, 3:]` are columns of one image.",
           "for a positive shift: `moved[k, :, shift:] = images[k, :, : 28 - shift]`. A negative "
           "one needs a line of its own, with the sides swapped; mind that -shift is positive."),
    praise="every image moves by its own shift, and zeros come in (three batches tried)",
))  # fmt: skip

MOST_PARAMETERS, GOAL = 10_000, 0.96
mnist = functools.cache(load_mnist)  # a check is often run again


def _trained(small_network):
    """Count the parameters, train on 1000 batches at most, and read the validation images."""
    tf.keras.utils.set_random_seed(5)
    answer = small_network()
    pair = isinstance(answer, tuple | list) and len(answer) == 2
    if not pair or not hasattr(answer[1], "apply_gradients"):
        return "no pair"
    model, optimizer = answer
    if model is ...:
        raise NotYet("`model` is still open.")
    found = np.asarray(model(np.random.default_rng(6).random((3, 28, 28, 1), np.float32)))
    if found.shape != (3, 10) or (found < 0).any() or not np.allclose(found.sum(1), 1, atol=1e-3):
        return "no probabilities"
    count = sum(int(np.prod(variable.shape)) for variable in model.weights)
    if not 0 < count <= MOST_PARAMETERS:
        raise NotYet(f"it has {count:,} parameters; 1 to {MOST_PARAMETERS:,} are allowed.")
    if (best := _best_accuracy(model, optimizer)) < GOAL:
        raise NotYet(f"{count:,} parameters are few enough. The network reads {best:.1%} of the "
                     f"validation images, and {GOAL:.0%} is the goal. Would the parameters do more "
                     "in another layer? Is the learning rate the best one?")  # fmt: skip
    return "small, and good"


def _best_accuracy(model, optimizer):
    """Train until the goal is reached or 1000 batches are used up; return the best accuracy."""
    data, best, number = mnist(), 0.0, 0
    batches = Batches(data.train_pixels, data.train_labels, seed=5)
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    while best < GOAL and (number := number + 100) <= 1000:
        pixels, labels = batches.next_batch(100 * 100)
        model.fit(pixels / np.float32(255), labels, 100, shuffle=False, verbose=0)
        unseen = data.validation_images, data.validation_labels
        loss, accuracy = model.evaluate(*unseen, batch_size=500, verbose=0)
        if not np.isfinite(loss):
            raise NotYet(f"after {number} batches, the loss is {loss}: smaller steps?")
        best = max(best, accuracy)
    return best


small_network = exercises.add(Exercise(
    name="small_network", task="build a small network", stub="""
def small_network():
    model = ...  # at most 10,000 parameters, for 96 % of the images
    optimizer = tf.keras.optimizers.Adam(0.001)  # or another rate
    return model, optimizer
""", solution="""
def small_network():
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Conv2D(8, 5, strides=2, padding="same", activation="relu"),
        tf.keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(10, activation="softmax"),
    ])
    optimizer = tf.keras.optimizers.Adam(0.003)
    return model, optimizer
""",
    observe=_trained, seconds=120,
    mistakes=[
        Mistake("each image should get ten probabilities. Which shape does the output have, and "
                "which activation makes probabilities?", (', activation="softmax"', "")),
        Mistake("a model and its optimizer should come back, as a pair. (`tf.keras.optimizers` "
                "has some.)", ("return model, optimizer", "return model"))],
    hints=("where are the parameters of `CNNModel`? Nearly half are in `dense`: fewer or smaller "
           "maps before `Flatten` save most. Count by hand before you train.",
           "two convolutions with strides 2, 5 × 5 and 3 × 3, with 8 and 16 filters and relu; "
           "then Flatten and Dense. How many parameters is that? So few can take Adam's 0.003."),
    praise="at most 10,000 parameters, and at least 96% are read"))  # fmt: skip


def _descended(descend, start, rates):
    """Return where a descent ends, and how often Python ran the function of the loss."""
    w, runs = tf.Variable(start), []

    def loss_of(w):
        runs.append(w)
        return (w - 3.0) ** 2

    return {"end": descend(loss_of, w, rates), "times that Python ran loss_of": len(runs)}


bug = exercises.add(Exercise(
    name="bug", task="find the bug, mend the program", stub="""
def descend(loss_of, w, rates):
    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = loss_of(w)
        w.assign_sub(rate * tape.gradient(loss, w))

    for rate in rates:
        step()
    return w.numpy()
""", solution="""
def descend(loss_of, w, rates):
    @tf.function
    def step(rate):
        with tf.GradientTape() as tape:
            loss = loss_of(w)
        w.assign_sub(rate * tape.gradient(loss, w))

    for rate in rates:
        step(tf.constant(rate))
    return w.numpy()
""",
    cases=[(0.0, [0.3, 0.3, 0.1, 0.1]), (5.0, [0.2, 0.05, 0.2, 0.01, 0.05])], observe=_descended,
    mistakes=[
        Mistake("every step still takes the first rate. When is `rate` read: at each call, or "
                "while the step is traced?",
                ("step(rate)", "step()"), ("step(tf.constant(rate))", "step()")),
        Mistake("the steps are right now, but each new rate is traced anew: a number of Python is "
                "part of the graph. What may change without a new tracing?",
                ("step(tf.constant(rate))", "step(rate)")),
        Mistake("the steps are right now, but Python runs `loss_of` at every step. Keep "
                "`@tf.function`, and make `step` before the loop.", ("    @tf.function\n", ""))],
    praise="every step has its own rate, and the step is traced once (two descents tried)",
    hints=("print `rate` inside of `step`, with `print` and with `tf.print`. How often does each "
           "one show, and which number?",
           "`rate` is a number of Python, read while `step` is traced. Let `step` take it as an "
           "argument, and hand over a tensor.")))  # fmt: skip
