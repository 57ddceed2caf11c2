"""Answers to the exercises of notebook 01_linear_regression, right and wrong.

RIGHT: (its style, its source). WRONG: (the mistake, its source, words that the hint contains).
"""

TRAIN = """
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
"""


def changed(source, *replacements):
    """The source with some texts replaced, each of which must be there."""
    for old, new in replacements:
        assert old in source, old
        source = source.replace(old, new)
    return source


def train(*replacements):
    return changed(TRAIN, *replacements)


OPTIMIZER = """
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    optimizer = tf.keras.optimizers.OPTIMIZER(learning_rate)
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        gradients = tape.gradient(loss, [w, b])
        optimizer.apply_gradients(zip(gradients, [w, b]))
    return w.numpy(), b.numpy()
"""

NUMPY_TRAIN = """
def train(x, y, steps, learning_rate):
    w = b = 0.0
    for _ in range(steps):
        error = w * x + b - y
        dw, db = 2 * np.mean(error * x), 2 * np.mean(error)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b
"""

RIGHT_LOOP = [
    (
        "a list of variables, and zip",
        """
def train(x, y, steps, learning_rate):
    variables = [tf.Variable(0.0), tf.Variable(0.0)]
    for i in range(steps):
        with tf.GradientTape() as t:
            prediction = variables[0] * x + variables[1]
            mse = tf.math.reduce_mean(tf.square(y - prediction))
        for variable, slope in zip(variables, t.gradient(mse, variables)):
            variable.assign_sub(learning_rate * slope)
    return [variable.numpy() for variable in variables]
""",
    ),
    ("its own formula for the gradient, in NumPy", NUMPY_TRAIN),
    (
        "an inner function, and a while loop",
        """
def train(xs, ys, n, eta):
    slope, height = tf.Variable(0.0), tf.Variable(0.0)
    def one_step():
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean((slope * xs + height - ys) ** 2)
        return tape.gradient(cost, (slope, height))
    done = 0
    while done < n:
        ds, dh = one_step()
        slope.assign(slope - eta * ds)
        height.assign(height - eta * dh)
        done += 1
    return float(slope), float(height)
""",
    ),
    (
        "a step compiled by tf.function",
        """
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    for _ in range(steps):
        step()
    return w.numpy(), b.numpy()
""",
    ),
    ("an optimizer", OPTIMIZER.replace("OPTIMIZER", "SGD")),
    ("variables returned", train(("return w.numpy(), b.numpy()", "return w, b"))),
    ("arrays of shape (1,)", train(("tf.Variable(0.0)", "tf.Variable([0.0])"))),
    ("one array returned", train(("return w.numpy(), b.numpy()", "return np.array([w, b])"))),
    ("one tensor returned", train(("return w.numpy(), b.numpy()", "return tf.stack([w, b])"))),
    (
        "float64",
        train(
            ("tf.Variable(0.0)", "tf.Variable(0.0, dtype=tf.float64)"),
            ("    for step", "    x, y = x.astype('float64'), y.astype('float64')\n    for step"),
        ),
    ),
    (
        "one variable that holds both",
        """
def train(x, y, steps, learning_rate):
    wb = tf.Variable([0.0, 0.0])
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((wb[0] * x + wb[1] - y) ** 2)
        wb.assign_sub(learning_rate * tape.gradient(loss, wb))
    return wb.numpy()
""",
    ),
    (
        "one column, in and out",
        """
def train(x, y, steps, learning_rate):
    X, Y = x.reshape(-1, 1), y.reshape(-1, 1)
    w, b = tf.Variable([[0.0]]), tf.Variable([0.0])
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((X @ w + b - Y) ** 2)
        grads = tape.gradient(loss, [w, b])
        [v.assign_sub(learning_rate * g) for v, g in zip([w, b], grads)]
    return w.numpy().item(), b.numpy().item()
""",
    ),
    (
        "constants that are watched",
        """
def train(x, y, steps, learning_rate):
    w, b = tf.constant(0.0), tf.constant(0.0)
    for step in range(steps):
        with tf.GradientTape() as tape:
            tape.watch([w, b])
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        w -= learning_rate * dw
        b -= learning_rate * db
    return w.numpy(), b.numpy()
""",
    ),
    (
        "a loss point by point",
        """
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = 0.0
            for one_x, one_y in zip(x, y):
                loss += (w * one_x + b - one_y) ** 2 / len(x)
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
""",
    ),
    (
        "a persistent tape",
        train(
            ("GradientTape()", "GradientTape(persistent=True)"),
            (
                "dw, db = tape.gradient(loss, [w, b])",
                "dw = tape.gradient(loss, w)\n        db = tape.gradient(loss, b)",
            ),
        ),
    ),
    (
        "a recursion",
        """
def train(x, y, steps, learning_rate):
    def go(left, w, b):
        e = w * x + b - y
        rate = 2 * learning_rate
        return go(left - 1, w - rate * np.mean(e * x), b - rate * np.mean(e)) if left else (w, b)
    return go(steps, 0.0, 0.0)
""",
    ),
    (
        "a dictionary of variables",
        """
def train(x, y, steps, learning_rate, verbose=False):
    v = {"w": tf.Variable(0.0), "b": tf.Variable(0.0)}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.math.squared_difference(v["w"] * x + v["b"], y)) / len(x)
        for name, slope in tape.gradient(loss, v).items():
            v[name].assign_add(-learning_rate * slope)
    return tuple(float(each) for each in v.values())
""",
    ),
    (
        "Keras's own loss",
        train(
            ("tf.reduce_mean((w * x + b - y) ** 2)", "tf.keras.losses.MSE(y, w * x + b)"),
        ),
    ),
]

WRONG_LOOP = [
    ("the wrong way", train(("assign_sub", "assign_add")), "after one step the loss has grown"),
    (
        "no mean",
        train(("reduce_mean", "reduce_sum")),
        "your steps are 50 times too long, as many as there are points",
    ),
    (
        "the gradients swapped",
        train(("dw, db =", "db, dw =")),
        "w moved by what b should move by",
    ),
    (
        "a tensor instead of the variable",
        train(
            ("w.assign_sub(learning_rate * dw)", "w = w - learning_rate * dw"),
            ("b.assign_sub(learning_rate * db)", "b = b - learning_rate * db"),
        ),
        "the second step's gradient is None. Is `w` still a variable?",
    ),
    (
        "-=, one of the two",
        train(("w.assign_sub(learning_rate * dw)", "w -= learning_rate * dw")),
        "RuntimeError: `variable -= value`",
    ),
    (
        "steps ignored",
        train(("range(steps)", "range(1)")),
        "1 step and 100 steps give the same line",
    ),
    (
        "always as many steps",
        train(("range(steps)", "range(400)")),
        "1 step and 100 steps give the same line",
    ),
    (
        "return inside the loop",
        train(("    return", "        return")),
        "1 step and 100 steps give the same line",
    ),
    (
        "the numbers seen above",
        "def train(x, y, steps, learning_rate):\n    return [3.0, 2.0]",
        "wrong for other data",
    ),
    ("a typo", train(("GradientTape() as tape", "GradientTape() as taep")), "name 'tape' is not"),
    (
        "changes x",
        train(("    for step", "    x -= x.mean()\n    for step")),
        "has changed its input",
    ),
    ("changes y", train(("    for step", "    y *= 2\n    for step")), "has changed its input"),
    ("nothing returned", train(("return w.numpy(), b.numpy()", "w, b")), "should be returned"),
    ("w alone", train(("return w.numpy(), b.numpy()", "return w.numpy()")), "should be returned"),
    (
        "text returned",
        train(("return w.numpy(), b.numpy()", "return 'w', 'b'")),
        "w should be a number",
    ),
    (
        "the learning rate is missing",
        train(("learning_rate * d", "d")),
        "a learning rate 1000 times smaller gives the same step",
    ),
    (
        "a learning rate of its own",
        train(("learning_rate * d", "0.1 * d")),
        "a learning rate 1000 times smaller gives the same step",
    ),
    (
        "one step too many",
        train(("range(steps)", "range(steps + 1)")),
        "asked for 1 step, your loop takes 2",
    ),
    ("one step too few", train(("range(steps)", "range(1, steps)")), "takes none"),
    (
        "another start",
        train(("tf.Variable(0.0), tf", "tf.Variable(1.0), tf")),
        "your start is another one",
    ),
    (
        "the absolute error",
        train(("(w * x + b - y) ** 2", "tf.abs(w * x + b - y)")),
        "mean *squared* error",
    ),
    (
        "w only",
        train(("b.assign_sub(learning_rate * db)", "pass")),
        "b has not moved",
    ),
    (
        "w twice",
        train(("b.assign_sub(learning_rate * db)", "w.assign_sub(learning_rate * db)")),
        "b has not moved",
    ),
    (
        "b by the slope of w",
        train(("b.assign_sub(learning_rate * db)", "b.assign_sub(learning_rate * dw)")),
        "b moved by what w should move by",
    ),
    (
        "one the wrong way",
        train(("b.assign_sub", "b.assign_add")),
        "b moved the wrong way",
    ),
    (
        "one after the other",
        """
def train(x, y, steps, learning_rate):
    w = b = 0.0
    for _ in range(steps):
        w -= learning_rate * 2 * np.mean((w * x + b - y) * x)
        b -= learning_rate * 2 * np.mean(w * x + b - y)
    return w, b
""",
        "one variable moved before the other's slope was taken",
    ),
    (
        "the gradient once, before the loop",
        """
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
        "the second step repeats the first",
    ),
    (
        "one tape for all steps",
        """
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((w * x + b - y) ** 2)
    for step in range(steps):
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
""",
        "every step needs a tape of its own",
    ),
    (
        "two calls of gradient",
        train(
            (
                "dw, db = tape.gradient(loss, [w, b])",
                "dw = tape.gradient(loss, w)\n        db = tape.gradient(loss, b)",
            ),
        ),
        "the tape is used up after one call",
    ),
    (
        "NumPy inside the tape",
        train(("w * x + b", "w.numpy() * x + b.numpy()")),
        "the gradient is None. Which operations does the tape see?",
    ),
    ("NumPy's mean", train(("tf.reduce_mean", "np.mean")), "TensorFlow's mean"),
    (
        "NumPy inside the tape, with an optimizer",
        changed(OPTIMIZER, ("OPTIMIZER", "SGD"), ("w * x + b", "w.numpy() * x + b.numpy()")),
        "the gradient is None. Which operations does the tape see?",
    ),
    ("Adam", changed(OPTIMIZER, ("OPTIMIZER", "Adam")), "as with Adam"),
    (
        "momentum",
        changed(OPTIMIZER, ("OPTIMIZER(learning_rate)", "SGD(learning_rate, momentum=0.9)")),
        "the first step is right, and the second is not",
    ),
    (
        "each prediction against every y",
        train(("w * x + b", "w * x.reshape(-1, 1) + b")),
        "shapes (50, 1) and (50,)",
    ),
    (
        "half the derivative",
        changed(NUMPY_TRAIN, ("2 * np.mean(error * x)", "np.mean(error * x)"), ("2 * ", "")),
        "half as long",
    ),
    (
        "the mean over the notebook's points",
        train(("tf.reduce_mean((w * x + b - y) ** 2)",
               "tf.reduce_sum((w * x + b - y) ** 2) / n_samples")),
        "4 times too short",
    ),
    ("few steps at most", train(("range(steps)", "range(min(steps, 10))")), "first steps are"),
    (
        "the mean over 50 points",
        train(("tf.reduce_mean((w * x + b - y) ** 2)",
               "tf.reduce_sum((w * x + b - y) ** 2) / 50")),
        "right for 50 points, and wrong for 12",
    ),
    ("returned in the wrong order", train(("return w.numpy(), b.numpy()",
                                           "return b.numpy(), w.numpy()")), "first w, then b"),
    ("the square outside of the mean", train(("(w * x + b - y) ** 2)", "w * x + b - y) ** 2")),
     "averaged, then squared"),
    ("the root of the loss", train(("tf.reduce_mean((w * x + b - y) ** 2)",
                                    "tf.sqrt(tf.reduce_mean((w * x + b - y) ** 2))")),
     "square root"),
    ("rounded", train(("return w.numpy(), b.numpy()",
                       "return round(float(w), 2), round(float(b), 2)")), "are rounded"),
    ("variables outside of the function", "V = tf.Variable(0.0), tf.Variable(0.0)\n"
     + train(("w, b = tf.Variable(0.0), tf.Variable(0.0)", "w, b = V")),
     "the second goes on where the first has stopped"),
    ("other points than those given", "A, B = np.linspace(-1, 1, 9), np.linspace(2, 5, 9)\n"
     + train(("w * x + b - y", "w * A + b - B")), "other points, and the same step"),
    ("untouched start", train(("        w.assign", "        0 * w.assign"),
                              ("0 * w.assign_sub(learning_rate * dw)", "pass"),
                              ("b.assign_sub(learning_rate * db)", "pass")),
     "w and b are still 0"),
]  # fmt: skip

GRADIENT = """
def gradient(x, y, w, b):
    error = w * x + b - y
    return DW, DB
"""


def slopes(dw, db):
    return GRADIENT.replace("DW", dw).replace("DB", db)


RIGHT_GRADIENT = [
    ("the factor outside", slopes("2 * np.mean(error * x)", "2 * np.mean(error)")),
    ("sums", slopes("2 / len(x) * np.sum(error * x)", "2 / len(x) * error.sum()")),
    ("matrix products", slopes("2 * error @ x / x.size", "2 * error @ np.ones_like(x) / x.size")),
    ("a list", "def gradient(x, y, w, b):\n    e = y - x * w - b\n"
     "    return [-2 * (e * x).mean(), -2 * e.mean()]"),
    ("an array", "def gradient(x, y, w, b):\n    A = np.stack([x, np.ones(len(x))])\n"
     "    return 2 / len(x) * A @ (A.T @ [w, b] - y)"),
    (
        "a tape",
        """
def gradient(x, y, w, b):
    w, b = tf.Variable(w), tf.Variable(b)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((w * x + b - y) ** 2)
    return tape.gradient(loss, [w, b])
""",
    ),
    (
        "a loop over the points",
        """
def gradient(x, y, w, b):
    dw = db = 0
    for i in range(len(x)):
        e = w * x[i] + b - y[i]
        dw += 2 * e * x[i] / len(x)
        db += 2 * e / len(x)
    return dw, db
""",
    ),
    (
        "differences",
        """
def gradient(x, y, w, b):
    x, y, h = x.astype(float), y.astype(float), 1e-5
    def L(w, b):
        return np.mean((w * x + b - y) ** 2)
    return (L(w + h, b) - L(w - h, b)) / 2 / h, (L(w, b + h) - L(w, b - h)) / 2 / h
""",
    ),
]  # fmt: skip

WRONG_GRADIENT = [
    ("no mean", slopes("2 * error * x", "2 * error"), "one number for each point"),
    ("a sum", slopes("2 * np.sum(error * x)", "2 * np.sum(error)"), "as many as there are points"),
    ("a sum, no 2", slopes("np.sum(error * x)", "np.sum(error)"), "25 times too large: "),
    ("no 2", slopes("np.mean(error * x)", "np.mean(error)"), "half as large"),
    ("a mean of a mean", slopes("2 * np.mean(error * x) / len(x)", "2 * np.mean(error) / len(x)"),
     "50 times too small"),
    ("downhill", slopes("-2 * np.mean(error * x)", "-2 * np.mean(error)"), "wrong sign"),
    ("swapped", slopes("2 * np.mean(error)", "2 * np.mean(error * x)"), "swapped"),
    ("x forgotten", slopes("2 * np.mean(error)", "2 * np.mean(error)"), "dw equals db"),
    ("x twice", slopes("2 * np.mean(error * x)", "2 * np.mean(error * x)"), "db equals dw"),
    ("a product of means", slopes("2 * np.mean(error) * np.mean(x)", "2 * np.mean(error)"),
     "product of two means"),
    ("absolute errors", slopes("2 * np.mean(abs(error) * x)", "2 * np.mean(abs(error))"),
     "no absolute value"),
    ("the loss", slopes("np.mean(error ** 2)", "np.mean(error ** 2)"), "this is the loss"),
    ("squares", slopes("2 * np.mean(error ** 2 * x)", "2 * np.mean(error ** 2)"), "is no square"),
    ("the slopes of the absolute error",
     slopes("np.mean(np.sign(error) * x)", "np.mean(np.sign(error))"), "mean absolute error"),
    ("without the line", slopes("-2 * np.mean(y * x)", "-2 * np.mean(y)"), "depends on w and b"),
    ("one right", slopes("2 * np.mean(error * x)", "3 * np.mean(error)"), "dw is right, and db"),
    ("none right", slopes("np.median(error * x)", "max(error)"), "neither dw nor db is right"),
    ("always the same", slopes("0.1", "0.2"), "other points, and the same slopes"),
    ("zeros", slopes("0.0", "0.0"), "both slopes are 0"),
    ("changes y", "def gradient(x, y, w, b):\n    y -= w * x + b\n"
     "    return -2 * np.mean(y * x), -2 * np.mean(y)", "has changed its input"),
    ("divided by the notebook's points",
     slopes("2 * np.sum(error * x) / n_samples", "2 * np.sum(error) / n_samples"),
     "4 times too small, on 50 points"),
    ("times the learning rate, downhill",
     slopes("-2 * learning_rate * np.mean(error * x)", "-2 * learning_rate * np.mean(error)"),
     "10 times too small, and have the wrong sign"),
    ("other points than those given", "A, B = np.linspace(-1, 1, 9), np.linspace(2, 5, 9)\n"
     "def gradient(x, y, w, b):\n    error = w * A + b - B\n"
     "    return 2 * np.mean(error * A), 2 * np.mean(error)", "other points, and the same slopes"),
    ("one number", "def gradient(x, y, w, b):\n    return 2 * np.mean(w * x + b - y)",
     "2 numbers should be returned"),
]  # fmt: skip

RATE = """
def critical_rate(x):
    H = 2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1]])
    return RESULT
"""


def rate(result):
    return RATE.replace("RESULT", result)


RIGHT_RATE = [
    ("all eigenvalues", rate("2 / np.linalg.eigvals(H).max()")),
    ("a norm", rate("2 / np.linalg.norm(H, 2)")),
    ("the quadratic formula", """
def critical_rate(x):
    m, s = x.mean(), (x * x).mean()
    return 2 / ((s + 1) + ((s - 1) ** 2 + 4 * m * m) ** 0.5)
"""),
    ("a product of matrices", """
def critical_rate(x):
    A = np.column_stack([x, np.ones(len(x))])
    return 1 / np.linalg.eigvalsh(A.T @ A / len(x))[-1]
"""),
    ("singular values", """
def critical_rate(x):
    A = np.column_stack([x, np.ones(len(x))])
    return len(x) / np.linalg.svd(A, compute_uv=False)[0] ** 2
"""),
    ("TensorFlow", """
def critical_rate(x):
    A = tf.stack([x, tf.ones_like(x)], axis=1)
    return 2 / tf.reduce_max(tf.linalg.eigvalsh(2 * tf.transpose(A) @ A / len(x)))
"""),
    ("found by trying", """
def critical_rate(x):
    x, low, high = x.astype(float), 0.0, 10.0
    for _ in range(20):
        rate = (low + high) / 2
        w, b = 1.0, 1.0
        for _ in range(2000):
            e = w * x + b
            w, b = w - rate * 2 * np.mean(e * x), b - rate * 2 * np.mean(e)
            if abs(w) + abs(b) > 1e3:
                break
        low, high = (low, rate) if abs(w) + abs(b) > 3 else (rate, high)
    return low
"""),
]  # fmt: skip

WRONG_RATE = [
    ("the curvature", rate("max(np.linalg.eigvalsh(H))"), "this is the largest curvature"),
    ("1 over it", rate("1 / max(np.linalg.eigvalsh(H))"), "reaches the bottom"),
    ("the flattest", rate("2 / min(np.linalg.eigvalsh(H))"), "suits the flattest"),
    ("the trace", rate("2 / np.trace(H)"), "sum of both curvatures"),
    ("the determinant", rate("2 / np.linalg.det(H)"), "determinant"),
    ("all numbers", rate("2 / np.linalg.norm(H)"), "an eigenvalue of H"),
    ("no factor 2", changed(rate("2 / max(np.linalg.eigvalsh(H))"), ("H = 2 *", "H =")),
     "twice too large"),
    ("a factor 2 in places", changed(rate("2 / max(np.linalg.eigvalsh(H))"),
     ("2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1]])",
      "np.array([[2 * np.mean(x**2), np.mean(x)], [np.mean(x), 2]])")), "their factor 2"),
    ("b alone", rate("1.0"), "limit for b alone"),
    ("w alone", rate("1 / np.mean(x**2)"), "limit for w alone"),
    ("sums", changed(rate("2 / max(np.linalg.eigvalsh(H))"), ("np.mean", "np.sum"),
     ("1]]", "len(x)]]")), "times too small, as many as there are points"),
    ("one by one", rate("2 / max(H[0, 0], H[1, 1])"), "w alone"),
    ("a number seen", rate("0.99"), "the loss grows already at your rate"),
    ("too large", rate("0.001"), "the loss falls still"),
    ("negative", rate("-2 / np.linalg.eigvalsh(H)[-1]"), "a number above 0"),
    ("the square of the mean", changed(rate("2 / max(np.linalg.eigvalsh(H))"),
                                       ("np.mean(x**2)", "np.mean(x) ** 2")),
     "not the square of the mean"),
    ("both curvatures", rate("2 / np.linalg.eigvalsh(H)"), "should be one number"),
]  # fmt: skip

LOSS = "def robust_loss(y_pred, y):\n    return RESULT"


def loss(result):
    return LOSS.replace("RESULT", result)


RIGHT_ROBUST = [
    ("Keras's absolute error", loss("tf.keras.losses.MeanAbsoluteError()(y, y_pred)")),
    ("Keras's Huber", loss("tf.keras.losses.Huber()(y, y_pred)")),
    ("Huber, wide", loss("tf.keras.losses.huber(y, y_pred, delta=30.0)")),
    ("Huber by hand", """
def robust_loss(y_pred, y, delta=1.0):
    size = tf.abs(y_pred - y)
    return tf.reduce_mean(tf.where(size < delta, size**2 / 2, delta * (size - delta / 2)))
"""),
    ("log-cosh", loss("tf.keras.losses.LogCosh()(y, y_pred)")),
    ("log-cosh by hand", loss("tf.reduce_mean(tf.math.log(tf.cosh(y_pred - y)))")),
    ("Cauchy", loss("tf.reduce_mean(tf.math.log(1 + (y_pred - y) ** 2))")),
    ("pseudo-Huber", loss("tf.reduce_mean(tf.sqrt(1 + (y_pred - y) ** 2) - 1)")),
    ("pseudo-Huber, wide", loss("tf.reduce_mean(tf.sqrt(100 + (y_pred - y) ** 2) - 10)")),
    ("a sum", loss("tf.reduce_sum(tf.abs(y_pred - y))")),
    ("clipped", loss("tf.reduce_mean(tf.minimum((y_pred - y) ** 2, 4.0))")),
    ("a root", loss("tf.reduce_mean(tf.sqrt(tf.abs(y_pred - y) + 1e-6))")),
    ("the median", loss("tf.sort(tf.abs(y_pred - y))[len(y) // 2]")),
    ("biweight", loss("tf.reduce_mean(tf.where(tf.abs(y_pred - y) < 4, "
                      "1 - (1 - ((y_pred - y) / 4) ** 2) ** 3, 1.0))")),
    ("both sides by relu", loss("tf.reduce_mean(tf.nn.relu(y_pred - y) + tf.nn.relu(y - y_pred))")),
    ("Python's sum, float64", loss("sum(abs(tf.cast(y_pred - y, tf.float64))) / len(y)")),
    ("trimmed", loss("tf.reduce_mean(tf.sort((y_pred - y) ** 2)[: int(0.9 * len(y))])")),
    ("saturating", loss("tf.reduce_mean(1 - tf.exp(-((y_pred - y) ** 2)))")),
    ("lopsided", loss("tf.reduce_mean(tf.maximum(2 * (y_pred - y), y - y_pred))")),
    ("a tf.function", "@tf.function\n" + loss("tf.reduce_mean(tf.abs(y_pred - y))")),
    ("a for loop", """
def robust_loss(y_pred, y):
    total = 0.0
    for i in range(len(y)):
        total += tf.abs(y_pred[i] - y[i])
    return total / len(y)
"""),
]  # fmt: skip

WRONG_ROBUST = [
    ("the squared error", loss("tf.reduce_mean((y_pred - y) ** 2)"), "the harder it pulls"),
    ("its root", loss("tf.sqrt(tf.reduce_mean((y_pred - y) ** 2))"), "the harder it pulls"),
    ("a larger power", loss("tf.reduce_mean(tf.abs(y_pred - y) ** 1.5)"), "the harder it pulls"),
    ("a power a little above 1", loss("tf.reduce_mean(tf.abs(y_pred - y) ** 1.1)"),
     "the harder it pulls"),
    ("the largest error", loss("tf.reduce_max(tf.abs(y_pred - y))"), "pulls alone"),
    ("no absolute value", loss("tf.reduce_mean(y_pred - y)"), "cancel"),
    ("one-sided", loss("tf.reduce_mean(tf.maximum(y_pred - y, 0.0))"), "a line below all points"),
    ("absolute value outside", loss("tf.abs(tf.reduce_mean(y_pred - y))"), "cancel"),
    ("no mean", loss("tf.abs(y_pred - y)"), "one number for each point"),
    ("NumPy", loss("np.mean(np.abs(y_pred - y))"), "left TensorFlow"),
    ("NumPy, then a tensor", loss("tf.constant(np.mean(np.abs(y_pred - y)))"), "left TensorFlow"),
    ("a number", loss("tf.reduce_mean(tf.abs(y_pred - y)).numpy()"), "left TensorFlow"),
    ("a constant", loss("tf.constant(1.0)"), "costs no more"),
    ("Huber without a size", loss("tf.reduce_mean(tf.where(y_pred - y < 1, (y_pred - y) ** 2 / 2,"
                                  " y_pred - y - 0.5))"), "above the line, the harder it pulls"),
    ("Huber without a size, the other way round",
     loss("tf.reduce_mean(tf.where(y_pred - y > -1, (y_pred - y) ** 2 / 2, y - y_pred - 0.5))"),
     "below the line, the harder it pulls"),
    ("bounds for the predictions", loss("tf.reduce_mean((tf.clip_by_value(y_pred, -5, 5) - y)**2)"),
     "the harder it pulls"),
    ("no outlier counts if the prediction is large",
     loss("tf.reduce_mean(tf.where(y_pred > 10, 0.0, (y_pred - y) ** 2))"), "the harder it pulls"),
    ("the wrong sign", loss("-tf.reduce_mean(tf.abs(y_pred - y))"), "Which sign"),
    ("smaller for larger errors", loss("tf.reduce_mean(1 / (1 + tf.abs(y_pred - y)))"),
     "Which sign"),
    ("the first point alone", loss("tf.abs(y_pred[0] - y[0])"), "Does every point count?"),
    ("the last point left out", loss("tf.reduce_mean((y_pred[:-1] - y[:-1]) ** 2)"),
     "Does every point count?"),
    ("the angle", loss("tf.keras.losses.CosineSimilarity()(y, y_pred)"), "twice as steep"),
    ("sizes compared", loss("tf.reduce_mean(tf.abs(tf.abs(y_pred) - tf.abs(y)))"), "upside down"),
    ("a logarithm of 0", loss("tf.reduce_mean(tf.math.log(tf.abs(y_pred - y)))"),
     "for a line through all points: the loss is -inf"),
    ("counts", loss("tf.reduce_mean(tf.cast(tf.abs(y_pred - y) > 0.1, tf.float32))"),
     "left TensorFlow"),
]  # fmt: skip

PLANE = """
def train_plane(x, y, steps, learning_rate):
    w, b = tf.Variable([0.0, 0.0]), tf.Variable(0.0)
    for step in range(steps):
        with tf.GradientTape() as tape:
            y_pred = tf.reduce_sum(x * w, axis=1) + b
            loss = tf.reduce_mean((y_pred - y) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
"""


def plane(*replacements):
    return changed(PLANE, *replacements)


MATRIX = ("tf.Variable([0.0, 0.0])", "tf.Variable([[0.0], [0.0]])")
RIGHT_PLANE = [
    ("matvec", plane(("tf.reduce_sum(x * w, axis=1)", "tf.linalg.matvec(x, w)"))),
    ("a matrix", plane(MATRIX, ("tf.reduce_sum(x * w, axis=1)", "(x @ w)[:, 0]"))),
    ("squeezed", plane(MATRIX, ("tf.reduce_sum(x * w, axis=1)", "tf.squeeze(x @ w)"))),
    ("y as a column", plane(MATRIX, ("tf.reduce_sum(x * w, axis=1)", "x @ w"),
                            ("y_pred - y", "y_pred - y[:, np.newaxis]"))),
    ("tensordot", plane(("tf.reduce_sum(x * w, axis=1)", "tf.tensordot(x, w, 1)"))),
    ("tensors returned", plane(("return w.numpy(), b.numpy()", "return w, b"))),
    ("a list", plane(("return w.numpy(), b.numpy()", "return [list(w.numpy()), float(b)]"))),
    ("b of shape (1,)", plane(("tf.Variable(0.0)", "tf.Variable([0.0])"))),
    ("two variables", """
def train_plane(x, y, steps, learning_rate):
    variables = [tf.Variable(0.0) for _ in range(3)]
    for step in range(steps):
        with tf.GradientTape() as tape:
            w1, w2, b = variables
            loss = tf.reduce_mean((w1 * x[:, 0] + w2 * x[:, 1] + b - y) ** 2)
        for v, g in zip(variables, tape.gradient(loss, variables)):
            v.assign_sub(learning_rate * g)
    return np.array([variables[0], variables[1]]), variables[2].numpy()
"""),
    ("NumPy", """
def train_plane(x, y, steps, learning_rate):
    w, b = np.zeros(2), 0.0
    for step in range(steps):
        error = x @ w + b - y
        w = w - learning_rate * 2 * x.T @ error / len(x)
        b = b - learning_rate * 2 * error.mean()
    return w, b
"""),
]  # fmt: skip

WRONG_PLANE = [
    ("each prediction against every y", plane(MATRIX, ("tf.reduce_sum(x * w, axis=1)", "x @ w")),
     "shapes (50, 1) and (50,)"),
    ("the wrong way", plane(("assign_sub", "assign_add")), "after one step the loss has grown"),
    ("no mean", plane(("reduce_mean", "reduce_sum")), "50 times too long"),
    ("the wrong axis", plane(("axis=1", "axis=0")), "Incompatible shapes"),
    ("the first input alone", plane(("tf.reduce_sum(x * w, axis=1)", "x[:, 0] * w[0]")),
     "w[1] has not moved"),
    ("columns swapped", plane(("return w.numpy()", "return w.numpy()[::-1]")),
     "w[0] moved by what w[1] should move by"),
    ("one w for both", plane(("tf.Variable([0.0, 0.0])", "tf.Variable(0.0)")),
     "w should have the shape (2,)"),
    ("steps ignored", plane(("range(steps)", "range(1)")), "1 step and 100 steps"),
    ("b fixed", plane(("b.assign_sub(learning_rate * db)", "pass")), "b has not moved"),
    ("three numbers", plane(("return w.numpy(), b.numpy()", "return *w.numpy(), b.numpy()")),
     "two things, and here are 3"),
    ("a tensor", plane(("w.assign_sub(learning_rate * dw)", "w = w - learning_rate * dw")),
     "the second step's gradient is None"),
    ("the line's numbers", "def train_plane(x, y, steps, learning_rate):\n"
     "    return [3.0, 2.0], 1.0", "wrong for other data"),
    ("the square outside of the mean", plane(("(y_pred - y) ** 2)", "y_pred - y) ** 2")),
     "averaged, then squared"),
    ("variables outside of the function", "V = tf.Variable([0.0, 0.0]), tf.Variable(0.0)\n"
     + plane(("w, b = tf.Variable([0.0, 0.0]), tf.Variable(0.0)", "w, b = V")),
     "the second goes on where the first has stopped"),
    ("changes x", plane(("    for step", "    x /= 2\n    for step")), "has changed its input"),
]  # fmt: skip

FIT = """
def fit_line(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        with tf.GradientTape() as tape:
            y_pred = w * x + b
            loss = tf.reduce_mean((y_pred - y) ** 2)
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w.numpy(), b.numpy()
"""
BROKEN = changed(
    FIT,
    ("            loss =", "        loss ="),
    ("b.assign_sub(learning_rate * db)", "b.assign_sub(learning_rate * dw)"),
)


def fit(*replacements):
    return changed(FIT, *replacements)


RIGHT_BUG = [
    ("all inside the tape", fit(("        dw, db", "            dw, db"))),
    ("written anew", RIGHT_LOOP[0][1].replace("train(", "fit_line(")),
    ("an optimizer", OPTIMIZER.replace("OPTIMIZER", "SGD").replace("train(", "fit_line(")),
    ("own formula", NUMPY_TRAIN.replace("train(", "fit_line(")),
]
WRONG_BUG = [
    ("nothing mended, a comment in words", BROKEN + "\n'I have looked at it'\n",
     "Which operations does the tape see?"),
    ("only the second", changed(BROKEN, ("b.assign_sub(learning_rate * dw)",
                                         "b.assign_sub(learning_rate * db)")),
     "Which operations does the tape see?"),
    ("only the first", fit(("* db)", "* dw)")), "b moved by what w should move by"),
    ("the error silenced", changed(BROKEN, ("tape.gradient(loss, [w, b])",
     "[g or 0.0 for g in tape.gradient(loss, [w, b])]")), "are still 0"),
    ("returned in the wrong order", fit(("return w.numpy(), b.numpy()",
                                         "return b.numpy(), w.numpy()")), "first w, then b"),
    ("swapped", fit(("* dw)", "* dX)"), ("* db)", "* dw)"), ("* dX)", "* db)")),
     "w moved by what b should move by"),
    ("a sum", fit(("reduce_mean", "reduce_sum")), "50 times too long"),
    ("the loss of one point", fit(("(y_pred - y) ** 2", "(y_pred - y)[0] ** 2")),
     "after one step"),
]  # fmt: skip

RIGHT = {
    "gradient": RIGHT_GRADIENT,
    "loop": RIGHT_LOOP,
    "critical_rate": RIGHT_RATE,
    "robust_loss": RIGHT_ROBUST,
    "plane": RIGHT_PLANE,
    "bug": RIGHT_BUG,
}
WRONG = {
    "gradient": WRONG_GRADIENT,
    "loop": WRONG_LOOP,
    "critical_rate": WRONG_RATE,
    "robust_loss": WRONG_ROBUST,
    "plane": WRONG_PLANE,
    "bug": WRONG_BUG,
}
