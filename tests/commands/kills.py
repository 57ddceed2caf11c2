"""Kill workers at random steps, in either role, and see that the training always ends the same way.

`python -m tests.commands.kills 20`; `--seed 1` kills at other steps. Each kill must end the pair
within seconds and leave no process; the next pair goes on from the last checkpoint. Once a training
has come to its end, its weights must be those of an undisturbed one, bit for bit.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from helpers.scale_out import WorkerError
from tests.scale_out import pair

STEPS = 40  # of each training; a checkpoint after each fourth
SOON = 5  # seconds after a kill


def killed_once(folder, random_numbers):
    """Run the pair on, and kill a worker; return what happened, or the workers if they finished."""
    role, when = random_numbers.choice([0, 1]), random_numbers.randint(1, STEPS)
    # Some kills come a little after a step: while the next one is computed, exchanged or saved.
    killer = pair.Killer(role, when, delay=random_numbers.choice([0, 0.01, 0.03]))
    try:
        return pair.run(folder, steps=STEPS, launch={"on_line": killer})
    except WorkerError as error:
        seconds = time.monotonic() - killer.at
        assert not pair.left(folder), pair.left(folder)
        assert str(error).startswith(f"worker {role} was killed by SIGKILL"), error
        assert seconds < SOON, f"{seconds:.1f} seconds after the kill"
        return f"worker {role} at step {when} + {killer.delay:.2f} s: over after {seconds:.1f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kills", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    numbers = random.Random(options.seed)
    kills = trainings = 0
    with tempfile.TemporaryDirectory() as whole:
        undisturbed, _ = pair.run(whole, steps=STEPS)
        print()
        while kills < options.kills:
            with tempfile.TemporaryDirectory() as folder:
                while isinstance(what := killed_once(folder, numbers), str):
                    kills += 1
                    print(f"{kills}: {what}", flush=True)
                    if kills == options.kills:
                        what = pair.run(folder, steps=STEPS)
                        break
                trainings += 1
                for worker in what:
                    for one, other in zip(undisturbed.weights, worker.weights, strict=True):
                        np.testing.assert_array_equal(one, other)
                saved = sorted(path.name for path in Path(folder, "checkpoints").glob("*.index"))
                print(f"training {trainings}: the same weights; checkpoints {saved}", flush=True)
    print(f"{kills} kills, {trainings} trainings, each with the same end")


if __name__ == "__main__":
    sys.exit(main())
