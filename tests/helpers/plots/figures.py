"""What the tests of plots look at."""

import matplotlib.pyplot as plt


def only_figure():
    (number,) = plt.get_fignums()
    return plt.figure(number)


def labels(axes):
    return axes.get_xlabel(), axes.get_ylabel(), axes.get_title()
