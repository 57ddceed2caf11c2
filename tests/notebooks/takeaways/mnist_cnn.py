"""What notebook 03_mnist_cnn says of its plots."""

import numpy as np

from tests.support.plotted import Takeaways, level, line

takeaway = Takeaways()


@takeaway("The loss while training")
def the_loss_starts_at_guessing(figure):
    (axes,) = figure
    _, losses = line(axes, "loss of each batch")
    guessing = level(axes, "guessing")
    assert abs(losses[0] - guessing) < 0.3 and losses[-1] < guessing / 2


@takeaway("Loss and accuracy while training")
def the_accuracy_grows(figure):
    _, below = figure
    steps, accuracies = np.array(below["lines"][0]["xy"]).T
    assert (np.diff(steps) > 0).all() and (steps == steps.round()).all()
    assert 0 <= accuracies[0] < accuracies[-1] <= 1
