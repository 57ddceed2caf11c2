"""The benchmark's results as text and as a plot."""

COLUMNS = "{:28}{:>9}{:>15}{:>9}{:>10}{:>10}{:>8}"
NOTES = """
ms a step: median over the rounds, and fastest–slowest turn.
limit: the arithmetic of a step, at the rate of a multiplication of large matrices, in the same kind
of numbers: float32, but for what is called bfloat16 (mixed precision).
s to 97 %, 99 %: steps times ms a step, without evaluations. The steps are counted separately, once
for each kind of numbers, since all take the same steps (Adam at 0.001, median over the seeds,
evaluated every 10 steps). With the schedule, and softer labels, they are the length of the shortest
that is enough.
article, as printed: evaluates 10,000 images after every step; measured over 2 steps a turn, scaled.
model.fit: without what it does once, before its first step.
"""


def text(raw, results):
    """Return the tables that are printed."""
    lines = [machine(raw, results), ""]
    lines.append(COLUMNS.format("", "ms a step", "from–to", "/ limit", "s to 97 %", "99 %", "MiB"))
    for name, row in results["contenders"].items():
        lines.append(contender(name, row))
        if "seconds_to_with_schedule" in row:
            reached = [number(s, 2) for s in row["seconds_to_with_schedule"].values()]
            lines.append(COLUMNS.format("  with the schedule", "", "", "", *reached, ""))
    lines += [f"{name}: left out. {reason}" for name, reason in raw["left_out"].items()]
    lines += [NOTES, accuracy(raw), "", "{:54}{:>8}{:>10}".format("", "target", "measured")]
    lines += [target(each) for each in results["targets"]]
    lines += [f"our best: {results['best']}; what it is compared with computes in float32", ""]
    lines += [like_for_like(*row) for row in results["same_numbers"].items()]
    return "\n".join(lines)


def machine(raw, results):
    """Return lines about the machine, its packages and its limits."""
    versions = ", ".join(f"{name} {version}" for name, version in raw["versions"].items())
    lines = [
        f"{raw['machine']['processors']} processors ({raw['machine']['type']}), "
        f"{raw['settings']['threads']} threads; {versions}"
    ]
    for numbers, limit in results["limits"].items():
        rate = results["operations_a_second"][numbers] / 1e9
        lines.append(
            f"limit in {numbers}: {limit:.2f} ms = {results['operations_a_step'] / 1e9:.3f} Gflop "
            f"a step / {rate:.0f} Gflop/s, multiplying large matrices"
        )
    lines.append("(1 Gflop is a thousand million floating-point operations)")
    return "\n".join(lines)


def contender(name, row):
    """Return a row of the table of contenders."""
    span = f"{row['fastest']:.1f}–{row['slowest']:.1f}"
    reached = [number(seconds, 2) for seconds in row["seconds_to"].values()]
    memory = number(row["peak_mebibytes"], 0)
    ratio = f"{row['ratio_to_limit']:.2f}"
    return COLUMNS.format(name, f"{row['median']:.1f}", span, ratio, *reached, memory)


def accuracy(raw):
    """Return lines about the accuracies and the steps they took."""
    lines = []
    for numbers, found in raw["accuracy"].items():
        constant, schedule = found["constant_rate"], found["schedule"]
        lines += [
            f"{numbers}, steps to {float(goal):.0%}: {number(steps, 0)} at the constant rate, "
            f"{number(schedule['median_steps'][goal], 0)} with the schedule"
            for goal, steps in constant["median_steps"].items()
        ]
        each = schedule["each_seed"][str(schedule["batches"])]
        lines.append(
            f"{numbers}, accuracy after {schedule['batches']} batches with the schedule: "
            f"{', '.join(f'{value:.2%}' for value in each)}; "
            f"median {schedule['median_accuracy']:.2%}"
        )
    return "\n".join(lines)


def like_for_like(numbers, ratios):
    """Return a line that compares our loop with others in the same kind of numbers."""
    shown = ", ".join(f"{library} {number(ratio, 3)}" for library, ratio in ratios.items())
    return f"in {numbers}, our step / {shown}"


def target(row):
    """Return a row of the table of targets."""
    relation = {"<=": "≤", ">=": "≥"}[row["relation"]]
    if row["measured"] is None:
        measured, verdict = "–", "left out, or a goal not reached"
    else:
        measured = f"{row['measured']:.{4 if row['relation'] == '>=' else 3}f}"
        verdict = "met" if met(row) else "NOT MET"
    bound = f"{relation} {row['target']:g}"
    return f"{row['what']:54}{bound:>8}{measured:>10}  {verdict}"


def met(row):
    """Whether a target that was measured is met."""
    if row["relation"] == "<=":
        return row["measured"] <= row["target"]
    return row["measured"] >= row["target"]


def number(value, digits):
    """Return a number as text, or a dash."""
    return "–" if value is None else f"{value:.{digits}f}"


def plot(results, style, path):
    """Draw the milliseconds a step as bars, and the limit as a dashed line."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    plt.style.use(style)
    rows = results["contenders"]
    figure, axes = plt.subplots(figsize=(7.6, 4.6))
    bars = axes.barh(list(rows), [row["median"] for row in rows.values()], color="C0")
    labels = [f"{row['median']:.1f} ms" + ", scaled" * row["scaled"] for row in rows.values()]
    axes.bar_label(bars, labels, padding=3, fontsize=9)
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
