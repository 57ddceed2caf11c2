"""One contender in one process, for measure.py: `python -m tests.benchmarks.worker NAME FOLDER`.

A third argument is a file for what it prints, which is else thrown away. It reads requests from
stdin and answers on stdout, one line of JSON each. A request is {"call": method, "arguments":
{...}}; the answer has "value" and "seconds", or "error", or "unavailable". The first answer comes
without a request, once the contender is ready.
"""

import json
import os
import sys
import time
import traceback

from tests.benchmarks.contenders import CONTENDERS, OTHERS, Seconds, Unavailable
from tests.support.memory import peak_mebibytes


def call(contender, method, arguments):
    """Return the answer to one request."""
    if method == "peak_memory":
        return {"value": peak_mebibytes()}
    begin = time.perf_counter()
    value = getattr(contender, method)(**arguments)
    if method != "run":
        return {"value": value}
    float(value)  # fetches the result: before that, the work may not be done
    seconds = time.perf_counter() - begin
    return {"seconds": float(value) if isinstance(value, Seconds) else seconds}


def main(name, folder, log=os.devnull):
    # The notebooks print, too, and so do libraries: only answers may reach the parent.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), 1)

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
