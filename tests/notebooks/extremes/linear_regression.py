"""Parameters of notebook 01_linear_regression that a curious learner may try."""

EXTREMES = [
    {"true_w": -50.0, "true_b": 1000.0},
    {"learning_rate": 1, "steps": 20},
    {"learning_rate": 0},
    {"batch_size": 5000},
    {"steps": 1},
    {"noise": 0.0, "n_samples": 10, "batch_size": 1},
]
