"""Parameters of notebook 5 that a learner may try, and that stretch it."""

EXTREMES = [
    {"batch_size": 5000},
    {"steps": 5},
    {"learning_rate": 0},
    {"steps_per_call": 1},
    {"smoothing": 1.0, "steps": 20},
]
