"""The plots of notebook 6 that would take more lines than the lesson they serve."""

import matplotlib.pyplot as plt
import numpy as np


def plot_answers(pictures, answers, title):
    """Draw images, and beside each the ten probabilities that the network gives.

    `pictures` is a dict from a name to an array of shape (28, 28), as the network sees it;
    `answers`, an array of shape (n, 10), has a row for each.
    """
    look = {"figsize": (7, 0.6 + 2.4 * len(pictures)), "width_ratios": [1, 2], "squeeze": False}
    figure, axes = plt.subplots(len(pictures), 2, **look)
    for (left, right), (name, picture), answer in zip(axes, pictures.items(), answers):
        left.imshow(picture, vmin=0, vmax=255)
        left.set(xticks=[], yticks=[])
        left.spines[:].set_visible(True)  # the frame shows where the edges are
        left.set_title(name, fontsize=11)
        right.bar(range(10), answer)
        text = f"read as {answer.argmax()}, with probability {answer.max():.2f}"
        right.set(xticks=range(10), ylim=(0, 1.03), xlabel="digit", ylabel="probability")
        right.set_title(text, fontsize=11)
    figure.suptitle(title, fontsize=12)


def plot_rows(rows, titles, title):
    """Draw rows of images, a dict from a name to n of them; and n titles above the first row."""
    columns = len(titles)
    size, ratios = (0.85 * columns + 1.9, 0.6 + 0.95 * len(rows)), [1.9, *[1] * columns]
    look = {"figsize": size, "width_ratios": ratios, "squeeze": False}
    figure, axes = plt.subplots(len(rows), columns + 1, **look)
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(True)  # the frame shows where the edges are
    for line, (name, pictures) in zip(axes, rows.items()):
        line[0].axis("off")
        line[0].text(1, 0.5, name, ha="right", va="center", fontsize=10)
        for axis, picture in zip(line[1:], pictures):
            axis.imshow(picture)
    for axis, text in zip(axes[0, 1:], titles):
        axis.set_title(text, fontsize=10)
    figure.suptitle(title, fontsize=12)


def plot_adapting(sizes, accuracies, before):
    """Draw the accuracy of each way to adapt: a point for each draw, a line through the means.

    `accuracies`, a dict from a name to a list of floats from 0 to 1, has all draws of the first of
    `sizes` (how many labelled digits there were), then all of the next. `before`, a float, is the
    accuracy of the network that nobody adapted.
    """
    figure, axes = plt.subplots(figsize=(7.6, 4))
    axes.axhline(before, color="0.4", linestyle="--", label="not adapted")
    for number, (name, found) in enumerate(accuracies.items()):
        found = np.reshape(found, (len(sizes), -1))
        place = np.arange(len(sizes)) + 0.06 * (number - 1.5)  # side by side
        axes.plot(place, found.mean(axis=1), color=f"C{number}", label=name)
        axes.plot(place, found, "o", color=f"C{number}")
    axes.set(xticks=range(len(sizes)), xticklabels=sizes, xlabel="labelled digits")
    axes.set(ylabel="accuracy on digits set aside", title="Adapting to other hands")
    figure.legend(loc="outside right center")
