"""How long does a step take, and which part of it is the exchange of the gradients?

`python measure.py --folder FOLDER --steps 45`, the same command for each worker that TF_CONFIG
names. Each writes its times into FOLDER/worker-N.npz. Notebook 7 starts it as it starts worker.py,
and calls `milliseconds` in its own process, too.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np
import tensorflow as tf

FILE = Path(__file__)

# Images of each worker, whether gradients are exchanged, and bytes that are exchanged besides.
CASES = [
    (25, False, 0),
    (100, False, 0),
    (25, True, 0),
    (50, True, 0),
    (100, True, 0),
    (25, True, 4_000_000),
    (50, True, 1_000_000),
]


def new_network():
    """The network of notebook 3."""
    conv = {"padding": "same", "activation": "relu"}
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(28, 28, 1)),
            tf.keras.layers.Conv2D(filters=12, kernel_size=6, strides=1, **conv),
            tf.keras.layers.Conv2D(filters=24, kernel_size=5, strides=2, **conv),
            tf.keras.layers.Conv2D(filters=48, kernel_size=4, strides=2, **conv),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(10, activation="softmax"),
        ]
    )


def new_step(strategy, model, images, exchange, more_bytes):
    """Return a function that takes a step: the gradients, and their sum over all workers.

    Args:
        strategy, model: the model's variables were made in the strategy's scope.
        images: how many each worker has in a batch.
        exchange: whether the workers add up their gradients.
        more_bytes: zeros that are exchanged with the gradients, for a network with more parameters.
    """
    batch = tf.random.uniform((images, 28, 28, 1))
    labels = tf.one_hot(tf.random.uniform((images,), maxval=10, dtype=tf.int32), 10)

    def of_this_worker():
        with tf.GradientTape() as tape:
            y_pred = model(batch, training=True)
            loss = tf.keras.losses.categorical_crossentropy(y_true=labels, y_pred=y_pred)
            loss = tf.reduce_mean(loss)  # only timed: the factor doesn't matter here
        gradients = tape.gradient(loss, model.trainable_variables)
        if more_bytes:
            gradients.append(tf.zeros(more_bytes // 4))
        if exchange:
            gradients = tf.distribute.get_replica_context().all_reduce("SUM", gradients)
        return tf.add_n([tf.reduce_sum(gradient) for gradient in gradients])

    step = tf.function(lambda: strategy.run(of_this_worker))
    # Only a result that has arrived tells that the step is over.
    return lambda: strategy.experimental_local_results(step())[0].numpy()


def milliseconds(strategy, model, cases, steps=45, name=None):
    """Return the median time of a step of each case (see `new_step`), in milliseconds.

    The cases take turns, five steps each, so that what disturbs the machine disturbs all of them.
    With a name, it prints how far it is.
    """
    all_steps = [new_step(strategy, model, *case) for case in cases]
    times = [[] for _ in cases]
    for number in range(0, steps + 5, 5):
        for step, noted in zip(all_steps, times):
            for _ in range(5):
                before = time.perf_counter()
                step()
                noted.append(1000 * (time.perf_counter() - before))
        if name:
            print(f"{name}: step {number} of {steps}", flush=True)
    return np.median([noted[5:] for noted in times], axis=1)  # the first five made the graphs


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", required=True, help="for the times")
    parser.add_argument("--steps", type=int, default=45, help="timed steps of each case")
    options = parser.parse_args()
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    with strategy.scope():
        model = new_network()
    index = strategy.cluster_resolver.task_id
    times = milliseconds(strategy, model, CASES, options.steps, f"worker {index}")
    np.savez(os.path.join(options.folder, f"worker-{index}.npz"), milliseconds=times)
    print(f"worker {index}: finished", flush=True)


if __name__ == "__main__":
    main()
