"""Refuse the network to every Python process that finds this file on its path.

Python imports a module of this name when it starts. What was tried is also written down, in the
file named by COURSE_NETWORK_LOG, in case the refusal is caught and hidden.
"""

import os
import sys

LOCAL = ("127.", "::1", "localhost")
EVENTS = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


def refuse(event, arguments):
    if event not in EVENTS:
        return
    address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(address, tuple) or not event.startswith(("socket.connect", "socket.sendto")):
        if host is not None and not str(host).startswith(LOCAL):
            with open(os.environ["COURSE_NETWORK_LOG"], "a") as log:
                log.write(f"{event}: {address!r}\n")
            raise PermissionError(f"the network is refused to this test: {event} {address!r}")


if "COURSE_NETWORK_LOG" in os.environ:
    sys.addaudithook(refuse)
