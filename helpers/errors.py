"""Show an error as one line."""


def describe(error, start=""):
    """Return the type and the first line of the message of an exception, as one line of text.

    TensorFlow puts the name of the kernel that failed in front, in double braces, and an empty
    "name:" at the end. The first depends on the machine, the second says nothing; both are left
    out.

    Args:
        error: an exception.
        start: a word in the message. What stands before it is left out, for messages that begin
            differently in different versions.

    Raises:
        ValueError: `start` is not in the message.
    """
    lines = str(error).strip().splitlines() or [""]
    message = lines[0].split("}} ", 1)[-1].removesuffix(" name:").strip()
    if start:
        message = "… " + message[message.index(start) :]
    return f"{type(error).__name__}: {message}".rstrip(": ")
