"""The exercises of notebook 01_linear_regression."""

import numpy as np

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet, numbers, shown
from helpers.plots.linear_regression import FOUR_RATES

exercises = Exercises()


def _data(seed, n, w, b, low=-1.0, high=1.0, noise=0.2):
    """Return points near a line: x, y as float32 arrays of shape (n,)."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(low, high, n)
    return x.astype("float32"), (w * x + b + rng.normal(0, noise, n)).astype("float32")


LINES = [
    _data(11, 50, -2.5, 1.2, low=-0.7, high=1.3),
    _data(12, 12, 0.7, -3.0),
    _data(13, 18, 4.0, 0.5, low=-1.5, high=0.5),
]

GRADIENT = """
def gradient(x, y, w, b):
    error = w * x + b - y
    {}
    return dw, db
"""

gradient = exercises.add(Exercise(
    name="gradient", task="compute the two slopes",
    stub=GRADIENT.format("...  # your two slopes"),
    solution=GRADIENT.format("dw = np.mean(2 * error * x)\n    db = np.mean(2 * error)"),
    cases=[(*line, *at) for line, at in zip(LINES, [(1.5, -0.5), (-2.0, 0.25), (0.5, 3.0)])],
    mistakes=[
        Mistake("dw and db are swapped.", ("return dw, db", "return db, dw")),
        Mistake("the signs are wrong: your slopes say that the loss falls where it grows.",
                ("2 * error", "-2 * error")),
        Mistake("your slopes are as many times too large as there are points.",
                ("np.mean", "np.sum")),
        Mistake("your slopes are half as large as they should be. What is the derivative of a "
                "square?", ("2 * ", "")),
        Mistake("dw equals db. How does the error change when w grows?", (" * x)", ")"))],
    hints=("one point's slopes are 2 · error · x for w, and 2 · error for b. `error` has one "
           "number for each point, so both products are such arrays, too.",
           "the loss is the mean of the squared errors. The slope of a mean is the mean of the "
           "slopes: np.mean(… ) of each of the two arrays."),
    praise="your formula is right (three data sets tried)"))  # fmt: skip

SLOPES = """with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        """
MOVES = """w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)"""
TRAIN = """
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    {}
    return w.numpy(), b.numpy()
"""

loop = exercises.add(Exercise(
    name="loop", task="write the loop",
    stub=TRAIN.format("...  # your loop"),
    solution=TRAIN.format(f"for step in range(steps):\n        {SLOPES}{MOVES}"),
    # One step, two, many: neither a rate nor its inverse is a number of points.
    cases=[(*line, *n) for line, n in zip(LINES, [(1, 0.07), (2, 0.07), (25, 0.4)])],
    mistakes=[
        Mistake("after one step the loss has grown. Which way does the gradient point?",
                ("assign_sub", "assign_add")),
        Mistake("your steps are as many times too long as there are points. Which mean is "
                "missing?", ("reduce_mean", "reduce_sum")),
        Mistake("the second step's gradient is None. Is `w` still a variable?",
                ("w.assign_sub(", "w = (w - "), ("b.assign_sub(", "b = (b - ")),
        Mistake("the loss is a number of NumPy's, and the tape has seen nothing. Which "
                "function is TensorFlow's mean?", ("tf.reduce_mean", "np.mean")),
        Mistake("a gradient is None. Is the loss computed inside the block, by TensorFlow, "
                "from both w and b? And is each a `tf.Variable` of 0.0, not of the integer 0?",
                ("            loss = ", "            pass\n        loss = ")),
        Mistake("1 step and 25 steps give the same line. Is `steps` used, does `return` stand "
                "after the loop, are w and b made before it?", ("range(steps)", "range(1)")),
        Mistake("the slope is taken once. Every step needs it anew, with a tape of its own.",
                ("range(steps)", "range(1)"), ("(learning", "(steps * learning")),
        Mistake("one variable moved before the other's slope was taken. Both slopes belong to "
                "the same line: ask for them first, then move both.",
                ("b.assign_sub", SLOPES + "b.assign_sub"))],
    praise="your loop finds the line, on data that it has never seen (three data sets tried)",
    hints=("each step has four moves: predict, measure, ask for the gradient, step the other way. "
           "The first two belong inside the tape's block.",
           "for step in range(steps):\n    with tf.GradientTape() as tape:\n"
           "        loss = …the mean of the squared errors of w * x + b…\n"
           "    dw, db = tape.gradient(loss, [w, b])\n    …two lines with assign_sub…"),
))  # fmt: skip

rates = exercises.add(Exercise(
    name="rates", task="give each walk its rate", stub="""
rate_a = ...  # 0.05, 0.45, 0.8 or 1.05
rate_b = ...
rate_c = ...
rate_d = ...
""",
    solution=tuple(FOUR_RATES.values()), rtol=0,
    mistakes=[
        Mistake("both jump across the lowest point at every step. Which jumps get longer?",
                source="rate_a, rate_b, rate_c, rate_d = 1.05, 0.05, 0.8, 0.45"),
        Mistake("B and D stay on their side of the lowest point. Which comes down in big "
                "steps?", source="rate_a, rate_b, rate_c, rate_d = 0.8, 0.45, 1.05, 0.05"),
        Mistake("the larger the rate, the longer the step; you have it the other way round.",
                source="rate_a, rate_b, rate_c, rate_d = 0.45, 1.05, 0.05, 0.8")],
    otherwise="not all four fit. What does each step multiply the distance by: 1 − 2 · rate?",
    hints=("each step multiplies the distance by 1 − 2 · rate. A negative number jumps across.",
           "1 − 2 · 0.8 is −0.6: across, and nearer. And what is 1 − 2 · 1.05?"),
    praise="the picture and the factor 1 − 2 · rate tell the same"))  # fmt: skip

limit = exercises.add(Exercise(
    name="limit", task="write your prediction",
    stub="limit = ...  # the largest rate that still comes down, about",
    solution="limit = 1 / 200",
    rtol=0.3,
    mistakes=[
        Mistake("that is the limit for the mean. Are the slopes of a sum larger or smaller?",
                source="limit = 1.0"),
        Mistake("too large, but near. For the mean, the limit is about 1.",
                source="limit = 2 / 200")],
    otherwise="another number. How many times larger are the slopes of the sum?",
    praise="a sum of 200 points is 200 times as steep, so the limit is 200 times lower",
    hints=("a sum of 200 squares is 200 times their mean, and so are its slopes.",
           "with slopes 200 times as large, the same steps need a rate 200 times smaller."),
))  # fmt: skip


def _found(fit_line, x, y, steps, learning_rate, batch_size):
    """Return of w and b whether they are right: the points lie on a line, without noise."""
    answer, words = fit_line(x, y, steps, learning_rate, batch_size), []
    try:
        w, b = (numbers(part).item() for part in answer)
    except (TypeError, ValueError, AttributeError):
        raise NotYet(f"two numbers are expected, w and b; this came: {shown(answer)}.") from None
    for found, right in zip((w, b), np.polyfit(x, y, 1)):
        near = "near 0" if abs(found) < 0.4 * abs(right) else "off"
        words.append("right" if abs(found - right) < 0.05 else near)
    return words if batch_size > 1 else words == ["right", "right"]


TWO_PLACES = np.repeat(np.float32([-1, 1]), [10, 20])
PAIRED = """chosen = np.random.choice(len(x), batch_size)
        x_batch, y_batch = x[chosen], y[chosen]"""
APART = """x_batch = np.random.choice(x, batch_size)
        y_batch = np.random.choice(y, batch_size)"""
BUG = f"""
def fit_line(x, y, steps, learning_rate, batch_size):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        {APART}
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(w * x_batch + b - y_batch) ** 2
        dw, db = tape.gradient(loss, [w, b])
        {MOVES}
    return w.numpy(), b.numpy()
"""
CANCEL = ("((w * x_batch + b - y_batch) ** 2)", "(w * x_batch + b - y_batch) ** 2")

bug = exercises.add(Exercise(
    name="bug", task="mend the program", stub=BUG,
    solution=BUG.replace(APART, PAIRED).replace(*CANCEL[::-1]),
    # Without noise, whichever points a batch holds, the end is the line; but not if it is
    # always the same point, such as the first ten of TWO_PLACES. At the rate 0, none is found.
    cases=[
        (*_data(31, 40, 2.0, -1.0, noise=0), 60, 0.4, 20),
        (*_data(32, 25, -1.5, 0.5, noise=0), 60, 0.4, 10),
        (TWO_PLACES, 3 * TWO_PLACES + 1, 60, 0.2, 1),
        (TWO_PLACES, 3 * TWO_PLACES + 1, 5, 0.0, 1)],
    observe=_found,
    mistakes=[
        Mistake("w stays near 0, as if x told nothing about y. Which y belongs to which x?",
                (PAIRED, APART)),
        Mistake("w is off: errors of both signs cancel before they are squared.", CANCEL),
        Mistake("with batches of one point, it doesn't find the line. Does every step draw a "
                "batch of its own, from all points?",
                ("chosen =", "np.random.seed(0)\n        chosen =")),
        Mistake("it finds the line at a learning rate of 0, too: not by steps down the slope.",
                ("return w.numpy(), b.numpy()", "return np.polyfit(x, y, 1)"))],
    otherwise="it doesn't find the line yet. Print w and b after some steps on points without "
    "noise. Is the loss the mean squared error? Do x and y in a batch belong together?",
    hints=("try it on points without noise: y = 2 * x - 1. Which number is wrong, w or b?",
           "look at the brackets in the loss: what is squared, and what is averaged? Then print "
           "x_batch and y_batch, and look for one of the pairs among your points."),
    praise="both mistakes are mended, and it finds the line (three data sets tried)"))  # fmt: skip
