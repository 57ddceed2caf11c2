"""The plot of notebook 5."""

import matplotlib.pyplot as plt


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
