"""What notebook 7 shows is what it says: notebook 3's code, one source, one order of the data."""

import ast
import inspect

import numpy as np
import pytest

from helpers import course_settings

with course_settings():
    import tensorflow as tf

from helpers.scale_out import cluster, difference, worker
from tests.support.course import NOTEBOOKS, read

CNN, SCALE_OUT = (
    next(path for path in NOTEBOOKS if path.name.startswith(number)) for number in ("03", "07")
)


def defined(path, cell, name):
    """The source of a function or class in a cell of a notebook, without comments."""
    (found,) = (one for one in read(path).cells if one.id == cell)
    (node,) = (n for n in ast.parse(found.source).body if getattr(n, "name", None) == name)
    return ast.unparse(node)


def test_the_network_and_the_step_are_those_of_notebook_3():
    assert ast.unparse(ast.parse(inspect.getsource(worker.CNNModel))) == defined(
        CNN, "model", "CNNModel"
    )
    step = defined(CNN, "step", "train_step")
    assert step == defined(SCALE_OUT, "step", "train_step")
    worker_step = ast.unparse(ast.parse(inspect.getsource(worker.train_step)))
    assert worker_step == step.replace("labels)", "labels, batch_size)", 1).replace(
        "tf.reduce_mean(loss)", "tf.reduce_sum(loss) / batch_size"
    )


def context(number, workers):
    return tf.distribute.InputContext(workers, number, num_replicas_in_sync=workers)


@pytest.mark.parametrize(("workers", "count", "batch_size"), [(1, 12, 4), (2, 21, 6), (3, 10, 9)])
def test_shards_are_the_batches_of_one_process(workers, count, batch_size):
    """In every step, also where a pass ends within a batch."""

    def batches(number, of):
        tf.keras.utils.set_random_seed(3)
        rows = worker.shard(context(number, of), count, batch_size, seed=3)
        return list(rows.take(8).as_numpy_iterator())

    parts = [batches(number, workers) for number in range(workers)]
    for whole, *shards in zip(batches(0, 1), *parts):
        assert sorted(np.concatenate(shards)) == sorted(whole)
        assert {len(shard) for shard in shards} == {batch_size // workers}
    rows = np.concatenate(batches(0, 1))
    assert sorted(rows[:count]) == list(range(count))


def test_images_and_labels_belong_to_their_rows():
    pixels = np.arange(20, dtype=np.uint8).reshape(5, 2, 2, 1)
    rows = tf.data.Dataset.from_tensors([3, 0])
    ((found, images, labels),) = worker.with_images(rows, pixels, np.array([7, 1, 1, 4, 0]))
    assert found.numpy().tolist() == [3, 0]
    np.testing.assert_allclose(images, pixels[[3, 0]] / 255)
    assert labels.numpy().argmax(axis=1).tolist() == [4, 7] and labels.dtype == tf.float32


def test_difference():
    def old(a):
        b = a + 1
        return b

    def new(a):
        b = a + 2
        return b

    lines = difference(old, new).splitlines()
    assert [line[0] for line in lines] == ["-", "+", " "]
    assert lines[0].endswith("b = a + 1") and lines[1].endswith("b = a + 2")


def test_ports_are_free_and_different():
    ports = cluster.free_ports(5)
    assert len(set(ports)) == 5 and all(port > 1023 for port in ports)


# What a claim rests on is in its source: these mistakes change no output.


def source(cell):
    (found,) = (one for one in read(SCALE_OUT).cells if one.id == cell)
    return found.source


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("halves-check", "flat(first) + flat(second), flat(whole)"),
        ("shard-check", "(counts == 1).all()"),
        ("mirrored-check", "flat(mirrored_weights), flat(alone_weights)"),
        ("pair-check", 'pair[0].results["losses"], pair[1].results["losses"]'),
        ("pair-check", "flat(pair[0].weights), flat(pair[1].weights)"),
        ("pair-check", "flat(pair[0].weights), flat(alone_weights)"),
        ("rows-check", "sorted(np.concatenate(rows)) == list(range(count))"),
        ("restart-check", "flat(restarted[0].weights) - flat(pair[0].weights)"),
    ],
)
def test_what_is_compared(cell, text):
    assert text in source(cell)


def test_the_dots_are_the_whole_batch():
    assert "plt.plot(places, whole[-1]" in source("halves-plot")
    assert "plt.bar(places, second[-1], bottom=first[-1]" in source("halves-plot")
    assert "whole = gradient_of(images, labels, batch_size)" in source("halves")
