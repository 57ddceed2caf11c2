"""What a worker does before it meets the others, and with several devices, without starting one."""

import json
import socket

import numpy as np
import pytest
import tensorflow as tf

from helpers.scale_out import cluster, worker
from helpers.scale_out.launch import tf_config

TWO = ["127.0.0.1:40000", "127.0.0.1:40001"]


class Ended(Exception):
    pass


@pytest.fixture(autouse=True)
def ending(monkeypatch):
    def say_and_end(text, status):
        raise Ended(text, status)

    monkeypatch.setattr(worker, "say_and_end", say_and_end)


# Who is who

WRONG = {
    "not set": None,
    "no JSON": "{",
    "a list": "[]",
    "no cluster": '{"task": {"type": "worker", "index": 0}}',
    "no place": json.dumps({"cluster": {"worker": TWO}}),
    "a place too many": tf_config(TWO, 2),
    "a place below 0": tf_config(TWO, -1),
    "no port": tf_config(["127.0.0.1", TWO[1]], 0),
    "one address twice": tf_config(TWO[:1] * 2, 0),
    "parameter servers": tf_config(TWO, 0).replace('{"worker"', '{"ps": ["a:1"], "worker"'),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_tf_config_is_said_in_a_sentence(text, monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    if text is not None:
        monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(Ended) as raised:
        worker.own_place()
    said, status = raised.value.args
    assert said.startswith("TF_CONFIG must name all workers") and status == 4


@pytest.mark.parametrize(
    ("task", "chiefs", "place"),
    [(("worker", 1), 0, 1), (("worker", "1"), 0, 1), (("chief", 0), 1, 0), (("worker", 1), 1, 2)],
)
def test_a_right_tf_config(task, chiefs, place, monkeypatch):
    addresses = [f"127.0.0.1:{port}" for port in cluster.free_ports(3)]
    who = {"worker": addresses[chiefs:]} | ({"chief": addresses[:1]} if chiefs else {})
    task = {"type": task[0], "index": task[1]}
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": who, "task": task, "environment": ""}))
    assert worker.own_place() == place
    resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    assert resolver.cluster_spec().as_dict() == who  # the strategy's reader agrees


def test_a_port_that_cannot_be_used(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        for port in [other.getsockname()[1], 70000]:
            monkeypatch.setenv("TF_CONFIG", tf_config([f"127.0.0.1:{port}", "10.0.0.2:1"], 0))
            with pytest.raises(Ended, match=f"worker 0 cannot use port {port}"):
                worker.own_place()


# The folder


def options(folder, *more, monkeypatch):
    monkeypatch.setattr("sys.argv", ["worker.py", "--folder", str(folder), *more])
    return worker.read_options()


def test_a_folder_is_made_and_belongs_to_one_training(tmp_path, monkeypatch):
    ours = options(tmp_path / "new", monkeypatch=monkeypatch)
    worker.claim(ours, 1)  # the first worker writes
    with pytest.raises(Ended, match="is --folder one for all"):
        worker.training_in(ours)
    worker.claim(ours, 0)
    number = worker.training_in(ours)
    worker.claim(ours, 0)  # a restart, perhaps with more steps
    assert (
        worker.training_in(options(ours.folder, "--steps", "99", monkeypatch=monkeypatch)) == number
    )
    for name, value in [("batch-size", 50), ("seed", 1), ("learning-rate", 0.1), ("images", 9)]:
        theirs = options(ours.folder, f"--{name}", str(value), monkeypatch=monkeypatch)
        for place in (0, 1):
            with pytest.raises(Ended, match=f"a training with {name.replace('-', '_')} "):
                worker.claim(theirs, place)


def test_a_folder_that_cannot_be_is_said_before_anything_is_computed(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    with pytest.raises(Ended, match="--folder can't be used"):
        worker.claim(options(tmp_path / "file" / "in it", monkeypatch=monkeypatch), 0)


# Checkpoints


@pytest.fixture
def saved(tmp_path):
    """A folder with two checkpoints, of steps 1 and 2: the first bias is the step."""
    strategy = tf.distribute.get_strategy()
    model, optimizer = worker.new_model(strategy, 0.1)
    manager = worker.restore(model, optimizer, str(tmp_path), 0)
    for step in [1, 2]:
        model.conv1.bias.assign(tf.fill([12], float(step)))
        manager.save(step)
    return tmp_path


def test_a_restart_keeps_the_last_two(saved):
    model, optimizer = worker.new_model(tf.distribute.get_strategy(), 0.1)
    manager = worker.restore(model, optimizer, str(saved), 0)
    for step in [3, 4]:
        manager.save(step)
    found = {path.stem for path in (saved / "checkpoints").glob("*.index")}
    assert found == {"ckpt-3", "ckpt-4"}


def first_bias(folder):
    model, optimizer = worker.new_model(tf.distribute.get_strategy(), 0.1)
    worker.restore(model, optimizer, str(folder), 0)
    return model.conv1.bias.numpy()[0]


def test_the_last_checkpoint_is_taken_without_a_list_too(saved, tmp_path_factory):
    assert first_bias(saved) == 2
    (saved / "checkpoints" / "checkpoint").write_text("")
    assert first_bias(saved) == 2
    assert first_bias(tmp_path_factory.mktemp("empty")) == 0


@pytest.mark.parametrize("file", ["index", "data-00000-of-00001"])
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "a bit"])
def test_a_damaged_checkpoint_is_passed_over(file, damage, saved, capsys):
    """Though the list names it."""
    path = saved / "checkpoints" / f"ckpt-2.{file}"
    content = bytearray(path.read_bytes())
    path.unlink()
    if damage == "a bit":
        content[len(content) // 2] ^= 1
    if damage != "gone":
        parts = {"empty": 0, "half": len(content) // 2, "a bit": len(content)}
        path.write_bytes(content[: parts[damage]])
    assert first_bias(saved) == 1
    said = "ckpt-2 cannot be read; the one before is taken" in capsys.readouterr().err
    assert said == ((file, damage) != ("index", "gone"))


def test_a_checkpoint_of_something_else_is_refused(saved):
    model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
    optimizer = tf.keras.optimizers.Adam()
    optimizer.build(model.trainable_variables)
    with pytest.raises(Ended, match="does not fit this network and optimizer"):
        worker.restore(model, optimizer, str(saved), 0)


# The data


def rows(workers, devices, steps, done=0, count=36, batch_size=12):
    """What all workers read in each step, if each has so many devices, as tf.data deals it out."""
    parts = []
    for place in range(workers):
        tf.keras.utils.set_random_seed(3)
        context = tf.distribute.InputContext(workers, place, num_replicas_in_sync=workers * devices)
        part = worker.shard(context, count, batch_size, 3, done).take(steps * devices)
        parts.append(np.array(list(part.as_numpy_iterator())).reshape(steps, -1))
    return np.concatenate(parts, axis=1)


@pytest.mark.parametrize(("workers", "devices"), [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 4)])
@pytest.mark.parametrize("done", [0, 2, 5])
def test_whatever_the_workers_and_devices_a_step_reads_the_same_rows(workers, devices, done):
    """After a restart, too: `done` steps were taken by any number of them."""
    found, one = rows(workers, devices, 6, done), rows(1, 1, 6 + done)[done:]
    np.testing.assert_array_equal(np.sort(found), np.sort(one))
    if not done:
        assert sorted(found[:3].ravel()) == list(range(36))  # a pass
        assert (np.sort(found[:3]) != np.sort(found[3:])).any()  # the next has another order


def test_images_and_labels_belong_to_their_rows():
    pixels = np.arange(20, dtype=np.uint8).reshape(5, 2, 2, 1)
    dataset = tf.data.Dataset.from_tensors([3, 0])
    ((found, images, labels),) = worker.with_images(dataset, pixels, np.array([7, 1, 1, 4, 0]))
    assert found.numpy().tolist() == [3, 0]
    np.testing.assert_allclose(images, pixels[[3, 0]] / 255)
    assert labels.numpy().argmax(axis=1).tolist() == [4, 7] and labels.dtype == tf.float32


# The training, alone


def trained(folder, steps, monkeypatch, told=()):
    """Train in this process; return what was saved at the end, and the steps of the checkpoints."""
    more = f"--steps {steps} --save-every 2 --images 30 --batch-size 10".split()
    ours = options(folder, *more, monkeypatch=monkeypatch)
    worker.claim(ours, 0)
    monkeypatch.setattr(worker, "catch_sigterm", lambda: told)
    try:
        worker.train(tf.distribute.OneDeviceStrategy("CPU:0"), 0, ours)
    finally:
        saved = [int(path.rpartition("-")[2]) for path in worker.saved_in(f"{folder}/checkpoints")]
    with np.load(folder / "worker-0.npz") as arrays:
        return dict(arrays), saved


def test_a_training_that_was_stopped_goes_on_with_the_next_step(tmp_path, monkeypatch, capsys):
    whole, saved = trained(tmp_path / "whole", 5, monkeypatch)
    assert len(whole["losses"]) == 5 and saved == [4, 5]
    with pytest.raises(Ended, match="told to end: all workers have saved step 1"):
        trained(tmp_path / "parts", 5, monkeypatch, told=[15])
    parts, saved = trained(tmp_path / "parts", 5, monkeypatch)
    assert "worker 0: starts after step 1" in capsys.readouterr().out.splitlines()
    for name in ["losses", "rows"]:
        left = len(whole[name]) * 4 // 5
        np.testing.assert_allclose(parts[name], whole[name][-left:], rtol=1e-4)
    np.testing.assert_allclose(parts["weights-00"], whole["weights-00"], atol=1e-5)
