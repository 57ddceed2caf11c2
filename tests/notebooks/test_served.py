"""The exported model of notebook 6, called by a process that has neither its class nor Keras."""

import subprocess
import sys

import numpy as np
import pytest

from tests.support.course import NOTEBOOKS, read

CALL = """
import sys
import numpy as np
import tensorflow as tf
served = tf.saved_model.load(sys.argv[1])
np.save(sys.argv[2], served.serve(np.load(sys.argv[3])).numpy())
"""


@pytest.fixture(scope="module")
def classes():
    """The two classes, from the notebook."""
    import tensorflow as tf

    names = {"tf": tf}
    (path,) = [path for path in NOTEBOOKS if path.stem == "06_your_own_digits"]
    for cell in read(path).cells:
        if cell.id in ("model", "whole-class"):
            exec(cell.source, names)
    return names


def test_a_fresh_process_calls_the_exported_model(classes, tmp_path):
    reader = classes["DigitReader"](brightest=255)
    pixels = np.random.default_rng(0).uniform(0, 255, (3, 28, 28, 1)).astype("float32")
    expected = reader(pixels).numpy()
    reader.export(tmp_path / "serving", verbose=False)
    np.save(tmp_path / "pixels.npy", pixels)
    files = [tmp_path / "serving", tmp_path / "answers.npy", tmp_path / "pixels.npy"]
    done = subprocess.run(
        [sys.executable, "-c", CALL, *map(str, files)], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    np.testing.assert_allclose(np.load(tmp_path / "answers.npy"), expected, atol=1e-5)
    assert expected.shape == (3, 10)
