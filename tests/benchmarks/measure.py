"""Measure ways to train the same network: `python -m tests.benchmarks.measure`, no part of pytest.

Each contender is a process (worker.py); all stay alive and take turns, so that a disturbance
doesn't hit one of them alone. The first turn is a warm-up. Each takes two threads. Compared is
like with like first: what computes in the same kind of numbers.
"""

import argparse
import contextlib
import importlib.metadata
import json
import math
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
# The variables of TensorFlow, not tf.config: a session of TensorFlow 1 obeys only these.
OF_AN_OPERATION = ["TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"]
OPERATIONS = "TF_NUM_INTEROP_THREADS"  # how many run side by side
# Relative difference of the first losses: same network, weights and batches.
TOLERANCE = {"float32": 1e-3, "bfloat16": 1e-2}
PAUSE = 0.5  # seconds before a turn: idle threads of the turn before spin for a while
FEWEST = {"rounds": 7, "seeds": 5}  # for a median that counts
MOST_STEPS_A_TURN = 550  # `model.fit` draws a turn's images at once, and there are 55,000
FIRST, PRINTED = "article, no evaluation", "article, as printed"
OURS = {"float32": "notebook 5", "bfloat16": "notebook 5, bfloat16"}
MATRICES = {"float32": "matrices", "bfloat16": "matrices, bfloat16"}
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16"}  # Keras' names

# Turns of other lengths than --steps. What `fit` does once in an epoch should count for little.
STEPS = {PRINTED: 2} | dict.fromkeys(MATRICES.values(), 5)
EPOCH = 300
STEPS |= {name: EPOCH for name in CONTENDERS if name.startswith("model.fit")}

# Like with like: our step's time, divided by that of each of these, must not be above the target.
# A tuple names modes of one library, of which the faster counts.
LIKE = {
    "float32": {
        ("model.fit",): 0.70,
        ("model.fit, several steps a call",): None,
        ("PyTorch, eager", "PyTorch, compiled"): 0.80,
    },
    "bfloat16": {
        ("model.fit, bfloat16",): 0.75,
        ("model.fit, several steps a call, bfloat16",): None,
        ("PyTorch, eager, bfloat16",): 0.90,
    },
}
# --quick: timings only, in shorter turns; after so many seconds, what is beyond three rounds is
# left out, so that a slow machine is done within two minutes, too.
QUICK = {"rounds": 5, "steps": 50, "epoch": 150, "seconds": 40, "names": [FIRST, *OURS.values()]}
QUICK["names"] += ["model.fit", "PyTorch, eager", "model.fit, bfloat16", "PyTorch, eager, bfloat16"]
SLOW = 100  # milliseconds: a step in bfloat16 that takes longer is left out of a quick run
PROFILED = 40  # steps of the profile, and of the libraries' log
LOG_ROUNDS = 5
LOGGED = {
    "float32": {"notebook 5": "notebook 5", "PyTorch": "PyTorch, eager"},
    "bfloat16": {"notebook 5": "notebook 5, bfloat16", "PyTorch": "PyTorch, eager, bfloat16"},
}

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

    def __init__(self, name, folder, *log, **changes):
        """Start it. `log` is a file for what it prints; `changes` are environment variables."""
        self.name = name
        command = [sys.executable, "-m", "tests.benchmarks.worker", name, folder, *log]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, text=True, env=environment(folder) | changes
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
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    others = {"PYTHONPATH": path, "MPLBACKEND": "agg", "KERAS_BACKEND": "tensorflow"}
    others["TORCHINDUCTOR_CACHE_DIR"] = folder
    return os.environ | dict.fromkeys([*OF_AN_OPERATION, OPERATIONS], str(THREADS)) | others


def say(text):
    print(text, file=sys.stderr, flush=True)


def start(names, folder, stack, quick=False):
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
                if quick and numbers_of(name) == "bfloat16":
                    check_bfloat16(worker)
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


def check_bfloat16(worker):
    """Raise Unavailable if the processor has no bfloat16: its steps take too long to be quick."""
    milliseconds = 1000 * worker.call("run", steps=1)["seconds"]
    if milliseconds > SLOW:
        raise Unavailable(f"A step takes {milliseconds:.0f} ms: this processor has no bfloat16.")


def turn(name, steps, epoch=EPOCH):
    """Return the steps of a contender's turn, if those of the others are `steps`.

    `epoch` is the least for `fit`.
    """
    return max(steps, epoch) if STEPS.get(name) == EPOCH else STEPS.get(name, steps)


def take_turns(workers, counts, rounds, seconds=math.inf):
    """Return the milliseconds a step of each turn, as a dict from name to list.

    `counts` says how many steps are a turn, for each name. When `seconds` are over, no further
    round begins, unless there were fewer than three.
    """
    times = {name: [] for name in workers}
    names = list(workers)
    began = time.monotonic()
    for number in range(1 + rounds):
        if number > 3 and time.monotonic() - began > seconds:
            break
        say(f"round {number} of {rounds}" if number else "warm-up")
        first = number % len(names)  # nobody always comes after the same one at the same place
        for name in names[first:] + names[:first]:
            time.sleep(PAUSE)
            taken = workers[name].call("run", steps=counts[name])["seconds"]
            times[name].append(1000 * taken / counts[name])
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


def measure(rounds, steps, seeds, names, epoch=EPOCH, seconds=math.inf):
    """Run everything, or only the turns of some contenders if `seeds` is 0; return raw numbers."""
    raw = {
        "settings": {"rounds": rounds, "seeds": list(range(seeds)), "threads": THREADS},
        "machine": machine(),
        "versions": versions(),
    }
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.ExitStack() as stack:
            workers, raw["first_losses"], raw["left_out"] = start(
                names, folder, stack, quick=not seeds
            )
            counts = {name: turn(name, steps, epoch) for name in workers}
            raw["steps_a_turn"] = counts
            raw["milliseconds_a_step"] = take_turns(workers, counts, rounds, seconds)
            if not seeds:
                return raw
            raw["peak_mebibytes"] = {n: w.call("peak_memory")["value"] for n, w in workers.items()}
            raw["profile"] = profile(workers)
        raw["kernels"] = kernels(folder)
        with contextlib.ExitStack() as stack:
            worker = Worker("accuracies", folder)
            stack.callback(worker.close)
            raw["accuracy"] = {
                numbers: {
                    "constant_rate": constant_rate(worker, numbers, seeds),
                    "schedule": with_schedule(worker, numbers, seeds),
                }
                for numbers in OURS
            }
    return raw


def profile(workers):
    """Return where the time of our step goes, for each kind of numbers."""
    say("profile")
    return {n: workers[name].call("profile", steps=PROFILED)["value"] for n, name in OURS.items()}


def kernels(folder):
    """Return what convolutions take in both libraries, as oneDNN logs it, which computes them.

    A row for each kind of numbers and number of threads, with the milliseconds of LOG_ROUNDS turns.
    Operations don't run side by side here. `folder` has the weights at the start.
    """
    rows = {(n, threads): {} for n in LOGGED for threads in range(1, THREADS + 1)}
    for number in range(LOG_ROUNDS):
        say(f"log of the convolutions: round {number + 1} of {LOG_ROUNDS}")
        for (numbers, threads), row in rows.items():
            for library, name in LOGGED[numbers].items():
                with contextlib.suppress(Unavailable):
                    found = convolutions(logged(name, folder, threads))
                    empty = {"kernels": found["kernels"], "milliseconds": []}
                    row.setdefault(library, empty)["milliseconds"].append(found["milliseconds"])
    return [{"numbers": n, "threads": threads} | row for (n, threads), row in rows.items()]


def logged(name, folder, threads):
    """Return the lines that oneDNN writes while a contender takes PROFILED steps, after a few."""
    log = Path(folder, "log.txt")
    changes = dict.fromkeys(OF_AN_OPERATION, str(threads)) | {OPERATIONS: "1"}
    worker = Worker(name, folder, str(log), ONEDNN_VERBOSE="1", **changes)
    try:
        worker.call("run", steps=PROFILED // 2)
        before = log.stat().st_size
        worker.call("run", steps=PROFILED)
        return log.read_bytes()[before:].decode("utf-8").splitlines()
    finally:
        worker.close()
        log.unlink()


def convolutions(lines):
    """Sum up a log of oneDNN: the milliseconds that a step's convolutions take, and their kernels.

    A line ends with what was computed and the milliseconds. Of each convolution of a step, the
    median counts. https://uxlfoundation.github.io/oneDNN/dev_guide_verbose.html
    """
    times, names = {}, set()
    for line in lines:
        fields = line.split(",")
        if "exec" in fields and "convolution" in fields:
            kernel, direction = fields[fields.index("convolution") + 1 :][:2]
            times.setdefault((direction, fields[-2]), []).append(float(fields[-1]))
            names.add(kernel)
    return {"milliseconds": sum(map(statistics.median, times.values())), "kernels": sorted(names)}


def machine():
    """Return what the results depend on, beside the versions."""
    model = platform.processor() or "unknown"
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), model)
    system = f"{platform.system()} {platform.machine()}"
    return {"processor": model, "cores": os.cpu_count(), "system": system}


def versions():
    """Return the versions of Python and of the packages that are installed."""
    found = {"python": platform.python_version()}
    for name in ["tensorflow", "tensorflow-cpu", "keras", "numpy", "torch"]:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def evaluate(raw):
    """Work out what is reported from the raw numbers of `measure`."""
    turns = raw["milliseconds_a_step"]
    times = {name: statistics.median(each) for name, each in turns.items()}
    results = {"same_numbers": same_numbers(turns, raw.get("profile"))}
    if "accuracy" not in raw:  # --quick
        contenders = {name: spread(turns[name]) for name in CONTENDERS if name in turns}
        return results | {"contenders": contenders, "targets": like_with_like(results)}
    multiplication = 2 * Matrices.size**3
    limits = {n: operations_of_a_step() * times[MATRICES[n]] / multiplication for n in MATRICES}
    contenders = {}
    for name in CONTENDERS:
        if name in times:
            numbers = numbers_of(name)
            steps = raw["accuracy"][numbers]["constant_rate"]["median_steps"]
            contenders[name] = spread(turns[name]) | {
                "scaled": name == PRINTED,  # measured over very few steps
                "ratio_to_limit": times[name] / limits[numbers],
                "seconds_to": seconds(times[name], steps),
                "peak_mebibytes": raw["peak_mebibytes"][name],
            }
    best = min(OURS, key=lambda numbers: times[OURS[numbers]])
    results |= {
        "operations_a_step": operations_of_a_step(),
        "operations_a_second": {n: 1000 * multiplication / times[MATRICES[n]] for n in MATRICES},
        "limits": limits,
        "best": OURS[best],
        "contenders": contenders,
        "to_accuracy": to_accuracy(raw["accuracy"], times),
        "profile": raw.get("profile"),
        "kernels": raw["kernels"],
    }
    return results | {"targets": like_with_like(results) + others(best, times, results, raw)}


def spread(turns):
    """Return the median of some turns, and the fastest and slowest of them."""
    return {"median": statistics.median(turns), "fastest": min(turns), "slowest": max(turns)}


def to_accuracy(accuracy, times):
    """Return the steps and seconds until each goal, at the constant rate and with the schedule."""
    rows = []
    for numbers, found in accuracy.items():
        for goal in map(str, GOALS):
            row = {"numbers": numbers, "goal": goal}
            for way in ["constant_rate", "schedule"]:
                steps = found[way]["median_steps"][goal]
                took = seconds(times[OURS[numbers]], {goal: steps})[goal]
                row[way] = {"steps": steps, "seconds": took}
            rows.append(row)
    return rows


def seconds(milliseconds, steps):
    """Return the seconds of training until each goal: steps times the time of a step."""
    return {goal: n and n * milliseconds / 1000 for goal, n in steps.items()}


def same_numbers(turns, profile=None):
    """Compare our step with others' in the same kind of numbers: a row for each comparison.

    The ratio is that of the medians; lowest and highest are those of a single round. If there is a
    profile, "convolutions" is the ratio that would be left if our step were nothing but its
    convolutions, with their time from the profile.
    """
    rows = []
    for numbers, bounds in LIKE.items():
        for modes, bound in bounds.items():
            found = [name for name in modes if name in turns]
            if OURS[numbers] not in turns or not found:
                continue
            other = min(found, key=lambda name: statistics.median(turns[name]))
            pairs = zip(turns[OURS[numbers]], turns[other], strict=True)
            rounds = [ours / theirs for ours, theirs in pairs]
            median = statistics.median(turns[other])
            ratio = statistics.median(turns[OURS[numbers]]) / median
            row = {"numbers": numbers, "other": other, "ratio": ratio, "target": bound}
            row |= {"lowest": min(rounds), "highest": max(rounds)}
            if profile:
                row["convolutions"] = profile[numbers]["convolutions"] / median
            rows.append(row)
    return rows


def like_with_like(results):
    """Return the targets that compare like with like."""
    return [
        target(f"our step / {row['other']}", "<=", row["target"], row["ratio"])
        for row in results["same_numbers"]
        if row["target"]
    ]


def others(best, times, results, raw):
    """Return the other targets.

    "Our best" is notebook 5's loop in the kind of numbers that is fastest on this machine. What
    it is compared with computes in float32.
    """
    ours, schedule = times[OURS[best]], raw["accuracy"][best]["schedule"]
    to_97 = seconds(ours, schedule["median_steps"])["0.97"]
    article = results["contenders"][FIRST]["seconds_to"]["0.97"]
    earlier = to_97 / article if to_97 and article else None
    limit = results["contenders"][OURS[best]]["ratio_to_limit"]
    modes = [times[name] for name in ["PyTorch, eager", "PyTorch, compiled"] if name in times]
    torch = ours / min(modes) if modes else None
    preparation = times["preparation"] / ours
    rows = [
        ("our best step / article's eager step, no evaluation", "<=", 0.30, ours / times[FIRST]),
        ("our best step / model.fit in float32", "<=", 0.80, ours / times["model.fit"]),
        ("our best step / PyTorch in float32, its better mode", "<=", 0.65, torch),
        ("our best step / limit", "<=", 2.5, limit),
        ("seconds to 97 %, ours / article's, no evaluation", "<=", 0.15, earlier),
        (f"accuracy after {BATCHES} batches, median", ">=", 0.99, schedule["median_accuracy"]),
        ("data preparation's share of our best step", "<=", 0.03, preparation),
    ]
    return [target(*row) for row in rows]


def target(what, relation, bound, measured):
    """Return a target: what it is about, its bound, and what was measured, or None."""
    return {"what": what, "relation": relation, "target": bound, "measured": measured}


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
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--quick", action="store_true", help="timings only, saves nothing")
    mode.add_argument("--profile", action="store_true", help="only where the time goes")
    chosen = parser.parse_args()
    if chosen.output is not None and chosen.output.exists() and not chosen.output.is_dir():
        parser.error(f"argument --output: {chosen.output} is not a folder")
    return chosen


def main():
    chosen = arguments()
    try:
        if chosen.profile:
            print(*profile_alone(), sep="\n\n")
        elif chosen.quick:
            raw = measure(seeds=0, **QUICK)
            print(table_and_plot.quick(raw, evaluate(raw)))
        else:
            everything(chosen)
    except (Failure, Unavailable) as error:
        sys.exit(f"The benchmark has stopped. {error}")


def profile_alone():
    """Return the tables of where the time goes, without the turns."""
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.ExitStack() as stack:
            found = profile(start([FIRST, *OURS.values()], folder, stack)[0])
        return table_and_plot.profile(found), table_and_plot.kernels(kernels(folder))


def everything(chosen):
    """Measure all, print it, and save it unless there are too few rounds or seeds."""
    few = [what for what, least in FEWEST.items() if getattr(chosen, what) < least]
    output = chosen.output
    if few:
        say(f"Too few {' and '.join(few)} for medians that count: at least {FEWEST}.")
    elif output is None:
        output = HERE
    names = [*CONTENDERS, "preparation", *MATRICES.values()]
    raw = measure(chosen.rounds, chosen.steps, chosen.seeds, names)
    results = evaluate(raw)
    print(table_and_plot.text(raw, results))
    if output is None:
        print("\nNot saved: too few rounds or seeds. --output FOLDER saves them all the same.")
        return
    output.mkdir(parents=True, exist_ok=True)
    save(raw, results, output)
    print("\nSaved: results.json, results.png", end="")
    print(", and the figures in README.md" if output == HERE else "")


def save(raw, results, output):
    """Write the numbers and the plot; in the folder of the README, its figures as well."""
    content = json.dumps({"results": results, "raw": raw}, indent=1, ensure_ascii=False)
    (output / "results.json").write_text(content + "\n", "utf-8")
    table_and_plot.plot(results, ROOT / "helpers" / "course.mplstyle", output / "results.png")
    if output == HERE:
        readme = HERE / "README.md"
        text = table_and_plot.with_figures(readme.read_text("utf-8"), raw, results)
        readme.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
