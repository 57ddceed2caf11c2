"""Mistakes that a learner or maintainer could make; test_mutations.py demands that each is caught.

To add one: name the file and, in a notebook, the cell; say what is replaced by what (the text must
occur exactly once in that cell or file), and how a learner would be hurt. `in_output` mutants
change a saved output instead of the source.
"""

from typing import NamedTuple


class Mutant(NamedTuple):
    file: str
    cell: str | None  # None: the file is no notebook
    old: str
    new: str
    why: str
    in_output: bool = False


LINEAR, KERAS, MNIST, APIS, FASTER = (
    f"notebooks/{name}.ipynb"
    for name in [
        "01_linear_regression",
        "02_keras_subclass_model",
        "03_mnist_cnn",
        "04_three_apis",
        "05_faster_training",
    ]
)
BATCHES, DATA, PLOTS = "helpers/batches.py", "helpers/mnist.py", "helpers/plots.py"

MUTANTS = [
    # The helpers
    Mutant(
        BATCHES,
        None,
        "return self._x[picked], self._y[picked]",
        "return self._x[picked], self._y[self._rng.permutation(picked)]",
        "x and y lose their pairing: nothing can be learned",
    ),
    Mutant(
        BATCHES,
        None,
        "            self._order = self._rng.permutation(len(self._x))\n            picked",
        "            picked",
        "every pass has the same order",
    ),
    Mutant(
        BATCHES,
        None,
        "            self._position = missing",
        "            self._position = 0",
        "some samples come twice in a pass",
    ),
    Mutant(
        BATCHES,
        None,
        "np.random.default_rng(seed)",
        "np.random.default_rng()",
        "results differ from run to run, in spite of the seed",
    ),
    Mutant(
        BATCHES,
        None,
        "    if number < 1:",
        "    if number < 0:",
        "a batch size of 0 gives empty batches, and a loss of nan",
    ),
    Mutant(
        BATCHES,
        None,
        "if len(x) != len(y):",
        "if len(x) < len(y):",
        "labels are missing, and the error comes much later",
    ),
    Mutant(
        DATA,
        None,
        "np.eye(10, dtype=np.float32)[digits]",
        "np.eye(10, dtype=np.float32)[(digits + 1) % 10]",
        "labels are shifted in training and test alike: the accuracy still looks right",
    ),
    Mutant(
        DATA,
        None,
        "pixels / np.float32(255)",
        "pixels.astype(np.float32)",
        "images from 0 to 255 instead of 0 to 1",
    ),
    Mutant(
        DATA,
        None,
        "if hashlib.sha256(content).hexdigest() != SHA256:",
        "if not content:",
        "a damaged data set is read as if it were whole",
    ),
    Mutant(
        DATA,
        None,
        "        self.train_pixels = x_train[..., np.newaxis]",
        "        self.train_pixels = _scaled(x_train[..., np.newaxis])",
        "the training images take four times the memory (and are scaled twice)",
    ),
    Mutant(
        PLOTS,
        None,
        'xlabel="predicted digit"',
        'xlabel="true digit"',
        "the confusion matrix is read the wrong way round",
    ),
    Mutant(
        "helpers/progress.py",
        None,
        "file=sys.stdout",
        "file=sys.stderr",
        "a red box under every training loop",
    ),
    Mutant(
        "helpers/quiet.py",
        None,
        "    with without_log_lines():\n        import tensorflow as tf\n\n        tf.config",
        "    if True:\n        import tensorflow as tf\n\n        tf.config",
        "every notebook opens with TensorFlow's log lines",
    ),
    # Notebook 1
    Mutant(
        LINEAR,
        "loop",
        "optimizer.apply_gradients(zip(gradients, [w, b]))",
        "optimizer.apply_gradients(zip([-g for g in gradients], [w, b]))",
        "the gradient has the wrong sign: training climbs",
    ),
    Mutant(
        LINEAR,
        "loop",
        "zip(gradients, [w, b])",
        "zip(gradients, [b, w])",
        "each variable gets the other's gradient",
    ),
    Mutant(
        LINEAR,
        "step-gradient",
        "tf.reduce_mean((y_pred - y_batch) ** 2)",
        "tf.reduce_sum((y_pred - y_batch) ** 2)",
        "the loss is a sum: the gradient no longer fits the formula",
    ),
    Mutant(
        LINEAR,
        "gradient-check",
        "2 * np.mean(error * x_batch)",
        "1 * np.mean(error * x_batch)",
        "the factor 2 of the derivative is lost",
    ),
    Mutant(
        LINEAR,
        "parameters",
        "learning_rate = 0.05 ",
        "learning_rate = 0.005",
        "training stops long before it arrives",
    ),
    Mutant(
        LINEAR,
        "data-text",
        "with $w = 3$",
        "with $w = 4$",
        "the text promises another line than the data has",
    ),
    Mutant(
        LINEAR,
        "best",
        "least squares  w = 2.93",
        "least squares  w = 2.94",
        "a saved number is wrong",
        in_output=True,
    ),
    Mutant(
        LINEAR,
        "line-plot",
        '"The learned line")\nplt.show()',
        '"The learned line");',
        "no picture where the text speaks of one",
    ),
    # Notebook 2
    Mutant(
        KERAS,
        "linear-model",
        "        super().__init__()\n",
        "",
        "the article's own mistake: Keras refuses the model",
    ),
    Mutant(
        KERAS,
        "train-line",
        "Batches(x_column, y_column, seed=seed)",
        "Batches(x_column, y, seed=seed)",
        "targets of shape (n,) are broadcast: a wrong loss and no error",
    ),
    Mutant(
        KERAS,
        "fit",
        "shuffle=False",
        "shuffle=True",
        "fit sees other batches, and the comparison of the three ways is void",
    ),
    Mutant(
        KERAS,
        "my-dense",
        "inputs @ self.kernel + self.bias",
        "inputs @ self.kernel",
        "the layer forgets its bias",
    ),
    Mutant(
        KERAS,
        "curve-model",
        "x = tf.nn.relu(self.hidden1(inputs))",
        "x = self.hidden1(inputs)",
        "one bend less than the text says",
    ),
    Mutant(
        KERAS,
        "solution-1",
        "Keras: 1153",
        "Keras: 1152",
        "a saved count is wrong",
        in_output=True,
    ),
    # Notebook 3
    Mutant(
        MNIST,
        "shapes-text",
        "49,678",
        "49,768",
        "the table states a wrong sum",
    ),
    Mutant(
        MNIST,
        "model",
        "filters=24, kernel_size=5",
        "filters=24, kernel_size=4",
        "another network than the text describes",
    ),
    Mutant(
        MNIST,
        "step",
        "tape.gradient(loss, model.trainable_variables)",
        "[-g for g in tape.gradient(loss, model.trainable_variables)]",
        "the gradient has the wrong sign: training climbs",
    ),
    Mutant(
        MNIST,
        "step",
        "        loss = tf.reduce_mean(loss)\n",
        "",
        "one loss per image: the gradient is a hundred times too large",
    ),
    Mutant(
        MNIST,
        "train",
        "fast_step(model, optimizer, images, labels)",
        "fast_step(model, optimizer, images, np.roll(labels, 1, axis=1))",
        "the labels are shifted by one digit",
    ),
    Mutant(
        MNIST,
        "inside",
        "        categorical_accuracy.reset_state()\n",
        "",
        "the article's trap: the accuracy is an average over the past",
    ),
    Mutant(
        MNIST,
        "trap-reset",
        "metric.reset_state()\n",
        "",
        "the lesson on reset_state shows no reset",
    ),
    Mutant(
        MNIST,
        "evaluate",
        "y_true=mnist.test_labels, y_pred=y_test_pred",
        "y_true=mnist.test_labels[::-1], y_pred=y_test_pred",
        "predictions are compared with other images' labels",
    ),
    Mutant(
        MNIST,
        "parameters",
        "steps = 1000 ",
        "steps = 200  ",
        "the promised accuracy is not reached, and the text still speaks of 1000 batches",
    ),
    Mutant(
        MNIST,
        "mistake-softmax",
        "1.4612",
        "1.4613",
        "a saved number is wrong in its last digit",
        in_output=True,
    ),
    Mutant(
        MNIST,
        "claim-check",
        "promised = 0.97",
        "promised = 0.07",
        "the claim is checked against another number than the text states",
    ),
    # Notebook 4
    Mutant(
        APIS,
        "fit",
        "    model.set_weights(start)\n",
        "",
        "fit starts from weights of its own, and the comparison is void",
    ),
    Mutant(
        APIS,
        "loop-run",
        "train_loop(start, drawn)",
        "train_loop(start, drawn[::-1])",
        "the loop sees the same batches in another order",
    ),
    Mutant(
        APIS,
        "v1-train",
        ", epsilon=adam_epsilon",
        "",
        "TensorFlow 1 runs with its own epsilon, and the losses drift apart",
    ),
    Mutant(
        APIS,
        "middle",
        "tf.reduce_mean(",
        "tf.reduce_sum(",
        "the step inside fit has no mean: the gradient is a hundred times too large",
    ),
    # Notebook 5
    Mutant(
        FASTER,
        "many",
        "labels[number])",
        "labels[0])",
        "the graph pairs images with other images' labels",
    ),
    Mutant(
        FASTER,
        "effect-check",
        "counted.assign_add(1)",
        "seen.append(1)",
        "the lesson on side effects shows the trap twice, and no way out",
    ),
    Mutant(
        FASTER,
        "operations-check",
        "14 * 14 * 24 * (5 * 5 * 12)",
        "14 * 14 * 24 * (5 * 5 * 24)",
        "the limit of the machine is worked out from another network",
    ),
    Mutant(
        FASTER,
        "schedule",
        "0.0, steps - warmup_steps",
        "0.0, 100 * steps",
        "the rate never falls, and the training doesn't settle",
    ),
    # The rest
    Mutant(
        "README.md",
        None,
        "network of 49,678 parameters",
        "network of 49,687 parameters",
        "the README states a figure that no notebook shows",
    ),
    Mutant(
        "README.md",
        None,
        "![Notebook 3 in JupyterLab: a handwritten 7",
        "![](.github/pictures/03_mnist_cnn.png) [a handwritten 7",
        "a picture without alternative text",
    ),
    Mutant(
        "helpers/course.mplstyle",
        None,
        '"CC79A7"',
        '"56B4E9"',
        "a line that is too pale on white",
    ),
    Mutant(
        "helpers/course.mplstyle",
        None,
        '"CC79A7"',
        '"009E73"',
        "two lines that look alike without blue cones",
    ),
    Mutant(
        "pyproject.toml",
        None,
        'helpers = ["data/*", "*.mplstyle"]',
        'helpers = ["*.mplstyle"]',
        "an installed copy comes without MNIST",
    ),
    # Where the links lead
    Mutant(
        LINEAR,
        "title",
        "https://colab.research.google.com/github/",
        "https://colab.research.google.com/github/another-",
        "the badge opens the notebook of a stranger",
    ),
    Mutant(
        KERAS,
        "title",
        "lab/tree/notebooks/02_keras_subclass_model.ipynb",
        "lab/tree/notebooks/01_linear_regression.ipynb",
        "the badge opens another notebook",
    ),
    Mutant(
        MNIST,
        "setup",
        "git+https://github.com/",
        "git+https://github.com/another-",
        "on Colab, the setup cell runs the code of a stranger",
    ),
    Mutant(
        MNIST,
        "setup",
        "--no-deps ",
        "--upgrade ",
        "on Colab, libraries change under the running kernel",
    ),
    Mutant(
        "tests/relink.py",
        None,
        "    for path, content in changed.items():",
        "    for path, content in list(changed.items())[1:]:",
        "in a fork, some links still lead to the original",
    ),
    Mutant(
        "binder/start",
        None,
        "threads=${CPU_LIMIT:-2}",
        "threads=$(nproc)",
        "on Binder, many threads wait for the few cores that a user gets",
    ),
    Mutant(
        "binder/requirements.txt",
        None,
        "\ntensorflow-cpu==",
        "\ntensorflow==",
        "on Binder, the image is twice the size",
    ),
    Mutant(
        "binder/postBuild",
        None,
        "/notebooks/01_linear_regression",
        "/01_linear_regression",
        "on Binder, JupyterLab opens with an error",
    ),
]
