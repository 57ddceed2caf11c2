"""The plots of notebook 5 that would take more lines than the lesson they serve."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

PARTS = ["conv1", "conv2", "conv3", "dense", "adam", "other"]


def plot_times(times, title):
    """Draw a bar for each way, its median, and a point for each round.

    `times` is a dict from the name of a way to its milliseconds a step, one number for each round.
    """
    names, longest = list(times), max(map(max, times.values()))
    figure, axes = plt.subplots(figsize=(7.4, 0.9 + 0.42 * len(names)))
    medians = [np.median(row) for row in times.values()]
    axes.barh(range(len(names)), medians, color=["C1"] + ["C0"] * (len(names) - 1), height=0.6)
    for place, ((name, row), median) in enumerate(zip(times.items(), medians)):
        axes.plot(row, [place] * len(row), "o", color="black", markersize=3, label=name)
        axes.text(max(row) + 0.02 * longest, place, f"{median:.3g} ms", va="center")
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="milliseconds a step: median, and each round", ylabel="way", title=title)
    axes.set_xlim(0, 1.2 * longest)
    axes.invert_yaxis()
    axes.grid(False, axis="y")


def read_profile(folder, steps):
    """Return where the time of a step went, from the one profile of some steps in a folder.

    Returns:
        dict from a part of the network to a dict from "forward" and "backward" to milliseconds a
        step. Operations may run side by side, so the parts may add up to more than a step.

    Raises:
        ImportError: TensorFlow has moved the reader of its profiles.
    """
    try:  # TensorFlow has no public reader of its profiles
        from tensorflow.tsl.profiler.protobuf import xplane_pb2
    except ImportError:
        text = "this TensorFlow reads its profiles in another way: leave this cell out and go on"
        raise ImportError(text) from None

    (file,) = Path(folder).glob("plugins/profile/*/*.xplane.pb")
    planes = xplane_pb2.XSpace.FromString(file.read_bytes()).planes
    parts = {part: {"forward": 0.0, "backward": 0.0} for part in PARTS}
    (plane,) = (plane for plane in planes if plane.name == "/host:CPU")
    for event in (event for line in plane.lines for event in line.events):
        # An operation's event is called name:type.
        name, _, kind = plane.event_metadata[event.metadata_id].name.partition(":")
        if kind and kind[0] not in ": ":
            part = next((part for part in PARTS if part in name), "other")
            direction = "backward" if "gradient_tape" in name else "forward"
            parts[part][direction] += event.duration_ps / 1e9 / steps  # picoseconds
    return parts


def plot_parts(parts, title):
    """Draw bars on top of each other: of each part of a step, the time as `read_profile` has it."""
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


def plot_accuracies(accuracies, title):
    """Draw a point for each seed of each recipe, joined by seed, and a line at the mean.

    `accuracies` is a dict from the name of a recipe to its accuracies, one for each seed.
    """
    figure, axes = plt.subplots(figsize=(7.4, 0.9 + 0.42 * len(accuracies)))
    recipes, places = np.array(list(accuracies.values())), range(len(accuracies))
    for number, values in enumerate(recipes.T, 1):
        (seed,) = axes.plot(values, places, "o-", markersize=5, linewidth=0.8, color="C0")
        seed.set_label(f"seed number {number}")
    (mean,) = axes.plot(recipes.mean(axis=1), places, "|", markersize=18, color="C1", label="mean")
    axes.set_yticks(places, list(accuracies))
    axes.set(xlabel="validation accuracy", ylabel="recipe", title=title)
    axes.set_ylim(len(accuracies) - 0.5, -0.5)  # the first on top
    figure.legend([seed, mean], ["a seed", "mean"], loc="outside right upper")
