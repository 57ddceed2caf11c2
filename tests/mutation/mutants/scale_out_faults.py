"""Mistakes in what starts workers, in the worker, in what measures it, and in the examples."""

from tests.mutation.mutant import Mutant

FILE = "notebooks/07_scale_out.ipynb"
HELPERS = "helpers/scale_out/"
WORKER, CLUSTER, MEASURE = (HELPERS + name for name in ["worker.py", "cluster.py", "measure.py"])
PLOT = "helpers/plots/scale_out_plan.py"
TESTS = "tests/scale_out/"
CONFIG = TESTS + "test_worker.py::test_a_wrong_tf_config_is_said_in_a_sentence"
DAMAGED = TESTS + "test_worker.py::test_a_damaged_checkpoint_is_passed_over"
KILLED = (
    TESTS + "test_faults.py::"
    "test_a_killed_worker_ends_all_and_the_restarted_pair_ends_as_if_nothing_had_happened"
)
MANIFEST = TESTS + "test_examples.py::test_the_manifest_fits_the_types_of_the_api"
PLACE = TESTS + "test_examples.py::test_each_process_under_slurm_finds_its_own_place"

MUTANTS = [
    # The worker
    Mutant(
        WORKER,
        None,
        'if config["task"]["type"] != "worker" or index < 0 or',
        'if config["task"]["type"] != "worker" or',
        "a worker takes the place of the last one, counted from the end",
        caught_by=CONFIG,
    ),
    Mutant(
        WORKER,
        None,
        "KeyError, IndexError, TypeError",
        "IndexError, TypeError",
        "a TF_CONFIG without a cluster ends in a traceback",
        caught_by=CONFIG,
    ),
    Mutant(
        WORKER,
        None,
        'socket.create_server(("", port)).close()',
        "socket.socket().close()",
        "a port that is taken is not noticed",
        caught_by=TESTS + "test_worker.py::test_a_port_that_is_taken",
    ),
    Mutant(
        WORKER,
        None,
        "reader.get_tensor(name)",
        "reader.has_tensor(name)",
        "a checkpoint that was half lost stops the restart",
        caught_by=DAMAGED,
    ),
    Mutant(
        WORKER,
        None,
        "in reversed(state.all_model_checkpoint_paths if state else []):",
        "in (state.all_model_checkpoint_paths if state else []):",
        "a restarted pair goes back further than it must",
        caught_by=TESTS + "test_worker.py::test_the_last_checkpoint",
    ),
    Mutant(
        WORKER,
        None,
        "rows.skip(done)",
        "rows",
        "a restarted pair reads the first batches again",
        caught_by=KILLED,
    ),
    Mutant(
        WORKER,
        None,
        "    tf.errors.UnavailableError,\n",
        "",
        "a lost partner ends in a traceback, and with the wrong status",
        caught_by=TESTS
        + "test_faults.py::test_a_worker_notices_by_itself_that_its_partner_is_gone",
    ),
    Mutant(
        WORKER,
        None,
        "faulthandler.dump_traceback_later(options.start_seconds, exit=True)",
        "faulthandler.dump_traceback_later(options.start_seconds)",
        "a worker waits without end for one that never comes up",
        caught_by=TESTS
        + "test_faults.py::test_a_worker_waits_for_its_partner_no_longer_than_it_was_told",
    ),
    Mutant(
        WORKER,
        None,
        "pixels, digits = tf.constant(pixels), tf.constant(digits)",
        "pixels, digits = np.array(pixels), np.array(digits)",
        "a worker needs half as much memory again as Binder guarantees",
        caught_by=TESTS + "test_faults.py::test_a_worker_needs_less_memory_than_binder_guarantees",
    ),
    # The launcher
    Mutant(
        CLUSTER,
        None,
        "ctypes.CDLL(None).prctl(1, 9)",
        "pass",
        "workers that have not met yet stay when the kernel is killed",
        caught_by=TESTS
        + "test_faults.py::test_a_kernel_that_is_killed_while_a_worker_waits_for_another",
    ),
    Mutant(
        CLUSTER,
        None,
        "limit = step_seconds if workers[index].lines else start_seconds",
        "limit = start_seconds",
        "a worker that hangs is waited for too long",
        caught_by=TESTS + "test_faults.py::test_a_worker_that_is_too_slow",
    ),
    Mutant(
        CLUSTER,
        None,
        "ended.sort(key=lambda worker: worker.process.returncode == PARTNER_GONE)",
        "ended.sort(key=lambda worker: worker.process.returncode != PARTNER_GONE)",
        "the survivor is blamed for the other one's death",
        caught_by=KILLED,
    ),
    Mutant(
        CLUSTER,
        None,
        "lines = [line for line in lines if line and not LEFT_OUT.match(line)]",
        "lines = []",
        "nobody learns why a worker has stopped",
        caught_by=TESTS + "test_faults.py::test_a_port_that_is_taken",
    ),
    # What is measured and planned
    Mutant(
        MEASURE,
        None,
        "return lambda: strategy.experimental_local_results(step())[0].numpy()",
        "return lambda: strategy.experimental_local_results(step())[0]",
        "the clock is read before the step is over",
        caught_by=TESTS + "test_measure.py::test_a_step_is_over_when_its_result_has_arrived",
    ),
    Mutant(
        MEASURE,
        None,
        "np.median([noted[5:] for noted in times], axis=1)",
        "np.max([noted for noted in times], axis=1)",
        "making the graph counts as a step",
        caught_by=TESTS + "test_measure.py::test_milliseconds",
    ),
    Mutant(
        MEASURE,
        None,
        "    (100, True, 0),\n",
        "    (50, True, 0),\n",
        "the case to be predicted was measured twice, and another one is missing",
        caught_by=TESTS + "test_measure.py::test_the_cases_can_be_fitted_and_predicted",
    ),
    Mutant(
        PLOT,
        None,
        "best = np.argmax(values)",
        "best = np.argmin(values)",
        "the dot marks the worst number of workers",
        caught_by="tests/helpers/plots/test_scale_out_plan.py::test_plot_speedups",
    ),
    Mutant(
        FILE,
        "ring",
        "if hop < n - 1 else 0",
        "if hop < n else 0",
        "the ring adds a share twice",
        caught_by="ring-check",
    ),
    Mutant(
        FILE,
        "plan-step",
        "2 * (workers - 1)",
        "(workers - 1)",
        "only one round of the ring is paid for",
        caught_by="plan-step",
    ),
    Mutant(
        FILE,
        "plan-step",
        "size * 8 * gradient_bytes",
        "size * gradient_bytes",
        "bits are taken for bytes",
        caught_by="plan-step",
    ),
    Mutant(
        FILE,
        "plan-fixed",
        "step_ms(1, 100, gbit, size) / step_ms(workers, images, gbit, size)",
        "step_ms(workers, images, gbit, size) / step_ms(1, 100, gbit, size)",
        "the speed-up is upside down",
        caught_by="plan-best",
    ),
    Mutant(
        FILE,
        "plan-size",
        'level = ("worth it", 50)',
        'level = ("worth it", 20)',
        "the line is drawn lower than the text says, so that two curves reach it",
        caught_by="plots",
    ),
    Mutant(
        FILE,
        "plan-size-numbers",
        "values >= 50",
        "values >= 5",
        "a network is said to be large enough that is not",
        caught_by="plan-size-numbers",
    ),
    # The examples
    Mutant(
        HELPERS + "slurm.py",
        None,
        "addresses.index(own)",
        'int(os.environ["SLURM_PROCID"])',
        "with ten machines or more, a worker takes another one's place",
        caught_by=PLACE,
    ),
    Mutant(
        HELPERS + "slurm.py",
        None,
        ", auto_set_gpu=False",
        "",
        "a GPU that is not there is set for TensorFlow",
        caught_by=PLACE,
    ),
    Mutant(
        HELPERS + "slurm.sbatch",
        None,
        "--steps 1000 && exit 0",
        "--steps 1000",
        "a job that is done starts again",
        caught_by=TESTS + "test_examples.py::test_the_job_starts_all_workers_again_if_one_fails",
    ),
    Mutant(
        HELPERS + "two_machines.sh",
        None,
        "\"index\": '$index'",
        '"index": 0',
        "both machines take the first place",
        caught_by=TESTS + "test_examples.py::test_two_machines",
    ),
    Mutant(
        HELPERS + "kubernetes.yaml",
        None,
        "- name: tensorflow #",
        "- name: worker #",
        "the operator sets no TF_CONFIG",
        caught_by=MANIFEST,
    ),
    Mutant(
        HELPERS + "kubernetes.yaml",
        None,
        "        - podSelector: *workers",
        "        - podSelector: {}",
        "every pod reaches the workers' port",
        caught_by=MANIFEST,
    ),
    Mutant(
        HELPERS + "kubernetes.yaml",
        None,
        "restartPolicy: OnFailure",
        "restartPolicies: OnFailure",
        "the cluster refuses the manifest",
        caught_by=MANIFEST,
    ),
    Mutant(
        "pyproject.toml",
        None,
        '"helpers.scale_out" = ["*.sh", "*.sbatch", "*.yaml"]',
        '"helpers.scale_out" = ["*.sh", "*.sbatch"]',
        "an installed copy comes without an example",
        caught_by="tests/repository/test_package.py::test_a_wheel_holds_every_file_of_the_helpers",
    ),
]
