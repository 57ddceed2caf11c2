"""Right answers to the exercises of notebook 6: (style, source) for each exercise."""

RIGHT = {
    "threshold": [
        ("the best so far", """
def cheapest_threshold(sure, right, wrong_cost):
    best, cheapest = 0, float("inf")
    for percent in range(101):
        cost = 0
        for s, r in zip(sure, right):
            if s < percent / 100:
                cost += 1
            elif not r:
                cost += wrong_cost
        if cost < cheapest:
            best, cheapest = percent / 100, cost
    return best
"""),
        ("all at once, of several the last", """
def cheapest_threshold(sure, right, wrong_cost):
    t = np.arange(100, -1, -1) / 100
    given = sure[None] >= t[:, None]
    return t[((given & ~right) * wrong_cost + ~given).sum(1).argmin()]
"""),
    ],
    "traced": [
        ("in one line", "conv1_moves = dense_moves = True"),
        ("of NumPy", "conv1_moves, dense_moves = np.array([True, True])"),
    ],
    "fine_tune": [
        ("a tape of its own", """
def fine_tune(network, images, labels, steps, learning_rate):
    adam = tf.keras.optimizers.Adam(learning_rate=learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = network(images, training=True)
            loss = -tf.reduce_mean(tf.reduce_sum(labels * tf.math.log(y), axis=1))
        adam.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
"""),
        ("an inner function, the optimizer's own list", """
def fine_tune(network, images, labels, steps, learning_rate):
    optimizer, variables = tf.keras.optimizers.Adam(learning_rate), network.trainable_weights
    def loss():
        return tf.keras.losses.CategoricalCrossentropy()(labels, network(images, training=True))
    while steps > 0:
        with tf.GradientTape() as tape:
            value = loss()
        optimizer.apply_gradients(list(zip(tape.gradient(value, variables), variables)))
        steps -= 1
"""),
    ],
    "reader": [
        ("a dict that is changed", """
class Brightness(tf.keras.layers.Layer):
    def __init__(self, brightest=255.0, **kwargs):
        super().__init__(**kwargs)
        self.brightest = brightest

    def call(self, images):
        return images / self.brightest

    def get_config(self):
        config = super().get_config()
        config["brightest"] = float(self.brightest)
        return config
"""),
        ("dict, update, no default", """
class Brightness(tf.keras.layers.Layer):
    def __init__(self, brightest, name=None, dtype=None, trainable=True):
        super().__init__(name=name, dtype=dtype, trainable=trainable)
        self.brightest = brightest

    def call(self, images):
        return images / self.brightest

    def get_config(self):
        return dict(super().get_config(), brightest=self.brightest)
"""),
    ],
}  # fmt: skip
