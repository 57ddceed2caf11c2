"""The benchmark fits the notebooks that it measures, and its README states what it measured."""

import json
import re
import subprocess
import sys
import time

import pytest

from tests.benchmarks import contenders, measure, table_and_plot, worker
from tests.support.course import NOTEBOOKS, ROOT, code_cells, read
from tests.support.markdown import fenced, images

FOLDER = ROOT / "tests" / "benchmarks"
SAVED = json.loads((FOLDER / "results.json").read_text("utf-8"))
RAW, RESULTS = SAVED["raw"], SAVED["results"]
TEXT = (FOLDER / "README.md").read_text("utf-8")


class Late:
    """A result that is there only 50 milliseconds after it was asked for, as on a busy GPU."""

    def __float__(self):
        time.sleep(0.05)
        return 1.0


def test_the_readme_states_what_was_measured():
    assert table_and_plot.with_figures(TEXT, RAW, RESULTS) == TEXT


def test_the_results_follow_from_the_raw_numbers():
    assert json.loads(json.dumps(measure.evaluate(RAW))) == RESULTS


def test_every_contender_was_measured_or_is_said_to_be_left_out():
    assert {*RESULTS["contenders"], *RAW["left_out"]} == set(measure.CONTENDERS)
    assert all(reason in TEXT for reason in RAW["left_out"].values())


def test_like_is_compared_with_like_first():
    for numbers, others in measure.LIKE.items():
        names = [measure.OURS[numbers], *(name for modes in others for name in modes)]
        assert {measure.numbers_of(name) for name in names} == {numbers}
        assert set(names) <= set(measure.CONTENDERS)
    kinds = [row["what"].startswith("our step") for row in RESULTS["targets"]]
    assert kinds == sorted(kinds, reverse=True)
    assert TEXT.index("our step, divided by that of") < TEXT.index("“Our best”")


def test_a_ratio_is_that_of_the_medians_and_its_spread_that_of_the_rounds():
    turns = {"notebook 5": [1, 2, 9], "PyTorch, eager": [4, 4, 6], "PyTorch, compiled": [8, 8, 8]}
    (row,) = measure.same_numbers(turns, {"float32": {"convolutions": 1}})
    assert row["other"] == "PyTorch, eager"  # its better mode
    assert (row["ratio"], row["lowest"], row["highest"]) == (0.5, 0.25, 1.5)
    assert row["convolutions"] == 0.25


def test_its_operations_are_those_of_notebook_5():
    (notebook,) = (read(path) for path in NOTEBOOKS if path.stem == "05_faster_training")
    (cell,) = (cell for cell in code_cells(notebook) if cell.id == "operations-check")
    counts = re.findall(r"([\d,]+) (?:operations forward|backward)", cell.outputs[0].text)
    for_an_image = sum(int(count.replace(",", "")) for count in counts)
    assert measure.operations_of_a_step() == measure.BATCH_SIZE * for_an_image


def test_the_cells_that_it_runs_exist():
    for name, cells in contenders.CELLS.items():
        assert set(cells) <= contenders.sources(name).keys(), name
    loop = contenders.source("03_mnist_cnn", contenders.TRAINING)
    assert loop.count("\nfor ") == 1  # what comes before it runs once
    assert contenders.source("05_faster_training", contenders.NEW)


def test_the_clock_of_a_worker_waits_for_the_result():
    class Contender:
        def run(self, steps):
            return Late()

    assert worker.call(Contender(), "run", {"steps": 1})["seconds"] >= 0.05


def test_seconds_that_a_contender_measures_are_taken_over():
    class Contender:
        def run(self, steps):
            return contenders.Seconds(7)

    assert worker.call(Contender(), "run", {"steps": 1}) == {"seconds": 7}


def test_the_clock_of_fit_waits_for_the_result():
    fit = contenders.Fit.__new__(contenders.Fit)  # no model, no TensorFlow: only its clock
    fit.begin_epoch(0, {})
    fit.end_epoch(0, {"loss": Late()})
    assert fit.seconds >= 0.05


@pytest.mark.parametrize("losses", [[2.3, 2.2], [2.31, 2.2], [float("nan"), 2.2]])
def test_who_trains_something_else_is_stopped(losses):
    if losses == [2.3, 2.2]:
        measure.check_losses("notebook 5", losses, [2.3, 2.2])
    else:
        with pytest.raises(measure.Failure, match="does not train the same"):
            measure.check_losses("notebook 5", losses, [2.3, 2.2])


@pytest.mark.parametrize(("seconds", "slow"), [(0.01, False), (0.3, True)])
def test_a_quick_run_leaves_out_bfloat16_where_it_takes_long(seconds, slow):
    class Slow:
        def call(self, method, **arguments):
            assert (method, arguments) == ("run", {"steps": 1})
            return {"seconds": seconds}

    if slow:
        with pytest.raises(measure.Unavailable, match="300 ms: this processor has no bfloat16"):
            measure.check_bfloat16(Slow())
    else:
        measure.check_bfloat16(Slow())


@pytest.mark.parametrize(("seconds_a_turn", "rounds"), [(1, 5), (9, 4), (100, 3)])
def test_a_quick_run_begins_no_round_when_its_time_is_over(monkeypatch, seconds_a_turn, rounds):
    clock = [0.0]

    class Timed:
        def call(self, method, steps):
            clock[0] += seconds_a_turn
            return {"seconds": seconds_a_turn}

    monkeypatch.setattr(measure.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(measure.time, "sleep", lambda seconds: None)
    times = measure.take_turns({"a": Timed()}, {"a": 10}, rounds=5, seconds=40)
    assert times == {"a": [100 * seconds_a_turn] * rounds}


def test_a_profile_counts_side_by_side_convolutions_once():
    events = [
        ("a/conv2/Relu:_MklNativeFusedConv2D", 0.0, 2.0),
        ("gradient_tape/conv2/x:_MklNativeConv2DBackpropInput", 1.0, 4.0),
        ("adam/Mul:Mul", 5.0, 6.0),
        ("not an operation", 0.0, 9.0),
        ("tsl::profiler::more", 0.0, 9.0),
    ]
    found = contenders.summary(events, steps=2, milliseconds=10.0)
    assert found["step"] == 5 and found["convolutions"] == 2
    assert found["parts"]["conv2"] == {"forward": 1, "backward": 1.5}
    assert found["parts"]["adam"]["forward"] == 0.5
    assert "2.0 of 5.0 ms (40%) in float32" in table_and_plot.profile({"float32": found})


def test_a_log_is_summed_up_by_convolution():
    """Lines as oneDNN 3.7 writes them, shortened."""
    head = "onednn_verbose,v1,primitive,exec,cpu"
    lines = [
        f"{head},convolution,brg:avx512,forward_training,src:f32,,alg:direct,mb100_ic1oc12,{time}"
        for time in [1.0, 9.0, 2.0]  # three steps, and one that was disturbed
    ]
    lines += [f"{head},convolution,jit:avx512,backward_data,src:f32,,alg:direct,mb100_ic1oc12,4.0"]
    lines += [f"{head},reorder,jit:uni,undef,src:f32,,,12x1x6x6,5.0", "another line"]
    found = measure.convolutions(lines)
    assert found == {"milliseconds": 6.0, "kernels": ["brg:avx512", "jit:avx512"]}
    found["milliseconds"] = [6.0, 5.0, 9.0]
    rows = [{"numbers": "float32", "threads": 2, "notebook 5": found}]
    assert "| float32 | 2 | 6.0 | – | – |" in table_and_plot.kernels(rows)  # PyTorch isn't there
    rows[0]["PyTorch"] = found | {"milliseconds": [5.0]}
    assert "| float32 | 2 | 6.0 | 5.0 | yes |" in table_and_plot.kernels(rows)
    rows[0]["notebook 5"] = measure.convolutions(["another line"]) | {"milliseconds": [0.0]}
    assert "| float32 | 2 | – | 5.0 | – |" in table_and_plot.kernels(rows)  # without oneDNN


def test_the_readme_names_the_command_and_shows_the_plot():
    assert fenced(TEXT) == [("bash", ".venv/bin/python -m tests.benchmarks.measure\n")]
    assert [source for _, source in images(TEXT)] == ["results.png"]
    help_text = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.measure", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    assert {option for option in re.findall(r"`(--[a-z]+)`", TEXT)} == {"--quick", "--profile"}
    assert "--quick" in help_text and "--profile" in help_text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rounds", "0"], "argument --rounds: must be a whole number from 1 to 1000, got '0'"),
        (["--seeds", "many"], "argument --seeds: must be a whole number from 1 to 100, got 'many'"),
        (["--steps", "601"], "argument --steps: must be a whole number from 1 to 550, got '601'"),
        (["--output", __file__], "test_benchmarks.py is not a folder"),
        (["--quick", "--profile"], "argument --profile: not allowed with argument --quick"),
        (["notebook"], "unrecognized arguments: notebook"),
    ],
)
def test_bad_input_gets_a_sentence(arguments, words):
    command = [sys.executable, "-m", "tests.benchmarks.measure", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert words in done.stderr.splitlines()[-1]


def test_a_worker_answers(tmp_path):
    """The contender that does the least: it prepares the data, by cells of notebook 5,
    which print."""
    log = tmp_path / "log.txt"
    worker = measure.Worker("preparation", str(tmp_path), str(log), PYTHONUNBUFFERED="1")
    try:
        assert worker.call("run", steps=2)["seconds"] > 0
        assert worker.call("peak_memory")["value"] is None or sys.platform == "linux"
    finally:
        worker.close()
    assert "images of three batches" in log.read_text("utf-8")
