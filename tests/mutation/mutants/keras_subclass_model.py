"""Mistakes in notebook 02_keras_subclass_model.ipynb."""

from tests.mutation.mutant import Mutant

FILE = "notebooks/02_keras_subclass_model.ipynb"

MUTANTS = [
    Mutant(
        FILE,
        "linear-model",
        "        super().__init__()\n",
        "",
        "the article's own mistake: Keras refuses the model",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "train-line",
        "Batches(x_column, y_column, seed=seed)",
        "Batches(x_column, y, seed=seed)",
        "targets of shape (n,) are broadcast: a wrong loss and no error",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "fit",
        "shuffle=False",
        "shuffle=True",
        "fit sees other batches, and the comparison of the three ways is void",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "my-dense",
        "inputs @ self.kernel + self.bias",
        "inputs @ self.kernel",
        "the layer forgets its bias",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "curve-model",
        "x = tf.nn.relu(self.hidden1(inputs))",
        "x = self.hidden1(inputs)",
        "one bend less than the text says",
        caught_by="?",
    ),
    Mutant(
        FILE,
        "solution-1",
        "Keras: 1153",
        "Keras: 1152",
        "a saved count is wrong",
        caught_by="?",
        in_output=True,
    ),
    Mutant(
        FILE,
        "title",
        "lab/tree/notebooks/02_keras_subclass_model.ipynb",
        "lab/tree/notebooks/01_linear_regression.ipynb",
        "the badge opens another notebook",
        caught_by="?",
    ),
]
