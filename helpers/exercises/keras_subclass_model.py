"""The exercises of notebook 2, A Keras model of your own."""

import functools
import itertools

import numpy as np
import tensorflow as tf

from helpers.exercises.exercise import Exercises, NotYet, array, call, kind, note, number, numbers

exercises = Exercises()
progress = exercises.progress


def close(found, expected, tolerance=1e-3):
    return np.allclose(found, expected, rtol=tolerance, atol=tolerance)


def made_by(maker, name, *arguments):
    """Return the layer or model that a learner's class makes."""
    if not callable(maker):
        raise NotYet(f"a class is expected, and here is {kind(maker)}.")
    if isinstance(maker, tf.keras.layers.Layer):
        raise NotYet(f"a class is expected, and here is an object that `{name}(…)` has made.")
    made = maker(*arguments)
    if not isinstance(made, tf.keras.layers.Layer):
        asked = f"{name}({', '.join(map(str, arguments))})"
        raise NotYet(f"`{asked}` should make a Keras layer or model, and makes {kind(made)}.")
    return made


def output_of(layer, x, shape, name):
    output = layer(x)
    if output is None:
        raise NotYet("`call` returns None: is there a `return`?")
    return array(output, shape, name)


def fill(variables, rng):
    """Give every variable new values, all different; return them in one array."""
    for variable in variables:
        variable.assign(rng.uniform(0.3, 1.5, variable.shape) * rng.choice([-1, 1], variable.shape))
    return np.concatenate([np.ravel(variable) for variable in variables])


# The line that the (n,) mistake learns


@exercises.add(
    title="the line that the (n,) mistake learns",
    stub="""
def wrong_line(x, y):
    slope, intercept = ..., ...
    return slope, intercept
""",
    task="say which line will come out,",
    hints=(
        "The prediction at one x is compared with all targets, those of every other x too. Which "
        "single number is nearest to all targets, if the errors are squared?",
        "The answer is the same number at every x. So what is the slope, and what is the height?",
    ),
)
def wrong_line(wrong_line):
    """Three data sets, of other slopes, heights and sizes; x is not centred."""
    found = []
    for seed, (n, w, b) in enumerate([(40, 2.0, -1.0), (25, -3.0, 4.0), (90, 1.5, 7.0)]):
        rng = np.random.default_rng(seed)
        x = rng.uniform(0, 2, n).astype("float32")
        y = (w * x + b + rng.exponential(0.5, n)).astype("float32")
        names = ["the slope", "the intercept"]
        slope, intercept = numbers(call(wrong_line, x, y, name="wrong_line"), names)
        found.append((slope, intercept, x, y))
    if len({(slope, intercept) for slope, intercept, _, _ in found}) == 1:
        raise NotYet("for other data you return the same line. What in the data decides?")
    for slope, intercept, x, y in found:
        best_slope, best_intercept = np.polyfit(x.astype(float), y.astype(float), 1)
        mean = float(np.mean(y))
        if close([slope, intercept], [0, mean], 0.02):
            continue
        if close([slope, intercept], [best_slope, best_intercept], 0.02):
            raise NotYet(
                "that is the least squares line, which each prediction compared with its own "
                "target would find. Here it is compared with the targets of all the others, too."
            )
        if close([slope, intercept], [mean, 0], 0.02):
            raise NotYet("the two numbers are right, in the wrong order: first the slope.")
        if close(slope, 0, 0.02):
            raise NotYet("a flat line, yes. " + _height(intercept, x, y, best_intercept))
        if close(slope, best_slope, 0.02):
            raise NotYet(
                "your slope is that of the least squares line. But the targets that a prediction "
                "is compared with are the same at every x."
            )
        raise NotYet(
            f"for one data set your line has the slope {slope:.2f}. Should the prediction at a "
            "small x differ from that at a large x, if both are compared with the same targets?"
        )
    return "your line is the one that this loss leads to (three other data sets tried)"


def _height(intercept, x, y, best_intercept):
    if close(intercept, np.sum(y), 0.02):
        return "Its height is the sum of the targets: far above all of them."
    if close(intercept, np.median(y), 0.01):
        return "The median is nearest if errors count by their size. Here they are squared."
    if close(intercept, best_intercept, 0.02):
        return "Its height is that of the least squares line at x = 0; the data lies elsewhere."
    if close(intercept, np.mean(x), 0.02):
        return "Its height is an average of the inputs. What are predictions compared with?"
    return "Which height is best for all targets together, if the errors are squared?"


# A layer


@exercises.add(
    title="a quadratic layer",
    stub="""
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        ...

    def call(self, inputs):
        ...
""",
    task="write `build` and `call`",
    hints=(
        "`MyDense` shows all that you need: with one output, its kernel has the shape "
        "(features, 1). Here there are two kernels, one for the squares.",
        'In build: self.w2 = self.add_weight(shape=(features, 1), name="w2"), w1 in the same way, '
        "and b with shape=(1,). In call: the squares @ w2, plus …",
    ),
    seconds=20,
)
def quadratic(Quadratic):
    """One column and three, random weights: is it w2 x² + w1 x + b, with every weight free?"""
    made_by(Quadratic, "Quadratic")
    _is_quadratic(Quadratic, features=1)
    try:
        _is_quadratic(Quadratic, features=3)
    except NotYet:
        raise
    except Exception as error:
        raise NotYet(
            "with one column it works, with three it stops "
            f"({type(error).__name__}). How many columns there are is in `input_shape`."
        ) from None
    _learns_a_parabola(Quadratic())
    return "your layer computes what it should, for one column and for three, and it learns"


def _is_quadratic(Quadratic, features):
    rng = np.random.default_rng(features)
    layer = made_by(Quadratic, "Quadratic")

    def f(x):
        x = np.asarray(x, "float32").reshape((-1, features))
        output = layer(x)
        found = np.shape(output) if output is not None else None
        if found == (len(x),):
            raise NotYet("the output has the shape (n,): beside targets of (n, 1), the old mistake")
        if found == (len(x), features) and features > 1:
            raise NotYet(
                "for three columns there are three outputs; the products of a row are to be added "
                "up, as `@` does."
            )
        return output_of(layer, x, (len(x), 1), "the output for a column of inputs")[:, 0]

    f(np.zeros((5, features)))
    variables = layer.trainable_variables
    if not variables:
        raise NotYet(
            "the layer has no trainable variables. Are they made by `self.add_weight`, in `build`?"
        )
    values = fill(variables, rng)
    # At 0 and at ±1 along each axis the coefficients can be read off.
    steps = np.eye(features)
    (b,), up, down = f(np.zeros(features)), f(steps), f(-steps)
    w2, w1 = (up + down) / 2 - b, (up - down) / 2
    x = rng.uniform(-2, 2, (20, features))
    if not close(f(x), x**2 @ w2 + x @ w1 + b):
        if features > 1:
            raise NotYet(
                "with one column it is right, with three it isn't: are the inputs squared, "
                "one by one, before they are added up?"
            )
        raise NotYet("the output is not of the form w2·x² + w1·x + b: other powers are in it, "
                     "or an activation.")  # fmt: skip
    if close(w2, 0):
        raise NotYet("the output is a straight line: where are the squares of the inputs?")
    if close(w1, 0):
        raise NotYet("the output at x and at -x is the same: the term w1·x is missing.")
    if close(b, 0):
        raise NotYet(
            "at x = 0 the output is 0, whatever the weights: is there a b, and is it made by "
            "`add_weight`?"
        )
    if close(w1, w2):
        raise NotYet("x² and x share one weight; each needs its own.")
    expected = np.concatenate([w2, w1, [b]])
    if len(values) < len(expected):
        raise NotYet(
            f"the layer computes with {len(expected)} numbers, and {len(values)} of them are "
            "trainable. Are all of them made by `add_weight`, and is the shape (features, 1)?"
        )
    if len(values) > len(expected):
        raise NotYet(f"{len(expected)} trainable numbers would do; the layer has {len(values)}.")
    squares = np.isclose(values[:, np.newaxis] ** 2, w2, rtol=1e-3).any(axis=0)
    if squares.all() and not np.isclose(values[:, np.newaxis], w2, rtol=1e-3).any():
        raise NotYet("with the inputs, their weight is squared: square the inputs alone.")
    if not close(np.sort(values), np.sort(expected)):
        raise NotYet("a factor or a sign is off: set w2, w1 and b yourself, and compare.")


def _learns_a_parabola(layer):
    tf.keras.utils.set_random_seed(0)
    x = np.linspace(-1, 1, 40, dtype="float32").reshape((-1, 1))
    y = 3 * x**2 - x + 0.5
    layer(x)
    optimizer = tf.keras.optimizers.Adam(0.1)

    for _ in range(100):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(x) - y) ** 2)
        gradients = tape.gradient(loss, layer.trainable_variables)
        if any(gradient is None for gradient in gradients):
            raise NotYet("a gradient is None: is there NumPy in `call`? The tape can't follow it.")
        optimizer.apply_gradients(zip(gradients, layer.trainable_variables))
    if not loss < 0.1:
        raise NotYet(f"after 100 steps on a parabola its loss is {loss:.2f}; 0 is possible.")


# Bent lines, added up


@exercises.add(
    title="units for corners",
    stub="""
def sum_weights(x_corners, y_corners):
    ...
""",
    task="find the weights",
    hints=(
        "How steep is each piece? Left of the first corner no unit is active. Behind it, unit 0 "
        "alone is: its weight is the slope of the first piece. From the second corner on, two "
        "units are active, and their weights are added up.",
        "With slopes = np.diff(y_corners) / np.diff(x_corners): the first weight is slopes[0], and "
        "each further one is by how much the slope changes at its corner.",
    ),
)
def corners(sum_weights):
    """Polylines with 2 to 9 corners, irregular: do the units' sums go through all of them?"""
    answers = []
    for seed, n in enumerate([4, 2, 3, 6, 9]):
        rng = np.random.default_rng(seed)
        x = np.cumsum(rng.uniform(0.3, 1.5, n)) - 3
        y = rng.normal(0, 2, n)
        found = call(sum_weights, x, y, name="sum_weights")
        _compare_weights(found, x, y)
        answers.append(found)
    return "your bent lines go through all corners, one unit for each piece (five polylines tried)"


def _compare_weights(found, x, y):
    try:
        if found is None or isinstance(found, (str, bytes, dict, set)):
            raise TypeError
        weights = np.asarray(found, dtype=float)
    except (TypeError, ValueError):
        raise NotYet(
            f"an array of weights should be returned, and here is {kind(found)}."
        ) from None
    weights, n = np.ravel(weights), len(x)
    slopes = np.diff(y) / np.diff(x)
    expected = np.diff(slopes, prepend=0)
    if len(weights) == n and close(weights[:-1], expected):
        note("the last unit bends where the polyline ends, and could be left out")
        return
    if len(weights) != n - 1:
        raise NotYet(
            f"for {n} corners you return {kind(found)}, {len(weights)} weights. How many units "
            "does it take? Count the pieces between the corners."
        )
    array(weights, weights.shape, "the array of weights")
    if close(weights, expected):
        return
    if close(weights, slopes) and n > 2:
        raise NotYet(
            "those are the slopes of the pieces. But where the second piece begins, the first unit "
            "goes on growing; what must the second one add?"
        )
    if close(weights, np.diff(y)) or close(weights, np.diff(np.diff(y), prepend=0)):
        raise NotYet("that is how far y rises; the slope is the rise for each unit of x.")
    if close(weights, -expected):
        raise NotYet("the curve is upside down: every sign is turned round.")
    if close(weights[1:], -expected[1:]):
        raise NotYet("the changes of slope have the wrong sign: new slope minus old slope.")
    if close(weights[1:], expected[1:]):
        raise NotYet("only the first weight is off: on the first piece, unit 0 works alone.")
    if close(weights[:-1], expected[1:]) or close(weights, 1 / np.where(expected, expected, 1)):
        raise NotYet("the changes of slope are there, one place off.")
    if close(weights, np.diff(x) / np.diff(y)):
        raise NotYet("a slope is the rise in y divided by the way in x, not the other way round.")
    sums = y[0] + np.maximum(0, x[:, np.newaxis] - x[:-1]) @ weights
    wrong = int(np.argmax(~np.isclose(sums, y, atol=1e-3)))
    raise NotYet(
        f"with your weights, the sum misses corner {wrong} of a polyline with {n} corners: its "
        f"height there is {sums[wrong]:.2f} instead of {y[wrong]:.2f}."
    )


# A residual block


@exercises.add(
    title="a residual block",
    stub="""
class ResidualBlock(tf.keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        ...

    def call(self, inputs):
        ...
""",
    task="write the block",
    hints=(
        "The two Dense layers are those of `Block`. One thing differs, in the last line of `call`.",
        "Create self.bend = Dense(width, activation='relu') and self.mix = Dense(width); in call, "
        "add the inputs to what the second makes of the first.",
    ),
    seconds=60,
)
def residual(ResidualBlock):
    """Weights of 0: nothing changes; random weights: x + f(x); then 16 blocks are trained."""
    block = made_by(ResidualBlock, "ResidualBlock", 5)
    rng = np.random.default_rng(0)
    x = rng.normal(0, 1, (8, 5)).astype("float32")
    output_of(block, x, (8, 5), "the output for 8 rows and a width of 5")
    variables = block.trainable_variables
    shapes = sorted((tuple(variable.shape) for variable in variables), key=len)
    if not variables:
        raise NotYet(
            "the block has no trainable variables. Are its layers created in `__init__`, after "
            "`super().__init__()`, and kept in `self`?"
        )
    if shapes != [(5,), (5,), (5, 5), (5, 5)]:
        raise NotYet(
            f"two Dense layers of the width have 4 variables, and here are {len(variables)}, of "
            f"the shapes {', '.join(map(str, shapes))}."
        )
    for variable in variables:
        variable.assign(tf.zeros(variable.shape))
    silent = output_of(block, x, (8, 5), "the output")
    if close(silent, 0):
        raise NotYet("if its weights are 0, the block returns 0; the inputs should come through.")
    if close(silent, np.maximum(x, 0)):
        raise NotYet("negative inputs are lost: relu belongs to the first layer, not to the sum.")
    if not close(silent, x):
        raise NotYet("if its weights are 0, the block should return its inputs as they are.")
    fill(variables, rng)
    _is_residual(output_of(block, x, (8, 5), "the output"), x, variables)
    loss, plain = _trained(ResidualBlock), _trained(_Block)
    if not loss < plain / 2:
        raise NotYet(
            f"after 40 steps, 16 of your blocks have a loss of {loss:.3f}, plain ones {plain:.3f}."
        )
    return f"after 40 steps, 16 plain blocks have a loss of {plain:.2f}, 16 of yours {loss:.2f}"


def _is_residual(output, x, variables):
    kernels = [variable.numpy() for variable in variables if len(variable.shape) == 2]
    biases = [variable.numpy() for variable in variables if len(variable.shape) == 1]
    for first, second in [(0, 1), (1, 0)]:
        linear = x @ kernels[first] + biases[first]
        bent = np.maximum(linear, 0) @ kernels[second] + biases[second]
        straight = linear @ kernels[second] + biases[second]
        if close(output, x + bent):
            return
        if close(output, x + straight):
            raise NotYet("without relu after the first layer, the block can't bend anything.")
        if close(output, x + np.maximum(bent, 0)) or close(output, x + np.maximum(straight, 0)):
            raise NotYet("after the second layer there should be no relu: it could only add.")
        if close(output, bent) or close(output, np.maximum(bent, 0)):
            raise NotYet("the inputs are missing in the output: inputs + …")
        if close(output, x - bent):
            raise NotYet("the second layer's output is to be added, not subtracted.")
        if close(output, x * bent):
            raise NotYet("the inputs are to be added, not multiplied.")
    raise NotYet("it is not inputs + second(first(inputs)), with relu in the first layer only.")


class _Block(tf.keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.bend = tf.keras.layers.Dense(width, activation="relu")
        self.mix = tf.keras.layers.Dense(width)

    def call(self, inputs):
        return self.mix(self.bend(inputs))


@functools.cache  # the plain blocks need to be trained once only
def _trained(block):
    """Return the loss of a deep model of such blocks after 40 steps on a wave, in one graph."""
    tf.keras.utils.set_random_seed(0)
    x = np.linspace(-1, 1, 64, dtype="float32").reshape((-1, 1))
    y = np.sin(4 * x)
    first, last = tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(1)
    layers = [first, *(block(16) for _ in range(16)), last]

    def model(x):  # no Sequential, which refuses layers of the same name
        for layer in layers:
            x = layer(x)
        return x

    model(x)
    variables = [variable for layer in layers for variable in layer.trainable_variables]
    optimizer = tf.keras.optimizers.Adam(0.01)
    optimizer.build(variables)

    @tf.function
    def train():
        for _ in tf.range(40):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2)
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    train()
    return float(tf.reduce_mean((model(x) - y) ** 2))


# A training step with two optimizers


@exercises.add(
    title="a step with two optimizers",
    stub="""
def train_step(model, x_batch, y_batch, slow, fast):
    ...
""",
    task="write the step",
    hints=(
        "One tape, one loss, as in `train`. Then two lists of variables: those of `model.out`, and "
        "all others. `tape.gradient` takes both lists at once and returns two lists.",
        "outer = model.out.trainable_variables; inner = the first variables of the model, "
        "model.trainable_variables[:-2]. Then ask the tape for the gradients of [inner, outer], "
        "and call apply_gradients once for each optimizer.",
    ),
    seconds=20,
)
def two_optimizers(train_step):
    """One step with two rates of SGD, each variable's move compared; then Adam, three steps."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (12, 2)).astype("float32")
    y = rng.normal(1, 1, (12, 1)).astype("float32")
    for layers in (1, 2):
        model, flags = _two_speed_model(layers)
        _one_step(train_step, model, x, y)
        if True not in flags:
            raise NotYet("the model isn't told that it trains: model(x_batch, training=True).")
    ours, _ = _two_speed_model(2)
    theirs, _ = _two_speed_model(2)
    optimizers = [tf.keras.optimizers.Adam(0.01), tf.keras.optimizers.SGD(0.2)]
    copies = [tf.keras.optimizers.Adam(0.01), tf.keras.optimizers.SGD(0.2)]
    for _ in range(3):
        _called(train_step, theirs, x, y, optimizers)
        gradients, _ = _gradients(ours, x, y)
        copies[0].apply_gradients(zip(gradients[:-2], ours.trainable_variables[:-2]))
        copies[1].apply_gradients(zip(gradients[-2:], ours.trainable_variables[-2:]))
    for one, other in zip(ours.get_weights(), theirs.get_weights()):
        if not close(one, other, 1e-4):
            raise NotYet(
                "with Adam as `slow` the weights end elsewhere: is every update made by "
                "`slow.apply_gradients` and `fast.apply_gradients`?"
            )
    return "each optimizer moves its own variables (SGD and Adam, two models tried)"


def _two_speed_model(hidden_layers):
    flags = []

    class Model(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = [tf.keras.layers.Dense(6, "tanh") for _ in range(hidden_layers)]
            self.out = tf.keras.layers.Dense(1)

        def call(self, inputs, training=None):
            flags.append(training)
            for layer in self.hidden:
                inputs = layer(inputs)
            return self.out(inputs)

    tf.keras.utils.set_random_seed(hidden_layers)
    model = Model()
    model(np.zeros((1, 2), "float32"))
    return model, flags


def _gradients(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x, training=False) - y) ** 2)
    return [g.numpy() for g in tape.gradient(loss, model.trainable_variables)], float(loss)


def _one_step(train_step, model, x, y):
    slow, fast = 0.05, 0.4
    before = model.get_weights()
    gradients, loss = _gradients(model, x, y)
    optimizers = [tf.keras.optimizers.SGD(slow), tf.keras.optimizers.SGD(fast)]
    returned = _called(train_step, model, x, y, optimizers)
    moves = [after - start for after, start in zip(model.get_weights(), before)]

    def moved(inner, outer):
        rates = [inner] * (len(moves) - 2) + [outer] * 2
        return all(close(m, -rate * g, 1e-4) for m, rate, g in zip(moves, rates, gradients))

    if not moved(slow, fast):
        _explain(moved, slow, fast, len(x))
        rates = [_rate(move, gradient) for move, gradient in zip(moves, gradients)]
        if None not in rates:
            raise NotYet(_wrong_rate(rates, slow, fast))
        if all(close(m, -fast * g, 1e-4) for m, g in zip(moves[-2:], gradients[-2:])):
            raise NotYet(
                "the last layer moves as it should, the others don't. Are all of them there, and "
                "is their gradient taken before the last layer moves?"
            )
        if all(close(m, -slow * g, 1e-4) for m, g in zip(moves[:-2], gradients)):
            raise NotYet(
                "all but the last layer move as they should. Is the last layer's gradient taken "
                "before the others move? Both belong to one step, from the same weights."
            )
        raise NotYet("the variables move, but not by rate times gradient of the mean squared error")
    returned = number(returned, "the returned loss")
    if close(returned, loss, 1e-4):
        return
    if close(returned, _gradients(model, x, y)[1], 1e-4):
        raise NotYet("that is the loss after the update; return the one that the tape has seen.")
    raise NotYet(f"the returned loss is {returned:.4f}, and the mean squared error was {loss:.4f}.")


def _called(train_step, model, x, y, optimizers):
    """Call the learner's function; if it is compiled, it may meet new optimizers only once."""
    before = model.get_weights()
    try:
        return call(train_step, model, x, y, *optimizers, name="train_step")
    except ValueError as error:
        if "non-first call" not in str(error):
            raise
    model.set_weights(before)
    optimizers[:] = [type(each).from_config(each.get_config()) for each in optimizers]
    optimizers[0].build(model.trainable_variables[:-2])
    optimizers[1].build(model.trainable_variables[-2:])
    return call(train_step, model, x, y, *optimizers, name="train_step")


def _rate(move, gradient):
    """The rate at which a variable has moved against its gradient, or None."""
    rate = -np.sum(move * gradient) / np.sum(gradient**2)
    return rate if close(move, -rate * gradient, 1e-4) else None


def _wrong_rate(rates, slow, fast):
    """Name the first variable that moves along its gradient, but not at the rate it should."""
    for place, rate in enumerate(rates):
        last = place >= len(rates) - 2
        right, other, optimizer = (fast, slow, "fast") if last else (slow, fast, "slow")
        if np.isclose(rate, right, rtol=1e-2):
            continue
        name = f"model.trainable_variables[{place}]"
        if last:
            name = f"the {'kernel' if place == len(rates) - 2 else 'bias'} of model.out"
        if np.isclose(rate, 0, atol=1e-4):
            return f"{name} doesn't move; it belongs to `{optimizer}`."
        if np.isclose(rate, other, rtol=1e-2):
            return f"{name} is moved by the other optimizer; it belongs to `{optimizer}`."
        if np.isclose(rate, slow + fast, rtol=1e-2):
            return f"{name} is moved by both optimizers; it belongs to `{optimizer}`."
        if rate < 0:
            return f"{name} moves uphill. Which way does its gradient point?"
        return (
            f"{name} moves {rate / right:.3g} times as far as it should. Is the loss the mean "
            "squared error, and is each gradient applied once?"
        )
    return "the variables move, but not by rate times gradient of the mean squared error"


def _explain(moved, slow, fast, n):
    hints = {
        (0, 0): "after the step no variable has moved.",
        (fast, slow): "the optimizers are swapped: `fast` is for the last layer, model.out.",
        (slow, slow): "the last layer moves slowly, too: `fast` is for it.",
        (fast, fast): "all layers move fast; only the last one should.",
        (slow, 0): "the last layer doesn't move: what about `fast`?",
        (0, fast): "only the last layer moves: what about `slow`?",
        (slow, slow + fast): "both optimizers move the last layer; each variable has one.",
        (slow + fast, fast): "both optimizers move the hidden layers; each variable has one.",
        (slow + fast, slow + fast): "both optimizers move everything; each has its own variables.",
        (-slow, -fast): "the loss grows: which way do the gradients point?",
        (n * slow, n * fast): "the steps are as many times too long as there are samples: no mean?",
    }
    for (inner, outer), hint in hints.items():
        if moved(inner, outer):
            raise NotYet(hint)


# Find the bug


@exercises.add(
    title="find the bug",
    stub='''
class WaveModel(tf.keras.Model):
    """scale * out(third(second(first(start(inputs))))), each but the last with relu."""

    def __init__(self):
        super().__init__()
        self.scale = tf.Variable(1.0)
        self.start = tf.keras.layers.Dense(16, activation="relu")
        self.middle = [tf.keras.layers.Dense(16, activation="relu")] * 3
        self.out = tf.keras.layers.Dense(1)

    def call(self, inputs):
        x = self.start(inputs)
        for layer in self.middle:
            x = layer(x)
        return self.scale * self.out(x)
''',
    task="make both repairs",
    hints=(
        "Count. How many trainable variables should the model have: five layers with a kernel and "
        "a bias each, and the scale? How many has it, after its first call?",
        "[layer] * 3 is a list that holds one layer three times. And `add_weight` registers a "
        'variable: one number that starts at 1 has shape=() and initializer="ones".',
    ),
)
def bug(WaveModel):
    """Eleven trainable variables, and the formula as it was."""
    model = made_by(WaveModel, "WaveModel")
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (9, 1)).astype("float32")
    output_of(model, x, (9, 1), "the output for a column of 9 inputs")
    variables = model.trainable_variables
    small = [v for v in variables if np.prod(v.shape) == 1]
    kernels = [v for v in variables if len(v.shape) == 2 and np.prod(v.shape) > 1]
    biases = [v for v in variables if len(v.shape) == 1 and np.prod(v.shape) > 1]
    inner = [v for v in kernels if v.shape == (16, 16)]
    if not variables:
        raise NotYet("no variable is trainable. Are the layers created in `__init__`?")
    if len(inner) == 1:
        text = f"the three middle layers have one kernel between them, of {len(kernels)} in all."
        raise NotYet(text + " How many layers does the list hold?")
    if len(kernels) != 5:
        raise NotYet(f"five layers have five kernels, and here are {len(kernels)}.")
    if len(inner) != 3 or len(biases) != 4:
        shapes = ", ".join(str(tuple(v.shape)) for v in variables)
        raise NotYet(
            "five kernels, as it should be; but the layers had 16 outputs each, the last one 1, "
            f"and the scale was one number. Here the variables have the shapes {shapes}."
        )
    if len(small) != 2:
        raise NotYet(
            "the layers are all there now. But there is a number that the model computes with and "
            "that no training moves: it is not among the trainable variables."
        )
    if not any(close(v, 1) for v in small):
        raise NotYet("the scale should start at 1.")
    fill(variables, rng)
    _is_wave_model(output_of(model, x, (9, 1), "the output"), x, kernels, biases, small)
    return "eleven trainable variables, and the formula is as it was"


def _is_wave_model(output, x, kernels, biases, small):
    start, *middle, out = sorted(kernels, key=lambda v: (v.shape[1] == 1, v.shape[0] != 1))
    for order in itertools.permutations(range(4)):
        bias = [biases[i].numpy() for i in order]
        for inner in itertools.permutations(middle):
            h = x
            for kernel, shift in zip([start, *inner], bias):
                h = np.maximum(h @ kernel.numpy() + shift, 0)
            for scale, last in [small, small[::-1]]:
                expected = scale.numpy() * (h @ out.numpy() + last.numpy())
                if close(output, expected, 1e-2):
                    return
    raise NotYet("all variables are there, but the formula is another: leave `call` as it was.")
