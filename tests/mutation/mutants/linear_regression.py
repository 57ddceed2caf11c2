"""Mistakes in notebook 01_linear_regression.ipynb."""

from tests.mutation.mutant import Mutant

FILE = "notebooks/01_linear_regression.ipynb"

MUTANTS = [
    Mutant(
        FILE,
        "loop",
        "optimizer.apply_gradients(zip(gradients, [w, b]))",
        "optimizer.apply_gradients(zip([-g for g in gradients], [w, b]))",
        "the gradient has the wrong sign: training climbs",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "loop",
        "zip(gradients, [w, b])",
        "zip(gradients, [b, w])",
        "each variable gets the other's gradient",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "step-gradient",
        "tf.reduce_mean((y_pred - y_batch) ** 2)",
        "tf.reduce_sum((y_pred - y_batch) ** 2)",
        "the loss is a sum: the gradient no longer fits the formula",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "gradient-check",
        "2 * np.mean(error * x_batch)",
        "1 * np.mean(error * x_batch)",
        "the factor 2 of the derivative is lost",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "parameters",
        "learning_rate = 0.05 ",
        "learning_rate = 0.005",
        "training stops long before it arrives",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "data-text",
        "with $w = 3$",
        "with $w = 4$",
        "the text promises another line than the data has",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "best",
        "least squares  w = 2.93",
        "least squares  w = 2.94",
        "a saved number is wrong",
        caught_by="?",
        in_output=True,
    ),
    Mutant(
        FILE,
        "line-plot",
        '"The learned line")\nplt.show()',
        '"The learned line");',
        "no picture where the text speaks of one",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "line-plot",
        '{"true line": true_line, "learned line": learned_line}',
        '{"learned line": true_line, "true line": learned_line}',
        "the plot calls the learned line the true one",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "surface-plot",
        "best=(best_w, best_b)",
        "best=(best_b, best_w)",
        "the path ends far from the cross, and the text says it ends there",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "title",
        "https://colab.research.google.com/github/",
        "https://colab.research.google.com/github/another-",
        "the badge opens the notebook of a stranger",
        caught_by="?",
    ),
]
