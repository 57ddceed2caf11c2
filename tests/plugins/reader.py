"""A pytest plugin: nbval runs the notebooks for a reader whose own settings are all against them.

The outputs were saved without these settings; so that they agree shows that none of them matters.
"""

import json
import os
import tempfile
from pathlib import Path
from unittest import mock

from nbval.plugin import IPyNbFile

# By the name of an environment variable, a file or folder and what is in it.
FILES = {
    "KERAS_HOME": {
        "keras.json": json.dumps(
            {
                "backend": "jax",
                "floatx": "float64",
                "epsilon": 0.1,
                "image_data_format": "channels_first",
            }
        )
    },
    "MATPLOTLIBRC": {
        "matplotlibrc": "\n".join(
            [
                "text.usetex: True",
                "font.family: fantasy",
                "font.size: 30",
                "figure.dpi: 300",
                "figure.figsize: 20, 20",
                "figure.facecolor: black",
                "axes.facecolor: black",
                "axes.prop_cycle: cycler('color', ['yellow'])",
                "image.cmap: jet",
            ]
        )
    },
    "IPYTHONDIR": {
        "profile_default/startup/00-mine.py": "from math import *\nimport numpy as tf\nsteps = 0",
        "profile_default/ipython_config.py": "\n".join(
            [
                "c.InteractiveShell.ast_node_interactivity = 'all'",
                "c.InlineBackend.figure_formats = {'svg'}",
                "c.InlineBackend.print_figure_kwargs = {'facecolor': 'black'}",
            ]
        ),
    },
    # An older kernel of the same name.
    "JUPYTER_DATA_DIR": {
        "kernels/python3/kernel.json": json.dumps(
            {"argv": ["no-such-python"], "display_name": "Python 3", "language": "python"}
        )
    },
}
VARIABLES = {
    "KERAS_BACKEND": "torch",
    "TF_USE_LEGACY_KERAS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "0",
    "MPLBACKEND": "agg",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}


def settings(folder):
    """Write the files below `folder`; return the environment variables of such a reader."""
    found = dict(VARIABLES)
    for variable, files in FILES.items():
        for name, content in files.items():
            path = folder / variable / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        found[variable] = str(folder / variable)
    return found


def pytest_configure(config):
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    environment = settings(Path(folder.name))
    start_kernel = IPyNbFile.setup

    def setup(self):
        with mock.patch.dict(os.environ, environment):
            start_kernel(self)

    IPyNbFile.setup = setup
