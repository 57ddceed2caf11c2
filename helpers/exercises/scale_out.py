"""The exercises of notebook 07_scale_out."""

import numpy as np

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet

exercises = Exercises()

own_mean = exercises.add(Exercise(
    name="own_mean", task="write your prediction",
    stub="times_as_long = ...",
    solution="times_as_long = 4",
    mistakes=[
        Mistake("then nothing would be wrong. By what is the sum of a quarter divided, and by "
                "what should it be?", source="times_as_long = 1"),
        Mistake("each worker divides by a smaller number than it should. Does its gradient "
                "get shorter by that?", source="times_as_long = 0.25")],
    otherwise="another number. What does each worker divide by, and what should it divide by?",
    hints=("each worker divides by the number of its own images, the formula by that of all.",
           "each of the four gradients is so many times too long. Adding them up keeps that."),
    praise="as many times as there are workers"))  # fmt: skip


def _parts(seed, counts, shape):
    """Return the mean of each part of random gradients, and how many each part has."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(n, *shape)).mean(axis=0).astype("float32") for n in counts], counts


whole_gradient = exercises.add(Exercise(
    name="whole_gradient", task="put the gradients together",
    stub="def whole_gradient(means, counts):\n    return ...",
    solution="""
def whole_gradient(means, counts):
    total = sum(count * mean for mean, count in zip(means, counts))
    return total / sum(counts)
""",
    observe=lambda whole_gradient, means, counts: whole_gradient(
        [mean.copy() for mean in means], list(counts)), rtol=1e-4,
    cases=[_parts(1, (6, 2), (4,)), _parts(2, (1, 2, 7), (2, 3)), _parts(3, (5, 5), (3,)),
           _parts(4, (4,), (3,))],
    mistakes=[
        Mistake("each mean counts as much as the others. Should the gradient of a few images "
                "weigh as much as that of many?",
                ("count * mean", "mean"), ("/ sum(counts)", "/ len(counts)")),
        Mistake("a sum of means is too long by about the number of workers. What is the global "
                "batch?", ("count * mean", "mean"), (" / sum(counts)", "")),
        *[Mistake("the sums are added up, and that is right. Now the mean: over how many images?",
                  ("/ sum(counts)", wrong)) for wrong in ("", "/ len(counts)")]],
    praise="your gradient is that of the whole batch (equal and unequal parts tried)",
    hints=("a mean is a sum divided by a count. Which sum did each worker have before?",
           "times its count, each mean is a sum again. Add these up, and divide by all images."),
))  # fmt: skip


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

go_on = exercises.add(Exercise(
    name="go_on", task="mend the program", stub=STUB,
    solution=STUB.replace("0.0", 'saved["velocity"]').replace(' - saved["step"]]', "]"),
    observe=_end, rtol=1e-6, atol=1e-6,
    cases=[_stopped(5, 12, stopped=5, slope=0.4), _stopped(6, 9, stopped=2, slope=0.7),
           _stopped(7, 7, stopped=6, slope=0.2), _stopped(8, 5, stopped=0, slope=0.5)],
    mistakes=[
        Mistake("the batches are right now. But something that the steps before have built up "
                "is lost at the restart.", ('saved["velocity"]', "0.0")),
        Mistake("the velocity is right now. But the run goes on with the batch number 0, which "
                "it has seen.", ("batches[step]", 'batches[step - saved["step"]]')),
        Mistake("it begins anew at step 0, with weights that have had those steps.",
                ('range(saved["step"], steps)', "range(steps)"))],
    praise="your program ends where an undisturbed run ends (four checkpoints tried)",
    hints=("compare with a run that was never interrupted, step by step. Which batch does it read "
           "right after the checkpoint? And what else, besides w, does it carry on?",
           "after 10 steps, the next batch is number 10, not number 0. And the checkpoint holds "
           "more than `w` and `step`: what is `velocity` before the first step?")))  # fmt: skip

COST = "compute / n + 2 * (n - 1) * (megabytes / n / bandwidth + latency)"

best_workers = exercises.add(Exercise(
    name="best_workers", task="find the number of workers",
    stub="def best_workers(compute, megabytes, bandwidth, latency, most):\n    return ...",
    solution=f"""
def best_workers(compute, megabytes, bandwidth, latency, most):
    def seconds(n):
        return {COST}

    return min(range(1, most + 1), key=seconds)
""",
    cases=[(0.02, 0.2, 100.0, 0.001, 64), (8.0, 100.0, 1000.0, 0.01, 64),
           (1.0, 0.2, 12500.0, 1e-6, 16), (0.5, 40.0, 125.0, 0.0001, 32),
           (4.0, 1.0, 100.0, 0.02, 100), (0.3, 80.0, 125.0, 0.002, 20),
           (10.0, 400.0, 1000.0, 0.003, 90)],
    mistakes=[
        Mistake("as many as possible compute fastest. But the more they are, the more often a "
                "piece is passed on.",
                (" + 2 * (n - 1) * (megabytes / n / bandwidth + latency)", "")),
        Mistake("more messages wait no longer in your function. Each has a latency of its own.",
                ("(megabytes / n / bandwidth + latency)", "megabytes / n / bandwidth")),
        Mistake("the time of the bytes decides nothing in your function: it is missing, or the "
                "same for every n. A piece is one n-th of them, and a piece that starts at one of "
                "n workers has been everywhere after how many hops?",
                ("(megabytes / n / bandwidth + latency)", "latency")),
        Mistake("each of your messages carries all gradients. In the ring, it is one piece.",
                ("megabytes / n", "megabytes")),
        Mistake("you have counted half of the hops. The ring goes round how many times?",
                ("2 * (n - 1)", "(n - 1)"))],
    hints=("first, the seconds of a step with n workers: the ring has 2 · (n − 1) hops, and a "
           "piece is one n-th of the gradients. Then try all n from 1 to `most`.",
           f"`{COST}`, for all n; `min(range(1, most + 1), key=…)` finds the best."),
    praise="your function finds the shortest step (seven clusters tried)"))  # fmt: skip

PREDICTED = "# a global batch of 160 rows, stopped after 30 steps\nbatches_in_a_step = {}\n"

eight_gpus = exercises.add(Exercise(
    name="eight_gpus", task="write your two predictions",
    stub=PREDICTED.format("...") + "first_place = ...",
    solution=PREDICTED.format(4) + "first_place = 30 * 160",
    observe=lambda *answers: [[*np.ravel(one)] == [right]
                              for one, right in zip(answers, (4, 30 * 160))],
    mistakes=[
        Mistake("the first is right. The rows before the restart are those of all workers: how "
                "many are in a step?", ("30 * 160", "30")),
        Mistake("the second is right. Each worker has a pipeline of its own, and it feeds the "
                "devices of that worker.", ("= 4", "= 8"))],
    otherwise="neither is right. How many devices does one worker's pipeline feed? How many "
    "rows have all workers read in 30 steps?",
    praise="whatever the number of workers and devices, a restart goes on with the next row",
    hints=("eight devices share 160 rows: 20 each. A batch of the pipeline is what one device "
           "gets. Look at `skip` in `worker.shard`: what comes before it?",
           "four devices of a worker get a batch each. `skip` stands before the rows are dealt "
           "out, so it counts the rows of all: 30 steps of a whole batch.")))  # fmt: skip
