"""Run in a notebook's kernel: write down what every picture shows, when it is made.

One JSON object a line, in the file named by COURSE_PICTURES. Of each artist a sample of its
numbers is kept, rounded to about a thousandth of the axis; see tests/support/records.py.
"""

import json
import math
import os

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text

MOST = 25  # numbers kept of a line, say
CELLS = 7  # of an image, along each side


def few(values):
    """At most MOST values, evenly spaced, with the first and the last."""
    values = np.ma.filled(np.ma.asarray(values, dtype=float).ravel(), np.nan)
    chosen = np.unique(np.linspace(0, len(values) - 1, MOST).round().astype(int))
    return values[chosen] if len(values) else values


def rounded(values, span):
    """A list of numbers, rounded to a thousandth of the span, or to three digits if smaller."""
    return [
        None if not math.isfinite(value) else float(f"{value:.4g}")
        if abs(value) > span or span == 0 else round(value, 4 - math.ceil(math.log10(span))) + 0.0
        for value in map(float, values)
    ]  # fmt: skip


def reduced(image):
    """An image as at most CELLS × CELLS means of its blocks; of colours, their mean."""
    image = np.ma.filled(np.ma.asarray(image, dtype=float), np.nan)
    if image.ndim == 3:
        image = image[..., :3].mean(axis=-1)
    for axis in (0, 1):
        parts = np.array_split(image, min(CELLS, image.shape[axis]), axis=axis)
        image = np.stack([part.mean(axis=axis) for part in parts], axis=axis)
    return image


def colour(artist):
    """One colour as text, several as a list, None if a colour map decides."""
    if hasattr(artist, "get_array") and artist.get_array() is not None:
        return None
    get = artist.get_color if hasattr(artist, "get_color") else artist.get_facecolor
    found = np.atleast_1d(get()) if isinstance(get(), str) else np.atleast_2d(get())
    if len(found) == 0 and hasattr(artist, "get_edgecolor"):
        found = np.atleast_2d(artist.get_edgecolor())
    names = [to_hex(one) for one in found[:MOST]]
    return names[0] if len(set(names)) == 1 else names


def shades(artist):
    """What the lowest and the highest number look like, where colours stand for numbers."""
    if isinstance(artist, ContourSet):
        found = artist.get_facecolor() if artist.filled else artist.get_edgecolor()
        ends = found[[0, -1]]
    else:
        ends = [artist.to_rgba(number) for number in artist.get_clim()]
    return {"shades": [to_hex(one) for one in ends]}


class Axes:
    """What an Axes object shows, as a dict that JSON can hold."""

    def __init__(self, axes):
        self.axes = axes
        self.spans = [abs(np.diff(axes.get_xlim())[0]), abs(np.diff(axes.get_ylim())[0])]

    def xy(self, points, **others):
        x, y = np.reshape(points, (-1, 2)).T
        return {
            **others,
            "x": rounded(few(x), self.spans[0]),
            "y": rounded(few(y), self.spans[1]),
        }

    def values(self, array, **others):
        low, high = np.nanmin(array), np.nanmax(array)
        return {**others, "range": rounded([low, high], high - low),
                "values": rounded(np.ravel(array), high - low)}  # fmt: skip

    def artist(self, artist):
        """The facts of one artist, or None if it shows nothing of its own."""
        label = artist.get_label()
        facts = {} if not str(label).strip() or str(label).startswith("_") else {"label": label}
        if isinstance(artist, Spine):
            return None
        if isinstance(artist, Line2D):
            style = {"colour": colour(artist), "style": artist.get_linestyle()}
            style["marker"] = str(artist.get_marker())
            return self.xy(artist.get_xydata(), kind="line", **facts, **style)
        if isinstance(artist, ContourSet):
            boxes = [path.get_extents() for path in artist.get_paths() if len(path.vertices)]
            corners = np.array([box.get_points() for box in boxes])
            levels = rounded(artist.levels, np.ptp(artist.levels))
            facts = {"range": [levels[0], levels[-1]], "values": levels, **shades(artist)}
            return self.xy(corners, kind="contours", **facts)
        if isinstance(artist, AxesImage | QuadMesh):
            array = artist.get_array()
            if array.ndim == 1:  # of a QuadMesh, until Matplotlib 3.8
                array = array.reshape(artist.get_coordinates().shape[0] - 1, -1)
            clim = rounded(artist.get_clim(), float(np.ptp(artist.get_clim())))
            facts = {"shape": list(array.shape), "clim": clim}
            if array.ndim == 2:
                facts |= shades(artist)
            return self.values(reduced(array), kind="image", **facts)
        if isinstance(artist, PathCollection):
            found = self.xy(artist.get_offsets().filled(np.nan), kind="points", **facts)
            if artist.get_array() is not None:
                return self.values(few(artist.get_array()), **found, **shades(artist))
            return found | {"colour": colour(artist), "size": rounded(artist.get_sizes()[:1], 0)}
        if hasattr(artist, "get_paths"):  # LineCollection, PolyCollection
            vertices = np.vstack([np.empty((0, 2)), *[p.vertices for p in artist.get_paths()]])
            count = len(artist.get_paths())
            return self.xy(vertices, kind="paths", **facts, colour=colour(artist), count=count)
        if isinstance(artist, Rectangle):
            (x, y), w, h = artist.get_xy(), artist.get_width(), artist.get_height()
            return self.xy([(x, y), (x + w, y + h)], kind="bar", **facts, colour=colour(artist))
        if isinstance(artist, FancyArrowPatch):
            return {"kind": "arrow", "colour": to_hex(artist.get_edgecolor())}
        if isinstance(artist, Text):
            places = [artist.get_position()]
            if isinstance(artist, Annotation):
                places.append(artist.xy)  # where the arrow ends, if it has one
            if not artist.get_text() and not getattr(artist, "arrowprops", None):
                return None
            return self.xy(places, kind="text", text=artist.get_text())
        if hasattr(artist, "get_path"):
            box = artist.get_path().transformed(artist.get_patch_transform()).get_extents()
            return self.xy(box.get_points(), kind="patch", **facts, colour=colour(artist))
        return None

    def describe(self):
        axes = self.axes
        own = [axes.title, axes._left_title, axes._right_title, axes.patch]
        found = [self.artist(one) for one in axes.get_children() if one not in own]
        bars = [(c.get_label(), len(c)) for c in axes.containers if hasattr(c, "__len__")]
        ticks = [[tick.get_text() for tick in axis.get_ticklabels()] for axis in
                 (axes.xaxis, axes.yaxis)]  # fmt: skip
        return {
            "title": axes.get_title(),
            "labels": [axes.get_xlabel(), axes.get_ylabel()],
            "scales": [axes.get_xscale(), axes.get_yscale()],
            "limits": [rounded(axes.get_xlim(), self.spans[0]),
                       rounded(axes.get_ylim(), self.spans[1])],
            "names": [texts for texts in ticks if any(c.isalpha() for c in "".join(texts))],
            "bars": [[label, count] for label, count in bars if not label.startswith("_")],
            "shared": [bool(group.get_siblings(axes)[1:]) for group in
                       (axes.get_shared_x_axes(), axes.get_shared_y_axes())],
            "shown": bool(axes.axison) and axes.get_label() != "<colorbar>",
            "legend": legend(axes.get_legend()),
            "artists": [one for one in found if one],
        }  # fmt: skip


def legend(found):
    """The texts of a legend, each with its colour."""
    if found is None:
        return []
    return [[text.get_text(), colour(handle)]
            for text, handle in zip(found.get_texts(), found.legend_handles)]  # fmt: skip


def describe(figure):
    size = [round(inches * figure.dpi) for inches in figure.get_size_inches()]
    return {
        "title": figure.get_suptitle(),
        "size": size,
        "legend": [entry for found in figure.legends for entry in legend(found)],
        "axes": [Axes(axes).describe() for axes in figure.axes],
    }


def print_figure(self, *arguments, **options):
    """Make the picture, and note what it shows. (IPython makes every PNG by this method.)"""
    result = usual(self, *arguments, **options)
    with open(os.environ["COURSE_PICTURES"], "a", encoding="utf-8") as file:
        file.write(json.dumps(describe(self.figure)) + "\n")
    return result


usual = FigureCanvasBase.print_figure
if usual.__name__ != print_figure.__name__ or usual.__module__ == FigureCanvasBase.__module__:
    FigureCanvasBase.print_figure = print_figure  # once, if this is run twice
