"""What a worker does before it meets the others, without starting one."""

import argparse
import socket

import numpy as np
import pytest
import tensorflow as tf

from helpers.scale_out import cluster, worker
from tests.scale_out.pair import config


def two(port=40000):
    return [f"127.0.0.1:{port}", f"127.0.0.1:{port + 1}"]


WRONG = {
    "not set": None,
    "empty": "",
    "no JSON": "{",
    "a list": "[]",
    "no cluster": '{"task": {"type": "worker", "index": 0}}',
    "no place": '{"cluster": {"worker": ["127.0.0.1:40000", "127.0.0.1:40001"]}}',
    "a place too many": config(2, two()),
    "a place below 0": config(-1, two()),
    "a place in words": config(0, two()).replace('"index": 0', '"index": "0"'),
    "no port": config(0, ["127.0.0.1", "127.0.0.1:40001"]),
    "one address twice": config(0, ["127.0.0.1:40000"] * 2),
    "another role": config(0, two()).replace('"type": "worker"', '"type": "ps"'),
}


class Ended(Exception):
    pass


@pytest.fixture
def ending(monkeypatch):
    def say_and_end(text, status):
        raise Ended(text, status)

    monkeypatch.setattr(worker, "say_and_end", say_and_end)


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_tf_config_is_said_in_a_sentence(text, ending, monkeypatch):
    if text is None:
        monkeypatch.delenv("TF_CONFIG", raising=False)
    else:
        monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(Ended) as raised:
        worker.check_tf_config()
    said, status = raised.value.args
    assert said.startswith("TF_CONFIG must name all workers and this one's place, but is ")
    assert status == 4


def test_a_port_that_cannot_be(ending, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", config(0, two(70000)))
    with pytest.raises(Ended, match="worker 0 cannot use port 70000"):
        worker.check_tf_config()


def test_a_port_that_is_taken(ending, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("TF_CONFIG", config(0, [f"127.0.0.1:{port}", "10.0.0.2:1"]))
        with pytest.raises(Ended, match=f"worker 0 cannot use port {port}"):
            worker.check_tf_config()


def test_a_right_tf_config(ending, monkeypatch):
    ports = cluster.free_ports(2)
    addresses = [f"127.0.0.1:{port}" for port in ports]
    monkeypatch.setenv("TF_CONFIG", cluster.tf_config(addresses, 1))
    worker.check_tf_config()
    resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    assert (resolver.task_type, resolver.task_id) == ("worker", 1)
    assert resolver.cluster_spec().as_dict() == {"worker": addresses}


@pytest.fixture
def checkpoints(tmp_path):
    """Two of them, of the numbers 1 and 2."""
    variable = tf.Variable(np.zeros(1000, "float32"))
    manager = tf.train.CheckpointManager(tf.train.Checkpoint(v=variable), tmp_path, max_to_keep=2)
    for number in [1, 2]:
        variable.assign(tf.fill([1000], float(number)))
        manager.save(number)
    return tmp_path


def read(path):
    return tf.train.load_variable(path, "v/.ATTRIBUTES/VARIABLE_VALUE")[0]


def test_the_last_checkpoint(checkpoints, tmp_path_factory):
    assert read(worker.last_readable(str(checkpoints))) == 2
    assert worker.last_readable(str(tmp_path_factory.mktemp("empty"))) is None


@pytest.mark.parametrize("file", ["index", "data-00000-of-00001"])
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "a bit"])
def test_a_damaged_checkpoint_is_passed_over(file, damage, checkpoints, capsys):
    path = checkpoints / f"ckpt-2.{file}"
    content = bytearray(path.read_bytes())
    if damage == "gone":
        path.unlink()
    elif damage == "a bit":
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    else:
        path.write_bytes(content[: len(content) // 2 if damage == "half" else 0])
    assert read(worker.last_readable(str(checkpoints))) == 1
    assert "ckpt-2 cannot be read; the one before is taken" in capsys.readouterr().err


def test_the_shards_hold_each_sample_once_in_a_pass():
    def rows(index, steps):
        context = tf.distribute.InputContext(3, index, 3)
        batches = worker.shard(context, 90, batch_size=30, seed=0)
        return [batch.numpy() for batch in batches.take(steps)]

    of_all = np.array([rows(index, 6) for index in range(3)])  # two passes
    assert of_all.shape == (3, 6, 10)
    for one_pass in [of_all[:, :3], of_all[:, 3:]]:
        assert sorted(one_pass.ravel()) == list(range(90))
    assert (of_all[:, :3] != of_all[:, 3:]).any()


def test_its_options_are_what_the_launcher_and_the_examples_use(monkeypatch):
    monkeypatch.setattr("sys.argv", ["worker.py", "--folder", "there"])
    assert isinstance(worker.read_options(), argparse.Namespace)
