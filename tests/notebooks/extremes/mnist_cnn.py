"""Parameters of notebook 3 that a learner may try, and that stretch it."""

EXTREMES = [
    {"batch_size": 5000, "steps": 5},
    {"learning_rate": 1, "steps": 20},
    {"learning_rate": 0, "steps": 20},
    {"batch_size": 100_000, "steps": 20},
    {"evaluate_every": 0, "steps": 20},
]
