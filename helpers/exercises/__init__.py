"""Exercises with instant checks: an engine (table.py), and a table for each notebook."""
