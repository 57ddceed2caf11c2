"""TensorFlow starts quietly, with the settings of the course, and nothing that matters is lost."""

import subprocess
import sys
import time

import pytest

from tests.plugins.reader import settings
from tests.support.course import ROOT, environment

START = (
    "from helpers import course_settings\nwith course_settings():\n    import tensorflow as tf\n"
)


def run(program, **changes):
    changes = {"PYTHONPATH": ROOT} | changes
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env=environment(**changes),
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def test_import_and_first_operation_are_silent_with_onednn_left_on():
    program = "import helpers.settings, os, platform\n" + START + "tf.Variable(1.0) + 1\n"
    program += "x86 = platform.machine().lower() in helpers.settings.X86\n"
    program += "assert os.environ.get('TF_ENABLE_ONEDNN_OPTS') == ('1' if x86 else None)\n"
    program += "assert os.environ['TF_CPP_MIN_LOG_LEVEL'] == '2'\n"  # 3 would hide errors
    program += "with tf.Graph().as_default(), tf.compat.v1.Session() as session:\n"
    program += "    session.run(tf.constant(1))"  # as in TensorFlow 1
    assert run(program) == (0, "", "")


def test_the_helpers_alone_do_not_import_tensorflow():
    program = "import sys, helpers; assert 'tensorflow' not in sys.modules"
    assert run(program) == (0, "", "")


def test_the_import_leaves_the_devices_to_be_configured():
    program = START + "two = [tf.config.LogicalDeviceConfiguration()] * 2\n"
    program += "(cpu,) = tf.config.list_physical_devices('CPU')\n"
    program += "tf.config.set_logical_device_configuration(cpu, two)\n"
    program += "assert len(tf.config.list_logical_devices('CPU')) == 2"
    assert run(program) == (0, "", "")


def test_the_readers_settings_do_not_count(tmp_path):
    program = START + "c = tf.keras.config\n"
    program += "print(c.backend(), c.floatx(), c.epsilon(), c.image_data_format())\n"
    program += "import matplotlib.pyplot as plt\n"
    program += "print(*plt.rcParams['figure.figsize'], plt.rcParams['text.usetex'])"
    before = settings(tmp_path)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    expected = "tensorflow float32 1e-07 channels_last\n6.4 3.6 False\n"
    assert run(program, **before) == (0, expected, "")
    assert files == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_keras_imported_before_on_another_backend():
    """Played by a stand-in: no other backend is installed."""
    program = "import sys, types\nkeras = sys.modules['keras'] = types.ModuleType('keras')\n"
    program += "keras.backend = types.SimpleNamespace(backend=lambda: 'jax')\n"
    code, _, stderr = run(program + START)
    assert code == 1
    assert stderr.splitlines()[-1].startswith(
        "RuntimeError: Keras was imported before this cell, with the backend 'jax'."
    )
    assert "restart the kernel" in stderr


def test_keras_imported_before_on_tensorflow():
    program = "import keras\n" + START + "print(tf.keras.config.floatx())"
    code, stdout, _ = run(program, KERAS_BACKEND="tensorflow")
    assert (code, stdout) == (0, "float32\n")


def test_where_there_is_a_gpu_one_line_says_so():
    """Played by TensorFlow's own answers: there is none here."""
    program = START.replace("import tensorflow as tf", "import tensorflow as tf; pretend(tf)")
    program = f"""
from unittest import mock
def pretend(tf):
    tf.config.list_physical_devices = lambda kind: ["gpu:0"] * (kind == "GPU")
    tf.config.experimental.get_device_details = lambda gpu: {{"device_name": "Model T"}}
{program}"""
    assert run(program) == (0, "TensorFlow runs on a GPU: Model T\n", "")


# Which lines are left out

NEEDLESS = [
    "I0000 00:00:1795445548.322794 3831 port.cc:153] oneDNN custom operations are on.",
    "2026-11-23 14:43:31.123456: W tensorflow/core] an older form",
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    "E0000 00:00:1795445548.32 3831 cuda_platform.cc:51] failed call to cuInit: INTERNAL: CUDA "
    "error: Failed call to cuInit: UNKNOWN ERROR (303)",
    "E0000 00:00:1795445548.32 3831 cuda_platform.cc:51] failed call to cuInit: "
    "CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected",
    "E0000 00:00:1795445548.32 3831 cuda_dnn.cc:85] Unable to register cuDNN factory: Attempting",
    "2026-11-25 08:18:42.029803: E tensorflow/core/util/util.cc:131] oneDNN supports DT_HALF only "
    "on platforms with AVX-512. Falling back to the default Eigen-based implementation if present.",
]
NEEDED = [
    "E0000 00:00:1795445548.32 3831 cuda_platform.cc:51] failed call to cuInit: INTERNAL: CUDA "
    "error: Failed call to cuInit: UNKNOWN ERROR (999)",
    "E0000 00:00:1795445548.32 3831 gpu.cc:1] out of memory",
    "E0000 00:00:1795445548.32 3831 util.cc:1] oneDNN could not be initialized",
    "F0000 00:00:1795445548.32 3831 cpu.cc:1] compiled to use AVX instructions",
    "2026-11-23 14:43:31.123456: F tensorflow/core] an older form",
    "something else",
]
BLOCK = """
import os
from helpers.log_lines import filtered
with filtered():
    for line in {lines}:
        os.write(2, line.encode() + b"\\n")
    {end}
"""


def test_only_needless_lines_are_dropped():
    lines = [line for pair in zip(NEEDLESS, [*NEEDED, "the end"]) for line in pair]
    code, _, stderr = run(BLOCK.format(lines=lines, end="pass"))
    assert (code, stderr.splitlines()) == (0, [*NEEDED, "the end"])


@pytest.mark.skipif(sys.platform == "win32", reason="abort() shows a dialog there")
def test_fatal_lines_arrive_though_the_process_aborts():
    code, _, stderr = run(BLOCK.format(lines=[*NEEDLESS, *NEEDED], end="os.abort()"))
    assert code < 0
    assert stderr.splitlines() == NEEDED


def test_errors_are_not_lost():
    code, _, stderr = run(BLOCK.format(lines=NEEDED, end="raise ImportError('broken')"))
    assert code == 1
    assert stderr.splitlines()[: len(NEEDED)] == NEEDED
    assert "ImportError: broken" in stderr


def test_a_child_that_keeps_the_descriptor_does_not_hold_the_cell_up():
    end = f"import subprocess, sys; subprocess.Popen([{sys.executable!r}, '-c', "
    end += "'import time; time.sleep(16)'], stdin=0, stdout=subprocess.DEVNULL)"
    program = BLOCK.format(lines=[], end=end) + "print('on')"
    began = time.monotonic()
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout.read(2) == b"on"
        assert time.monotonic() - began < 12
