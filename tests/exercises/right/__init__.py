"""Right answers in other styles than the solution's, a module for each notebook."""
