"""The exercises of notebook 3: a training step, an accuracy, one pixel, small networks, shifts."""

import time
from types import SimpleNamespace

import numpy as np
import tensorflow as tf

from helpers import mnist
from helpers.batches import Batches
from helpers.exercises.exercise import Exercises, NotYet, array, call, kind, number

exercises = Exercises()
progress = exercises.progress


def close(found, expected):
    return np.allclose(found, expected, rtol=1e-3, atol=1e-5)


def same_weights(found, expected):
    return all(close(one, other) for one, other in zip(found, expected))


# The training step


class Small(tf.keras.Model):
    """A layer for three classes that notes how it was called; its weights come from a seed."""

    def __init__(self, seed):
        super().__init__()
        kernel = tf.keras.initializers.RandomNormal(seed=seed)
        self.flatten = tf.keras.layers.Flatten()
        self.dense = tf.keras.layers.Dense(3, activation="softmax", kernel_initializer=kernel)
        self.called_with = []

    def call(self, images, training=False):
        self.called_with.append(training)
        # Without this, Keras finds the logits again for a loss that asks for them.
        return tf.identity(self.dense(self.flatten(images)))


def three_classes(seed, count):
    rng = np.random.default_rng(seed)
    images = rng.random((count, 4, 4, 1), dtype=np.float32)
    return images, np.eye(3, dtype=np.float32)[rng.integers(3, size=count)]


def steps_taken(loss_of, steps, optimizer, seed=0):
    """The weights after steps with another loss (or way) than the learner's, and the last loss."""
    model = Small(seed)
    for images, labels in steps:
        with tf.GradientTape() as tape:
            loss = loss_of(labels, model(images))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return model.get_weights(), float(tf.reduce_mean(loss))


def cross_entropy(labels, y_pred):
    return tf.keras.losses.categorical_crossentropy(labels, y_pred)


def right_loss(labels, y_pred):
    return tf.reduce_mean(cross_entropy(labels, y_pred))


def softmax_twice(labels, y_pred):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels, y_pred))


OTHER_LOSSES = [
    (
        lambda y, p: -right_loss(y, p),
        "after the step, the loss has grown. Which way does the gradient point?",
    ),
    (
        cross_entropy,
        "the step is too long by a factor of 7, and the batch held 7 images. What does the tape do "
        "with a loss that is one value for each image?",
    ),
    (
        lambda y, p: 2 * right_loss(y, p),
        "the weights have moved twice as far as they should. How often is the gradient applied?",
    ),
    (
        lambda y, p: right_loss(y, p) / 3,
        "the step is too short by a factor of 3, and there are 3 classes: the loss of an image is "
        "the sum over its classes. The mean is taken over the images.",
    ),
    (
        lambda y, p: tf.reduce_mean(tf.keras.losses.binary_crossentropy(y, p)),
        "the weights follow the gradient of the binary cross-entropy, for yes or no. Which one is "
        "made for several classes?",
    ),
    (
        lambda y, p: tf.reduce_mean((y - p) ** 2),
        "the weights follow the gradient of the squared error. Which loss is made for classes?",
    ),
    (
        lambda y, p: tf.reduce_mean(cross_entropy(p, y)),
        "labels and predictions have changed places in the loss: y_true comes first.",
    ),
    (
        softmax_twice,
        "the loss applies softmax to answers that are probabilities already. What does "
        "`from_logits` say?",
    ),
]


@exercises.add(
    title="the training step",
    stub="""
def my_train_step(model, optimizer, images, labels):
    ...  # predict, measure, gradient, step
    return loss
""",
    task="write the training step",
    hints=(
        "Four moves. Inside the tape: predict with `model(images, training=True)`, then measure "
        "the loss. Outside: the gradients of the loss, then the optimizer's step.",
        "`tf.keras.losses.categorical_crossentropy(labels, y_pred)` has one value for each image; "
        "`tf.reduce_mean` makes one number of them, still inside the tape. Then "
        "`tape.gradient(loss, model.trainable_variables)`, and `optimizer.apply_gradients` of the "
        "pairs.",
    ),
    seconds=20,
)
def train_step(my_train_step):
    """Steps of a small network on random images, compared with those of other losses."""
    steps = [three_classes(1, 7), three_classes(2, 3)]
    model, optimizer = Small(0), tf.keras.optimizers.SGD(0.5)
    model(steps[0][0])
    optimizer.build(model.trainable_variables)
    before, model.called_with = model.get_weights(), []
    loss = call(my_train_step, model, optimizer, *steps[0])
    after, (expected, expected_loss) = model.get_weights(), first_step(right_loss)
    if not model.called_with:
        raise NotYet("your step never calls `model(images, ...)`.")
    if close(after[0], before[0]) and not close(after[1], before[1]):
        raise NotYet("the bias has moved and the kernel has not. Which variables get a gradient?")
    if close(after[0], before[0]):
        raise NotYet("no weight has moved. Is the gradient taken, and applied by the optimizer?")
    if close(after[0], expected[0]) and not close(after[1], expected[1]):
        raise NotYet("the kernel has moved and the bias has not. Which variables get a gradient?")
    if not same_weights(after, expected):
        for other, sentence in OTHER_LOSSES:
            if same_weights(after, first_step(other)[0]):
                raise NotYet(sentence)
        twice, _ = steps_taken(right_loss, steps[:1] * 2, tf.keras.optimizers.SGD(0.5))
        if same_weights(after, twice):
            raise NotYet("two steps have been taken, one after the other, instead of one.")
        raise NotYet(
            "the weights have moved, but not as the gradient of the mean cross-entropy says. "
            "Is the loss the mean over the images of this batch, whatever their number?"
        )
    if not any(model.called_with):
        raise NotYet(
            "the step is right for this network. But a Dropout layer would not drop anything: "
            "what do you tell the model when it trains?"
        )
    check_loss(loss, expected_loss, model, *steps[0])
    call(my_train_step, model, optimizer, *steps[1])
    two_steps, _ = steps_taken(right_loss, steps, tf.keras.optimizers.SGD(0.5))
    if not same_weights(model.get_weights(), two_steps):
        raise NotYet(
            "the first step is right, with 7 images, and the second is not, with 3. Does the step "
            "count on a size of the batch, or take the same images again?"
        )
    with_adam = Small(0)
    with_adam(steps[0][0])
    adam = tf.keras.optimizers.Adam(0.01)
    adam.build(with_adam.trainable_variables)
    call(my_train_step, with_adam, adam, *steps[0])
    expected, _ = steps_taken(right_loss, steps[:1], tf.keras.optimizers.Adam(0.01))
    if not same_weights(with_adam.get_weights(), expected):
        raise NotYet("right with SGD, wrong with Adam. Does the optimizer that was given step?")
    return "your step moves the weights as it should (two optimizers, batches of two sizes)"


def first_step(loss_of):
    return steps_taken(loss_of, [three_classes(1, 7)], tf.keras.optimizers.SGD(0.5))


def check_loss(loss, expected, model, images, labels):
    """Raise NotYet unless the loss returned is the one before the step."""
    if isinstance(loss, (str, bytes, bool)) or loss is None:
        raise NotYet(f"the step is right. It should return the loss, and returns {kind(loss)}.")
    try:
        found = np.asarray(loss, dtype=float)
    except (TypeError, ValueError):
        raise NotYet(
            f"the step is right. It should return the loss, and returns {kind(loss)}."
        ) from None
    if found.shape == (len(images),):
        raise NotYet("the step is right. The loss returned is still one value for each image.")
    if found.size != 1:
        raise NotYet(f"the step is right. The loss should be one number, and is {kind(loss)}.")
    if close(found, right_loss(labels, model(images))):
        raise NotYet(
            "the step is right. The loss returned is that after the step, which costs another "
            "prediction: return the one of the tape."
        )
    if not close(found, expected):
        raise NotYet(
            f"the step is right. The loss returned is {found.item():.3f}, and the mean "
            f"cross-entropy was {expected:.3f}."
        )


# The accuracy


@exercises.add(
    title="the accuracy",
    stub="""
def accuracy(probabilities, digits):
    return ...
""",
    task="write the accuracy",
    hints=(
        "For each image: at which position is the largest of its probabilities? `argmax` says it, "
        "for each row, with `axis=1`.",
        "Compare these positions with `digits`: an array of True and False. Its mean is the share "
        "of True.",
    ),
)
def accuracy(accuracy):
    """Random answers for several numbers of images and classes; some are all wrong."""
    rng = np.random.default_rng(1895)  # a seed for which every mistake has a number of its own
    for count, classes, share in [(10, 10, 0.6), (40, 10, 0.7), (7, 3, 0.0), (1, 10, 1.0)]:
        exponentials = np.exp(1.5 * rng.normal(size=(count, classes)))
        probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
        probabilities = probabilities.astype(np.float32)
        order = probabilities.argsort(axis=1)
        place = np.where(rng.random(count) < share, -1, rng.integers(classes - 1, size=count))
        digits = order[np.arange(count), place]  # of the largest probability, or of another
        found = number(call(accuracy, probabilities, digits), "the accuracy")
        right = probabilities.argmax(axis=1) == digits
        if not close(found, right.mean()):
            raise NotYet(_wrong_accuracy(found, right, probabilities, digits))
    return "your accuracy agrees for other images (four sets tried, one with three classes)"


def _wrong_accuracy(found, right, probabilities, digits):
    of_true_digit = probabilities[np.arange(len(digits)), digits]
    in_columns = probabilities.argmax(axis=0)
    known = [
        (right.sum(), "that is how many are right. What share of all images is it?"),
        (
            right[0] / len(right),
            "after the first image your count has ended. Does the `return` stand inside the loop?",
        ),
        (100 * right.mean(), "that is a percentage. The accuracy is a share, from 0 to 1."),
        (1 - right.mean(), "that is the share of wrong answers."),
        (
            np.mean(in_columns == digits) if in_columns.shape == digits.shape else np.nan,
            "the largest number of each column is taken. Along which axis do the ten probabilities "
            "of one image lie?",
        ),
        (
            of_true_digit.mean(),
            "that is the mean probability of the true digit. The accuracy asks something else: "
            "is this probability the largest of its row?",
        ),
        (
            np.mean(of_true_digit > 0.5),
            "an answer is right if the true digit has the largest probability of its row, be it "
            "below 0.5.",
        ),
        (
            np.mean(probabilities.argmin(axis=1) == digits),
            "that is how often the true digit has the smallest probability.",
        ),
    ]
    for value, sentence in known:
        if found and close(found, value):  # 0 may come of many mistakes
            return sentence
    return (
        f"of {len(digits)} images, {right.sum()} are read correctly, so that the accuracy is "
        f"{right.mean():.3f}; yours is {found:.3f}. Is one digit chosen in each row, and is the "
        "number of images that of the arrays?"
    )


# One pixel of a convolution


@exercises.add(
    title="one pixel of a convolution",
    stub="""
def output_pixel(patch, kernel, bias):
    return ...
""",
    task="compute the pixel",
    hints=(
        "As with one channel: multiply number by number, add up, add the bias, apply relu.",
        "`patch * kernel` holds all products, those of all channels; `.sum()` adds them all. "
        "`max(..., 0)` is relu.",
    ),
)
def output_pixel(output_pixel):
    """Random patches with 1, 3 and 12 channels, whose sums lie on both sides of zero, and far."""
    rng = np.random.default_rng(4)
    for shape, bias, total in [
        *[((3, 3, 1), 0.7, 3.217), ((3, 3, 1), -0.4, -3.217), ((5, 5, 12), 1.3, 3.217)],
        *[((2, 4, 3), -0.6, 3.217), ((5, 5, 12), 0.8, -3.217), ((3, 3, 1), 0.2, 321.7)],
    ]:
        patch = rng.random(shape, dtype=np.float32)
        kernel = rng.normal(size=shape).astype(np.float32)
        # Move the sum to where the case wants it, well away from zero.
        kernel += np.float32((total - (patch * kernel).sum()) / patch.sum())
        pixel = number(call(output_pixel, patch, kernel, bias), "the pixel")
        expected = max(float((patch * kernel).sum()) + bias, 0.0)
        if not np.isclose(pixel, expected, rtol=1e-3, atol=1e-3):
            raise NotYet(_wrong_pixel(pixel, expected, patch, kernel, bias))
    return "your pixel is right (windows of three sizes tried, with 1, 3 and 12 channels)"


def _wrong_pixel(pixel, expected, patch, kernel, bias):
    products, channels = patch * kernel, patch.shape[-1]
    total, each = products.sum(), products.sum(axis=(0, 1))
    many = f"the patch has {channels} channels"
    known = [
        (total + bias, "a negative result should become 0. What does relu do?"),
        (abs(total + bias), "relu makes a negative number 0; it does not change its sign."),
        (max(total, 0), "is the bias added?"),
        (total, "is the bias added, and relu applied?"),
        (max(total, 0) + bias, "the bias is added after relu, and should come before it."),
        (max(total - bias, 0), "is the bias added, or taken away?"),
        (max(products.mean() + bias, 0), "the products are to be added up, not averaged."),
        (
            np.maximum(products, 0).sum() + bias,
            "relu comes once, at the end, not at every product.",
        ),
        (max(np.maximum(products, 0).sum() + bias, 0), "relu comes once, at the end."),
        (max(total + channels * bias, 0), f"{many}, but the bias is added once."),
        (max(total + patch.size * bias, 0), "the bias is added once, not to every product."),
        (max(each[0] + bias, 0), f"{many}, and only the first is used."),
        (max(each[-1] + bias, 0), f"{many}, and only the last is used."),
        (max(each.mean() + bias, 0), f"{many}. Are their sums added or averaged?"),
        (max(each.max() + bias, 0), f"{many}. All are added; you take the largest."),
        (
            np.maximum(each + bias, 0).sum(),
            f"{many}: add them all first, then the bias, then relu.",
        ),
        (max(np.maximum(each, 0).sum() + bias, 0), f"{many}: add them all first, then relu."),
        (
            max((patch[::-1, ::-1] * kernel).sum() + bias, 0),
            "the window is turned round: number by number, as they lie, is enough.",
        ),
        (
            max(patch.sum() * kernel.sum() + bias, 0),
            "each number of the patch has a weight of its own: multiply first, then add.",
        ),
    ]
    if expected > 300:
        return f"a large result stays as it is: {expected:.1f}, and yours is {pixel:.1f}."
    for value, sentence in known:
        if np.isclose(pixel, value, rtol=1e-3, atol=1e-3):
            return sentence
    return (
        f"for a patch of shape {patch.shape}, the pixel should be {expected:.3f}, and is "
        f"{pixel:.3f}. Is each number multiplied by its own weight, and are all products added?"
    )


# A small network

MOST_PARAMETERS, GOAL = 20_000, 0.98
MOST_STEPS, BATCH_SIZE, EVERY = 1000, 100, 100
MOST_SECONDS = 60  # about ten times what it takes on two cores


@exercises.add(
    title="a small network",
    stub="""
def small_network():
    model = ...  # at most 20,000 parameters, for 98 % of the images
    optimizer = tf.keras.optimizers.Adam(0.001)  # other learning rates may do better
    return model, optimizer
""",
    task="build a small network",
    hints=(
        "Where are the parameters of `CNNModel`? Nearly half are in the last layer: smaller or "
        "fewer maps before `Flatten` make it small. And 0.001 is not the only learning rate.",
        "Two convolutions are enough: 5 × 5, then 3 × 3, both with strides 2, 16 and 24 filters, "
        "relu; then Flatten and Dense. How many parameters is that? With so few, Adam can step "
        "three times as far.",
    ),
    seconds=90,
)
def small_network(small_network):
    """Count, train on 1000 batches at most, and evaluate on the validation images."""
    tf.keras.utils.set_random_seed(5)
    answer = call(small_network)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise NotYet(f"a model and its optimizer should be returned, and here is {kind(answer)}.")
    model, optimizer = answer
    if not isinstance(model, tf.keras.layers.Layer):
        raise NotYet(f"the model should be a Keras model, and is {kind(model)}.")
    if isinstance(optimizer, str):
        optimizer = tf.keras.optimizers.get(optimizer)
    if not isinstance(optimizer, tf.keras.optimizers.Optimizer):
        raise NotYet(f"the optimizer should be one of Keras's, and is {kind(optimizer)}.")
    images, labels, validation_images, validation_labels = training_and_validation()
    batches = Batches(images, labels, seed=5)
    y_pred = array(model(scaled(images[:3])), (3, 10), "the answer to 3 images")
    if (y_pred < 0).any() or not np.allclose(y_pred.sum(axis=1), 1, atol=1e-3):
        raise NotYet("the ten numbers are no probabilities. Which activation makes them so?")
    count = sum(int(np.prod(variable.shape)) for variable in model.weights)
    if count == 0:
        raise NotYet("it has no parameters. Are the layers made in `__init__`, once?")
    if count > MOST_PARAMETERS:
        raise NotYet(f"it has {count:,} parameters, and may have {MOST_PARAMETERS:,}.")
    best = trained(model, optimizer, batches, validation_images, validation_labels)
    if best < GOAL:
        raise NotYet(
            f"{count:,} parameters are few enough. After {MOST_STEPS} batches the network reads "
            f"{best:.1%} of the validation images, and {GOAL:.0%} is the goal. Is the "
            "learning rate the best one? Is there a layer for which the parameters would do more?"
        )
    return f"{count:,} parameters read {best:.1%} of the validation images"


def training_and_validation():
    """As `load_mnist` divides them, but without what is not needed here: memory is scarce."""
    with np.load(mnist.FILE, allow_pickle=False) as arrays:
        images, digits = arrays["x_train"][..., np.newaxis], arrays["y_train"]
    labels = np.eye(10, dtype=np.float32)[digits]
    end = -mnist.VALIDATION
    return images[:end], labels[:end], images[end:], labels[end:]


def scaled(pixels):
    return pixels / np.float32(255)


def trained(model, optimizer, batches, images, labels):
    """Train until the goal is reached or the batches are used up; return the best accuracy."""

    @tf.function
    def step(images, labels):
        with tf.GradientTape() as tape:
            loss = right_loss(labels, model(images, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    predict = tf.function(lambda images: model(images, training=False))
    digits, best, begin = labels.argmax(axis=1), 0.0, time.monotonic()
    for number_of_step in range(1, MOST_STEPS + 1):
        pixels, batch_labels = batches.next_batch(BATCH_SIZE)
        loss = float(step(scaled(pixels), batch_labels))
        if not np.isfinite(loss):
            raise NotYet(f"after {number_of_step} batches, the loss is {loss}: smaller steps?")
        if time.monotonic() - begin > MOST_SECONDS:
            raise NotYet(
                f"{MOST_SECONDS} seconds were enough for {number_of_step} batches only. Large maps "
                "with many channels cost time: what makes maps smaller?"
            )
        if number_of_step % EVERY == 0:
            parts = np.split(images, 10)
            y_pred = np.concatenate([predict(scaled(part)) for part in parts])
            best = max(best, np.mean(y_pred.argmax(axis=1) == digits))
            if best >= GOAL:
                break
            if number_of_step >= 300 and best < 0.5:
                raise NotYet(
                    f"after {number_of_step} batches the network reads {best:.1%} of the "
                    "validation images: does it learn at all? Look at learning rate and relu."
                )
    return best


# How far can a digit be shifted?


class Reader(tf.keras.Model):
    """Says 3 where the ink has moved by one of some (rows, columns), and 8 elsewhere."""

    def __init__(self, image, moves):
        super().__init__()
        self.centre = centre(image[np.newaxis])
        self.moves = tf.constant(list(moves), dtype=tf.float32)

    def __call__(self, images, **options):
        if len(np.shape(images)) != 4:  # said here, since Keras wraps what `call` raises
            raise ValueError(
                f"the model expects shape (images, 28, 28, 1), and is given {np.shape(images)}"
            )
        return super().__call__(images, **options)

    def call(self, images):
        moved = tf.round(centre(images) - self.centre)
        known = tf.reduce_all(moved[:, tf.newaxis] == self.moves, axis=2)
        return tf.one_hot(tf.where(tf.reduce_any(known, axis=1), 3, 8), 10)


def centre(images):
    """The centre of the ink, (row, column) for each image."""
    images = tf.cast(images, tf.float32)
    places = tf.range(28, dtype=tf.float32)
    ink = tf.reduce_sum(images, axis=(1, 2, 3)) + 1e-9
    row = tf.einsum("nhwc,h->n", images, places) / ink
    return tf.stack([row, tf.einsum("nhwc,w->n", images, places) / ink], axis=1)


@exercises.add(
    title="how far a digit can be shifted",
    stub="""
def largest_shift(model, image, digit):
    return ...
""",
    task="find the largest shift",
    hints=(
        "Shift by 0, 1, 2, … pixels, and stop at the first answer that is wrong. `np.roll(image, "
        "shift, axis=1)` moves the columns of one image; `[np.newaxis]` makes a batch of it.",
        "`for shift in range(28)`: roll the image, ask `model(...)` for its ten probabilities, and "
        "take the `argmax`. If it is not `digit`, the largest shift was the one before.",
    ),
    seconds=30,  # `predict` for every shift takes several
)
def largest_shift(largest_shift):
    """Four models that stand in for trained ones: they say 3 up to some shift, and then 8."""
    image = np.zeros((28, 28, 1), dtype=np.float32)
    image[10:17, 8:13] = np.random.default_rng(6).random((7, 5, 1)) + 0.1
    elsewhere = [(0, -left) for left in range(LEFT + 1)]
    elsewhere += [(down, 0) for down in range(-UP, DOWN + 1)]
    for right, expected in [(range(6), 5), (range(1), 0), (range(3), 2), ([0, 1, 4, 5, 6, 14], 1)]:
        model = Reader(image, [(0, columns) for columns in right] + elsewhere)
        found = number(call(largest_shift, model, image, 3), "the shift")
        if found != expected:
            raise NotYet(_wrong_shift(found, expected, right))
    turned = Reader(image, [(0, columns) for columns in range(3, 15)])  # 8 up to 2 pixels, then 3
    if number(call(largest_shift, turned, image, 8), "the shift") != 2:
        raise NotYet("right for a 3, wrong for another digit. Is `digit` used?")
    return "your function finds the largest shift (five models tried)"


LEFT, DOWN, UP = 3, 7, 8  # shifts in other directions up to which the models say 3


def _wrong_shift(found, expected, right):
    if found == expected + 1:
        return (
            f"{expected + 1} is the first shift at which the answer is wrong. The largest at which "
            "it is right comes before."
        )
    way = {LEFT: "left", DOWN: "down", UP: "up"}.get(found)
    if way and len(right) == max(right) + 1:
        return (
            f"your function moves the image {way}, not right. Which axis is which, and which sign?"
        )
    if found == 27 and expected < 27:
        return (
            f"the model is right for shifts up to {expected}, and your function says 27. Does the "
            "image move at all? In the shape (28, 28, 1), axis 1 holds the columns, and axis 2 is "
            "the channel. The first mistake ends the search, also if later answers are right again."
        )
    if found > expected:
        return (
            f"the model is right for shifts up to {expected}, and your function says {found:g}. "
            "The first mistake ends the search, also if later answers are right again."
        )
    return (
        f"the model is right for shifts of {list(right)} pixels, and your function says {found:g}."
    )


# Find the bug


class Table(tf.keras.Model):
    """Knows its answer to every image by heart: an image is filled with its number."""

    def __init__(self, answers):
        super().__init__()
        self.answers = tf.constant(np.eye(10, dtype=np.float32)[answers])

    def call(self, images):
        return tf.gather(self.answers, tf.cast(tf.round(images[:, 0, 0, 0]), tf.int32))


SETS = {"train": 40, "validation": 20, "test": 10}


def tables(shares, seed):
    """Data, and models that read a given share of each set correctly."""
    rng, data, digits, start = np.random.default_rng(seed), SimpleNamespace(), [], 0
    for name, size in SETS.items():
        places = np.arange(start, start + size, dtype=np.float32)
        images = np.broadcast_to(places[:, None, None, None], (size, 28, 28, 1)).copy()
        digits.append(rng.integers(10, size=size))
        setattr(data, f"{name}_images", images)
        setattr(data, f"{name}_labels", np.eye(10, dtype=np.float32)[digits[-1]])
        start += size
    models = []
    for of_model in shares:
        answers = [
            np.where(np.arange(len(true)) < round(share * len(true)), true, (true + 1) % 10)
            for share, true in zip(of_model, digits)
        ]
        models.append(Table(np.concatenate(answers)))
    return models, data


@exercises.add(
    title="find the bug",
    stub="""
def choose(models, data):
    def accuracy(model, images, labels):
        y_pred = model.predict(images, verbose=0)
        return np.mean(y_pred.argmax(axis=1) == labels.argmax(axis=1))

    def score(model):
        return accuracy(model, data.test_images, data.test_labels)

    best = max(models, key=score)
    return best, accuracy(best, data.test_images, data.test_labels)
""",
    task="find the bug, mend the program",
    hints=(
        "Nothing is wrong with the syntax. Which of the three sets of images decides here? Which "
        "is to be looked at only once?",
        "The best of many models on the test images is partly the luckiest. Choose by one set of "
        "images, report by another.",
    ),
    seconds=20,
)
def choose(choose):
    """Models that are best on different sets; each set decides in one of the wrong answers."""
    several = [
        (0.7, 0.7, 0.7),
        (0.65, 0.8, 0.4),  # better than the first, but not the best
        (0.6, 0.65, 0.9),
        (0.5, 0.85, 0.6),
        (0.95, 0.75, 0.8),
        (0.55, 0.3, 0.2),
    ]
    few = [(0.9, 0.8, 0.3), (0.3, 0.7, 0.8)]
    for shares, chosen in [(several, 3), (few, 0)]:  # shares of training, validation, test
        models, data = tables(shares, seed=len(shares))
        answer = call(choose, models, data)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise NotYet(
                f"a model and its accuracy should be returned, and here is {kind(answer)}."
            )
        best, reported = answer
        places = [place for place, model in enumerate(models) if model is best]
        if not places:
            raise NotYet(f"the first thing returned should be a model, and is {kind(best)}.")
        (place,), sets = places, list(zip(*shares))
        if place != chosen:
            raise NotYet(_wrong_choice(place, sets))
        found, (of_training, of_validation, of_test) = number(reported, "accuracy"), shares[chosen]
        if np.isclose(found, of_validation):
            raise NotYet(
                "the right model. But the accuracy reported comes from the images that it was "
                "chosen by: the best of several is partly luck there."
            )
        if np.isclose(found, of_training):
            raise NotYet(
                "the right model. But the accuracy reported comes from the images that it was "
                "trained on."
            )
        if not np.isclose(found, of_test):
            raise NotYet(f"the right model. Its accuracy is {of_test:.2f}, not {found:.2f}.")
    return "chosen by the validation images, and the test images are used once, for the report"


def _wrong_choice(place, sets):
    training, validation, test = sets
    if test[place] == max(test):
        return (
            "the model is still chosen by the test images. So the accuracy reported is the best "
            f"of {len(test)} on them, and flatters."
        )
    if training[place] == max(training):
        return "the model is chosen by the training images: it has seen them, which proves little."
    if validation[place] == min(validation):
        return "the model chosen is the worst on the validation images. Is it the largest score?"
    return "the model chosen is not the best on any one of the three sets. What decides?"
