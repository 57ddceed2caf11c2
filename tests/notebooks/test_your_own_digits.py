"""Notebook 6: its ways to adapt keep and train what they say, and its thresholds count rightly.

The saved accuracies would not tell: they move as far as training does, and are renewed by refresh.
"""

from types import SimpleNamespace

import numpy as np

from helpers import course_settings
from tests.support.course import NOTEBOOKS, code_cells, read

with course_settings():
    import tensorflow as tf

(NOTEBOOK,) = (path for path in NOTEBOOKS if path.stem == "06_your_own_digits")
CELLS = {cell.id: cell.source for cell in code_cells(read(NOTEBOOK))}


def kernels(network, layers):
    return {name: getattr(network, name).get_weights()[0] for name in layers}


def test_what_each_way_to_adapt_keeps_and_trains():
    """Only from the digits that it is given: the others would spoil every weight."""
    rng, few = np.random.default_rng(0), [3, 4]
    images = np.full((40, 28, 28, 1), np.nan, "float32")
    images[few] = rng.random((2, 28, 28, 1))
    names = {"np": np, "tf": tf, "new_images": images, "adapt_steps": 1}
    names["new_labels"] = np.eye(10)[rng.integers(10, size=40)]
    for cell in ["model", "step", "adapt-ways", "copied", "adapt"]:
        exec(CELLS[cell], names)
    names["model"] = names["CNNModel"]()
    names["model"](images[:1])
    layers, start = names["layers"], kernels(names["model"], names["layers"])
    names |= {"judged": few, "uci": SimpleNamespace(labels=np.zeros(40))}
    names["accuracy_of"] = lambda *_: 0
    for way, (known, trained) in names["adaptations"].items():
        assert ("frozen" in way) == (trained == ["dense"])
        assert "new" not in way or "dense" not in known
        copy = kernels(names["copy_of"](names["model"], known, trained), layers)
        assert [name for name in layers if (copy[name] == start[name]).all()] == known
        adapted = kernels(names["adapt"](way, [few])[0], layers)
        assert all(np.isfinite(kernel).all() for kernel in adapted.values()), way
        kept = [name for name in layers if (adapted[name] == start[name]).all()]
        assert kept == [name for name in known if name not in trained], way


def test_what_a_threshold_lets_through(capsys):
    mnist = np.array([0.4, 0.6, 0.9, 0.99]), np.array([False, True, False, True])
    names = {"sure": np.array([0.7, 0.96]), "right": np.array([False, True])}
    names |= {"sure_and_right": lambda *_: mnist, "mnist_digits": None}
    exec(CELLS["threshold"], names | {"mnist": SimpleNamespace(validation_images=None)})
    found = [line.split(": ") for line in capsys.readouterr().out.splitlines()]
    assert [counts for _, counts in found] == [
        "given 0.750, right 0.667", "given 0.500, right 0.500", "given 0.250, right 1.000",
        "given 1.000, right 0.500", "given 0.500, right 1.000", "given 0.500, right 1.000",
    ]  # fmt: skip
    assert [name.split() for name, _ in found][2:4] == [["MNIST", "0.95"], ["UCI", "0.5"]]
