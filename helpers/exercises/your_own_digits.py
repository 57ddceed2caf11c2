"""The exercises of notebook 06_your_own_digits."""

import tempfile

import numpy as np
import tensorflow as tf

from helpers.exercises.table import Exercise, Exercises, Mistake

exercises = Exercises()
progress = exercises.progress


# Choose a threshold


def _answers(seed, n, wrong_cost):
    """Return the largest probability of n answers, and which are right: the surer, the more."""
    rng = np.random.default_rng(seed)
    sure = rng.uniform(0.2, 1, n)
    return sure, rng.uniform(0, 1, n) < sure**0.5, wrong_cost


def _cost(cheapest_threshold, sure, right, wrong_cost):
    """Return what the threshold costs: another one that costs no more is as good."""

    def cost(threshold):
        given = sure >= threshold
        return wrong_cost * np.sum(given & ~right) + np.sum(~given)

    best = min(cost(threshold) for threshold in np.linspace(0, 1, 101))
    return float(max(cost(float(cheapest_threshold(sure, right, wrong_cost))), best))


threshold = exercises.add(
    Exercise(
        name="threshold",
        title="choose a threshold",
        task="find the cheapest threshold",
        stub="""
def cheapest_threshold(sure, right, wrong_cost):
    ...  # what does each threshold cost: 0, 0.01, 0.02 … 1?
    return threshold
""",
        solution="""
def cheapest_threshold(sure, right, wrong_cost):
    thresholds = np.linspace(0, 1, 101)
    costs = []
    for threshold in thresholds:
        given = sure >= threshold
        costs.append(wrong_cost * np.sum(given & ~right) + np.sum(~given))
    return thresholds[np.argmin(costs)]
""",
        cases=[_answers(1, 300, 5), _answers(2, 200, 2.5), _answers(3, 250, 12)],
        observe=_cost,
        rtol=1e-6,
        mistakes=[
            Mistake("no answer costs something, too.", (" + np.sum(~given)", "")),
            Mistake("with your costs, every image gets an answer. Does a wrong one cost "
                    "`wrong_cost`?", ("wrong_cost * ", "")),
            Mistake("no answer costs 1 for every image, whether it would be right or wrong.",
                    ("np.sum(~given)", "np.sum(~given & right)")),
            Mistake("the right answers are counted as wrong.", ("given & ~right", "given & right")),
            Mistake("that is the place in the list. Which threshold stands there?",
                    ("thresholds[np.argmin(costs)]", "np.argmin(costs)")),
            Mistake("an answer is given if it is sure enough: `sure >= threshold`.",
                    ("sure >= threshold", "sure < threshold")),
        ],
        otherwise="some threshold from 0 to 1, in steps of 0.01, costs less than yours. What do "
        "yours and its neighbours cost?",
        hints=(
            "`given = sure >= threshold` says for each image whether it gets an answer. Count the "
            "wrong ones among them, and those without an answer.",
            "np.sum(given & ~right) are the wrong answers, np.sum(~given) the missing ones. Put "
            "the cost of each threshold into a list; np.argmin says where the lowest stands.",
        ),
        praise="nothing is cheaper (three sets of answers tried)",
    )
)  # fmt: skip


# A step that was traced before


traced = exercises.add(
    Exercise(
        name="traced",
        title="a step that was traced before",
        task="say True or False",
        stub="""
conv1_moves = ...  # True or False
dense_moves = ...
""",
        solution="""
conv1_moves = True
dense_moves = True
""",
        mistakes=[
            Mistake("when does Python read `model.trainable_variables`: at each call, or when the "
                    "graph is made?", ("conv1_moves = True", "conv1_moves = False")),
            Mistake("the last layer was never frozen.",
                    ("dense_moves = True", "dense_moves = False")),
            Mistake("the step is called: something moves. Which variables are in the graph?",
                    ("True", "False")),
        ],
        otherwise="each is True or False.",
        hints=(
            "a `print` in a function under `tf.function` shows only while the graph is made. What "
            "else is done only then?",
            "the list of variables is part of the graph. Was `conv1` in the list at that time?",
        ),
        praise="the graph holds what was trainable when it was made",
    )
)  # fmt: skip


# Fine-tune


def _network(seed, frozen):
    """Return a small network with given weights; its first layer may be frozen."""
    dense = tf.keras.layers.Dense
    network = tf.keras.Sequential([
        tf.keras.Input((4, 4, 1)), tf.keras.layers.Flatten(),
        dense(5, activation="tanh"), dense(3, activation="softmax"),
    ])  # fmt: skip
    rng = np.random.default_rng(seed)
    network.set_weights([rng.normal(0, 0.5, w.shape) for w in network.get_weights()])
    network.layers[1].trainable = not frozen
    return network


def _drawings(seed, n):
    rng = np.random.default_rng(seed)
    return rng.random((n, 4, 4, 1), "float32"), np.eye(3, dtype="float32")[rng.integers(0, 3, n)]


def _tuned(fine_tune, seed, frozen, images, labels, steps, learning_rate):
    network = _network(seed, frozen)
    fine_tune(network, images, labels, steps, learning_rate)
    return tuple(network.get_weights())


fine_tune = exercises.add(
    Exercise(
        name="fine_tune",
        title="fine-tune",
        task="write the training",
        stub="""
def fine_tune(network, images, labels, steps, learning_rate):
    ...  # an optimizer, and the steps
""",
        solution="""
def fine_tune(network, images, labels, steps, learning_rate):
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    for step in range(steps):
        with tf.GradientTape() as tape:
            y_pred = network(images, training=True)
            loss = tf.reduce_mean(tf.keras.losses.categorical_crossentropy(labels, y_pred))
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables))
""",
        cases=[
            (1, False, *_drawings(1, 9), 1, 0.02),
            (2, True, *_drawings(2, 6), 4, 0.05),
            (3, False, *_drawings(3, 8), 7, 0.01),
        ],
        observe=_tuned,
        mistakes=[
            Mistake("one step is right, several are not: is the optimizer made anew in each?",
                    ("        gradients =", "        optimizer = tf.keras.optimizers.Adam("
                     "learning_rate)\n        gradients =")),
            Mistake("Adam is asked for.", ("optimizers.Adam", "optimizers.SGD")),
            Mistake("Adam has a rate of its own here. Where does `learning_rate` come in?",
                    ("Adam(learning_rate)", "Adam()")),
            Mistake("it takes one step, whatever `steps` says.", ("range(steps)", "range(1)")),
            Mistake("it takes one step too many.", ("range(steps)", "range(steps + 1)")),
            Mistake("all images belong in each step.",
                    ("(images, training", "(images[:5], training"), ("(labels,", "(labels[:5],")),
            Mistake("what is frozen has moved. Which variables does the step ask for?",
                    ("trainable_variables", "variables")),
            Mistake("the order is `y_true`, then `y_pred`.",
                    ("(labels, y_pred)", "(y_pred, labels)")),
            Mistake("the weights have not moved.", ("(steps)", "(0)")),
        ],
        otherwise="the weights are other ones than after so many steps of Adam with all images.",
        hints=(
            "make the optimizer once, before the loop. In the loop: the tape with prediction and "
            "loss, the gradients, `apply_gradients`. It is `train_step` from above.",
            "for step in range(steps):\n"
            "    with tf.GradientTape() as tape:\n"
            "        loss = …the mean of tf.keras.losses.categorical_crossentropy(…)\n"
            "    gradients = tape.gradient(loss, …what is trainable…)\n"
            "    optimizer.apply_gradients(zip(…))",
        ),
        praise="your training moves what it should (three networks tried, one of them frozen)",
    )
)  # fmt: skip


# Find the bug


def _loaded(layer, brightest, images):
    """Return what a saved and loaded layer answers, and its name."""
    model = tf.keras.Sequential([tf.keras.Input((2, 2)), layer(brightest=brightest, name="light")])
    with tempfile.TemporaryDirectory() as folder:
        model.save(f"{folder}/model.keras")
        loaded = tf.keras.models.load_model(
            f"{folder}/model.keras", custom_objects={"Brightness": layer}
        )
    return loaded(images).numpy(), loaded.layers[-1].name


BYTES = np.arange(8, dtype="float32").reshape(2, 2, 2)

reader = exercises.add(
    Exercise(
        name="reader",
        title="find the bug",
        task="mend the layer",
        stub="""
class Brightness(tf.keras.layers.Layer):
    def __init__(self, brightest=255.0, **kwargs):
        super().__init__(**kwargs)
        self.brightest = brightest

    def call(self, images):
        return images / self.brightest

    def get_config(self):
        return super().get_config()
""",
        solution="""
class Brightness(tf.keras.layers.Layer):
    def __init__(self, brightest=255.0, **kwargs):
        super().__init__(**kwargs)
        self.brightest = brightest

    def call(self, images):
        return images / self.brightest

    def get_config(self):
        return {**super().get_config(), "brightest": self.brightest}
""",
        cases=[(16.0, BYTES), (100.0, BYTES)],
        observe=_loaded,
        mistakes=[
            Mistake("the brightness comes back, but the layer's name is lost. What does Keras' own "
                    "`get_config` return?", ("**super().get_config(), ", "")),
            Mistake("the loaded layer divides by 255, whatever was saved.",
                    ("self.brightest}", "255.0}")),
        ],
        hints=(
            "loading calls `__init__` with what `get_config` returned. Print it: what is missing?",
            "return a dict with all of `super().get_config()`, and `brightest` besides.",
        ),
        praise="saved and loaded, it answers as before (two layers tried)",
    )
)  # fmt: skip
