"""Mistakes in notebook 04_three_apis.ipynb."""

from tests.mutation.mutant import Mutant

FILE = "notebooks/04_three_apis.ipynb"

MUTANTS = [
    Mutant(
        FILE,
        "fit",
        "    model.set_weights(start)\n",
        "",
        "fit starts from weights of its own, and the comparison is void",
        caught_by="fit-run",
    ),
    Mutant(
        FILE,
        "loop-run",
        "train_loop(start, drawn)",
        "train_loop(start, drawn[::-1])",
        "the loop sees the same batches in another order",
        caught_by="loop-run",
    ),
    Mutant(
        FILE,
        "v1-train",
        ", epsilon=adam_epsilon",
        "",
        "TensorFlow 1 runs with its own epsilon, and the losses drift apart",
        caught_by="agree-check",
    ),
    Mutant(
        FILE,
        "middle",
        "tf.reduce_mean(",
        "tf.reduce_sum(",
        "the step inside fit has no mean: the gradient is a hundred times too large",
        caught_by="middle-check",
    ),
    Mutant(
        FILE,
        "seeds",
        "train(another_start, drawn)",
        "train(start, drawn)",
        "three starts are one and the same",
        caught_by="accuracy-table",
    ),
    Mutant(
        FILE,
        "middle",
        "self(images, training=True)",
        "self(images)",
        "a model with batch normalization would not learn its averages",
        caught_by="tests/notebooks/test_structure.py::test_a_training_step_says_that_it_trains",
    ),
    Mutant(
        FILE,
        "epsilon-check",
        'v1_adam.parameters["epsilon"].default',
        "epsilon",
        "the lesson on epsilon compares a setting with itself",
        caught_by="epsilon-check",
    ),
]
