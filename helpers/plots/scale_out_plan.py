"""The plots of notebook 7 that say how many workers are worth it."""

import matplotlib.pyplot as plt
import numpy as np


def plot_speedups(horizontal, speedups, xlabel, title, level=None):
    """Draw how many times as fast as one several workers are, a line for each way.

    The best point of a line is marked, if it is not at an end of it.

    Args:
        horizontal: array of positive numbers, shape (n,); the axis is logarithmic.
        speedups: dict from the name of a line to its values, shape (n,).
        xlabel, title: texts.
        level: (name, height) of a dashed line, or None.
    """
    _, axes = plt.subplots()
    for name, values in speedups.items():
        (line,) = axes.plot(horizontal, values, label=name)
        best = np.argmax(values)
        if 0 < best < len(values) - 1:
            axes.plot(horizontal[best], values[best], "o", color=line.get_color())
    if level:
        name, height = level
        axes.plot(horizontal[[0, -1]], [height, height], "C3--", label=name)
    axes.set(xscale="log", ylim=0, xlabel=xlabel, ylabel="times as fast as one", title=title)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
