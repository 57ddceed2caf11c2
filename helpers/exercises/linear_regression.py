"""The exercises of notebook 01_linear_regression."""

import sys

import numpy as np

from helpers.exercises.exercise import Exercises, NotYet, array, call, kind, note, number, numbers

exercises = Exercises()
progress = exercises.progress

SECONDS = 20  # a loop over the points takes several
RATE = 0.07  # of the single steps that are looked at; neither it nor 1 / RATE is a number of points
LONG, LONG_RATE = 25, 0.4  # so many steps at this rate, and all lines and planes have arrived


def _data(seed, n, w, b, low=-1.0, high=1.0):
    """Return points near a line, or near a plane if `w` is a list: x, y as float32."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(low, high, (n, *np.shape(w)))
    y = x @ w if np.ndim(w) else x * w
    return x.astype("float32"), (y + b + rng.normal(0, 0.2, n)).astype("float32")


LINES = [
    _data(11, 50, -2.5, 1.2, low=-0.7, high=1.3),
    _data(12, 12, 0.7, -3.0),
    _data(13, 18, 4.0, 0.5, low=-1.5, high=0.5),
]
PLANES = [
    _data(21, 50, [2.0, -1.0], 0.7, low=-0.7, high=1.3),
    _data(22, 15, [-0.5, 3.0], -2.0),
    _data(23, 20, [1.5, 1.0], 4.0),
]


def _close(found, expected):
    """Whether two lists of numbers agree, but for what float32 and another order may change."""
    found, expected = np.asarray(found), np.asarray(expected)
    return np.abs(found - expected).max() <= 2e-3 * np.abs(expected).max() + 1e-5


def _columns(x):
    """The inputs, and a column of ones for b."""
    return np.column_stack([x, np.ones(len(x))]).astype(float)


def _path(x, y, steps, rate):
    """Gradient descent from 0 in float64: the variables before each step and after the last."""
    A, path = _columns(x), [np.zeros(_columns(x).shape[1])]
    for _ in range(steps):
        path.append(path[-1] - rate * 2 / len(y) * A.T @ (A @ path[-1] - y))
    return np.array(path)


# The gradient


@exercises.add(
    title="the gradient by hand",
    stub="""
def gradient(x, y, w, b):
    error = w * x + b - y
    ...  # your two slopes
    return dw, db
""",
    task="compute the two slopes",
    hints=(
        "one point's slopes are 2 · error · x for w, and 2 · error for b. `error` is an array with "
        "one number for each point, so both products are such arrays, too.",
        "the loss is the mean of the squared errors. The slope of a mean is the mean of the "
        "slopes: np.mean(… ) of each of the two arrays.",
    ),
)
def gradient(gradient):
    """At several places, on several data sets: each wrong formula is known by its result."""
    for (x, y), (w, b) in zip(LINES, [(1.5, -0.5), (-2.0, 0.25), (0.5, 3.0)]):
        found = _slopes(call(gradient, x, y, w, b), x)
        e, x64 = w * x.astype(float) + b - y, x.astype(float)
        right = 2 * np.array([np.mean(e * x64), np.mean(e)])
        if not _close(found, right):
            other_x, other_y = LINES[1]
            elsewhere = _slopes(call(gradient, other_x, other_y, w, b), other_x)
            if found.any() and _close(elsewhere, found):
                raise NotYet("other points, and the same slopes. Are they made of the `x` and `y` "
                             "that your function is given?")  # fmt: skip
            raise NotYet(_what_is_off_with_slopes(found, right, e, x64, y))
    return "your formula and the tape agree (three data sets tried)"


def _slopes(values, x):
    if isinstance(values, (tuple, list)):
        for value, name in zip(values, ["dw", "db"]):
            if getattr(value, "shape", None) == x.shape:
                raise NotYet(
                    f"{name} is one number for each point. The loss is their mean: what is its "
                    "slope?"
                )
    return np.array(numbers(values, ["dw", "db"]))


def _what_is_off_with_slopes(found, right, e, x, y):
    n = len(x)
    known = [
        (np.zeros(2), "both slopes are 0, and the line does not fit yet."),
        (-right, "your slopes have the wrong sign: they say that the loss falls where it grows."),
        (right[::-1], "dw and db are swapped."),
        (n * right, f"your slopes are {n} times too large, as many as there are points."),
        (n / 2 * right, f"your slopes are {n // 2} times too large: there are {n} points. "
                        "And what is the derivative of a square?"),
        (right / 2, "your slopes are half as large as they should be. What is the derivative of "
                    "a square?"),
        (right / n, f"your slopes are {n} times too small: is there a mean of a mean?"),
        ([right[1]] * 2, "dw equals db. How much does the error change when w grows by 1?"),
        ([right[0]] * 2, "db equals dw. How much does the error change when b grows by 1?"),
        ([right[1] * x.mean(), right[1]], "dw is a product of two means, where it should be the "
                                          "mean of the products."),
        (2 * np.array([np.mean(abs(e) * x), np.mean(abs(e))]), "an error may be negative, and "
         "its sign says which way to go: no absolute value here."),
        (np.array([np.mean(np.sign(e) * x), np.mean(np.sign(e))]), "your slopes do not grow with "
         "the errors: those are the slopes of the mean absolute error."),
        (2 * np.array([np.mean(e**2 * x), np.mean(e**2)]), "the derivative of a square is no "
         "square."),
        ([np.mean(e**2)] * 2, "this is the loss. Its slopes are asked for."),
        (-2 * np.array([np.mean(y * x), np.mean(y)]), "right where w and b are 0, and wrong "
         "elsewhere: the error depends on w and b."),
    ]  # fmt: skip
    for values, text in known:
        if _close(found, values):
            return text
    ratios = found / right
    if np.ptp(ratios) < 5e-3 * np.abs(ratios).max():
        return f"both slopes are {_times(ratios.mean())}, on {n} points. Which factor is off?"
    return _which(found, right, ["dw", "db"])


def _times(ratio):
    """How many times too large or too small a number is."""
    size = abs(ratio)
    text = f"{size:.3g} times too large" if size > 1 else f"{1 / size:.3g} times too small"
    return text + (", and have the wrong sign" if ratio < 0 else "")


def _which(found, right, names, verb="is"):
    """Name the numbers that are right, and those that are not."""
    good = [_close([f], [r]) for f, r in zip(found, right)]
    if not any(good):
        return f"neither {' nor '.join(names)} {verb} right."
    fine = " and ".join(name for name, fits in zip(names, good) if fits)
    wrong = " and ".join(name for name, fits in zip(names, good) if not fits)
    return f"{fine} {verb} right, and {wrong} not yet."


# The loop, of which the plane and the bug are variations


@exercises.add(
    title="the training loop",
    stub="""
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    ...  # your loop
    return w.numpy(), b.numpy()
""",
    task="write the loop",
    hints=(
        "each step has four moves: predict, measure, ask for the gradient, step the other way. "
        "The first two belong inside the tape's block.",
        "for step in range(steps):\n"
        "    with tf.GradientTape() as tape:\n"
        "        loss = …the mean of the squared errors of w * x + b…\n"
        "    dw, db = tape.gradient(loss, [w, b])\n"
        "    …two lines with assign_sub…",
    ),
    seconds=SECONDS,
)
def loop(train):
    """One step, two, many: compared with gradient descent in NumPy."""
    _check_training(train, LINES, ["w", "b"], lambda result: numbers(result, ["w", "b"]))
    return "your loop finds the line, on data that it has never seen (three data sets tried)"


def _check_training(train, data, names, unpack):
    """Compare a training function with gradient descent; say how it differs.

    Args:
        train: the learner's function of x, y, steps and learning_rate.
        data: list of (x, y).
        names: what the variables are called in messages, b last.
        unpack: makes a list of as many floats of what `train` returns.
    """

    def run(x, y, steps, rate=RATE):
        return np.array(unpack(_run(train, x, y, steps, rate)))

    (x, y), (other_x, other_y), *_ = data
    path = _path(x, y, 100, RATE)
    one = run(x, y, 1)
    if not _close(one, path[1]):
        try:
            many = run(x, y, 100)
        except NotYet:  # steps that are too long lead to infinity
            many = None
        if many is not None and _close(many, one):
            raise NotYet(_what_never_changes(one, run(other_x, other_y, 1), names))
        start = run(x, y, 1, RATE / 1000)
        if one.any() and _close(run(other_x, other_y, 1), one):
            raise NotYet("other points, and the same step. Is it made of the `x` and `y` that your "
                         "function is given?")  # fmt: skip
        raise NotYet(_what_is_off_with_a_step(one, start, run(x, y, 2), path, x, y, names))
    two = run(x, y, 2)
    if not _close(two, path[2]):
        if _close(two, path[3]):
            raise NotYet("the first call is right, and the second goes on where the first has "
                         f"stopped. In every call, {' and '.join(names)} begin at "
                         "0.")  # fmt: skip
        if _close(two, one):
            raise NotYet("1 step and 100 steps give the same line.")
        if _close(two, 2 * one):
            raise NotYet("the second step repeats the first. Where you are now, the slope is "
                         "another: ask the tape in every step.")  # fmt: skip
        raise NotYet("the first step is right, and the second is not. What is different then?")
    for x, y in data:
        for steps, rate in [(1, RATE), (LONG, LONG_RATE)]:
            path = _path(x, y, steps, rate)
            found = run(x, y, steps, rate)
            if not _close(found, path[-1]):
                if steps == 1:
                    raise NotYet(f"right for {len(data[0][1])} points, and wrong for {len(y)}.")
                raise NotYet(
                    f"the first steps are right, and {steps} steps at a learning rate of {rate} "
                    "lead elsewhere. Is every step taken, and of the same kind?"
                )


def _run(train, x, y, steps, rate):
    """Call the learner's function; explain the errors that come of a missing gradient."""
    which = "the gradient" if steps == 1 else "the second step's gradient"
    try:
        return call(train, x, y, steps, rate)
    except (TypeError, ValueError, AttributeError) as error:
        text = str(error)
        if "'numpy." in text and "'_id'" in text:
            raise NotYet("the tape cannot go back from a loss that NumPy has computed. Which "
                         "function is TensorFlow's mean?") from None  # fmt: skip
        operand = "NoneType" in text and "operand" in text
        if not (operand or "None values not supported" in text or "No gradients prov" in text):
            raise
        if steps == 1:
            raise NotYet(f"{which} is None. Which operations does the tape see?") from None
        raise NotYet(f"{which} is None. Is `w` still a variable?") from None
    except RuntimeError as error:
        if "non-persistent" not in str(error):
            raise
        if steps == 1:
            raise NotYet("the tape is used up after one call: ask for all gradients in "
                         "it.") from None  # fmt: skip
        raise NotYet("in the second step the tape is used up: every step needs a tape of its "
                     "own.") from None  # fmt: skip


def _what_never_changes(one, elsewhere, names):
    """What to say if 1 step and many steps lead to the same line."""
    if not one.any():
        return f"after 100 steps, {' and '.join(names)} are still 0. Does anything move them?"
    if _close(elsewhere, one):
        return "right for the data above, perhaps, and wrong for other data: it is always the same."
    return "1 step and 100 steps give the same line."


def _what_is_off_with_a_step(one, start, two, path, x, y, names):
    """What to say if the first step leads elsewhere.

    `start` is what a tiny step leads to, `two` what two steps lead to.
    """
    A, n, right = _columns(x), len(y), path[1]
    if not one.any():
        return "asked for 1 step, your loop takes none."
    if _close(start, one):
        return "a learning rate 1000 times smaller gives the same step. Where does it come in?"
    for steps in range(2, len(path)):
        if _close(one, path[steps]):
            return f"asked for 1 step, your loop takes {steps}."
    if np.abs(start).max() > 0.01:
        return f"your start is another one: {' and '.join(names)} begin at 0."
    ratios = one / right
    if np.ptp(ratios) < 5e-3 * np.abs(ratios).max():
        if np.isclose(ratios.mean(), 0.5 / np.sqrt(np.mean(y.astype(float) ** 2)), rtol=1e-2):
            return "those are the steps of the root of the loss. Is there a square root?"
        return _what_the_length_says(ratios.mean(), n)
    if any(np.allclose(one, np.round(right, digits), rtol=1e-6) for digits in (1, 2, 3)):
        return "your numbers are rounded. Return them as they are."
    if _close(two, path[2][::-1]):
        return f"returned in the wrong order: first {names[0]}, then {names[1]}."
    if _close(one, right[::-1]) or _close(one, [*right[:-1][::-1], right[-1]]):
        first, second = (names[0], names[-1]) if _close(one, right[::-1]) else names[:2]
        return f"{first} moved by what {second} should move by."
    if _close(one, 2 * RATE * A.mean(axis=0) * y.mean()):
        if _close(two, one + 2 * RATE * A.mean(axis=0) * (y - A @ one).mean()):
            return "the errors are averaged, then squared. First the squares, then their mean."
        return (
            f"each prediction was compared with every y: shapes ({n}, 1) and ({n},) make a "
            f"difference of shape ({n}, {n}). Print the shape of `y_pred - y`."
        )
    if _close(one, RATE * np.mean(np.sign(y)[:, np.newaxis] * A, axis=0)):
        return "your steps do not grow with the errors. Is it the mean *squared* error?"
    if np.allclose(np.abs(one), RATE, rtol=1e-2):
        return (
            "every variable moved by the learning rate itself, however steep it is, as with Adam. "
            "Multiply the gradient by the learning rate, and subtract that."
        )
    if _close(one, _one_after_the_other(A, y, range(len(names)))) or _close(
        one, _one_after_the_other(A, y, range(len(names))[::-1])
    ):
        return (
            "one variable moved before the other's slope was taken. Both slopes belong to the "
            "same line: ask for them first, then move both."
        )
    for found, expected, name in zip(one, right, names):
        for another, step in zip(names, right):
            if another != name and _close([found], [step]):
                return f"{name} moved by what {another} should move by."
        if abs(found) < 1e-6:
            return f"{name} has not moved."
        if _close([found], [-expected]):
            return f"{name} moved the wrong way."
    return "after one step, " + _which(one, right, names)


def _what_the_length_says(ratio, n):
    """What to say if the first step has the right direction, and is `ratio` times too long."""
    if ratio < 0:
        return "after one step the loss has grown. Which way does the gradient point?"
    if np.isclose(ratio, n, rtol=1e-2):
        return f"your steps are {n} times too long, as many as there are points."
    if np.isclose(ratio, 0.5, rtol=1e-2):
        return "your steps are half as long as they should be. What is the derivative of a square?"
    if ratio > 1:
        return f"your steps are {ratio:.3g} times too long. There are {n} points."
    return f"your steps are {1 / ratio:.3g} times too short. There are {n} points."


def _one_after_the_other(A, y, order):
    variables = np.zeros(A.shape[1])
    for k in order:
        variables[k] -= RATE * 2 * np.mean((A @ variables - y) * A[:, k])
    return variables


# The learning rate


@exercises.add(
    title="the critical learning rate",
    stub="""
def critical_rate(x):
    ...  # your curvatures, and the limit
    return rate
""",
    task="compute the rate from the curvature",
    hints=(
        "make H with np.array([[…, …], […, …]]): four numbers, of which three hold a mean or "
        "a 1. Don't forget the factor 2 in front.",
        "np.linalg.eigvalsh(H) returns two curvatures. The larger one allows the smaller rate: "
        "2 divided by it.",
    ),
)
def critical_rate(critical_rate):
    """On inputs of several positions and widths; a rate found by trying is accepted, too."""
    for low, high, n in [(2, 5, 25), (-8, 1, 60), (-1, 1, 40), (0.1, 0.4, 30)]:
        x = np.random.default_rng(n).uniform(low, high, n).astype("float32")
        found = number(call(critical_rate, x), "the rate")
        mean, square = x.mean(dtype=float), np.mean(x.astype(float) ** 2)
        curvatures = np.linalg.eigvalsh(2 * np.array([[square, mean], [mean, 1]]))
        if not np.isclose(found, 2 / curvatures.max(), rtol=0.01):
            raise NotYet(_what_is_off_with_a_rate(found, curvatures, mean, square, n, low, high))
    return "just below your rate the loss falls, just above it grows (four sets of inputs tried)"


def _what_is_off_with_a_rate(found, curvatures, mean, square, n, low, high):
    small, large = curvatures
    one = np.linalg.eigvalsh(np.array([[square, mean], [mean, 1]]))[1]
    unlike = np.linalg.eigvalsh(np.array([[2 * square, mean], [mean, 2]]))[1]
    known = [
        (large, "this is the largest curvature. Which rate does it allow?"),
        (1 / large, "at this rate, one step reaches the bottom along the steepest direction. "
                    "The limit lies farther away."),
        (2 / one, "your rate is twice too large. What is the derivative of a square?"),
        (2 / small, "this rate suits the flattest direction. Which direction fails first?"),
        (2 / (large + small), "this is 2 divided by the sum of both curvatures. One of them "
                              "alone sets the limit."),
        (2 / (large * small), "this is 2 divided by the determinant. The larger curvature alone "
                              "sets the limit."),
        (1.0, f"this is the limit for b alone. These x lie between {low} and {high}: w counts, "
              "too."),
        (1 / square, f"this is the limit for w alone. These x lie between {low} and {high}: w "
                     "and b pull at each other."),
        (1 / (mean**2 + 1), "the mean of x² is not the square of the mean of x."),
        (2 / unlike, "have all four numbers of H their factor 2?"),
        (2 / large / n, f"your rate is {n} times too small, as many as there are points: H holds "
                        "means."),
        (2 / large * n, f"your rate is {n} times too large, as many as there are points."),
        (2 / np.linalg.norm([[2 * square, 2 * mean], [2 * mean, 2]]), "the limit comes from an "
         "eigenvalue of H, not from its length."),
    ]  # fmt: skip
    if found <= 0:
        return "a learning rate is a number above 0."
    # Two mistakes may lead to nearly the same rate.
    value, text = min(known, key=lambda pair: abs(pair[0] - found))
    if np.isclose(found, value, rtol=2e-3):
        return text
    below = "falls still" if found < 2 / large else "grows already"
    return f"for x between {low} and {high}, the loss {below} at your rate."


# The robust loss


@exercises.add(
    title="a robust loss",
    stub="""
def robust_loss(y_pred, y):
    ...  # your loss, one number
""",
    task="write the loss",
    hints=(
        "the pull of a point is the slope of its cost. A square has a slope that grows without "
        "end. Which function grows on both sides of 0, and has a slope that does not?",
        "the size of an error without its sign is tf.abs(y_pred - y). Make one number of all "
        "the sizes, as the mean squared error does with the squares.",
    ),
    seconds=SECONDS,
)
def robust_loss(robust_loss):
    """The pull of an outlier must stay within bounds, whatever the formula."""
    near = np.tile([0.5, -0.5, 0.3, -0.3, 0.8, -0.8], 5).astype("float32")
    y = np.linspace(-2, 3, len(near)).astype("float32")
    try:
        perfect = _loss(robust_loss, y, y)
    except NotYet as reason:
        raise NotYet(f"for a line through all points: {reason}") from None
    higher = [_loss(robust_loss, y + e, y) - perfect > 1e-6 for e in (abs(near), -abs(near))]
    once = _loss(robust_loss, y + near, y)
    if not any(higher) and not np.isclose(once, perfect):
        raise NotYet("the farther a line lies from the points, the less it costs. Which sign has "
                     "your loss?")  # fmt: skip
    if not once > perfect + 1e-6:
        raise NotYet("errors above and below the line cancel: a line through no point costs no "
                     "more than one through all.")  # fmt: skip
    for costs_more, where in zip(higher, ["above", "below"]):
        if not costs_more:
            raise NotYet(f"a line {where} all points costs no more than one through them.")
    for other, what in [(2 * y, "twice as steep and high"), (-y, "turned upside down")]:
        if not _loss(robust_loss, other, y) > perfect + 1e-6:
            raise NotYet(f"a line {what} costs no more than one through the points.")
    if not np.isclose(_loss(robust_loss, (y + near)[::-1], y[::-1]), once, rtol=1e-3):
        raise NotYet("in another order, the same points cost something else. Does every point "
                     "count?")  # fmt: skip
    for side, sign in [("above", 1), ("below", -1)]:
        growth = _pull(robust_loss, y, near, 80 * sign) / _pull(robust_loss, y, near, 20 * sign)
        if growth > 1.05:
            # A formula with a wide square part may still be bounded, farther out.
            wide, far = (_pull(robust_loss, y, near, d * sign) for d in (2000, 8000))
            if not far / wide <= 1.05:
                raise NotYet(
                    f"the farther a point lies {side} the line, the harder it pulls: from 80 away "
                    f"{growth:.1f} times as hard as from 20 away, compared with all others."
                )
    twice = _loss(robust_loss, np.tile(y + near, 2), np.tile(y, 2))
    if twice > 1.5 * once:
        note("it is a sum, so steps grow with the number of points, and that will do")
    _show_robust_fit(robust_loss)
    return "however far away a point lies, its pull stays within bounds"


def _loss(function, y_pred, y):
    """What the learner's loss returns for predictions in a tensor, as a float."""
    import tensorflow as tf

    found = call(function, tf.constant(y_pred), y)
    if getattr(found, "shape", None) == y.shape:
        raise NotYet("there is one number for each point. A loss is one number for all.")
    return number(found.numpy() if tf.is_tensor(found) else found, "the loss")


def _pull(function, y, errors, distance):
    """How hard a point pulls that lies so far above the line, compared with all others."""
    import tensorflow as tf

    y_pred = tf.Variable(y + errors)
    y = np.append(y[:-1], y_pred[-1] + np.float32(distance))
    with tf.GradientTape() as tape:
        found = call(function, tf.identity(y_pred), y)
    if not tf.is_tensor(found):
        raise NotYet(f"the tape has no gradient: your loss is {kind(found)}. It has left "
                     "TensorFlow. Use functions such as tf.reduce_mean.")  # fmt: skip
    slopes = tape.gradient(found, y_pred)
    if slopes is None:
        raise NotYet("the tape has no gradient. Has your loss left TensorFlow?")
    pulls = np.abs(array(slopes, y.shape, "the gradient"))
    if not pulls.any():
        raise NotYet("no point pulls: the loss stays as it is when predictions change.")
    if not pulls[:-1].any():
        raise NotYet("the point that lies far away pulls alone. All others do not count.")
    return pulls[-1] / pulls[:-1].sum() + 1e-12


def _show_robust_fit(robust_loss):
    """In a notebook, show the line that the learner's loss finds beside an outlier."""
    ipython = sys.modules.get("IPython")
    if not ipython or not ipython.get_ipython():
        return
    from helpers.plots.linear_regression import robust_fit

    ipython.display.display(robust_fit(robust_loss))


# The plane


@exercises.add(
    title="a plane",
    stub="""
def train_plane(x, y, steps, learning_rate):
    w, b = ..., tf.Variable(0.0)
    ...  # your loop
    return w.numpy(), b.numpy()
""",
    task="write the loop for two inputs",
    hints=(
        "w holds two numbers that both start at 0: tf.Variable([0.0, 0.0]). For all points at "
        "once, x * w has the shape (n, 2): add up along the last axis, and add b.",
        "y_pred = tf.reduce_sum(x * w, axis=1) + b has the shape (n,), as y has. All else is as "
        "in the loop for the line; `assign_sub` works on two numbers, too.",
    ),
    seconds=SECONDS,
)
def plane(train_plane):
    """As for the line, with two slopes."""
    _check_training(train_plane, PLANES, ["w[0]", "w[1]", "b"], _two_slopes)
    return "your loop finds the plane (three data sets tried)"


def _two_slopes(result):
    if isinstance(result, (str, bytes, dict, set)) or not hasattr(result, "__len__"):
        raise NotYet(f"w and b should be returned, and here is {kind(result)}.")
    if len(result) != 2:
        raise NotYet(f"w and b should be returned, two things, and here are {len(result)}.")
    w, b = result
    if getattr(w, "shape", None) in [(2, 1), (1, 2)]:
        w = np.reshape(w, 2)
    return [*array(w, (2,), "w"), number(b, "b")]


# Find the bug


@exercises.add(
    title="find the bug",
    stub="""
def fit_line(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        with tf.GradientTape() as tape:
            y_pred = w * x + b
        loss = tf.reduce_mean((y_pred - y) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * dw)
    return w.numpy(), b.numpy()
""",
    task="mend the program",
    hints=(
        "call it once: fit_line(np.array([1.0, 2.0], 'float32'), np.array([3.0, 5.0], "
        "'float32'), 1, 0.1). The message speaks of a `NoneType`: which result is None?",
        "the tape sees what is indented below `with`. When that is mended, read the two updates "
        "aloud, letter by letter.",
    ),
    seconds=SECONDS,
)
def bug(fit_line):
    """The same as for the loop; the second mistake raises no error."""
    _check_training(fit_line, LINES, ["w", "b"], lambda result: numbers(result, ["w", "b"]))
    return "both mistakes are mended, and it finds the line (three data sets tried)"
