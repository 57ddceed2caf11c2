"""One worker: trains the network of notebook 3, together with the others that TF_CONFIG names.

`python worker.py --folder FOLDER --steps 40`: the same command for all workers, and one folder
that all of them reach. It needs TensorFlow, NumPy and the file of the data set, and nothing else
of the course. Notebook 7 shows it, function by function.

Exit status: 0 if it has finished, 3 if a partner was lost (start all of them again, and they go
on from the last checkpoint), 4 if TF_CONFIG or its port is wrong, 1 if something else is. What is
wrong stands in its last lines.
"""

import argparse
import faulthandler
import json
import os
import socket
import sys
import time
import traceback
from pathlib import Path

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


def shard(context, count, batch_size, seed):
    """Batches of row numbers for one worker, pass after pass over `count` rows, without end."""
    rows = tf.data.Dataset.range(count).shuffle(count, seed=seed).repeat()
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


def last_readable(folder):
    """The last checkpoint that is whole, or None: a machine may have lost its power meanwhile."""
    state = tf.train.get_checkpoint_state(folder)
    for path in reversed(state.all_model_checkpoint_paths if state else []):
        try:
            reader = tf.train.load_checkpoint(path)
            for name in reader.get_variable_to_shape_map():
                reader.get_tensor(name)
            return path
        except (tf.errors.OpError, IndexError, ValueError):
            print(f"{path} cannot be read; the one before is taken", file=sys.stderr, flush=True)
    return None


def restore(model, optimizer, folder, index):
    """Read the last checkpoint, if there is one; return a manager for the next ones."""
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer)
    checkpoint.restore(last_readable(os.path.join(folder, "checkpoints")))
    # All workers take part in saving. What worker 0 writes is read again.
    own = "checkpoints" if index == 0 else f"not-read-{index}"
    return tf.train.CheckpointManager(checkpoint, os.path.join(folder, own), max_to_keep=2)


def train(strategy, index, options):
    tf.keras.utils.set_random_seed(options.seed)
    with np.load(options.data, allow_pickle=False) as arrays:
        pixels = arrays["x_train"][: options.images, ..., np.newaxis]
        digits = arrays["y_train"][: options.images]
    model, optimizer = new_model(strategy, options.learning_rate)
    manager = restore(model, optimizer, options.folder, index)
    done = int(optimizer.iterations.numpy())  # 0, or the steps before the checkpoint
    check_that_all_agree(strategy, done)

    @tf.function
    def step_of_all(images, labels):
        arguments = (model, optimizer, images, labels, options.batch_size)
        losses = strategy.run(train_step, arguments)
        return strategy.reduce("SUM", losses, axis=None)

    def dataset(context):
        rows = shard(context, len(digits), options.batch_size, options.seed)
        return with_images(rows.skip(done), pixels, digits)

    batches = iter(strategy.distribute_datasets_from_function(dataset))
    losses, seen, seconds = [], [], []
    print(f"worker {index}: starts after step {done}", flush=True)
    for step in range(done + 1, options.steps + 1):
        begin = time.perf_counter()
        rows, images, labels = next(batches)
        losses.append(step_of_all(images, labels).numpy())
        seconds.append(time.perf_counter() - begin)
        seen += strategy.experimental_local_results(rows)
        print(f"worker {index}: step {step} of {options.steps}, loss {losses[-1]:.6f}", flush=True)
        if step % options.save_every == 0:
            manager.save(step)
    weights = {f"weights-{i:02}": value for i, value in enumerate(model.get_weights())}
    rows = np.concatenate(seen or [[]]).astype(int)
    file = os.path.join(options.folder, f"worker-{index}.npz")
    np.savez(file, losses=losses, rows=rows, seconds=seconds, **weights)


def check_that_all_agree(strategy, done):
    """Raise an error if the workers found different checkpoints."""

    @tf.function
    def total():
        return strategy.reduce("SUM", strategy.run(lambda: tf.constant(done)), axis=None)

    if total() != done * strategy.num_replicas_in_sync:
        raise RuntimeError("the workers found different checkpoints: is --folder one for all?")


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
    parser.add_argument("--save-every", type=int, default=10, help="steps between checkpoints")
    parser.add_argument("--start-seconds", type=int, default=60, help="how long to wait for others")
    return parser.parse_args()


PARTNER_LOST = (
    tf.errors.UnavailableError,
    tf.errors.AbortedError,
    tf.errors.CancelledError,
    tf.errors.DeadlineExceededError,
    tf.errors.InternalError,
)


def check_tf_config():
    """Say in one sentence what is wrong with TF_CONFIG. TensorFlow would wait, or train alone."""
    text = os.environ.get("TF_CONFIG", "")
    try:
        config = json.loads(text)
        workers, index = config["cluster"]["worker"], config["task"]["index"]
        ports = [int(address.rsplit(":", 1)[1]) for address in workers]
        port = ports[index]
        if config["task"]["type"] != "worker" or index < 0 or len(set(workers)) < len(workers):
            raise ValueError
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        say_and_end(f"TF_CONFIG must name all workers and this one's place, but is {text!r}", 4)
    try:
        socket.create_server(("", port)).close()
    except (OSError, OverflowError) as error:
        say_and_end(f"worker {index} cannot use port {port} of its machine: {error}", 4)


def main():
    options = read_options()
    check_tf_config()
    try:
        # This waits for all workers, for very long, and lets no other code of Python run meanwhile.
        faulthandler.dump_traceback_later(options.start_seconds, exit=True)
        strategy = tf.distribute.MultiWorkerMirroredStrategy()  # reads TF_CONFIG
        faulthandler.cancel_dump_traceback_later()
        index = strategy.cluster_resolver.task_id
        train(strategy, index, options)
        print(f"worker {index}: finished", flush=True)
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
