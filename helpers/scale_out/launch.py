"""Under Slurm or Kubernetes: tell a worker who the others are, then become worker.py.

`python launch.py --folder FOLDER --steps 1000`: the options are those of worker.py.
"""

import json
import os
import subprocess
import sys
from pathlib import Path


def tf_config(addresses, index):
    """Return the text of TF_CONFIG for one worker: who is in the cluster, and which one it is."""
    task = {"type": "worker", "index": index}
    return json.dumps({"cluster": {"worker": addresses}, "task": task})


def under_slurm():
    """One worker on each node. Two jobs that share a node must not take the same port."""
    port = 20_000 + int(os.environ["SLURM_JOB_ID"]) % 10_000
    command = ["scontrol", "show", "hostnames", os.environ["SLURM_STEP_NODELIST"]]
    nodes = subprocess.check_output(command, text=True).split()
    return tf_config([f"{node}:{port}" for node in nodes], int(os.environ["SLURM_NODEID"]))


def under_kubernetes():
    """The pods of an indexed job are named JOB-0, JOB-1, …; the service has the name of the job."""
    job, _, index = os.environ["HOSTNAME"].rpartition("-")
    addresses = [f"{job}-{i}.{job}:2222" for i in range(int(os.environ["WORKERS"]))]
    return tf_config(addresses, int(index))


def main():
    on_slurm = "SLURM_JOB_ID" in os.environ
    os.environ["TF_CONFIG"] = under_slurm() if on_slurm else under_kubernetes()
    worker = str(Path(__file__).with_name("worker.py"))
    os.execv(sys.executable, [sys.executable, worker, *sys.argv[1:]])


if __name__ == "__main__":
    main()
