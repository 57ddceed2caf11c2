"""The exercises of notebook 7: gradients of parts, shards, warm-up, how many workers, a restart."""

import numpy as np

from helpers.exercises.exercise import Exercises, NotYet, array, call, kind, number

exercises = Exercises()
progress = exercises.progress


def close(found, expected):
    return np.allclose(found, expected, rtol=1e-4, atol=1e-6)


# The gradient of the whole batch


@exercises.add(
    title="the gradient of the whole batch",
    stub="""
def whole_gradient(means, counts):
    return ...
""",
    task="put the gradients together",
    hints=(
        "A mean is a sum divided by a count. Which sum of gradients did each worker have, before "
        "it took the mean?",
        "Times its count, each mean is a sum again. Add up these sums, and divide once, by the "
        "number of all images.",
    ),
)
def whole_gradient(whole_gradient):
    """Two workers, three workers, equal and unequal counts, gradients of other shapes."""
    rng = np.random.default_rng(7)
    for counts, shape in [((5, 5), (3,)), ((6, 2), (4,)), ((1, 2, 7), (2, 3)), ((4,), (3,))]:
        parts = [rng.normal(size=(count, *shape)).astype("float32") for count in counts]
        means = [part.mean(axis=0) for part in parts]
        expected = np.concatenate(parts).mean(axis=0)
        given = [mean.copy() for mean in means]
        found = array(call(whole_gradient, given, list(counts)), shape, "the gradient")
        if not all(np.array_equal(one, other) for one, other in zip(given, means)):
            raise NotYet("`whole_gradient` has changed the gradients in `means`; work on a copy.")
        if not close(found, expected):
            raise NotYet(_wrong_gradient(found, means, counts, expected))
    return "your gradient is that of the whole batch (1 to 3 workers, equal and unequal parts)"


def _wrong_gradient(found, means, counts, expected):
    counts, total = np.array(counts), sum(counts)
    sums = [count * mean for count, mean in zip(counts, means)]
    known = [
        (
            np.mean(means, axis=0),
            f"the workers had {[*map(int, counts)]} images, and each mean counts as much as the "
            "others. Should the gradient of a few images weigh as much as that of many?",
        ),
        (
            np.sum(means, axis=0),
            f"with {len(counts)} workers, the gradient is a sum of means: {len(counts)} times as "
            "long as it should be, if the parts are equal. What is the global batch?",
        ),
        (
            np.sum(sums, axis=0),
            f"the sums are added up, and that is right. Now the mean: over how many of the {total} "
            "images?",
        ),
        (
            np.sum(sums, axis=0) / len(counts),
            "the sums are divided by the number of workers. How many images are there?",
        ),
        (means[0], "only the first worker's gradient is used."),
        (-expected, "the sign has changed on the way."),
    ]
    for value, sentence in known:
        if close(found, value):
            return sentence
    return (
        f"for parts of {[*map(int, counts)]} images, the gradient should begin with "
        f"{expected.flat[0]:.4f}, and begins with {found.flat[0]:.4f}. Each worker had a mean: "
        "what was the sum?"
    )


# Whose rows?


@exercises.add(
    title="the rows of one worker",
    stub="""
def rows_of(order, worker, workers, batch_size, step):
    return ...
""",
    task="choose the rows",
    hints=(
        "First, the rows of all workers together in this step: `batch_size` numbers of `order`. "
        "Where do they begin?",
        "`batch = order[step * batch_size : (step + 1) * batch_size]`. Of these, each worker takes "
        "an equal part: every second one, for example, if there are two workers.",
    ),
)
def rows_of(rows_of):
    """Each step: together the workers have the global batch, and none has a row of another."""
    rng = np.random.default_rng(8)
    for count, workers, batch_size in [(24, 2, 6), (36, 3, 12), (10, 1, 5), (32, 4, 8)]:
        order = rng.permutation(count) + 100
        for step in range(count // batch_size):
            batch = order[step * batch_size : (step + 1) * batch_size]
            parts = [
                _rows(call(rows_of, order, worker, workers, batch_size, step))
                for worker in range(workers)
            ]
            if sorted(np.concatenate(parts)) != sorted(batch) or len({*map(len, parts)}) > 1:
                raise NotYet(_wrong_rows(parts, batch, order, workers, batch_size, step))
    return "no row twice, none left out, at every step (1 to 4 workers tried)"


def _rows(value):
    if isinstance(value, (str, bytes, dict)) or not hasattr(value, "__len__"):
        raise NotYet(f"row numbers should be returned, and here is {kind(value)}.")
    found = array(np.array(value), (len(value),), "what is returned")
    if not (found == np.round(found)).all():
        raise NotYet(f"row numbers are integers, and {found[0]} is returned.")
    return found.astype(int)


def _wrong_rows(parts, batch, order, workers, batch_size, step):
    together = np.concatenate(parts)
    if not np.isin(together, order).all():
        return (
            "some of the numbers are not in `order`: positions are returned, not what stands there?"
        )
    if any(len(part) == 0 for part in parts):
        return "a worker gets no rows."
    if workers > 1 and all(sorted(part) == sorted(parts[0]) for part in parts):
        return f"all {workers} workers get the same rows. Is `worker` used?"
    if len(set(together)) < len(together):
        return f"at step {step}, some rows go to two workers."
    if all(len(part) == batch_size for part in parts) and workers > 1:
        return (
            f"each worker gets {batch_size} rows, as many as the global batch has. Together they "
            f"should have {batch_size}."
        )
    if len({*map(len, parts)}) > 1:
        return "some workers get more rows than others: then all wait for the slowest."
    if step and sorted(together) == sorted(order[:batch_size]):
        return f"step {step} gets the rows of step 0. Is `step` used?"
    if len(together) == batch_size:
        return (
            f"no row twice at step {step}. But together, the workers don't have the rows that one "
            "process would have in this step: the next `batch_size` numbers of `order`."
        )
    return (
        f"at step {step}, {workers} workers should have {len(batch)} rows together, and have "
        f"{len(together)}."
    )


# Warm-up


@exercises.add(
    title="the learning rate with warm-up",
    stub="""
def rate_at(step, rate, factor, warm_up):
    return ...
""",
    task="write the schedule",
    hints=(
        "Two pieces: a line that climbs, and a constant. `min` can choose between them. Which "
        "share of the climb is done at this step?",
        "`share = min(1, step / warm_up)` is 0 at the start and 1 from `warm_up` on. The rate is "
        "`rate` at share 0 and `factor * rate` at share 1. And a `warm_up` of 0?",
    ),
)
def rate_at(rate_at):
    """At the start, on the way, at the end of the climb, and long after; without a climb, too."""
    for rate, factor, warm_up in [(0.01, 8, 20), (0.3, 2, 5), (0.1, 1, 10), (0.02, 4, 0)]:
        for step in [10 * warm_up + 7, 0, warm_up // 4, warm_up // 2, warm_up, warm_up + 1]:
            share = min(1.0, step / warm_up) if warm_up else 1.0
            expected = rate * (1 + (factor - 1) * share)
            try:
                found = number(call(rate_at, step, rate, factor, warm_up), "the rate")
            except ZeroDivisionError:
                if warm_up:
                    raise
                raise NotYet(
                    "without a warm-up (`warm_up` is 0), your code divides by 0."
                ) from None
            if not np.isclose(found, expected, rtol=1e-4):
                raise NotYet(_wrong_rate(found, expected, step, rate, factor, warm_up))
    return "your schedule climbs and then stays (four of them tried)"


def _wrong_rate(found, expected, step, rate, factor, warm_up):
    large = factor * rate
    where = f"at step {step} of a warm-up over {warm_up} steps, from {rate} to {large:g}"
    if step > warm_up > 0 and found > rate * (1 + (factor - 1) * step / warm_up) * 0.99:
        return f"{where}, the rate is {found:g}: it climbs on when the warm-up is over."
    if step == 0 and np.isclose(found, 0):
        return f"{where}, the rate is 0. It should begin at `rate`."
    if step == 0 and warm_up and np.isclose(found, large):
        return f"{where}, the rate is large already. The climb should begin at `rate`."
    if step >= warm_up and np.isclose(found, rate) and factor != 1:
        return f"{where}, the rate is still {found:g}. Is `factor` used?"
    if step < warm_up and np.isclose(found, large * step / warm_up):
        return f"{where}, the rate should be {expected:g}: the climb begins at `rate`, not at 0."
    if 0 < step < warm_up and (np.isclose(found, rate) or np.isclose(found, large)):
        return f"{where}, the rate is {found:g}: a jump, where a straight climb was asked for."
    return f"{where}, the rate should be {expected:g}, and is {found:g}."


# How many workers


def ring(n, compute, megabytes, bandwidth, latency):
    return compute / n + 2 * (n - 1) * (megabytes / n / bandwidth + latency)


OTHER_COSTS = [
    (
        lambda n, c, m, b, wait: c / n,
        "as many workers as possible compute fastest. But they also have to talk to each other.",
    ),
    (
        lambda n, c, m, b, wait: c / n + 2 * (n - 1) * m / n / b,
        "in your function, more messages wait no longer. Each hop is one, and has its latency.",
    ),
    (
        lambda n, c, m, b, wait: c / n + 2 * (n - 1) * wait,
        "your messages are empty. How long does a piece of the gradients take?",
    ),
    (
        lambda n, c, m, b, wait: c / n + 2 * (n - 1) * (m / b + wait),
        "each of your messages carries all gradients. In the ring, it is one piece of them.",
    ),
    (
        lambda n, c, m, b, wait: c / n + (n - 1) * (m / n / b + wait),
        "you have counted half of the hops. The ring goes round how many times?",
    ),
    (
        lambda n, c, m, b, wait: c + 2 * (n - 1) * (m / n / b + wait),
        "with more workers, your step never gets shorter. Do they share the computing?",
    ),
    (lambda n, *costs: -ring(n, *costs), "that is where a step takes longest."),
]

CASES = [  # seconds, megabytes, megabytes per second, seconds, most
    (0.02, 0.2, 100.0, 0.001, 64),
    (8.0, 100.0, 1000.0, 0.01, 64),
    (1.0, 0.2, 12500.0, 1e-6, 16),
    (0.5, 40.0, 125.0, 0.0001, 32),
    (4.0, 1.0, 100.0, 0.02, 100),
    (0.3, 80.0, 125.0, 0.002, 20),
    (10.0, 400.0, 1000.0, 0.003, 90),
]


def shortest(cost, case):
    *costs, most = case
    return int(np.argmin([cost(n, *costs) for n in range(1, most + 1)])) + 1


@exercises.add(
    title="how many workers",
    stub="""
def best_workers(compute, megabytes, bandwidth, latency, most):
    return ...
""",
    task="find the number of workers",
    hints=(
        "First a function of its own: the seconds of a step with n workers. The ring has "
        "2 · (n − 1) hops, and a piece is one n-th of the gradients. Then try all n from 1 to "
        "`most`.",
        "`compute / n + 2 * (n - 1) * (megabytes / n / bandwidth + latency)`, for n = 1, 2, … "
        "`most`; and `min(range(1, most + 1), key=...)` finds the n with the smallest value.",
    ),
)
def best_workers(best_workers):
    """Cases whose best number is 1, in between, and `most`."""
    found = [number(call(best_workers, *case), "the number of workers") for case in CASES]
    expected = [shortest(ring, case) for case in CASES]
    if found == expected:
        return f"your function finds the shortest step ({len(CASES)} clusters tried)"
    for cost, sentence in OTHER_COSTS:
        if found == [shortest(cost, case) for case in CASES]:
            raise NotYet(sentence)
    if found == [best - 1 for best in expected]:
        raise NotYet("all your answers are one too few. Does your count begin at 1?")
    for case, yours, best in zip(CASES, found, expected):
        if not 1 <= yours <= case[-1] or yours != round(yours):
            raise NotYet(f"the answer is one of 1, 2, … {case[-1]} (`most`), and yours {yours:g}.")
        if yours != best:
            values = ", ".join(f"{value:g}" for value in case)
            raise NotYet(
                f"best_workers({values}): with {yours:g} workers a step takes "
                f"{ring(yours, *case[:-1]):.4f} s, with another number {ring(best, *case[:-1]):.4f}"
                " s."
            )


# Find the bug


@exercises.add(
    title="find the bug",
    stub="""
def go_on(saved, batches, steps, gradient, rate):
    w, velocity = saved["w"], 0.0
    for step in range(saved["step"], steps):
        batch = batches[step - saved["step"]]
        velocity = 0.9 * velocity - rate * gradient(w, batch)
        w = w + velocity
    return w
""",
    task="find the bug, mend the program",
    hints=(
        "Compare with a run that was never interrupted, step by step. Which batch does it read "
        "right after the checkpoint? And what else, besides w, does it carry from step to step?",
        "After 10 steps, the next batch is number 10, not number 0. And the checkpoint holds more "
        "than `w` and `step`: look at what `velocity` is before the first step.",
    ),
)
def go_on(go_on):
    """Against an undisturbed run, from several checkpoints; each mistake alone is known."""
    rng = np.random.default_rng(9)
    for steps, stopped, slope in [(12, 5, 0.4), (9, 2, 0.7), (7, 6, 0.2), (5, 0, 0.5)]:
        batches = rng.normal(size=(steps, 4))

        def gradient(w, batch, slope=slope):
            return slope * (w - batch.mean())

        def run(w, velocity, numbers, batches=batches, gradient=gradient):
            for step in numbers:
                velocity = 0.9 * velocity - 0.3 * gradient(w, batches[step])
                w = w + velocity
            return w, velocity

        w, velocity = run(rng.normal(), 0.0, range(stopped))
        saved = {"w": w, "velocity": velocity, "step": stopped}
        given = dict(saved)
        expected, _ = run(w, velocity, range(stopped, steps))
        found = number(call(go_on, given, batches, steps, gradient, 0.3), "w")
        if given != saved:
            raise NotYet("your program has changed the checkpoint `saved`: it may be needed again.")
        if np.isclose(found, expected, rtol=1e-6):
            continue
        first = range(steps - stopped)
        known = [
            (run(w, 0.0, first)[0], "it still ends at other weights than an undisturbed run."),
            (
                run(w, 0.0, range(stopped, steps))[0],
                "the batches are right now. But something that the steps before have built up is "
                "lost at the restart.",
            ),
            (
                run(w, velocity, first)[0],
                f"the velocity is right now. But stopped after {stopped} steps, the run goes on "
                "with the batch number 0, which it has seen.",
            ),
            (
                run(w, velocity, range(steps - len(first) + 1, steps))[0],
                "one batch is left out at the restart.",
            ),
            (run(1.0, 0.0, range(steps))[0], "it begins anew: what was saved is not used."),
            (w, "no step is taken after the restart."),
        ]
        for value, sentence in known:
            if np.isclose(found, value, rtol=1e-6):
                raise NotYet(sentence)
        raise NotYet(
            f"stopped after {stopped} of {steps} steps, an undisturbed run ends at "
            f"{expected:.4f}, and yours at {found:.4f}."
        )
    return "your program ends where an undisturbed run ends (four checkpoints tried)"
