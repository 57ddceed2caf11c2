"""Right and wrong answers to the exercises of notebook 02_keras_subclass_model."""

QUADRATIC = """
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.w2 = self.add_weight(shape=(input_shape[-1], 1), name="w2")
        self.w1 = self.add_weight(shape=(input_shape[-1], 1), name="w1")
        self.b = self.add_weight(shape=(1,), initializer="zeros", name="b")

    def call(self, inputs):
        return inputs**2 @ self.w2 + inputs @ self.w1 + self.b
"""
RESIDUAL = """
class ResidualBlock(tf.keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.first = tf.keras.layers.Dense(width, activation="relu")
        self.second = tf.keras.layers.Dense(width)

    def call(self, inputs):
        return inputs + self.second(self.first(inputs))
"""
STEP = """
def train_step(model, x_batch, y_batch, slow, fast):
    with tf.GradientTape() as tape:
        y_pred = model(x_batch, training=True)
        loss = tf.reduce_mean((y_pred - y_batch) ** 2)
    inner, outer = model.trainable_variables[:-2], model.trainable_variables[-2:]
    gradients = tape.gradient(loss, [inner, outer])
    slow.apply_gradients(zip(gradients[0], inner))
    fast.apply_gradients(zip(gradients[1], outer))
    return loss
"""
ALL_BY = """
def train_step(model, x_batch, y_batch, slow, fast):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_batch, training=True) - y_batch) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    %s.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
"""
WAVE = '''
class WaveModel(tf.keras.Model):
    """scale * out(third(second(first(start(inputs))))), each but the last with relu."""

    def __init__(self):
        super().__init__()
        self.scale = self.add_weight(shape=(), initializer="ones")
        self.start = tf.keras.layers.Dense(16, activation="relu")
        self.middle = [tf.keras.layers.Dense(16, activation="relu") for _ in range(3)]
        self.out = tf.keras.layers.Dense(1)

    def call(self, inputs):
        x = self.start(inputs)
        for layer in self.middle:
            x = layer(x)
        return self.scale * self.out(x)
'''
BARE = "self.scale = tf.Variable(1.0)"
GOOD_SCALE = 'self.scale = self.add_weight(shape=(), initializer="ones")'


def changed(source, *replacements):
    for old, new in replacements:
        assert old in source, old
        source = source.replace(old, new)
    return source


RIGHT = {
    "wrong_line": [
        (
            "TensorFlow's mean, as tensors",
            "def wrong_line(x, y):\n    return tf.constant(0.0), tf.reduce_mean(y)",
        ),
        ("a list of Python numbers", "def wrong_line(x, y):\n    return [0, sum(y) / len(y)]"),
        (
            "least squares over all pairs",
            """
def wrong_line(x, y):
    n = len(x)
    return np.polyfit(np.repeat(x, n), np.tile(y, n), 1)
""",
        ),
        (
            "gradient descent on the broadcast loss",
            """
def wrong_line(x, y):
    w, b = tf.Variable(0.5), tf.Variable(0.0)
    column = x.reshape((-1, 1))
    for step in range(400):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * column + b - y) ** 2)
        for variable, gradient in zip([w, b], tape.gradient(loss, [w, b])):
            variable.assign_sub(0.2 * gradient)
    return w.numpy(), b.numpy()
""",
        ),
    ],
    "quadratic": [
        (
            "sums of products, vectors of weights",
            """
class Quadratic(tf.keras.layers.Layer):
    def build(self, shape):
        self.a = self.add_weight(shape=(shape[-1],), initializer="random_normal")
        self.c = self.add_weight(shape=(shape[-1],), initializer="random_normal")
        self.d = self.add_weight(shape=(), initializer="zeros")

    def call(self, x):
        return tf.reduce_sum(self.a * x * x + self.c * x, axis=-1, keepdims=True) + self.d
""",
        ),
        (
            "one kernel for squares and inputs side by side",
            """
class Quadratic(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(2 * input_shape[-1], 1), name="kernel")
        self.bias = self.add_weight(shape=(1, 1), name="bias")
        super().build(input_shape)

    def call(self, inputs, training=None):
        both = tf.concat([tf.square(inputs), inputs], axis=1)
        return tf.matmul(both, self.kernel) + self.bias
""",
        ),
        (
            "Horner's scheme for rows",
            """
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        n = int(input_shape[1])
        self.w = [self.add_weight(shape=(1, n), initializer="ones", name=f"w{i}") for i in (1, 2)]
        self.b = self.add_weight(shape=(1,), initializer="zeros", name="b")

    def call(self, x):
        return tf.math.reduce_sum(x * (self.w[0] + self.w[1] * x), 1)[:, None] + self.b
""",
        ),
        (
            "a function that makes a layer, of any degree",
            """
class Polynomial(tf.keras.layers.Layer):
    def __init__(self, degree, **options):
        super().__init__(**options)
        self.degree = degree

    def build(self, input_shape):
        shape = (input_shape[-1], 1)
        powers = range(1, self.degree + 1)
        self.kernels = {str(k): self.add_weight(shape=shape, name=f"w{k}") for k in powers}
        self.b = self.add_weight(shape=(1, 1), initializer="zeros", name="b")

    def call(self, x):
        return tf.add_n([tf.matmul(x ** int(k), w) for k, w in self.kernels.items()]) + self.b


def Quadratic(degree=2):
    return Polynomial(degree, dtype="float64")
""",
        ),
        ("in a graph", QUADRATIC.replace("    def call", "    @tf.function\n    def call")),
    ],
    "corners": [
        (
            "a loop that keeps the slope so far",
            """
def sum_weights(x_corners, y_corners):
    weights, so_far = [], 0.0
    for i in range(len(x_corners) - 1):
        slope = (y_corners[i + 1] - y_corners[i]) / (x_corners[i + 1] - x_corners[i])
        weights.append(slope - so_far)
        so_far += weights[-1]
    return weights
""",
        ),
        (
            "a system of equations",
            """
def sum_weights(x_corners, y_corners):
    units = np.maximum(x_corners[1:, None] - x_corners[:-1], 0)
    return np.linalg.solve(units, y_corners[1:] - y_corners[0])
""",
        ),
        (
            "least squares, as a column",
            """
def sum_weights(x_corners, y_corners):
    units = np.maximum(x_corners[:, None] - x_corners[:-1], 0)
    return np.linalg.lstsq(units, (y_corners - y_corners[0])[:, None], rcond=None)[0]
""",
        ),
        (
            "TensorFlow, float32",
            """
def sum_weights(x_corners, y_corners):
    x, y = tf.constant(x_corners, tf.float32), tf.constant(y_corners, tf.float32)
    slopes = (y[1:] - y[:-1]) / (x[1:] - x[:-1])
    return tf.concat([slopes[:1], slopes[1:] - slopes[:-1]], axis=0)
""",
        ),
        (
            "a last unit that nobody needs",
            """
def sum_weights(x_corners, y_corners):
    slopes = np.append(np.diff(y_corners) / np.diff(x_corners), 0)
    return np.diff(slopes, prepend=0)
""",
        ),
    ],
    "residual": [
        ("other names", RESIDUAL),
        (
            "every block with the same name",
            changed(RESIDUAL, ("super().__init__()", 'super().__init__(name="residual")')),
        ),
        (
            "a functional model",
            """
def ResidualBlock(width):
    inputs = tf.keras.Input((width,))
    x = tf.keras.layers.Dense(width, activation="relu")(inputs)
    return tf.keras.Model(inputs, inputs + tf.keras.layers.Dense(width)(x), name="block")
""",
        ),
        (
            "the second layer created first, add as a layer",
            """
class ResidualBlock(tf.keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.mix = tf.keras.layers.Dense(width)
        self.bend = tf.keras.layers.Dense(width)
        self.add = tf.keras.layers.Add()

    def call(self, inputs, training=None):
        return self.add([inputs, self.mix(tf.nn.relu(self.bend(inputs)))])
""",
        ),
        (
            "inherited from Block",
            """
class Block(tf.keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.bend = tf.keras.layers.Dense(width, activation="relu")
        self.mix = tf.keras.layers.Dense(width)

    def call(self, inputs):
        return self.mix(self.bend(inputs))

class ResidualBlock(Block):
    def call(self, inputs):
        return inputs + super().call(inputs)
""",
        ),
        (
            "a list of layers in a loop",
            """
class ResidualBlock(tf.keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.steps = [
            tf.keras.layers.Dense(width),
            tf.keras.layers.ReLU(),
            tf.keras.layers.Dense(width),
        ]

    def call(self, inputs):
        x = inputs
        for step in self.steps:
            x = step(x)
        return x + inputs
""",
        ),
        (
            "layers created in build, a Sequential inside",
            """
class ResidualBlock(tf.keras.layers.Layer):
    def __init__(self, width, **options):
        super().__init__(**options)
        self.width = width

    def build(self, input_shape):
        dense = tf.keras.layers.Dense
        self.inner = tf.keras.Sequential([dense(self.width, activation="relu"), dense(self.width)])
        self.inner.build(input_shape)

    def call(self, inputs):
        return tf.add(self.inner(inputs), inputs)
""",
        ),
    ],
    "two_optimizers": [
        ("slices, a tensor returned", STEP),
        ("compiled", "@tf.function\n" + STEP),
        (
            "a persistent tape, identity of variables",
            """
def train_step(model, x_batch, y_batch, slow, fast):
    last = model.out.trainable_variables
    others = [v for v in model.trainable_variables if not any(v is each for each in last)]
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.keras.losses.MeanSquaredError()(y_batch, model(x_batch, training=True))
    fast_gradients = tape.gradient(loss, last)
    slow.apply_gradients(zip(tape.gradient(loss, others), others))
    fast.apply_gradients(zip(fast_gradients, last))
    return loss.numpy()
""",
        ),
        (
            "one gradient, cut in two",
            """
def train_step(model, x_batch, y_batch, slow, fast):
    variables = model.trainable_variables
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(y_batch - model(x_batch, training=True)))
    pairs = list(zip(tape.gradient(loss, variables), variables))
    fast.apply_gradients(pairs[-2:])
    slow.apply_gradients(pairs[:-2])
    return float(loss)
""",
        ),
        (
            "two tapes before any update",
            """
def train_step(model, x_batch, y_batch, slow, fast):
    def gradients_of(variables):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x_batch, training=True) - y_batch) ** 2)
        return loss, tape.gradient(loss, variables)

    inner, outer = model.trainable_variables[:-2], model.out.trainable_variables
    loss, g_inner = gradients_of(inner)
    loss, g_outer = gradients_of(outer)
    slow.apply(g_inner, inner)
    fast.apply(g_outer, outer)
    return loss
""",
        ),
    ],
    "bug": [
        ("a comprehension and add_weight", WAVE),
        ("a scale of shape (1, 1)", changed(WAVE, ("shape=()", "shape=(1, 1)"))),
        ("a Keras variable", changed(WAVE, (GOOD_SCALE, "self.scale = tf.keras.Variable(1.0)"))),
        (
            "three layers written out, the scale made in build",
            """
class WaveModel(tf.keras.Model):
    def __init__(self):
        super().__init__()
        dense = tf.keras.layers.Dense
        self.start = dense(16, activation="relu")
        self.a, self.b, self.c = [dense(16, activation="relu") for name in "abc"]
        self.out = dense(1)

    def build(self, input_shape):
        self.scale = self.add_weight(shape=(1,), initializer="ones", name="scale")

    def call(self, inputs):
        return self.out(self.c(self.b(self.a(self.start(inputs))))) * self.scale
""",
        ),
        (
            "a Sequential of three",
            changed(
                WAVE,
                (
                    '[tf.keras.layers.Dense(16, activation="relu") for _ in range(3)]',
                    'tf.keras.Sequential([tf.keras.layers.Dense(16, "relu") for _ in range(3)])',
                ),
                (
                    "        for layer in self.middle:\n            x = layer(x)\n",
                    "        x = self.middle(x)\n",
                ),
            ),
        ),
    ],
}

WRONG = {
    "wrong_line": [
        (
            "the least squares line",
            "def wrong_line(x, y):\n    return np.polyfit(x, y, 1)",
            "least squares",
        ),
        ("swapped", "def wrong_line(x, y):\n    return np.mean(y), 0.0", "wrong order"),
        ("the numbers seen above", "def wrong_line(x, y):\n    return 0.126, 1.965", "same line"),
        ("the median", "def wrong_line(x, y):\n    return 0.0, np.median(y)", "median"),
        ("the sum", "def wrong_line(x, y):\n    return 0.0, np.sum(y)", "sum of the targets"),
        (
            "flat, at the right line's intercept",
            "def wrong_line(x, y):\n    return 0.0, np.polyfit(x, y, 1)[1]",
            "at x = 0",
        ),
        (
            "the mean of the inputs",
            "def wrong_line(x, y):\n    return 0.0, x.mean()",
            "average of the inputs",
        ),
        (
            "the right slope through the mean",
            "def wrong_line(x, y):\n    return np.polyfit(x, y, 1)[0], y.mean()",
            "same at every x",
        ),
        (
            "half the slope",
            "def wrong_line(x, y):\n    return np.polyfit(x, y, 1)[0] / 2, y.mean()",
            "small x",
        ),
        (
            "a flat line at the top",
            "def wrong_line(x, y):\n    return 0.0, y.max()",
            "a flat line, yes",
        ),
        ("one number", "def wrong_line(x, y):\n    return np.mean(y)", "2 numbers"),
        (
            "left as it was",
            "def wrong_line(x, y):\n    slope = 0.0\n    return slope, ...",
            "still `...`",
        ),
        (
            "changes its input",
            "def wrong_line(x, y):\n    y -= y.mean()\n    return 0.0, 1.0",
            "changed its input number 2",
        ),
    ],
    "quadratic": [
        ("no squares", changed(QUADRATIC, ("inputs**2 @ self.w2 + ", "")), "where are the squares"),
        (
            "no linear term",
            changed(QUADRATIC, (" + inputs @ self.w1", "")),
            "the term w1·x is missing",
        ),
        ("no b", changed(QUADRATIC, (" + self.b", "")), "is there a b"),
        ("cubes", changed(QUADRATIC, ("inputs**2", "inputs**3")), "other powers"),
        (
            "squared after adding up",
            changed(QUADRATIC, ("inputs**2 @ self.w2", "(inputs @ self.w2) ** 2")),
            "their weight is squared",
        ),
        (
            "relu around it",
            changed(
                QUADRATIC, ("return inputs", "return tf.nn.relu(inputs"), ("+ self.b", "+ self.b)")
            ),
            "or an activation",
        ),
        (
            "a kernel that lies across",
            changed(QUADRATIC, ("inputs @ self.w1", "tf.transpose(self.w1) @ inputs")),
            "InvalidArgumentError: Matrix size-incompatible",
        ),
        (
            "a typo in a name",
            changed(QUADRATIC, ("inputs @ self.w1", "inputs @ self.w")),
            "AttributeError: 'Quadratic' object has no attribute 'w'",
        ),
        (
            "one column only",
            changed(QUADRATIC, ("shape=(input_shape[-1], 1)", "shape=(1, 1)")),
            "How many columns",
        ),
        (
            "bare variables",
            """
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.w2 = tf.Variable(tf.random.normal((input_shape[-1], 1)))
        self.w1 = tf.Variable(tf.random.normal((input_shape[-1], 1)))
        self.b = tf.Variable(0.0)

    def call(self, inputs):
        return inputs**2 @ self.w2 + inputs @ self.w1 + self.b
""",
            "no trainable variables",
        ),
        (
            "a bare variable for b",
            changed(
                QUADRATIC,
                (
                    'self.add_weight(shape=(1,), initializer="zeros", name="b")',
                    "tf.Variable([0.0])",
                ),
            ),
            "is there a b",
        ),
        (
            "one bare kernel",
            changed(
                QUADRATIC,
                (
                    'self.w1 = self.add_weight(shape=(input_shape[-1], 1), name="w1")',
                    "self.w1 = tf.Variable(tf.ones((input_shape[-1], 1)))",
                ),
            ),
            "2 of them are trainable",
        ),
        (
            "one weight for both",
            changed(QUADRATIC, ("inputs @ self.w1", "inputs @ self.w2")),
            "share one weight",
        ),
        (
            "a factor",
            changed(QUADRATIC, ("inputs @ self.w1", "2 * inputs @ self.w1")),
            "factor or a sign",
        ),
        ("a minus", changed(QUADRATIC, ("+ self.b", "- self.b")), "factor or a sign"),
        ("no return", changed(QUADRATIC, ("return inputs", "inputs")), "is there a `return`"),
        (
            "elementwise",
            """
class Quadratic(tf.keras.layers.Layer):
    def build(self, input_shape):
        n = input_shape[-1]
        self.w2 = self.add_weight(shape=(n,), initializer="random_normal")
        self.w1 = self.add_weight(shape=(n,), initializer="random_normal")
        self.b = self.add_weight(shape=())

    def call(self, inputs):
        return inputs**2 * self.w2 + inputs * self.w1 + self.b
""",
            "added up",
        ),
        (
            "a flat output",
            changed(QUADRATIC, ("+ self.b", "+ self.b)[:, 0]"), ("return ", "return (")),
            "(n,)",
        ),
        (
            "NumPy in call",
            changed(
                QUADRATIC, ("inputs @ self.w1", "tf.constant(inputs.numpy() @ self.w1.numpy())")
            ),
            "NumPy in `call`",
        ),
        (
            "no super().__init__()",
            QUADRATIC.replace(
                "    def build", "    def __init__(self):\n        self.n = 1\n\n    def build", 1
            ),
            "super().__init__()",
        ),
        ("a function", "def Quadratic():\n    return lambda x: x**2", "should make a Keras layer"),
        ("a layer instead of a class", "Quadratic = tf.keras.layers.Dense(1)", "here is an object"),
    ],
    "corners": [
        (
            "the slopes themselves",
            "def sum_weights(x, y):\n    return np.diff(y) / np.diff(x)",
            "the slopes of the pieces",
        ),
        ("how far y rises", "def sum_weights(x, y):\n    return np.diff(y)", "for each unit of x"),
        (
            "the second differences of y",
            "def sum_weights(x, y):\n    return np.diff(np.diff(y), prepend=0)",
            "for each unit of x",
        ),
        (
            "the first unit left out",
            "def sum_weights(x, y):\n    return np.diff(np.diff(y) / np.diff(x))",
            "How many units",
        ),
        (
            "upside down",
            "def sum_weights(x, y):\n    return -np.diff(np.diff(y) / np.diff(x), prepend=0)",
            "upside down",
        ),
        (
            "old slope minus new slope",
            "def sum_weights(x, y):\n    s = np.diff(y) / np.diff(x)\n"
            "    return np.concatenate([s[:1], s[:-1] - s[1:]])",
            "new slope minus old slope",
        ),
        (
            "the first weight 0",
            "def sum_weights(x, y):\n    s = np.diff(y) / np.diff(x)\n"
            "    return np.diff(s, prepend=s[0])",
            "only the first weight",
        ),
        (
            "one place off",
            "def sum_weights(x, y):\n    s = np.diff(y) / np.diff(x)\n"
            "    return np.append(np.diff(s), 0)",
            "one place off",
        ),
        (
            "x by y",
            "def sum_weights(x, y):\n    return np.diff(x) / np.diff(y)",
            "not the other way round",
        ),
        (
            "the tent's weights",
            "def sum_weights(x, y):\n    return np.array([2.0, -2.0])",
            "How many units",
        ),
        ("the heights", "def sum_weights(x, y):\n    return y[1:]", "misses corner"),
        ("only a count", "def sum_weights(x, y):\n    return len(x) - 1", "How many units"),
        (
            "changes its input",
            "def sum_weights(x, y):\n    x -= x[0]\n    s = np.diff(y) / np.diff(x)\n"
            "    return np.diff(s, prepend=0)",
            "changed its input number 1",
        ),
        (
            "nothing returned",
            "def sum_weights(x, y):\n    slopes = np.diff(y) / np.diff(x)",
            "is None",
        ),
    ],
    "residual": [
        ("no shortcut", changed(RESIDUAL, ("return inputs + ", "return ")), "returns 0"),
        (
            "relu of the sum",
            changed(
                RESIDUAL,
                (
                    "return inputs + self.second(self.first(inputs))",
                    "return tf.nn.relu(inputs + self.second(self.first(inputs)))",
                ),
            ),
            "negative inputs are lost",
        ),
        ("no relu", changed(RESIDUAL, (', activation="relu"', "")), "can't bend anything"),
        (
            "relu in both layers",
            changed(RESIDUAL, ("Dense(width)", 'Dense(width, activation="relu")')),
            "no relu",
        ),
        ("minus", changed(RESIDUAL, ("inputs + ", "inputs - ")), "not subtracted"),
        ("times", changed(RESIDUAL, ("inputs + ", "inputs * ")), "returns 0"),
        ("twice the inputs", changed(RESIDUAL, ("inputs + ", "2 * inputs + ")), "as they are"),
        (
            "one layer only",
            changed(RESIDUAL, ("self.second(self.first(inputs))", "self.first(inputs)")),
            "4 variables, and here are 2",
        ),
        (
            "one layer twice",
            changed(
                RESIDUAL, ("self.second(self.first(inputs))", "self.second(self.second(inputs))")
            ),
            "4 variables, and here are 2",
        ),
        (
            "layers created in call",
            """
class ResidualBlock(tf.keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.width = width

    def call(self, inputs):
        x = tf.keras.layers.Dense(self.width, activation="relu")(inputs)
        return inputs + tf.keras.layers.Dense(self.width)(x)
""",
            "no trainable variables",
        ),
        (
            "no super().__init__()",
            changed(RESIDUAL, ("        super().__init__()\n", "")),
            "super().__init__()",
        ),
        (
            "a width of its own",
            changed(RESIDUAL, ("Dense(width)", "Dense(16)")),
            "InvalidArgumentError: Incompatible shapes",
        ),
        ("an object", RESIDUAL + "\nResidualBlock = ResidualBlock(5)", "here is an object"),
        ("no return", changed(RESIDUAL, ("return inputs", "inputs")), "is there a `return`"),
        (
            "the first layer's output added",
            changed(
                RESIDUAL,
                (
                    "return inputs + self.second(self.first(inputs))",
                    "x = self.first(inputs)\n        return x + self.second(x)",
                ),
            ),
            "returns 0",
        ),
    ],
    "two_optimizers": [
        (
            "nothing but the loss",
            STEP.replace("    slow.apply", "    slow.iterations\n    #").replace(
                "    fast.apply", "    #"
            ),
            "no variable has moved",
        ),
        (
            "swapped",
            changed(
                STEP,
                ("slow.apply", "other.apply"),
                ("fast.apply", "slow.apply"),
                ("other.apply", "fast.apply"),
            ),
            "swapped",
        ),
        ("all slow", ALL_BY % "slow", "the last layer moves slowly"),
        ("all fast", ALL_BY % "fast", "all layers move fast"),
        (
            "slow twice, for other variables",
            changed(STEP, ("fast.apply", "slow.apply")),
            "Unknown variable",
        ),
        (
            "only the last layer",
            changed(STEP, ("    slow.apply_gradients(zip(gradients[0], inner))\n", "")),
            "what about `slow`",
        ),
        (
            "only the others",
            changed(STEP, ("    fast.apply_gradients(zip(gradients[1], outer))\n", "")),
            "what about `fast`",
        ),
        ("uphill", changed(STEP, ("tf.reduce_mean((", "-tf.reduce_mean((")), "the loss grows"),
        ("no mean", changed(STEP, ("reduce_mean", "reduce_sum")), "no mean"),
        ("no training=True", changed(STEP, (", training=True", "")), "training=True"),
        (
            "of the last layer, the bias alone",
            changed(STEP, ("[:-2], model", "[:-1], model"), ("[-2:]", "[-1:]")),
            "the kernel of model.out is moved by the other optimizer",
        ),
        (
            "the last layer's kernel twice",
            changed(STEP, ("[:-2], model", "[:-1], model")),
            "the kernel of model.out is moved by both optimizers",
        ),
        (
            "cut after the first layer",
            changed(STEP, ("[:-2], model", "[:2], model"), ("[-2:]", "[2:]")),
            "model.trainable_variables[2] is moved by the other optimizer",
        ),
        (
            "two steps",
            STEP.replace("train_step", "one") + "\n\ndef train_step(*given):\n    one(*given)\n"
            "    return one(*given)",
            "but not by rate times gradient",
        ),
        (
            "half the loss",
            changed(STEP, ("loss = tf", "loss = 0.5 * tf")),
            "moves 0.5 times as far",
        ),
        (
            "each update made twice",
            changed(
                STEP,
                (
                    "    return loss",
                    "    slow.apply_gradients(zip(gradients[0], inner))\n"
                    "    fast.apply_gradients(zip(gradients[1], outer))\n    return loss",
                ),
            ),
            "moves 2 times as far",
        ),
        (
            "one of the two uphill",
            changed(STEP, ("zip(gradients[1]", "zip([-g for g in gradients[1]]")),
            "the kernel of model.out moves uphill",
        ),
        (
            "targets of shape (n,)",
            changed(STEP, ("- y_batch)", "- y_batch[:, 0])")),
            "but not by rate times gradient",
        ),
        (
            "the second gradient after the first update",
            """
def train_step(model, x_batch, y_batch, slow, fast):
    for optimizer, variables in [
        (slow, model.trainable_variables[:-2]),
        (fast, model.out.trainable_variables),
    ]:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x_batch, training=True) - y_batch) ** 2)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss
""",
            "before the others move",
        ),
        (
            "the last layer first, then a new gradient",
            """
def train_step(model, x_batch, y_batch, slow, fast):
    for optimizer, variables in [
        (fast, model.out.trainable_variables),
        (slow, model.trainable_variables[:-2]),
    ]:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x_batch, training=True) - y_batch) ** 2)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss
""",
            "before the last layer moves",
        ),
        (
            "both move everything",
            """
def train_step(model, x_batch, y_batch, slow, fast):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_batch, training=True) - y_batch) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    slow.apply_gradients(zip(gradients, model.trainable_variables))
    fast.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
""",
            "both optimizers move everything",
        ),
        (
            "only the first two variables are slow",
            changed(STEP, ("model.trainable_variables[:-2],", "model.trainable_variables[:2],")),
            "model.trainable_variables[2] doesn't move",
        ),
        (
            "no loss returned",
            changed(STEP, ("    return loss\n", "")),
            "the returned loss should be a number",
        ),
        (
            "the loss after the step",
            changed(
                STEP,
                (
                    "    return loss\n",
                    "    return tf.reduce_mean((model(x_batch) - y_batch) ** 2)\n",
                ),
            ),
            "the loss after the update",
        ),
        (
            "the root of the loss",
            changed(STEP, ("    return loss\n", "    return tf.sqrt(loss)\n")),
            "the mean squared error was",
        ),
        (
            "optimizers of its own",
            changed(
                STEP,
                ("slow.apply", "tf.keras.optimizers.SGD(0.05).apply"),
                ("fast.apply", "tf.keras.optimizers.SGD(0.4).apply"),
            ),
            "with Adam as `slow`",
        ),
        (
            "an update by hand, right for SGD alone",
            """
def train_step(model, x_batch, y_batch, slow, fast):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_batch, training=True) - y_batch) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    rates = [slow.learning_rate] * (len(gradients) - 2) + [fast.learning_rate] * 2
    for rate, g, variable in zip(rates, gradients, model.trainable_variables):
        variable.assign_sub(rate * g)
    return loss
""",
            "with Adam as `slow`",
        ),
    ],
    "bug": [
        ("only the list repaired", changed(WAVE, (GOOD_SCALE, BARE)), "that no training moves"),
        (
            "only the scale repaired",
            changed(WAVE, ("for _ in range(3)]", "] * 3")),
            "How many layers does the list hold",
        ),
        ("two middle layers", changed(WAVE, ("range(3)", "range(2)")), "here are 4"),
        (
            "the scale left out",
            changed(WAVE, ("self.scale * ", ""), (f"        {GOOD_SCALE}\n", "")),
            "that no training moves",
        ),
        ("the scale unused", changed(WAVE, ("self.scale * ", "")), "the formula is another"),
        (
            "the scale added",
            changed(WAVE, ("self.scale * ", "self.scale + ")),
            "the formula is another",
        ),
        ("eight units", changed(WAVE, ("Dense(16", "Dense(8")), "the layers had 16 outputs each"),
        (
            "a scale for each unit",
            changed(
                WAVE,
                ("shape=()", "shape=(16,)"),
                ("self.scale * self.out(x)", "self.out(self.scale * x)"),
            ),
            "the scale was one number",
        ),
        ("a random start", changed(WAVE, (', initializer="ones"', ', initializer="zeros"')), "✗"),
        (
            "a scale that starts at 5",
            changed(
                WAVE, ('initializer="ones"', "initializer=tf.keras.initializers.Constant(5.0)")
            ),
            "start at 1",
        ),
        (
            "not trainable",
            changed(WAVE, ('initializer="ones"', 'initializer="ones", trainable=False')),
            "that no training moves",
        ),
        (
            "no relu in the middle",
            changed(WAVE, ('Dense(16, activation="relu") for', "Dense(16) for")),
            "the formula is another",
        ),
        (
            "the layers created in call",
            """
class WaveModel(tf.keras.Model):
    def call(self, inputs):
        x = tf.keras.layers.Dense(16, activation="relu")(inputs)
        return tf.keras.layers.Dense(1)(x)
""",
            "no variable is trainable",
        ),
        ("a model instead of the class", WAVE + "\nWaveModel = WaveModel()", "✗"),
    ],
}
