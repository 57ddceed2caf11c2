"""The exercises of notebook 6: weights left to train, a centre of mass, freezing, a wrong shift."""

import numpy as np
import tensorflow as tf

from helpers.exercises.exercise import Exercises, NotYet, array, call, number, numbers

exercises = Exercises()
progress = exercises.progress


# The centre of mass


@exercises.add(
    title="the centre of mass",
    stub="""
def centre_of_mass(image):
    ...  # an average of places, weighted by the ink
    return row, column
""",
    task="write the centre of mass",
    hints=(
        "A row counts as much as it has ink. `image.sum(axis=1)` is the ink of each row.",
        "Multiply the ink of each row by the row's number, `np.arange(...)`, add up, and divide by "
        "all ink. The same for columns. Look first whether there is any ink.",
    ),
)
def centre_of_mass(centre_of_mass):
    """Random ink in images of several shapes, also not square, and one without ink."""
    rng = np.random.default_rng(6)
    for height, width in [(28, 28), (5, 9), (8, 3)]:
        image = rng.random((height, width)) ** 2
        image[: height // 3] *= 0.1
        image[:, width // 2 :] *= 0.2
        found = numbers(call(centre_of_mass, image), ["the row", "the column"])
        if not np.allclose(found, mass(image), atol=1e-3):
            raise NotYet(_wrong_centre(np.array(found), image))
    for height, width in [(28, 28), (5, 8)]:
        empty = np.zeros((height, width))
        try:
            found = numbers(call(centre_of_mass, empty), ["the row", "the column"])
        except (NotYet, ZeroDivisionError) as error:
            raise NotYet(f"right with ink. For an image without any: {error}") from None
        if not np.allclose(found, [(height - 1) / 2, (width - 1) / 2], atol=1e-3):
            raise NotYet(
                f"right with ink. An empty image of {height} rows and {width} columns should have "
                f"its middle as centre, and yours is {found}. Rows are counted from 0."
            )
    return "your centre is right (three shapes tried, and empty images)"


def mass(image):
    rows, columns = np.indices(image.shape)
    return np.array([(rows * image).sum(), (columns * image).sum()]) / image.sum()


def _wrong_centre(found, image):
    expected, drawn = mass(image), np.argwhere(image > 0)
    known = [
        (expected[::-1], "row and column have changed places. Which axis is summed over?"),
        (expected + 1, "you count from 1; the first row is row 0."),
        (expected * image.sum(), "the sum is not divided by the ink of the whole image."),
        (expected * image.sum() / image.size, "divide by the ink, not by the number of pixels."),
        ((drawn.min(0) + drawn.max(0)) / 2, "that is the middle. How much ink is where?"),
        (drawn.mean(0), "each pixel with ink counts the same here. More ink should count more."),
        (np.round(expected), "that is rounded. Fractions of a pixel are asked for."),
        (np.floor(expected), "that is rounded down. Fractions of a pixel are asked for."),
        (
            np.unravel_index(image.argmax(), image.shape),
            "that is the darkest pixel. All the ink should count.",
        ),
    ]
    for value, sentence in known:
        if np.allclose(found, value, atol=1e-3):
            return sentence
    return (
        f"for an image of shape {image.shape} the centre is ({expected[0]:.2f}, "
        f"{expected[1]:.2f}), and yours ({found[0]:.2f}, {found[1]:.2f})."
    )


# The weights that are left


@exercises.add(
    title="the weights that are left",
    stub="""
weights_left = ...
""",
    task="predict the number",
    hints=(
        "Only the last layer is left. How many inputs does it have after `Flatten`?",
        "One weight for each pair of input and output, and one bias for each output.",
    ),
)
def weights_left(weights_left):
    """The one number: kernel and bias of the last layer."""
    inputs, classes, every = 7 * 7 * 48, 10, 49_678
    expected = inputs * classes + classes
    found = number(weights_left, "the number")
    known = {
        every: "that is the whole network. What is frozen?",
        inputs * classes: "are the biases counted?",
        every - expected: "those are the frozen ones. How many are left?",
        48 * classes + classes: "`Flatten` keeps every place of the maps, not only the channels.",
        2: "that is how many variables are left, a kernel and a bias. How many numbers do they "
        "hold?",
    }
    if found != expected:
        raise NotYet(
            known.get(found, f"{found:,.0f} is not it. What shape has the last layer's kernel?")
        )
    return "right: nearly half of all weights are in the last layer"


# Freezing


class Branches(tf.keras.Model):
    """A subclassed model, as in the notebooks."""

    def __init__(self):
        super().__init__()
        self.first = tf.keras.layers.Dense(4, activation="relu")
        self.second = tf.keras.layers.Dense(5, activation="relu")
        self.last = tf.keras.layers.Dense(3)

    def call(self, inputs):
        return self.last(self.second(self.first(inputs)))


@exercises.add(
    title="freezing",
    stub="""
def freeze_all_but_last(model):
    ...  # change the model; nothing need be returned
""",
    task="freeze the layers",
    hints=(
        "`model.layers` is a list, with the last layer at its end. Which slice leaves it out?",
        "Every layer has an attribute `trainable`, which is True at first. The model itself has "
        "one too, which is not to be changed.",
    ),
)
def freeze_all_but_last(freeze_all_but_last):
    """Models of both kinds, with other numbers of layers; which variables are left to train?"""
    dense = tf.keras.layers.Dense
    long = [dense(size) for size in (4, 6, 2, 5, 3)]
    for model in [Branches(), tf.keras.Sequential(long), tf.keras.Sequential([dense(4), dense(2)])]:
        model(np.ones((1, 3), np.float32))
        before, layers = model.get_weights(), list(model.layers)
        call(freeze_all_but_last, model)
        if [id(layer) for layer in model.layers] != [id(layer) for layer in layers]:
            raise NotYet("the layers have changed. Freeze them; they should all stay.")
        states = [bool(layer.trainable_variables) for layer in layers]
        if not any(states):
            raise NotYet("nothing is left to train. The last layer should be.")
        if all(states):
            raise NotYet("all layers still train. Which attribute of a layer says so?")
        if not states[-1]:
            raise NotYet("the last layer is frozen, and another is not. Which is the last?")
        if sum(states) > 1:
            raise NotYet(
                f"of {len(states)} layers, {sum(states)} still train. Only the last should, "
                "however many there are."
            )
        if not model.trainable:
            raise NotYet(
                "the last layer may train, but the model as a whole is frozen, so nothing does. "
                "`model.trainable` should stay True."
            )
        if len(model.trainable_variables) != 2:
            raise NotYet("the last layer's kernel and bias should both train.")
        if not all(np.array_equal(a, b) for a, b in zip(before, model.get_weights())):
            raise NotYet("the weights have changed. Freezing keeps them as they are.")
    return "only the last layer trains (three models tried, one of them subclassed)"


# Find the bug


@exercises.add(
    title="find the bug",
    stub="""
def centred(image):
    rows, columns = np.indices(image.shape)
    row = (rows * image).sum() / image.sum()
    column = (columns * image).sum() / image.sum()
    middle = (len(image) - 1) / 2
    down, right = round(row - middle), round(column - middle)
    return np.roll(image, (down, right), axis=(0, 1))
""",
    task="find the bug, mend the program",
    hints=(
        "Try an image with one pixel of ink, above the middle. Where should it go, where does it?",
        "If the centre's row is smaller than the middle, the ink must move down, to larger rows. "
        "Which sign has `down` then?",
    ),
)
def centred(centred):
    """Blots away from the middle in each direction, in images of even and odd sizes."""
    rng = np.random.default_rng(7)
    for size, top, left in [(28, 4, 9), (28, 14, 5), (21, 9, 10), (28, 11, 12)]:
        image = np.zeros((size, size))
        image[top : top + 5, left : left + 5] = rng.random((5, 5)) + 0.2
        image[top + 2, left + 2] += 20  # so that no half pixel is to be rounded
        if size % 2 == 0:
            image[top + 2 : top + 4, left + 2 : left + 4] += 5
        down, right = np.round((size - 1) / 2 - mass(image)).astype(int)
        found = array(call(centred, image), image.shape, "the image")
        moves = [
            (-down, -right, "the ink moves away from the middle. By which sign is it shifted?"),
            (-down, right, "columns are right, rows move the wrong way."),
            (down, -right, "rows are right, columns move the wrong way."),
            (right, down, "rows move as columns should, and columns as rows."),
            (-right, -down, "rows and columns have changed places, and the sign is wrong."),
            (0, 0, "the image has not moved."),
        ]
        if np.allclose(found, np.roll(image, (down, right), axis=(0, 1))):
            continue
        for rows, columns, sentence in moves:
            if np.allclose(found, np.roll(image, (rows, columns), axis=(0, 1))):
                raise NotYet(sentence)
        raise NotYet(
            f"an image should move by {down} rows and {right} columns, and be the same otherwise."
        )
    return "the ink moves to the middle (four images tried)"
