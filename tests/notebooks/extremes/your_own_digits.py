"""Parameters of notebook 6 that a learner may try, and that stretch it."""

EXTREMES = [
    {"steps": 5, "adapt_steps": 1, "batch_size": 20},
    {"stroke_width": 0, "steps": 5},
    {"learning_rate": 0, "steps": 5},
]
