"""Measure ways to train the same network: `python -m tests.benchmarks.measure`, no part of pytest.

Each contender is a process (worker.py); all stay alive and take turns, so that a disturbance
doesn't hit one of them alone. The first turn is a warm-up. Each takes two threads.
"""

import argparse
import contextlib
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import table_and_plot
from tests.benchmarks.contenders import BATCH_SIZE, CONTENDERS, ROOT, Matrices

HERE = Path(__file__).resolve().parent
THREADS = 2
# Relative difference of the first losses: same network, weights and batches.
TOLERANCE = {"float32": 1e-3, "bfloat16": 1e-2}
PAUSE = 0.5  # seconds before a turn: idle threads of the turn before spin for a while
FEWEST_ROUNDS = 5  # for a median that counts
MOST_STEPS_A_TURN = 600  # `model.fit` draws a turn's images at once, and there are 60,000
FIRST = "article, no evaluation"
OURS = {"float32": "notebook 5", "bfloat16": "notebook 5, bfloat16"}
MATRICES = {"float32": "matrices", "bfloat16": "matrices, bfloat16"}
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16"}  # Keras' names

# Turns of other lengths than --steps.
STEPS = {"article, as printed": 2} | dict.fromkeys(MATRICES.values(), 5)

GOALS = [0.97, 0.99]  # accuracy on the test set
MOST_STEPS, EVERY = 3000, 10  # at the constant rate: when to give up, and steps per evaluation
# With the schedule, which is made for a number of steps, and softer labels: the numbers to try, in
# rising order. The first that is enough counts.
SCHEDULES = {0.97: [100, 150, 200, 250], 0.99: [600, 800, 1000, 1200, 1500]}
BATCHES = 1000  # the accuracy after so many is reported as well

# Operations of one image forward: a multiplication and an addition for each weight at each place.
FORWARD = {
    "conv1": 2 * 28 * 28 * 12 * (6 * 6 * 1),
    "conv2": 2 * 14 * 14 * 24 * (5 * 5 * 12),
    "conv3": 2 * 7 * 7 * 48 * (4 * 4 * 24),
    "dense": 2 * 10 * (7 * 7 * 48),
}


def operations_of_a_step():
    """Return the floating-point operations of one training step.

    Backward, a layer does its work twice: for its weights and for its input. But nobody needs the
    gradient of conv1's input, which is the image.
    """
    forward = sum(FORWARD.values())
    backward = 2 * forward - FORWARD["conv1"]
    return BATCH_SIZE * (forward + backward)


class Failure(Exception):
    """Ends the benchmark; its message is all that is shown."""


class Unavailable(Exception):
    """A contender can't run here, for the reason in the message."""


class Worker:
    """A contender's process."""

    def __init__(self, name, folder):
        self.name = name
        command = [sys.executable, "-m", "tests.benchmarks.worker", name, folder]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, text=True, env=environment(folder)
        )
        self._answer()

    def call(self, method, **arguments):
        """Return the whole answer: a dict with "value" and, but for memory, "seconds"."""
        with contextlib.suppress(BrokenPipeError):  # _answer says that the process has ended
            print(
                json.dumps({"call": method, "arguments": arguments}),
                file=self.process.stdin,
                flush=True,
            )
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"{self.name}: its process ended with code {self.process.wait()}")
        answer = json.loads(line)
        if "unavailable" in answer:
            raise Unavailable(answer["unavailable"])
        if "error" in answer:
            raise Failure(f"{self.name} failed:\n{answer['error']}")
        return answer

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def environment(folder):
    """Return the environment of a worker: its threads, and this checkout's helpers and tests."""
    # The variables of TensorFlow, not tf.config: a session of TensorFlow 1 obeys only these.
    threads = ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    others = {"PYTHONPATH": path, "MPLBACKEND": "agg", "KERAS_BACKEND": "tensorflow"}
    others["TORCHINDUCTOR_CACHE_DIR"] = folder
    return os.environ | dict.fromkeys(threads, str(THREADS)) | others


def say(text):
    print(text, file=sys.stderr, flush=True)


def start(names, folder, stack):
    """Start the contenders; return their workers, first losses, and reasons of those left out."""
    workers, losses, left_out = {}, {}, {}
    for name in sorted(names, key=lambda name: name != FIRST):  # the first writes the weights
        say(f"start: {name}")
        try:
            worker = Worker(name, folder)
            stack.callback(worker.close)
            if name in CONTENDERS:
                losses[name] = worker.call("losses")["value"]
                check_losses(name, losses[name], losses[FIRST])
        except Unavailable as reason:
            left_out[name] = str(reason)
            continue
        workers[name] = worker
    return {name: workers[name] for name in names if name in workers}, losses, left_out


def numbers_of(name):
    """Return the kind of numbers in which a contender's convolutions compute."""
    return "bfloat16" if name.endswith("bfloat16") else "float32"


def check_losses(name, losses, expected):
    """Stop unless a contender trains the same network, from the same weights and batches."""
    differences = [abs(loss / other - 1) for loss, other in zip(losses, expected, strict=True)]
    if not max(differences) <= TOLERANCE[numbers_of(name)]:  # "not": also if one is not a number
        raise Failure(f"{name} does not train the same: losses {losses}, expected {expected}")


def take_turns(workers, rounds, steps):
    """Return the milliseconds a step of each turn, as a dict from name to list."""
    times = {name: [] for name in workers}
    names = list(workers)
    for number in range(1 + rounds):
        say(f"round {number} of {rounds}" if number else "warm-up")
        first = number % len(names)  # nobody always comes after the same one at the same place
        for name in names[first:] + names[:first]:
            count = STEPS.get(name, steps)
            time.sleep(PAUSE)
            seconds = workers[name].call("run", steps=count)["seconds"]
            times[name].append(1000 * seconds / count)
    return {name: values[1:] for name, values in times.items()}


def constant_rate(worker, numbers, seeds):
    """Return the steps until each goal with Adam at 0.001: a list per seed, and the medians."""
    options = {"numbers": POLICIES[numbers], "goals": GOALS, "most": MOST_STEPS, "every": EVERY}
    found = []
    for seed in range(seeds):
        say(f"accuracy at the constant rate, {numbers}: seed {seed}")
        found.append(worker.call("steps_to", seed=seed, **options)["value"])
    medians = {}
    for number, goal in enumerate(GOALS):
        column = [MOST_STEPS + 1 if each[number] is None else each[number] for each in found]
        median = statistics.median(column)
        medians[str(goal)] = median if median <= MOST_STEPS else None
    return {"goals": GOALS, "each_seed": found, "median_steps": medians}


def with_schedule(worker, numbers, seeds):
    """Return the accuracies at the end of schedules, and the fewest steps for each goal."""
    accuracies = {}

    def median(steps):
        if steps not in accuracies:
            say(f"accuracy with a schedule of {steps} steps, {numbers}")
            options = {"numbers": POLICIES[numbers], "steps": steps}
            calls = [worker.call("at_the_end", seed=seed, **options) for seed in range(seeds)]
            accuracies[steps] = [call["value"] for call in calls]
        return statistics.median(accuracies[steps])

    enough = {
        str(goal): next((steps for steps in SCHEDULES[goal] if median(steps) >= goal), None)
        for goal in GOALS
    }
    return {
        "median_steps": enough,
        "batches": BATCHES,
        "median_accuracy": median(BATCHES),
        "each_seed": {str(steps): values for steps, values in sorted(accuracies.items())},
    }


def measure(rounds, steps, seeds):
    """Run everything; return the raw numbers."""
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.ExitStack() as stack:
            names = [*CONTENDERS, "preparation", *MATRICES.values()]
            workers, losses, left_out = start(names, folder, stack)
            times = take_turns(workers, rounds, steps)
            memory = {name: worker.call("peak_memory")["value"] for name, worker in workers.items()}
        with contextlib.ExitStack() as stack:
            worker = Worker("accuracies", folder)
            stack.callback(worker.close)
            accuracy = {
                numbers: {
                    "constant_rate": constant_rate(worker, numbers, seeds),
                    "schedule": with_schedule(worker, numbers, seeds),
                }
                for numbers in OURS
            }
    return {
        "settings": {"rounds": rounds, "steps": steps, "seeds": seeds, "threads": THREADS},
        "machine": {"processors": os.cpu_count(), "type": platform.machine()},
        "versions": versions(),
        "first_losses": losses,
        "left_out": left_out,
        "steps_a_turn": {name: STEPS.get(name, steps) for name in times},
        "milliseconds_a_step": times,
        "peak_mebibytes": memory,
        "accuracy": accuracy,
    }


def versions():
    """Return the versions of Python and of the packages that are installed."""
    found = {"python": platform.python_version()}
    for name in ["tensorflow", "tensorflow-cpu", "keras", "numpy", "torch"]:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def evaluate(raw):
    """Work out what is reported from the raw numbers of `measure`."""
    times = {name: statistics.median(each) for name, each in raw["milliseconds_a_step"].items()}
    multiplication = 2 * Matrices.size**3
    limits = {n: operations_of_a_step() * times[MATRICES[n]] / multiplication for n in MATRICES}
    contenders = {}
    for name in CONTENDERS:
        if name in times:
            numbers = numbers_of(name)
            steps = raw["accuracy"][numbers]["constant_rate"]["median_steps"]
            contenders[name] = {
                "median": times[name],
                "scaled": name in STEPS,  # measured over fewer steps a turn
                "fastest": min(raw["milliseconds_a_step"][name]),
                "slowest": max(raw["milliseconds_a_step"][name]),
                "ratio_to_limit": times[name] / limits[numbers],
                "seconds_to": seconds(times[name], steps),
                "peak_mebibytes": raw["peak_mebibytes"][name],
            }
    for numbers, name in OURS.items():
        steps = raw["accuracy"][numbers]["schedule"]["median_steps"]
        contenders[name]["seconds_to_with_schedule"] = seconds(times[name], steps)
    best = min(OURS, key=lambda numbers: times[OURS[numbers]])
    return {
        "operations_a_step": operations_of_a_step(),
        "operations_a_second": {n: 1000 * multiplication / times[MATRICES[n]] for n in MATRICES},
        "limits": limits,
        "best": OURS[best],
        "contenders": contenders,
        "targets": targets(best, times, contenders, raw["accuracy"][best]["schedule"]),
        "same_numbers": same_numbers(times),
    }


def seconds(milliseconds, steps):
    """Return the seconds of training until each goal: steps times the time of a step."""
    return {goal: n and n * milliseconds / 1000 for goal, n in steps.items()}


def targets(best, times, contenders, schedule):
    """Return the targets: each with what it is about, its bound, and what was measured.

    "Our best" is notebook 5's loop in the kind of numbers that is fastest on this machine. What
    it is compared with computes in float32.
    """
    ours = times[OURS[best]]
    torch = fastest(times, "float32", "PyTorch")
    to_97 = contenders[OURS[best]]["seconds_to_with_schedule"]["0.97"]
    article = contenders[FIRST]["seconds_to"]["0.97"]
    earlier = to_97 / article if to_97 and article else None
    limit = contenders[OURS[best]]["ratio_to_limit"]
    listed = [
        ("our best step / article's eager step, no evaluation", "<=", 0.30, ours / times[FIRST]),
        ("our best step / model.fit", "<=", 0.80, ours / times["model.fit"]),
        ("our best step / PyTorch, its better mode", "<=", 0.65, torch and ours / torch),
        ("our best step / limit", "<=", 2.5, limit),
        ("seconds to 97 %, ours / article's, no evaluation", "<=", 0.15, earlier),
        (f"accuracy after {BATCHES} batches, median", ">=", 0.99, schedule["median_accuracy"]),
        ("data preparation's share of our best step", "<=", 0.03, times["preparation"] / ours),
    ]  # fmt: skip
    return [dict(zip(["what", "relation", "target", "measured"], each)) for each in listed]


def fastest(times, numbers, library):
    """Return the shortest time of a library's contenders in one kind of numbers, or None."""
    found = [n for n in times if n.startswith(library) and numbers_of(n) == numbers]
    return min(map(times.get, found), default=None)


def same_numbers(times):
    """Return our time, divided by others' in the same kind of numbers: a row per kind."""
    rows = {}
    for numbers, name in OURS.items():
        others = {library: fastest(times, numbers, library) for library in ["model.fit", "PyTorch"]}
        rows[numbers] = {library: t and times[name] / t for library, t in others.items()}
    return rows


def number(lowest, highest):
    """Return a function that reads an int from the command line."""

    def read(text):
        try:
            value = int(text)
        except ValueError:
            value = None
        if value is None or not lowest <= value <= highest:
            raise argparse.ArgumentTypeError(
                f"must be a whole number from {lowest} to {highest}, got {text!r}"
            )
        return value

    return read


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.measure", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--rounds", type=number(1, 1000), default=9)
    parser.add_argument("--steps", type=number(1, MOST_STEPS_A_TURN), default=100, help="per turn")
    parser.add_argument("--seeds", type=number(1, 100), default=5, help="of the accuracies")
    parser.add_argument("--output", type=Path, help="folder for results.json and results.png")
    chosen = parser.parse_args()
    if chosen.output is not None and chosen.output.exists() and not chosen.output.is_dir():
        parser.error(f"argument --output: {chosen.output} is not a folder")
    return chosen


def main():
    chosen = arguments()
    output = chosen.output
    few = min(chosen.rounds, chosen.seeds) < FEWEST_ROUNDS
    if few:
        say(f"Medians of fewer than {FEWEST_ROUNDS} rounds or seeds are no result.")
    elif output is None:
        output = HERE
    try:
        raw = measure(chosen.rounds, chosen.steps, chosen.seeds)
    except (Failure, Unavailable) as error:
        sys.exit(f"The benchmark has stopped. {error}")
    results = evaluate(raw)
    print(table_and_plot.text(raw, results))
    if output is None:
        print("\nNot saved: too few rounds or seeds. --output FOLDER saves them all the same.")
        return
    output.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"results": results, "raw": raw}, indent=1, ensure_ascii=False)
    (output / "results.json").write_text(content + "\n", "utf-8")
    table_and_plot.plot(results, ROOT / "helpers" / "course.mplstyle", output / "results.png")
    print("\nSaved: results.json, results.png")


if __name__ == "__main__":
    main()
