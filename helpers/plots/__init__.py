"""Plots that would take more lines than the lesson they serve; each function draws one figure."""
