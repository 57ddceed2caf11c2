"""The plots of notebook 5 that would take more lines than the lesson they serve.

Each draws one new figure.
"""

import matplotlib.pyplot as plt
import numpy as np


def plot_times(times, title, per="step"):
    """Draw a bar for each way: its median, a line from the shortest to the longest time, and how
    many times as fast it is as the first.

    Args:
        times: dict from the name of a way to its milliseconds, one positive number for each round.
        title: the title of the figure.
        per: what takes so many milliseconds, for the axis.
    """
    names = list(times)
    rows = [np.asarray(values, dtype=float) for values in times.values()]
    medians = np.array([np.median(row) for row in rows])
    longest = max(row.max() for row in rows)
    figure, axes = plt.subplots(figsize=(7.4, 0.9 + 0.42 * len(names)))
    colours = ["C1"] + ["C0"] * (len(names) - 1)
    axes.barh(names, medians, color=colours, height=0.6)
    for name, row, median in zip(names, rows, medians):
        spread = [row.min(), row.max()]
        axes.plot(spread, [name, name], "|-", color="black", linewidth=1, label=f"spread: {name}")
        text = f"{median:.3g} ms"
        if name != names[0]:
            ratio = medians[0] / median
            text += f", {ratio:.2f} × faster" if ratio >= 1 else f", {1 / ratio:.2f} × slower"
        axes.text(row.max() + 0.02 * longest, name, text, va="center")
    axes.set(xlabel=f"milliseconds per {per}: median, shortest to longest", ylabel="way")
    axes.set_title(title)
    axes.set_xlim(0, 1.5 * longest)
    axes.invert_yaxis()
    axes.grid(False, axis="y")


def plot_parts(parts, title):
    """Draw bars on top of each other: for each part of a step, its milliseconds by direction.

    Args:
        parts: dict from a part to a dict from a direction to its milliseconds. All parts have the
            same directions.
        title: the title of the figure.
    """
    names = list(parts)
    figure, axes = plt.subplots(figsize=(7.4, 3.6))
    below = np.zeros(len(names))
    for direction in parts[names[0]]:
        heights = np.array([parts[name][direction] for name in names])
        axes.bar(names, heights, bottom=below, label=direction, width=0.6)
        below += heights
    axes.set(xlabel="part of the step", ylabel="milliseconds per step", title=title)
    axes.grid(False, axis="x")
    figure.legend(loc="outside right upper")


def plot_roofline(arithmetic, bandwidth, points, title):
    """Draw the two roofs of a machine, and where each part of a step lies below them.

    Args:
        arithmetic: operations a second at most.
        bandwidth: bytes a second that come from memory at most.
        points: dict from a part to (operations per byte, operations a second).
        title: the title of the figure.
    """
    x, y = np.transpose(list(points.values()))
    corner = arithmetic / bandwidth
    left, right = min(x.min(), corner) / 3, max(x.max(), corner) * 3
    figure, axes = plt.subplots(figsize=(7.4, 4.2))
    axes.plot([left, corner], np.array([left, corner]) * bandwidth / 1e9, label="memory")
    axes.plot([corner, right], [arithmetic / 1e9] * 2, label="arithmetic")
    axes.plot(x, y / 1e9, "o", color="black", label="measured", zorder=3)
    for number, (name, (operations_per_byte, rate)) in enumerate(points.items()):
        above_or_below = (7, -12) if number % 2 else (7, 5)  # neighbours may lie close together
        place = (operations_per_byte, rate / 1e9)
        axes.annotate(name, place, xytext=above_or_below, textcoords="offset points")
    axes.set(xscale="log", yscale="log", xlabel="operations per byte (logarithmic)")
    axes.set(ylabel="billion operations a second (logarithmic)", title=title)
    figure.legend(loc="outside right upper")


def plot_accuracies(accuracies, title):
    """Draw a point for each seed of each way, and a line at the mean.

    Args:
        accuracies: dict from the name of a way to its accuracies, one for each seed.
        title: the title of the figure.
    """
    figure, axes = plt.subplots(figsize=(7.4, 0.9 + 0.42 * len(accuracies)))
    for place, (name, values) in enumerate(accuracies.items()):
        (seeds,) = axes.plot(
            values, [place] * len(values), "o", markersize=5, color="C0", label=name
        )
        mean = axes.plot([np.mean(values)], [place], "|", markersize=18, color="C1")[0]
    axes.set_yticks(range(len(accuracies)), list(accuracies))
    axes.set(xlabel="validation accuracy", ylabel="way", title=title)
    axes.invert_yaxis()
    figure.legend([seeds, mean], ["a seed", "mean"], loc="outside right upper")
