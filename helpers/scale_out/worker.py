"""One worker: trains the network of notebook 3, together with the others that TF_CONFIG names.

`python worker.py --folder FOLDER --steps 40`: the same command for all workers, and one folder
that all of them reach. It needs TensorFlow, NumPy and the file of the data set, and nothing else
of the course. Notebook 7 shows it, function by function.

Exit status: 0 if it has finished; 2 or 4 if what was asked for cannot be done, and would fail
again; 3 if a partner was lost, or SIGTERM has told one of them to end; 5 if its port is taken; 1
after any other error, told in its last lines. After 3, start all again, from the last checkpoint.
"""

import argparse
import faulthandler
import glob
import json
import os
import signal
import socket
import sys
import traceback
import uuid
from pathlib import Path

if __name__ == "__main__" or "TF_CONFIG" in os.environ:  # the reader's settings are for no worker
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # gRPC would send through it what is meant for a neighbour
    os.environ.pop("TF_USE_LEGACY_KERAS", None)
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ["KERAS_HOME"] = os.devnull  # no keras.json is there

import numpy as np
import tensorflow as tf


class CNNModel(tf.keras.Model):
    def __init__(self):
        super().__init__()
        conv = {"padding": "same", "activation": "relu"}
        self.conv1 = tf.keras.layers.Conv2D(filters=12, kernel_size=6, strides=1, **conv)
        self.conv2 = tf.keras.layers.Conv2D(filters=24, kernel_size=5, strides=2, **conv)
        self.conv3 = tf.keras.layers.Conv2D(filters=48, kernel_size=4, strides=2, **conv)
        self.flatten = tf.keras.layers.Flatten()
        self.dense = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, images):
        x = self.conv1(images)
        x = self.conv2(x)
        x = self.conv3(x)
        x = self.flatten(x)
        return self.dense(x)


def train_step(model, optimizer, images, labels, batch_size):
    with tf.GradientTape() as tape:
        y_pred = model(images, training=True)
        loss = tf.keras.losses.categorical_crossentropy(y_true=labels, y_pred=y_pred)
        loss = tf.reduce_sum(loss) / batch_size  # the global batch size
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


def shard(context, count, batch_size, seed, done=0):
    """Batches of row numbers for one worker, pass after pass over `count` rows, without end."""
    rows = tf.data.Dataset.range(count).shuffle(count, seed=seed).repeat()
    rows = rows.skip(done * batch_size)  # what all workers together have read
    rows = rows.shard(context.num_input_pipelines, context.input_pipeline_id)
    return rows.batch(context.get_per_replica_batch_size(batch_size))


def with_images(rows, pixels, digits):
    """The dataset `rows`, with the images and the one-hot labels beside each row number."""
    pixels, digits = tf.constant(pixels), tf.constant(digits)  # else each graph holds copies

    def look_up(rows):
        images = tf.cast(tf.gather(pixels, rows), tf.float32) / 255
        return rows, images, tf.one_hot(tf.gather(digits, rows), 10)

    return rows.map(look_up).prefetch(1)


def new_model(strategy, learning_rate):
    with strategy.scope():  # every device gets the same variables
        model = CNNModel()
        model(tf.zeros((1, 28, 28, 1)))  # makes them
        optimizer = tf.keras.optimizers.SGD(learning_rate)
        optimizer.build(model.trainable_variables)
    return model, optimizer


def saved_in(folder):
    """The checkpoints of a folder, the oldest first; their list may be damaged, too."""
    paths = [path.removesuffix(".index") for path in glob.glob(f"{glob.escape(folder)}/*.index")]
    return sorted(paths, key=lambda path: int(path.rpartition("-")[2]))


def is_readable(path):
    """Whether a checkpoint is whole: a machine may have lost its power meanwhile."""
    try:
        reader = tf.train.load_checkpoint(path)
        for name in reader.get_variable_to_shape_map():
            reader.get_tensor(name)
        return True
    except (tf.errors.OpError, IndexError, ValueError):
        print(f"{path} cannot be read; the one before is taken", file=sys.stderr, flush=True)
        return False


def restore(model, optimizer, folder, place):
    """Read the last checkpoint, if there is one; return a manager for the next ones."""
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer)
    saved = saved_in(os.path.join(folder, "checkpoints"))
    last = next(filter(is_readable, reversed(saved)), None)
    if last:
        try:
            checkpoint.restore(last).assert_existing_objects_matched()
        except (AssertionError, ValueError) as error:
            say_and_end(f"{last} does not fit this network and optimizer: {error}", 4)
    # All workers take part in saving. What the first of them writes is read again.
    own = os.path.join(folder, "checkpoints" if place == 0 else f"not-read-{place}")
    try:
        return tf.train.CheckpointManager(checkpoint, own, max_to_keep=2)
    except ValueError:  # its list is damaged, which the checkpoints need not be
        os.remove(os.path.join(own, "checkpoint"))
        return tf.train.CheckpointManager(checkpoint, own, max_to_keep=2)


def read_images(options):
    with np.load(options.data, allow_pickle=False) as arrays:
        pixels = arrays["x_train"][: options.images, ..., np.newaxis]
        return pixels, arrays["y_train"][: options.images]


def train(strategy, place, options):
    tf.keras.utils.set_random_seed(options.seed)
    pixels, digits = read_images(options)
    model, optimizer = new_model(strategy, options.learning_rate)
    manager = restore(model, optimizer, options.folder, place)
    done = int(optimizer.iterations.numpy())  # 0, or the steps before the checkpoint
    check_that_all_agree(strategy, [done, training_in(options)])

    def dataset(context):
        rows = shard(context, len(digits), options.batch_size, options.seed, done)
        return with_images(rows, pixels, digits)

    def step_on_part(images, labels, told):
        loss = train_step(model, optimizer, images, labels, options.batch_size)
        return loss, tf.identity(told)  # each device its own

    @tf.function
    def step_of_all(*arguments):
        parts = strategy.run(step_on_part, arguments)
        return [strategy.reduce("SUM", part, axis=None) for part in parts]

    batches = iter(strategy.distribute_datasets_from_function(dataset))
    told_to_end = catch_sigterm()
    losses, seen = [], []
    print(f"worker {place}: starts after step {done}", flush=True)
    for step in range(done + 1, options.steps + 1):
        rows, images, labels = next(batches)
        # Whoever is told to end tells the others: the sum of what all say reaches all.
        loss, told = step_of_all(images, labels, tf.constant(float(len(told_to_end))))
        losses.append(loss.numpy())
        seen += strategy.experimental_local_results(rows)
        print(f"worker {place}: step {step} of {options.steps}, loss {losses[-1]:.6f}", flush=True)
        if step % options.save_every == 0 or step == options.steps or told > 0:
            manager.save(step)
        if told > 0 and step < options.steps:
            check_that_all_agree(strategy, [step, 0])  # once it returns, all have saved
            say_and_end(f"told to end: all workers have saved step {step}", 3)
    save_results(os.path.join(options.folder, f"worker-{place}.npz"), losses, seen, model)


def catch_sigterm():
    """Return a list that is empty until this process is told to end."""
    signals = []
    signal.signal(signal.SIGTERM, lambda number, frame: signals.append(number))
    return signals


def save_results(file, losses, seen, model):
    weights = {f"weights-{i:02}": value for i, value in enumerate(model.get_weights())}
    np.savez(file, losses=losses, rows=np.concatenate(seen or [[]]).astype(int), **weights)


def check_that_all_agree(strategy, numbers):
    """Raise an error unless all workers come here with the same numbers."""
    own = tf.constant(numbers, tf.int64)
    # Each device needs a tensor of its own, else there is nothing to add up.
    total = tf.function(lambda: strategy.reduce("SUM", strategy.run(tf.identity, (own,)), None))
    if any(total() != own * strategy.num_replicas_in_sync):
        raise RuntimeError("the workers found different checkpoints: is --folder one for all?")


FIXED = "images", "batch_size", "learning_rate", "seed"  # in all parts of a training


def claim(options, place):
    """Make the folder. Into a new one, the first worker writes which training it is for."""
    file = Path(options.folder, "training.json")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if place == 0 and not file.exists():
            ours = {name: getattr(options, name) for name in FIXED}
            text = json.dumps({**ours, "number": uuid.uuid4().int % 2**32})
            file.with_suffix(".new").write_text(text)
            file.with_suffix(".new").replace(file)
    except OSError as error:
        say_and_end(f"--folder can't be used: {error}", 4)
    if file.exists():
        training_in(options)


def training_in(options):
    """Return a number that belongs to the training of the folder. Its options must be ours."""
    file = Path(options.folder, "training.json")
    if not file.exists():
        say_and_end(f"{file} of the first worker is missing: is --folder one for all?", 1)
    theirs = json.loads(file.read_text())
    other = [f"{name} {theirs[name]}" for name in FIXED if theirs[name] != getattr(options, name)]
    if other:
        what = f"holds a training with {', '.join(other)}"
        say_and_end(f"{options.folder} {what}: take another --folder", 4)
    return theirs["number"]


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    data = Path(__file__).resolve().parent.parent / "data" / "mnist.npz"
    parser.add_argument("--data", default=data, help="the file of the data set")
    parser.add_argument("--folder", required=True, help="for checkpoints and results")
    parser.add_argument("--images", type=int, default=55_000, help="how many to train with")
    parser.add_argument("--batch-size", type=int, default=100, help="of all workers together")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--learning-rate", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-every", type=int, default=10, help="steps until the next one")
    parser.add_argument("--start-seconds", type=int, default=180, help="to wait for others")
    options = parser.parse_args()
    for name in ("images", "batch_size", "steps", "save_every", "start_seconds"):
        if getattr(options, name) < 1:
            parser.error(f"--{name.replace('_', '-')} must be at least 1")
    return options


PARTNER_LOST = (tf.errors.UnavailableError, tf.errors.AbortedError, tf.errors.CancelledError,
                tf.errors.DeadlineExceededError)  # fmt: skip


def own_place():
    """Return this worker's number among all that TF_CONFIG names; a chief is the first.

    What is wrong is said in a sentence. TensorFlow would wait for ever, or train alone.
    """
    text = os.environ.get("TF_CONFIG", "")
    try:
        config = json.loads(text)
        cluster, task = config["cluster"], config["task"]
        chiefs, workers = cluster.get("chief", []), cluster["worker"]
        ports = [int(address.rpartition(":")[2]) for address in chiefs + workers]
        places = [("chief", 0)] * len(chiefs) + [("worker", i) for i in range(len(workers))]
        place = places.index((task["type"], int(task["index"])))
        if len({*chiefs, *workers}) < len(places) or len(chiefs) > 1 or "ps" in cluster:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        what = "must name all workers, perhaps a chief (no ps), and this one's place"
        say_and_end(f"TF_CONFIG {what}, but is {text!r}", 4)
    try:
        socket.create_server(("", ports[place])).close()
    except (OSError, OverflowError) as error:
        say_and_end(f"worker {place} cannot use port {ports[place]} of its machine: {error}", 5)
    return place


def meet_the_others(seconds):
    """Return a strategy, once all workers have come. No other code of Python runs meanwhile."""
    faulthandler.dump_traceback_later(seconds, exit=True)  # else it waits for very long
    strategy = tf.distribute.MultiWorkerMirroredStrategy()  # reads TF_CONFIG
    faulthandler.cancel_dump_traceback_later()
    return strategy


def main():
    options = read_options()
    place = own_place()
    claim(options, place)
    try:
        strategy = meet_the_others(options.start_seconds)
        if options.batch_size % strategy.num_replicas_in_sync:
            devices = strategy.num_replicas_in_sync
            say_and_end(f"--batch-size must be a multiple of the {devices} devices", 4)
        train(strategy, place, options)
        print(f"worker {place}: finished", flush=True)
    except PARTNER_LOST as error:
        why = str(error).partition("aborted by: ")[2].partition("\n")[0]
        say_and_end(f"a partner was lost ({type(error).__name__}) {why}", 3)
    except Exception:
        say_and_end(traceback.format_exc(), 1)


def say_and_end(text, status):
    """End at once: the usual way would wait for partners that may be gone."""
    print(text, file=sys.stderr, flush=True)
    os._exit(status)


if __name__ == "__main__":
    main()
