"""Show an error as one line."""

import re


def describe(error, start=""):
    """Return the type and the first line of the message of an exception, as one line of text.

    What TensorFlow and Keras put around it is left out: the kernel that failed, in double braces,
    which depends on the machine, an empty "name:", the layer. Of an error in a graph, the last line
    comes, which says most.

    What stands before the word `start` (else a ValueError is raised) is left out, whole lines too,
    for messages that begin differently in different versions, or with a stack trace.
    """
    text = re.sub(r"\x1b\[\d*m|Arguments received by[\s\S]*", "", str(error))  # Keras's
    text = re.sub(r"^\s*Exception encountered when calling.*\n\s*(?=\S)", "", text).strip()
    lines = text[text.index(start) :].splitlines() or [""]
    if lines[0] == "in user code:":
        return lines[-1].strip()
    message = lines[0].split("}} ", 1)[-1].removesuffix(" name:").strip()
    if start:
        message = "… " + message
    return f"{type(error).__name__}: {message}".rstrip(": ")
