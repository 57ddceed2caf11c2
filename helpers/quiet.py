"""Import TensorFlow without the log lines of its C++ part."""

import contextlib
import logging
import os
import re
import sys
import tempfile

# "I0000 00:00:1795445548.322794 ...", "2026-11-23 14:43:31.123: W tensorflow/..." and the line
# that announces them.
LOG_LINE = re.compile(
    rb"[IWE]\d{4} |"
    rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWE] |"
    rb"WARNING: All log messages before absl"
)


@contextlib.contextmanager
def without_log_lines():
    """Drop C++ log lines written to stderr inside the block; pass on everything else.

    The lines go to file descriptor 2, past Python, so that `contextlib.redirect_stderr` does not
    see them. If the block raises, nothing is dropped.
    """
    sys.stderr.flush()
    stderr = os.dup(2)
    failed = True
    with tempfile.TemporaryFile() as written:
        os.dup2(written.fileno(), 2)
        try:
            yield
            failed = False
        finally:
            sys.stderr.flush()
            os.dup2(stderr, 2)
            os.close(stderr)
            written.seek(0)
            for line in written:
                if failed or not LOG_LINE.match(line):
                    os.write(2, line)


def import_tensorflow():
    """Import TensorFlow and look for devices, which is when it writes most of its log lines."""
    # Later lines (CPU features, at the first operation) obey this variable. Switching oneDNN off
    # would silence the rest as well, but makes a convolution about three times slower.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with without_log_lines():
        import tensorflow as tf

        tf.config.list_physical_devices()
        # TensorFlow 2.20 writes a line when a session of TensorFlow 1 first runs. On the CPU, for a
        # session would claim the memory of a GPU.
        config = tf.compat.v1.ConfigProto(device_count={"GPU": 0})
        with tf.Graph().as_default(), tf.compat.v1.Session(config=config) as session:
            session.run(tf.constant(0))
    # "Matplotlib is building the font cache", once per machine.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
