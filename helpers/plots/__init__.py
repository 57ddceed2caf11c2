"""Plots that would take more lines than the lesson they serve, a module for each notebook.

Each function draws one new figure.
"""
