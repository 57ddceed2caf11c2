"""Files that are never half-written."""

import os


def write_whole(path, content):
    """Write bytes to a file: whole, or (if anything goes wrong) not at all."""
    finished = path.with_name(path.name + ".finished")
    try:
        finished.write_bytes(content)
        os.replace(finished, path)
    finally:
        finished.unlink(missing_ok=True)
