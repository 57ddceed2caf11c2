"""The exercises of notebook 02_keras_subclass_model."""

import numpy as np
import tensorflow as tf

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet
from helpers.plots.keras_subclass_model import FOUR_MISTAKES


def slope_of(model, x):
    """As in the notebook: the slopes of a model's outputs, each by its own input."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = model(x)
    return tape.gradient(y, x)


exercises = Exercises(names=lambda: {"slope_of": slope_of})


def _points():
    """Points above a line, skewed, so that mean and median differ."""
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 2, 40)
    return [(x.astype("float32"), (2 * x - 1 + rng.exponential(0.8, 40)).astype("float32"))]


wrong_line = exercises.add(Exercise(
    name="wrong_line", task="say which line will come out", stub="""
def wrong_line(x, y):
    slope, intercept = ..., ...
    return slope, intercept
""", solution="""
def wrong_line(x, y):
    return 0.0, np.mean(y)
""",
    cases=_points, rtol=0.02, atol=0.03, seconds=60,  # found by training, it takes 1,500 steps
    mistakes=[
        Mistake("those are the numbers of the least squares line, which a comparison of each "
                "prediction with its own target would find. Here it meets all the others, too.",
                ("0.0, np.mean(y)", "np.polyfit(x, y, 1)")),
        Mistake("the two numbers are right, in the wrong order: first the slope.",
                ("0.0, np.mean(y)", "np.mean(y), 0.0")),
        *[Mistake("a flat line, yes, but at another height. Which number is nearest to all "
                  "targets, if the errors are squared?", ("np.mean(y)", height))
          for height in ("0.0", "np.median(y)", "np.sum(y)", "np.polyfit(x, y, 1)[1]")]],
    otherwise="another line comes out. Should the prediction at a small x differ from that at "
    "a large x, if both are compared with the same targets? (Return two numbers.)",
    hints=("The prediction at one x is compared with all targets, those of every other x too. "
           "Which single number is nearest to all targets, if the errors are squared?",
           "The answer is the same number at every x. So what is the slope, and what the height?"),
    praise="your line is the one that this loss leads to (other data tried)"))  # fmt: skip


def _layer(maker, inputs):
    """Return the layer or model that a learner's class makes, and its output for the inputs."""
    made = None if isinstance(maker, tf.keras.layers.Layer) else maker()
    if not isinstance(made, tf.keras.layers.Layer):
        raise NotYet("a class is expected, one whose objects are Keras layers.")
    if (output := made(inputs)) is None:
        raise NotYet("nothing comes back from `call`. Is there a `return`?")
    return made, output


def _quadratic(Quadratic, features):
    """The coefficients, read off at 0 and ±1 along each axis; do the outputs follow from them?"""
    layer, output = _layer(Quadratic, np.ones((5, features), "float32"))
    variables = layer.trainable_variables
    size = sum(int(np.prod(variable.shape)) for variable in variables)
    found = {"trainable numbers": size, "shape of the output for 5 rows": tuple(output.shape)}
    if [*found.values()] != [2 * features + 1, (5, 1)]:
        return found
    rng = np.random.default_rng(5)
    for variable in variables:
        variable.assign(rng.normal(size=variable.shape))
    steps = np.eye(features, dtype="float32")
    b, up, down = (np.ravel(layer(x)) for x in (0 * steps[:1], steps, -steps))
    w2, w1 = (up + down) / 2 - b, (up - down) / 2
    x = rng.uniform(-2, 2, (20, features)).astype("float32")
    with tf.GradientTape() as tape:
        output = tf.function(layer)(x)  # in a graph, as in `fit`
    weights = np.sort(np.concatenate([np.ravel(variable) for variable in variables]))
    off = [*(np.sort([*w2, *w1, *b]) - weights), *(output[:, 0] - x**2 @ w2 - x @ w1 - b)]
    return found | {
        "variables without a gradient": sum(g is None for g in tape.gradient(output, variables)),
        "distance from x² w2 + x w1 + b": round(float(np.max(np.abs(off))), 4),
    }


quadratic = exercises.add(Exercise(
    name="quadratic", task="write `build` and `call`", stub="""
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        ...

    def call(self, inputs):
        ...
""", solution="""
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        features = input_shape[-1]
        self.w2 = self.add_weight(shape=(features, 1), name="w2")
        self.w1 = self.add_weight(shape=(features, 1), name="w1")
        self.b = self.add_weight(shape=(1,), initializer="zeros", name="b")

    def call(self, inputs):
        return inputs**2 @ self.w2 + inputs @ self.w1 + self.b
""",
    observe=_quadratic, cases=[(1,), (3,)], atol=1e-3, seconds=60,
    mistakes=[
        Mistake("where are the squares of the inputs?", ("inputs**2 @ self.w2 + ", "")),
        Mistake("the term with w1 is missing.", (" + inputs @ self.w1", "")),
        Mistake("b is made, and not added.", (" + self.b", "")),
        Mistake("the inputs are to be squared one by one, before they are multiplied by w2.",
                ("inputs**2 @ self.w2", "(inputs @ self.w2) ** 2")),
        *[Mistake("with one column it works, with three it stops. How many columns there are is "
                  "in `input_shape`, and `@` adds up the products of a row.", edit)
          for edit in [("(features, 1)", "(1, 1)"), ("@ self", "* self")]],
        Mistake("a gradient is None: there is NumPy in `call`. The tape can't follow it.",
                ("inputs @ self.w1", "tf.constant(inputs.numpy() @ self.w1.numpy())"))],
    hints=("`MyDense` shows all that you need: with one output, its kernel has the shape "
           "(features, 1). Here there are two kernels, one for the squares.",
           'In build: self.w2 = self.add_weight(shape=(features, 1), name="w2"), w1 in the same '
           "way, and b with shape=(1,). In call: the squares @ self.w2, plus …"),
    praise="your layer computes what it should, for one column and for three"))  # fmt: skip


def _swapped(one, other):
    return (one, "?"), (other, one), ("?", other)


curves = exercises.add(Exercise(
    name="curves", task="give each curve its cause", stub="""
curve_a = ...  # "no relu", "relu at the end", "two units", "dropout left on" or "targets (n,)"
curve_b = ...
curve_c = ...
curve_d = ...
""",
    solution=tuple(FOUR_MISTAKES),
    observe=lambda *causes: [str(cause).strip().lower() for cause in causes],
    mistakes=[
        Mistake("D is straight, and tilted. Which line did the (n,) targets lead to?",
                ("no relu", "targets (n,)")),
        Mistake("A is cut off at 0, and D is straight. Where does relu stand in each?",
                *_swapped("relu at the end", "no relu")),
        Mistake("a curve of straight pieces bends once for each unit. Count the bends of A and B.",
                *_swapped("relu at the end", "two units")),
        Mistake("C takes other values at every point. Which layer throws dice?",
                *_swapped("dropout left on", "two units"))],
    otherwise="not all four fit (each is one of the five short texts). What can the model not do "
    "any more, in each of the cases?",
    hints=("Which values can relu return? Which curve can be drawn without relu? How often can "
           "two units bend a curve? And what does dropout do to equal inputs?",
           "One curve never falls below 0, one is a straight line, one bends twice at most, and "
           "one trembles. One cause is left over: its curve would be flat."),
    praise="each picture shows what its model could not do"))  # fmt: skip


def _tea(seed, until, n):
    """A small model with weights of its own, and n times that begin at 0."""
    rng = np.random.default_rng(seed)
    layers = [tf.keras.layers.Dense(4, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input(shape=(1,)), *layers])
    model.set_weights([rng.normal(0, 2, weight.shape) for weight in model.get_weights()])
    return model, tf.constant(np.linspace(0, until, n, dtype="float32").reshape((-1, 1)))


def _law(law_loss, model, time):
    """The loss, and how it changes with the first kernel, and the last bias."""
    with tf.GradientTape() as tape:
        loss = law_loss(model, time)
    if loss is None:
        return None
    kernel, *_, bias = model.trainable_variables
    slopes = tape.gradient(loss, [kernel, bias]) if tf.is_tensor(loss) else [None]
    if any(slope is None for slope in slopes):
        raise NotYet("the gradient is None: is there NumPy in it? The tape can't follow it.")
    return {"loss": loss, "its gradient by the first kernel, the last bias": tuple(slopes)}


START = "(model(time[:1])[0, 0] - 1) ** 2"

law = exercises.add(Exercise(
    name="law", task="write the loss", stub="""
def law_loss(model, time):
    ...
""", solution="""
def law_loss(model, time):
    residual = slope_of(model, time) + 2 * model(time)
    return tf.reduce_mean(residual**2) + (model(time[:1])[0, 0] - 1) ** 2
""",
    observe=_law, cases=lambda: [_tea(0, 2.0, 50), _tea(1, 1.0, 20)], seconds=60,
    mistakes=[
        Mistake("a curve that is 0 everywhere obeys the law, too. What says that the tea was "
                "hot?", (f" + {START}", "")),
        Mistake("the slope should be *minus* 2 times the temperature. What should their sum be?",
                ("+ 2", "- 2")),
        Mistake("how much does the law miss at each time? The slope plus *twice* the "
                "temperature.", ("2 * model", "model")),
        Mistake("a miss below 0 would make the loss smaller: square each of them.",
                ("residual**2", "residual")),
        *[Mistake("the *squares* of what is missed are asked for, not the absolute values.",
                  ("residual**2", "tf.abs(residual)"), (START, start))
          for start in (START, "abs(model(time)[0, 0] - 1)")],
        Mistake("the sum grows with the number of times: take the mean.",
                ("reduce_mean", "reduce_sum")),
        Mistake("misses of both signs cancel here before they are squared: square each of them.",
                ("tf.reduce_mean(residual**2)", "tf.reduce_mean(residual) ** 2")),
        *[Mistake("there is NumPy in it, such as from `predict`: the tape can't follow it.",
                  (tensor, tensor.replace(")", ").numpy()", 1)))
          for tensor in ("2 * model(time)", "(model(time[:1])[0, 0] - 1)")]],
    hints=("Two things should be 0. At each time: the slope plus twice the temperature. At the "
           "first time: the temperature minus 1.",
           "residual = slope_of(model, time) + …; return the mean of its squares, plus the square "
           "of (model(time[:1])[0, 0] - 1)."),
    praise="your loss asks for the law at every time, and for the start"))  # fmt: skip


def _wave(WaveModel):
    """Its variables, then, with weights that their shape alone decides, its outputs."""
    x = np.random.default_rng(0).uniform(-1, 1, (9, 1)).astype("float32")
    model, _ = _layer(WaveModel, x)
    for variable in model.trainable_variables:
        rng = np.random.default_rng(int(np.prod(variable.shape)) + 4)  # outputs below 0, too
        variable.assign(rng.normal(0, 0.4, variable.shape))
    once, again = model(x), model(x)
    return {
        "trainable variables": len(model.trainable_variables),
        "output": once if np.allclose(once, again) else "another each time",
        "dropout while it trains": not np.allclose(*(model(x, training=True) for _ in range(2))),
    }


SHARED = (" for _ in range(3)]", "] * 3")
ALWAYS = ("self.drop(x)", "self.drop(x, training=True)")
WAVE = '''
class WaveModel(tf.keras.Model):
    """Five Dense layers: start, 3 in the middle, out. Relu in all but out; dropout in training."""

    def __init__(self):
        super().__init__()
        self.start = tf.keras.layers.Dense(16, activation="relu")
        self.middle = [tf.keras.layers.Dense(16, activation="relu") for _ in range(3)]
        self.drop = tf.keras.layers.Dropout(0.2)
        self.out = tf.keras.layers.Dense(1)

    def call(self, inputs):
        x = self.start(inputs)
        for layer in self.middle:
            x = layer(x)
        return self.out(self.drop(x))
'''

bug = exercises.add(Exercise(
    name="bug", task="make both repairs",
    stub=WAVE.replace(*SHARED).replace(*ALWAYS), solution=WAVE, observe=_wave, seconds=60,
    mistakes=[
        Mistake("one is found. Now count: how many layers does the list `middle` hold?", SHARED),
        Mistake("one is found. Now call the model twice with the same input.", ALWAYS),
        Mistake("the dropout is gone while it trains, too. Who should tell it?",
                ("self.drop(x)", "self.drop(x, training=False)")),
        Mistake("the middle layers have lost their relu.", (', activation="relu") for', ") for"))],
    hints=("Count. Five Dense layers have a kernel and a bias each: how many trainable variables "
           "should there be, how many are there? Then call the model twice with the same input.",
           "[layer] * 3 is a list that holds one layer three times. And training=True inside "
           "`call` is heard even when the model predicts."),
    praise="ten variables are trained, and equal inputs give equal outputs"))  # fmt: skip
