"""Pictures that answer: sliders where a program shows them live, still pictures elsewhere."""

import inspect
import os
import re
import sys

from IPython import get_ipython
from IPython.display import clear_output, display
from IPython.utils.capture import capture_output

# What a program without a widget manager shows besides the still pictures.
MISSING = (
    "This program can't show {what}, so here are still pictures: for {what}, run "
    "<code>pip install ipywidgets anywidget</code> in the environment in which JupyterLab runs, "
    "and start JupyterLab again."
)


def live():
    """Return whether this notebook is open in a program that runs widgets.

    JupyterLab and Jupyter Notebook name the notebook in an environment variable of its kernel, VS
    Code in a variable of the notebook. A notebook that is run by papermill or nbval has neither.
    """
    if "google.colab" in sys.modules or "JPY_SESSION_NAME" in os.environ:
        return True
    return "__vsc_ipynb_file__" in getattr(get_ipython(), "user_ns", {})


def explore(draw, stills, **sliders):
    """Draw a picture anew whenever a slider is moved; where no widgets run, some still pictures.

    Args:
        draw: a function of the sliders' values that draws one figure and shows it. Its default
            values are where the sliders start.
        stills: list of dicts of such values, one for each still picture.
        sliders: for each parameter of `draw`, (lowest, highest, step), as ints or floats.

    Raises:
        TypeError: a slider that `draw` knows nothing of.
    """
    starts = inspect.signature(draw).bind_partial(**sliders).signature.parameters

    def draw_stills():
        for values in stills:
            draw(**values)

    if not live():
        return draw_stills()
    import ipywidgets

    place, controls = ipywidgets.Output(), {}

    def redraw(change=None):
        with place:
            clear_output(wait=True)
            draw(**{name: control.value for name, control in controls.items()})

    for name, limits in sliders.items():
        control = ipywidgets.interactive.widget_from_abbrev(limits, starts[name].default)
        control.description, control.layout.width = name, "480px"
        control.observe(redraw, "value")
        controls[name] = control
    if "google.colab" in sys.modules:
        redraw()
    else:  # without a widget manager, what `redraw` shows would stand in the cell
        place.outputs = [
            {"output_type": "display_data", "data": data, "metadata": {}} for data in _shown(draw)
        ]
    show_widget(ipywidgets.VBox([*controls.values(), place]), draw_stills, "sliders")


def show_widget(widget, draw_stills, what):
    """Show a widget; in a program without a widget manager, a sentence and still pictures.

    Args:
        widget: a widget of ipywidgets. What was shown `with` an `Output` of it before stands in the
            cell where there is no widget manager; what was put into its `outputs` does not.
        draw_stills: a function without parameters that draws and shows the still pictures.
        what: what such a program can't show, such as "sliders".
    """
    if "google.colab" in sys.modules:  # it has a widget manager
        return display(widget)
    pictures = [data["image/png"] for data in _shown(draw_stills) if "image/png" in data]
    html = f"<p>{MISSING.format(what=what)}</p>" + "".join(
        f'<p><img src="data:image/png;base64,{picture}" alt="still picture {number}"></p>'
        for number, picture in enumerate(pictures, 1)
    )
    # A program shows the richest of these that it can: the last two in place of the widget's repr.
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    text = re.sub("<.+?>", "", MISSING.format(what=what))
    kinds = {"text/html": html, "text/plain": text}
    display({"application/vnd.jupyter.widget-view+json": view} | kinds, raw=True)


def _shown(draw):
    """What a function shows, as dicts from kind to data; it isn't shown."""
    with capture_output() as captured:
        draw()
    return [output.data for output in captured.outputs or []]  # None outside of IPython
