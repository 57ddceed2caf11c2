"""The plots of notebook 2 that would take more lines than the lesson they serve."""

import matplotlib.pyplot as plt
import numpy as np


def plot_broadcasting(column, row):
    """Draw three boards: a column (n, 1) of predictions, a row (n,) of targets, all differences."""
    boards = {"predictions": column, "targets": row, "predictions - targets": column - row}
    figure, axes = plt.subplots(1, 3, figsize=(7.4, 2.9))
    for axis, (name, board) in zip(axes, boards.items()):
        numbers = np.atleast_2d(board)
        both = min(numbers.shape) > 1
        axis.imshow(np.eye(*numbers.shape) if both else 0 * numbers, cmap="Oranges", vmin=0, vmax=3)
        for (i, j), number in np.ndenumerate(numbers):
            axis.text(j, i, f"{number:g}", ha="center", va="center")
        ends = -0.55, len(row) - 0.45
        axis.set(title=f"{name}\nshape {board.shape}", xlim=ends, ylim=ends[::-1])
        axis.axis("off")
    figure.suptitle("What broadcasting makes of three predictions and three targets")


def plot_curves(x, y, curves, title):
    """Draw data, arrays of shape (n,) or (n, 1), and curves: the first dashed, the others solid.

    `curves` is a dict from one to three names to functions of float32 inputs of shape (k, 1).
    """
    grid = np.linspace(np.min(x), np.max(x), 400, dtype=np.float32).reshape((-1, 1))
    styles = [{"color": "black", "linestyle": "--"}, {"color": "C1"}, {"color": "C2"}]
    figure, axes = plt.subplots(figsize=(7.4, 3.6))
    axes.scatter(x, y, s=8, color="C0", label="data")
    for (name, curve), style in zip(curves.items(), styles):
        axes.plot(grid[:, 0], np.ravel(curve(grid)), label=name, **style)
    axes.set(xlabel="x", ylabel="y", title=title)
    figure.legend(loc="outside right upper")


def plot_units(grid, parts, start, title):
    """Draw the units, each times its weight, and below them their sum, to which `start` is added.

    `grid` and `parts` have the shapes (k,), the inputs, and (k, units), the units × their weights.
    """
    _, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6.4, 4.6))
    for number, part in enumerate(np.transpose(parts)):
        style = ["-", "--", ":", "-."][number // 3 % 4]
        above.plot(grid, part, style, linewidth=1.2, color=f"C{number % 3}")
    below.plot(grid, start + np.sum(parts, axis=1), color="black", label="sum")
    above.set(ylabel="units × weights", title=title)
    below.set(xlabel="x", ylabel="their sum")


def plot_bends(x, y, grid, curve, slope, bends, title):
    """Draw data, of shape (n, 1), and a curve with its bends marked; below, the curve's slope.

    `grid`, `curve` and `slope` are arrays of k numbers: increasing inputs, and what belongs to
    them. `bends`, of shape (m,), says where the curve bends, within the grid.
    """
    curve, slope = np.ravel(curve), np.ravel(slope)
    figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(7.4, 5))
    above.scatter(x, y, s=6, color="C0", label="data")
    above.plot(grid, curve, color="C1", label="curve")
    above.plot(bends, np.interp(bends, grid, curve), "ko", markersize=6, label="bends")
    below.plot(grid, slope, color="C1", label="slope")
    for bend in bends:
        below.axvline(bend, color="black", linewidth=0.8, linestyle=":")
    above.set(ylabel="y", title=title)
    below.set(xlabel="x", ylabel="slope of the curve")
    figure.legend(*above.get_legend_handles_labels(), loc="outside right upper")


# The mistakes of four models, A to D, and how each is made: see the exercise `curves`.
FOUR_MISTAKES = {
    "relu at the end": {"relu_at_end": True},
    "two units": {"units": 2, "seed": 1},
    "dropout left on": {"units": 40, "drop": 0.1, "rate": 0.01},
    "no relu": {"relu": False},
}


def plot_four_curves():
    """Draw what models with FOUR_MISTAKES learn of a wave: see the exercise `curves`."""
    x = np.linspace(-1, 1, 201)
    figure, axes = plt.subplots(2, 2, sharex=True, sharey=True, figsize=(7.4, 4.6))
    for axis, name, mistake in zip(axes.flat, "ABCD", FOUR_MISTAKES.values()):
        axis.plot(x, np.sin(4 * x), "k--", linewidth=1)
        axis.plot(x, _learned(x, np.sin(4 * x), **mistake), color="C1")
        axis.set(title=name, xlabel="x", ylabel="y")
        axis.label_outer()
    figure.suptitle("Dashed the wave, solid what each model has learned")


def _learned(x, y, units=8, relu=True, relu_at_end=False, drop=0.0, rate=0.03, seed=0):
    """Return what one hidden layer learns with Adam from all points; NumPy takes no time here."""
    rng = np.random.default_rng(seed)
    weights = np.append([rng.normal(size=units), np.zeros(units), rng.normal(size=units)], 0.5)
    mean, square = np.zeros((2, len(weights)))
    for step in range(1, 1501):
        slopes, places, heights = weights[:-1].reshape((3, units))
        before = np.outer(x, slopes) + places
        passed = (rng.random(before.shape) >= drop) / (1 - drop) * (before > 0 if relu else 1)
        hidden = before * passed
        output = hidden @ heights + weights[-1]
        on = output > 0 if relu_at_end else np.ones_like(output)
        error = 2 * on * (on * output - y) / len(x)
        back = np.outer(error, heights) * passed
        gradient = np.append([x @ back, back.sum(0), error @ hidden], error.sum())
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        move = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights -= rate * move
    return on * output
