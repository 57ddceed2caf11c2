"""Parameters that a learner may try in notebook 07_scale_out.

It runs through, or stops with a sentence that names one of them.
"""

EXTREMES = [
    {"batch_size": 25},
    {"learning_rate": 1},
    {"steps": 2000},
    {"save_every": 0},
    {"steps": 2, "batch_size": 2, "save_every": 1000},
]
