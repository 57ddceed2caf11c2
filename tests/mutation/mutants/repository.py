"""Mistakes in README, packaging, links and binder/."""

from tests.mutation.mutant import Mutant

MUTANTS = [
    Mutant(
        "README.md",
        None,
        "network of 49,678 parameters",
        "network of 49,687 parameters",
        "the README states a figure that no notebook shows",
        caught_by="?",
    ),
    Mutant(
        "README.md",
        None,
        "![Notebook 3 in JupyterLab: a handwritten 7",
        "![](.github/pictures/03_mnist_cnn.png) [a handwritten 7",
        "a picture without alternative text",
        caught_by="?",
    ),
    Mutant(
        "README.md",
        None,
        "-p seed 7 -p steps 300",
        "-p seed 7 -p n_steps 300",
        "the README's command has no effect",
        caught_by="?",
    ),
    Mutant(
        "README.md",
        None,
        "| our best step / limit | ≤ 2.5 | 2",
        "| our best step / limit | ≤ 2.5 | 1",
        "the README states what nobody measured",
        caught_by="?",
    ),
    Mutant(
        "pyproject.toml",
        None,
        'helpers = ["data/*", "*.mplstyle"]',
        'helpers = ["*.mplstyle"]',
        "an installed copy comes without MNIST",
        caught_by="?",
    ),
    Mutant(
        "tests/relink.py",
        None,
        "    for path, content in changed.items():",
        "    for path, content in list(changed.items())[1:]:",
        "in a fork, some links still lead to the original",
        caught_by="?",
    ),
    Mutant(
        "binder/start",
        None,
        "threads=${CPU_LIMIT:-2}",
        "threads=$(nproc)",
        "on Binder, many threads wait for the few cores that a user gets",
        caught_by="?",
    ),
    Mutant(
        "binder/requirements.txt",
        None,
        "\ntensorflow-cpu==",
        "\ntensorflow==",
        "on Binder, the image is twice the size",
        caught_by="?",
    ),
    Mutant(
        "binder/postBuild",
        None,
        "/notebooks/01_linear_regression",
        "/01_linear_regression",
        "on Binder, JupyterLab opens with an error",
        caught_by="?",
    ),
]
