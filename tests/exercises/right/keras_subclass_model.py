"""Right answers to the exercises of notebook 2: (style, source) for each exercise."""

RIGHT = {
    "wrong_line": [
        ("TensorFlow's mean, as tensors",
         "def wrong_line(x, y):\n    return tf.constant(0.0), tf.reduce_mean(y)"),
        ("least squares over all pairs, an array", """
def wrong_line(x, y):
    n = len(x)
    return np.polyfit(np.repeat(x, n), np.tile(y, n), 1)
"""),
        ("found by training", """
def wrong_line(x, y):
    w, b = tf.Variable(0.5), tf.Variable(0.0)
    column = x.reshape((-1, 1))
    for step in range(1500):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * column + b - y) ** 2)
        for variable, gradient in zip([w, b], tape.gradient(loss, [w, b])):
            variable.assign_sub(0.2 * gradient)
    return w.numpy(), b.numpy()
"""),
    ],
    "quadratic": [
        ("sums of products, vectors of weights", """
class Quadratic(tf.keras.layers.Layer):
    def build(self, shape):
        self.a = self.add_weight(shape=(shape[-1],), initializer="random_normal")
        self.c = self.add_weight(shape=(shape[-1],), initializer="random_normal")
        self.d = self.add_weight(shape=(), initializer="zeros")

    def call(self, x):
        return tf.reduce_sum(self.a * x * x + self.c * x, axis=-1, keepdims=True) + self.d
"""),
        ("one kernel for squares and inputs side by side", """
class Quadratic(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(2 * input_shape[-1], 1), name="kernel")
        self.bias = self.add_weight(shape=(1, 1), name="bias")
        super().build(input_shape)

    @tf.function
    def call(self, inputs, training=None):
        both = tf.concat([tf.square(inputs), inputs], axis=1)
        return tf.matmul(both, self.kernel) + self.bias
"""),
        ("made of Dense layers, in float64", """
class Quadratic(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__(dtype="float64")
        self.squares = tf.keras.layers.Dense(1, use_bias=False, dtype="float64")
        self.rest = tf.keras.layers.Dense(1, dtype="float64")

    def call(self, inputs):
        return self.rest(inputs) + self.squares(inputs * inputs)
"""),
    ],
    "curves": [
        ("all at once, other letters", """
curve_a, curve_b = "Relu at the end", " two units"
curve_c, curve_d = "dropout left on", "NO RELU"
"""),
        ("from a list", """
causes = ["no relu", "relu at the end", "two units", "dropout left on", "targets (n,)"]
curve_d, curve_a, curve_b, curve_c, _ = causes
"""),
    ],
    "law": [
        ("two tapes, temperature at a zero of its own, shape (1, 1)", """
def law_loss(model, time):
    with tf.GradientTape() as tape:
        tape.watch(time)
        temperature = model(time, training=True)
    miss = tape.gradient(temperature, time) + 2 * temperature
    return tf.math.reduce_mean(tf.square(miss)) + tf.square(model(tf.zeros((1, 1))) - 1)
"""),
        ("sum and length, signs the other way round", """
def law_loss(model, time):
    temperature = model(time)
    miss = -2 * temperature - slope_of(model, time)
    return tf.reduce_sum(miss * miss) / len(time) + (1 - temperature[0][0]) ** 2
"""),
        ("in a graph", """
@tf.function
def law_loss(model, time):
    law = tf.reduce_mean((slope_of(model, time) + 2 * model(time)) ** 2)
    return law + tf.reduce_mean((model(time)[:1] - 1) ** 2)
"""),
    ],
    "bug": [
        ("three layers written out, training handed on", """
class WaveModel(tf.keras.Model):
    def __init__(self):
        super().__init__()
        dense = tf.keras.layers.Dense
        self.start = dense(16, activation="relu")
        self.a, self.b, self.c = [dense(16, activation="relu") for name in "abc"]
        self.drop = tf.keras.layers.Dropout(0.2)
        self.out = dense(1)

    def call(self, inputs, training=None):
        x = self.c(self.b(self.a(self.start(inputs))))
        return self.out(self.drop(x, training=training))
"""),
        ("a Sequential, the last layer created first", """
class WaveModel(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(1)
        self.inner = tf.keras.Sequential(
            [tf.keras.layers.Dense(16, "relu") for _ in range(4)] + [tf.keras.layers.Dropout(0.2)]
        )

    def call(self, inputs):
        return self.out(self.inner(inputs))
"""),
    ],
}  # fmt: skip
