"""Exercises with instant checks, a module for each notebook that has some.

A check tries a learner's answer on small data of its own, compares each result with what the
mathematics says, and knows from *how* it differs what is wrong. It never shows the answer.
"""
