"""The exercises of notebook 5: a stopwatch, tracings, loss scaling, a step that retraces."""

import numpy as np
import tensorflow as tf

from helpers.exercises.exercise import Exercises, NotYet, call, kind, number
from helpers.log_lines import filtered

exercises = Exercises()
progress = exercises.progress


# An honest stopwatch


class Machine:
    """Works through a queue, as a GPU does: `step` returns at once, and a result takes its time.

    Its clock stands still but for what is done here, so nothing is really waited for.
    """

    TRACING, LAUNCH = 0.7, 0.00002  # seconds: of the first call, of each

    def __init__(self, work):
        self.work = work  # seconds of each step since the clock was first read; the last repeats
        self.now, self.ready, self.calls, self.fetched, self.measured = 100.0, 0.0, 0, 0, None

    def clock(self):
        self.measured = self.measured or 0
        return self.now

    def step(self):
        self.now += self.LAUNCH if self.calls else self.TRACING
        self.calls += 1
        if self.measured is not None:
            seconds = self.work[min(self.measured, len(self.work) - 1)]
            self.ready = max(self.now, self.ready) + seconds
            self.measured += 1
        return Result(self, self.ready)

    def wait(self, until):
        self.now = max(self.now, until)
        self.fetched += 1


class Result:
    """A loss that is there at a certain time; whoever asks for its value waits."""

    shape, dtype = (), tf.float32

    def __init__(self, machine, ready):
        self.machine, self.ready = machine, ready

    def numpy(self):
        self.machine.wait(self.ready)
        return np.float32(0.5)

    def __float__(self):
        return float(self.numpy())

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.numpy(), dtype=dtype)

    def __str__(self):
        return str(self.numpy())

    __repr__ = item = __str__

    def __format__(self, text):
        return format(float(self), text)


def rounds_of(milliseconds, count):
    """The seconds of each step, if the steps of each round take as long as said."""
    return [value / 1000 for value in milliseconds for _ in range(count)]


# Milliseconds of a step in each round. Median, mean and extremes are far from each other.
TURNS = [[4.0, 9.0, 6.0, 30.0, 5.0], [8.0], [3.0, 2.0, 14.0]]


@exercises.add(
    title="an honest stopwatch",
    stub="""
def stopwatch(step, count, rounds, clock):
    ...  # call once, then measure each round
    return milliseconds
""",
    task="write the stopwatch",
    hints=(
        "Two loops, one inside the other: rounds, and the steps of a round. Where is `clock()` "
        "called, and what must have happened between the last step and the second reading?",
        "Once before: `step().numpy()`. In each round: `start = clock()`, `count` steps, "
        "`loss.numpy()`, and then the difference to `start`, in milliseconds per step.",
    ),
)
def stopwatch(stopwatch):
    """A machine with a clock of its own, which starts slowly and computes in a queue."""
    for turns, count in zip(TURNS, [10, 4, 6]):
        machine = Machine(rounds_of(turns, count))
        found = number(call(stopwatch, machine.step, count, len(turns), machine.clock), "the time")
        if machine.calls == 0:
            raise NotYet("your function returns a number without having called `step`.")
        if not np.isclose(found, np.median(turns), rtol=0.02):
            raise NotYet(_wrong_time(found, turns, count, machine))
    return "your stopwatch waits for the result, leaves out the first call, and takes the median"


def _wrong_time(found, turns, count, machine):
    expected, launch = np.median(turns), 1000 * machine.LAUNCH
    tracing, rounds = 1000 * machine.TRACING, len(turns)

    def near(value):
        return np.isclose(found, value, rtol=0.03)

    if machine.fetched == 0 or found < 0.05 * min(turns) and not near(expected / 1000):
        if near(launch) or found < 2 * launch or machine.fetched == 0:
            return (
                "this machine computes in a queue: `step` returns before its loss is computed. You "
                "read the clock too early. What waits for the result?"
            )
    if near(expected / 1000):
        return "the time is in seconds, and milliseconds are asked for."
    if near(expected * count):
        return f"this is the time of a round. It had {count} steps, and the time of one is asked."
    if near(expected * count / 1000):
        return "this is the time of a round, in seconds. Milliseconds of one step are asked for."
    if near(expected / count) and count > 1:
        return "the time is divided by the number of steps twice. Or is a round one step only?"
    if machine.calls <= count * rounds:
        if machine.calls < count * rounds:
            return (
                f"`step` was called {machine.calls} times. {rounds} rounds of {count} steps, and "
                f"once before, make {count * rounds + 1}."
            )
        return (
            "the first call traces, and takes far longer than the others. It is in your time: call "
            "`step` once before."
        )
    if found > tracing / (2 * count * rounds) and near(expected + tracing / count):
        return "the first call is in your time: start the clock after it."
    if rounds > 1:
        for value, word in [(np.mean(turns), "mean"), (min(turns), "shortest"),
                            (max(turns), "longest"), (turns[-1], "last")]:  # fmt: skip
            if near(value):
                return f"this is the {word} of the rounds. The median is asked for."
    return (
        f"the rounds took {', '.join(f'{value:g}' for value in turns)} milliseconds for each step. "
        f"The median is {expected:g}, and your function says {found:.3g}. When does the clock "
        "start, and when does it stop?"
    )


# How many tracings?


def constant(*shape, dtype=tf.float32, value=1):
    return tf.cast(tf.fill(shape, value), dtype)


def lists_of_arguments():
    """Lists of arguments, and what they try."""
    f32, i32 = np.float32, np.int32
    return [
        ([constant(), constant(value=5), constant(value=7)], "three tensors of the same kind"),
        ([3, 4, 3, 5], "whole Python numbers"),
        ([constant(2), constant(3), constant(2), constant(2, 1)], "tensors of several shapes"),
        ([constant(2), constant(2, dtype=tf.int32), constant(2)], "two types of numbers"),
        ([np.ones(2, f32), np.zeros(2, f32), constant(2)], "NumPy arrays beside a tensor"),
        ([np.ones(2), np.ones(2, f32), np.ones((2, 1), i32), np.ones(2)], "NumPy arrays"),
        ([7, constant(value=7, dtype=tf.int32), np.array(7, i32), 7, 8], "a 7 in three forms"),
        ([], "no call at all"),
        ([constant(4, 4), 1, np.ones((4, 4), f32), 2, constant(4), 1], "a mixture"),
    ]


def traced(arguments):
    """How many times a real `tf.function` is traced."""
    function = tf.function(lambda x: x)
    for x in arguments:
        function(x)
    return function.experimental_get_tracing_count()


def keys(arguments, of_tensor, of_number=lambda x: x, arrays_apart=False):
    """How many graphs there would be by another rule."""
    found = set()
    for x in arguments:
        if isinstance(x, int):
            found.add(of_number(x))
        else:
            key = of_tensor(x)
            found.add((arrays_apart and isinstance(x, np.ndarray), key))
    return len(found)


def type_and_shape(x):
    return tf.as_dtype(x.dtype), tuple(x.shape)


OTHER_RULES = [
    (len, "every call was counted. Calls that find their graph don't trace."),
    (
        lambda a: keys(a, type_and_shape, of_number=lambda x: int),
        "each Python number is written into the graph as a constant. Do 3 and 4 share one?",
    ),
    (
        lambda a: keys(a, lambda x: tuple(x.shape)),
        "the shapes were looked at. Do whole numbers and decimals share a graph, too?",
    ),
    (
        lambda a: keys(a, lambda x: tf.as_dtype(x.dtype)),
        "the types of the numbers were looked at. What about their shapes?",
    ),
    (
        lambda a: keys(a, lambda x: (type_and_shape(x), np.asarray(x).tobytes())),
        "the values of tensors make no difference, and here they did.",
    ),
    (
        lambda a: keys(a, type_and_shape, arrays_apart=True),
        "a NumPy array becomes a tensor first. Does it need a graph of its own?",
    ),
    (
        lambda a: sum(i == 0 or keys(a[i - 1 : i + 1], type_and_shape) == 2 for i in range(len(a))),
        "a graph is kept: it need not have been used by the call right before.",
    ),
    (lambda a: keys(a, type_and_shape) - 1, "the first call traces, too."),
]


@exercises.add(
    title="how many tracings",
    stub="""
def tracings(arguments):
    ...  # which of them share a graph?
    return count
""",
    task="count the tracings",
    hints=(
        "Give each argument a *key*, such that two arguments share a graph if their keys are "
        "equal. What is the key of a tensor, and what that of a Python number? How many different "
        "keys are there?",
        "A set keeps each key once. The key of a tensor or an array is its `dtype` and its "
        "`shape`; `tf.as_dtype(x.dtype)` makes the types of NumPy and TensorFlow comparable. The "
        "key of a Python number is the number.",
    ),
)
def tracings(tracings):
    """Lists of arguments, compared with what a real `tf.function` does."""
    wrong, trials = None, []
    for arguments, what in lists_of_arguments():
        expected = traced(arguments)
        found = number(call(tracings, list(arguments)), "the number of tracings")
        trials.append((arguments, found))
        if found != expected and wrong is None:
            wrong = (
                f"{what}: with {len(arguments)} calls, a real `tf.function` is traced {expected} "
                f"times, and your function says {found:g}."
            )
    if wrong:
        right = [traced(arguments) for arguments, _ in trials]
        first = next(i for i, (_, found) in enumerate(trials) if found != right[i])
        for some in (trials, trials[: first + 1]):
            known = [text for rule, text in OTHER_RULES if all(f == rule(a) for a, f in some)]
            if known:
                raise NotYet(f"{wrong} It looks as if {known[0]}")
        raise NotYet(wrong)
    return f"as many as a real `tf.function` ({len(trials)} lists of arguments tried)"


# A step with loss scaling


class InFloat16(tf.keras.layers.Layer):
    """Like a Dense layer for three classes, whose weights and gradients pass through float16."""

    def __init__(self, factor, seed):
        super().__init__()
        start = np.random.default_rng(seed).normal(0, 0.1, (4, 3)).astype("float32")
        self.w = self.add_weight(
            shape=(4, 3), initializer=lambda shape, dtype=None: tf.constant(start)
        )
        self.factor, self.called_with = factor, []

    def call(self, x, training=False):
        self.called_with.append(training)
        w = tf.cast(self.w, tf.float16)  # the way back through this loses what is too small
        products = x[:, :, tf.newaxis] * tf.cast(w, tf.float32)
        return tf.nn.softmax(self.factor * tf.reduce_sum(products, axis=1))


SCALE, RATE = 2.0**9, 1000.0


def new_scaled(factor, seed):
    model = InFloat16(factor, seed)
    optimizer = tf.keras.optimizers.LossScaleOptimizer(
        tf.keras.optimizers.SGD(RATE), initial_scale=SCALE
    )
    images = np.random.default_rng(seed).random((6, 4), dtype=np.float32)
    labels = np.eye(3, dtype=np.float32)[np.arange(6) % 3]
    model(images)
    optimizer.build(model.trainable_variables)
    model.called_with.clear()
    return model, optimizer, images, labels


def expected_move(factor, seed, way="right"):
    """How far the weights move in a right step, or in one with a known mistake; and the loss."""
    model, optimizer, images, labels = new_scaled(factor, seed)
    before = model.w.numpy()
    with tf.GradientTape(persistent=True) as tape:
        losses = tf.keras.losses.categorical_crossentropy(labels, model(images))
        loss = tf.reduce_mean(losses)
        scaled = {
            "right": SCALE * loss,
            "unscaled": loss,
            "no mean": SCALE * losses,
            "no mean, unscaled": losses,
            "twice": SCALE * SCALE * loss,
        }[way]
    gradient = tape.gradient(scaled, model.w)
    optimizer.apply_gradients([(gradient, model.w)])
    return model.w.numpy() - before, float(loss)


@exercises.add(
    title="a step with loss scaling",
    stub="""
def scaled_step(model, optimizer, images, labels):
    ...  # as train_step, with the scaled loss
    return loss
""",
    task="write the step",
    hints=(
        "It is `train_step` of the notebook with one line more. Which loss does the tape need, and "
        "which one is returned?",
        "Inside the tape, after the mean: `scaled_loss = optimizer.scale_loss(loss)`. The gradient "
        "is that of `scaled_loss`. `apply_gradients` divides by the scale by itself.",
    ),
    seconds=20,
)
def scaled_step(scaled_step):
    """A layer in float16: at ordinary gradients, and at tiny ones that only scaling saves."""
    with filtered():  # of the first number in float16, oneDNN may say that it has no code for it
        for factor, seed in [(1.0, 1), (1e-7, 2)]:
            model, optimizer, images, labels = new_scaled(factor, seed)
            before = model.w.numpy()
            returned = call(scaled_step, model, optimizer, images, labels)
            if returned is None:
                raise NotYet("the loss should be returned, and here is None.")
            moved = model.w.numpy() - before
            right, right_loss = expected_move(factor, seed)
            if not np.allclose(moved, right, rtol=0.05, atol=2e-3 * np.abs(right).max()):
                raise NotYet(_wrong_move(moved, right, factor, seed))
            loss = number(returned, "the loss")
            if not np.isclose(loss, right_loss, rtol=1e-3):
                if np.isclose(loss, SCALE * right_loss, rtol=1e-3):
                    raise NotYet("the weights are right. But the loss returned is the scaled one.")
                raise NotYet(
                    f"the weights are right. The mean loss was {right_loss:.3f} before the step, "
                    f"and {loss:.3f} is returned."
                )
            if not any(value is True for value in model.called_with):
                raise NotYet("all right but for one thing: tell the model that it trains.")
    return "your step keeps gradients that float16 would lose, and returns the loss as it is"


def _wrong_move(moved, right, factor, seed):
    def near(value):
        return np.allclose(moved, value, rtol=0.03, atol=2e-3 * np.abs(value).max())

    if np.abs(moved).max() < 5e-3 * np.abs(right).max():
        if factor == 1.0:
            return (
                "the weights hardly move: the optimizer divides the gradients by the scale, and "
                "they were not scaled. Is it the gradient of the scaled loss? Or was it divided "
                "twice?"
            )
        return (
            "right for ordinary gradients. But where they are tiny, the weights don't move: "
            "float16 has made them 0 before they were scaled. What must be scaled, and where?"
        )
    if near(-right):
        return "the weights move the wrong way."
    if near(SCALE * right):
        return "the steps are too long by the scale. Who divides the gradients again?"
    if near(2 * right):
        return "the weights move twice as far as they should. How often is the gradient applied?"
    if near(expected_move(factor, seed, "no mean")[0]):
        return "the step is too long by a factor of 6, and the batch held 6 images. Is it the mean?"
    return (
        "the weights move, but not as the gradient of the mean loss says. Compare your step with "
        "`train_step`, line by line."
    )


# Find the bug


class Valley:
    """A loss that counts how often Python runs through it, in graphs and outside."""

    def __init__(self):
        self.traced = self.eager = 0

    def __call__(self, w, batch):
        if tf.inside_function():
            self.traced += 1
        else:
            self.eager += 1
        return tf.reduce_mean((w - batch) ** 2)


def by_arithmetic(start, batches, rate, change=lambda rate, number: rate / (1 + number)):
    """Where w ends, and the last loss."""
    w = start
    for number_of_batch, batch in enumerate(batches):
        loss = np.mean((w - batch) ** 2)
        w -= change(rate, number_of_batch) * 2 * np.mean(w - batch)
    return w, loss


@exercises.add(
    title="find the bug",
    stub="""
def descend(loss_of, w, batches, rate):
    @tf.function
    def step(batch, rate):
        with tf.GradientTape() as tape:
            loss = loss_of(w, batch)
        w.assign_sub(rate * tape.gradient(loss, w))
        return loss

    for number, batch in enumerate(batches):
        loss = step(batch, rate / (1 + number))
    return loss
""",
    task="find the bug, mend the program",
    hints=(
        "How often is `step` traced? Put a `print` into it. Which of its arguments is another one "
        "at every call?",
        "A Python number is a constant of its graph. Make a tensor of it before it goes in: "
        "`tf.constant(...)`.",
    ),
)
def descend(descend):
    """Valleys with few and with many batches: the results, and how often the loss was traced."""
    rng = np.random.default_rng(8)
    for count, rate, start in [(4, 0.3, 2.0), (12, 0.2, -1.0)]:
        batches = [rng.normal(1, 0.5, 5).astype("float32") for _ in range(count)]
        loss_of, w = Valley(), tf.Variable(start)
        result = call(descend, loss_of, w, [tf.constant(batch) for batch in batches], rate)
        loss = number(result, "the loss")
        end, expected = by_arithmetic(start, batches, rate)
        if not np.isclose(w.numpy(), end, rtol=1e-3, atol=1e-4):
            raise NotYet(_wrong_end(w.numpy(), start, batches, rate, end))
        if not np.isclose(loss, expected, rtol=1e-3):
            raise NotYet(f"w is right. The last loss should be {expected:.4f}, and is {loss:.4f}.")
        if loss_of.eager:
            raise NotYet(
                "the result is right, and nothing is traced: but now every step runs in Python. "
                "Leave the step a graph."
            )
        if loss_of.traced >= count:
            raise NotYet(
                f"the result is right. But with {count} batches, the step was traced "
                f"{loss_of.traced} times. What is new for the graph in each step?"
            )
        if loss_of.traced > 3:
            raise NotYet(f"the step was traced {loss_of.traced} times. Once is enough.")
    return "one graph for all steps, with 4 batches and with 12"


def _wrong_end(found, start, batches, rate, end):
    known = [
        (start, "w hasn't moved. Is `step` called, and does it assign?"),
        (
            by_arithmetic(start, batches, rate, lambda rate, number: rate)[0],
            "the steps no longer get shorter: the rate is the same in each.",
        ),
        (
            by_arithmetic(start, batches, rate, lambda rate, number: -rate / (1 + number))[0],
            "w moves up, not down.",
        ),
        (
            by_arithmetic(start, batches[:1], rate)[0],
            "only the first batch was used.",
        ),
    ]
    for value, sentence in known:
        if np.isclose(found, value, rtol=1e-3, atol=1e-4):
            return sentence
    return (
        f"w should end at {end:.4f}, and ends at {found:.4f}. The program was right in this: "
        f"{kind(batches)} of batches, a rate that falls as 1, 1/2, 1/3, …"
    )
