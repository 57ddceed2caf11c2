"""The exercises of notebook 01_linear_regression."""

import numpy as np

from helpers.exercises.table import Exercise, Exercises, Mistake, two_numbers

exercises = Exercises()
progress = exercises.progress


def _data(seed, n, w, b, low=-1.0, high=1.0, noise=0.2):
    """Return points near a line: x, y as float32 arrays of shape (n,)."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(low, high, n)
    return x.astype("float32"), (w * x + b + rng.normal(0, noise, n)).astype("float32")


# The first ten points are one: from them alone, no line can be told.
FIRST_ALIKE = tuple(np.append(v[:1].repeat(10), v) for v in _data(33, 30, 2.5, 1, noise=0))


def _found(fit_line, x, y, *others):
    """Return of w and b whether they are right: the points lie on a line, without noise."""
    found, line = two_numbers(fit_line(x, y, *others)), np.polyfit(x, y, 1)
    words = {}
    for name, one, right in zip("wb", found, line):
        words[name] = "near 0" if abs(one) < 0.4 * abs(right) else "off"
        if abs(one - right) < 0.05:
            words[name] = "right"
    return words


LINES = [
    _data(11, 50, -2.5, 1.2, low=-0.7, high=1.3),
    _data(12, 12, 0.7, -3.0),
    _data(13, 18, 4.0, 0.5, low=-1.5, high=0.5),
]

gradient = exercises.add(
    Exercise(
        name="gradient",
        title="the gradient of all points",
        task="compute the two slopes",
        stub="""
def gradient(x, y, w, b):
    error = w * x + b - y
    ...  # your two slopes
    return dw, db
""",
        solution="""
def gradient(x, y, w, b):
    error = w * x + b - y
    dw = np.mean(2 * error * x)
    db = np.mean(2 * error)
    return dw, db
""",
        cases=[(*line, *at) for line, at in zip(LINES, [(1.5, -0.5), (-2.0, 0.25), (0.5, 3.0)])],
        mistakes=[
            Mistake("dw and db are swapped.", ("return dw, db", "return db, dw")),
            Mistake(
                "the signs are wrong: your slopes say that the loss falls where it grows.",
                ("2 * error", "-2 * error"),
            ),
            Mistake(
                "your slopes are as many times too large as there are points.",
                ("np.mean", "np.sum"),
            ),
            Mistake(
                "a sum, where a mean should be; and what is the derivative of a square?",
                ("np.mean", "np.sum"),
                ("2 * ", ""),
            ),
            Mistake(
                "your slopes are half as large as they should be. What is the derivative of a "
                "square?",
                ("2 * ", ""),
            ),
            Mistake(
                "there is one number for each point. The loss is a mean: what is its slope?",
                ("np.mean(2 * error * x)", "2 * error * x"),
                ("np.mean(2 * error)", "2 * error"),
            ),
            Mistake(
                "dw equals db. How much does the error change when w grows by 1?",
                (" * x)", ")"),
            ),
            Mistake(
                "dw is a product of two means, where it should be the mean of the products.",
                ("np.mean(2 * error * x)", "np.mean(2 * error) * np.mean(x)"),
            ),
            Mistake(
                "an error may be negative, and its sign says which way to go: no absolute value "
                "here.",
                ("2 * error", "2 * abs(error)"),
            ),
            Mistake("the derivative of a square is no square.", ("2 * error", "2 * error**2")),
            Mistake(
                "this is the loss. Its slopes are asked for.",
                ("2 * error * x", "error**2"),
                ("2 * error", "error**2"),
            ),
            Mistake(
                "right where w and b are 0, and wrong elsewhere: the error depends on w and b.",
                ("    dw", "    error = -y\n    dw"),
            ),
        ],
        hints=(
            "one point's slopes are 2 · error · x for w, and 2 · error for b. `error` is an array "
            "with one number for each point, so both products are such arrays, too.",
            "the loss is the mean of the squared errors. The slope of a mean is the mean of the "
            "slopes: np.mean(… ) of each of the two arrays.",
        ),
        praise="your formula is right (three data sets tried)",
    )
)

ONE_AFTER_THE_OTHER = Mistake(
    "one variable moved before the other's slope was taken. Both slopes belong to the same line: "
    "ask for them first, then move both.",
    source="""
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        for variable in [w, b]:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((w * x + b - y) ** 2)
            variable.assign_sub(learning_rate * tape.gradient(loss, variable))
    return w.numpy(), b.numpy()
""",
)
W_MOVES, B_MOVES = "w.assign_sub(learning_rate * dw)", "b.assign_sub(learning_rate * db)"

loop = exercises.add(
    Exercise(
        name="loop",
        title="the training loop",
        task="write the loop",
        stub="""
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    ...  # your loop
    return w.numpy(), b.numpy()
""",
        solution="""
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
""",
        # One step, two, many: neither a rate nor its inverse is a number of points.
        cases=[(*line, *n) for line, n in zip(LINES, [(1, 0.07), (2, 0.07), (25, 0.4)])],
        mistakes=[
            Mistake(
                "after one step the loss has grown. Which way does the gradient point?",
                ("assign_sub", "assign_add"),
            ),
            Mistake(
                "your steps are as many times too long as there are points. Which mean is missing?",
                ("reduce_mean", "reduce_sum"),
            ),
            Mistake("w moved by what b should move by.", (W_MOVES, W_MOVES.replace("dw", "db"))),
            Mistake("b moved by what w should move by.", (B_MOVES, B_MOVES.replace("db", "dw"))),
            Mistake(
                "w moved by what b should move by, and the other way round.",
                ("dw, db = tape", "db, dw = tape"),
            ),
            Mistake("returned in the wrong order: first w, then b.",
                    ("return w.numpy(), b.numpy()", "return b.numpy(), w.numpy()")),
            Mistake(
                "the second step's gradient is None. Is `w` still a variable?",
                (W_MOVES, "w = w - learning_rate * dw"),
                (B_MOVES, "b = b - learning_rate * db"),
            ),
            Mistake("a variable knows no `-=`. Write w.assign_sub(…).",
                    (W_MOVES, "w -= learning_rate * dw")),
            Mistake(
                "a tape answers once: ask for both slopes in one call, "
                "tape.gradient(loss, [w, b]).",
                ("dw, db = tape.gradient(loss, [w, b])",
                 "dw = tape.gradient(loss, w)\n        db = tape.gradient(loss, b)"),
            ),
            Mistake(
                "the loss is a number of NumPy's, and the tape has seen nothing. Which function is "
                "TensorFlow's mean?",
                ("tf.reduce_mean", "np.mean"),
            ),
            Mistake("w and b are plain numbers. The tape follows a tf.Variable.",
                    ("tf.Variable(0.0), tf.Variable(0.0)", "0.0, 0.0")),
            Mistake(
                "the slope is taken once, before the loop. Every step needs it anew, where it then "
                "is, with a tape of its own.",
                source="""
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((w * x + b - y) ** 2)
    dw, db = tape.gradient(loss, [w, b])
    for step in range(steps):
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
""",
            ),
            Mistake(
                "a gradient is None. Is the loss computed inside the block, by TensorFlow, from "
                "both w and b? And do they begin as 0.0, not as the integer 0?",
                ("            loss = ", "            pass\n        loss = "),
            ),
            Mistake(
                "1 step and 100 steps give the same line. Is `steps` used, does `return` stand "
                "after the loop, and are w and b made before it?",
                ("range(steps)", "range(1)"),
            ),
            Mistake("your loop takes one step too many.", ("(steps)", "(steps + 1)")),
            Mistake("your loop takes one step too few.", ("(steps)", "(1, steps)")),
            Mistake("another learning rate gives the same step. Where does it come in?",
                    ("learning_rate * d", "0.1 * d")),
            Mistake("the learning rate is missing: each step is the whole gradient.",
                    ("learning_rate * d", "d")),
            Mistake("your start is another one: w and b begin at 0.",
                    ("tf.Variable(0.0), tf.Variable(0.0)", "tf.Variable(1.0), tf.Variable(1.0)")),
            Mistake("w and b are still 0. Does anything move them?", ("(steps)", "(0)")),
            Mistake("b has not moved.", (B_MOVES, "pass")),
            Mistake("w has not moved.", (W_MOVES, "pass")),
            Mistake("those are the steps of the root of the loss. Is there a square root?",
                    ("tf.reduce_mean((w * x + b - y) ** 2)",
                     "tf.sqrt(tf.reduce_mean((w * x + b - y) ** 2))")),
            Mistake("your steps do not grow with the errors. Is it the mean *squared* error?",
                    ("(w * x + b - y) ** 2", "tf.abs(w * x + b - y)")),
            Mistake("the errors are averaged, then squared. First the squares, then their mean.",
                    ("tf.reduce_mean((w * x + b - y) ** 2)",
                     "tf.reduce_mean(w * x + b - y) ** 2")),
            Mistake("half of the loss is taken: each step is half as long.",
                    ("loss = ", "loss = 0.5 * ")),
            ONE_AFTER_THE_OTHER,
        ],
        hints=(
            "each step has four moves: predict, measure, ask for the gradient, step the other way. "
            "The first two belong inside the tape's block.",
            "for step in range(steps):\n"
            "    with tf.GradientTape() as tape:\n"
            "        loss = …the mean of the squared errors of w * x + b…\n"
            "    dw, db = tape.gradient(loss, [w, b])\n"
            "    …two lines with assign_sub…",
        ),
        praise="your loop finds the line, on data that it has never seen (three data sets tried)",
    )
)  # fmt: skip

rates = exercises.add(
    Exercise(
        name="rates",
        title="four learning rates",
        task="give each walk its rate",
        stub="""
rate_a = ...  # 0.05, 0.45, 0.8 or 1.05
rate_b = ...
rate_c = ...
rate_d = ...
""",
        solution="""
rate_a = 0.8
rate_b = 0.05
rate_c = 1.05
rate_d = 0.45
""",
        rtol=0,
        mistakes=[
            Mistake(
                "both jump across the lowest point at every step. Which jumps get longer?",
                ("0.8", "1.o5"), ("1.05", "0.8"), ("1.o5", "1.05"),
            ),
            Mistake(
                "B and D stay on their side of the lowest point. Which comes down in big steps?",
                ("0.05", "0.4s"), ("0.45", "0.05"), ("0.4s", "0.45"),
            ),
            Mistake(
                "the larger the rate, the longer the step; you have it the other way round.",
                source="rate_a, rate_b, rate_c, rate_d = 0.45, 1.05, 0.05, 0.8",
            ),
        ],
        otherwise="not all four fit. What does each step multiply the distance by: 1 − 2 · rate?",
        hints=(
            "each step multiplies the distance from the lowest point by 1 − 2 · rate. A negative "
            "number jumps across it.",
            "1 − 2 · 0.8 is −0.6: across, and nearer. And what is 1 − 2 · 1.05?",
        ),
        praise="the picture and the factor 1 − 2 · rate tell the same",
    )
)  # fmt: skip

limit = exercises.add(
    Exercise(
        name="limit",
        title="a sum for a mean",
        task="write your prediction",
        stub="""
limit = ...  # the largest rate that still comes down, about
""",
        solution="""
limit = 1 / 200
""",
        rtol=0.3,
        mistakes=[
            Mistake(
                "that is the limit for the mean. Are the slopes of a sum larger or smaller?",
                ("1 / 200", "1.0"),
            ),
            Mistake("steeper slopes need a smaller rate, not a larger one.", ("1 / 200", "200.0")),
            Mistake("for the mean, the limit is about 1, not 2.", ("1 / 200", "2 / 200")),
        ],
        otherwise="another number. How many times larger are the slopes of the sum?",
        hints=(
            "a sum of 200 squares is 200 times their mean, and so are its slopes.",
            "with slopes 200 times as large, the same steps need a rate 200 times smaller.",
        ),
        praise="a sum of 200 points is 200 times as steep, so the limit is 200 times lower",
    )
)

bug = exercises.add(
    Exercise(
        name="bug",
        title="find the bug",
        task="mend the program",
        stub="""
def fit_line(x, y, steps, learning_rate, batch_size):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        x_batch = np.random.choice(x, batch_size)
        y_batch = np.random.choice(y, batch_size)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(w * x_batch + b - y_batch) ** 2
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
""",
        solution="""
def fit_line(x, y, steps, learning_rate, batch_size):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        chosen = np.random.choice(len(x), batch_size)
        x_batch, y_batch = x[chosen], y[chosen]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x_batch + b - y_batch) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
""",
        # Without noise, whichever points a batch holds, the end is the line.
        cases=[
            (*_data(31, 40, 2.0, -1.0, noise=0), 60, 0.4, 20),
            (*_data(32, 25, -1.5, 0.5, noise=0), 60, 0.4, 10),
            (*FIRST_ALIKE, 60, 0.4, 10),
        ],
        observe=_found,
        mistakes=[
            Mistake(
                "w stays near 0, as if x told nothing about y. Which y belongs to which x?",
                ("        chosen = np.random.choice(len(x), batch_size)\n", ""),
                ("x_batch, y_batch = x[chosen], y[chosen]",
                 "x_batch = np.random.choice(x, batch_size)\n"
                 "        y_batch = np.random.choice(y, batch_size)"),
            ),
            Mistake(
                "w is off, because errors of both signs cancel before they are squared.",
                ("((w * x_batch + b - y_batch) ** 2)", "(w * x_batch + b - y_batch) ** 2"),
            ),
        ],
        otherwise="it doesn't find the line yet. Print w and b after some steps on points without "
        "noise. Is the loss the mean squared error? Do x and y in a batch belong together?",
        hints=(
            "try it on points without noise: y = 2 * x - 1. Which number is wrong, w or b?",
            "look at the brackets in the loss: what is squared, and what is averaged? Then print "
            "x_batch and y_batch, and look for one of the pairs among your points.",
        ),
        praise="both mistakes are mended, and it finds the line (two data sets tried)",
    )
)  # fmt: skip
