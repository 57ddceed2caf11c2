"""Mistakes in notebook 05_faster_training.ipynb."""

from tests.mutation.mutant import Mutant

FILE = "notebooks/05_faster_training.ipynb"

MUTANTS = [
    Mutant(
        FILE,
        "many",
        "labels[number])",
        "labels[0])",
        "the graph pairs images with other images' labels",
        caught_by="same-check",
    ),
    Mutant(
        FILE,
        "effect-check",
        "counted.assign_add(1)",
        "seen.append(1)",
        "the lesson on side effects shows the trap twice, and no way out",
        caught_by="effect-check",
    ),
    Mutant(
        FILE,
        "operations-check",
        "14 * 14 * 24 * (5 * 5 * 12)",
        "14 * 14 * 24 * (5 * 5 * 24)",
        "the limit of the machine is worked out from another network",
        caught_by="operations-check",
    ),
    Mutant(
        FILE,
        "schedule",
        "0.0, steps - warmup_steps",
        "0.0, 100 * steps",
        "the rate never falls, and the training doesn't settle",
        caught_by="schedule-check",
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
        FILE,
        "mixed",
        'numbers="mixed_bfloat16"',
        'numbers="float32"',
        "the bar for bfloat16 shows float32",
        caught_by="mixed",
    ),
    Mutant(
        FILE,
        "schedule",
        "0.0, steps - warmup_steps",
        "peak_rate, steps - warmup_steps",
        "there is no warm-up",
        caught_by="schedule-check",
    ),
    Mutant(
        FILE,
        "train",
        "change(labels) if change else labels",
        "labels",
        "the softer labels are never used",
        caught_by="compare-print",
    ),
    Mutant(
        FILE,
        "title",
        "after 300 batches",
        "after 200 batches",
        "the text promises more than the cell checks",
        caught_by="tests/notebooks/test_prose.py::test_every_figure_in_prose_is_shown_by_code",
    ),
    Mutant(
        FILE,
        "limit-text",
        "multiplies 5 · 5 · 12 numbers",
        "multiplies 5 · 5 · 24 numbers",
        "the arithmetic can't be followed",
        caught_by="tests/notebooks/test_prose.py::test_every_figure_in_prose_is_shown_by_code",
    ),
]
