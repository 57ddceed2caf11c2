"""What the notebooks say of their plots, checked on what is plotted.

A module for each notebook, named like it, and in it a function for each plot of which something can
be said for every seed and machine. It is given the figure's axes, as
tests/support/record_figures.py writes them down, and asserts the takeaway.
"""
