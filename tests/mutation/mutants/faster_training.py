"""Mistakes in notebook 05_faster_training.ipynb, its exercises and its plots."""

from tests.mutation.mutant import Mutant

FILE = "notebooks/05_faster_training.ipynb"
EXERCISES, PLOTS = "helpers/exercises/faster_training.py", "helpers/plots/faster_training.py"
PROSE = "tests/notebooks/test_prose.py::test_every_figure_in_prose_is_shown_by_code"
STRUCTURE = "tests/notebooks/test_structure.py::"
WRONG = "tests/exercises/test_exercises.py::test_a_wrong_answer_gets_the_hint_that_is_meant_for_it"
RIGHT = "tests/exercises/test_exercises.py::test_another_right_answer_is_right"
PLOT_TESTS = "tests/helpers/plots/test_faster_training.py::"

MUTANTS = [
    # The measurement
    Mutant(
        FILE,
        "measure",
        "            way(count).numpy()  # the clock",
        "            way(count)  # the clock",
        "the clock is read before the result is there",
        caught_by="measure-check",
    ),
    Mutant(
        FILE,
        "measure",
        "1000 * (time",
        "(time",
        "seconds are shown as milliseconds",
        caught_by="measure-check",
    ),
    Mutant(
        PLOTS,
        None,
        "ratio = medians[0] / median",
        "ratio = median / medians[0]",
        "what is faster is said to be slower",
        caught_by=PLOT_TESTS + "test_plot_times",
    ),
    # Graphs
    Mutant(
        FILE,
        "autograph",
        "if length > limit",
        "if length < limit",
        "short gradients are made longer, and long ones stay",
        caught_by="autograph-check",
    ),
    Mutant(
        FILE,
        "warning",
        "rising_rate(0.001, number)",
        "rising_rate(0.001, tf.constant(number))",
        "the lesson on retracing shows none",
        caught_by="warning",
    ),
    Mutant(
        FILE,
        "shapes-check",
        "[tf.TensorSpec([None])]",
        "None",
        "a signature is said to help, and there is none",
        caught_by="shapes-check",
    ),
    Mutant(
        FILE,
        "many",
        "labels[number], ",
        "labels[0], ",
        "the graph pairs images with other images' labels",
        caught_by="same-check",
    ),
    # What is compared
    Mutant(
        FILE,
        "like-ways",
        '"fit", "fit, steps_per_execution", "graph of a step"',
        '"graph of a step", "fit, steps_per_execution", "fit"',
        "the speed-ups are those over another way than the text says",
        caught_by="plots",
    ),
    Mutant(
        FILE,
        "mixed-check",
        'numbers="mixed_bfloat16"',
        'numbers="float32"',
        "float32 is shown as bfloat16",
        caught_by="mixed-check",
    ),
    Mutant(
        FILE,
        "scaling",
        "scaling.scale_loss(loss)",
        "loss * 1.0",
        "the loss is not scaled",
        caught_by="scaling-check",
    ),
    # Profile and roofline
    Mutant(
        FILE,
        "profile-read",
        '"backward" if "gradient_tape" in name else "forward"',
        '"forward" if "gradient_tape" in name else "backward"',
        "forward is shown as backward",
        caught_by="points",
    ),
    Mutant(
        FILE,
        "operations",
        "14 * 14 * 24 * (5 * 5 * 12)",
        "14 * 14 * 24 * (5 * 5 * 24)",
        "the limit of the machine is worked out from another network",
        caught_by="operations-check",
    ),
    Mutant(
        FILE,
        "moved",
        "4 * ((before + after)",
        "2 * ((before + after)",
        "a float32 is said to take two bytes",
        caught_by="moved-print",
    ),
    Mutant(
        FILE,
        "points",
        "operations / moved, operations / seconds",
        "moved / operations, operations / seconds",
        "the parts lie on the wrong side of the corner",
        caught_by="plots",
    ),
    Mutant(
        FILE,
        "roofline-text",
        "multiplies 5 · 5 · 12 numbers",
        "multiplies 5 · 5 · 24 numbers",
        "the arithmetic can't be followed",
        caught_by=PROSE,
    ),
    # Schedule and labels
    Mutant(
        FILE,
        "schedule",
        "0.0, steps - rising",
        "0.0, 100 * steps",
        "the rate never falls",
        caught_by="plots",
    ),
    Mutant(
        FILE,
        "schedule",
        "0.0, steps - rising",
        "peak, steps - rising",
        "there is no warm-up",
        caught_by="plots",
    ),
    Mutant(
        FILE,
        "mixed-learns",
        'numbers="mixed_bfloat16"',
        'numbers="mixed_bfloat16", seed=seed + 1',
        "what is compared starts from other weights",
        caught_by="mixed-learns",
    ),
    Mutant(
        FILE,
        "soft",
        "smoothing / 10",
        "smoothing / 9",
        "softer labels don't sum to 1",
        caught_by="soft-check",
    ),
    Mutant(
        FILE,
        "variants",
        '"decay": (low_decay',
        '"decay": (high_decay',
        "the text blames decay, and the picture shows another variant",
        caught_by="apart-check",
    ),
    Mutant(
        FILE,
        "apart",
        "*variants[name])",
        "variants[name][0], 0.0)",
        "the softer labels are never used",
        caught_by="plots",
    ),
    Mutant(
        FILE,
        "rates",
        "schedule(step) for step in range(steps)",
        "schedule(step + 1) for step in range(steps)",
        "the graph takes other rates than the optimizer would",
        caught_by="rates-check",
    ),
    # The exercises
    Mutant(
        EXERCISES,
        None,
        "        if loss_of.traced >= count:",
        "        if loss_of.traced > count:",
        "the bug is still there, and the exercise is called done",
        caught_by=WRONG,
    ),
    Mutant(
        EXERCISES,
        None,
        "        self.now = max(self.now, until)",
        "        self.now += 0",
        "a right stopwatch is refused",
        caught_by=RIGHT,
    ),
]
