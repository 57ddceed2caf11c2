"""The examples for several machines do what notebook 7 says, as far as that shows without them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import kubeflow.training
import kubernetes.client
import pytest
import tensorflow as tf
import yaml

from helpers.scale_out import cluster, slurm, worker
from tests.scale_out.pair import config
from tests.support.course import environment

SHELL = cluster.WORKER.with_name("two_machines.sh"), cluster.WORKER.with_name("slurm.sbatch")
HOSTS = Path(__file__).with_name("two_hosts.sh")
JOB, FOLDER, POLICY = yaml.safe_load_all(
    cluster.WORKER.with_name("kubernetes.yaml").read_text("utf-8")
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


def accepted(arguments):
    """The options of worker.py, from arguments that an example gives it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["worker.py", *arguments])
        return worker.read_options()


# Shell scripts


@posix
@pytest.mark.parametrize(
    "path", [*SHELL, Path(__file__).with_name("two_hosts.sh")], ids=lambda path: path.name
)
def test_shellcheck_finds_nothing(path):
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    program = shutil.which("shellcheck", path=beside)
    done = subprocess.run([program, str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def stand_in(tmp_path):
    """Return a function that makes a program which notes how it is called."""

    def make(name, body="exit 0"):
        path = tmp_path / name
        note = f'printf "%s\\n" "$TF_CONFIG" "$@" >>"{tmp_path}/calls"\necho >>"{tmp_path}/count"'
        path.write_text(f"#!/bin/sh\n{note}\n{body}\n", "utf-8")
        path.chmod(0o755)
        return path

    return make


@posix
@pytest.mark.parametrize("index", [0, 1])
def test_two_machines(index, stand_in, tmp_path):
    python = stand_in("python")
    subprocess.run(
        ["bash", str(SHELL[0]), str(index)],
        env=environment(PYTHON=python, FOLDER="/a folder", STEPS=7),
        check=True,
    )
    text = (tmp_path / "calls").read_text("utf-8")
    tf_config, end = json.JSONDecoder().raw_decode(text)
    addresses = ["10.0.0.1:12345", "10.0.0.2:12345"]
    assert tf_config == json.loads(cluster.tf_config(addresses, index))
    program, *arguments = text[end:].split("\n")[1:-1]
    assert os.path.samefile(program, cluster.WORKER)
    assert vars(accepted(arguments)).items() >= {"folder": "/a folder", "steps": 7}.items()


@posix
def test_two_machines_asks_which_one_this_is(stand_in):
    done = subprocess.run(["bash", str(SHELL[0])], capture_output=True, text=True)
    assert done.returncode != 0 and "which machine is this, 0 or 1?" in done.stderr


# Slurm


@posix
@pytest.mark.parametrize(("fails", "calls", "status"), [(0, 1, 0), (2, 3, 0), (3, 3, 1)])
def test_the_job_starts_all_workers_again_if_one_fails(fails, calls, status, stand_in, tmp_path):
    stand_in("srun", f'[ "$(wc -l <"{tmp_path}/count")" -gt {fails} ]')
    variables = environment(PATH=f"{tmp_path}:{os.environ['PATH']}", FOLDER="/shared")
    variables |= {"SLURM_SUBMIT_DIR": str(SHELL[1].parent), "SLURM_CPUS_PER_TASK": "8"}
    done = subprocess.run(["bash", str(SHELL[1])], env=variables, capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    assert len((tmp_path / "count").read_text("utf-8")) == calls
    call = (tmp_path / "calls").read_text("utf-8").split("\n")[1:-1]
    call = call[: len(call) // calls] if calls == 1 else call[: call.index("")]
    cpus, kill, python, program, *arguments = call
    assert (cpus, kill) == ("--cpus-per-task=8", "--kill-on-bad-exit=1")
    assert (python, program) == ("python3", "slurm.py")
    assert (SHELL[1].parent / program).exists()
    assert accepted(arguments).folder == "/shared"


def test_the_directives_of_the_job_come_before_its_first_command():
    """Slurm does not look further."""
    lines = SHELL[1].read_text("utf-8").splitlines()
    directives = [number for number, line in enumerate(lines) if line.startswith("#SBATCH ")]
    commands = [number for number, line in enumerate(lines) if line and line[0] != "#"]
    assert len(directives) == 5 and max(directives) < min(commands)
    for number in directives:
        assert re.fullmatch(r"#SBATCH --[a-z-]+=\S+", lines[number])


SLURM = {
    # nodes, workers on each, where each process runs (node, number on it): what its place must be
    "two nodes": ("node[01-02]", "1(x2)", ["node01", "node02"]),
    "names of different length": ("n[9-11]", "1(x3)", ["n9", "n10", "n11"]),
    "names of two kinds": ("gpu2,cpu[1-2]", "1(x3)", ["gpu2", "cpu1", "cpu2"]),
    "two workers on a node": ("a[1-2]", "2(x2)", ["a1", "a1", "a2", "a2"]),
    "dealt out in turn": ("a[1-2]", "2(x2)", ["a1", "a2", "a1", "a2"]),
    "more on one": ("a[1-2]", "2,1", ["a1", "a1", "a2"]),
}


@pytest.mark.parametrize(("nodes", "per_node", "places"), SLURM.values(), ids=SLURM)
def test_each_process_under_slurm_finds_its_own_place(nodes, per_node, places, monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    found = []
    for number, node in enumerate(places):
        local = places[:number].count(node)
        made_up = {
            "SLURM_STEP_NUM_TASKS": len(places),
            "SLURM_STEP_NODELIST": nodes,
            "SLURM_STEP_TASKS_PER_NODE": per_node,
            "SLURM_PROCID": number,
            "SLURM_LOCALID": local,
            "SLURMD_NODENAME": node,
        }
        for name, value in made_up.items():
            monkeypatch.setenv(name, str(value))
        text = slurm.tf_config(port=20000)
        tf_config = json.loads(text)
        index = tf_config["task"]["index"]
        assert tf_config["cluster"]["worker"][index] == f"{node}:{20000 + local}"
        found.append((index, tf_config["cluster"]))
        # It is what the worker takes.
        monkeypatch.setenv("TF_CONFIG", text)
        resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
        assert (resolver.task_type, resolver.task_id) == ("worker", index)
        assert resolver.cluster_spec().as_dict() == tf_config["cluster"]
    assert sorted(index for index, _ in found) == list(range(len(places)))
    assert all(named == found[0][1] for _, named in found)
    assert "CUDA_VISIBLE_DEVICES" not in os.environ  # Slurm's own affair


def test_why_the_resolver_is_not_handed_to_the_strategy(monkeypatch):
    """When this fails, TensorFlow has put it right: simplify slurm.py, and the notebook's text."""
    for name, value in {
        "STEP_NUM_TASKS": "2",
        "STEP_NODELIST": "n[9-10]",
        "STEP_TASKS_PER_NODE": "1(x2)",
        "PROCID": "0",
    }.items():
        monkeypatch.setenv(f"SLURM_{name}", value)
    resolver = tf.distribute.cluster_resolver.SlurmClusterResolver(gpus_per_node=0, gpus_per_task=0)
    with pytest.raises(ValueError):
        resolver.cluster_spec()
    resolver = tf.distribute.cluster_resolver.SlurmClusterResolver(
        gpus_per_node=1, gpus_per_task=1, auto_set_gpu=False
    )
    assert resolver.cluster_spec().as_dict()["worker"] == ["n10:8888", "n9:8888"]


def test_two_jobs_on_a_node_take_different_ports(monkeypatch):
    ports = []
    monkeypatch.setattr(slurm, "tf_config", lambda port: ports.append(port) or "{}")
    monkeypatch.setattr(os, "execv", lambda *command: ports.append(command))
    monkeypatch.setattr("sys.argv", ["slurm.py", "--folder", "there"])
    monkeypatch.setenv("TF_CONFIG", "")
    for job in [123456, 123457]:
        monkeypatch.setenv("SLURM_JOB_ID", str(job))
        slurm.main()
    first, (_, command), second, _ = ports
    assert second - first >= 8 and 1024 < first < second < 65536 - 64
    assert command == [sys.executable, str(cluster.WORKER), "--folder", "there"]


# Kubernetes. The types come from the operator's own package; the schema of its resource on a
# cluster is generated from the same source.


def built(type_name, value):
    """Build an object of an API from what a manifest says.

    Raises:
        TypeError, ValueError: a field that the API doesn't have, lacks, or has with another type.
    """
    if container := re.fullmatch(r"(list|dict)[\[(](?:str, )?(.+)[\])]", type_name):
        kind, inner = container.groups()
        if not isinstance(value, {"list": list, "dict": dict}[kind]):
            raise TypeError(f"{value!r} is no {type_name}")
        if kind == "list":
            return [built(inner, one) for one in value]
        return {name: built(inner, one) for name, one in value.items()}
    simple = {"str": str, "int": int, "bool": bool, "float": (int, float), "object": object}
    if type_name in simple:
        if not isinstance(value, simple[type_name]):
            raise TypeError(f"{value!r} is no {type_name}")
        return value
    kind = getattr(kubeflow.training, type_name, None) or getattr(kubernetes.client, type_name)
    attributes = {field: attribute for attribute, field in kind.attribute_map.items()}
    if unknown := value.keys() - attributes.keys():
        raise ValueError(f"{type_name} has no {unknown}")
    given = {attributes[field]: one for field, one in value.items()}
    return kind(**{name: built(kind.openapi_types[name], one) for name, one in given.items()})


def test_the_manifest_fits_the_types_of_the_api():
    assert (JOB["apiVersion"], JOB["kind"]) == ("kubeflow.org/v1", "TFJob")
    job = built("KubeflowOrgV1TFJob", JOB)
    assert (FOLDER["apiVersion"], POLICY["apiVersion"]) == ("v1", "networking.k8s.io/v1")
    claim = built("V1PersistentVolumeClaim", FOLDER)
    policy = built("V1NetworkPolicy", POLICY)
    # What the types don't say.
    assert list(job.spec.tf_replica_specs) == ["Worker"]
    workers = job.spec.tf_replica_specs["Worker"]
    assert workers.restart_policy in ("Always", "OnFailure", "Never", "ExitCode")
    (container,) = workers.template.spec.containers
    assert container.name == "tensorflow"  # where the operator sets TF_CONFIG
    (volume,) = workers.template.spec.volumes
    (mount,) = container.volume_mounts
    assert volume.name == mount.name
    assert volume.persistent_volume_claim.claim_name == claim.metadata.name
    assert claim.spec.access_modes == ["ReadWriteMany"]
    assert accepted(container.args).folder == mount.mount_path
    assert container.command == ["python3", "-m", "helpers.scale_out.worker"]
    # Nobody but the workers of this job reaches them.
    label = {"training.kubeflow.org/job-name": job.metadata.name}
    assert policy.spec.pod_selector.match_labels == label and policy.spec.policy_types == [
        "Ingress"
    ]
    ((peer,),) = [rule._from for rule in policy.spec.ingress]
    assert peer.pod_selector.match_labels == label
    assert (peer.ip_block, peer.namespace_selector) == (None, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"replicas": 2', '"replica": 2'),
        ('"replicas": 2', '"replicas": "2"'),
        ('"restartPolicy"', '"restart"'),
        ('"backoffLimit"', '"backOffLimit"'),
        ('"containers"', '"container"'),
        ('"name": "tensorflow", ', ""),
        ('"mountPath"', '"path"'),
        ('"1000"', "1000"),
        ('"claimName"', '"claim"'),
    ],
)
def test_a_mistake_in_the_manifest_would_be_seen(old, new):
    text = json.dumps(JOB)
    assert text.count(old) == 1
    with pytest.raises((TypeError, ValueError)):
        built("KubeflowOrgV1TFJob", json.loads(text.replace(old, new)))


def test_a_worker_takes_what_the_operator_sets(monkeypatch):
    """Its TF_CONFIG says a little more than ours."""
    addresses = [f"digits-worker-{number}.default.svc:2222" for number in (0, 1)]
    text = json.dumps({**json.loads(config(1, addresses)), "environment": "cloud"})
    monkeypatch.setenv("TF_CONFIG", text)
    worker.check_tf_config()
    resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    assert (resolver.task_id, resolver.cluster_spec().as_dict()) == (1, {"worker": addresses})
