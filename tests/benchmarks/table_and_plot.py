"""The benchmark's results as text and as a plot."""

import re
import statistics

COLUMNS = "{:42}{:>9}{:>15}{:>9}{:>10}{:>10}{:>8}"
NOTES = """
ms a step: median over the rounds, and fastest–slowest turn.
limit: the arithmetic of a step, at the rate of a multiplication of large matrices, in the same kind
of numbers: float32, but for what is called bfloat16 (mixed precision).
s to 97 %, 99 %: steps times ms a step, without evaluations. The steps are counted separately, once
for each kind of numbers, since all take the same steps (Adam at 0.001, median over the seeds,
evaluated every 10 steps). With the schedule, and softer labels, they are the length of the shortest
that is enough.
article, as printed: evaluates 10,000 images after every step; measured over 2 steps a turn, scaled.
model.fit: an epoch of at least 300 steps, without what it does once, before the first and after the
last.
several steps a call: steps_per_execution=20.
"""
BEGIN, END = "<!-- figures: written by the command -->", "<!-- end of the figures -->"


def text(raw, results):
    """Return the tables that are printed."""
    lines = [machine(raw), *limits(results), "", *like_for_like(results), ""]
    lines.append(COLUMNS.format("", "ms a step", "from–to", "/ limit", "s to 97 %", "99 %", "MiB"))
    lines += [contender(name, row) for name, row in results["contenders"].items()]
    lines += left_out(raw)
    lines += [NOTES, *to_accuracy(raw, results), "", profile(results["profile"]), ""]
    lines += [kernels(results["kernels"]), ""]
    lines.append("{:64}{:>8}{:>10}".format("", "target", "measured"))
    lines += [target(each) for each in results["targets"]]
    lines.append(f"our best: {results['best']}")
    return "\n".join(lines)


def quick(raw, results):
    """Return what is printed after a quick run."""
    times = [
        f"{name:42}{row['median']:>9.1f}{row['fastest']:>9.1f}–{row['slowest']:.1f}"
        for name, row in results["contenders"].items()
    ]
    rounds = len(next(iter(raw["milliseconds_a_step"].values())))
    head = f"A quick look, no result: {rounds} short turns. Milliseconds a step, and from–to:"
    return "\n".join([machine(raw), head, *times, *left_out(raw), "", *like_for_like(results)])


def left_out(raw):
    """Return a line for each contender that could not be measured."""
    return [f"{name}: left out. {reason}" for name, reason in raw["left_out"].items()]


def machine(raw):
    """Return a line about the machine and its packages."""
    versions = ", ".join(f"{name} {version}" for name, version in raw["versions"].items())
    here = raw["machine"]
    return (
        f"{here['processor']}, {here['cores']} cores, {here['system']}, "
        f"{raw['settings']['threads']} threads; {versions}"
    )


def limits(results):
    """Return lines about the limits of the machine."""
    lines = []
    for numbers, limit in results["limits"].items():
        rate = results["operations_a_second"][numbers] / 1e9
        lines.append(
            f"limit in {numbers}: {limit:.2f} ms = {results['operations_a_step'] / 1e9:.3f} Gflop "
            f"a step / {rate:.0f} Gflop/s, multiplying large matrices"
        )
    return [*lines, "(1 Gflop is a thousand million floating-point operations)"]


def contender(name, row):
    """Return a row of the table of contenders."""
    span = f"{row['fastest']:.1f}–{row['slowest']:.1f}"
    reached = [number(seconds, 2) for seconds in row["seconds_to"].values()]
    memory = number(row["peak_mebibytes"], 0)
    ratio = f"{row['ratio_to_limit']:.2f}"
    return COLUMNS.format(name, f"{row['median']:.1f}", span, ratio, *reached, memory)


def to_accuracy(raw, results):
    """Return lines about steps and seconds until an accuracy, and about the seeds."""
    lines = [f"seeds {raw['settings']['seeds']}; our step's seconds:"]
    for row in results["to_accuracy"]:
        constant, schedule = (steps_and_seconds(row[way]) for way in ["constant_rate", "schedule"])
        lines.append(
            f"{row['numbers']}, {100 * float(row['goal']):g} %: {constant} at the constant rate, "
            f"{schedule} with the schedule"
        )
    for numbers, found in raw["accuracy"].items():
        schedule = found["schedule"]
        each = schedule["each_seed"][str(schedule["batches"])]
        lines.append(
            f"{numbers}, accuracy after {schedule['batches']} batches with the schedule: "
            f"{', '.join(f'{value:.2%}' for value in each)}; "
            f"median {schedule['median_accuracy']:.2%}"
        )
    return lines


def steps_and_seconds(way):
    """Return, for example, "380 steps, 4.8 s", or a dash if the goal was not reached."""
    return "–" if way["steps"] is None else f"{way['steps']:g} steps, {way['seconds']:.1f} s"


def like_for_like(results):
    """Return lines that compare our step with others in the same kind of numbers."""
    return ["Our step, in the same kind of numbers, divided by that of:"] + [
        f"  {row['other']:42}{row['ratio']:.3f}  ({row['lowest']:.2f}–{row['highest']:.2f})"
        for row in results["same_numbers"]
    ]


def profile(found):
    """Return a Markdown table of where the time of our step goes, or a sentence."""
    if not found:
        return "No profile was taken."
    heads = [f"{numbers}, {way}" for numbers in found for way in ["forward", "backward"]]
    rows = []
    for part in next(iter(found.values()))["parts"]:
        values = [value for each in found.values() for value in each["parts"][part].values()]
        rows.append([part, *(f"{value:.2f}" for value in values)])
    shares = ", ".join(
        f"{each['convolutions']:.1f} of {each['step']:.1f} ms ({share(each):.0%}) in {numbers}"
        for numbers, each in found.items()
    )
    lines = table(["milliseconds a step", *heads], rows)
    head = (
        "Where the time of our step goes. Operations may run side by side, so the parts may add up "
    )
    head += "to more than a step."
    return f"{head}\n\n{lines}\n\nAt least one convolution is at work during {shares}."


def kernels(rows):
    """Return a Markdown table of what the convolutions take in both libraries."""
    cells, rounds = [], len(rows[0]["notebook 5"]["milliseconds"])
    for row in rows:
        both = [row.get(library) for library in ["notebook 5", "PyTorch"]]
        # A library that isn't there, or that computes without oneDNN, logs no kernels.
        both = [each if each and each["kernels"] else None for each in both]
        times = [number(each and statistics.median(each["milliseconds"]), 1) for each in both]
        same = "–"
        if all(both):
            same = "yes" if both[0]["kernels"] == both[1]["kernels"] else "no"
        cells.append([row["numbers"], str(row["threads"]), *times, same])
    heads = ["milliseconds a step", "threads", "notebook 5", "PyTorch", "same kernels"]
    head = "The convolutions alone, as the library that computes them (oneDNN) logs it, one at a "
    return f"{head}time; medians of {rounds} processes:\n\n{table(heads, cells)}"


def share(each):
    """Return the share of a step in which a convolution is at work."""
    return each["convolutions"] / each["step"]


def table(heads, rows):
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def with_figures(readme, raw, results):
    """Return the README's text with the figures of these results."""
    new = f"{BEGIN}\n\n{figures(raw, results)}\n\n{END}"
    return re.sub(f"{BEGIN}.*{END}", lambda _: new, readme, flags=re.DOTALL)


def figures(raw, results):
    """Return the README's part that is written by the command, in Markdown."""
    like = [
        [
            f"{row['other']}" + ("" if row["numbers"] == "bfloat16" else ", float32"),
            f"{row['ratio']:.3f}",
            f"{row['lowest']:.2f}–{row['highest']:.2f}",
            f"≤ {row['target']:g}" if row["target"] else "",
            verdict(row["ratio"] <= row["target"]) if row["target"] else "",
            number(row.get("convolutions"), 3),
        ]
        for row in results["same_numbers"]
    ]
    goals = [
        [f"{100 * float(row['goal']):g} %, {row['numbers']}"]
        + [steps_and_seconds(row[way]) for way in ["constant_rate", "schedule"]]
        for row in results["to_accuracy"]
    ]
    rest = [row for row in results["targets"] if not row["what"].startswith("our step")]
    second = [
        [
            row["what"],
            bound(row),
            measured(row),
            "" if row["measured"] is None else verdict(met(row)),
        ]
        for row in rest
    ]
    rounds, seeds = raw["settings"]["rounds"], len(raw["settings"]["seeds"])
    return "\n\n".join([
        f"Measured on: {machine(raw)}. Medians of {rounds} rounds; the spread is that of the "
        "single rounds.",
        *left_out(raw),
        table(
            ["our step, divided by that of", "ratio", "spread", "target", "", "convolutions alone"],
            like,
        ),
        "“Convolutions alone” is what would be left if our step were nothing but its convolutions, "
        "with their time from the profile below, which is a measurement of its own.",
        f"“Our best” is “{results['best']}”, which is compared here with others in float32:",
        table(["what", "target", "measured", ""], second),
        "Steps until an accuracy on the test images, and the seconds that our step takes for them, "
        f"without evaluations. Medians of {seeds} seeds. “–”: not reached.",
        table(["goal", "constant rate", "with the schedule and softer labels"], goals),
        profile(results["profile"]),
        kernels(results["kernels"]),
    ])  # fmt: skip


def verdict(is_met):
    """Return the last cell of a target's row."""
    return "met" if is_met else "missed"


def target(row):
    """Return a line of the table of targets."""
    ending = "left out, or a goal not reached" if row["measured"] is None else verdict(met(row))
    return f"{row['what']:64}{bound(row):>8}{measured(row):>10}  {ending}"


def bound(row):
    """Return a target's bound as text."""
    return {"<=": "≤", ">=": "≥"}[row["relation"]] + f" {row['target']:g}"


def measured(row):
    """Return as text what was measured, with the digits that its bound needs."""
    return number(row["measured"], 4 if row["relation"] == ">=" else 3)


def met(row):
    """Whether a target that was measured is met."""
    if row["relation"] == "<=":
        return row["measured"] <= row["target"]
    return row["measured"] >= row["target"]


def number(value, digits):
    """Return a number as text, or a dash."""
    return "–" if value is None else f"{value:.{digits}f}"


def plot(results, style, path):
    """Draw the milliseconds a step as bars, their spread, and the limits as dashed lines.

    What computes in float32 comes first, in one colour, and what computes in bfloat16 below.
    """
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    plt.style.use(style)
    rows = results["contenders"]
    figure, axes = plt.subplots(figsize=(8.6, 5.2))
    colours = ["C1" if name.endswith("bfloat16") else "C0" for name in rows]
    medians = [row["median"] for row in rows.values()]
    spread = [[row["median"] - row["fastest"] for row in rows.values()]]
    spread.append([row["slowest"] - row["median"] for row in rows.values()])
    bars = axes.barh(list(rows), medians, color=colours, xerr=spread)
    labels = [f"{row['median']:.1f} ms" + ", scaled" * row["scaled"] for row in rows.values()]
    for row, label, place in zip(rows.values(), labels, bars, strict=True):
        axes.annotate(
            label,
            (row["slowest"], place.get_y() + place.get_height() / 2),
            xytext=(4, 0),
            textcoords="offset points",
            verticalalignment="center",
            fontsize=9,
        )
    for (numbers, limit), style in zip(results["limits"].items(), ["--", ":"], strict=True):
        axes.axvline(limit, color="black", linestyle=style, label=f"limit in {numbers}")
    # The loop as printed takes a hundred times as long as the fastest.
    axes.set(xscale="log", xlabel="milliseconds a step (logarithmic)")
    # Room for the texts beside the bars.
    axes.set_xlim(
        min(results["limits"].values()) / 2, 6 * max(row["median"] for row in rows.values())
    )
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set(title="The same training step, 100 images, two threads")
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.legend(loc="center right")
    figure.savefig(path, dpi=100)
    plt.close(figure)
