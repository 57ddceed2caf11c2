"""Parameters that a learner may try in notebook 02_keras_subclass_model.

It runs through, or stops with a sentence that names one of them.
"""

EXTREMES = [
    {"true_w": -50.0, "true_b": 1000.0, "steps": 100},
    {"learning_rate": 1, "steps": 100},
    {"learning_rate": 0},
    {"steps": 1, "wave_steps": 1},
    {"batch_size": 500},
    {"noise": 5.0},
    {"n_samples": 25, "batch_size": 25},
]
