"""Answers to the exercises of notebook 7: right ones in other styles, and wrong ones."""

WHOLE = """
def whole_gradient(means, counts):
    return sum(n * g for g, n in zip(means, counts)) / sum(counts)
"""

ROWS = """
def rows_of(order, worker, workers, batch_size, step):
    batch = order[step * batch_size : (step + 1) * batch_size]
    return batch[worker::workers]
"""

RATE = """
def rate_at(step, rate, factor, warm_up):
    share = min(1, step / warm_up) if warm_up else 1
    return rate * (1 + (factor - 1) * share)
"""

BEST = """
def best_workers(compute, megabytes, bandwidth, latency, most):
    def seconds(n):
        return compute / n + 2 * (n - 1) * (megabytes / n / bandwidth + latency)

    return min(range(1, most + 1), key=seconds)
"""

GO_ON = """
def go_on(saved, batches, steps, gradient, rate):
    w, velocity = saved["w"], saved["velocity"]
    for step in range(saved["step"], steps):
        batch = batches[step]
        velocity = 0.9 * velocity - rate * gradient(w, batch)
        w = w + velocity
    return w
"""


def changed(source, *replacements):
    for old, new in replacements:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


RIGHT = {
    "whole_gradient": [
        (
            "NumPy's weighted mean",
            "def whole_gradient(m, c):\n    return np.average(m, axis=0, weights=c)",
        ),
        (
            "a loop",
            """
def whole_gradient(means, counts):
    total = np.zeros_like(means[0])
    for i in range(len(means)):
        total += means[i] * counts[i]
    return total / np.sum(counts)
""",
        ),
        (
            "TensorFlow, shares first",
            """
def whole_gradient(means, counts):
    shares = [c / sum(counts) for c in counts]
    return tf.add_n([tf.constant(m * s) for m, s in zip(means, shares)])
""",
        ),
        (
            "tensordot",
            """
def whole_gradient(means, counts):
    counts = np.array(counts)
    return np.tensordot(counts / counts.sum(), np.stack(means), axes=1)
""",
        ),
    ],
    "rows_of": [
        ("every second row", ROWS),
        (
            "blocks",
            """
def rows_of(order, worker, workers, batch_size, step):
    own = batch_size // workers
    start = step * batch_size + worker * own
    return order[start : start + own]
""",
        ),
        (
            "a table, a list returned",
            """
def rows_of(order, worker, workers, batch_size, step):
    table = np.reshape(order, (-1, workers, batch_size // workers))
    return list(table[step, worker])
""",
        ),
        (
            "a comprehension, from the end",
            """
def rows_of(order, worker, workers, batch_size, step):
    places = range(step * batch_size, (step + 1) * batch_size)
    return [int(order[p]) for p in reversed(places) if p % workers == worker]
""",
        ),
    ],
    "rate_at": [
        (
            "an if",
            """
def rate_at(step, rate, factor, warm_up):
    if step >= warm_up:
        return factor * rate
    return rate + (factor * rate - rate) * step / warm_up
""",
        ),
        (
            "interp",
            """
def rate_at(step, rate, factor, warm_up):
    return np.interp(step, [0, max(warm_up, 1e-9)], [rate, rate * factor]) if warm_up else (
        rate * factor
    )
""",
        ),
        (
            "linspace",
            """
def rate_at(step, rate, factor, warm_up):
    climb = np.linspace(rate, factor * rate, warm_up + 1) if warm_up else [factor * rate]
    return climb[min(step, warm_up)]
""",
        ),
    ],
    "best_workers": [
        (
            "NumPy",
            """
def best_workers(compute, megabytes, bandwidth, latency, most):
    n = np.arange(1, most + 1)
    seconds = compute / n + 2 * (n - 1) / n * megabytes / bandwidth + 2 * (n - 1) * latency
    return n[seconds.argmin()]
""",
        ),
        (
            "a loop",
            """
def best_workers(compute, megabytes, bandwidth, latency, most):
    best, shortest = 1, compute
    for n in range(2, most + 1):
        hops = 2 * (n - 1)
        seconds = compute / n + hops * (latency + megabytes / (n * bandwidth))
        if seconds < shortest:
            best, shortest = n, seconds
    return best
""",
        ),
        (
            "a float returned",
            changed(
                BEST,
                (
                    "return min(range(1, most + 1), key=seconds)",
                    "return float(min(range(1, most + 1), key=seconds))",
                ),
            ),
        ),
    ],
    "go_on": [
        ("in place", GO_ON),
        (
            "zip over the rest",
            """
def go_on(saved, batches, steps, gradient, rate):
    w, v = saved["w"], saved["velocity"]
    for batch in batches[saved["step"]:steps]:
        v = 0.9 * v - rate * gradient(w, batch)
        w += v
    return w
""",
        ),
        (
            "a while loop, on a copy",
            """
def go_on(saved, batches, steps, gradient, rate):
    state = dict(saved)
    while state["step"] < steps:
        slope = gradient(state["w"], batches[state["step"]])
        state["velocity"] = 0.9 * state["velocity"] - rate * slope
        state["w"] = state["w"] + state["velocity"]
        state["step"] += 1
    return state["w"]
""",
        ),
    ],
}

WRONG = {
    "whole_gradient": [
        (
            "the mean of the means",
            "def whole_gradient(m, c):\n    return np.mean(m, axis=0)",
            "weigh as much as that of many",
        ),
        ("the sum of the means", "def whole_gradient(m, c):\n    return sum(m)", "global batch"),
        (
            "no division",
            "def whole_gradient(m, c):\n    return sum(n * g for g, n in zip(m, c))",
            "over how many",
        ),
        (
            "divided by the workers",
            "def whole_gradient(m, c):\n    return sum(n * g for g, n in zip(m, c)) / len(c)",
            "number of workers",
        ),
        ("the first one", "def whole_gradient(m, c):\n    return m[0]", "only the first worker"),
        (
            "the inverse weights",
            "def whole_gradient(m, c):\n"
            "    return sum(g / n for g, n in zip(m, c)) / sum(1 / n for n in c)",
            "what was the sum",
        ),
        (
            "the sign turned round",
            "def whole_gradient(m, c):\n    return -np.average(m, axis=0, weights=c)",
            "sign",
        ),
        (
            "a mean over everything",
            "def whole_gradient(m, c):\n    return np.mean(m)",
            "should have the shape",
        ),
        (
            "changes the means",
            """
def whole_gradient(means, counts):
    for mean, count in zip(means, counts):
        mean *= count
    return sum(means) / sum(counts)
""",
            "has changed the gradients",
        ),
        (
            "hard-coded",
            "def whole_gradient(m, c):\n    return [0.1, 0.2, 0.3]",
            "should begin with",
        ),
    ],
    "rows_of": [
        ("all the same", changed(ROWS, ("batch[worker::workers]", "batch")), "Is `worker` used?"),
        (
            "all have the first part",
            changed(ROWS, ("batch[worker::workers]", "batch[::workers]")),
            "Is `worker` used?",
        ),
        (
            "each has a global batch",
            """
def rows_of(order, worker, workers, batch_size, step):
    start = (step * workers + worker) * batch_size % len(order)
    return order[start : start + batch_size]
""",
            "as many as the global batch",
        ),
        (
            "a block of the pass for each worker",
            """
def rows_of(order, worker, workers, batch_size, step):
    block = order[worker * len(order) // workers : (worker + 1) * len(order) // workers]
    own = batch_size // workers
    return block[step * own : (step + 1) * own]
""",
            "the rows that one process would have",
        ),
        (
            "positions",
            """
def rows_of(order, worker, workers, batch_size, step):
    return np.arange(step * batch_size, (step + 1) * batch_size)[worker::workers]
""",
            "positions",
        ),
        (
            "the step not used",
            changed(
                ROWS, ("order[step * batch_size : (step + 1) * batch_size]", "order[:batch_size]")
            ),
            "Is `step` used?",
        ),
        (
            "counted from 1",
            changed(ROWS, ("batch[worker::workers]", "batch[worker + 1::workers]")),
            "more rows than others",
        ),
        (
            "overlapping by one",
            """
def rows_of(order, worker, workers, batch_size, step):
    own = batch_size // workers
    start = step * batch_size + worker * (own - 1)
    return order[start : start + own]
""",
            "go to two workers",
        ),
        (
            "shuffled again, by each worker",
            changed(ROWS, ("    batch", "    order = np.random.permutation(order)\n    batch")),
            "at step",
        ),
        (
            "too short",
            changed(ROWS, ("batch[worker::workers]", "batch[worker:-workers:workers]")),
            "rows together",
        ),
    ],
    "rate_at": [
        (
            "no warm-up",
            "def rate_at(step, rate, factor, warm_up):\n    return factor * rate",
            "is large already",
        ),
        (
            "never larger",
            "def rate_at(step, rate, factor, warm_up):\n    return rate",
            "Is `factor` used?",
        ),
        (
            "climbs from 0",
            changed(RATE, ("rate * (1 + (factor - 1) * share)", "rate * factor * share")),
            "The rate is 0".lower(),
        ),
        (
            "climbs on",
            changed(RATE, ("min(1, step / warm_up)", "step / warm_up")),
            "climbs on",
        ),
        (
            "a jump",
            "def rate_at(step, rate, factor, warm_up):\n"
            "    return rate if step < warm_up else factor * rate",
            "a jump",
        ),
        (
            "divides by 0",
            changed(RATE, (" if warm_up else 1", "")),
            "divides by 0",
        ),
        (
            "one step late",
            changed(RATE, ("step / warm_up)", "step / (warm_up + 1))")),
            "the rate should be",
        ),
        (
            "the whole factor is added",
            changed(RATE, ("(factor - 1)", "factor")),
            "the rate should be",
        ),
        ("hard-coded", "def rate_at(step, rate, factor, warm_up):\n    return 0.08", "already"),
    ],
    "best_workers": [
        (
            "as many as possible",
            "def best_workers(c, m, b, latency, most):\n    return most",
            "talk to each other",
        ),
        (
            "counts from 0",
            changed(
                BEST, ("range(1, most + 1), key=seconds)", "range(1, most + 1), key=seconds) - 1")
            ),
            "one too few",
        ),
        (
            "the longest step",
            changed(BEST, ("return min(", "return max(")),
            "takes longest",
        ),
        (
            "no latency",
            changed(BEST, (" + latency", "")),
            "has its latency",
        ),
        (
            "latency once",
            changed(
                BEST,
                (
                    "(megabytes / n / bandwidth + latency)",
                    "(megabytes / n / bandwidth) + latency",
                ),
            ),
            "has its latency",
        ),
        (
            "no bytes",
            changed(BEST, ("megabytes / n / bandwidth + ", "")),
            "messages are empty",
        ),
        (
            "all bytes in each message",
            changed(BEST, ("megabytes / n / bandwidth", "megabytes / bandwidth")),
            "carries all gradients",
        ),
        (
            "once round",
            changed(BEST, ("2 * (n - 1)", "(n - 1)")),
            "half of the hops",
        ),
        (
            "computing not shared",
            changed(BEST, ("compute / n", "compute")),
            "Do they share the computing",
        ),
        (
            "the seconds returned",
            changed(
                BEST,
                (
                    "return min(range(1, most + 1), key=seconds)",
                    "return min(map(seconds, range(1, most + 1)))",
                ),
            ),
            "the answer is one of",
        ),
        ("hard-coded", "def best_workers(*all):\n    return 11", "a step takes"),
    ],
    "go_on": [
        (
            "the batches only",
            changed(GO_ON, ('saved["velocity"]', "0.0")),
            "built up",
        ),
        (
            "the velocity only",
            changed(GO_ON, ("batches[step]", 'batches[step - saved["step"]]')),
            "batch number 0",
        ),
        (
            "nothing mended",
            changed(
                GO_ON,
                ('saved["velocity"]', "0.0"),
                ("batches[step]", 'batches[step - saved["step"]] '),
                ("return w", "return w + 0.0"),
            ),
            "still ends at other weights",
        ),
        (
            "one batch left out",
            changed(GO_ON, ('range(saved["step"], steps)', 'range(saved["step"] + 1, steps)')),
            "left out",
        ),
        (
            "begins anew",
            """
def go_on(saved, batches, steps, gradient, rate):
    w, velocity = 1.0, 0.0
    for step in range(steps):
        velocity = 0.9 * velocity - rate * gradient(w, batches[step])
        w = w + velocity
    return w
""",
            "begins anew",
        ),
        ("nothing done", "def go_on(saved, *others):\n    return saved['w']", "no step is taken"),
        (
            "no momentum",
            changed(GO_ON, ("0.9 * velocity - rate", "-rate")),
            "an undisturbed run ends at",
        ),
        (
            "the checkpoint changed",
            changed(GO_ON, ("return w", 'saved["w"] = w\n    return w')),
            "changed the checkpoint",
        ),
    ],
}
