"""The plots of notebook 3 that would take more lines than the lesson they serve."""

import matplotlib.pyplot as plt
import numpy as np

INK = "0.35"  # of frames and arrows in drawings
MIDDLE = {"ha": "center", "va": "center"}  # of texts


def plot_images(images, titles, title, columns=10):
    """Draw images side by side, row by row, each in a frame and under its own of n short titles.

    `images` is an array of shape (n, height, width) or (n, height, width, 1).
    """
    images = np.asarray(images)
    images = images.reshape(images.shape[:3])
    rows = -(-len(images) // columns)
    size = (1.05 * columns, 0.5 + (1.05 + 0.2 * (1 + titles[0].count("\n"))) * rows)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
    for axis, image, text in zip(axes.flat, images, titles):
        _image(axis, image, text)
    for axis in axes.flat[len(images) :]:
        axis.axis("off")
    figure.suptitle(title, fontsize=12)


def plot_window(image, kernel, bias, position):
    """Draw what a convolution does at one position: window, products, sum, and the output so far.

    Args:
        image: array of shape (height, width).
        kernel, bias: array of shape (rows, columns), slid over the image without padding; a number.
        position: int; the window's positions are counted as one reads, from 0 at the top left.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    row, column = divmod(position, windows.shape[1])
    patch = windows[row, column]
    total = (patch * kernel).sum()
    output = np.maximum((windows * kernel).sum(axis=(2, 3)) + bias, 0)
    shown = np.where(np.arange(output.size).reshape(output.shape) <= position, output, np.nan)

    figure, axes = plt.subplots(1, 5, figsize=(10.8, 3.3), width_ratios=[1.4, 1, 1, 1, 1.4])
    _image(axes[0], image, f"window at row {row}, column {column}")
    _frame(axes[0], column - 0.5, row - 0.5, *kernel.shape[::-1])
    _numbers(axes[1], patch, "pixels")
    _numbers(axes[2], kernel, "× kernel")
    _numbers(axes[3], patch * kernel, "= products")
    _image(axes[4], shown, f"output, position {position}", vmax=output.max())
    _frame(axes[4], column - 0.5, row - 0.5, 1, 1)
    figure.suptitle("One window, one pixel")
    sums = f"sum {total:.2f}, plus bias {bias:.2f} = {total + bias:.2f}"
    figure.supxlabel(f"{sums}, after relu {output[row, column]:.2f}", fontsize=12)


def plot_maps(image, maps):
    """Draw an image and what some filters make of it, a list of maps, named A, B, C, …"""
    figure, axes = plt.subplots(1, 1 + len(maps), figsize=(2.1 * (1 + len(maps)), 2.7))
    for axis, picture, title in zip(axes, [image, *maps], ["the digit", *"ABCDEFGH"]):
        _image(axis, picture, title)
    figure.suptitle("One digit, four filters", fontsize=12)


def plot_channels(maps, channels, window, filters):
    """Draw how a filter reads all channels of its input, and how many filters make many maps.

    `maps` are some of the input's channels, arrays of shape (rows, columns); all its channels,
    a kernel's width and the number of kernels are the other arguments.
    """
    figure, axes = plt.subplots(figsize=(10, 4))
    for number, picture in enumerate(maps):
        place = 0.45 * number
        _stamp(axes, picture, place, place, 2.4, INK, 10 - number)  # the first lies in front
        _frame(axes, place + 0.8, place + 1.0, 0.6, 0.6, layer=20 - number)
    axes.text(place + 1.2, place + 2.5, "…", ha="center", fontsize=14)
    below = {"ha": "center", "va": "top", "fontsize": 10}
    axes.text(1.9, -0.3, f"input: {channels} channels,\none window in all of them", **below)
    for row, color in enumerate(["C0", "C2"]):
        bottom, corner = 2.5 - 2.2 * row, 2.3 - 2.2 * row  # of the filter, and of the output
        for number in range(len(maps)):
            _stamp(axes, [[0]], 5.6 + 0.2 * number, bottom + 0.2 * number, 1, color, 10 - number)
        axes.text(6.7, bottom + 1.68, "…", ha="center", fontsize=14)
        axes.text(5.5, bottom + 0.5, f"filter {row}", ha="right", va="center", fontsize=10)
        _arrow(axes, (7.4, bottom + 0.7), (8.0, bottom + 0.7))
        axes.text(8.7, bottom + 0.7, "one sum,\nbias, relu", **MIDDLE, fontsize=9)
        _stamp(axes, [[0]], 10.7, corner, 2.0, INK, 1)
        _frame(axes, 10.7 + 0.65, corner + 0.9, 0.2, 0.2, color)
        _arrow(axes, (9.4, bottom + 0.7), (10.7 + 0.55, corner + 1.0))
    block = f"{window} × {window} × {channels}"
    axes.text(6.4, -0.3, f"{filters} filters,\neach a block of {block}", **below)
    axes.text(11.7, -0.3, f"output: {filters} maps,\none from each filter", **below)
    axes.set(xlim=(-0.2, 13.4), ylim=(-1.3, 4.5), aspect="equal")
    axes.axis("off")
    figure.suptitle("Many channels in, many maps out", fontsize=12)


def plot_stride(pixels, window, stride):
    """Draw the positions of a window along a row of pixels, with this stride and padding "same"."""
    size = len(pixels)
    positions = -(-size // stride)  # divided, and rounded up
    zeros = max((positions - 1) * stride + window - size, 0)
    before = zeros // 2
    _, axes = plt.subplots(figsize=(8, 1.3 + 0.4 * positions))
    for place in range(-before, size + zeros - before):
        inside = 0 <= place < size
        _stamp(axes, [[pixels[place] if inside else 0]], place, 0, 1, INK, 1)
        if not inside:
            axes.text(place + 0.5, 0.5, "0", **MIDDLE, bbox={"color": "white", "pad": 1})
            axes.add_patch(plt.Rectangle((place, 0), 1, 1, fill=False, hatch="///", alpha=0.4))
    for position in range(positions):
        left, height = position * stride - before, -0.8 * (position + 1)
        axes.plot([left + 0.1, left + window - 0.1], [height, height], color="C1", linewidth=6)
        _arrow(axes, (left + window + 0.1, height), (size + 3.2, height))
        axes.text(size + 3.4, height, f"output {position}", va="center", fontsize=10)
    axes.set(xlim=(-before - 0.2, size + 6), ylim=(-0.8 * positions - 0.5, 1.2), aspect="auto")
    axes.axis("off")
    title = f"A window of {window}, stride {stride}: {size} pixels become {positions}"
    axes.set_title(f"{title} (hatched: padding)")


def plot_frame(image, row, column, pixels, title):
    """Draw an image and a square frame, `pixels` wide, with its top left at (row, column)."""
    _, axes = plt.subplots(figsize=(3, 3.2))
    axes.imshow(image)
    _frame(axes, column - 0.5, row - 0.5, pixels, pixels)
    axes.set(title=title, xlabel="column", ylabel="row")
    axes.grid(False)


def plot_curves(curves, ylabel, title, xlabel="step"):
    """Draw curves with their points: a dict from a name to (x, y), two sequences of one length."""
    for (name, (x, y)), marker in zip(curves.items(), "os^"):
        plt.plot(x, y, f"{marker}-", label=name)
    plt.gca().set(xlabel=xlabel, ylabel=ylabel, title=title)
    plt.legend()


def plot_answer(image, probabilities, label):
    """Draw an image of shape (28, 28, 1), its label, and the ten probabilities of a network."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.8), width_ratios=[1, 1.9])
    _image(left, image[..., 0], f"label: {label}")
    right.bar(range(10), probabilities)
    right.set(xticks=range(10), ylim=(0, 1.03), xlabel="digit", ylabel="probability")
    right.set_title("the answer")
    figure.suptitle("Ten probabilities for one digit")


def plot_confusion_matrix(counts):
    """Draw counts of shape (10, 10), true × predicted digit; the colours leave out the diagonal."""
    mistakes = counts * (1 - np.eye(10, dtype=int))
    _, axes = plt.subplots(figsize=(5.4, 5))
    axes.imshow(mistakes, cmap="Oranges")
    for (true, predicted), count in np.ndenumerate(counts):
        color = "white" if mistakes[true, predicted] > 0.6 * mistakes.max() else "black"
        look = {"color": color, "weight": "bold" if true == predicted else "normal"}
        axes.text(predicted, true, count or "·", **MIDDLE, fontsize=8, **look)
    axes.set(xticks=range(10), yticks=range(10), xlabel="predicted digit", ylabel="true digit")
    axes.set_title("Which digits are taken for which")
    axes.grid(False)


def plot_filters_and_maps(filters, maps):
    """Draw each filter above the map that it makes, six pairs in a row.

    `filters`, of shape (height, width, n), share a scale with 0 in its middle; each map, in an
    array of shape (28, 28, n), has its own.
    """
    limit = np.abs(filters).max()
    figure, axes = plt.subplots(4, 6, figsize=(9.6, 7.2))
    for number in range(filters.shape[-1]):
        row, column = 2 * (number // 6), number % 6
        colours = {"cmap": "PuOr", "vmin": -limit, "vmax": limit}
        _image(axes[row, column], filters[..., number], f"filter {number}", **colours)
        _image(axes[row + 1, column], maps[..., number], f"map {number}")
    figure.suptitle("The filters of conv1, and what each makes of the digit", fontsize=12)


def _image(axis, picture, title, **colours):
    """Draw a picture in a frame; it has a scale of its own, unless `vmin` or `vmax` is given."""
    axis.imshow(picture, **colours)
    axis.set_title(title, fontsize=10)
    axis.axis("off")
    look = {"edgecolor": INK, "linewidth": 0.8, "fill": False, "clip_on": False}
    axis.add_patch(plt.Rectangle((0, 0), 1, 1, transform=axis.transAxes, **look))


def _frame(axis, x, y, width, height, color="C1", layer=2):
    look = {"edgecolor": color, "linewidth": 2, "fill": False, "clip_on": False}
    axis.add_patch(plt.Rectangle((x, y), width, height, zorder=layer + 0.5, **look))


def _stamp(axis, picture, x, y, side, color, layer):
    """Draw a picture, its lower left corner at (x, y), and its edge; high layers lie in front."""
    place = (x, x + side, y, y + side)
    axis.imshow(picture, extent=place, zorder=layer, vmin=0, vmax=max(np.max(picture), 1))
    _frame(axis, x, y, side, side, color, layer)


def _arrow(axis, start, end):
    look = {"arrowstyle": "->", "color": INK, "linewidth": 1.3}
    axis.annotate("", xy=end, xytext=start, arrowprops=look)


def _numbers(axis, numbers, title):
    """Write numbers in a grid, negative ones on orange, positive ones on purple."""
    limit = 2.5 * max(np.abs(numbers).max(), 1)
    axis.imshow(numbers, cmap="PuOr", vmin=-limit, vmax=limit)
    for (row, column), number in np.ndenumerate(numbers):
        # 0.0 is added, else -0.0 would be shown as "-0.00".
        axis.text(column, row, f"{number + 0.0:.2f}", **MIDDLE, fontsize=9)
    axis.set_title(title, fontsize=10)
    axis.axis("off")
