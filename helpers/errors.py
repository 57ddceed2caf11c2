"""Show an error as one line."""


def describe(error):
    """Return the type and the first line of the message of an exception, as one line of text.

    TensorFlow puts the name of the kernel that failed in front, in double braces. It depends on
    the machine and is left out.
    """
    lines = str(error).strip().splitlines() or [""]
    message = lines[0].split("}} ", 1)[-1].removesuffix(" name:").strip()
    return f"{type(error).__name__}: {message}".rstrip(": ")
