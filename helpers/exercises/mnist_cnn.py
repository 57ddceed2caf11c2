"""The exercises of notebook 03_mnist_cnn."""

import numpy as np
import tensorflow as tf

from helpers.batches import Batches
from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet
from helpers.mnist import load_mnist

exercises = Exercises()
progress = exercises.progress


def yours_or_ours(answer):
    """Return the learner's `shifted` if its check said ✓, and the solution's if not."""
    return answer if shifted.state == "✓" else shifted.run(shifted.solution)[0]


# The kernels whose maps the notebook draws as A, B, C and D.
MIXED = [1, 3, 0, 2]

which_map = exercises.add(
    Exercise(
        name="which_map",
        title="which map is whose",
        task="write your four letters",
        stub="""
order = ...  # the letters for kernels 0, 1, 2 and 3, such as "ABCD"
""",
        solution="""
order = "CADB"
""",
        observe=lambda order: "".join(filter(str.isalpha, "".join(order))).upper(),
        mistakes=[
            Mistake(
                "two maps are swapped: kernels 0 and 1. Kernel 0 gives a large sum where its 1s "
                "lie on ink. Is that the lower edge of a stroke, or the upper one?",
                ("CADB", "ACDB"),
            ),
            Mistake(
                "two maps are swapped: kernels 2 and 3. For which of them does a window that is "
                "all ink give the sum 0?",
                ("CADB", "CABD"),
            ),
            Mistake(
                "you have named the kernel of each map; the map of each kernel is asked for.",
                ("CADB", "BDAC"),
            ),
        ],
        otherwise="not all four fit. Put each kernel on the upper edge of a stroke, then on its "
        "right edge: which weights lie on ink?",
        hints=(
            "think of a window on the upper edge of a stroke: paper above, ink below. Which kernel "
            "has its positive weights on the ink there, and its negative ones on the paper?",
            "kernel 3 has no negative weight, so its map shows ink everywhere where the digit "
            "does. Kernel 2 gives 0 inside a broad stroke, and more on all edges.",
        ),
        praise="you can tell from nine numbers what a filter looks for",
    )
)


class Small(tf.keras.Model):
    """A network for three classes with a frozen layer; it notes how it was called."""

    def __init__(self):
        super().__init__()
        tf.keras.utils.set_random_seed(4)
        self.flatten = tf.keras.layers.Flatten()
        self.frozen = tf.keras.layers.Dense(6)
        self.dense = tf.keras.layers.Dense(3)
        self.called_with = []

    def call(self, images, training=False):
        self.called_with.append(training)
        # Without `identity`, Keras finds the logits again for a loss that asks for them.
        return tf.identity(tf.nn.softmax(self.dense(self.frozen(self.flatten(images)))))


def _three_classes(seed, count):
    rng = np.random.default_rng(seed)
    images = rng.random((count, 4, 4, 1), dtype=np.float32)
    return images, np.eye(3, dtype=np.float32)[rng.integers(3, size=count)]


def _stepped(step, optimizer, images, labels):
    """Return what a step does to a small network: its weights, the loss, and how it is called."""
    model = Small()
    model(images)
    made = {"SGD": tf.keras.optimizers.SGD, "Adam": tf.keras.optimizers.Adam}[optimizer](0.2)
    made.build(model.variables)  # else a step that is a graph could be used for one model only
    model.frozen.trainable = False
    model.called_with = []
    loss = step(model, made, images, labels)
    return {
        "weights": model.get_weights(),
        "loss returned": loss,
        "training=True": bool(model.called_with) and model.called_with[0] is True,
    }


LOSS = "loss = tf.keras.losses.categorical_crossentropy(labels, y_pred)"
MEAN = "        loss = tf.reduce_mean(loss)\n"
APPLY = "    optimizer.apply_gradients(zip(gradients, model.trainable_variables))\n"

train_step = exercises.add(
    Exercise(
        name="train_step",
        title="the training step",
        task="write the training step",
        stub="""
def my_train_step(model, optimizer, images, labels):
    ...  # predict, measure, gradient, step
    return loss
""",
        solution="""
def my_train_step(model, optimizer, images, labels):
    with tf.GradientTape() as tape:
        y_pred = model(images, training=True)
        loss = tf.keras.losses.categorical_crossentropy(labels, y_pred)
        loss = tf.reduce_mean(loss)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
""",
        cases=lambda: [
            ("SGD", *_three_classes(1, 7)),
            ("SGD", *_three_classes(2, 4)),
            ("Adam", *_three_classes(3, 5)),
        ],
        observe=_stepped,
        mistakes=[
            Mistake(
                "each image has a loss of its own here, and the tape adds up their gradients: your "
                "step is as many times too long as there are images.",
                (MEAN, ""),
            ),
            Mistake(
                "the mean is taken outside the tape, so the tape doesn't know of it: your step is "
                "as many times too long as there are images.",
                (MEAN, ""), ("return loss", "return tf.reduce_mean(loss)"),
            ),
            Mistake(
                "a sum over the images, where their mean should be.",
                ("reduce_mean", "reduce_sum"),
            ),
            Mistake(
                "the weights go uphill: has the loss, or the gradient, a wrong sign?",
                ("reduce_mean(loss)", "reduce_mean(-loss)"),
            ),
            Mistake(
                "the weights go uphill. The optimizer itself goes against the gradient.",
                ("zip(gradients", "zip([-one for one in gradients]"),
            ),
            Mistake("no weight has moved. Who applies the gradients?", (APPLY, "")),
            Mistake("the gradients are applied twice.", (APPLY, 2 * APPLY)),
            Mistake(
                "the step is right for this network, but a Dropout layer would not drop anything: "
                "what do you tell the model when it trains?",
                (", training=True", ""),
            ),
            Mistake(
                "a frozen layer has moved. Which of the model's variables may be trained?",
                ("trainable_variables", "variables"),
            ),
            Mistake(
                "labels and predictions are swapped in the loss: y_true comes first.",
                ("(labels, y_pred)", "(y_pred, labels)"),
            ),
            Mistake(
                "the loss applies softmax to what are probabilities already. What does "
                "`from_logits` say?",
                ("(labels, y_pred)", "(labels, y_pred, from_logits=True)"),
            ),
            Mistake(
                "binary cross-entropy is for yes or no. Which loss is made for several classes?",
                ("categorical_crossentropy", "binary_crossentropy"),
            ),
            Mistake(
                "this is the squared error. Which loss is made for classes?",
                (LOSS, "loss = (labels - y_pred) ** 2"),
            ),
            Mistake(
                "the mean is taken over all numbers. The cross-entropy of an image is the sum over "
                "its classes; the mean is over the images.",
                (LOSS, "loss = -labels * tf.math.log(y_pred)"),
            ),
            Mistake(
                "the step is right. The loss returned is that after it; return the one that the "
                "tape has seen.",
                ("return loss", "return tf.reduce_mean(tf.keras.losses.categorical_crossentropy("
                 "labels, model(images)))"),
            ),
            Mistake(
                "the step is right. The loss should come back, too.", ("return loss", "return None")
            ),
            Mistake(
                "your step has an optimizer of its own. Use the one that is given.",
                ("optimizer.apply", "tf.keras.optimizers.SGD(0.01).apply"),
            ),
            Mistake(
                "your step has an optimizer of its own. Use the one that is given.",
                ("optimizer.apply", "tf.keras.optimizers.Adam().apply"),
            ),
        ],
        hints=(
            "four moves. Inside the tape: predict with `model(images, training=True)`, then "
            "measure the loss. After it: the gradients of the loss, then the optimizer's step.",
            "`tf.keras.losses.categorical_crossentropy(labels, y_pred)` has one value for each "
            "image; `tf.reduce_mean` makes one number of them, still inside the tape. Then "
            "`tape.gradient(loss, model.trainable_variables)`, and `optimizer.apply_gradients` of "
            "the pairs, made with `zip`.",
        ),
        praise="your step moves the weights as it should (two optimizers, batches of three sizes)",
        seconds=60,
    )
)  # fmt: skip


def _images(seed, shifts):
    images = np.random.default_rng(seed).random((len(shifts), 28, 28, 1), dtype=np.float32)
    return images, np.array(shifts)


ROLLED = """
def shifted(images, shifts):
    return np.stack([np.roll(image, shift, AXIS) for image, shift in zip(images, shifts)])
"""

shifted = exercises.add(
    Exercise(
        name="shifted",
        title="shift every image",
        task="write the shift",
        stub="""
def shifted(images, shifts):
    moved = np.zeros_like(images)
    ...  # fill it, image by image
    return moved
""",
        solution="""
def shifted(images, shifts):
    moved = np.zeros_like(images)
    for number, shift in enumerate(shifts):
        if shift >= 0:
            moved[number, :, shift:] = images[number, :, : 28 - shift]
        else:
            moved[number, :, :shift] = images[number, :, -shift:]
    return moved
""",
        cases=lambda: [_images(1, [2, 0, 5]), _images(2, [-3, 1, -6, 4]), _images(3, [0, -1])],
        rtol=0,
        mistakes=[
            Mistake(
                "what leaves the image on one side comes back on the other. It should be lost, and "
                "zeros should come in.",
                source=ROLLED.replace("AXIS", "1"),
            ),
            Mistake("the images move up and down. Which axis of an image holds its columns?",
                    ("[number, :, shift:]", "[number, shift:]"),
                    ("[number, :, : 28 - shift]", "[number, : 28 - shift]"),
                    ("[number, :, :shift]", "[number, :shift]"),
                    ("[number, :, -shift:]", "[number, -shift:]")),
            Mistake(
                "the images move up and down, and what leaves comes back on the other side. Axis 1 "
                "of one image holds its columns.",
                source=ROLLED.replace("AXIS", "0"),
            ),
            Mistake(
                "the images don't move. (In one image of shape (28, 28, 1), axis 1 is the columns "
                "and axis 2 the channel.)",
                source=ROLLED.replace("AXIS", "2"),
            ),
            Mistake("nothing has been put into `moved`: it is all zeros.",
                    ("for number, shift in enumerate(shifts)", "for number, shift in []")),
            Mistake("the images move to the wrong side: a positive shift goes right.",
                    ("enumerate(shifts)", "enumerate(-shifts)")),
            Mistake("all images are moved by the same number of pixels, that of the first.",
                    ("enumerate(shifts)", "enumerate(0 * shifts + shifts[0])")),
            Mistake("a negative shift goes to the left, and yours goes right.",
                    ("enumerate(shifts)", "enumerate(abs(shifts))")),
            Mistake("right for positive shifts; negative ones are left out.",
                    ("moved[number, :, :shift] = images[number, :, -shift:]", "pass")),
            Mistake(
                "right for positive shifts. What does a slice such as `[:28 - shift]` take if the "
                "shift is negative?",
                ("        if shift >= 0:\n    ", ""),
                ("        else:\n            moved[number, :, :shift] = images[number, :, "
                 "-shift:]\n", ""),
            ),
        ],
        hints=(
            "a loop over the images, with `enumerate(shifts)`. To the right by 3: the columns from "
            "3 on get what the columns up to 28 - 3 held. `image[:, 3:]` are columns of one image.",
            "for a positive shift: `moved[k, :, shift:] = images[k, :, : 28 - shift]`. A negative "
            "one needs a line of its own, with the sides swapped; mind that -shift is positive.",
        ),
        praise="every image moves by its own shift, and zeros come in (three batches tried)",
    )
)  # fmt: skip

MOST_PARAMETERS, GOAL = 10_000, 0.96
MOST_STEPS, BATCH_SIZE, EVERY = 1000, 100, 100
data = None  # read on first use, and kept: a check is often run again


def _trained(small_network):
    """Count the parameters, train on 1000 batches at most, and read the validation images."""
    tf.keras.utils.set_random_seed(5)
    answer = small_network()
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return "no pair"
    model, optimizer = answer
    if not hasattr(optimizer, "apply_gradients"):
        return "no optimizer"
    y_pred = np.asarray(model(np.random.default_rng(6).random((3, 28, 28, 1), np.float32)))
    if y_pred.shape != (3, 10):
        raise NotYet(f"the answer to 3 images should have the shape (3, 10), not {y_pred.shape}.")
    if (y_pred < 0).any() or not np.allclose(y_pred.sum(axis=1), 1, atol=1e-3):
        return "no probabilities"
    count = sum(int(np.prod(variable.shape)) for variable in model.weights)
    if count == 0:
        return "no parameters"
    if count > MOST_PARAMETERS:
        raise NotYet(f"it has {count:,} parameters, and may have {MOST_PARAMETERS:,}.")
    best = _best_accuracy(model, optimizer)
    if best < GOAL:
        raise NotYet(
            f"{count:,} parameters are few enough. The network reads {best:.1%} of the validation "
            f"images, and {GOAL:.0%} is the goal. Would the parameters do more in another layer? "
            "Is the learning rate the best one?"
        )
    return "small, and good"


def _best_accuracy(model, optimizer):
    """Train until the goal is reached or the batches are used up; return the best accuracy."""
    global data
    data = data or load_mnist()
    batches = Batches(data.train_pixels, data.train_labels, seed=5)
    loss_of = tf.keras.losses.categorical_crossentropy

    @tf.function
    def step(images, labels):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_of(labels, model(images, training=True)))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    optimizer.build(model.trainable_variables)
    predict = tf.function(lambda images: model(images, training=False))
    digits, best = data.validation_labels.argmax(axis=1), 0.0
    for number in range(1, MOST_STEPS + 1):
        pixels, labels = batches.next_batch(BATCH_SIZE)
        loss = float(step(pixels / np.float32(255), labels))
        if not np.isfinite(loss):
            raise NotYet(f"after {number} batches, the loss is {loss}: smaller steps?")
        if number % EVERY == 0:
            parts = np.split(data.validation_images, 10)
            y_pred = np.concatenate([predict(part) for part in parts])
            best = max(best, np.mean(y_pred.argmax(axis=1) == digits))
            if best >= GOAL:
                break
    return best


FLAT = """
def small_network():
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(10),
    ])
    return model, tf.keras.optimizers.Adam(0.003)
"""

small_network = exercises.add(
    Exercise(
        name="small_network",
        title="a small network",
        task="build a small network",
        stub="""
def small_network():
    model = ...  # at most 10,000 parameters, for 96 % of the images
    optimizer = tf.keras.optimizers.Adam(0.001)  # or another rate
    return model, optimizer
""",
        solution="""
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
        observe=_trained,
        mistakes=[
            Mistake(
                "the ten numbers are no probabilities. Which activation makes them so?",
                source=FLAT,
            ),
            Mistake(
                "a model and its optimizer should come back, as a pair.",
                source="def small_network():\n    return tf.keras.Sequential()",
            ),
            Mistake(
                "the second thing returned is no optimizer. `tf.keras.optimizers` has some.",
                source="def small_network():\n    return tf.keras.Sequential(), 'adam'",
            ),
            Mistake(
                "the model has no parameters. Are its layers made once, in `__init__`?",
                source=FLAT.replace("Dense(10)", "Lambda(lambda x: x[:, :10] * 0 + 0.1)"),
            ),
        ],
        hints=(
            "where are the parameters of `CNNModel`? Nearly half are in `dense`: fewer or smaller "
            "maps before `Flatten` save most. Count by hand before you train.",
            "two convolutions with strides 2, 5 × 5 and 3 × 3, with 8 and 16 filters and relu; "
            "then Flatten and Dense. How many parameters is that? So few can take Adam's 0.003.",
        ),
        praise=f"at most {MOST_PARAMETERS:,} parameters, and at least {GOAL:.0%} are read",
        seconds=120,
    )
)


def _descended(descend, start, rates):
    """Return where a descent ends, and how often Python ran the function of the loss."""
    tf.config.run_functions_eagerly(False)  # an answer may have switched it on
    w, runs = tf.Variable(start), []

    def loss_of(w):
        runs.append(w)
        return (w - 3.0) ** 2

    return {"end": descend(loss_of, w, rates), "times that Python ran loss_of": len(runs)}


DECORATED = "    @tf.function\n    def step"

bug = exercises.add(
    Exercise(
        name="bug",
        title="find the bug",
        task="find the bug, mend the program",
        stub="""
def descend(loss_of, w, rates):
    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = loss_of(w)
        w.assign_sub(rate * tape.gradient(loss, w))

    for rate in rates:
        step()
    return w.numpy()
""",
        solution="""
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
        cases=[(0.0, [0.3, 0.3, 0.1, 0.1]), (5.0, [0.2, 0.05, 0.2, 0.01, 0.05])],
        observe=_descended,
        mistakes=[
            Mistake(
                "every step still takes the first rate. When is `rate` read: at each call, or "
                "while the step is traced?",
                ("step(rate)", "step()"), ("step(tf.constant(rate))", "step()"),
            ),
            Mistake(
                "the steps are right now, but each new rate is traced anew: a number of Python is "
                "part of the graph. What may change without a new tracing?",
                ("step(tf.constant(rate))", "step(rate)"),
            ),
            Mistake(
                "the steps are right now, but Python runs `loss_of` at every step, so the graph is "
                "gone, or made anew each time. Keep `@tf.function`, before the loop.",
                (DECORATED, "    def step"),
            ),
            Mistake(
                "the steps are right now, but Python runs `loss_of` at every step, so the graph is "
                "gone, or made anew each time. Keep `@tf.function`, before the loop.",
                (DECORATED, "    def step"), ("step(tf.constant(rate))", "tf.function(step)(rate)"),
            ),
            Mistake(
                "only one step is taken now. Where does the loop over the rates stand?",
                ("        step(tf.constant(rate))", "        pass\n    step(tf.constant(rate))"),
            ),
        ],
        hints=(
            "print `rate` inside of `step`, with `print` and with `tf.print`. How often does each "
            "one show, and which number?",
            "`rate` is a number of Python, read while `step` is traced. Let `step` take it as an "
            "argument, and hand over a tensor.",
        ),
        praise="every step has its own rate, and the step is traced once (two descents tried)",
    )
)  # fmt: skip
