"""What the notebooks share: batches, digits, a progress bar, errors as one line, plots, exercises.

Importing it does not import TensorFlow. A notebook does that itself, in its first cell:

    with course_settings():
        import tensorflow as tf
"""

from helpers.batches import Batches
from helpers.errors import describe
from helpers.log_lines import filtered
from helpers.mnist import MNIST, load_mnist, load_uci_digits
from helpers.progress import progress
from helpers.settings import course_settings
