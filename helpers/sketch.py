"""Show a canvas where a program runs widgets, and still pictures elsewhere."""

import sys

import matplotlib.pyplot as plt
from IPython.display import clear_output

from helpers.drawing import OwnDigits, recorded_drawings
from helpers.errors import describe
from helpers.widgets import live, show_widget

PROMPT = "Draw a digit: what the network makes of it appears here."


def sketch(show, stills):
    """Show a canvas, and a picture of what is drawn on it; where no widgets run, of some drawings.

    Args:
        show: a function of a drawing that draws one figure and shows it. With the canvas, it is
            called whenever the drawing has changed and isn't empty: at the end of each stroke, and
            after Undo and the upload of a picture file.
        stills: list of drawings, one for each still picture.
    """

    def draw_stills():
        for still in stills:
            show(still)

    if live():
        _show_canvas(show, draw_stills)
    else:
        draw_stills()


def collect(file, show):
    """Show a canvas with Keep, which adds the drawing and its label to a file.

    Args:
        file: path of an `.npz` file. What is kept there already is not lost.
        show: as of `sketch`.

    Returns:
        `OwnDigits`, to which Keep adds; empty where no widgets run.
    """
    if live():
        digits = OwnDigits(file)
        _show_canvas(show, lambda: show(recorded_drawings().digits[0]), digits)
        return digits
    print("There is no canvas here: what follows takes the recorded drawings.")
    return OwnDigits()


def _show_canvas(show, draw_stills, digits=None):
    """Show the canvas. `draw_stills` as of `show_widget`."""
    import ipywidgets

    from helpers.canvas import Canvas

    if "google.colab" in sys.modules:
        # Colab runs widgets other than its own only if asked to.
        from google.colab import output

        output.enable_custom_widget_manager()

    # Beside the canvas if there is room for it, else below; a picture that is wider shrinks.
    place = ipywidgets.Output(layout={"flex": "1 1 320px", "min_width": "0"})

    def changed(drawing):
        with place:
            clear_output(wait=True)
            if not drawing.any():
                print(PROMPT)
                return
            try:
                show(drawing)
            except Exception as error:
                plt.close("all")  # else a half-finished figure would come with the next one
                print(f"✗ This drawing gave no picture: {describe(error)}")

    canvas = Canvas(changed, digits)
    # Not `with place: print(…)`: without a widget manager, that would stand in the cell.
    place.append_stdout(PROMPT + "\n")
    box = ipywidgets.HBox([canvas, place], layout={"flex_flow": "row wrap"})
    show_widget(box, draw_stills, "a canvas")
