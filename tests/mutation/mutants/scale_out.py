"""Mistakes in notebook 07_scale_out.ipynb, in its exercises, and in what it shows of the worker."""

from tests.mutation.mutant import Mutant

FILE = "notebooks/07_scale_out.ipynb"
EXERCISES = "helpers/exercises/scale_out.py"
WORKER = "helpers/scale_out/worker.py"
RIGHT = "tests/exercises/test_exercises.py::test_another_right_answer_is_right"
WRONG = "tests/exercises/test_exercises.py::test_a_wrong_answer_gets_the_hint_that_is_meant_for_it"
SHARDS = "tests/scale_out/test_notebook.py::test_shards_are_the_batches_of_one_process"

MUTANTS = [
    # The idea
    Mutant(
        FILE,
        "halves",
        "second = gradient_of(images[half:], labels[half:], batch_size)",
        "second = gradient_of(images[half:], labels[half:], half)",
        "the second half is divided by its own size, and the text says otherwise",
        caught_by="halves",
    ),
    Mutant(
        FILE,
        "halves-plot",
        "bottom=first[-1], width=0.4",
        "width=0.4",
        "the narrow bars begin at 0, and do not end at the dots",
        caught_by="tests/scale_out/test_notebook.py::test_the_dots_are_the_whole_batch",
    ),
    Mutant(
        FILE,
        "halves-plot",
        "plt.plot(places, whole[-1]",
        "plt.plot(places, first[-1] + second[-1]",
        "the dots are the sum of the bars, not the whole batch",
        caught_by="tests/scale_out/test_notebook.py::test_the_dots_are_the_whole_batch",
    ),
    Mutant(
        FILE,
        "halves-check",
        "flat(first) + flat(second), flat(whole)",
        "flat(first) + flat(second), flat(second) + flat(first)",
        "the check compares a thing with itself, turned round",
        caught_by="tests/scale_out/test_notebook.py::test_what_is_compared",
    ),
    Mutant(
        FILE,
        "mistake",
        "labels[half:], half)]",
        "labels[half:], batch_size)]",
        "only one worker makes the mistake, and the number is another",
        caught_by="mistake",
    ),
    # Shards
    Mutant(
        FILE,
        "shard-check",
        "assert (counts == 1).all()",
        "assert (counts <= 2).all()",
        "a row may be read twice",
        caught_by="tests/scale_out/test_notebook.py::test_what_is_compared",
    ),
    Mutant(
        WORKER,
        None,
        "rows = rows.shard(context.num_input_pipelines, context.input_pipeline_id)\n",
        "rows = rows.shard(1, 0)\n",
        "every worker reads all images",
        caught_by=SHARDS,
    ),
    Mutant(
        WORKER,
        None,
        ".shuffle(count, seed=seed).repeat()",
        ".repeat().shuffle(count, seed=seed)",
        "passes are mixed: an image comes twice before another comes once",
        caught_by=SHARDS,
    ),
    Mutant(
        WORKER,
        None,
        "tf.gather(digits, rows)",
        "tf.gather(digits, rows[::-1])",
        "images get the labels of others",
        caught_by="tests/scale_out/test_notebook.py::test_images_and_labels_belong_to_their_rows",
    ),
    # The loop
    Mutant(
        FILE,
        "step-of-part",
        "loss = tf.reduce_sum(loss) / batch_size",
        "loss = tf.reduce_mean(loss)",
        "the classic mistake, in the notebook's own loop",
        caught_by="step-of-part",
    ),
    Mutant(
        FILE,
        "mirrored",
        'strategy.reduce("SUM", parts, axis=None)',
        'strategy.reduce("MEAN", parts, axis=None)',
        "the loss printed is half of what it is",
        caught_by="diff-loop",
    ),
    Mutant(
        WORKER,
        None,
        "loss = tf.reduce_sum(loss) / batch_size  # the global batch size",
        "loss = tf.reduce_mean(loss)",
        "workers take steps that are too long by their number",
        caught_by="tests/scale_out/test_notebook.py::"
        "test_the_network_and_the_step_are_those_of_notebook_3",
    ),
    # Processes
    Mutant(
        FILE,
        "pair",
        '"images": count',
        '"images": count // 2',
        "the workers read half of the images twice",
        caught_by="pair-lines",
    ),
    Mutant(
        FILE,
        "pair-lines",
        "worker 1: step 2 of 40, loss 2.29",
        "worker 1: step 2 of 40, loss 2.19",
        "a saved loss is wrong",
        caught_by="pair-lines",
        in_output=True,
    ),
    Mutant(
        FILE,
        "pair-plot",
        'pair[0].results["losses"], "o"',
        'pair[0].results["seconds"], "o"',
        "the dots are times, not losses",
        caught_by="plots",
    ),
    Mutant(
        FILE,
        "half-written",
        "ckpt-99999.index",
        "checkpoint",
        "what is half written is what names the last checkpoint",
        caught_by="half-written",
    ),
    Mutant(
        FILE,
        "restart",
        '{"folder": lasting.name}',
        '{"folder": lasting.name, "seed": seed + 1}',
        "the restarted pair goes on with other images than the undisturbed one",
        caught_by="restart-check",
    ),
    # Larger batches
    Mutant(
        FILE,
        "large-run",
        '"large, scaled rate": train_with(factor * small_batch, scaled)',
        '"large, scaled rate": train_with(factor * small_batch, warmed_up)',
        "the curve without warm-up is another one with it",
        caught_by="large-check",
    ),
    Mutant(
        FILE,
        "large-plot",
        "zip(trainings.items(),",
        "zip(zip(trainings, [*trainings.values()][::-1]),",
        "the curves have each other's names",
        caught_by="plots",
    ),
    # What checks the exercises
    Mutant(
        EXERCISES,
        None,
        "[((5, 5), (3,)), ((6, 2), (4,)), ((1, 2, 7), (2, 3)), ((4,), (3,))]",
        "[((5, 5), (3,)), ((4,), (3,))]",
        "the mean of the means is accepted",
        caught_by=WRONG,
    ),
    Mutant(
        EXERCISES,
        None,
        "sorted(np.concatenate(parts)) != sorted(batch) or",
        "len(np.concatenate(parts)) != len(batch) or",
        "workers may read other rows than the step's",
        caught_by=WRONG,
    ),
    Mutant(
        EXERCISES,
        None,
        "sorted(np.concatenate(parts)) != sorted(batch) or",
        "list(np.concatenate(parts)) != list(batch) or",
        "only blocks are accepted: every second row is refused",
        caught_by=RIGHT,
    ),
    Mutant(
        EXERCISES,
        None,
        "share = min(1.0, step / warm_up) if warm_up else 1.0\n            expected",
        "share = step / warm_up if warm_up else 1.0\n            expected",
        "a schedule that never stops climbing is the right one",
        caught_by=RIGHT,
    ),
    Mutant(
        EXERCISES,
        None,
        "    return compute / n + 2 * (n - 1) * (megabytes / n / bandwidth + latency)",
        "    return compute / n + (n - 1) * (megabytes / n / bandwidth + latency)",
        "a ring that goes round once is the right one",
        caught_by=RIGHT,
    ),
    Mutant(
        EXERCISES,
        None,
        'saved = {"w": w, "velocity": velocity, "step": stopped}',
        'saved = {"w": w, "velocity": 0.0, "step": stopped}',
        "a lost velocity goes unnoticed",
        caught_by=RIGHT,
    ),
]
