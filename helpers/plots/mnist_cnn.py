"""The plots of notebook 3 that would take more lines than the lesson they serve."""

import matplotlib.pyplot as plt
import numpy as np


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


def plot_window(image, kernel, bias, position):
    """Draw what a convolution does at one position: window, products, sum, and the output so far.

    Args:
        image: array of shape (height, width).
        kernel: array of shape (rows, columns), slid over the image without padding.
        bias: number added to each sum.
        position: int; the window's positions are counted as one reads, from 0 at the top left.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    rows, columns = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    row, column = divmod(position, windows.shape[1])
    patch = windows[row, column]
    total = (patch * kernel).sum()
    output = np.maximum((windows * kernel).sum(axis=(2, 3)) + bias, 0)
    shown = np.where(np.arange(output.size).reshape(output.shape) <= position, output, np.nan)

    figure, axes = plt.subplots(
        1, 5, figsize=(10.8, 3.3), width_ratios=[1.4, 1, 1, 1, 1.4], layout="constrained"
    )
    _image(axes[0], image, f"window at row {row}, column {column}")
    _frame(axes[0], row, column, rows, columns)
    for axis, numbers, title in [
        (axes[1], patch, "patch"),
        (axes[2], kernel, "× kernel"),
        (axes[3], patch * kernel, "= products"),
    ]:
        _numbers(axis, numbers, title)
    axes[4].imshow(shown, vmin=0, vmax=max(output.max(), 1e-9))
    axes[4].set_title(f"output, pixel {position + 1} of {output.size}", fontsize=10)
    axes[4].axis("off")
    _frame(axes[4], 0, 0, *output.shape, color="black", linewidth=0.8)
    _frame(axes[4], row, column, 1, 1)
    figure.suptitle("One window, one pixel")
    figure.supxlabel(
        f"sum {total:.2f}, plus bias {bias:.2f} = {total + bias:.2f}, "
        f"after relu {output[row, column]:.2f}",
        fontsize=12,
    )


def plot_row(pictures, title):
    """Draw a few images large, side by side, each with its name.

    Args:
        pictures: dict from a name to an array of shape (height, width), which may differ in size.
        title: the title of the figure.
    """
    figure, axes = plt.subplots(1, len(pictures), figsize=(2.1 * len(pictures), 2.7), squeeze=False)
    for axis, (name, picture) in zip(axes.flat, pictures.items()):
        _image(axis, picture, name)
    figure.suptitle(title, fontsize=12)


def plot_frame(image, rows, columns, title):
    """Draw an image and a frame around a part of it.

    Args:
        image: array of shape (height, width).
        rows, columns: the numbers of the rows and columns inside of the frame, in rising order.
        title: the title of the figure.
    """
    figure, axes = plt.subplots(figsize=(3, 3.2))
    axes.imshow(image)
    _frame(axes, rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1)
    axes.set(title=title, xlabel="column", ylabel="row")
    axes.grid(False)


def plot_training(losses, evaluated_at, accuracies):
    """Draw the loss of each batch, the validation accuracy, and its upper end once more, enlarged.

    Args:
        losses: float sequence, the loss of each step.
        evaluated_at: int sequence, the steps after which the accuracy was measured.
        accuracies: float sequence of the same length, from 0 to 1.
    """
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(10.6, 3.2))
    left.plot(np.arange(1, len(losses) + 1), losses, linewidth=0.8, label="loss of each batch")
    left.set(xlabel="step", ylabel="cross-entropy (logarithmic)", yscale="log", title="loss")
    for axes in (middle, right):
        axes.plot(evaluated_at, accuracies, "o-", color="C1", label="validation accuracy")
        axes.set(xlabel="step", ylabel="validation accuracy")
    middle.set(ylim=(0, 1.03), title="accuracy, from guessing to 1")
    right.set(ylim=(0.9, 1.003), title="the same from 0.9 up")
    figure.suptitle("Loss and accuracy while training")


def plot_filters_and_maps(digit, filters, maps):
    """Draw each filter above the image that it makes of a digit, and the digit beside them.

    Args:
        digit: array of shape (28, 28).
        filters: array of shape (n, height, width).
        maps: array of shape (n, 28, 28); `maps[k]` was made with `filters[k]`.
    """
    count, limit = len(filters), np.abs(filters).max()
    figure, axes = plt.subplots(2, count + 1, figsize=(10.8, 2.5))
    for axis in axes.flat:
        axis.axis("off")
    _image(axes[1, 0], digit, "the digit")
    for number in range(count):
        colours = {"cmap": "PuOr", "vmin": -limit, "vmax": limit}
        _image(axes[0, number + 1], filters[number], f"filter {number}", **colours)
        _image(axes[1, number + 1], maps[number], f"map {number}")
    figure.suptitle("The filters of conv1, and what each makes of the digit", fontsize=12)


def _image(axis, picture, title, **colours):
    axis.imshow(picture, **colours)
    axis.set_title(title, fontsize=10 if len(title) > 9 else 9)
    axis.axis("off")


def _frame(axis, row, column, rows, columns, color="C1", linewidth=2):
    place, look = (column - 0.5, row - 0.5), {"edgecolor": color, "linewidth": linewidth}
    axis.add_patch(plt.Rectangle(place, columns, rows, fill=False, clip_on=False, **look))


def _numbers(axis, numbers, title):
    """Write numbers in a grid, negative ones on orange, positive ones on purple."""
    limit = max(np.abs(numbers).max(), 1)
    axis.imshow(numbers, cmap="PuOr", vmin=-2.5 * limit, vmax=2.5 * limit)
    for place, number in np.ndenumerate(numbers):
        number += 0.0  # else -0.0 would be shown as "-0.00"
        axis.text(*place[::-1], f"{number:.2f}", ha="center", va="center", fontsize=9)
    axis.set_title(title, fontsize=10)
    axis.axis("off")
