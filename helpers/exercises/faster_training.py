"""The exercises of notebook 05_faster_training."""

from unittest import mock

import numpy as np
import tensorflow as tf

from helpers.exercises.table import Exercise, Exercises, Mistake, NotYet

exercises = Exercises()


class Machine:
    """A queue like a GPU's: `step` returns at once, a result takes time, by a clock of its own."""

    def __init__(self, rounds, count):
        share = [0.5 / (count - 1)] * (count - 1) + [0.5]  # the last step of a round takes half
        self.work = list(np.outer(rounds, share).ravel() * count / 1000)
        self.now, self.ready, self.calls, self.timed = 100.0, 0.0, 0, False

    def clock(self):
        self.timed = True  # from now on, steps have work
        return self.now

    def step(self):
        self.now += 0.00002 if self.calls else 0.7  # the first call traces
        self.calls += 1
        if self.timed:
            work = self.work.pop(0) if len(self.work) > 1 else self.work[0]
            self.ready = max(self.now, self.ready) + work
        return Result(self, self.ready)


FETCH = "no `tf.` function can take this check's losses: fetch one, by `.numpy()` or `float`"


def _after_waiting(kind):
    return lambda self, *how: kind(self.numpy(), *how)


class Result(np.lib.mixins.NDArrayOperatorsMixin):
    """A loss that is there at a certain time. To ask for its value is to wait; to add it to
    another, or to compare it, is not."""

    def __init__(self, machine, ready, value=0.5):
        self.machine, self.ready, self.value = machine, ready, value

    def numpy(self):
        self.machine.now = max(self.machine.now, self.ready)
        return np.float32(self.value)

    __bool__, __int__, __float__, __str__ = map(_after_waiting, [bool, int, float, str])
    __format__, item = _after_waiting(format), __float__

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.numpy(), dtype=dtype)

    def __array_ufunc__(self, ufunc, method, *inputs):
        values = [one.value if isinstance(one, Result) else one for one in inputs]
        ready = max(one.ready for one in inputs if isinstance(one, Result))
        return Result(self.machine, ready, ufunc(*values))

    def __tf_tensor__(self, dtype=None, name=None):
        raise NotYet(f"{FETCH}.")

    def __repr__(self):  # TensorFlow's own message shows it, where a list of losses is given
        return f"{self}: {FETCH}"


def _time_by(stopwatch, rounds, count):
    """What the stopwatch says of a machine whose rounds take so many milliseconds a step."""
    machine = Machine(rounds, count)
    return stopwatch(machine.step, count, len(rounds), machine.clock)


STOPWATCH = """
def stopwatch(step, count, rounds, clock):
    step().numpy()
    times = []
    for _ in range(rounds):
        start = clock()
        losses = [step() for _ in range(count)]
        losses[-1].numpy()
        times.append(1000 * (clock() - start) / count)
    return np.median(times)  # milliseconds of a step
"""

stopwatch = exercises.add(Exercise(
    name="stopwatch", task="find the bug, mend the stopwatch",
    stub=STOPWATCH.replace("losses[-1]", "losses[0]"),
    solution=STOPWATCH,
    # Median, mean and extremes are far from each other; one round alone shows the first call.
    cases=[([4.0, 9.0, 6.0, 30.0, 5.0], 10), ([8.0], 4), ([3.0, 2.0, 14.0], 6)],
    observe=_time_by, rtol=0.02,
    mistakes=[
        Mistake("the first loss is there after the first step. Which one is there last?",
                ("losses[-1]", "losses[0]")),
        Mistake("now nothing is waited for before the clock is read: `step` returns before its "
                "loss is computed.", ("        losses[-1].numpy()\n", "")),
        Mistake("the time is in seconds now, and milliseconds are asked for.", ("1000 * ", "")),
        Mistake("this is the time of a round. It has `count` steps, and that of one is asked for.",
                (" / count", "")),
        Mistake("the first call traces. It is in your time: call `step` once before.",
                ("    step().numpy()\n", "")),
        Mistake("this is the mean of the rounds. Keep the median.", ("np.median", "np.mean"))],
    hints=("the machine works through a queue. When is the first loss of a round there, and when "
           "is the last?",
           "each step needs the weights of the one before. So who waits for the last loss has "
           "waited for all of them."),
    praise="your stopwatch waits for all steps of a round"))  # fmt: skip


def _counted(tracings, arguments):
    """What the answer says; `tf.function` itself may not be asked."""
    asked = NotYet("work it out, without a `tf.function`: what do two calls need to share one?")
    with mock.patch.object(tf, "function", side_effect=asked):
        return tracings(list(arguments))


KEY = "(tf.as_dtype(x.dtype), tuple(x.shape))"

tracings = exercises.add(Exercise(
    name="tracings", task="count the tracings", stub="""
def tracings(arguments):
    ...  # which of them share a graph?
    return number
""", solution="""
def tracings(arguments):
    graphs = set()
    for x in arguments:
        if isinstance(x, int):
            graphs.add(x)
        else:
            graphs.add((tf.as_dtype(x.dtype), tuple(x.shape)))
    return len(graphs)
""",
    cases=lambda: [
        ([tf.constant(1.0), tf.constant(5.0), tf.constant(7.0)],),
        ([3, 4, 3, 5],),
        ([tf.ones(2), tf.ones(3), tf.ones(2), tf.ones((2, 1))],),
        ([tf.ones(2), tf.ones(2, "int32"), tf.ones(2)],),
        ([np.ones(2, "float32"), np.zeros(2, "float32"), tf.ones(2)],),
        ([np.ones(2), np.ones(2, "float32"), np.ones((2, 1), "int32"), np.ones(2)],),
        ([7, tf.constant(7), np.array(7, "int32"), 7, 8],),
        ([],),
        ([tf.ones((4, 4)), 1, np.ones((4, 4), "float32"), 2, tf.ones(4), 1],)],
    observe=_counted,
    otherwise="for some of the lists, another number is right. Do two tensors of equal shape and "
    "type share a graph, whatever they hold? And a Python number and a tensor?",
    mistakes=[
        Mistake("every call was counted. Calls that find their graph don't trace.",
                ("len(graphs)", "len(arguments)")),
        Mistake("each Python number is written into the graph as a constant. Do 3 and 4 share one?",
                ("graphs.add(x)", "graphs.add(int)")),
        Mistake("the shapes were looked at. Do whole numbers and decimals share a graph, too?",
                (KEY, "tuple(x.shape)")),
        Mistake("the types of the numbers were looked at. What about their shapes?",
                (KEY, "tf.as_dtype(x.dtype)")),
        Mistake("a NumPy array becomes a tensor first. Does it need a graph of its own?",
                (KEY, KEY[:-1] + ", isinstance(x, np.ndarray))"))],
    hints=("give each argument a *key*, such that two arguments share a graph if their keys are "
           "equal. What is the key of a tensor, and what that of a Python number? How many "
           "different keys are there?",
           "a set keeps each key once. The key of a tensor or an array is its `dtype` and its "
           "`shape`; `tf.as_dtype(x.dtype)` makes the types of NumPy and TensorFlow comparable. "
           "The key of a Python number is the number."),
    praise="as many as a real `tf.function` (nine lists of arguments tried)"))  # fmt: skip

reports = exercises.add(Exercise(
    name="reports", task="judge the reports", stub="""
report_a = ...  # "chance", "not fetched", "other steps", "not alike" or "nothing"
report_b = ...
report_c = ...
report_d = ...
report_e = ...
""",
    solution=("not fetched", "chance", "other steps", "nothing", "not alike"),
    observe=lambda *found: [str(one).strip().lower() for one in found],
    mistakes=[
        Mistake("B is not settled. Is 1 inside its interval?", ("chance", "nothing")),
        Mistake("C: how many images are in a batch of `fit`, unless you say so?",
                ("other steps", "nothing")),
        Mistake("E: in how many things do the two ways differ? The claim is about one of them.",
                ("not alike", "nothing"))],
    otherwise="not all five fit (each is one of the five texts). Hold each against the table, and "
    "ask: do both ways do the same work, with the same numbers?",
    hints=("A: does `train` return before its steps are done? B: is 1 inside? C: were the steps "
           "counted? E: in how many things do the two ways differ?",
           "one of the five has nothing wrong, and it isn't E. In C, `fit` has batches of 32 "
           "images, as it always has unless you say otherwise."),
    praise="you would not have believed four of them"))  # fmt: skip

WHOLE = "int(np.ceil(read / step))"

readers = exercises.add(Exercise(
    name="readers", task="write the function",
    stub="def readers(step, read):\n    ...  # how many?",
    solution=f"def readers(step, read):\n    return {WHOLE}",
    cases=[(10, 25), (10, 27), (10, 20), (12, 5), (7, 7), (3, 100), (40, 50)],
    mistakes=[
        Mistake("without a reader, nothing is read, and rounded down, the step waits.",
                (WHOLE, "read // step")),
        Mistake("that is one reader more than needed where `read` is a multiple of `step`.",
                (WHOLE, "read // step + 1")),
        Mistake("it is the other way round: the longer the reading, the more readers.",
                ("read / step", "step / read"))],
    hints=("two readers finish a batch every `read / 2` milliseconds. And `n` readers?",
           "`read / n` must be at most `step`. Which whole number `n` is the first?"),
    praise="so many, and not one more (seven pairs of times tried)"))  # fmt: skip

claims = exercises.add(Exercise(
    name="claims", task="judge the claims", stub="""
claim_a = ...  # True: the table shows it; False: it doesn't
claim_b = ...
claim_c = ...
claim_d = ...
claim_e = ...
""",
    solution=(True, False, True, False, False),
    mistakes=[
        Mistake("B: do all seeds agree? Compare 0.008 and 0.004 seed by seed.",
                ("claim_b = False", "claim_b = True")),
        Mistake("C: compare seed by seed. How many of the five are lower?",
                ("claim_c = True", "claim_c = False")),
        Mistake("D: with how many steps, and with which peak, was that seen?",
                ("claim_d = False", "claim_d = True")),
        Mistake("E: it is one of the best of twenty runs, chosen after looking.",
                ("claim_e = False", "claim_e = True"))],
    otherwise="not all five, each True or False. Do all seeds agree, and was just this measured?",
    hints=("the same seed means the same weights at the start and the same batches. So compare "
           "seed by seed, not only the means.",
           "two of the five are shown. The others say more than these 20 runs: another number of "
           "steps, other images, or a difference that the seeds don't agree on."),
    praise="no more claimed than the runs show"))  # fmt: skip
