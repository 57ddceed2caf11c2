"""What goes wrong with workers ends with a clear message, and leaves no process behind.

Each fault happens for real.
"""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from helpers.scale_out import WorkerError, cluster
from tests.scale_out import pair
from tests.support.course import MOST_MEBIBYTES, ROOT, environment
from tests.support.isolation import isolated
from tests.support.memory import peak_mebibytes

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]

both_roles = pytest.mark.parametrize("role", [0, 1], ids=["the first", "the second"])


def config(index, addresses):
    return cluster.tf_config(addresses, index)


@pytest.fixture
def start():
    """`pair.start`; what it has started is gone after the test, whatever came of it."""
    started = []

    def start(*arguments, **options):
        started.append(pair.start(*arguments, **options))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.communicate()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    first, second = pair.run(tmp_path_factory.mktemp("undisturbed") / "made by the worker")
    pair.assert_same_end([second], first)
    return first


# A worker is killed, or told to end. (That a restarted pair ends undisturbed, notebook 7 claims.)


@both_roles
def test_a_worker_notices_by_itself_that_its_partner_is_gone(role, tmp_path, start):
    """As it must on another machine."""
    addresses = pair.addresses()
    workers = [start(tmp_path, config(index, addresses), steps=1000) for index in (0, 1)]
    next(line for line in workers[role].stdout if "step 7 of" in line)
    workers[role].kill()
    _, errors = workers[1 - role].communicate(timeout=100)
    assert workers[1 - role].returncode == cluster.GO_ON
    assert "a partner was lost (UnavailableError)" in errors.splitlines()[-1]


def test_when_one_is_told_to_end_all_save_the_same_step_and_go_on_with_another_number(
    tmp_path, undisturbed
):
    """What a scheduler sends before it takes a machine away."""
    tell = pair.at_step(1, 5, lambda worker: worker.process.send_signal(signal.SIGTERM))
    with pytest.raises(
        WorkerError, match="exit status 3[^$]*all workers have saved step"
    ) as raised:
        pair.run(tmp_path, launch={"on_line": tell}, save_every=100)
    step = int(re.search(r"have saved step (\d+)", str(raised.value))[1])
    (saved,) = (path.stem for path in Path(tmp_path, "checkpoints").glob("*.index"))
    assert step >= 6 and saved == f"ckpt-{step}"
    (worker,) = pair.run(tmp_path, count=1)
    assert pair.steps_before(worker) == step
    pair.assert_same_end([worker], undisturbed, atol=1e-5)


def test_a_worker_with_two_devices_goes_on_with_the_next_rows(tmp_path, undisturbed):
    """A step takes two batches of the pipeline then. The devices are halves of a processor."""
    program = """
from helpers.scale_out import worker
import tensorflow as tf
(cpu,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
options = worker.read_options()
worker.claim(options, 0)
worker.train(tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]), 0, options)
"""
    for steps in [6, 16]:
        options = pair.options(tmp_path, steps=steps).items()
        arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options]
        subprocess.run([sys.executable, "-c", program, *arguments], check=True)
    with np.load(tmp_path / "worker-0.npz") as saved:
        np.testing.assert_allclose(saved["losses"], undisturbed.results["losses"][6:], rtol=1e-4)
        np.testing.assert_allclose(saved["weights-00"], undisturbed.weights[0], atol=1e-5)


# A worker never comes up, gets stuck, or fails


@both_roles
def test_a_worker_that_never_comes_up(role, tmp_path):
    program = pair.script(tmp_path / "late.py", f"if index == {role}:\n    time.sleep(1000)")
    expected = r"^nothing new from worker 0 and worker 1 within 5 seconds"
    with pytest.raises(WorkerError, match=expected):
        pair.run(tmp_path, launch={"script": program, "start_seconds": 5})
    pair.nobody_left(tmp_path)


def test_a_worker_waits_for_its_partner_no_longer_than_it_was_told(tmp_path, start):
    worker = start(tmp_path, config(0, pair.addresses()), start_seconds=5)
    _, errors = worker.communicate(timeout=100)
    assert worker.returncode == 1 and "Timeout (0:00:05)!" in errors


def wrapped_step(tmp_path, text):
    """A program whose second worker does something else when it asks for a batch."""
    patch = f"""
import tensorflow as tf
usual = tf.distribute.MultiWorkerMirroredStrategy.distribute_datasets_from_function
def unusual(strategy, function):
    for number, batch in enumerate(usual(strategy, function)):
        if index == 1:
            {text}
        yield batch
tf.distribute.MultiWorkerMirroredStrategy.distribute_datasets_from_function = unusual
"""
    return pair.script(tmp_path / "unusual.py", patch)


def test_after_a_worker_that_gets_stuck_all_are_named(tmp_path):
    program = wrapped_step(tmp_path, "number > 1 and time.sleep(1000)")
    expected = r"^nothing new from worker 0 and worker 1 within 20 seconds; .*\nworker 0: step 2"
    with pytest.raises(WorkerError, match=expected):
        pair.run(tmp_path, launch={"script": program, "step_seconds": 20})
    pair.nobody_left(tmp_path)


def test_an_error_inside_a_worker_is_no_lost_partner(tmp_path):
    error = "tf.errors.InternalError(None, None, 'of its own')"
    program = wrapped_step(tmp_path, f"raise {error}")
    expected = r"^worker 1 stopped with exit status 1[\s\S]*InternalError: of its own"
    with pytest.raises(WorkerError, match=expected):
        pair.run(tmp_path, launch={"script": program})


def test_an_error_in_the_callback_is_raised_as_it_is(tmp_path):
    with pytest.raises(ZeroDivisionError):
        pair.run(tmp_path, launch={"on_line": lambda worker, line: 1 / 0})
    pair.nobody_left(tmp_path)


# Ports and folders


def test_a_port_that_somebody_was_quicker_to_take(tmp_path, monkeypatch):
    ports = cluster.free_ports(4)
    monkeypatch.setattr(cluster, "free_ports", lambda count: [ports.pop() for _ in range(count)])
    with socket.create_server(("", ports[-1])):
        assert len(pair.run(tmp_path, steps=1)) == 2
    assert not ports


def test_workers_that_see_different_folders(tmp_path, start):
    """Where the second finds none, test_worker.py; here it finds an older one."""
    folders = [tmp_path / "first", tmp_path / "second"]
    folders[1].mkdir()
    shared = {"images": 400, "batch_size": 20, "learning_rate": 0.05, "seed": 0}
    (folders[1] / "training.json").write_text(json.dumps({**shared, "number": 7}))
    addresses = pair.addresses()
    workers = [start(folder, config(i, addresses)) for i, folder in enumerate(folders)]
    errors = [worker.communicate(timeout=200)[1] for worker in workers]
    assert all(worker.returncode != 0 for worker in workers)
    assert any("is --folder one for all?" in text for text in errors)


# The notebook is interrupted, or its kernel dies


@pytest.fixture
def notebook(tmp_path):
    """A process that starts workers, and prints what they print."""
    program = f"""
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have been ignored
from tests.scale_out import pair
launch = {{"on_line": lambda worker, line: print(line, flush=True)}}
pair.run({str(tmp_path)!r}, steps=10_000, launch=launch)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(PYTHONPATH=ROOT),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def while_training(notebook, folder):
    next(line for line in notebook.stdout if "step 3 of" in line)


def while_they_start(notebook, folder):
    while len(pair.left(folder)) < 3:  # that process itself, and two workers
        assert notebook.poll() is None, notebook.stderr.read()
        time.sleep(0.05)


moments = pytest.mark.parametrize("moment", [while_training, while_they_start])


@moments
def test_an_interrupted_cell(moment, notebook, tmp_path):
    moment(notebook, tmp_path)
    notebook.send_signal(signal.SIGINT)
    _, errors = notebook.communicate(timeout=60)
    assert errors.splitlines()[-1] == "KeyboardInterrupt"
    pair.nobody_left(tmp_path, 5)  # who was just being started ends by itself


@moments
def test_a_kernel_that_is_killed(moment, notebook, tmp_path):
    moment(notebook, tmp_path)
    notebook.kill()
    pair.nobody_left(tmp_path, 30)


def test_a_kernel_that_is_killed_where_the_system_does_not_see_to_it(tmp_path, monkeypatch):
    """As on macOS: then the worker's input ends."""
    monkeypatch.setattr(cluster, "GUARD", cluster.GUARD.replace('"linux"', '"another"'))
    close = pair.at_step(1, 3, lambda worker: worker.process.stdin.close())
    with pytest.raises(WorkerError, match="^worker 1 stopped with exit status 1"):
        pair.run(tmp_path, launch={"on_line": close})


# Checkpoints, memory, network


def test_a_damaged_checkpoint_is_passed_over(tmp_path, undisturbed):
    """A machine that loses its power may lose what is not on the disk yet, though it is listed."""
    pair.run(tmp_path, steps=10)
    path = tmp_path / "checkpoints" / "ckpt-10.data-00000-of-00001"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    workers = pair.run(tmp_path)
    assert {pair.steps_before(worker) for worker in workers} == {8}
    pair.assert_same_end(workers, undisturbed)


def test_a_worker_needs_less_memory_than_binder_guarantees_and_no_network(tmp_path):
    """With all images of the data set. And the reader's settings don't matter."""
    (tmp_path / "keras.json").write_text('{"floatx": "float64", "backend": "jax"}')
    program = f"""
from tests.scale_out import pair, test_faults
pair.run({str(tmp_path)!r}, images=55_000, batch_size=100, steps=4,
         launch={{"on_line": pair.at_step(1, 3, test_faults.assert_small)}})
"""
    changes = {"HTTP_PROXY": "http://127.0.0.1:9", "grpc_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        isolated([sys.executable, "-c", program]),
        cwd=ROOT,
        env=environment(PYTHONPATH=ROOT, KERAS_HOME=tmp_path, **changes),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def assert_small(worker):
    peak = peak_mebibytes(worker.process.pid)
    assert peak is None or peak < MOST_MEBIBYTES, peak
