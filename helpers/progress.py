"""A progress bar whose last state is the same on every machine."""

import sys

from tqdm import tqdm

from helpers.batches import positive_integer


def progress(steps):
    """Count the steps of a loop from 0 to `steps` - 1, and show a bar meanwhile.

    tqdm writes to stderr and shows times by default. Here it writes to stdout, since a notebook
    paints stderr red, and shows no times, since a saved output must not change with the machine.
    A TypeError or ValueError is raised if `steps` is not an integer, or is less than 1.
    """
    return tqdm(
        range(positive_integer("steps", steps)),
        file=sys.stdout,
        bar_format="{percentage:3.0f}% |{bar:40}| step {n_fmt} of {total_fmt}",
    )
