"""The exercises of notebook 05_faster_training."""

import numpy as np

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet

exercises = Exercises()
progress = exercises.progress


class Machine:
    """Works through a queue, as a GPU does: `step` returns at once, and a result takes its time.

    Its clock stands still but for what is done here, so nothing is really waited for.
    """

    TRACING, LAUNCH = 0.7, 0.00002  # seconds: of the first call, of each

    def __init__(self, rounds, count):
        # The steps of a round differ: the last one takes half of its time.
        share = [0.5 / (count - 1)] * (count - 1) + [0.5] if count > 1 else [1.0]
        self.work = [milliseconds * count * part / 1000 for milliseconds in rounds
                     for part in share]  # fmt: skip
        self.now, self.ready, self.calls, self.timed = 100.0, 0.0, 0, None

    def clock(self):
        self.timed = self.timed or 0
        return self.now

    def step(self):
        self.now += self.LAUNCH if self.calls else self.TRACING
        self.calls += 1
        if self.timed is not None:  # the clock has been read: these steps are being timed
            self.ready = max(self.now, self.ready) + self.work[min(self.timed, len(self.work) - 1)]
            self.timed += 1
        return Result(self, self.ready)


class Result:
    """A loss that is there at a certain time; whoever asks for its value waits."""

    shape, dtype = (), np.dtype("float32")

    def __init__(self, machine, ready):
        self.machine, self.ready = machine, ready

    def numpy(self):
        self.machine.now = max(self.machine.now, self.ready)
        return np.float32(0.5)

    def __float__(self):
        return float(self.numpy())

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.numpy(), dtype=dtype)

    def __str__(self):
        return str(self.numpy())

    def __lt__(self, other):
        return float(self) < other

    def __gt__(self, other):
        return float(self) > other

    def __add__(self, other):
        return float(self) + other

    __repr__ = item = __str__
    __radd__ = __add__


def _time_by(stopwatch, rounds, count):
    """What the stopwatch says of a machine whose rounds take so many milliseconds a step."""
    machine = Machine(rounds, count)
    found = stopwatch(machine.step, count, len(rounds), machine.clock)
    if machine.calls == 0:
        raise NotYet("your function returns a number without having called `step`.")
    return found


stopwatch = exercises.add(
    Exercise(
        name="stopwatch",
        title="find the bug",
        task="find the bug, mend the stopwatch",
        stub="""
def stopwatch(step, count, rounds, clock):
    step().numpy()
    times = []
    for _ in range(rounds):
        start = clock()
        losses = [step() for _ in range(count)]
        losses[0].numpy()
        times.append(1000 * (clock() - start) / count)
    return np.median(times)  # milliseconds of a step
""",
        solution="""
def stopwatch(step, count, rounds, clock):
    step().numpy()
    times = []
    for _ in range(rounds):
        start = clock()
        losses = [step() for _ in range(count)]
        losses[-1].numpy()
        times.append(1000 * (clock() - start) / count)
    return np.median(times)  # milliseconds of a step
""",
        # Median, mean and extremes are far from each other; one round alone shows the first call.
        cases=[([4.0, 9.0, 6.0, 30.0, 5.0], 10), ([8.0], 4), ([3.0, 2.0, 14.0], 6)],
        observe=_time_by,
        mistakes=[
            Mistake(
                "the first loss is there after the first step. Which one is there last?",
                ("losses[-1]", "losses[0]"),
            ),
            Mistake("which loss is there last? You wait for an earlier one.",
                    ("losses[-1]", "losses[1]")),
            Mistake(
                "now nothing is waited for before the clock is read: `step` returns before its "
                "loss is computed.",
                ("        losses[-1].numpy()\n", ""),
            ),
            Mistake("the time is in seconds now, and milliseconds are asked for.", ("1000 * ", "")),
            Mistake(
                "this is the time of a round. It has `count` steps, and that of one is asked for.",
                (" / count", ""),
            ),
            Mistake(
                "the first call traces. It is in your time: call `step` once before.",
                ("    step().numpy()\n", ""),
            ),
            Mistake("this is the mean of the rounds. Keep the median.", ("np.median", "np.mean")),
            Mistake("this is the best of the rounds. Keep the median.", ("np.median", "min")),
            Mistake(
                "each step is timed for itself. A round is `count` steps between two readings.",
                source="""
def stopwatch(step, count, rounds, clock):
    step().numpy()
    times = []
    for _ in range(rounds * count):
        start = clock()
        step().numpy()
        times.append(1000 * (clock() - start))
    return np.median(times)
""",
            ),
            Mistake(
                "`rounds` and `count` are swapped.",
                ("in range(rounds)", "in range(r)"),
                ("in range(count)", "in range(rounds)"),
                ("in range(r)", "in range(count)"),
                ("/ count", "/ rounds"),
            ),
        ],
        hints=(
            "the machine works through a queue. When is the first loss of a round there, and when "
            "is the last?",
            "each step needs the weights of the one before. So who waits for the last loss has "
            "waited for all of them.",
        ),
        praise="your stopwatch waits for all steps of a round",
        rtol=0.02,
    )
)  # fmt: skip


def _number(*shape, value=1, dtype=np.float32):
    import tensorflow as tf

    return tf.constant(np.full(shape, value, dtype))


def _arguments():
    """Lists of arguments: tensors, NumPy arrays and whole Python numbers."""
    f32, i32 = np.float32, np.int32
    ones = np.ones
    return [
        ([_number(), _number(value=5), _number(value=7)],),
        ([3, 4, 3, 5],),
        ([_number(2), _number(3), _number(2), _number(2, 1)],),
        ([_number(2), _number(2, dtype=i32), _number(2)],),
        ([ones(2, f32), np.zeros(2, f32), _number(2)],),
        ([ones(2), ones(2, f32), ones((2, 1), i32), ones(2)],),
        ([7, _number(value=7, dtype=i32), np.array(7, i32), 7, 8],),
        ([],),
        ([_number(4, 4), 1, ones((4, 4), f32), 2, _number(4), 1],),
    ]


def _counted(tracings, arguments):
    """What the answer says; `tf.function` itself may not be asked."""
    import tensorflow as tf

    def refuse(*args, **options):
        raise NotYet("work it out, without a `tf.function`: what do two calls need to share one?")

    original, tf.function = tf.function, refuse
    try:
        return int(tracings(list(arguments)))
    finally:
        tf.function = original


KEY = "(tf.as_dtype(x.dtype), tuple(x.shape))"

tracings = exercises.add(
    Exercise(
        name="tracings",
        title="how many tracings",
        task="count the tracings",
        stub="""
def tracings(arguments):
    ...  # which of them share a graph?
    return number
""",
        solution="""
def tracings(arguments):
    graphs = set()
    for x in arguments:
        if isinstance(x, int):
            graphs.add(x)
        else:
            graphs.add((tf.as_dtype(x.dtype), tuple(x.shape)))
    return len(graphs)
""",
        cases=_arguments,
        observe=_counted,
        mistakes=[
            Mistake("every call was counted. Calls that find their graph don't trace.",
                    ("len(graphs)", "len(arguments)")),
            Mistake(
                "each Python number is written into the graph as a constant. Do 3 and 4 share one?",
                ("graphs.add(x)", "graphs.add(int)"),
            ),
            Mistake(
                "the shapes were looked at. Do whole numbers and decimals share a graph, too?",
                (KEY, "tuple(x.shape)"),
            ),
            Mistake("the types of the numbers were looked at. What about their shapes?",
                    (KEY, "tf.as_dtype(x.dtype)")),
            Mistake("is the number of dimensions enough? The graph is for one shape.",
                    ("tuple(x.shape)", "len(x.shape)")),
            Mistake("the values of tensors make no difference, and here they did.",
                    (KEY, KEY[:-1] + ", np.asarray(x).tobytes())")),
            Mistake("a NumPy array becomes a tensor first. Does it need a graph of its own?",
                    (KEY, KEY[:-1] + ", isinstance(x, np.ndarray))")),
            Mistake(
                "a graph is kept: it need not have been used by the call right before.",
                ("set()", "[]"),
                ("graphs.add(x)", "key = x"),
                (f"graphs.add({KEY})", f"key = {KEY}"),
                ("    return len(", "        if not graphs or graphs[-1] != key:\n"
                 "            graphs.append(key)\n    return len("),
            ),
            Mistake("the first call traces, too.", ("len(graphs)", "max(0, len(graphs) - 1)")),
        ],
        hints=(
            "give each argument a *key*, such that two arguments share a graph if their keys are "
            "equal. What is the key of a tensor, and what that of a Python number? How many "
            "different keys are there?",
            "a set keeps each key once. The key of a tensor or an array is its `dtype` and its "
            "`shape`; `tf.as_dtype(x.dtype)` makes the types of NumPy and TensorFlow comparable. "
            "The key of a Python number is the number.",
        ),
        praise="as many as a real `tf.function` (nine lists of arguments tried)",
    )
)  # fmt: skip

REPORTS = """
report_a = "not fetched"
report_b = "chance"
report_c = "other steps"
report_d = "nothing"
report_e = "not alike"
"""

reports = exercises.add(
    Exercise(
        name="reports",
        title="what is wrong with it",
        task="judge the reports",
        stub="""
report_a = ...  # "chance", "not fetched", "other steps", "not alike" or "nothing"
report_b = ...
report_c = ...
report_d = ...
report_e = ...
""",
        solution=REPORTS,
        mistakes=[
            Mistake(
                "B is not settled. What does its interval hold?",
                ('report_b = "chance"', 'report_b = "nothing"'),
            ),
            Mistake(
                "C: how many images are in a batch of `fit`, unless you say so?",
                ('report_c = "other steps"', 'report_c = "nothing"'),
            ),
            Mistake(
                "C: which is the thing that makes this no comparison, even with intervals?",
                ('report_c = "other steps"', 'report_c = "chance"'),
            ),
            Mistake(
                "E: in how many things do the two ways differ? The claim is about one of them.",
                ('report_e = "not alike"', 'report_e = "nothing"'),
            ),
            Mistake(
                "D: look at the list of the five things. Which one is missing there?",
                ('report_d = "nothing"', 'report_d = "chance"'),
            ),
        ],
        otherwise="not all five fit. Hold each against the table of the five things, and ask: do "
        "both ways do the same work, with the same numbers?",
        hints=(
            "A: does `train` return before its steps are done? B: is 1 inside? C: were the steps "
            "counted? E: in how many things do the two ways differ?",
            "one of the five has nothing wrong, and it isn't E. In C, `fit` has batches of 32 "
            "images, as it always has unless you say otherwise.",
        ),
        praise="you would not have believed four of them",
    )
)  # fmt: skip

readers = exercises.add(
    Exercise(
        name="readers",
        title="how many readers",
        task="write the function",
        stub="""
def readers(step, read):
    ...  # how many?
""",
        solution="""
def readers(step, read):
    return int(np.ceil(read / step))
""",
        cases=[(10, 25), (10, 27), (10, 20), (12, 5), (7, 7), (3, 100), (40, 50)],
        mistakes=[
            Mistake("rounded down, the step still waits a little.",
                    ("int(np.ceil(read / step))", "max(1, read // step)")),
            Mistake("without a reader, nothing is read, and rounded down, the step waits.",
                    ("int(np.ceil(read / step))", "read // step")),
            Mistake("that is one reader more than needed where `read` is a multiple of `step`.",
                    ("int(np.ceil(read / step))", "read // step + 1")),
            Mistake("it is the other way round: the longer the reading, the more readers.",
                    ("read / step", "step / read")),
            Mistake("readers come whole. Is 2.5 of them 2 or 3?",
                    ("int(np.ceil(read / step))", "read / step")),
            Mistake("rounded to the nearest, the step sometimes waits.",
                    ("int(np.ceil(read / step))", "max(1, round(read / step))")),
            Mistake("the readers work beside the step, so its time needn't be added.",
                    ("read / step", "(read + step) / step")),
        ],
        hints=(
            "two readers finish a batch every `read / 2` milliseconds. And `n` readers?",
            "`read / n` must be at most `step`. Which whole number `n` is the first?",
        ),
        praise="so many, and not one more (seven pairs of times tried)",
    )
)  # fmt: skip

claims = exercises.add(
    Exercise(
        name="claims",
        title="what the runs show",
        task="judge the claims",
        stub="""
claim_a = ...  # True: the table shows it; False: it doesn't
claim_b = ...
claim_c = ...
claim_d = ...
claim_e = ...
""",
        solution="""
claim_a = True
claim_b = False
claim_c = True
claim_d = False
claim_e = False
""",
        mistakes=[
            Mistake(
                "B: do all seeds agree? Compare 0.008 and 0.004 seed by seed.",
                ("claim_b = False", "claim_b = True"),
            ),
            Mistake(
                "C: compare seed by seed. How many of the five are lower?",
                ("claim_c = True", "claim_c = False"),
            ),
            Mistake(
                "D: with how many steps, and with which peak, was that seen?",
                ("claim_d = False", "claim_d = True"),
            ),
            Mistake(
                "E: it is one of the best of twenty runs, chosen after looking.",
                ("claim_e = False", "claim_e = True"),
            ),
            Mistake(
                "D and E: what was measured, and what is said of something else?",
                ("claim_d = False", "claim_d = True"),
                ("claim_e = False", "claim_e = True"),
            ),
            Mistake(
                "a difference that all five seeds agree on is shown. Which of the claims are such?",
                ("True", "False"),
            ),
        ],
        otherwise="not all five. For each, ask: do all seeds agree, and was just this measured?",
        hints=(
            "the same seed means the same weights at the start and the same batches. So compare "
            "seed by seed, not only the means.",
            "two of the five are shown. The others say more than these 20 runs: another number of "
            "steps, other images, or a difference that the seeds don't agree on.",
        ),
        praise="no more claimed than the runs show",
    )
)  # fmt: skip
