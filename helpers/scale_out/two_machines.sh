#!/usr/bin/env bash
# Train on two machines. On the first: bash two_machines.sh 0   On the second: bash two_machines.sh 1
set -euo pipefail
index=${1:?which machine is this, 0 or 1?}

# Addresses in a private network, and a port that is free on both machines.
first=${FIRST:-10.0.0.1:12345}
second=${SECOND:-10.0.0.2:12345}
export TF_CONFIG='{"cluster": {"worker": ["'$first'", "'$second'"]},
                   "task": {"type": "worker", "index": '$index'}}'

# The folder is one that both machines share, such as one on NFS. There are five minutes to start the
# other. Who has lost its partner ends with status 3. Start both again: they go on from a checkpoint.
exec "${PYTHON:-python3}" "$(dirname "$0")/worker.py" \
    --folder "${FOLDER:-/shared/digits}" --steps "${STEPS:-1000}" --start-seconds 300
