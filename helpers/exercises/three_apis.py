"""The exercises of notebook 4: a slope from a session, two paths, a step inside fit, a metric."""

import numpy as np
import tensorflow as tf

from helpers.exercises.exercise import Exercises, NotYet, array, call, kind, number, numbers

exercises = Exercises()
progress = exercises.progress


def close(found, expected):
    return np.allclose(found, expected, rtol=1e-3, atol=1e-5)


# A slope


@exercises.add(
    title="a slope from a session",
    stub="""
def slope(f, value):
    return ...
""",
    task="plan and run the slope",
    hints=(
        "The plan: a graph, inside it a placeholder, `f` of the placeholder, and `tf1.gradients`. "
        "The run: a session, the gradient asked for, the value fed.",
        "`with tf.Graph().as_default(), tf1.Session() as session:` opens both. "
        "`tf1.gradients(f(v), v)` is a list: take its first entry, and `session.run` it with "
        "`feed_dict={v: value}`.",
    ),
)
def slope(slope):
    """Three functions at random places; whether `f` was planned in a graph is noted."""
    rng = np.random.default_rng(3)
    cases = [
        (lambda u: u**3, lambda u: 3 * u**2),
        (tf.sin, np.cos),
        (lambda u: tf.exp(u) * u, lambda u: np.exp(u) * (1 + u)),
    ]
    for function, derivative in cases:
        met = []

        def f(u, function=function, met=met):
            met.append(not tf.compat.v1.executing_eagerly_outside_functions())  # in a graph
            return function(u)

        value = float(rng.uniform(0.5, 1.5))
        answer = call(slope, f, value)
        if isinstance(answer, (list, tuple)) and len(answer) == 1:
            raise NotYet("a list of one entry is returned. Which entry is the slope?")
        if tf.is_tensor(answer) and tf.is_symbolic_tensor(answer):
            raise NotYet("the plan is returned, a tensor without a number. What runs it?")
        found = number(answer, "the slope")
        if not met:
            raise NotYet("`f` is never called. Plan it: `f` of the placeholder.")
        expected = float(derivative(value))
        if not close(found, expected):
            if close(found, float(function(tf.constant(value)))):
                raise NotYet("that is the value of `f`, not its slope.")
            if close(found, -expected):
                raise NotYet("the sign is wrong: the slope itself is asked for.")
            raise NotYet(
                f"at {value:.3f} the slope should be {expected:.3f}, and is {found:.3f}. Is the "
                "value fed to the placeholder, and is the gradient taken with respect to it?"
            )
        if not any(met):
            raise NotYet(
                "the slope is right. But `f` was computed at once, or in a `tf.function`. Plan it "
                "in a `tf.Graph`, and run it in a session."
            )
    return "your session finds the slope (three other functions tried)"


# Two paths


SHAPES = [(3, 3, 1, 4), (4,), (5, 5, 1, 4), (4,), (784, 10), (10,)]


@exercises.add(
    title="two paths",
    stub="""
def two_paths():
    inputs = tf.keras.Input(shape=(28, 28, 1))
    outputs = ...
    return tf.keras.Model(inputs, outputs)
""",
    task="connect the layers",
    hints=(
        "Make each layer, and call it on the result that it needs. Two layers are called on "
        "`inputs`.",
        "`fine = tf.keras.layers.Conv2D(4, 3, ...)(inputs)`, `coarse` in the same way; then add "
        "both, flatten, and `Dense`.",
    ),
    seconds=30,
)
def two_paths(two_paths):
    """Random weights, put in by their shapes, and random images, against the class's formula."""
    model = call(two_paths)
    if not isinstance(model, tf.keras.Model):
        raise NotYet(f"a model should be returned, and here is {kind(model)}.")
    if not getattr(model, "inputs", None):
        raise NotYet("this model has no inputs that Keras knows of: a class? Begin with `Input`.")
    rng = np.random.default_rng(5)
    images = rng.random((3, 28, 28, 1), dtype=np.float32)
    array(model(images), (3, 10), "the answer to 3 images")
    shapes = sorted(tuple(v.shape) for v in model.trainable_variables)
    if shapes != sorted(SHAPES):
        raise NotYet(_wrong_shapes(shapes))
    values = {shape: rng.normal(scale=0.1, size=shape).astype(np.float32) for shape in SHAPES}
    values[(4,)] -= 0.2  # so that relu matters
    for variable in model.trainable_variables:
        variable.assign(values[tuple(variable.shape)])
    found = array(model(images), (3, 10), "the answer to 3 images")
    if close(found, answer(images, values)):
        return "your model answers as the class does (random weights and images tried)"
    known = [
        (answer(images, values, last=lambda x: x), "the outputs are no probabilities: softmax?"),
        (answer(images, values, relu=lambda x: x), "the convolutions have no relu."),
        (answer(images, values, join=tf.multiply), "the paths are multiplied, not added."),
        (answer(images, values, join=tf.maximum), "the larger of both is taken, not the sum."),
        (answer(images, values, join=lambda a, b: (a + b) / 2), "the mean is taken, not the sum."),
        (answer(images, values, join=lambda a, b: a - b), "one path is taken away, not added."),
        (
            answer(images, values, relu=lambda x: x, after=tf.nn.relu),
            "relu comes before the sum, in each path.",
        ),
        (answer(images, values, join=lambda a, b: a), "only the path of 3 × 3 arrives."),
        (answer(images, values, join=lambda a, b: b), "only the path of 5 × 5 arrives."),
    ]
    for value, sentence in known:
        if close(found, value):
            raise NotYet(f"the layers are right, the answers are not: {sentence}")
    raise NotYet(
        "the layers have the right shapes, but with equal weights the answers are others. "
        "Compare activations, strides and the way that the paths are joined."
    )


def answer(images, values, relu=tf.nn.relu, join=tf.add, last=tf.nn.softmax, after=lambda x: x):
    def path(kernel):
        return relu(tf.nn.conv2d(images, values[kernel], 2, "SAME") + values[(4,)])

    x = after(join(path((3, 3, 1, 4)), path((5, 5, 1, 4))))
    return last(tf.reshape(x, (len(images), -1)) @ values[(784, 10)] + values[(10,)])


def _wrong_shapes(shapes):
    if (1568, 10) in shapes:
        return "the paths lie behind or beside each other, with 1568 numbers. They are to be added."
    if (3, 3, 4, 4) in shapes or (5, 5, 4, 4) in shapes:
        return "one convolution gets the result of the other. Both begin at `inputs`."
    if len(shapes) < len(SHAPES):
        return f"it has {len(shapes)} arrays of weights, and the class has {len(SHAPES)}. Is a layer missing?"  # noqa: E501
    return f"the shapes of the weights are {shapes}, and those of the class {sorted(SHAPES)}."


# A step inside fit


def made(MyStepModel, units=(3,), activation="softmax", extra=()):
    """A small model of the learner's class, with weights from a seed."""
    tf.keras.utils.set_random_seed(11)
    layers = [tf.keras.layers.Dense(units[0], activation=activation), *extra]
    if not callable(MyStepModel):
        raise NotYet(f"a class is expected, and here is {kind(MyStepModel)}.")
    model = MyStepModel(layers)
    if not isinstance(model, tf.keras.Model):
        raise NotYet(f"`MyStepModel` should make a Keras model, and makes {kind(model)}.")
    model.build((None, 4))
    return model


class Penalty(tf.keras.layers.Layer):
    """Adds a loss of its own; notes whether it was told to train."""

    told = []

    def call(self, inputs, training=False):
        Penalty.told.append(training)
        self.add_loss(0.5 * tf.reduce_mean(inputs**2))
        return inputs


def fitted(model, data, loss, optimizer, metrics, **options):
    model.compile(optimizer=optimizer, loss=loss, metrics=metrics, jit_compile=False)
    before = model.get_weights()
    x, y = data
    options = {"batch_size": 6, "epochs": 2, "shuffle": False, "verbose": 0} | options
    try:
        history = model.fit(x, y, **options).history
    except ValueError as error:
        if "Toutput_types" in str(error):
            raise NotYet(
                "`train_step` returns an empty dictionary, so `fit` reports no number. What should "
                "it return?"
            ) from None
        if "metric has not yet been built" in str(error):
            raise NotYet(
                "the results are asked for, but a metric has never been told about a batch. Go "
                "through `self.metrics`."
            ) from None
        raise
    return before, model.get_weights(), history


def classes_data(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(18, 4)).astype(np.float32)
    return x, np.eye(3, dtype=np.float32)[rng.integers(3, size=18)]


@exercises.add(
    title="a step inside fit",
    stub="""
class MyStepModel(tf.keras.Sequential):
    def train_step(self, data):
        x, y = data
        ...  # predict, measure, gradient, step, metrics
        return {}
""",
    task="write `train_step`",
    hints=(
        "The first four moves are those of the loop above, with `self` for the model, "
        "`self.compute_loss` for the loss and `self.optimizer`. Then each of `self.metrics` "
        "is told about the batch.",
        'A metric named "loss" gets `metric.update_state(loss)`, the others '
        "`metric.update_state(y, y_pred)`. `self.get_metrics_result()` is what to return.",
    ),
    seconds=60,
)
def step_model(MyStepModel):
    """fit with the learner's step and with Keras's: weights and reports, two losses, a penalty."""
    made(MyStepModel)  # a mistake in the class itself comes first
    data = classes_data(1)
    found = fitted(made(MyStepModel), data, "categorical_crossentropy", sgd(), ["accuracy"])
    expected = fitted(
        made(tf.keras.Sequential), data, "categorical_crossentropy", sgd(), ["accuracy"]
    )
    _compare(found, expected, data)
    regression = data[0], data[0][:, :1] * 2 + 1
    found = fitted(made(MyStepModel, (1,), None), regression, "mse", adam(), ["mae"])
    expected = fitted(made(tf.keras.Sequential, (1,), None), regression, "mse", adam(), ["mae"])
    if not same(found[1], expected[1]):
        raise NotYet(
            "right with the cross-entropy and SGD, wrong with the squared error and Adam. Do loss "
            "and optimizer come from `compile`, by `self.compute_loss` and `self.optimizer`?"
        )
    _reports(found[2], expected[2])
    Penalty.told.clear()
    one = fitted(made(MyStepModel, extra=[Penalty()]), data, "mse", sgd(), [])
    told = list(Penalty.told)
    two = fitted(made(tf.keras.Sequential, extra=[Penalty()]), data, "mse", sgd(), [])
    if not same(one[1], two[1]):
        raise NotYet(
            "a layer with a loss of its own, such as a regularization, is not heard. Which "
            "method of the model adds it?"
        )
    if not any(flag is True for flag in told):
        raise NotYet(
            "the step is right for these networks. But a Dropout layer would not drop anything: "
            "what do you tell the model when it trains?"
        )
    return "your step trains and reports as Keras's own (two losses, two optimizers, a penalty)"


def sgd():
    return tf.keras.optimizers.SGD(0.5)


def adam():
    return tf.keras.optimizers.Adam(0.05)


def same(found, expected):
    return all(close(one, other) for one, other in zip(found, expected))


def _compare(found, expected, data):
    before, after, history = found
    if same(after, before):
        raise NotYet("no weight has moved. Is the gradient taken, and applied by the optimizer?")
    if not same(after, expected[1]):
        if close(after[0], expected[1][0]):
            raise NotYet("the kernel is right and the bias is not. Which variables get a gradient?")
        loss_before, loss_after = (_loss(weights, data) for weights in (before, after))
        if loss_after > loss_before:
            raise NotYet("the loss has grown. Which way does the gradient point, and how far?")
        raise NotYet(
            "the weights have moved, but not as with Keras's own step. Is the loss that of "
            "`self.compute_loss`, one number for the batch, and is there one step for each batch?"
        )
    _reports(history, expected[2])


def _loss(weights, data):
    logits = data[0] @ weights[0] + weights[1]
    each = tf.nn.softmax_cross_entropy_with_logits(data[1], logits)
    return float(tf.reduce_mean(each))


def _reports(history, expected):
    missing = sorted(expected.keys() - history.keys())
    if missing:
        raise NotYet(
            f"the weights are right, but `fit` reports no `{missing[0]}`. What should "
            "`train_step` return?"
        )
    for name, values in expected.items():
        if close(history[name], values):
            continue
        if close(history[name], 0):
            raise NotYet(f"the weights are right, but `{name}` is always 0. Who tells the metric?")
        raise NotYet(
            f"the weights are right, but `{name}` is {history[name][0]:.3f} after the first epoch "
            f"where Keras reports {values[0]:.3f}, the average over the epoch. Does every metric "
            "get what belongs to it, once for each batch?"
        )


# A metric


@exercises.add(
    title="find the bug",
    stub="""
def epoch_losses(step, batches, epochs):
    average = tf.keras.metrics.Mean()
    reported = []
    for epoch in range(epochs):
        for images, labels in batches:
            average.update_state(step(images, labels))
        reported.append(float(average.result()))
    return reported
""",
    task="find the bug, mend the program",
    hints=(
        "Which batches does the second number of the list tell about? Write down what the metric "
        "has seen by then.",
        "A metric adds up until somebody resets it, or until there is a new one. When does an "
        "epoch begin?",
    ),
)
def epoch_losses(epoch_losses):
    """Losses from a list, in one, two and four epochs; the calls of `step` are counted."""
    for seed, epochs, count in [(1, 2, 3), (2, 4, 5), (3, 1, 2)]:
        rng = np.random.default_rng(seed)
        losses = rng.uniform(0.1, 3, size=(epochs, count)).astype(np.float32)
        batches = [(np.full((2, 1), i), np.full((2, 1), i)) for i in range(count)]
        calls = []

        def step(images, labels, losses=losses, calls=calls):
            if len(calls) >= losses.size:
                raise NotYet("`step` is called more often than once for each batch and epoch.")
            calls.append(int(np.asarray(images).flat[0]))
            return tf.constant(losses.flat[len(calls) - 1])

        answer_list = call(epoch_losses, step, batches, epochs)
        names = [f"the loss of epoch {i + 1}" for i in range(epochs)]
        found = numbers(answer_list, names)
        if calls != epochs * list(range(count)):
            raise NotYet(
                f"`step` should be called once for each of {count} batches, in their order, in "
                f"each of {epochs} epochs; it was called {len(calls)} times."
            )
        if not close(found, losses.mean(axis=1)):
            raise NotYet(_wrong_losses(found, losses))
    return "each number is the mean of its own epoch (three other trainings tried)"


def _wrong_losses(found, losses):
    so_far = [losses[: i + 1].mean() for i in range(len(losses))]
    if close(found, so_far):
        return "each number is still the mean over all epochs so far."
    if close(found, losses[:, -1]):
        return "each number is the loss of the last batch. Is the metric reset too often?"
    if close(found, losses.sum(axis=1)):
        return "each number is a sum. Which metric makes a mean?"
    if close(found[1:], 0) or close(found, 0):
        return "the metric is empty when it is read. Reset it after that, or before the epoch."
    return (
        f"the mean loss of the first epoch is {losses[0].mean():.3f}, of the last "
        f"{losses[-1].mean():.3f}; yours are {found[0]:.3f} and {found[-1]:.3f}."
    )
