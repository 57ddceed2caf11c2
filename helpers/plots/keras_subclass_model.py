"""The plots of notebook 2 that would take more lines than the lesson they serve.

Each draws one new figure, with its legend beside the data.
"""

import matplotlib.pyplot as plt
import numpy as np


def plot_curves(x, y, curves, title):
    """Draw data as points, and curves: the first dashed, the others solid.

    Args:
        x, y: arrays of shape (n,) or (n, 1), the data.
        curves: dict of one to three entries, from a name for the legend to a function, which is
            given float32 inputs of shape (k, 1) and returns as many values.
        title: the title of the figure.
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
    """Draw the units, each times its weight, and below them their sum.

    Args:
        grid: array of shape (k,), the inputs.
        parts: array of shape (k, units), each unit's output times its weight in the sum.
        start: what is added to the sum.
        title: the title of the figure.
    """
    figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6.4, 4.6))
    for number, part in enumerate(np.transpose(parts)):
        above.plot(grid, part, linewidth=1.2, color=f"C{number % 3}")
    below.plot(grid, start + np.sum(parts, axis=1), color="black")
    above.set(ylabel="units × weights", title=title)
    below.set(xlabel="x", ylabel="their sum")


def plot_bends(x, y, grid, curve, slope, bends, title):
    """Draw data and a curve with its bends marked; below, the slope of the curve.

    Args:
        x, y: arrays of shape (n, 1), the data.
        grid: array of shape (k,), increasing: where the curve and its slope are known.
        curve, slope: arrays of shape (k,) or (k, 1).
        bends: array of shape (m,), where the curve bends, within the grid.
        title: the title of the figure.
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
