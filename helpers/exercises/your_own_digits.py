"""The exercises of notebook 06_your_own_digits."""

import tempfile

import numpy as np
import tensorflow as tf

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet, numbers, shown

exercises = Exercises()


def _answers(seed, n, wrong_cost):
    """Return the largest probability of n answers, and which are right: the surer, the more."""
    rng = np.random.default_rng(seed)
    sure = rng.integers(20, 100, n) / 100 + 0.005  # so that finer thresholds cost no less
    return sure, rng.random(n) < sure**0.5, wrong_cost


def _cost(cheapest_threshold, sure, right, wrong_cost):
    """Return what the threshold costs: another one that costs no more is as good."""
    answer = cheapest_threshold(sure, right, wrong_cost)
    found = numbers(answer)
    if found is None or found.size != 1 or not 0 <= found <= 1:
        raise NotYet(f"one threshold from 0 to 1 is expected; this came: {shown(answer)}. A cost, "
                     "or a place in a list?")  # fmt: skip
    given = sure >= found.item()
    return float(wrong_cost * np.sum(given & ~right) + np.sum(~given))


threshold = exercises.add(Exercise(
    name="threshold", task="find the cheapest threshold",
    stub="def cheapest_threshold(sure, right, wrong_cost):\n"
    "    ...  # what does each threshold cost: 0, 0.01, 0.02 … 1?\n    return cheapest",
    solution="""
def cheapest_threshold(sure, right, wrong_cost):
    thresholds = np.linspace(0, 1, 101)
    costs = []
    for threshold in thresholds:
        given = sure >= threshold
        costs.append(wrong_cost * np.sum(given & ~right) + np.sum(~given))
    return thresholds[np.argmin(costs)]
""",
    cases=[_answers(2, 300, 5), _answers(35, 200, 2), _answers(7, 250, 12)],
    observe=_cost, rtol=1e-6,
    mistakes=[
        Mistake("no answer costs something, too.", (" + np.sum(~given)", "")),
        Mistake("with your threshold, every image gets an answer. Does a wrong one cost "
                "`wrong_cost`, and does the cheapest come back, not the first?",
                ("wrong_cost * ", "")),
        Mistake("no answer costs 1, whether it would be right or wrong.",
                ("np.sum(~given)", "np.sum(~given & right)")),
        Mistake("with your threshold, no image gets an answer. Is what is counted the wrong ones "
                "among the answers, and is the cheapest returned, not the last?",
                ("given & ~right", "given & right"))],
    otherwise="some threshold from 0 to 1, in steps of 0.01, costs less than yours.",
    hints=("`given = sure >= threshold` says for each image whether it gets an answer. Count the "
           "wrong ones among them, and those without an answer.",
           "put the cost of each threshold, wrong_cost * np.sum(given & ~right) + np.sum(~given), "
           "into a list; np.argmin says where the lowest stands."),
    praise="nothing is cheaper (three sets of answers tried)"))  # fmt: skip

traced = exercises.add(Exercise(
    name="traced", task="say True or False",
    stub="conv1_moves = ...  # True or False\ndense_moves = ...",
    solution="conv1_moves = True\ndense_moves = True",
    mistakes=[
        Mistake("when does Python read `model.trainable_variables`: at each call, or when the "
                "graph is made?", ("conv1_moves = True", "conv1_moves = False")),
        Mistake("the last layer was never frozen.",
                ("dense_moves = True", "dense_moves = False")),
        Mistake("the step is called: something moves. Which variables are in the graph?",
                ("True", "False"))],
    otherwise="each is True or False.",
    hints=("a `print` in a function under `tf.function` shows only while the graph is made. What "
           "else is done only then?",
           "the list of variables is part of the graph. Was `conv1` in the list at that time?"),
    praise="the graph holds what was trainable when it was made"))  # fmt: skip

IMAGES = np.random.default_rng(1).random((9, 4, 4, 1), "float32")
LABELS = np.eye(3, dtype="float32")[[0, 2, 1, 1, 0, 2, 0, 1, 2]]


def _tuned(fine_tune, seed, frozen, images, labels, steps, learning_rate):
    """Return the weights of a small network after it; its first layer may be frozen."""
    layers = tf.keras.layers
    first = layers.Dense(5, activation="tanh", trainable=not frozen)
    last = layers.Dense(3, activation="softmax")
    inner = [layers.Flatten(), first, layers.BatchNormalization(momentum=0.5), last]
    network = tf.keras.Sequential([tf.keras.Input((4, 4, 1)), *inner])
    rng = np.random.default_rng(seed)
    # Kernels of both signs: a layer that is saturated has gradients that are little but rounding.
    weights = [rng.uniform(0.1, 0.9, w.shape) - (w.ndim > 1) / 2 for w in network.get_weights()]
    network.set_weights(weights)
    fine_tune(network, images, labels, steps, learning_rate)
    return tuple(network.get_weights())


fine_tune = exercises.add(Exercise(
    name="fine_tune", task="write the training",
    stub="def fine_tune(network, images, labels, steps, learning_rate):\n"
    "    ...  # an optimizer, and the steps",
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
    cases=[(1, False, IMAGES, LABELS, 1, 0.02), (2, True, IMAGES[:6], LABELS[:6], 4, 0.05),
           (3, False, IMAGES[3:], LABELS[3:], 7, 0.01)],
    observe=_tuned,
    mistakes=[
        Mistake("one step is right, several are not: is the optimizer made anew in each?",
                ("optimizer.apply", "tf.keras.optimizers.Adam(learning_rate).apply")),
        Mistake("Adam is asked for.", ("optimizers.Adam", "optimizers.SGD")),
        Mistake("Adam has a rate of its own here. Where does `learning_rate` come in?",
                ("Adam(learning_rate)", "Adam()")),
        Mistake("it takes one step, whatever `steps` says.", ("range(steps)", "range(1)")),
        Mistake("in training, some layers compute otherwise: `training=True`.",
                (", training=True", "")),
        Mistake("what is frozen has moved. Which variables does the step ask for?",
                ("trainable_variables", "variables")),
        Mistake("the weights have not moved.", ("(steps)", "(0)"))],
    otherwise="the weights are other ones than after so many steps of Adam with all images.",
    hints=("make the optimizer once, before the loop. In the loop: the tape with prediction and "
           "loss, the gradients, `apply_gradients`. It is `train_step` from above.",
           "for step in range(steps):\n    with tf.GradientTape() as tape:\n"
           "        loss = …the mean of tf.keras.losses.categorical_crossentropy(…)\n"
           "    gradients = tape.gradient(loss, …)\n    optimizer.apply_gradients(zip(…))"),
    praise="your training moves what it should (three networks tried, one of them frozen)",
))  # fmt: skip


def _loaded(layer, brightest):
    """Return what a saved and loaded layer answers, and whether Keras' own arguments came back."""
    light = layer(brightest=brightest, name="light", trainable=False)
    model = tf.keras.Sequential([tf.keras.Input((2, 2)), light])
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/model.keras"
        model.save(file)
        loaded = tf.keras.models.load_model(file, custom_objects={"Brightness": layer})
    kept = loaded.layers[-1].name == "light" and not loaded.layers[-1].trainable
    return loaded(np.arange(8, dtype="float32").reshape(2, 2, 2)), kept


BRIGHTNESS = """
class Brightness(tf.keras.layers.Layer):
    def __init__(self, brightest=255.0, **kwargs):
        super().__init__(**kwargs)
        self.brightest = brightest

    def call(self, images):
        return images / self.brightest

    def get_config(self):
        return super().get_config()
"""
MENDED = '{**super().get_config(), "brightest": self.brightest}'

reader = exercises.add(Exercise(
    name="reader", task="mend the layer",
    stub=BRIGHTNESS,
    solution=BRIGHTNESS.replace("super().get_config()", MENDED),
    cases=[(16.0,), (100.0,)], observe=_loaded,
    mistakes=[
        Mistake("the brightness comes back, but what Keras keeps of every layer is lost, such as "
                "its name. What does Keras' own `get_config` return?",
                ("**super().get_config(), ", "")),
        Mistake("the loaded layer divides by 255, whatever was saved.",
                ("self.brightest}", "255.0}"))],
    hints=("loading calls `__init__` with what `get_config` returned. Print it: what is missing?",
           "return a dict with all of `super().get_config()`, and `brightest` besides."),
    praise="saved and loaded, it answers as before (two layers tried)"))  # fmt: skip
