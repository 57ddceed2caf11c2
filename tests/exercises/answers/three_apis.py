"""Answers to the exercises of notebook 4: right ones in other styles, and wrong ones."""


def changed(source, *replacements):
    for old, new in replacements:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


SLOPE = """
def slope(f, value):
    with tf.Graph().as_default(), tf1.Session() as session:
        v = tf1.placeholder(tf.float32)
        gradient = tf1.gradients(f(v), v)[0]
        return float(session.run(gradient, feed_dict={v: value}))
"""

STEP = """
class MyStepModel(tf.keras.Sequential):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return self.get_metrics_result()
"""
APPLY = "self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))"
LOSS = "self.compute_loss(x=x, y=y, y_pred=y_pred)"

PATHS = """
def two_paths():
    conv = {"strides": 2, "padding": "same", "activation": "relu"}
    inputs = tf.keras.Input(shape=(28, 28, 1))
    fine = tf.keras.layers.Conv2D(4, 3, **conv)(inputs)
    coarse = tf.keras.layers.Conv2D(4, 5, **conv)(inputs)
    x = tf.keras.layers.Add()([fine, coarse])
    x = tf.keras.layers.Flatten()(x)
    outputs = tf.keras.layers.Dense(10, activation="softmax")(x)
    return tf.keras.Model(inputs, outputs)
"""

LOSSES = """
def epoch_losses(step, batches, epochs):
    average = tf.keras.metrics.Mean()
    reported = []
    for epoch in range(epochs):
        average.reset_state()
        for images, labels in batches:
            average.update_state(step(images, labels))
        reported.append(float(average.result()))
    return reported
"""

RIGHT = {
    "slope": [
        (
            "a named graph, no with for the session, a NumPy number",
            """
def slope(f, value):
    graph = tf.Graph()
    with graph.as_default():
        x = tf1.placeholder(tf.float32, shape=())
        (g,) = tf1.gradients([f(x)], [x])
    session = tf1.Session(graph=graph)
    result = session.run(g, {x: value})
    session.close()
    return result
""",
        ),
        (
            "a variable with a first value instead of a placeholder",
            """
def slope(f, value):
    with tf.Graph().as_default(), tf1.Session() as session:
        v = tf1.Variable(value)
        g = tf1.gradients(f(v), v)[0]
        session.run(tf1.global_variables_initializer())
        return session.run(g)
""",
        ),
        (
            "both fetched; float64",
            """
def slope(f, value):
    with tf.Graph().as_default():
        v = tf.compat.v1.placeholder(tf.float64)
        y = f(v)
        plan = [y, tf.compat.v1.gradients(y, v)[0]]
        with tf.compat.v1.Session() as session:
            return session.run(plan, feed_dict={v: value})[1]
""",
        ),
    ],
    "step_model": [
        (
            "compute_metrics, and apply",
            """
class MyStepModel(tf.keras.Sequential):
    def train_step(self, data):
        x, y, sample_weight = tf.keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        variables = self.trainable_weights
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        self.metrics[0].update_state(loss)
        return self.compute_metrics(x, y, y_pred)
""",
        ),
        (
            "a plain dictionary, other names",
            changed(
                STEP,
                (
                    "return self.get_metrics_result()",
                    "return {m.name: m.result() for m in self.metrics}",
                ),
                ("x, y = data", "x = data[0]\n        y = data[1]"),
            ),
        ),
        (
            "Keras's own step",
            "class MyStepModel(tf.keras.Sequential):\n"
            "    def train_step(self, data):\n        return super().train_step(data)\n",
        ),
        (
            "compute_loss told to train",
            changed(STEP, ("y_pred=y_pred)", "y_pred=y_pred, training=True)")),
        ),
    ],
    "two_paths": [
        (
            "the plus sign",
            changed(PATHS, ("tf.keras.layers.Add()([fine, coarse])", "fine + coarse")),
        ),
        (
            "the other order, relu as a layer",
            """
def two_paths():
    L = tf.keras.layers
    image = L.Input((28, 28, 1))
    b = L.Conv2D(filters=4, kernel_size=(5, 5), strides=(2, 2), padding="same")(image)
    b = L.Activation("relu")(b)
    a = L.Conv2D(filters=4, kernel_size=(3, 3), strides=(2, 2), padding="same")(image)
    a = L.ReLU()(a)
    x = L.Flatten()(L.add([b, a]))
    return tf.keras.Model(inputs=image, outputs=L.Softmax()(L.Dense(10)(x)))
""",
        ),
        (
            "small models as layers",
            """
def two_paths():
    def path(size):
        return tf.keras.Sequential([
            tf.keras.layers.Conv2D(4, size, strides=2, padding="same", activation="relu")])
    inputs = tf.keras.Input(shape=(28, 28, 1))
    x = tf.keras.layers.Add()([path(size)(inputs) for size in (3, 5)])
    x = tf.keras.layers.Reshape((784,))(x)
    return tf.keras.Model(inputs, tf.keras.layers.Dense(10, "softmax")(x))
""",
        ),
    ],
    "epoch_losses": [
        (
            "a new metric in each epoch",
            """
def epoch_losses(step, batches, epochs):
    reported = []
    for epoch in range(epochs):
        average = tf.keras.metrics.Mean()
        for images, labels in batches:
            average.update_state(step(images, labels))
        reported.append(average.result().numpy())
    return reported
""",
        ),
        (
            "NumPy, no metric",
            """
def epoch_losses(step, batches, epochs):
    return [np.mean([step(x, y) for x, y in batches]) for _ in range(epochs)]
""",
        ),
        (
            "reset after reading",
            changed(
                LOSSES,
                ("        average.reset_state()\n", ""),
                (
                    "    return reported",
                    "        average.reset_state()\n    return np.array(reported)",
                ),
            ),
        ),
    ],
}

WRONG = {
    "slope": [
        (
            "a list",
            "def slope(f, value):\n"
            "    with tf.Graph().as_default(), tf1.Session() as session:\n"
            "        v = tf1.placeholder(tf.float32)\n"
            "        return session.run(tf1.gradients(f(v), v), feed_dict={v: value})",
            "Which entry is the slope?",
        ),
        (
            "the plan",
            "def slope(f, value):\n"
            "    with tf.Graph().as_default():\n"
            "        v = tf1.placeholder(tf.float32)\n"
            "        return tf1.gradients(f(v), v)[0]",
            "What runs it?",
        ),
        (
            "the value",
            changed(SLOPE, ("tf1.gradients(f(v), v)[0]", "f(v)")),
            "the value of `f`, not its slope",
        ),
        (
            "the tape",
            "def slope(f, value):\n"
            "    v = tf.Variable(value)\n"
            "    with tf.GradientTape() as tape:\n"
            "        y = f(v)\n"
            "    return float(tape.gradient(y, v))",
            "or in a `tf.function`. Plan it",
        ),
        (
            "not fed",
            changed(SLOPE, (", feed_dict={v: value}", "")),
            "your code stopped: InvalidArgumentError",
        ),
        (
            "always at 1",
            changed(SLOPE, ("{v: value}", "{v: 1.0}")),
            "value fed to the placeholder",
        ),
        ("the sign", changed(SLOPE, ("float(", "-float(")), "the sign is wrong"),
        ("hard-coded", "def slope(f, value):\n    return 6.0", "never called"),
    ],
    "step_model": [
        (
            "no step",
            changed(
                STEP,
                (
                    f"        {APPLY}\n",
                    "",
                ),
            ),
            "no weight has moved",
        ),
        (
            "one value for each image",
            changed(STEP, (LOSS, "tf.keras.losses.categorical_crossentropy(y, y_pred)")),
            "not as with Keras's own step",
        ),
        (
            "the loss fixed",
            changed(
                STEP,
                (LOSS, "tf.reduce_mean(tf.keras.losses.categorical_crossentropy(y, y_pred))"),
            ),
            "Do loss and optimizer come from `compile`",
        ),
        (
            "the loss from compile, without the layers' own",
            changed(STEP, (LOSS, "self._compile_loss(y, y_pred)")),
            "a loss of its own",
        ),
        (
            "nothing returned",
            changed(STEP, ("self.get_metrics_result()", "{}")),
            "reports no",
        ),
        (
            "only the loss returned",
            changed(STEP, ("self.get_metrics_result()", '{"loss": loss}')),
            "reports no `accuracy`",
        ),
        (
            "the loss is not told",
            changed(STEP, ("metric.update_state(loss)", "pass")),
            "`loss` is always 0",
        ),
        (
            "the metrics are not told",
            changed(STEP, ("metric.update_state(y, y_pred)", "pass")),
            "never been told about a batch",
        ),
        (
            "the loss counted twice",
            changed(STEP, ("metric.update_state(loss)", "metric.update_state(2 * loss)")),
            "the average over the epoch",
        ),
        (
            "uphill",
            changed(
                STEP,
                ("zip(gradients, self", "zip([-g for g in gradients], self"),
            ),
            "Which way does the gradient point",
        ),
        ("not told to train", changed(STEP, (", training=True", "")), "would not drop"),
    ],
    "two_paths": [
        (
            "a chain",
            changed(PATHS, ("5, **conv)(inputs)", "5, padding='same')(fine)")),
            "one convolution gets the result of the other",
        ),
        (
            "beside each other",
            changed(PATHS, ("layers.Add()", "layers.Concatenate()")),
            "They are to be added",
        ),
        ("no relu", changed(PATHS, (', "activation": "relu"', "")), "have no relu"),
        ("no softmax", changed(PATHS, (', activation="softmax"', "")), "softmax?"),
        (
            "the product",
            changed(PATHS, ("layers.Add()", "layers.Multiply()")),
            "multiplied, not added",
        ),
        ("the mean", changed(PATHS, ("layers.Add()", "layers.Average()")), "the mean is taken"),
        (
            "one path",
            changed(PATHS, ("tf.keras.layers.Add()([fine, coarse])", "fine")),
            "Is a layer missing?",
        ),
        (
            "a class",
            """
class TwoPaths(tf.keras.Model):
    def __init__(self):
        super().__init__()
        conv = {"strides": 2, "padding": "same", "activation": "relu"}
        self.fine = tf.keras.layers.Conv2D(4, 3, **conv)
        self.coarse = tf.keras.layers.Conv2D(4, 5, **conv)
        self.flatten = tf.keras.layers.Flatten()
        self.dense = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, images):
        return self.dense(self.flatten(self.fine(images) + self.coarse(images)))


def two_paths():
    return TwoPaths()
""",
            "Begin with `Input`",
        ),
    ],
    "epoch_losses": [
        (
            "as it was, reset once",
            changed(
                LOSSES,
                ("        average.reset_state()\n", ""),
                ("    reported = []\n", "    reported = []\n    average.reset_state()\n"),
            ),
            "over all epochs so far",
        ),
        (
            "reset at every batch",
            changed(
                LOSSES,
                ("        average.reset_state()\n", ""),
                ("batches:\n", "batches:\n            average.reset_state()\n"),
            ),
            "the loss of the last batch",
        ),
        (
            "reset before it is read",
            changed(
                LOSSES,
                ("        average.reset_state()\n", ""),
                (
                    "        reported.append",
                    "        average.reset_state()\n        reported.append",
                ),
            ),
            "empty when it is read",
        ),
        (
            "a sum",
            changed(LOSSES, ("metrics.Mean()", "metrics.Sum()")),
            "Which metric makes a mean?",
        ),
        (
            "one number",
            changed(LOSSES, ("return reported", "return reported[-1]")),
            "numbers should be returned",
        ),
        (
            "one epoch",
            changed(LOSSES, ("range(epochs)", "range(1)")),
            "numbers should be returned",
        ),
        (
            "the step called twice",
            changed(LOSSES, ("update_state(step", "update_state(step(images, labels) * 0 + step")),
            "more often than once",
        ),
        (
            "hard-coded",
            "def epoch_losses(step, batches, epochs):\n    return epochs * [0.5]",
            "should be called once",
        ),
    ],
}
