"""Under Slurm: tell a worker who the others are, then run worker.py.

`srun python slurm.py --folder FOLDER --steps 1000`: the options are those of worker.py.
"""

import json
import os
import sys
from pathlib import Path

import tensorflow as tf


def tf_config(port):
    """Return the text of TF_CONFIG for this process, from the variables that Slurm has set."""
    workers = int(os.environ["SLURM_STEP_NUM_TASKS"])
    # On nodes without GPUs it fails, unless each worker is said to have one. Nobody uses it.
    resolver = tf.distribute.cluster_resolver.SlurmClusterResolver(
        port_base=port, gpus_per_node=workers, gpus_per_task=1, auto_set_gpu=False
    )
    addresses = resolver.cluster_spec().as_dict()["worker"]
    # Its addresses are sorted by name (n10, n2), unlike Slurm's numbers: look for this one's.
    own = f"{os.environ['SLURMD_NODENAME']}:{port + int(os.environ['SLURM_LOCALID'])}"
    task = {"type": "worker", "index": addresses.index(own)}
    return json.dumps({"cluster": {"worker": addresses}, "task": task})


def main():
    # Two jobs on one node must not take the same port.
    port = 20_000 + 10 * (int(os.environ["SLURM_JOB_ID"]) % 3000)
    os.environ["TF_CONFIG"] = tf_config(port)
    worker = str(Path(__file__).with_name("worker.py"))
    # A new program in this process: what TensorFlow has set up here must not reach the strategy.
    os.execv(sys.executable, [sys.executable, worker, *sys.argv[1:]])


if __name__ == "__main__":
    main()
