"""Answers to the exercises of notebook 5: right ones in other styles, and wrong ones."""

STOPWATCH = """
def stopwatch(step, count, rounds, clock):
    step().numpy()
    times = []
    for _ in range(rounds):
        start = clock()
        for _ in range(count):
            loss = step()
        loss.numpy()
        times.append(1000 * (clock() - start) / count)
    return np.median(times)
"""

TRACINGS = """
def tracings(arguments):
    graphs = set()
    for x in arguments:
        if isinstance(x, int):
            graphs.add(x)
        else:
            graphs.add((tf.as_dtype(x.dtype), tuple(x.shape)))
    return len(graphs)
"""
KEY = "(tf.as_dtype(x.dtype), tuple(x.shape))"

STEP = """
def scaled_step(model, optimizer, images, labels):
    with tf.GradientTape() as tape:
        y_pred = model(images, training=True)
        losses = tf.keras.losses.categorical_crossentropy(labels, y_pred)
        loss = tf.reduce_mean(losses)
        scaled_loss = optimizer.scale_loss(loss)
    gradients = tape.gradient(scaled_loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
"""
GRADIENTS = "    gradients = tape.gradient(scaled_loss, model.trainable_variables)\n"

DESCEND = """
def descend(loss_of, w, batches, rate):
    @tf.function
    def step(batch, rate):
        with tf.GradientTape() as tape:
            loss = loss_of(w, batch)
        w.assign_sub(rate * tape.gradient(loss, w))
        return loss

    for number, batch in enumerate(batches):
        loss = step(batch, tf.constant(rate / (1 + number)))
    return loss
"""
RATE = "tf.constant(rate / (1 + number))"


def changed(source, *replacements):
    for old, new in replacements:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


RIGHT = {
    "stopwatch": [
        (
            "each loss is fetched, sums and sorting",
            """
def stopwatch(step, count, rounds, clock):
    float(step())
    times = []
    for _ in range(rounds):
        begin = clock()
        for _ in range(count):
            float(step())
        times.append((clock() - begin) / count * 1e3)
    times.sort()
    middle = len(times) // 2
    return (times[middle] + times[~middle]) / 2
""",
        ),
        (
            "the first call isn't fetched, another function inside, a plain list",
            """
def stopwatch(step, count, rounds, clock):
    step()

    def one_round():
        start = clock()
        losses = [step() for _ in range(count)]
        value = losses[-1].numpy()
        return clock() - start

    return float(np.median([one_round() for _ in range(rounds)])) / count * 1000
""",
        ),
        (
            "NumPy fetches, an array",
            """
def stopwatch(step, count, rounds, clock):
    np.array(step())
    times = np.zeros(rounds)
    for i in range(rounds):
        times[i] = -clock()
        for _ in range(count):
            last = step()
        np.asarray(last)
        times[i] += clock()
    return np.quantile(times, 0.5) * 1000 / count
""",
        ),
        (
            "two calls before",
            changed(
                STOPWATCH, ("    step().numpy()\n", "    step().numpy()\n    step().numpy()\n")
            ),
        ),
    ],
    "tracings": [
        (
            "a list of keys",
            """
def tracings(arguments):
    known = []
    for x in arguments:
        if tf.is_tensor(x) or isinstance(x, np.ndarray):
            x = tf.convert_to_tensor(x)
            key = [x.dtype.name, x.shape.as_list()]
        else:
            key = ["number", x]
        if key not in known:
            known.append(key)
    return len(known)
""",
        ),
        (
            "a counter that grows, text as keys",
            """
def tracings(arguments):
    seen, count = {}, 0
    for x in arguments:
        if hasattr(x, "shape"):
            key = f"{np.asarray(x).dtype} {np.shape(x)}"
        else:
            key = f"number {x}"
        if key not in seen:
            seen[key] = True
            count += 1
    return count
""",
        ),
        (
            "one line",
            "tracings = lambda a: len({x if isinstance(x, int) else tf.TensorSpec(x.shape, x.dtype)"
            " for x in a})",
        ),
    ],
    "scaled_step": [
        (
            "scaled outside a variable, apply, a float",
            """
def scaled_step(model, optimizer, images, labels):
    weights = model.trainable_weights
    with tf.GradientTape() as t:
        loss = tf.keras.losses.CategoricalCrossentropy()(labels, model(images, training=True))
        large = optimizer.scale_loss(loss)
    optimizer.apply(t.gradient(large, weights), weights)
    return float(loss)
""",
        ),
        ("a graph", STEP.replace("\ndef", "\n@tf.function\ndef")),
        (
            "the mean by hand, a list of pairs",
            changed(
                STEP,
                ("tf.reduce_mean(losses)", "tf.reduce_sum(losses) / len(images)"),
                (
                    "zip(gradients, model.trainable_variables)",
                    "[(g, v) for g, v in zip(gradients, model.trainable_variables)]",
                ),
            ),
        ),
        (
            "the scaled losses, then their mean",
            changed(
                STEP, ("optimizer.scale_loss(loss)", "tf.reduce_mean(optimizer.scale_loss(losses))")
            ),
        ),
    ],
    "descend": [
        (
            "convert_to_tensor",
            changed(DESCEND, (RATE, "tf.convert_to_tensor(rate / (1 + number), tf.float32)")),
        ),
        (
            "NumPy's numbers count as tensors",
            changed(DESCEND, (RATE, "np.float32(rate / (1 + number))")),
        ),
        (
            "the number as a tensor, the rate as a constant",
            changed(
                DESCEND,
                ("def step(batch, rate)", "def step(batch, number)"),
                ("assign_sub(rate *", "assign_sub(rate / (1 + number) *"),
                (RATE, "tf.constant(number, tf.float32)"),
            ),
        ),
        (
            "a variable that is assigned",
            changed(
                DESCEND,
                ("    @tf.function\n", "    now = tf.Variable(rate)\n\n    @tf.function\n"),
                ("def step(batch, rate)", "def step(batch)"),
                ("assign_sub(rate *", "assign_sub(now *"),
                (
                    f"        loss = step(batch, {RATE})",
                    "        now.assign(rate / (1 + number))\n        loss = step(batch)",
                ),
            ),
        ),
        (
            "a signature",
            changed(
                DESCEND,
                (
                    "@tf.function",
                    "@tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])",
                ),
                (RATE, "rate / (1 + number)"),
            ),
        ),
        (
            "the whole loop in one graph",
            """
def descend(loss_of, w, batches, rate):
    @tf.function
    def all_steps(batches):
        loss = 0.0
        for number in tf.range(len(batches)):
            with tf.GradientTape() as tape:
                loss = loss_of(w, batches[number])
            w.assign_sub(rate / tf.cast(1 + number, tf.float32) * tape.gradient(loss, w))
        return loss

    return all_steps(tf.stack(batches))
""",
        ),
    ],
}

WRONG = {
    "stopwatch": [
        (
            "not fetched",
            changed(STOPWATCH, ("        loss.numpy()\n", "")),
            "What waits for the result?",
        ),
        (
            "nothing fetched at all",
            changed(STOPWATCH, ("        loss.numpy()\n", ""), ("step().numpy()", "step()")),
            "What waits for the result?",
        ),
        (
            "fetched after the clock",
            changed(
                STOPWATCH,
                ("        loss.numpy()\n", ""),
                ("/ count)\n", "/ count)\n        loss.numpy()\n"),
            ),
            "You read the clock too early",
        ),
        (
            "the first call counts",
            changed(STOPWATCH, ("    step().numpy()\n", "")),
            "call `step` once before",
        ),
        ("the mean", changed(STOPWATCH, ("np.median", "np.mean")), "this is the mean"),
        ("the shortest", changed(STOPWATCH, ("np.median", "min")), "this is the shortest"),
        ("seconds", changed(STOPWATCH, ("1000 * ", "")), "in seconds"),
        ("a whole round", changed(STOPWATCH, (" / count", "")), "the time of a round"),
        ("all rounds", changed(STOPWATCH, ("return np.median(times)", "return times")), "number"),
        (
            "a round is one step",
            changed(
                STOPWATCH,
                (
                    "        for _ in range(count):\n            loss = step()\n",
                    "        loss = step()\n",
                ),
            ),
            "`step` was called 6 times",
        ),
        ("hard-coded", "def stopwatch(step, count, rounds, clock):\n    return 6.0", "without"),
    ],
    "tracings": [
        ("all calls", "def tracings(a):\n    return len(a)", "Calls that find their graph"),
        (
            "numbers share a graph",
            changed(TRACINGS, ("graphs.add(x)", "graphs.add(int)")),
            "Do 3 and 4 share one?",
        ),
        (
            "shapes only",
            changed(TRACINGS, (KEY, '("shape", tuple(x.shape))')),
            "Do whole numbers and decimals",
        ),
        (
            "types only",
            changed(TRACINGS, (KEY, "tf.as_dtype(x.dtype).name")),
            "What about their shapes",
        ),
        (
            "values of tensors",
            changed(
                TRACINGS, (KEY, "(tf.as_dtype(x.dtype), tuple(x.shape), np.asarray(x).tobytes())")
            ),
            "the values of tensors make no difference",
        ),
        (
            "arrays apart",
            changed(TRACINGS, (KEY, "(type(x).__name__, tf.as_dtype(x.dtype), tuple(x.shape))")),
            "Does it need a graph of its own?",
        ),
        (
            "only the call before",
            """
def tracings(arguments):
    count, before = 0, None
    for x in arguments:
        key = x if isinstance(x, int) else (tf.as_dtype(x.dtype), tuple(x.shape))
        count += key != before
        before = key
    return count
""",
            "right before",
        ),
        (
            "one too few",
            changed(TRACINGS, ("len(graphs)", "len(graphs) - 1")),
            "the first call traces, too",
        ),
        ("hard-coded", "def tracings(arguments):\n    return 1", "a real `tf.function` is traced"),
    ],
    "scaled_step": [
        (
            "nothing scaled",
            changed(STEP, ("tape.gradient(scaled_loss,", "tape.gradient(loss,")),
            "the weights hardly move",
        ),
        (
            "the gradients scaled, not the loss",
            changed(
                STEP,
                (
                    GRADIENTS,
                    "    gradients = [optimizer.scale_loss(g) for g in "
                    "tape.gradient(loss, model.trainable_variables)]\n",
                ),
            ),
            "before they were scaled",
        ),
        (
            "scaled outside the tape",
            changed(STEP, ("        scaled_loss = ", "    scaled_loss = ")),
            "your code stopped",
        ),
        (
            "divided again",
            changed(
                STEP,
                (
                    GRADIENTS,
                    GRADIENTS
                    + "    gradients = [g / optimizer.dynamic_scale for g in gradients]\n",
                ),
            ),
            "divided twice",
        ),
        (
            "the scaled loss returned",
            changed(STEP, ("return loss", "return scaled_loss")),
            "the loss returned is the scaled one",
        ),
        (
            "no mean",
            changed(STEP, ("tf.reduce_mean(losses)", "losses")),
            "Is it the mean?",
        ),
        ("uphill", changed(STEP, ("scale_loss(loss)", "scale_loss(-loss)")), "the wrong way"),
        (
            "scaled twice",
            changed(
                STEP,
                ("optimizer.scale_loss(loss)", "optimizer.scale_loss(optimizer.scale_loss(loss))"),
            ),
            "too long by the scale",
        ),
        (
            "not told that it trains",
            changed(STEP, (", training=True", "")),
            "tell the model that it trains",
        ),
        ("None", changed(STEP, ("    return loss\n", "")), "here is None"),
    ],
    "descend": [
        (
            "no graph",
            changed(DESCEND, ("    @tf.function\n", ""), (RATE, "rate / (1 + number)")),
            "Leave the step a graph",
        ),
        (
            "a new graph for each step",
            changed(
                DESCEND,
                ("    @tf.function\n", ""),
                ("step(batch, tf", "tf.function(step)(batch, tf"),
            ),
            "the step was traced 4 times",
        ),
        (
            "the number instead",
            changed(
                DESCEND,
                ("def step(batch, rate)", "def step(batch, number)"),
                ("assign_sub(rate *", "assign_sub(rate / (1 + number) *"),
                (RATE, "number"),
            ),
            "What is new for the graph",
        ),
        (
            "reduce_retracing does not help with Python numbers",
            changed(
                DESCEND,
                ("@tf.function", "@tf.function(reduce_retracing=True)"),
                (RATE, "rate / (1 + number)"),
            ),
            "What is new for the graph",
        ),
        (
            "the same rate",
            changed(DESCEND, (RATE, "tf.constant(rate)")),
            "the same in each",
        ),
        (
            "the first rate, as a constant",
            changed(
                DESCEND,
                ("def step(batch, rate)", "def step(batch)"),
                (f"step(batch, {RATE})", "step(batch)"),
            ),
            "the same in each",
        ),
        (
            "uphill",
            changed(DESCEND, ("assign_sub", "assign_add")),
            "w moves up",
        ),
        (
            "the first batch only",
            changed(DESCEND, ("enumerate(batches)", "enumerate(batches[:1])")),
            "only the first batch",
        ),
    ],
}
