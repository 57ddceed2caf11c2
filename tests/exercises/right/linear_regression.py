"""Right answers to the exercises of notebook 1: (style, source) for each exercise."""

RIGHT = {
    "gradient": [
        ("with tensors", """
def gradient(x, y, w, b):
    error = tf.constant(w * x + b - y)
    return 2 * tf.reduce_mean(error * x), 2 * tf.reduce_mean(error)
"""),
        ("as an array, with a sum and a length", """
def gradient(x, y, w, b):
    error = y - w * x - b
    return np.array([-2 * (error @ x), -2 * error.sum()]) / len(x)
"""),
        ("with the tape", """
def gradient(x, y, w, b):
    w, b = tf.Variable(w), tf.Variable(b)
    with tf.GradientTape() as tape:
        loss = tf.keras.losses.MeanSquaredError()(y, w * x + b)
    return tape.gradient(loss, [w, b])
"""),
    ],
    "loop": [
        ("a list of variables, zip, a while loop", """
def train(x, y, steps, learning_rate):
    variables, done = [tf.Variable(0.0), tf.Variable(0.0)], 0
    while done < steps:
        with tf.GradientTape() as t:
            mse = tf.math.reduce_mean(tf.square(y - (variables[0] * x + variables[1])))
        for variable, slope in zip(variables, t.gradient(mse, variables)):
            variable.assign(variable - learning_rate * slope)
        done += 1
    return [variable.numpy() for variable in variables]
"""),
        ("the formula in NumPy, arrays of shape (1,)", """
def train(x, y, steps, learning_rate):
    w = b = np.zeros(1)
    for _ in range(steps):
        e = w * x + b - y
        w, b = w - learning_rate * 2 * np.mean(e * x), b - learning_rate * 2 * np.mean(e)
    return w, b
"""),
        ("an optimizer, in a graph", """
def train(x, y, steps, learning_rate):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        optimizer.apply(tape.gradient(loss, [w, b]), [w, b])
    for _ in range(steps):
        step()
    return w, b
"""),
    ],
    "rates": [
        ("all at once", "rate_a, rate_b, rate_c, rate_d = 0.8, 0.05, 1.05, 0.45"),
        ("as arrays", "rate_a, rate_b, rate_c, rate_d = np.array([0.8, 0.05, 1.05, 0.45])"),
    ],
    "limit": [("a number", "limit = 0.005"), ("a little less", "limit = 0.0048")],
    "bug": [
        ("batches from a shuffled order", """
def fit_line(x, y, steps, learning_rate, batch_size):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for step in range(steps):
        i = np.random.permutation(len(x))[:batch_size]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x[i] + b - y[i]))
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * dw)
        b.assign_sub(learning_rate * db)
    return w, b
"""),
        ("all points in every step", """
def fit_line(x, y, steps, learning_rate, batch_size):
    w = b = 0.0
    for step in range(steps):
        e = w * x + b - y
        w, b = w - learning_rate * 2 * (e * x).mean(), b - learning_rate * 2 * e.mean()
    return w, b
"""),
    ],
}  # fmt: skip
