"""Run a command where there is no network but the machine's own loopback device.

A network namespace of Linux: what native code sends goes nowhere either. Where the system gives
none (macOS, Windows, some containers), in_kernel/sitecustomize.py alone refuses the network.
"""

import functools
import os
import shutil
import socket
import struct
import subprocess
import sys

NAMESPACE = ["unshare", "--map-root-user", "--net"]
SIOCSIFFLAGS, IFF_UP = 0x8914, 1  # from linux/sockios.h and linux/if.h


@functools.cache
def available():
    """Whether the system lets this user make a network namespace."""
    if shutil.which(NAMESPACE[0]) is None:
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode == 0


def isolated(command):
    """Return the command, changed so that it runs without a network; as it is if none can be."""
    return [*NAMESPACE, sys.executable, __file__, *command] if available() else command


if __name__ == "__main__":
    import fcntl  # not on Windows

    # In a new namespace loopback is down, and a kernel talks to its client through it.
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
    os.execvp(sys.argv[1], sys.argv[1:])
