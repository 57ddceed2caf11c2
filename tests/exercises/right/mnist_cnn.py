"""Right answers to the exercises of notebook 3: (style, source) for each exercise."""

RIGHT = {
    "which_map": [
        ("small letters", 'order = "c a d b"'),
        ("a list", 'order = ["C", "A", "D", "B"]'),
    ],
    "train_step": [
        ("a class of Keras as the loss, minimal names", """
def my_train_step(model, optimizer, images, labels):
    with tf.GradientTape() as t:
        loss = tf.keras.losses.CategoricalCrossentropy()(labels, model(images, training=True))
    w = model.trainable_weights
    optimizer.apply_gradients(list(zip(t.gradient(loss, w), w)))
    return loss.numpy()
"""),
        ("the formula, in a graph", """
@tf.function
def my_train_step(model, optimizer, images, labels):
    with tf.GradientTape() as tape:
        p = model(images, training=True)
        loss = -tf.reduce_mean(tf.math.log(tf.reduce_sum(labels * p, axis=-1)))
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss
"""),
        ("the sparse twin", """
def my_train_step(model, optimizer, images, labels):
    digits = labels.argmax(axis=1)
    with tf.GradientTape() as tape:
        p = model(images, training=True)
        losses = tf.keras.losses.sparse_categorical_crossentropy(digits, p)
        mean = tf.reduce_sum(losses) / len(images)
    for pair in [(tape.gradient(mean, model.trainable_variables), model.trainable_variables)]:
        optimizer.apply_gradients(zip(*pair))
    return float(mean)
"""),
    ],
    "shifted": [
        ("rolled, then zeros", """
def shifted(images, shifts):
    moved = []
    for image, shift in zip(images, shifts):
        image = np.roll(image, shift, axis=1)
        if shift > 0:
            image[:, :shift] = 0
        if shift < 0:
            image[:, shift:] = 0
        moved.append(image)
    return np.array(moved)
"""),
        ("zeros on both sides, cut out", """
def shifted(images, shifts):
    wide = np.pad(images, [(0, 0), (0, 0), (28, 28), (0, 0)])
    return np.stack([w[:, 28 - s : 56 - s] for w, s in zip(wide, shifts)])
"""),
        ("all at once, by index", """
def shifted(images, shifts):
    source = np.arange(28) - np.asarray(shifts)[:, None]
    inside = (source >= 0) & (source < 28)
    picked = images[np.arange(len(images))[:, None], :, source.clip(0, 27)]
    return tf.constant(np.swapaxes(picked * inside[..., None, None], 1, 2))
"""),
    ],
    "small_network": [
        ("a class, with pooling", """
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.first = tf.keras.layers.Conv2D(8, 3, padding="same", strides=2, activation="relu")
        self.second = tf.keras.layers.Conv2D(16, 3, padding="same", activation="relu")
        self.pool = tf.keras.layers.MaxPooling2D()
        self.flatten = tf.keras.layers.Flatten()
        self.out = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.out(self.flatten(self.pool(self.second(self.first(x)))))

def small_network():
    return Net(), tf.keras.optimizers.Adam(0.003)
"""),
        ("three layers, the default rate", """
def small_network():
    conv = tf.keras.layers.Conv2D
    stack = [conv(n, 3, strides=2, padding="same", activation="relu") for n in (8, 12, 24)]
    end = [tf.keras.layers.Flatten(), tf.keras.layers.Dense(10, "softmax")]
    return [tf.keras.Sequential(stack + end), tf.keras.optimizers.Adam()]
"""),
    ],
    "bug": [
        ("a variable for the rate", """
def descend(loss_of, w, rates):
    rate = tf.Variable(0.0)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = loss_of(w)
        w.assign_sub(rate * tape.gradient(loss, w))

    for number in rates:
        rate.assign(number)
        step()
    return w.numpy()
"""),
        ("an array of rates, a signature", """
def descend(loss_of, w, rates):
    @tf.function(input_signature=[tf.TensorSpec((), tf.float32)])
    def step(speed):
        with tf.GradientTape() as tape:
            loss = loss_of(w)
        w.assign_sub(speed * tape.gradient(loss, w))

    for speed in np.array(rates, np.float32):
        step(speed)
    return w
"""),
    ],
}  # fmt: skip
