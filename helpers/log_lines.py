"""Leave out the log lines that TensorFlow's C++ part writes at every start; lose no other line.

The lines go to file descriptor 2, past Python, so that `contextlib.redirect_stderr` does not see
them. A small process of its own reads them and passes on what matters.

Run as a program, this file is that process.
"""

import contextlib
import os
import re
import subprocess
import sys

# "I0000 00:00:1795445548.322794 ..." and "2026-11-23 14:43:31.123: W tensorflow/...": information
# and warnings. E (error) and F (fatal) pass, but for those below.
LEFT_OUT = re.compile(
    rb"[IW]\d{4} \d\d:\d\d:"
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IW] "
    rb"|WARNING: All log messages before absl::InitializeLog"
    # There is no GPU, or no driver for one (CUDA's error 303: its library is not installed).
    rb"|.*failed call to cuInit: .*(CUDA_ERROR_NO_DEVICE|UNKNOWN ERROR \(303\))"
    # A GPU's library is registered twice, which changes nothing.
    rb"|.*Unable to register cu(DNN|FFT|BLAS) factory"
    # The processor lacks instructions for small numbers, and other code does the work.
    rb"|.*oneDNN supports DT_(HALF|BFLOAT16) only on platforms with",
    re.IGNORECASE,
)


@contextlib.contextmanager
def filtered():
    """Leave out needless log lines written to file descriptor 2 inside the block."""
    sys.stderr.flush()
    stderr = os.dup(2)
    # -S, -E: neither packages nor settings, for a quick start.
    program = [sys.executable, "-S", "-E", __file__]
    reader = subprocess.Popen(program, stdin=subprocess.PIPE)
    os.dup2(reader.stdin.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(stderr, 2)
        os.close(stderr)
        reader.stdin.close()
        # A child process may have inherited descriptor 2; then the reader goes on until it ends.
        with contextlib.suppress(subprocess.TimeoutExpired):
            reader.wait(1)


if __name__ == "__main__":
    for line in sys.stdin.buffer:
        if not LEFT_OUT.match(line):
            os.write(2, line)
