"""The plots of notebook 01_linear_regression that would take more lines than the lesson.

x and y are the data, arrays of shape (n,). The valley shows w and b from -reach to reach.
"""

import matplotlib.pyplot as plt
import numpy as np


def plot_operations(names, values, operations, slopes):
    """Draw a chain of n operations: n + 1 values, named, above, forwards, from the variable to the
    result; below, backwards, the n slopes: how much faster each changes than the one before."""
    figure, axes = plt.subplots(figsize=(8.4, 2.6))
    products = np.cumprod([1, *slopes[::-1]])[::-1]  # the chain rule
    box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "black"}
    for place, (name, value, product) in enumerate(zip(names, values, products)):
        axes.text(place, 0, f"{name}\n{value:g}", ha="center", va="center", bbox=box, fontsize=11)
        if place < len(slopes):
            text = f"{names[-1]} changes\n{product:g} times as fast as this"
            axes.text(place, -0.62, text, ha="center", va="top", fontsize=9)
    for place, (operation, slope) in enumerate(zip(operations, slopes)):
        for height, ends, text, colour, vertical in [
            (0.25, (0.25, 0.75), operation, "C0", "bottom"),
            (-0.25, (0.75, 0.25), f"slope {slope:g}", "C1", "top"),
        ]:
            start, end = [(place + end, height) for end in ends]
            axes.plot(*zip(start, end), color=colour, label=text)
            arrow = {"arrowstyle": "-|>", "color": colour, "mutation_scale": 16}
            axes.annotate("", xy=end, xytext=start, arrowprops=arrow)
            axes.text(place + 0.5, 1.4 * height, text, ha="center", va=vertical, color=colour)
    axes.text(-0.5, 0.35, "forwards →", color="C0", ha="left", va="bottom")
    axes.text(-0.5, -0.35, "← backwards", color="C1", ha="left", va="top")
    axes.set(xlim=(-0.55, len(values) - 0.5), ylim=(-1, 0.6))
    axes.set_title("Recorded forwards, multiplied backwards")
    axes.axis("off")


def plot_data(x, y):
    """Draw the points."""
    plt.scatter(x, y, s=12)
    plt.gca().set(xlabel="x", ylabel="y", title="The data: a line, blurred by noise")


def plot_walk(walk):
    """Draw the parabola u² and the points of a walk on it, a list of numbers."""
    u = np.linspace(-3.2, 3.2, 65)
    plt.plot(u, u**2, color="0.4", label="u²")
    plt.plot(walk, np.square(walk), "o--", color="C1", linewidth=1, label="the walk")
    title = f"{len(walk) - 1} steps down, from u = {walk[0]:g}"
    plt.gca().set(xlabel="u", ylabel="u²", title=title)
    plt.figlegend(loc="outside right upper")


FOUR_RATES = {"A": 0.8, "B": 0.05, "C": 1.05, "D": 0.45}  # the exercise `rates` asks for them


def plot_four_walks():
    """Draw four walks on u² from u = 1, at FOUR_RATES."""
    figure, places = plt.subplots(1, 4, figsize=(9.6, 2.8), sharey=True)
    for axes, (name, rate) in zip(places, FOUR_RATES.items()):
        axes.axhline(0, color="0.4", linewidth=1)
        axes.plot((1 - 2 * rate) ** np.arange(9), "o-", markersize=4)
        axes.set(title=name, xlabel="step")
    places[0].set_ylabel("u")
    figure.suptitle("Four walks down u²")


def plot_line_and_valley(x, y, w, b, reach):
    """Draw a line among the points and, beside it, where it lies in the valley of the loss."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.2, 3.6))
    ends = np.array([np.min(x), np.max(x)])
    left.vlines(x, y, w * x + b, color="0.45", linewidth=0.6)
    left.scatter(x, y, s=10)
    left.plot(ends, w * ends + b, color="C1", label="line")
    title = f"w = {w:.4g}, b = {b:.4g}: loss {_loss(x, y, w, b):.4g}"
    left.set(xlabel="x", ylabel="y", title=title)
    left.locator_params("x", nbins=5)
    margin = 0.3 * np.ptp(y) + 0.1
    left.set_ylim(min(0, y.min()) - margin, max(0, y.max()) + margin)
    _valley(right, x, y, (-reach, reach), (-reach, reach))
    right.plot([w], [b], "o", color="C1", markersize=9, label="(w, b)")
    figure.suptitle("One line, one point in the valley")


def plot_path(x, y, path, reach):
    """Draw w and b after each step, pairs, the start first; beside them, the path in the valley."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.2, 3.6))
    for name, numbers, style in zip("wb", np.transpose(path), ["-", "--"]):
        left.plot(numbers, style, label=name)
        left.annotate(name, (len(path) - 1, numbers[-1]), (4, 0), textcoords="offset points")
    left.set(xlabel="step", ylabel="w and b", title="Step by step")
    _valley(right, x, y, (-reach, reach), (-reach, reach))
    right.plot(*np.transpose(path), ".-", color="C0", markersize=4, linewidth=1, label="path")
    right.plot(*np.transpose(path[-1:]), "o", color="C1", markersize=9, label="the end")
    figure.suptitle("The path of the training loop")


def plot_best_and_true(x, y, best, true):
    """Draw the right end of two lines, each a pair (w, b), among the points."""
    ends = np.array([0.5, 1.0])
    plt.scatter(x[x > 0.5], y[x > 0.5], s=12, label="data")
    for (w, b), name, style in [(true, "true line", "k--"), (best, "best line", "C1-")]:
        plt.plot(ends, w * ends + b, style, label=name)
    title = "The right end: the best line is not the true line"
    plt.gca().set(xlabel="x", ylabel="y", title=title)
    plt.figlegend(loc="outside lower center", ncols=3)


def plot_rates(x, y, paths):
    """Draw the losses and the paths of learning rates: a dict to arrays of shape (steps + 1, 2)."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.2))
    corners = np.vstack([*paths.values()])
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = 0.15 * (high - low).max() + 0.1
    # Without numbers on the rings: the paths would cross them.
    _valley(right, x, y, *zip(low - margin, high + margin), numbered=False)
    for (rate, path), marker in zip(paths.items(), "os^"):
        style = {"marker": marker, "markersize": 4, "linewidth": 1.2, "label": f"{rate:g}"}
        left.plot([_loss(x, y, w, b) for w, b in path], **style)
        right.plot(*path.T, **style)
    left.set(xlabel="step", ylabel="loss over all points", yscale="log", title="The loss")
    right.set_title("The path in the valley")
    figure.legend(handles=left.lines, title="learning rate", loc="outside lower center", ncols=3)
    figure.suptitle("Three learning rates")


def _loss(x, y, w, b):
    """The mean squared error of a line, or of each line if w and b are grids."""
    return ((np.multiply.outer(w, x) + np.expand_dims(b, -1) - y) ** 2).mean(axis=-1)


def _valley(axes, x, y, w_limits, b_limits, numbered=True):
    """Draw the loss of all lines between limits: rings of equal loss, the darker the larger."""
    w, b = np.meshgrid(np.linspace(*w_limits, 60), np.linspace(*b_limits, 60))
    loss = _loss(x, y, w, b)
    # The 16 rings of a parabola lie at equal distances if their heights grow as squares do.
    heights = np.linspace(0, 1, 17)
    levels = loss.min() + np.ptp(loss) * heights**2
    axes.contourf(w, b, loss, levels=levels, colors=plt.get_cmap("Greys")(0.5 * heights[1:]))
    rings = axes.contour(w, b, loss, levels=levels[1:-1], colors="0.35", linewidths=0.5)
    if numbered:
        axes.clabel(rings, levels[3:-1:3], fmt=lambda level: f"{level:.3g}", fontsize=8)
    axes.set(xlabel="w", ylabel="b", title="The valley: rings of equal loss")
    axes.grid(False)
