"""What goes wrong with workers ends soon, with a clear message, and leaves no process behind.

Each fault happens for real. The times are those that notebook 7 states.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

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

STARTED = 60  # seconds that a worker waits for the others, if it isn't told otherwise
# Seconds from the fault to the end of the last process.
KILLED = 5  # a worker that the launcher has started
PARTNER = 30  # of a worker on a machine of its own
INTERRUPTED = 5
PARENT_GONE = 5

both_roles = pytest.mark.parametrize("role", [0, 1], ids=["the first", "the second"])


def assert_same_weights(worker, other):
    for one, two in zip(worker.weights, other.weights, strict=True):
        np.testing.assert_array_equal(one, two)


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
    first, second = pair.run(tmp_path_factory.mktemp("undisturbed"))
    assert_same_weights(first, second)
    return first


# A worker is killed


@both_roles
def test_a_killed_worker_ends_all_and_the_restarted_pair_ends_as_if_nothing_had_happened(
    role, tmp_path, undisturbed
):
    killer = pair.Killer(role, step=7)
    with pytest.raises(WorkerError, match=rf"^worker {role} was killed by SIGKILL; the others"):
        pair.run(tmp_path, launch={"on_line": killer})
    pair.nobody_left(tmp_path, 0)
    assert time.monotonic() - killer.at < KILLED
    first, second = pair.run(tmp_path)
    done = pair.steps_before(first)
    assert done >= 4  # 8 if the signal came late
    np.testing.assert_array_equal(first.results["losses"], undisturbed.results["losses"][done:])
    assert_same_weights(first, undisturbed)
    assert_same_weights(second, undisturbed)


@both_roles
def test_a_worker_notices_by_itself_that_its_partner_is_gone(role, tmp_path, start):
    """As it must on another machine."""
    addresses = pair.addresses()
    workers = [start(tmp_path, index, addresses) for index in (0, 1)]
    for line in workers[role].stdout:
        if "step 7 of" in line:
            break
    workers[role].kill()
    _, errors = workers[1 - role].communicate(timeout=PARTNER)
    assert workers[1 - role].returncode == cluster.PARTNER_GONE
    assert "a partner was lost (UnavailableError)" in errors.splitlines()[-1]
    workers[role].communicate()
    pair.nobody_left(tmp_path, 0)


# A worker never comes up


@both_roles
def test_a_worker_that_never_comes_up(role, tmp_path):
    program = pair.script(tmp_path / "late.py", f"if index == {role}:\n    time.sleep(1000)")
    began = time.monotonic()
    with pytest.raises(WorkerError, match=r"^worker \d has not started within 10 seconds"):
        pair.run(tmp_path, launch={"script": program, "start_seconds": 10})
    pair.nobody_left(tmp_path, 0)
    assert time.monotonic() - began < 10 + KILLED


@both_roles
def test_a_worker_waits_for_its_partner_no_longer_than_it_was_told(role, tmp_path, start):
    worker = start(tmp_path, role, pair.addresses(), start_seconds=10)
    _, errors = worker.communicate(timeout=10 + PARTNER)
    assert worker.returncode == 1 and "Timeout (0:00:10)!" in errors
    pair.nobody_left(tmp_path, 0)


# Ports and TF_CONFIG


@pytest.mark.parametrize("taken", [[0], [1], [0, 1]], ids=["the first", "the second", "both"])
def test_a_port_that_is_taken(taken, tmp_path):
    ports = cluster.free_ports(2)
    others = [socket.create_server(("", ports[index])) for index in taken]
    began = time.monotonic()
    with pytest.raises(WorkerError) as raised:
        pair.run(tmp_path, launch={"ports": ports})
    pair.nobody_left(tmp_path, 0)
    assert time.monotonic() - began < PARTNER
    index = int(re.match(r"worker (\d) stopped with exit status 4", str(raised.value))[1])
    assert index in taken
    assert f"cannot use port {ports[index]} of its machine" in str(raised.value)
    for other in others:
        other.close()


@pytest.mark.parametrize("config", ["", '{"task": {"type": "worker", "index": 0}}'])
def test_a_wrong_tf_config(config, tmp_path):
    """More of them in test_worker.py."""
    began = time.monotonic()
    expected = r"^worker \d stopped with exit status 4[\s\S]*TF_CONFIG must name"
    with pytest.raises(WorkerError, match=expected):
        pair.run(tmp_path, launch={"configs": [config, config]})
    pair.nobody_left(tmp_path, 0)
    assert time.monotonic() - began < PARTNER


def test_two_workers_that_take_the_same_place(tmp_path):
    configs = [pair.config(0, pair.addresses())] * 2
    with pytest.raises(WorkerError, match=r"exit status 4[\s\S]*cannot use port"):
        pair.run(tmp_path, launch={"configs": configs})
    pair.nobody_left(tmp_path, 0)


def test_workers_that_disagree_on_how_many_they_are(tmp_path):
    addresses = pair.addresses(3)
    configs = [pair.config(0, addresses[:2]), pair.config(1, addresses)]
    with pytest.raises(WorkerError, match=r"^worker \d stopped with exit status 3"):
        pair.run(tmp_path, launch={"configs": configs})
    pair.nobody_left(tmp_path, 0)


# A slow worker


def slow(tmp_path, seconds):
    """A program that waits before each step, as the second worker."""
    patch = f"""
import tensorflow as tf
if index == 1:
    run = tf.distribute.MultiWorkerMirroredStrategy.distribute_datasets_from_function
    def slowly(strategy, function):
        for batch in run(strategy, function):
            time.sleep({seconds})
            yield batch
    tf.distribute.MultiWorkerMirroredStrategy.distribute_datasets_from_function = slowly
"""
    return pair.script(tmp_path / "slow.py", patch)


def test_a_slow_worker_is_waited_for(tmp_path, undisturbed):
    first, second = pair.run(tmp_path, launch={"script": slow(tmp_path, 0.3)})
    assert sum(first.results["seconds"]) > 0.3 * 15
    assert_same_weights(first, undisturbed)
    assert_same_weights(second, undisturbed)


def test_a_worker_that_is_too_slow(tmp_path):
    began = time.monotonic()
    with pytest.raises(WorkerError, match=r"^worker \d has made no step within 4 seconds; all"):
        pair.run(tmp_path, launch={"script": slow(tmp_path, 1000), "step_seconds": 4})
    pair.nobody_left(tmp_path, 0)
    assert time.monotonic() - began < 60


# The notebook is interrupted, or its kernel dies


@contextlib.contextmanager
def process_like_a_kernel(folder, launch=""):
    """A process that starts workers, and prints what they print."""
    program = f"""
from tests.scale_out import pair
launch = {{"on_line": lambda _, line: print(line, flush=True), {launch}}}
pair.run({str(folder)!r}, launch=launch)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(PYTHONPATH=ROOT),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def notebook(tmp_path):
    with process_like_a_kernel(tmp_path) as process:
        yield process


def while_training(notebook, folder):
    for line in notebook.stdout:
        if "step 3 of" in line:
            return


def while_they_start(notebook, folder):
    while len(pair.left(folder)) < 3:  # that process itself, and two workers
        assert notebook.poll() is None, notebook.stderr.read()
        time.sleep(0.05)
    time.sleep(1)


moments = pytest.mark.parametrize("moment", [while_training, while_they_start])


@moments
def test_an_interrupted_cell(moment, notebook, tmp_path):
    moment(notebook, tmp_path)
    notebook.send_signal(signal.SIGINT)
    _, errors = notebook.communicate(timeout=INTERRUPTED)
    assert errors.splitlines()[-1] == "KeyboardInterrupt"
    pair.nobody_left(tmp_path, 0)


@moments
def test_a_kernel_that_is_killed(moment, notebook, tmp_path):
    moment(notebook, tmp_path)
    notebook.kill()
    pair.nobody_left(tmp_path, PARENT_GONE)


@pytest.mark.skipif(sys.platform != "linux", reason="there, it takes up to `start_seconds`")
def test_a_kernel_that_is_killed_while_a_worker_waits_for_another(tmp_path):
    """While it waits, no thread of Python runs: it can't see for itself that the kernel is gone."""
    program = pair.script(tmp_path / "late.py", "if index == 1:\n    time.sleep(1000)")
    ports = cluster.free_ports(2)
    with process_like_a_kernel(tmp_path, f"'script': {str(program)!r}, 'ports': {ports}") as kernel:
        for _ in range(600):
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", ports[0])).close()
                break
            time.sleep(0.1)
        time.sleep(1)  # now it waits
        kernel.kill()
        pair.nobody_left(tmp_path, PARENT_GONE)


def test_a_kernel_that_is_killed_where_the_system_does_not_see_to_it(tmp_path, monkeypatch):
    """As on macOS: then the worker's input ends."""
    monkeypatch.setattr(cluster, "GUARD", cluster.GUARD.replace('"linux"', '"another"'))
    assert "another" in cluster.GUARD
    killed = []

    def end_of_input(worker, line):
        if worker.index == 1 and "step 3 of" in line:
            worker.process.stdin.close()
            killed.append(time.monotonic())

    with pytest.raises(WorkerError, match="^worker 1 stopped with exit status 1"):
        pair.run(tmp_path, launch={"on_line": end_of_input})
    assert time.monotonic() - killed[0] < KILLED


# Checkpoints


@pytest.fixture(scope="module")
def ten_steps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ten")
    pair.run(folder, steps=10)
    return folder


@pytest.fixture
def up_to_the_second_checkpoint(ten_steps, tmp_path):
    """A folder with the checkpoints of steps 4 and 8."""
    shutil.copytree(ten_steps / "checkpoints", tmp_path / "checkpoints")
    return tmp_path


def goes_on_after(folder, step, undisturbed):
    first, second = pair.run(folder)
    assert [pair.steps_before(one) for one in (first, second)] == [step, step]
    assert_same_weights(first, undisturbed)
    assert_same_weights(second, undisturbed)


def test_a_checkpoint_half_written_is_not_taken(up_to_the_second_checkpoint, undisturbed):
    """Files of the next one, as a worker leaves them that is killed while it saves."""
    folder = up_to_the_second_checkpoint / "checkpoints"
    data = (folder / "ckpt-8.data-00000-of-00001").read_bytes()
    (folder / "ckpt-12.data-00000-of-00001").write_bytes(data[: len(data) // 2])
    (folder / "ckpt-12.data-00000-of-00001.tempstate1").write_bytes(data[:100])
    shutil.copy(folder / "ckpt-8.index", folder / "ckpt-12.index")
    goes_on_after(up_to_the_second_checkpoint, 8, undisturbed)


@pytest.mark.parametrize("file", ["index", "data-00000-of-00001"])
def test_a_checkpoint_that_is_damaged_is_passed_over(
    file, up_to_the_second_checkpoint, undisturbed
):
    """A machine that loses its power may lose what is not on the disk yet."""
    path = up_to_the_second_checkpoint / "checkpoints" / f"ckpt-8.{file}"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    goes_on_after(up_to_the_second_checkpoint, 4, undisturbed)


def test_workers_that_find_different_checkpoints(
    up_to_the_second_checkpoint, tmp_path_factory, start
):
    """Their folder is not the same one, as it must be."""
    addresses, empty = pair.addresses(), tmp_path_factory.mktemp("empty")
    folders = [up_to_the_second_checkpoint, empty]
    workers = [start(folder, index, addresses) for index, folder in enumerate(folders)]
    for worker in workers:
        _, errors = worker.communicate(timeout=STARTED + PARTNER)
        assert worker.returncode != 0
        assert "different checkpoints: is --folder one" in errors or "partner was lost" in errors
    pair.nobody_left(empty, 0)


# Without a network, and with little memory


def test_a_worker_needs_less_memory_than_binder_guarantees(tmp_path):
    """With all images, not only with those of the notebook."""
    peaks = []

    def note(worker, line):
        if "step 3 of" in line:
            peaks.append(peak_mebibytes(worker.process.pid))

    pair.run(tmp_path, images=55_000, batch_size=100, steps=4, launch={"on_line": note})
    assert len(peaks) == 2
    assert all(peak is None or peak < MOST_MEBIBYTES for peak in peaks), peaks


def test_workers_need_no_network_but_loopback(tmp_path, undisturbed):
    program = f"from tests.scale_out import pair\npair.run({str(tmp_path)!r})"
    done = subprocess.run(
        isolated([sys.executable, "-c", program]),
        cwd=ROOT,
        env=environment(PYTHONPATH=ROOT, HTTP_PROXY="http://127.0.0.1:9"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    with np.load(tmp_path / "worker-1.npz") as results:
        np.testing.assert_array_equal(results["weights-00"], undisturbed.weights[0])


def test_the_tests_would_see_a_process_that_is_left(tmp_path):
    program = "import time; time.sleep(100)"
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
    with pytest.raises(AssertionError, match="still there"):
        pair.nobody_left(tmp_path, 0.2)
    assert process.wait(timeout=5) == -signal.SIGKILL and os.getpid()
