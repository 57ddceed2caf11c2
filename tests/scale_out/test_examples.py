"""The examples for several machines do what notebook 7 says, as far as that shows without them."""

import json
import os
import shutil
import subprocess
import sys

import kubernetes_validate
import pytest
import yaml

from helpers.scale_out import cluster, launch, worker
from tests.support.course import environment

FOLDER = cluster.WORKER.parent
SHELL = FOLDER / "two_machines.sh", FOLDER / "slurm.sbatch"
JOB, SERVICE = yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text("utf-8"))

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


def accepted(arguments):
    """The options of worker.py, from arguments that an example gives it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["worker.py", *arguments])
        return worker.read_options()


@posix
@pytest.mark.parametrize("path", SHELL, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(path):
    beside = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    program = shutil.which("shellcheck", path=beside)
    done = subprocess.run([program, str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def stand_in(tmp_path):
    """Return a function that makes a program which notes how it is called, a line for each call."""

    def make(name, body):
        path = tmp_path / name
        note = f'echo "$TF_CONFIG" "$@" >>"{tmp_path}/calls"'
        path.write_text(f"#!/bin/sh\n{note}\n{body}\n", "utf-8")
        path.chmod(0o755)
        return path

    return make


@posix
@pytest.mark.parametrize("index", [0, 1])
def test_two_machines(index, stand_in, tmp_path):
    python = stand_in("python", "exit 0")
    changes = environment(PYTHON=python, FOLDER="/shared", STEPS=7)
    subprocess.run(["bash", str(SHELL[0]), str(index)], env=changes, check=True)
    text = (tmp_path / "calls").read_text("utf-8")
    config, end = json.JSONDecoder().raw_decode(text)
    assert config == json.loads(launch.tf_config(["10.0.0.1:12345", "10.0.0.2:12345"], index))
    program, *arguments = text[end:].split()
    assert os.path.samefile(program, cluster.WORKER)
    options = accepted(arguments)
    assert (options.folder, options.steps, options.start_seconds) == ("/shared", 7, 300)


# Slurm


@posix
@pytest.mark.parametrize(
    ("statuses", "ends"),
    [([0], 0), ([3, 137, 0], 0), ([3, 3, 3], 3), ([2], 2), ([3, 4], 4)],
)
def test_the_job_starts_all_workers_again_if_that_may_help(statuses, ends, stand_in, tmp_path):
    (tmp_path / "next").write_text("".join(f"{status}\n" for status in [*statuses, 0, 0, 0]))
    count = f'$(wc -l <"{tmp_path}/calls")'
    stand_in("srun", f'exit "$(sed -n "{count}p" "{tmp_path}/next")"')
    variables = environment(PATH=f"{tmp_path}:{os.environ['PATH']}", FOLDER="/shared")
    variables |= {"SLURM_SUBMIT_DIR": str(FOLDER), "SLURM_CPUS_PER_TASK": "8", "TF_CONFIG": ""}
    done = subprocess.run(["bash", str(SHELL[1])], env=variables, capture_output=True, text=True)
    assert done.returncode == ends, done.stderr
    calls = (tmp_path / "calls").read_text("utf-8").splitlines()
    assert len(calls) == len(statuses) and len({*calls}) == 1
    before, program, arguments = calls[0].partition("python3 launch.py")
    # A worker that lost a partner is to say so itself, and the others to wait for it.
    assert {"--cpus-per-task=8", "--kill-on-bad-exit=0", "--wait=60"} <= {*before.split()}
    assert program
    assert accepted(arguments.split()).folder == "/shared"


def test_the_directives_of_the_job_come_before_its_first_command():
    """Slurm does not look further."""
    lines = SHELL[1].read_text("utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line and line[0] != "#")
    assert {"#SBATCH --requeue", "#SBATCH --nodes=4"} <= {*lines[:first]}
    assert not any("#SBATCH" in line for line in lines[first:])


@posix
def test_under_slurm_each_process_finds_its_place(stand_in, tmp_path, monkeypatch):
    """Slurm's own program says the names of the nodes, in the order in which it numbers them."""
    stand_in("scontrol", '[ "$*" = "show hostnames n[9-10]" ] && printf "n9\\nn10\\n"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    ports = set()
    for job in [123456, 123457]:
        for node in [0, 1]:
            made_up = {"JOB_ID": job, "STEP_NODELIST": "n[9-10]", "NODEID": node}
            for name, value in made_up.items():
                monkeypatch.setenv(f"SLURM_{name}", str(value))
            config = json.loads(launch.under_slurm())
            assert config["task"] == {"type": "worker", "index": node}
            hosts = [address.split(":") for address in config["cluster"]["worker"]]
            assert [name for name, _ in hosts] == ["n9", "n10"]
            ports |= {int(port) for _, port in hosts}
    assert len(ports) == 2 and all(1024 < port < 65536 for port in ports)


# Kubernetes


@pytest.mark.parametrize("document", [JOB, SERVICE], ids=lambda one: one["kind"])
@pytest.mark.parametrize("version", ["1.31", "1.34"])
def test_the_manifest_fits_the_schema(document, version):
    kubernetes_validate.validate(document, version, strict=True)


def test_a_mistake_in_the_manifest_would_be_seen():
    text = json.dumps(JOB).replace('"subdomain"', '"subDomain"')
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(json.loads(text), "1.31", strict=True)


def test_the_pods_find_each_other(monkeypatch):
    """What the schema doesn't say: the parts of the manifest name each other."""
    job, pod = JOB["spec"], JOB["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    count = int({one["name"]: one["value"] for one in container["env"]}["WORKERS"])
    assert job["completionMode"] == "Indexed" and job["completions"] == job["parallelism"] == count
    name = JOB["metadata"]["name"]
    label = {"batch.kubernetes.io/job-name": name}  # every pod of a job has it
    assert pod["subdomain"] == SERVICE["metadata"]["name"] == name
    assert SERVICE["spec"]["clusterIP"] == "None" and SERVICE["spec"]["selector"] == label
    monkeypatch.setenv("WORKERS", str(count))
    monkeypatch.setenv("HOSTNAME", f"{name}-1")
    config = json.loads(launch.under_kubernetes())
    assert config["task"]["index"] == 1
    assert config["cluster"]["worker"] == ["digits-0.digits:2222", "digits-1.digits:2222"]
    assert SERVICE["spec"]["publishNotReadyAddresses"]  # a worker is ready once it has the others
    # Whoever lost a partner (3) is started again, and has time to save before.
    fail, ignore = job["podFailurePolicy"]["rules"]
    assert fail["onExitCodes"]["values"] == [2, 4] and job["backoffLimit"] >= 10
    assert pod["terminationGracePeriodSeconds"] >= 30
    # The folder is shared.
    (mount,), (volume,) = container["volumeMounts"], pod["volumes"]
    options = accepted(container["args"])
    assert options.folder == mount["mountPath"] and options.start_seconds >= 600
    assert mount["name"] == volume["name"]


def test_the_launcher_becomes_the_worker(monkeypatch):
    became = []
    monkeypatch.setattr(os, "execv", lambda *command: became.append(command))
    monkeypatch.setattr(launch, "under_kubernetes", lambda: "from kubernetes")
    monkeypatch.setattr("sys.argv", ["launch.py", "--folder", "there"])
    monkeypatch.setenv("TF_CONFIG", "")
    monkeypatch.delenv("SLURM_JOB_ID", raising=False)
    launch.main()
    assert os.environ["TF_CONFIG"] == "from kubernetes"
    ((_, command),) = became
    assert command == [sys.executable, str(cluster.WORKER), "--folder", "there"]
