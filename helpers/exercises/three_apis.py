"""The exercises of notebook 04_three_apis."""

from unittest import mock

import numpy as np
import tensorflow as tf

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet, shown

exercises = Exercises(names=lambda: {"tf1": tf.compat.v1})

runs = exercises.add(Exercise(
    name="runs", task="write your four numbers",
    stub="one, two, three, four = ..., ..., ..., ...  # numbers",
    solution="one, two, three, four = 2.0, 4.0, 4.0, 2.0",
    mistakes=[
        Mistake("one `run` computes each operation of the plan once, however often it is named.",
                source="one, two, three, four = 2, 6, 6, 2"),
        Mistake("does the second session know what happened in the first?",
                source="one, two, three, four = 2, 4, 4, 4"),
        Mistake("`double` is a plan, not a number: each `run` computes it anew.",
                source="one, two, three, four = 2, 2, 2, 2"),
        Mistake("does `double` depend on `add`? A session runs what you name, and what that needs.",
                source="one, two, three, four = 4, 6, 8, 4")],
    hints=("write down `w` after each `run`, for each session on its own. Only `init` and `add` "
           "change it.",
           "`w.assign_add(1.0)` stands in the plan once, so `run([add, add])` adds 1. A new "
           "session has no value for `w` until `init` is run in it."),
    praise="a plan computes what is named, once for each run, with the session's own values",
    otherwise="not all four numbers are right. Which `run` changes `w`, and in which session?",
))  # fmt: skip


def _answers(twins, first, second):
    """Return the sizes of the weights, and the answers with weights from a list of numbers."""
    model = twins()
    if not isinstance(model, tf.keras.Model):
        raise NotYet(f"a model should be returned, and here is {shown(model)}.")
    if len(getattr(model, "inputs", None) or []) != 2:
        raise NotYet("this model has no two inputs that Keras knows of. Begin with the `Input`s.")
    sizes = []
    for variable in model.trainable_variables:  # equal sizes get equal numbers
        sizes.append(variable.shape.num_elements())
        variable.assign(np.random.default_rng(sizes[-1]).normal(size=variable.shape))
    return {"sizes of the weights": sorted(sizes), "answers": model([first, second])}


def _rows(seed, columns=5):
    return np.random.default_rng(seed).normal(size=(4, columns)).astype("float32")


ABS = "tf.keras.ops.abs(encode(first) - encode(second))"

twins = exercises.add(Exercise(
    name="twins", task="connect the layers",
    stub="""
def twins():
    first = tf.keras.Input(shape=(5,))
    second = tf.keras.Input(shape=(5,))
    outputs = ...
    return tf.keras.Model([first, second], outputs)
""",
    solution="""
def twins():
    first = tf.keras.Input(shape=(5,))
    second = tf.keras.Input(shape=(5,))
    encode = tf.keras.layers.Dense(4, activation="relu")
    distance = tf.keras.ops.abs(encode(first) - encode(second))
    outputs = tf.keras.layers.Dense(1, activation="sigmoid")(distance)
    return tf.keras.Model([first, second], outputs)
""",
    cases=[(_rows(1), _rows(2)), (_rows(3), _rows(4))], observe=_answers,
    mistakes=[
        Mistake("these are two layers with weights of their own. The class has one, called twice.",
                ("encode(second)", 'tf.keras.layers.Dense(4, activation="relu")(second)')),
        Mistake("a `tf.` function can't take what `Input` gives: it has no numbers yet. Where does "
                "Keras keep functions that can?", ("tf.keras.ops.abs", "tf.abs")),
        Mistake("the first layer has no relu.", (', activation="relu"', "")),
        Mistake("the last layer has no sigmoid.", (', activation="sigmoid"', "")),
        Mistake("the difference keeps its sign: which row comes first should not matter.",
                (ABS, "encode(first) - encode(second)")),
        Mistake("the rows are subtracted before the layer, and should be after it.",
                (ABS, "tf.keras.ops.abs(encode(first - second))"))],
    hints=("make `Dense(4, …)` once and give it a name. Call it on `first`, then on `second`. Then "
           "the difference, its absolute value, and `Dense(1, …)` called on that.",
           "`encode = tf.keras.layers.Dense(4, activation=\"relu\")`, then "
           "`tf.keras.ops.abs(encode(first) - encode(…))`."),
    praise="your model answers as the class does (random weights and rows tried)"))  # fmt: skip


def _trained(cls, outputs):
    """Return what is left: weights, reports, the size of the optimizer.

    The model with two outputs takes one step, which is quick; the other is trained by `fit`, in a
    graph. Losses and metrics notice swapped arguments.
    """
    layers, rng = tf.keras.layers, np.random.default_rng(7)
    x = rng.normal(size=(12, 4)).astype("float32")
    kinds, sizes = np.eye(3, dtype="float32")[rng.integers(3, size=12)], x[:, :1] ** 2 + 1
    inputs = tf.keras.Input((4,))
    if outputs == 2:
        penalty = tf.keras.regularizers.L2(0.5)  # large enough to be seen in one step
        hidden = layers.Dense(4, activation="tanh", kernel_regularizer=penalty)(inputs)
        hidden = layers.BatchNormalization()(hidden)  # differs in training, and has more variables
        kind = layers.Dense(3, activation="softmax", name="kind")(hidden)
        model = cls(inputs, [kind, layers.Dense(1, name="size")(hidden)])
        optimizer, loss = tf.keras.optimizers.SGD(0.05, momentum=0.5), ["kl_divergence", "mse"]
        y, metrics = [kinds, sizes], [["categorical_crossentropy"], ["mape"]]
    else:
        model = cls(inputs, layers.Dense(3, activation="softmax")(inputs))
        optimizer, loss = tf.keras.optimizers.Adagrad(0.2), "categorical_crossentropy"
        y, metrics = kinds, ["kl_divergence"]
    for variable in model.trainable_variables:
        variable.assign(rng.normal(size=variable.shape))
    model.compile(optimizer, loss, metrics=metrics, jit_compile=False)
    kerass = NotYet("that is Keras's own step. Write its moves yourself, in `train_step`.")
    with mock.patch.object(tf.keras.Model, "train_step", side_effect=kerass):
        if outputs == 2:
            reports = model.train_step((x, y))
        else:
            reports = model.fit(x, y, batch_size=6, epochs=2, shuffle=False, verbose=0).history
    if not isinstance(reports, dict) or not reports:
        raise NotYet("`train_step` should return a dictionary: what is there to report?")
    moving = [v for v in model.non_trainable_variables if "moving" in v.name]
    return {
        "weights": np.concatenate([np.ravel(v) for v in model.trainable_variables]),
        "running averages": np.ravel(moving),
        "arrays of the optimizer": len(model.optimizer.variables),
    } | {f"reported {name}": values for name, values in sorted(reports.items())}


LOSS = "self.compute_loss(x=x, y=y, y_pred=y_pred, training=True)"
TAPE = "        with tf.GradientTape() as tape:\n"
PREDICT = "            y_pred = self(x, training=True)\n"
RETURN = "self.compute_metrics(x, y, y_pred)"
TELL = "                metric.update_state(loss)\n"

step_model = exercises.add(Exercise(
    name="step_model", task="write `train_step`",
    stub="""
class MyStepModel(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        ...  # predict, measure, gradient, step, metrics
        return {}
""",
    solution=f"""
class MyStepModel(tf.keras.Model):
    def train_step(self, data):
        x, y = data
{TAPE}{PREDICT}            loss = {LOSS}
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        for metric in self.metrics:
            if metric.name == "loss":
{TELL}        return {RETURN}
""",
    cases=[(2,), (1,)], observe=_trained, seconds=60,
    mistakes=[
        Mistake("the weights move rightly. But nobody tells the metric `loss`.",
                ("update_state(loss)", "result()")),
        Mistake("the weights move rightly, and `fit` should report the metrics, too: what should "
                "`train_step` return?", (RETURN, '{"loss": loss}')),
        Mistake("the metrics get labels and predictions in the wrong order: labels come first.",
                (RETURN, "self.compute_metrics(x, y_pred, y)")),
        Mistake("no weight has moved: who applies the gradients?",
                ("self.optimizer.apply_gradients", "list")),
        Mistake("the model predicts before the tape records: no gradient gets through.",
                (TAPE + PREDICT, PREDICT[4:] + TAPE)),
        Mistake("the layers are not told that they are trained: batch normalization keeps its "
                "averages as they were.", ("self(x, training=True)", "self(x)")),
        Mistake("right for one loss and one model. The loss that `compile` was given, and what the "
                "layers add, comes from `self.compute_loss`.",
                (LOSS, "tf.reduce_mean(tf.keras.losses.categorical_crossentropy(y, y_pred))")),
        Mistake("the loss lacks the penalty that a layer adds; `self.compute_loss` has it.",
                (LOSS, LOSS + " - sum(self.losses)")),
        Mistake("right for one output. With two, `self.metrics` holds the loss of each as well, "
                "which `compute_loss` tells. `self.compute_metrics` knows them apart.",
                (TELL, TELL + "            else:\n" + TELL.replace("loss", "y, y_pred")),
                (RETURN, "self.get_metrics_result()")),
        Mistake("the optimizer keeps numbers for variables that it doesn't train, such as running "
                "averages. Which variables does it need?", ("trainable_variables", "variables"))],
    hints=("the first four moves are those of the loop, with the names from the table. Then find "
           'the metric whose `name` is "loss", and tell it the loss by `update_state`.',
           'the last lines: `for metric in self.metrics:`, `if metric.name == "loss":`, '
           "`metric.update_state(…)`; then `return self.compute_metrics(x, y, …)`."),
    praise="your step trains and reports as Keras's own (two losses, two optimizers, one output "
    "and two)"))  # fmt: skip

causes = exercises.add(Exercise(
    name="causes", task="write the four causes",
    stub="""
# "start", "optimizer", "order" (of the batches) or "rounding"
A, B, C, D = ..., ..., ..., ...
""",
    solution='A, B, C, D = "optimizer", "order", "rounding", "start"',
    observe=lambda *found: tuple(str(one).strip().lower() for one in found),
    mistakes=[
        Mistake("A and C are swapped. How large is one rounding, and how large the difference at "
                "step 2?", source='A, B, C, D = "rounding", "order", "optimizer", "start"'),
        Mistake("A and D are swapped. Has the optimizer done anything before the first loss?",
                source='A, B, C, D = "start", "order", "rounding", "optimizer"')],
    hints=("for each row, find the first number that is more than rounding, and what happened just "
           "before.",
           "before the first loss, there was only the start; before the second, one step of the "
           "optimizer; between step 50 and step 51, an epoch began."),
    praise="the first loss that differs says where to look",
    otherwise="not all four are right; each of the four words fits one row. Which loss differs "
    "first, and what happened just before?"))  # fmt: skip

TRANSLATED = """
def translated(x, y, start, steps):
    w = tf.Variable(start)
    optimizer = tf.keras.optimizers.SGD(0.1, momentum=0.9)
    losses = []
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ w - y) ** 2) + 0.1 * tf.nn.l2_loss(w)
        optimizer.apply_gradients([(tape.gradient(loss, w), w)])
        losses.append(loss.numpy())
    return losses
"""

translated = exercises.add(Exercise(
    name="translated", task="find the bug and mend the program",
    stub=TRANSLATED.replace("tf.nn.l2_loss(w)", "tf.reduce_sum(w**2)"),
    solution=TRANSLATED,
    cases=[(_rows(5, 2), _rows(6, 1), np.float32([[1.0], [-2.0]]), 1),
           (_rows(7, 3), _rows(8, 1), np.float32([[0.5], [0.0], [1.0]]), 6)],
    mistakes=[
        Mistake("the first loss differs already, so it isn't the optimizer. Compute the penalty of "
                "[3, 4] with both programs.", ("tf.nn.l2_loss(w)", "tf.reduce_sum(w**2)")),
        Mistake("the first loss is right now, the others aren't: the optimizer needs its momentum.",
                (", momentum=0.9", ""))],
    hints=("take x, y and start of your own, and print the first loss without the penalty. Then "
           "look at the penalty alone, in both programs.",
           "try `tf.nn.l2_loss([3.0, 4.0])`, or read its documentation: `help(tf.nn.l2_loss)`. "
           "How many times as large is the sum of the squares?"),
    praise="the translation has the losses of the old program (two other data sets tried)",
))  # fmt: skip
