"""Pictures that answer: sliders where a program shows them live, still pictures elsewhere."""

import inspect
import os
import sys


def live():
    """Return whether this notebook is open in a program that runs widgets.

    JupyterLab and Jupyter Notebook name the notebook in an environment variable of its kernel, VS
    Code in a variable of the notebook. A notebook that is run by papermill or nbval has neither.
    """
    if "google.colab" in sys.modules or "JPY_SESSION_NAME" in os.environ:
        return True
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and "__vsc_ipynb_file__" in shell.user_ns


def explore(draw, stills, **sliders):
    """Draw a picture anew whenever a slider is moved; where no widgets run, some still pictures.

    Args:
        draw: a function of the sliders' values that draws one figure and shows it. Its default
            values are where the sliders start.
        stills: list of dicts of such values, one for each still picture.
        sliders: for each parameter of `draw`, (lowest, highest, step), as ints or floats.

    Raises:
        ValueError: a slider that `draw` knows nothing of, or that isn't three numbers.
    """
    known = inspect.signature(draw).parameters
    for name, limits in sliders.items():
        if name not in known or len(limits) != 3:
            raise ValueError(
                f"slider {name}={limits}: expected (lowest, highest, step) for one of {[*known]}"
            )
    if live():
        import ipywidgets
        from IPython.display import display

        controls = ipywidgets.interactive(draw, **sliders)
        for slider in controls.children[:-1]:  # the last is where the picture goes
            slider.layout.width = "480px"
        display(controls)
    else:
        for values in stills:
            draw(**values)
