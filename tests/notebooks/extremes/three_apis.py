"""Parameters of notebook 4 that a learner may try, and that stretch it."""

EXTREMES = [
    {"learning_rate": 0, "steps": 20},
    {"learning_rate": 1, "steps": 20},
    {"learning_rate": 0.01, "steps": 20},
    {"batch_size": 1, "steps": 20},
    {"steps": 5},
    {"batch_size": 5000, "steps": 20},
    {"first_steps": 60},
]
