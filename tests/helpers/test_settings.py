"""TensorFlow starts without log lines, and nothing else is swallowed."""

import os
import subprocess
import sys


def stderr_of(program):
    # Not under pytest's own environment: ipykernel looks at it.
    done = subprocess.run(
        [sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, timeout=120
    )
    return done.returncode, done.stderr


def test_import_and_first_operation_are_silent_with_onednn_left_on():
    program = "import os, helpers, tensorflow as tf; tf.Variable(1.0) + 1\n"
    program += "assert os.environ.get('TF_ENABLE_ONEDNN_OPTS') != '0'\n"
    program += "assert os.environ['TF_CPP_MIN_LOG_LEVEL'] == '2'"  # 3 would hide errors
    assert stderr_of(program) == (0, "")


def test_a_session_of_tensorflow_1_is_silent():
    program = "import helpers, tensorflow.compat.v1 as tf1\n"
    program += "with tf1.Graph().as_default(), tf1.Session() as session:\n"
    program += "    session.run(tf1.constant(1))"
    assert stderr_of(program) == (0, "")


def test_the_import_leaves_the_devices_to_be_configured():
    program = (
        "import helpers, tensorflow as tf; two = [tf.config.LogicalDeviceConfiguration()] * 2\n"
    )
    program += "(cpu,) = tf.config.list_physical_devices('CPU')\n"
    program += "tf.config.set_logical_device_configuration(cpu, two)\n"
    program += "assert len(tf.config.list_logical_devices('CPU')) == 2"
    assert stderr_of(program) == (0, "")


BLOCK = """
import os, runpy
from importlib import util
spec = util.spec_from_file_location("quiet", {path!r})
quiet = util.module_from_spec(spec); spec.loader.exec_module(quiet)
with quiet.without_log_lines():
    os.write(2, b"I0000 00:00:1795445548.322794 3831 port.cc:153] oneDNN\\n")
    os.write(2, b"2026-11-23 14:43:31.123456: W tensorflow/core] old style\\n")
    os.write(2, b"WARNING: All log messages before absl::InitializeLog() ...\\n")
    os.write(2, b"something else\\n")
    {end}
"""


def block(end):
    import helpers.quiet

    return stderr_of(BLOCK.format(path=os.fspath(helpers.quiet.__file__), end=end))


def test_only_log_lines_are_dropped():
    assert block("pass") == (0, "something else\n")


def test_nothing_is_dropped_when_the_import_fails():
    code, stderr = block("raise ImportError('broken')")
    assert code == 1
    assert "oneDNN" in stderr and "old style" in stderr and "broken" in stderr
