"""Right answers to the exercises of notebook 4: (style, source) for each exercise."""

RIGHT = {
    "runs": [
        ("whole numbers", "one, two, three, four = 2, 4, 4, 2"),
        (
            "as a session gives them",
            """
one = four = np.float32(2)
two = three = tf.constant(4.0)
""",
        ),
    ],
    "twins": [
        (
            "Python's abs, the arguments by position, one path after the other",
            """
def twins():
    L = tf.keras.layers
    first, second = L.Input((5,)), L.Input((5,))
    shared = L.Dense(4, "relu")
    a = shared(first)
    b = shared(second)
    return tf.keras.Model([first, second], L.Dense(1, "sigmoid")(abs(b - a)))
""",
        ),
        (
            "a small model as the layer, a layer of one's own",
            """
class Distance(tf.keras.layers.Layer):
    def call(self, a, b):
        return tf.abs(a - b)

def twins():
    first = tf.keras.Input(shape=(5,))
    second = tf.keras.Input(shape=(5,))
    encode = tf.keras.Sequential([tf.keras.layers.Dense(4), tf.keras.layers.ReLU()])
    logit = tf.keras.layers.Dense(1)(Distance()(encode(first), encode(second)))
    outputs = tf.keras.layers.Activation("sigmoid")(logit)
    return tf.keras.Model(inputs=(first, second), outputs=outputs)
""",
        ),
        (
            "Subtract and Lambda",
            """
def twins():
    first, second = [tf.keras.Input(shape=(5,)) for _ in range(2)]
    encode = tf.keras.layers.Dense(4, activation=tf.nn.relu)
    x = tf.keras.layers.Subtract()([encode(row) for row in (first, second)])
    x = tf.keras.layers.Lambda(tf.math.abs)(x)
    return tf.keras.Model([first, second], tf.keras.layers.Dense(1, activation="sigmoid")(x))
""",
        ),
    ],
    "step_model": [
        (
            "with sample weights, apply, the first metric",
            """
class MyStepModel(tf.keras.Model):
    def train_step(self, data):
        x, y, sample_weight = tf.keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        variables = self.trainable_weights
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        self.metrics[0].update_state(loss)
        return self.compute_metrics(x, y, y_pred, sample_weight)
""",
        ),
        (
            "told first, other names, a dictionary of its own",
            """
class MyStepModel(tf.keras.Model):
    def train_step(self, batch):
        inputs, targets = batch[0], batch[1]
        weights = [v for v in self.variables if v.trainable]
        with tf.GradientTape() as t:
            guess = self.call(inputs, training=True)
            cost = self.compute_loss(y=targets, y_pred=guess)
        slopes = t.gradient(cost, weights)
        self.optimizer.apply_gradients((s, w) for s, w in zip(slopes, weights))
        [m for m in self.metrics if m.name == "loss"][0].update_state(cost)
        self.compute_metrics(inputs, targets, guess)
        return {name: value for name, value in self.get_metrics_result().items()}
""",
        ),
        (
            "a mean of the loss weighted by the size of the batch, as in Keras",
            """
class MyStepModel(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([v.value for v in self.trainable_variables])
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred, training=True)
        gradients = tape.gradient(loss, [v.value for v in self.trainable_variables])
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        loss_metric = next(m for m in self.metrics if m.name == "loss")
        loss_metric.update_state(loss, sample_weight=tf.shape(x)[0])
        return self.compute_metrics(x, y, y_pred)
""",
        ),
    ],
    "causes": [
        (
            "one after the other",
            """
A = "optimizer"
B = "order"
C = "rounding"
D = "start"
""",
        ),
        ("in capitals", 'A, B, C, D = ["Optimizer", "Order", "Rounding", "Start"]'),
    ],
    "translated": [
        (
            "half the factor",
            """
def translated(x, y, start, steps):
    w, losses = tf.Variable(start), []
    optimizer = tf.keras.optimizers.SGD(0.1, momentum=0.9)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ w - y) ** 2) + 0.05 * tf.reduce_sum(w**2)
        optimizer.apply([tape.gradient(loss, w)], [w])
        losses += [float(loss)]
    return losses
""",
        ),
        (
            "by formula, in NumPy",
            """
def translated(x, y, start, steps):
    w, speed, losses = start.copy(), 0, []
    for _ in range(steps):
        error = x @ w - y
        losses.append(np.mean(error**2) + 0.05 * np.sum(w**2))
        speed = 0.9 * speed + 2 * x.T @ error / len(x) + 0.1 * w
        w = w - 0.1 * speed
    return np.array(losses)
""",
        ),
        (
            "a penalty of Keras",
            """
def translated(x, y, start, steps):
    w = tf.Variable(start)
    penalty = tf.keras.regularizers.L2(0.05)
    optimizer = tf.keras.optimizers.SGD(0.1, momentum=0.9)
    losses = []
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - y)) + penalty(w)
        optimizer.apply_gradients([(tape.gradient(loss, w), w)])
        losses.append(loss)
    return losses
""",
        ),
    ],
}
