"""Training in several processes: each runs `worker.py`, and `cluster.py` starts them.

TensorFlow is not imported here: `worker` does that.
"""

from helpers.scale_out.cluster import WorkerError, run_workers
from helpers.scale_out.source import difference, show

__all__ = ["WorkerError", "difference", "run_workers", "show"]
