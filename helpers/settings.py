"""The settings that the course counts on, whatever the reader's own are.

They hold for this process alone: no file is changed.
"""

import contextlib
import logging
import os
import platform
import sys

import matplotlib.pyplot as plt
from IPython import get_ipython

from helpers.log_lines import filtered

X86 = ("x86_64", "amd64")  # as `platform.machine` calls it, in small letters


@contextlib.contextmanager
def course_settings():
    """Import TensorFlow inside this block: quietly, and with the settings of the course.

    Keras runs on TensorFlow, computes in float32, and puts channels last; plots have the look of
    the course; a cell shows its last expression and no other. If there is a GPU, a line says so.

    Raises:
        RuntimeError: Keras was imported before, on another backend.
    """
    # Keras reads these when it is imported, and its file, ~/.keras/keras.json, only without them.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.pop("TF_USE_LEGACY_KERAS", None)
    # TensorFlow's warnings go; errors stay. Switching oneDNN off would silence the rest as well,
    # but makes a convolution about three times slower.
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
    # By itself, TensorFlow uses oneDNN only if the processor has instructions made for networks,
    # such as AVX512_VNNI (tensorflow/core/util/util.cc). It makes convolutions faster on all.
    if platform.machine().lower() in X86:
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    if "keras" in sys.modules:
        backend = sys.modules["keras"].backend.backend()
        if backend != "tensorflow":
            text = f"Keras was imported before this cell, with the backend {backend!r}. The course "
            text += (
                "needs TensorFlow's: restart the kernel (Kernel → Restart Kernel…), and run this "
            )
            raise RuntimeError(text + "cell first.")
    with filtered():
        yield
        if "tensorflow" not in sys.modules:
            return
        import tensorflow as tf

        # To look for devices is when TensorFlow writes most of its log lines.
        gpus = tf.config.list_physical_devices("GPU")
        if not gpus:
            # TensorFlow 2.20 writes a line when a session of TensorFlow 1 first runs.
            with tf.Graph().as_default(), tf.compat.v1.Session() as session:
                session.run(tf.constant(0))
    tf.keras.config.set_floatx("float32")
    tf.keras.config.set_epsilon(1e-7)
    tf.keras.config.set_image_data_format("channels_last")
    if gpus:
        name = tf.config.experimental.get_device_details(gpus[0]).get("device_name", "a GPU")
        print(f"TensorFlow runs on a GPU: {name}")
    # "Matplotlib is building the font cache", once per machine.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    plt.style.use(["default", "helpers.course"])
    # The reader's IPython profile may say something else of what a cell shows.
    shell = get_ipython()
    if shell:
        shell.ast_node_interactivity = "last_expr"
    if hasattr(shell, "kernel"):
        from matplotlib_inline.config import InlineBackend

        shell.run_line_magic("matplotlib", "inline")
        backend = InlineBackend.instance(parent=shell)
        backend.figure_formats = {"png"}
        backend.print_figure_kwargs = {"bbox_inches": "tight"}
