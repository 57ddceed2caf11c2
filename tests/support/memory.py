"""The memory of a process."""

from pathlib import Path


def peak_mebibytes(process="self"):
    """Return the most memory that a process ever used, in MiB; None where that is unknown.

    Linux alone tells. (Its `ru_maxrss` would start from that of the parent process.)
    """
    try:
        text = Path("/proc", str(process), "status").read_text("utf-8")
    except FileNotFoundError:
        return None
    return int(text.split("VmHWM:")[1].split()[0]) / 1024
