"""How long does a step take, and which part of it is the exchange of the gradients?

`python measure.py --folder FOLDER --steps 45`, the same command for each worker that TF_CONFIG
names. Each writes its times into FOLDER/worker-N.npz, in the order of CASES.
"""

import os
import time
from pathlib import Path

import numpy as np

from helpers.scale_out import worker

FILE = Path(__file__)
tf = worker.tf  # imported there, without the reader's settings

# What is timed in each worker, beside the others: with so many images in each, or so many bytes.
CASES = [("computing", 25), ("computing", 100), ("exchange", 200_000), ("exchange", 4_000_000),
         ("whole step", 50)]  # fmt: skip


def whole_step(strategy, images):
    """Return a function that takes a step of the training, with `images` in each replica."""
    model, optimizer = worker.new_model(strategy, learning_rate=0.01)
    batch = tf.random.uniform((images, 28, 28, 1))
    labels = tf.one_hot(tf.random.uniform((images,), maxval=10, dtype=tf.int32), 10)
    arguments = model, optimizer, batch, labels, images * strategy.num_replicas_in_sync

    @tf.function
    def step():
        losses = strategy.run(worker.train_step, arguments)
        return strategy.reduce("SUM", losses, axis=None)

    return lambda: step().numpy()  # only a result that has arrived tells that the step is over


def exchange(strategy, some_bytes):
    """Return a function that adds up so many bytes over all workers."""
    numbers = tf.zeros(some_bytes // 4)

    def of_this_worker():
        return tf.distribute.get_replica_context().all_reduce("SUM", numbers)[0]

    step = tf.function(lambda: strategy.run(of_this_worker))
    return lambda: strategy.experimental_local_results(step())[0].numpy()


WAYS = {
    "computing": lambda _, images: whole_step(tf.distribute.get_strategy(), images),  # alone
    "exchange": exchange,
    "whole step": whole_step,
}


def milliseconds(strategy, cases, steps, name):
    """Return the median time of a step of each case, in milliseconds; print how far it is.

    The cases take turns, five steps each, so that what disturbs the machine disturbs all of them.
    """
    all_steps = [WAYS[kind](strategy, size) for kind, size in cases]
    times = [[] for _ in cases]
    for number in range(0, steps + 5, 5):
        for step, noted in zip(all_steps, times):
            for _ in range(5):
                before = time.perf_counter()
                step()
                noted.append(1000 * (time.perf_counter() - before))
        print(f"{name}: step {number} of {steps}", flush=True)
    return np.median([noted[5:] for noted in times], axis=1)  # the first five made the graphs


def main():
    options, place = worker.read_options(), worker.own_place()
    strategy = worker.meet_the_others(options.start_seconds)
    times = milliseconds(strategy, CASES, options.steps, f"worker {place}")
    np.savez(os.path.join(options.folder, f"worker-{place}.npz"), milliseconds=times)
    print(f"worker {place}: finished", flush=True)


if __name__ == "__main__":
    main()
