"""Show an error as one line."""


def describe(error, start=""):
    """Return the type and the first line of the message of an exception, as one line of text.

    TensorFlow puts the name of the kernel that failed in front, in double braces, and an empty
    "name:" at the end. The first depends on the machine, the second says nothing; both are left
    out.

    Args:
        error: an exception.
        start: a word in the message. What stands before it, whole lines too, is left out, for
            messages that begin differently in different versions, or with a stack trace.

    Raises:
        ValueError: `start` is not in the message.
    """
    text = str(error).strip()
    text = text[text.index(start) :]
    lines = text.splitlines() or [""]
    message = lines[0].split("}} ", 1)[-1].removesuffix(" name:").strip()
    if start:
        message = "… " + message
    return f"{type(error).__name__}: {message}".rstrip(": ")
