"""Refuse the network to every Python process that finds this file on its path.

Python imports a module of this name when it starts. What was tried is also written down, in the
file named by COURSE_NETWORK_LOG, in case the refusal is caught and hidden.
"""

import os
import sys

LOCAL = ("127.", "::1", "localhost")


def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a Unix socket: this machine
            return
        host = address[0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if host is not None and not str(host).startswith(LOCAL):
        with open(os.environ["COURSE_NETWORK_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{event}: {host!r}\n")
        raise PermissionError(f"the network is refused to this test: {event} {host!r}")


if "COURSE_NETWORK_LOG" in os.environ:
    sys.addaudithook(refuse)
