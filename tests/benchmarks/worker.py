"""One contender in one process: `python worker.py NAME FOLDER`, started by run.py.

It reads requests from stdin and answers on stdout, one line of JSON each. A request is
{"call": method, "arguments": {...}}; the answer has "value" and "seconds", or "error", or
"unavailable". The first answer comes without a request, once the contender is ready.
"""

import json
import os
import sys
import time
import traceback
from pathlib import Path

from tests.benchmarks.contenders import CONTENDERS, OTHERS, Unavailable


def peak_memory():
    """Return the most memory that this process ever used, in MiB, or None where that is unknown."""
    try:
        # On Linux, ru_maxrss starts at what the parent used.
        (line,) = (x for x in Path("/proc/self/status").open() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    except FileNotFoundError:
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS: bytes


def call(contender, method, arguments):
    """Return the answer to one request."""
    if method == "peak_memory":
        return {"value": peak_memory()}
    begin = time.perf_counter()
    value = getattr(contender, method)(**arguments)
    seconds = time.perf_counter() - begin
    if method == "run" and value is not None:  # measured by the contender itself
        seconds = value
    return {"value": value, "seconds": seconds}


def main(name, folder):
    # The notebooks print, too: only answers may reach the parent.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def answer(**content):
        print(json.dumps(content), file=answers)

    try:
        contender = (CONTENDERS | OTHERS)[name](folder)
        answer(value="ready")
        for line in sys.stdin:
            request = json.loads(line)
            answer(**call(contender, request["call"], request["arguments"]))
    except Unavailable as reason:
        answer(unavailable=str(reason))
    except Exception:
        answer(error=traceback.format_exc())


if __name__ == "__main__":
    main(*sys.argv[1:])
