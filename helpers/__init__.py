"""What the notebooks share: batches, MNIST, a progress bar, errors as one line, and plots.

Import this package before TensorFlow: it imports TensorFlow itself, without the log lines that
would otherwise open every notebook.
"""

from helpers import quiet

quiet.import_tensorflow()

from helpers.batches import Batches  # noqa: E402
from helpers.errors import describe  # noqa: E402
from helpers.mnist import MNIST, load_mnist  # noqa: E402
from helpers.progress import progress  # noqa: E402

__all__ = ["MNIST", "Batches", "describe", "load_mnist", "progress"]
