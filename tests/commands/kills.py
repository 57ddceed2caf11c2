"""Kill workers at random steps, in either role, and see that the training always ends the same way.

`python -m tests.commands.kills 20`; `--seed 1` kills at other steps. Each kill must end the pair
and leave no process; the next pair goes on from the last checkpoint. Once a training
has come to its end, its weights must be those of an undisturbed one, bit for bit.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from helpers.scale_out import WorkerError
from tests.scale_out import pair

STEPS = 40  # of each training; a checkpoint after each fourth


def killed_once(folder, random_numbers):
    """Run the pair on, and kill a worker; return what happened, or the workers if they finished."""
    role, when = random_numbers.choice([0, 1]), random_numbers.randint(1, STEPS)
    # Some kills come a little after a step: while the next one is computed, exchanged or saved.
    delay = random_numbers.choice([0, 0.01, 0.03])
    kill = pair.at_step(role, when, lambda worker: worker.process.kill(), delay)
    try:
        return pair.run(folder, steps=STEPS, launch={"on_line": kill})
    except WorkerError as error:
        pair.nobody_left(folder)
        assert str(error).startswith(f"worker {role} was killed by SIGKILL"), error
        return f"worker {role} at step {when} + {delay:.2f} s"


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
                pair.assert_same_end(what, undisturbed)
                saved = sorted(path.name for path in Path(folder, "checkpoints").glob("*.index"))
                print(f"training {trainings}: the same weights; checkpoints {saved}", flush=True)
    print(f"{kills} kills, {trainings} trainings, each with the same end")


if __name__ == "__main__":
    sys.exit(main())
