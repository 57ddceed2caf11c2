"""The exercises of notebook 07_scale_out."""

import numpy as np

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet

exercises = Exercises()
progress = exercises.progress

own_mean = exercises.add(
    Exercise(
        name="own_mean",
        title="a mean of its own",
        task="write your prediction",
        stub="""
times_as_long = ...
""",
        solution="""
times_as_long = 4
""",
        mistakes=[
            Mistake("then nothing would be wrong. By what is the sum of a quarter divided, and by "
                    "what should it be?", source="times_as_long = 1"),
            Mistake("each worker divides by a smaller number than it should. Does its gradient "
                    "get shorter by that?", source="times_as_long = 0.25"),
            Mistake("that would be two workers.", source="times_as_long = 2"),
            Mistake("each is four times too long. But in the right sum, there are four, too.",
                    source="times_as_long = 16"),
        ],
        otherwise="another number. Compare what each worker divides by with what it should divide "
        "by.",
        hints=(
            "each worker divides the sum of its losses by the number of its own images. The "
            "formula above divides by the number of all.",
            "each of the four gradients is so many times too long. Adding them up doesn't change "
            "that.",
        ),
        praise="as many times as there are workers",
    )
)  # fmt: skip


def _parts(seed, counts, shape):
    """Return the mean of each part of random gradients, and how many each part has."""
    rng = np.random.default_rng(seed)
    parts = [rng.normal(size=(count, *shape)).astype("float32") for count in counts]
    return [part.mean(axis=0) for part in parts], counts


def _of_copies(whole_gradient, means, counts):
    return whole_gradient([mean.copy() for mean in means], list(counts))


whole_gradient = exercises.add(
    Exercise(
        name="whole_gradient",
        title="the gradient of the whole batch",
        task="put the gradients together",
        stub="""
def whole_gradient(means, counts):
    return ...
""",
        solution="""
def whole_gradient(means, counts):
    total = sum(count * mean for mean, count in zip(means, counts))
    return total / sum(counts)
""",
        observe=_of_copies,
        cases=[
            _parts(1, (6, 2), (4,)),
            _parts(2, (1, 2, 7), (2, 3)),
            _parts(3, (5, 5), (3,)),
            _parts(4, (4,), (3,)),
        ],
        mistakes=[
            Mistake(
                "each mean counts as much as the others. Should the gradient of a few images weigh "
                "as much as that of many?",
                ("count * mean", "mean"),
                ("/ sum(counts)", "/ len(counts)"),
            ),
            Mistake(
                "a sum of means is too long by about the number of workers. What is the global "
                "batch?",
                ("count * mean", "mean"),
                (" / sum(counts)", ""),
            ),
            Mistake(
                "the sums are added up, and that is right. Now the mean: over how many images?",
                (" / sum(counts)", ""),
            ),
            Mistake(
                "the sums are divided by the number of workers. How many images are there?",
                ("/ sum(counts)", "/ len(counts)"),
            ),
            Mistake(
                "the means are divided by the number of images once more. What was a worker's sum?",
                ("count * mean", "mean"),
            ),
            Mistake("only the first worker's gradient is used.", ("return total / sum(counts)",
                    "return means[0]")),
            Mistake("the sign has changed on the way.", ("return total", "return -total")),
        ],
        hints=(
            "a mean is a sum divided by a count. Which sum of gradients did each worker have, "
            "before it took the mean?",
            "times its count, each mean is a sum again. Add up these sums, and divide once, by the "
            "number of all images.",
        ),
        praise="your gradient is that of the whole batch (equal and unequal parts tried)",
        rtol=1e-4,
    )
)  # fmt: skip


def _stopped(seed, steps, stopped, slope):
    """Return a checkpoint of a training on random batches, the batches, and the other inputs."""
    rng = np.random.default_rng(seed)
    saved = {"step": stopped, "w": rng.normal(), "velocity": rng.normal() if stopped else 0.0}
    return saved, rng.normal(size=(steps, 4)), steps, slope


def _end(go_on, saved, batches, steps, slope):
    given = dict(saved)
    w = go_on(given, batches, steps, lambda w, batch: slope * (w - batch.mean()), 0.3)
    if given != saved:
        raise NotYet("your program has changed the checkpoint `saved`: it may be needed again.")
    return w


STUB = """
def go_on(saved, batches, steps, gradient, rate):
    w, velocity = saved["w"], 0.0
    for step in range(saved["step"], steps):
        batch = batches[step - saved["step"]]
        velocity = 0.9 * velocity - rate * gradient(w, batch)
        w = w + velocity
    return w
"""

go_on = exercises.add(
    Exercise(
        name="go_on",
        title="find the bug",
        task="mend the program",
        stub=STUB,
        solution=STUB.replace("0.0", 'saved["velocity"]').replace(' - saved["step"]]', "]"),
        observe=_end,
        cases=[
            _stopped(5, steps=12, stopped=5, slope=0.4),
            _stopped(6, steps=9, stopped=2, slope=0.7),
            _stopped(7, steps=7, stopped=6, slope=0.2),
            _stopped(8, steps=5, stopped=0, slope=0.5),
        ],
        mistakes=[
            Mistake("it still ends elsewhere than an undisturbed run.", source=STUB),
            Mistake(
                "the batches are right now. But something that the steps before have built up is "
                "lost at the restart.",
                ('saved["velocity"]', "0.0"),
            ),
            Mistake(
                "the velocity is right now. But the run goes on with the batch number 0, which it "
                "has seen.",
                ("batches[step]", 'batches[step - saved["step"]]'),
            ),
            Mistake("one batch is left out at the restart.",
                    ('range(saved["step"], steps)', 'range(saved["step"] + 1, steps)')),
            Mistake("it begins anew at step 0, with weights that have had those steps.",
                    ('range(saved["step"], steps)', "range(steps)")),
            Mistake("too many steps: `steps` counts those before the checkpoint, too. Does the "
                    "last batch come twice?",
                    ("    return w", "    return w + velocity")),
            Mistake("the momentum was right before.", ("0.9 * velocity", "velocity")),
        ],
        hints=(
            "compare with a run that was never interrupted, step by step. Which batch does it read "
            "right after the checkpoint? And what else, besides w, does it carry on?",
            "after 10 steps, the next batch is number 10, not number 0. And the checkpoint holds "
            "more than `w` and `step`: what is `velocity` before the first step?",
        ),
        praise="your program ends where an undisturbed run ends (four checkpoints tried)",
        rtol=1e-6,
        atol=1e-6,
    )
)  # fmt: skip

COST = "compute / n + 2 * (n - 1) * (megabytes / n / bandwidth + latency)"

best_workers = exercises.add(
    Exercise(
        name="best_workers",
        title="how many workers",
        task="find the number of workers",
        stub="""
def best_workers(compute, megabytes, bandwidth, latency, most):
    return ...
""",
        solution=f"""
def best_workers(compute, megabytes, bandwidth, latency, most):
    def seconds(n):
        return {COST}

    return min(range(1, most + 1), key=seconds)
""",
        cases=[
            (0.02, 0.2, 100.0, 0.001, 64),
            (8.0, 100.0, 1000.0, 0.01, 64),
            (1.0, 0.2, 12500.0, 1e-6, 16),
            (0.5, 40.0, 125.0, 0.0001, 32),
            (4.0, 1.0, 100.0, 0.02, 100),
            (0.3, 80.0, 125.0, 0.002, 20),
            (10.0, 400.0, 1000.0, 0.003, 90),
        ],
        mistakes=[
            Mistake(hint, (COST, cost))
            for hint, cost in [
                ("as many as possible compute fastest. But they also have to talk to each other.",
                 "compute / n"),
                ("more messages wait no longer in your function. Each has a latency of its own.",
                 "compute / n + 2 * (n - 1) * megabytes / n / bandwidth"),
                ("your messages are empty, or there are 2 · n of them (both lead to these "
                 "answers). A piece takes time, and a piece that starts at one of n workers has "
                 "been everywhere after how many hops?",
                 "compute / n + 2 * (n - 1) * latency"),
                ("each of your messages carries all gradients. In the ring, it is one piece.",
                 "compute / n + 2 * (n - 1) * (megabytes / bandwidth + latency)"),
                ("you have counted half of the hops. The ring goes round how many times?",
                 "compute / n + (n - 1) * (megabytes / n / bandwidth + latency)"),
                ("that would be n messages. The ring goes round twice, and each time takes how "
                 "many hops?",
                 "compute / n + n * (megabytes / n / bandwidth + latency)"),
                ("with more workers, your step never gets shorter. Do they share the computing?",
                 "compute + 2 * (n - 1) * (megabytes / n / bandwidth + latency)"),
                ("that is where a step takes longest.", f"-({COST})"),
            ]
        ]
        + [
            Mistake("all your answers are one too few. Does your count begin at 1?",
                    ("key=seconds)", "key=seconds) - 1")),
            Mistake("`most` workers are allowed, too.", ("most + 1", "max(most, 2)")),
            Mistake("those are the seconds. How many workers need them?",
                    ("    return min(range(1, most + 1), key=seconds)",
                     "    return min(map(seconds, range(1, most + 1)))")),
        ],
        hints=(
            "first a function of its own: the seconds of a step with n workers. The ring has "
            "2 · (n − 1) hops, and a piece is one n-th of the gradients. Then try all n from 1 to "
            "`most`.",
            f"`{COST}`, for n = 1, 2, … `most`; and `min(range(1, most + 1), key=...)` finds the n "
            "with the smallest value.",
        ),
        praise="your function finds the shortest step (seven clusters tried)",
    )
)  # fmt: skip

eight_gpus = exercises.add(
    Exercise(
        name="eight_gpus",
        title="two machines with four GPUs each",
        task="write your two predictions",
        stub="""
# a global batch of 160 rows, stopped after 30 steps
batches_in_a_step = ...
first_place = ...
""",
        solution="""
# a global batch of 160 rows, stopped after 30 steps
batches_in_a_step = 4
first_place = 30 * 160
""",
        mistakes=[
            Mistake(
                "the first is right. The rows before the restart are those of all workers: how "
                "many are in a step?",
                source=f"batches_in_a_step, first_place = 4, {wrong}",
            )
            for wrong in (30, 30 * 20, 30 * 80, 30 * 4)
        ]
        + [
            Mistake(
                "the second is right. Each worker has a pipeline of its own, and it feeds the "
                "devices of that worker.",
                source=f"batches_in_a_step, first_place = {wrong}, 30 * 160",
            )
            for wrong in (1, 2, 8, 20)
        ],
        otherwise="neither can be right. How many devices does one worker's pipeline feed? How "
        "many rows have all workers read in 30 steps?",
        hints=(
            "eight devices share 160 rows: 20 each. A batch of the pipeline is what one device "
            "gets. Look at `skip` in `worker.shard`: what comes before it?",
            "four devices of a worker get a batch each. `skip` stands before the rows are dealt "
            "out, so it counts the rows of all: 30 steps of a whole batch.",
        ),
        praise="whatever the number of workers and devices, a restart goes on with the next row",
    )
)
