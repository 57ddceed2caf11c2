"""Answers to the exercises of notebook 3: right ones in other styles, and wrong ones."""

STEP = """
def my_train_step(model, optimizer, images, labels):
    with tf.GradientTape() as tape:
        y_pred = model(images, training=True)
        loss = tf.reduce_mean(tf.keras.losses.categorical_crossentropy(labels, y_pred))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
"""
RIGHT_STEP = "zip(gradients, model.trainable_variables)"
MEAN = "tf.reduce_mean(tf.keras.losses.categorical_crossentropy(labels, y_pred))"

NETWORK = """
def small_network():
    model = tf.keras.Sequential([
        tf.keras.layers.Conv2D(16, 5, strides=2, padding="same", activation="relu"),
        tf.keras.layers.Conv2D(24, 3, strides=2, padding="same", activation="relu"),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(10, activation="softmax"),
    ])
    return model, tf.keras.optimizers.Adam(0.003)
"""

SHIFT = """
def largest_shift(model, image, digit):
    shift = 0
    while np.argmax(model(np.roll(image, shift + 1, axis=1)[np.newaxis])) == digit:
        shift += 1
    return shift
"""

CHOOSE = """
def choose(models, data):
    def accuracy(model, images, labels):
        y_pred = model.predict(images, verbose=0)
        return np.mean(y_pred.argmax(axis=1) == labels.argmax(axis=1))

    def score(model):
        return accuracy(model, data.validation_images, data.validation_labels)

    best = max(models, key=score)
    return best, accuracy(best, data.test_images, data.test_labels)
"""
SCORE = "accuracy(model, data.validation_images, data.validation_labels)"
REPORT = "accuracy(best, data.test_images, data.test_labels)"


def changed(source, *replacements):
    for old, new in replacements:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


RIGHT = {
    "train_step": [
        (
            "a graph, a class of loss, a list of pairs, other names",
            """
@tf.function
def my_train_step(model, optimizer, x, y):
    loss_of = tf.keras.losses.CategoricalCrossentropy()
    with tf.GradientTape() as t:
        error = loss_of(y, model(x, training=True))
    variables = model.trainable_variables
    pairs = [(g, v) for g, v in zip(t.gradient(error, variables), variables)]
    optimizer.apply_gradients(pairs)
    return error
""",
        ),
        (
            "the formula by hand, the mean inside, a float returned",
            """
def my_train_step(model, optimizer, images, labels):
    def loss_of():
        p = model(images, training=True)
        return tf.reduce_mean(-tf.reduce_sum(labels * tf.math.log(p), axis=1))

    with tf.GradientTape() as tape:
        loss = loss_of()
    optimizer.apply(tape.gradient(loss, model.trainable_weights), model.trainable_weights)
    return float(loss)
""",
        ),
        (
            "integer labels and the sparse loss",
            changed(
                STEP,
                (
                    MEAN,
                    "tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy("
                    "tf.argmax(labels, axis=1), y_pred))",
                ),
            ),
        ),
        (
            "the sum over the batch, divided by its size; NumPy returned",
            changed(
                STEP,
                ("tf.reduce_mean(", "tf.reduce_sum("),
                ("y_pred))", "y_pred)) / len(images)"),
                ("return loss", "return loss.numpy()"),
            ),
        ),
        ("model.variables", changed(STEP, (RIGHT_STEP, "zip(gradients, model.variables)"))),
    ],
    "accuracy": [
        (
            "a loop",
            """
def accuracy(probabilities, digits):
    right = 0
    for row, digit in zip(probabilities, digits):
        if list(row).index(max(row)) == digit:
            right += 1
    return right / len(digits)
""",
        ),
        (
            "TensorFlow, a tensor returned",
            """
def accuracy(probabilities, digits):
    hits = tf.equal(tf.argmax(probabilities, axis=1), digits)
    return tf.reduce_mean(tf.cast(hits, tf.float32))
""",
        ),
        (
            "sorting, and counting",
            """
accuracy = lambda p, d: np.count_nonzero(np.argsort(p)[:, -1] == d) / p.shape[0]
""",
        ),
    ],
    "output_pixel": [
        (
            "loops",
            """
def output_pixel(patch, kernel, bias):
    total = bias
    height, width, channels = patch.shape
    for i in range(height):
        for j in range(width):
            for c in range(channels):
                total += patch[i, j, c] * kernel[i, j, c]
    return total if total > 0 else 0
""",
        ),
        (
            "einsum, relu by TensorFlow",
            """
def output_pixel(patch, kernel, bias):
    return tf.nn.relu(tf.einsum("ijc,ijc->", patch, kernel) + bias)
""",
        ),
        (
            "flat rows, an array of one number",
            """
def output_pixel(patch, kernel, bias):
    return np.maximum(patch.reshape(1, -1) @ kernel.reshape(-1, 1) + bias, 0)
""",
        ),
        (
            "a sum for each channel first",
            """
def output_pixel(patch, kernel, bias):
    sums = [(patch[..., c] * kernel[..., c]).sum() for c in range(patch.shape[-1])]
    return max(0.0, sum(sums) + bias)
""",
        ),
        (
            "Keras's own convolution",
            """
def output_pixel(patch, kernel, bias):
    out = tf.nn.conv2d(patch[None], kernel[..., None], strides=1, padding="VALID")
    return float(tf.nn.relu(out + bias)[0, 0, 0, 0])
""",
        ),
    ],
    "small_network": [
        ("no Input layer", NETWORK),
        (
            "a subclass with pooling, batch normalization and dropout",
            """
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.a = tf.keras.layers.Conv2D(16, 3, strides=2, activation="relu")
        self.norm = tf.keras.layers.BatchNormalization()
        self.b = tf.keras.layers.Conv2D(32, 3, activation="relu")
        self.pool = tf.keras.layers.MaxPooling2D()
        self.flat = tf.keras.layers.Flatten()
        self.drop = tf.keras.layers.Dropout(0.1)
        self.out = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, images, training=False):
        x = self.pool(self.b(self.norm(self.a(images), training=training)))
        return self.out(self.drop(self.flat(x), training=training))


def small_network():
    return [Net(), tf.keras.optimizers.Adam(0.003)]
""",
        ),
        (
            "a functional model, RMSprop",
            """
def small_network():
    inputs = tf.keras.Input((28, 28, 1))
    x = tf.keras.layers.Conv2D(16, 5, 2, "same", activation="relu")(inputs)
    x = tf.keras.layers.Conv2D(24, 3, 2, "same", activation="relu")(x)
    x = tf.keras.layers.Flatten()(x)
    outputs = tf.keras.layers.Softmax()(tf.keras.layers.Dense(10)(x))
    return tf.keras.Model(inputs, outputs), tf.keras.optimizers.RMSprop(0.002)
""",
        ),
    ],
    "largest_shift": [
        ("a while loop", SHIFT),
        (
            "all shifts in one batch, predict",
            """
def largest_shift(model, image, digit):
    batch = np.stack([np.roll(image, s, axis=1) for s in range(28)])
    right = model.predict(batch, verbose=0).argmax(axis=1) == digit
    return int(np.argmin(right)) - 1
""",
        ),
        (
            "predict for every shift, one image at a time",
            """
def largest_shift(model, image, digit):
    def reads(shift):
        return model.predict(np.roll(image, shift, axis=1)[None], verbose=0).argmax() == digit

    right = [reads(shift) for shift in range(28)]
    return right.index(False) - 1
""",
        ),
        (
            "a recursion",
            """
def largest_shift(model, image, digit):
    moved = np.roll(image, 1, axis=1)
    if np.argmax(model(moved[None], training=False)) != digit:
        return 0
    return 1 + largest_shift(model, moved, digit)
""",
        ),
        (
            "zeros move in, nothing comes back; the model is given tensors",
            """
def largest_shift(model, image, digit):
    best = 0
    for s in range(28):
        moved = np.zeros_like(image)
        moved[:, s:] = image[:, : 28 - s]
        p = model(tf.constant(moved[None]))
        if int(tf.argmax(p[0])) != digit:
            break
        best = s
    return best
""",
        ),
    ],
    "choose": [
        ("in place", CHOOSE),
        (
            "a loop",
            """
def choose(models, data):
    best, highest = None, -1.0
    for model in models:
        answers = np.argmax(model(data.validation_images), axis=1)
        share = (answers == np.argmax(data.validation_labels, axis=1)).mean()
        if share > highest:
            best, highest = model, share
    metric = tf.keras.metrics.CategoricalAccuracy()
    metric.update_state(data.test_labels, best.predict(data.test_images, verbose=0))
    return best, metric.result()
""",
        ),
        (
            "compiled, and evaluated",
            """
def choose(models, data):
    for model in models:
        model.compile(loss="mse", metrics=["accuracy"])
    sets = {name: [vars(data)[f"{name}_images"], vars(data)[f"{name}_labels"]] for name in
            ["validation", "test"]}
    shares = [model.evaluate(*sets["validation"], verbose=0)[1] for model in models]
    best = models[int(np.argmax(shares))]
    return best, best.evaluate(*sets["test"], verbose=0)[1]
""",
        ),
        (
            "sorted, a list returned",
            changed(
                CHOOSE,
                ("max(models, key=score)", "sorted(models, key=score)[-1]"),
                (f"return best, {REPORT}", f"return [best, float({REPORT})]"),
            ),
        ),
    ],
}

WRONG = {
    "train_step": [
        (
            "the wrong sign",
            changed(STEP, (RIGHT_STEP, "zip([-g for g in gradients], model.trainable_variables)")),
            "the loss has grown",
        ),
        (
            "no mean",
            changed(STEP, (MEAN, "tf.keras.losses.categorical_crossentropy(labels, y_pred)")),
            "factor of 7",
        ),
        ("the sum", changed(STEP, ("tf.reduce_mean", "tf.reduce_sum")), "factor of 7"),
        (
            "the mean outside of the tape",
            changed(
                STEP,
                (f"loss = {MEAN}", f"loss = {MEAN[15:-1]}"),
                ("return loss", "return tf.reduce_mean(loss)"),
            ),
            "factor of 7",
        ),
        (
            "divided by the parameter, not by the size of the batch",
            changed(STEP, ("tf.reduce_mean(", "1 / batch_size * tf.reduce_sum(")),
            "the mean over the images",
        ),
        (
            "divided by the size of the first batch",
            changed(STEP, ("tf.reduce_mean(", "1 / 7 * tf.reduce_sum(")),
            "size of the batch",
        ),
        (
            "applied twice",
            changed(
                STEP,
                (
                    "    return loss",
                    f"    optimizer.apply_gradients({RIGHT_STEP})\n" * 1 + "    return loss",
                ),
            ),
            "twice as far",
        ),
        (
            "never applied",
            changed(STEP, (f"optimizer.apply_gradients({RIGHT_STEP})", "pass")),
            "no weight has moved",
        ),
        (
            "the kernel only",
            changed(
                STEP,
                (
                    "tape.gradient(loss, model.trainable_variables)",
                    "tape.gradient(loss, model.trainable_variables[:1])",
                ),
            ),
            "the bias has not",
        ),
        (
            "the bias only",
            changed(
                STEP,
                (
                    "tape.gradient(loss, model.trainable_variables)",
                    "tape.gradient(loss, model.trainable_variables[1:])",
                ),
                (RIGHT_STEP, "zip(gradients, model.trainable_variables[1:])"),
            ),
            "the kernel has not",
        ),
        (
            "two steps",
            changed(STEP, ("my_train_step", "one")) + "\n\ndef my_train_step(*given):\n"
            "    one(*given)\n    return one(*given)",
            "two steps have been taken",
        ),
        (
            "the mean over the classes, too",
            changed(STEP, (MEAN, "tf.reduce_mean(-labels * tf.math.log(y_pred))")),
            "by a factor of 3",
        ),
        (
            "the loss for yes or no",
            changed(STEP, ("losses.categorical", "losses.binary")),
            "binary cross-entropy",
        ),
        (
            "logits that are none",
            changed(STEP, ("(labels, y_pred)", "(labels, y_pred, from_logits=True)")),
            "from_logits",
        ),
        ("training not said", changed(STEP, (", training=True", "")), "Dropout"),
        ("training=False", changed(STEP, ("training=True", "training=False")), "Dropout"),
        (
            "the squared error",
            changed(STEP, (MEAN, "tf.reduce_mean((labels - y_pred) ** 2)")),
            "squared error",
        ),
        (
            "labels and predictions swapped",
            changed(STEP, ("(labels, y_pred)", "(y_pred, labels)")),
            "changed places",
        ),
        (
            "softmax twice",
            changed(
                STEP,
                (MEAN, "tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels, y_pred))"),
            ),
            "from_logits",
        ),
        (
            "an optimizer of one's own",
            changed(STEP, ("optimizer.apply", "tf.keras.optimizers.SGD(0.5).apply")),
            "Does the optimizer that was given step",
        ),
        ("nothing returned", changed(STEP, ("    return loss\n", "")), "returns None"),
        (
            "one loss for each image returned",
            changed(
                STEP,
                ("return loss", "return tf.keras.losses.categorical_crossentropy(labels, y_pred)"),
            ),
            "one value for each image",
        ),
        (
            "the loss after the step",
            changed(STEP, ("return loss", f"y_pred = model(images)\n    return {MEAN}")),
            "after the step",
        ),
        (
            "the accuracy returned",
            changed(
                STEP,
                (
                    "return loss",
                    "return np.mean(y_pred.numpy().argmax(axis=1) == labels.argmax(axis=1))",
                ),
            ),
            "the mean cross-entropy was",
        ),
        (
            "NumPy in the tape",
            changed(STEP, (", y_pred))", ", y_pred.numpy()))")),
            "No gradients provided",
        ),
        (
            "the labels changed in place",
            changed(STEP, ("    with", "    labels *= 0.9\n    with")),
            "changed its input number 4",
        ),
        ("a tape without a model", "def my_train_step(m, o, x, y):\n    return 2.3", "never calls"),
    ],
    "accuracy": [
        (
            "the wrong axis",
            "def accuracy(p, d):\n    return np.mean(p.argmax(axis=0) == d)",
            "of each column",
        ),
        ("a count", "def accuracy(p, d):\n    return (p.argmax(axis=1) == d).sum()", "how many"),
        (
            "a percentage",
            "def accuracy(p, d):\n    return 100 * np.mean(p.argmax(axis=1) == d)",
            "percentage",
        ),
        (
            "the share of mistakes",
            "def accuracy(p, d):\n    return np.mean(p.argmax(axis=1) != d)",
            "wrong answers",
        ),
        (
            "the mean probability",
            "def accuracy(p, d):\n    return p[np.arange(len(d)), d].mean()",
            "mean probability",
        ),
        (
            "a threshold",
            "def accuracy(p, d):\n    return np.mean(p[np.arange(len(d)), d] > 0.5)",
            "be it below 0.5",
        ),
        (
            "the smallest",
            "def accuracy(p, d):\n    return np.mean(p.argmin(axis=1) == d)",
            "smallest probability",
        ),
        (
            "one value for each image",
            "def accuracy(p, d):\n    return p.argmax(axis=1) == d",
            "should be one number",
        ),
        (
            "divided by a fixed number",
            "def accuracy(p, d):\n    return np.sum(p.argmax(axis=1) == d) / batch_size",
            "number of images",
        ),
        (
            "return inside the loop",
            "def accuracy(p, d):\n    right = 0\n    for row, digit in zip(p, d):\n"
            "        right += row.argmax() == digit\n        return right / len(d)",
            "inside the loop",
        ),
        (
            "whether all are right",
            "def accuracy(p, d):\n    return np.all(p.argmax(axis=1) == d)",
            "should be a number, and is a bool",
        ),
        (
            "one argmax for all",
            "def accuracy(p, d):\n    return np.mean(p.argmax() == d)",
            "in each row",
        ),
        (
            "max instead of argmax",
            "def accuracy(p, d):\n    return np.mean(p.max(axis=1) == d)",
            "are read correctly",
        ),
        (
            "one-hot labels expected",
            "def accuracy(p, d):\n    return np.mean(p.argmax(axis=1) == d.argmax(axis=1))",
            "AxisError",
        ),
        ("hard-coded", "def accuracy(p, d):\n    return 0.96", "are read correctly"),
        (
            "changes its input",
            "def accuracy(p, d):\n    p[:] = p.round()\n    return np.mean(p.argmax(axis=1) == d)",
            "changed its input number 1",
        ),
    ],
    "output_pixel": [
        (
            "no relu",
            "def output_pixel(p, k, b):\n    return (p * k).sum() + b",
            "What does relu do?",
        ),
        (
            "the absolute value",
            "def output_pixel(p, k, b):\n    return abs((p * k).sum() + b)",
            "does not change its sign",
        ),
        (
            "no bias",
            "def output_pixel(p, k, b):\n    return max((p * k).sum(), 0)",
            "is the bias added?",
        ),
        (
            "the bias after relu",
            "def output_pixel(p, k, b):\n    return max((p * k).sum(), 0) + b",
            "should come before",
        ),
        (
            "the bias taken away",
            "def output_pixel(p, k, b):\n    return max((p * k).sum() - b, 0)",
            "or taken away",
        ),
        (
            "the mean",
            "def output_pixel(p, k, b):\n    return max((p * k).mean() + b, 0)",
            "not averaged",
        ),
        (
            "relu at each product",
            "def output_pixel(p, k, b):\n    return max(np.maximum(p * k, 0).sum() + b, 0)",
            "relu comes once",
        ),
        (
            "the bias once per channel",
            "def output_pixel(p, k, b):\n    return max(((p * k).sum(axis=(0, 1)) + b).sum(), 0)",
            "the bias is added once",
        ),
        (
            "the bias at each product",
            "def output_pixel(p, k, b):\n    return max((p * k + b).sum(), 0)",
            "not to every product",
        ),
        (
            "the first channel only",
            "def output_pixel(p, k, b):\n    return max((p * k)[..., 0].sum() + b, 0)",
            "only the first is used",
        ),
        (
            "relu in each channel",
            "def output_pixel(p, k, b):\n"
            "    return np.maximum((p * k).sum(axis=(0, 1)) + b, 0).sum()",
            "add them all first",
        ),
        (
            "at most 255",
            "def output_pixel(p, k, b):\n    return np.clip((p * k).sum() + b, 0, 255)",
            "a large result stays as it is",
        ),
        (
            "at most 6",
            "def output_pixel(p, k, b):\n    return min(max((p * k).sum() + b, 0), 6)",
            "a large result stays as it is",
        ),
        (
            "rounded",
            "def output_pixel(p, k, b):\n    return round(float(max((p * k).sum() + b, 0)), 1)",
            "the pixel should be",
        ),
        (
            "a pixel for each channel",
            "def output_pixel(p, k, b):\n    return np.maximum((p * k).sum(axis=(0, 1)) + b, 0)",
            "should be one number",
        ),
        (
            "the mean of the channels",
            "def output_pixel(p, k, b):\n    return max((p * k).sum(axis=(0, 1)).mean() + b, 0)",
            "added or averaged",
        ),
        (
            "turned round",
            "def output_pixel(p, k, b):\n    return max((p * k[::-1, ::-1]).sum() + b, 0)",
            "turned round",
        ),
        (
            "a sum times a sum",
            "def output_pixel(p, k, b):\n    return max(p.sum() * k.sum() + b, 0)",
            "multiply first",
        ),
        (
            "changes its input",
            "def output_pixel(p, k, b):\n    p *= k\n    return max(p.sum() + b, 0)",
            "changed its input number 1",
        ),
        ("hard-coded", "def output_pixel(p, k, b):\n    return 0.87", "its own weight"),
    ],
    "small_network": [
        (
            "too large",
            changed(NETWORK, ("Conv2D(16, 5", "Conv2D(64, 5")),
            "and may have 20,000",
        ),
        (
            "no softmax",
            changed(NETWORK, (', activation="softmax"', "")),
            "Which activation",
        ),
        (
            "a class for each pixel",
            changed(NETWORK, ("        tf.keras.layers.Flatten(),\n", "")),
            "should have the shape (3, 10)",
        ),
        (
            "the model alone",
            changed(NETWORK, ("return model, tf.keras.optimizers.Adam(0.003)", "return model")),
            "a model and its optimizer",
        ),
        (
            "the class, not a model",
            "def small_network():\n    return tf.keras.Model, tf.keras.optimizers.Adam(0.003)",
            "should be a Keras model, and is the class",
        ),
        (
            "swapped",
            changed(
                NETWORK,
                (
                    "model, tf.keras.optimizers.Adam(0.003)",
                    "tf.keras.optimizers.Adam(0.003), model",
                ),
            ),
            "should be a Keras model",
        ),
        (
            "layers made in call",
            """
class Net(tf.keras.Model):
    def call(self, images):
        return tf.keras.layers.Dense(10, activation="softmax")(tf.reshape(images, (-1, 784)))


def small_network():
    return Net(), tf.keras.optimizers.Adam(0.003)
""",
            "it has no parameters",
        ),
        (
            "far too large steps",
            changed(NETWORK, ("Adam(0.003)", "Adam(1.0)")),
            "does it learn at all",
        ),
        (
            "no convolution",
            """
def small_network():
    model = tf.keras.Sequential([
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(24, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ])
    return model, "adam"
""",
            "98% is the goal",
        ),
    ],
    "largest_shift": [
        (
            "the first mistake",
            changed(SHIFT, ("return shift", "return shift + 1")),
            "the first shift at which the answer is wrong",
        ),
        (
            "one less",
            changed(SHIFT, ("return shift", "return shift - 1")),
            "the model is right for shifts of [0, 1, 2, 3, 4, 5] pixels, and your function says 4",
        ),
        (
            "five shifts tried at most",
            """
def largest_shift(model, image, digit):
    for shift in range(5):
        if np.argmax(model(np.roll(image, shift, axis=1)[None])) != digit:
            return shift - 1
    return shift
""",
            "your function says 4",
        ),
        ("to the left", changed(SHIFT, ("shift + 1, axis", "-shift - 1, axis")), "image left"),
        ("down", changed(SHIFT, ("axis=1", "axis=0")), "image down"),
        (
            "up",
            changed(SHIFT, ("shift + 1, axis=1", "-shift - 1, axis=0")),
            "image up",
        ),
        (
            "the last right answer of all",
            """
def largest_shift(model, image, digit):
    return max(s for s in range(20) if np.argmax(model(np.roll(image, s, 1)[None])) == digit)
""",
            "The first mistake ends the search",
        ),
        (
            "halving the range",
            """
def largest_shift(model, image, digit):
    low, high = 0, 27
    while low < high:
        middle = (low + high + 1) // 2
        if np.argmax(model(np.roll(image, middle, axis=1)[None])) == digit:
            low = middle
        else:
            high = middle - 1
    return low
""",
            "The first mistake ends the search",
        ),
        (
            "no batch",
            changed(SHIFT, ("[np.newaxis]", "")),
            "the model expects shape",
        ),
        ("digit not used", changed(SHIFT, ("== digit", "== 3")), "Is `digit` used?"),
        (
            "hard-coded",
            "def largest_shift(model, image, digit):\n    return 5",
            "your function says",
        ),
        (
            "changes its input",
            """
def largest_shift(model, image, digit):
    for shift in range(28):
        if np.argmax(model(image[None])) != digit:
            return shift - 1
        image[:] = np.roll(image, 1, axis=1)
""",
            "changed its input number 2",
        ),
    ],
    "choose": [
        (
            "still the test images",
            changed(
                CHOOSE,
                (
                    f"return {SCORE}",
                    "data_set = data.test_images, data.test_labels\n        "
                    "return accuracy(model, *data_set)",
                ),
            ),
            "still chosen by the test images",
        ),
        (
            "the training images",
            changed(CHOOSE, (SCORE, "accuracy(model, data.train_images, data.train_labels)")),
            "chosen by the training images",
        ),
        (
            "reports what it was chosen by",
            changed(CHOOSE, (REPORT, "score(best)")),
            "partly luck",
        ),
        (
            "reports the training accuracy",
            changed(CHOOSE, (REPORT, "accuracy(best, data.train_images, data.train_labels)")),
            "it was trained on",
        ),
        (
            "the first that is better",
            changed(
                CHOOSE,
                (
                    "max(models, key=score)",
                    "next(m for m in models[1:] + models[:1] if score(m) >= score(models[0]))",
                ),
            ),
            "What decides?",
        ),
        (
            "reports the best of all on the test images",
            changed(
                CHOOSE,
                (REPORT, "max(accuracy(m, data.test_images, data.test_labels) for m in models)"),
            ),
            "Its accuracy is 0.60, not 0.90",
        ),
        (
            "its accuracy first",
            changed(CHOOSE, (f"return best, {REPORT}", f"return {REPORT}, best")),
            "should be a model, and is a float64",
        ),
        ("the worst", changed(CHOOSE, ("max(models", "min(models")), "the worst"),
        ("the first", changed(CHOOSE, ("max(models, key=score)", "models[0]")), "What decides?"),
        ("the model alone", changed(CHOOSE, (f", {REPORT}", "")), "a model and its accuracy"),
        (
            "its number",
            changed(CHOOSE, ("return best,", "return models.index(best),")),
            "should be a model, and is an int",
        ),
        (
            "a percentage",
            changed(CHOOSE, (f", {REPORT}", f", 100 * {REPORT}")),
            "Its accuracy is 0.60, not 60",
        ),
        (
            "labels of the other set",
            changed(CHOOSE, (SCORE, "accuracy(model, data.validation_images, data.test_labels)")),
            "your code stopped",
        ),
    ],
}
