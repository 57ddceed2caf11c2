"""The exercises of notebook 02_keras_subclass_model."""

import numpy as np
import tensorflow as tf

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet


def slope_of(model, x):
    """As in the notebook: the slopes of a model's outputs, each by its own input."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = model(x)
    return tape.gradient(y, x)


exercises = Exercises(names=lambda: {"slope_of": slope_of})
progress = exercises.progress


def _data(seed, n, w, b):
    """Points above a line, skewed, so that mean and median differ: x, y of shape (n,)."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 2, n)
    return x.astype("float32"), (w * x + b + rng.exponential(0.8, n)).astype("float32")


def _line(slope, intercept):
    return f"def wrong_line(x, y):\n    return {slope}, {intercept}"


wrong_line = exercises.add(
    Exercise(
        name="wrong_line",
        title="the line that the (n,) mistake learns",
        task="say which line will come out",
        stub="""
def wrong_line(x, y):
    slope, intercept = ..., ...
    return slope, intercept
""",
        solution="""
def wrong_line(x, y):
    return 0.0, np.mean(y)
""",
        cases=[_data(0, 40, 2.0, -1.0)],
        rtol=0.02,
        atol=0.03,
        seconds=60,  # it may be found by training, too, in 1,500 steps
        mistakes=[
            Mistake(
                "those are the numbers of the least squares line, which a comparison of each "
                "prediction with its own target would find. Here it meets all the others, too.",
                source="def wrong_line(x, y):\n    return np.polyfit(x, y, 1)",
            ),
            Mistake(
                "the two numbers are right, in the wrong order: first the slope.",
                ("0.0, np.mean(y)", "np.mean(y), 0.0"),
            ),
            Mistake(
                "a flat line, yes. The median is nearest if errors count by their size; here they "
                "are squared.",
                source=_line("0.0", "np.median(y)"),
            ),
            Mistake(
                "a flat line, yes. Its height is the sum of the targets, far above all of them.",
                source=_line("0.0", "np.sum(y)"),
            ),
            Mistake(
                "a flat line, yes. Its height is that of the least squares line at x = 0; the data "
                "lies elsewhere.",
                source=_line("0.0", "np.polyfit(x, y, 1)[1]"),
            ),
            Mistake(
                "a flat line, yes. But why at 0? Which number is nearest to all targets?",
                source=_line("0.0", "0.0"),
            ),
            Mistake(
                "a flat line, yes. Its height is the mean of the inputs. What are predictions "
                "compared with?",
                source=_line("0.0", "np.mean(x)"),
            ),
            Mistake(
                "your slope is that of the least squares line. But the targets that a prediction "
                "is compared with are the same at every x.",
                source=_line("np.polyfit(x, y, 1)[0]", "np.mean(y)"),
            ),
        ],
        otherwise="another line comes out. Should the prediction at a small x differ from that at "
        "a large x, if both are compared with the same targets? (Return two numbers.)",
        hints=(
            "The prediction at one x is compared with all targets, those of every other x too. "
            "Which single number is nearest to all targets, if the errors are squared?",
            "The answer is the same number at every x. So what is the slope, and what the height?",
        ),
        praise="your line is the one that this loss leads to (other data tried)",
    )
)


def _layer(maker, *inputs):
    """Return the layer or model that a learner's class makes, and its output for the inputs."""
    if isinstance(maker, tf.keras.layers.Layer):
        raise NotYet("a class is expected, and here is an object that it has made.")
    made = maker()
    if not isinstance(made, tf.keras.layers.Layer):
        raise NotYet("the class should make a Keras layer, and here is something else.")
    return made, made(*inputs)


def _fill(variables):
    """Give every number of the variables another value; return these values, sorted."""
    size = sum(int(np.prod(variable.shape)) for variable in variables)
    values = np.random.default_rng(5).permutation(np.linspace(-1.7, 1.4, size))
    start = 0
    for variable in variables:
        end = start + int(np.prod(variable.shape))
        variable.assign(values[start:end].reshape(variable.shape))
        start = end
    return np.sort(values)


def _quadratic(Quadratic, features):
    """The coefficients, read off at 0 and ±1 along each axis; do the outputs follow from them?"""
    zero, steps = np.zeros((1, features), "float32"), np.eye(features, dtype="float32")
    layer, first = _layer(Quadratic, zero)
    if first is None:
        return None
    found = {"trainable numbers": sum(int(np.prod(v.shape)) for v in layer.trainable_variables)}
    found["shape of the output for 5 rows"] = tuple(layer(np.ones((5, features), "float32")).shape)
    if found["shape of the output for 5 rows"] != (5, 1) or not found["trainable numbers"]:
        return found
    values = _fill(layer.trainable_variables)
    b, up, down = (np.ravel(layer(x)) for x in (zero, steps, -steps))
    w2, w1 = (up + down) / 2 - b, (up - down) / 2
    found["one kernel for both"] = bool(np.allclose(w1, w2))
    if found["trainable numbers"] != 2 * features + 1:
        return found
    x = np.random.default_rng(6).uniform(-2, 2, (20, features)).astype("float32")
    with tf.GradientTape() as tape:
        output = layer(x)
    gradients = tape.gradient(output, layer.trainable_variables)
    found["variables without a gradient"] = sum(one is None for one in gradients)
    found["distance from x² w2 + x w1 + b"] = np.max(np.abs(output[:, 0] - x**2 @ w2 - x @ w1 - b))
    coefficients = np.sort([*w2, *w1, *b])
    found["distance of its coefficients from its weights"] = np.max(np.abs(coefficients - values))
    return found


COLUMNS = (
    "with one column it works, with three it stops. How many columns there are is in "
    "`input_shape`, `@` adds up the products of a row, and b is a single number."
)
BARE = "tf.Variable(tf.random.normal((features, 1)))"
WEIGHTS = [f'self.add_weight(shape=(features, 1), name="w{power}")' for power in (2, 1)]
BIAS = 'self.add_weight(shape=(1,), initializer="zeros", name="b")'

quadratic = exercises.add(
    Exercise(
        name="quadratic",
        title="a quadratic layer",
        task="write `build` and `call`",
        stub="""
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        ...

    def call(self, inputs):
        ...
""",
        solution="""
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        features = input_shape[-1]
        self.w2 = self.add_weight(shape=(features, 1), name="w2")
        self.w1 = self.add_weight(shape=(features, 1), name="w1")
        self.b = self.add_weight(shape=(1,), initializer="zeros", name="b")

    def call(self, inputs):
        return inputs**2 @ self.w2 + inputs @ self.w1 + self.b
""",
        observe=_quadratic,
        seconds=60,
        cases=[(1,), (3,)],
        atol=1e-3,
        mistakes=[
            Mistake("where are the squares of the inputs?", ("inputs**2 @ self.w2 + ", "")),
            Mistake("the term with w1 is missing.", (" + inputs @ self.w1", "")),
            Mistake("no b moves the output, or none that is trained: is it made by `add_weight`, "
                    "and added?", (f"self.b = {BIAS}", "pass"), (" + self.b", "")),
            Mistake("no b moves the output, or none that is trained: is it made by `add_weight`, "
                    "and added?", (BIAS, "tf.Variable([0.0])")),
            Mistake("b is made, and not added.", (" + self.b", "")),
            Mistake("cubes, not squares.", ("inputs**2", "inputs**3")),
            Mistake("the inputs are to be squared one by one, before they are multiplied by w2.",
                    ("inputs**2 @ self.w2", "(inputs @ self.w2) ** 2")),
            Mistake("there is no activation in this formula.",
                    ("return ", "return tf.nn.relu("), ("+ self.b", "+ self.b)")),
            Mistake(COLUMNS, ("(features, 1)", "(1, 1)")),
            Mistake(COLUMNS, ("@ self", "* self")),
            Mistake("the layer has no trainable variables. Are they made by `self.add_weight`, in "
                    "`build`?",
                    (WEIGHTS[0], BARE), (WEIGHTS[1], BARE), (BIAS, "tf.Variable(0.0)")),
            Mistake("one of the kernels is a bare `tf.Variable`: `add_weight` registers it.",
                    (WEIGHTS[0], BARE)),
            Mistake("one of the kernels is a bare `tf.Variable`: `add_weight` registers it.",
                    (WEIGHTS[1], BARE)),
            Mistake("x² and x share one kernel; each needs its own.",
                    (f"        self.w1 = {WEIGHTS[1]}\n", ""), ("self.w1", "self.w2")),
            Mistake("x² and x use the same kernel; w1 lies idle.",
                    ("inputs @ self.w1", "inputs @ self.w2")),
            Mistake("the formula has no factor 2 in front of x W₁.", ("+ inputs", "+ 2 * inputs")),
            Mistake("b is to be added.", ("+ self.b", "- self.b")),
            Mistake("for three columns there are three outputs: the products of a row are to be "
                    "added up, as `@` does.",
                    ("(features, 1)", "(features,)"), ("@ self", "* self")),
            Mistake("the output has the shape (n,): beside targets of (n, 1), the old mistake.",
                    ("return ", "return ("), ("+ self.b", "+ self.b)[:, 0]")),
            Mistake("a gradient is None: there is NumPy in `call`. The tape can't follow it.",
                    ("inputs @ self.w1", "tf.constant(inputs.numpy() @ self.w1.numpy())")),
            Mistake(COLUMNS, ("shape=(1,)", "shape=(features, 1)")),
        ],
        hints=(
            "`MyDense` shows all that you need: with one output, its kernel has the shape "
            "(features, 1). Here there are two kernels, one for the squares.",
            'In build: self.w2 = self.add_weight(shape=(features, 1), name="w2"), w1 in the same '
            "way, and b with shape=(1,). In call: the squares @ self.w2, plus …",
        ),
        praise="your layer computes what it should, for one column and for three",
    )
)  # fmt: skip

curves = exercises.add(
    Exercise(
        name="curves",
        title="four curves, four causes",
        task="give each curve its cause",
        stub="""
curve_a = ...  # "no relu", "relu at the end", "two units", "dropout left on" or "targets (n,)"
curve_b = ...
curve_c = ...
curve_d = ...
""",
        solution="""
curve_a = "relu at the end"
curve_b = "two units"
curve_c = "dropout left on"
curve_d = "no relu"
""",
        observe=lambda *causes: [str(cause).strip().lower() for cause in causes],
        mistakes=[
            Mistake(
                "D is straight, and tilted. Which line did the (n,) targets lead to?",
                ("no relu", "targets (n,)"),
            ),
            Mistake(
                "A is cut off at 0, and D is straight. Where does relu stand in each?",
                ("relu at the end", "no r3lu"), ("no relu", "relu at the end"), ("r3lu", "relu"),
            ),
            Mistake(
                "a curve of straight pieces bends once for each unit. Count the bends of A and B.",
                ("relu at the end", "two un1ts"), ("two units", "relu at the end"),
                ("un1ts", "units"),
            ),
            Mistake(
                "C takes other values at every point. Which layer throws dice?",
                ("dropout left on", "two un1ts"), ("two units", "dropout left on"),
                ("un1ts", "units"),
            ),
        ],
        otherwise="not all four fit. What can the model not do any more, in each of the cases?",
        hints=(
            "Which values can relu return? Which curve can be drawn without relu? How often can "
            "two units bend a curve? And what does dropout do to equal inputs?",
            "One curve never falls below 0, one is a straight line, one bends twice at most, and "
            "one trembles. One cause is left over: its curve would be flat.",
        ),
        praise="each picture shows what its model could not do",
    )
)  # fmt: skip


def _tea():
    """Small models with weights of their own, and times that begin at 0."""
    for seed, until, n in [(0, 2.0, 50), (1, 1.0, 20)]:
        rng = np.random.default_rng(seed)
        layers = [tf.keras.layers.Dense(4, activation="tanh"), tf.keras.layers.Dense(1)]
        model = tf.keras.Sequential([tf.keras.Input(shape=(1,)), *layers])
        model.set_weights([rng.normal(size=weight.shape) for weight in model.get_weights()])
        yield model, tf.constant(np.linspace(0, until, n, dtype="float32").reshape((-1, 1)))


def _law(law_loss, model, time):
    """The loss, and how it changes with the weights."""
    with tf.GradientTape() as tape:
        loss = law_loss(model, time)
    if loss is None:
        return None
    kernel = tape.gradient(loss, model.trainable_variables[0])
    if kernel is None:
        raise NotYet("the gradient is None: is there NumPy in it? The tape can't follow it.")
    return {"loss": loss, "its gradient by the first kernel": kernel}


SQUARES = "tf.reduce_mean(residual**2)"
START = " + (model(time[:1])[0, 0] - 1) ** 2"

law = exercises.add(
    Exercise(
        name="law",
        title="a law as a loss",
        task="write the loss",
        stub="""
def law_loss(model, time):
    ...
""",
        solution="""
def law_loss(model, time):
    residual = slope_of(model, time) + 2 * model(time)
    return tf.reduce_mean(residual**2) + (model(time[:1])[0, 0] - 1) ** 2
""",
        observe=_law,
        seconds=60,
        cases=lambda: [*_tea()],
        mistakes=[
            Mistake("a curve that is 0 everywhere obeys the law, too. What says that the tea was "
                    "hot?", (START, "")),
            Mistake("the slope should be *minus* 2 times the temperature. What should their sum "
                    "be?", ("+ 2", "- 2")),
            Mistake("how much does the law miss at each time? The slope plus *twice* the "
                    "temperature.", ("2 * model", "model")),
            Mistake("a miss below 0 would make the loss smaller: square each of them.",
                    ("residual**2", "residual")),
            Mistake("first the squares, then their mean: misses of both signs would cancel.",
                    (SQUARES, "tf.reduce_mean(residual) ** 2")),
            Mistake("the sum grows with the number of times: take the mean.",
                    ("reduce_mean", "reduce_sum")),
            Mistake("the temperature is to be 1 at the first time alone; you ask for it at all.",
                    ("(model(time[:1])[0, 0] - 1) ** 2",
                     "tf.reduce_mean((model(time) - 1) ** 2)")),
            Mistake("at which time is the temperature 1: the first, or the last?",
                    ("time[:1]", "time[-1:]")),
            Mistake("at time 0 the temperature is to be 1, not 0.", ("[0, 0] - 1", "[0, 0]")),
            Mistake("square the miss at time 0, too.", ("[0, 0] - 1) ** 2", "[0, 0] - 1)")),
            Mistake("square the miss at time 0; its size alone is another loss.",
                    ("(model(time[:1])[0, 0] - 1) ** 2", "tf.abs(model(time[:1])[0, 0] - 1)")),
            Mistake("there is NumPy in it, such as from `predict`: the tape can't follow it.",
                    ("2 * model(time)", "2 * model(time).numpy()")),
            Mistake("only the start is asked for: any curve that begins at 1 will do.",
                    (SQUARES + " + ", "")),
            Mistake("only the first time obeys the law; ask for the mean over all times.",
                    (SQUARES, "residual[0, 0] ** 2")),
        ],
        hints=(
            "Two things should be 0. At each time: the slope plus twice the temperature. At the "
            "first time: the temperature minus 1.",
            "residual = slope_of(model, time) + …; return the mean of its squares, plus the square "
            "of (model(time[:1])[0, 0] - 1).",
        ),
        praise="your loss asks for the law at every time, and for the start",
    )
)  # fmt: skip


def _wave(WaveModel):
    """Its variables, then, with weights that their shape alone decides, its outputs."""
    x = np.random.default_rng(0).uniform(-1, 1, (9, 1)).astype("float32")
    model, output = _layer(WaveModel, x)
    if output is None:
        return None
    for variable in model.trainable_variables:
        rng = np.random.default_rng(int(np.prod(variable.shape)))
        variable.assign(rng.normal(0.1, 0.3, variable.shape))
    once, again = model(x), model(x)
    training = [model(x, training=True) for _ in range(2)]
    found = {
        "trainable variables": len(model.trainable_variables),
        "the same input gives the same output": bool(np.allclose(once, again)),
        "dropout while it trains": not np.allclose(*training),
    }
    return found | ({"output": once} if found["the same input gives the same output"] else {})


LIST = '[tf.keras.layers.Dense(16, activation="relu") for _ in range(3)]'
SHARED = '[tf.keras.layers.Dense(16, activation="relu")] * 3'
ALWAYS = ("self.drop(x)", "self.drop(x, training=True)")

bug = exercises.add(
    Exercise(
        name="bug",
        title="find the bug",
        task="make both repairs",
        stub='''
class WaveModel(tf.keras.Model):
    """Five layers: start, three in the middle, out. Relu in all but out; dropout in training."""

    def __init__(self):
        super().__init__()
        self.start = tf.keras.layers.Dense(16, activation="relu")
        self.middle = [tf.keras.layers.Dense(16, activation="relu")] * 3
        self.drop = tf.keras.layers.Dropout(0.2)
        self.out = tf.keras.layers.Dense(1)

    def call(self, inputs):
        x = self.start(inputs)
        for layer in self.middle:
            x = layer(x)
        return self.out(self.drop(x, training=True))
''',
        solution='''
class WaveModel(tf.keras.Model):
    """Five layers: start, three in the middle, out. Relu in all but out; dropout in training."""

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
''',
        observe=_wave,
        seconds=60,
        mistakes=[
            Mistake("both are still there. Count the variables, and call the model twice.",
                    (LIST, SHARED), ALWAYS),
            Mistake("one is found. Now count: how many layers does the list `middle` hold?",
                    (LIST, SHARED)),
            Mistake("one is found. Now call the model twice with the same input.", ALWAYS),
            Mistake("the dropout is gone while it trains, too. Who should tell it?",
                    ("self.drop(x)", "self.drop(x, training=False)")),
            Mistake("the dropout is gone while it trains, too. Who should tell it?",
                    ("self.out(self.drop(x))", "self.out(x)")),
            Mistake("two layers are in the middle now; three are meant.", ("range(3)", "range(2)")),
            Mistake("the layers in the middle have lost their relu.",
                    (LIST, LIST.replace(', activation="relu"', ""))),
            Mistake("the layers had 16 units each.", ("Dense(16", "Dense(8")),
            Mistake("the list holds the layers, and none of them is used.",
                    ("            x = layer(x)", "            layer(x)")),
        ],
        hints=(
            "Count. Five layers have a kernel and a bias each: how many trainable variables should "
            "there be, and how many are there? Then call the model twice with the same input.",
            "[layer] * 3 is a list that holds one layer three times. And training=True inside "
            "`call` is heard even when the model predicts.",
        ),
        praise="ten variables are trained, and equal inputs give equal outputs",
    )
)  # fmt: skip
