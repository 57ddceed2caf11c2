"""The plots that would take more lines than the lesson they serve. Each draws one new figure."""

import matplotlib.pyplot as plt
import numpy as np


def plot_fit(x, y, models, title):
    """Draw the data as points and what each model predicts as a line: first dashed, then solid.

    Args:
        x, y: arrays of shape (n,) or (n, 1), the data.
        models: dict from a name for the legend to a function, which is given float32 inputs of
            shape (k, 1) and returns predictions of the same shape.
        title: the title of the figure.
    """
    grid = np.linspace(np.min(x), np.max(x), 200, dtype=np.float32).reshape((-1, 1))
    styles = [{"color": "black", "linestyle": "--"}, {"color": "C1"}]
    figure, axes = plt.subplots()
    axes.scatter(x, y, s=12, label="data")
    for (name, model), style in zip(models.items(), styles, strict=True):
        axes.plot(grid, model(grid), label=name, **style)
    axes.set(xlabel="x", ylabel="y", title=title)
    axes.legend()


def plot_loss(losses, name, level, level_name):
    """Draw the loss of each step on a logarithmic axis, and a dashed line to compare it with.

    Args:
        losses: float sequence, one per step.
        name: what kind of loss it is, for the axis.
        level, level_name: height of the dashed line, and its text in the legend. A level of 0
            has no place on the axis and is left out.
    """
    figure, axes = plt.subplots()
    axes.plot(np.arange(1, len(losses) + 1), losses, linewidth=1, label="loss of each batch")
    if level > 0:
        axes.axhline(level, color="black", linestyle="--", label=level_name)
    axes.set(xlabel="step", ylabel=name, yscale="log", title="The loss while training")
    axes.legend()


def plot_loss_surface(x, y, path, best):
    """Draw the mean squared error of all lines near `path` as contours, and the path on it.

    Args:
        x, y: arrays of shape (n,), the data.
        path: sequence of (w, b) pairs, the line after each step.
        best: the (w, b) with the smallest loss, drawn as a cross.
    """
    x, y, path = np.asarray(x), np.asarray(y), np.asarray(path)
    corners = np.vstack([path, best])
    margin = 0.25 * np.ptp(corners, axis=0) + 0.1
    low, high = corners.min(axis=0) - margin, corners.max(axis=0) + margin
    w, b = np.meshgrid(np.linspace(low[0], high[0], 60), np.linspace(low[1], high[1], 60))
    loss = ((w[..., np.newaxis] * x + b[..., np.newaxis] - y) ** 2).mean(axis=-1)

    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    contours = axes.contourf(w, b, loss, levels=20, cmap="cividis")
    figure.colorbar(contours, label="mean squared error")
    axes.plot(*path.T, ".-", color="white", markersize=3, linewidth=1, label="path of (w, b)")
    axes.plot(*best, "x", color="#D55E00", markersize=10, markeredgewidth=3, label="best possible")
    axes.set(xlabel="w", ylabel="b", title="Downhill on the loss surface")
    axes.grid(False)
    axes.legend(labelcolor="white", loc="upper right", frameon=True, facecolor="#333333")


def plot_images(images, titles, title, columns=10, cmap=None, limit=None):
    """Draw images side by side, row by row.

    Args:
        images: array of shape (n, height, width) or (n, height, width, 1).
        titles: n short texts, one above each image, or None for no texts.
        title: the title of the figure.
        columns: images in a row.
        cmap: name of a Matplotlib colour map; the style's own (dark ink on white) if None.
        limit: the colours span -limit to limit; each image's own range if None.
    """
    images = np.asarray(images)
    images = images.reshape(images.shape[:3])
    rows = -(-len(images) // columns)
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(0.85 * columns, 0.5 + (0.85 if titles is None else 1.1) * rows),
        squeeze=False,
    )
    low = None if limit is None else -limit
    for axis in axes.flat:
        axis.axis("off")
    for axis, image in zip(axes.flat, images):
        axis.imshow(image, cmap=cmap, vmin=low, vmax=limit)
    for axis, text in zip(axes.flat, titles or []):
        axis.set_title(text, fontsize=9)
    figure.suptitle(title, fontsize=12)


def plot_confusion_matrix(counts):
    """Draw how often each true digit was taken for each digit; the colours leave out the diagonal.

    Args:
        counts: int array of shape (10, 10); row: true digit, column: predicted digit.
    """
    counts = np.asarray(counts)
    mistakes = counts * (1 - np.eye(10, dtype=int))
    figure, axes = plt.subplots(figsize=(5.4, 5))
    axes.imshow(mistakes, cmap="Oranges")
    for true, predicted in np.ndindex(10, 10):
        count = counts[true, predicted]
        shade = "white" if mistakes[true, predicted] > 0.6 * mistakes.max() else "black"
        weight = "bold" if true == predicted else "normal"
        axes.text(
            predicted,
            true,
            count or "·",
            ha="center",
            va="center",
            fontsize=8,
            color=shade,
            weight=weight,
        )
    axes.set(
        xticks=range(10),
        yticks=range(10),
        xlabel="predicted digit",
        ylabel="true digit",
        title="Which digits are taken for which",
    )
    axes.grid(False)


def plot_training(losses, evaluated_at, accuracies, promised):
    """Draw the loss of each batch and the accuracy on the test images, one above the other.

    Args:
        losses: float sequence, the loss of each step.
        evaluated_at: int sequence, the steps after which the accuracy was measured.
        accuracies: float sequence of the same length, from 0 to 1.
        promised: the accuracy to reach, drawn as a dashed line.
    """
    figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6.4, 4.8))
    above.plot(np.arange(1, len(losses) + 1), losses, linewidth=0.8)
    above.set(ylabel="loss of the batch", yscale="log", title="Loss and accuracy while training")
    below.plot(evaluated_at, accuracies, "o-", color="#D55E00")
    below.axhline(promised, color="black", linestyle="--", linewidth=1, label="promised")
    below.set(xlabel="step", ylabel="test accuracy")
    below.legend()


def plot_times(times, title, per="step"):
    """Draw one bar for each way to do the same, and its ratio to the first.

    Args:
        times: dict from the name of a way to its milliseconds, positive.
        title: the title of the figure.
        per: what takes so many milliseconds, for the axis.
    """
    names, values = list(times), list(times.values())
    figure, axes = plt.subplots(figsize=(6.4, 0.8 + 0.42 * len(names)))
    bars = axes.barh(names, values, color=["C1"] + ["C0"] * (len(names) - 1))
    axes.bar_label(
        bars, [f"{value:.3g} ms, ratio {value / values[0]:.2f}" for value in values], padding=4
    )
    axes.set(xlabel=f"milliseconds per {per}", ylabel="way", title=title)
    axes.set_xlim(0, 1.4 * max(values))
    axes.invert_yaxis()
    axes.grid(False, axis="y")
