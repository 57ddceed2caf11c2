"""Run in a notebook's kernel, write down what every figure holds when it is shown.

One JSON object a line, in the file named by COURSE_FIGURES.
"""

import functools
import json
import os

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.container import BarContainer


def colours_on_white(axes):
    """The colours of lines, points and bars, but for those drawn on a picture or a surface."""
    if axes.images or any(artist.get_array() is not None for artist in axes.collections):
        return []
    colours = [to_rgba(line.get_color(), line.get_alpha()) for line in axes.lines]
    for artist in [*axes.collections, *axes.patches]:
        colours += [tuple(colour) for colour in to_rgba_array(artist.get_facecolor())]
    return sorted(set(colours))


def bars_of(axes):
    """The groups of bars, without the bars of errors."""
    return [bars for bars in axes.containers if isinstance(bars, BarContainer)]


def bar_lengths(bars):
    """The lengths of bars that stand, or that lie."""
    lie = bars.orientation == "horizontal"
    return [float(bar.get_width() if lie else bar.get_height()) for bar in bars]


def tick_labels(axes):
    """The names of bars, which lie or stand; otherwise those of the x axis."""
    lie = any(bars.orientation == "horizontal" for bars in bars_of(axes))
    return axes.get_yticklabels() if lie else axes.get_xticklabels()


def small(image):
    """Whether an image is one of few pixels, such as a digit."""
    return image.get_array().size <= 1000


def describe_axes(axes):
    return {
        "labels": [axes.get_xlabel(), axes.get_ylabel()],
        "title": axes.get_title(),
        "colours": colours_on_white(axes),
        "lines": [
            {
                "label": line.get_label(),
                "style": line.get_linestyle(),
                "xy": line.get_xydata().tolist(),
            }
            for line in axes.lines
        ],
        "points": {
            points.get_label(): points.get_offsets().tolist()
            for points in axes.collections
            if not points.get_label().startswith("_")
        },
        "bars": {bars.get_label(): bar_lengths(bars) for bars in bars_of(axes)},
        "ticks": [tick.get_text() for tick in tick_labels(axes)],
        "images": [image.get_array().tolist() for image in axes.images if small(image)],
        "visible": bool(axes.axison),
        "is_colorbar": axes.get_label() == "<colorbar>",
        "shares_x": bool(axes.get_shared_x_axes().get_siblings(axes)[1:]),
        "data": int(
            sum(
                [line.get_xydata().size for line in axes.lines]
                + [image.get_array().size for image in axes.images]
                + [collection.get_offsets().size for collection in axes.collections]
                + [patch.get_height() > 0 for patch in axes.patches if hasattr(patch, "get_height")]
            )
        ),
    }


def show_and_record(show):
    with open(os.environ["COURSE_FIGURES"], "a", encoding="utf-8") as file:
        for figure in map(plt.figure, plt.get_fignums()):
            facts = {
                "title": figure.get_suptitle(),
                "height": figure.get_figheight() * figure.dpi,
                "width": figure.get_figwidth() * figure.dpi,
                "axes": [describe_axes(axes) for axes in figure.axes],
            }
            file.write(json.dumps(facts) + "\n")
    show()


if not isinstance(plt.show, functools.partial):  # the cell may run twice
    plt.show = functools.partial(show_and_record, plt.show)
