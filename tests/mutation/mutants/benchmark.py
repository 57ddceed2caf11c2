"""Mistakes in the benchmark."""

from tests.mutation.mutant import Mutant

TESTS = "tests/benchmarks/test_benchmarks.py"

MUTANTS = [
    Mutant(
        "tests/benchmarks/worker.py",
        None,
        "    float(value)  # fetches the result: before that, the work may not be done\n"
        "    seconds = time.perf_counter() - begin\n",
        "    seconds = time.perf_counter() - begin\n    float(value)\n",
        "on a GPU the benchmark times how fast work is enqueued",
        caught_by=f"{TESTS}::test_the_clock_of_a_worker_waits_for_the_result",
    ),
    Mutant(
        "tests/benchmarks/contenders.py",
        None,
        '        self.loss = float(logs["loss"])  # the clock waits for it\n'
        "        self.seconds = time.perf_counter() - self.begin\n",
        "        self.seconds = time.perf_counter() - self.begin\n"
        '        self.loss = float(logs["loss"])\n',
        "the clock of fit is read too early",
        caught_by=f"{TESTS}::test_the_clock_of_fit_waits_for_the_result",
    ),
    Mutant(
        "tests/benchmarks/measure.py",
        None,
        '        ("model.fit, bfloat16",): 0.75,\n',
        '        ("model.fit",): 0.75,\n',
        "bfloat16 is compared with float32, as if they were alike",
        caught_by=f"{TESTS}::test_like_is_compared_with_like_first",
    ),
    Mutant(
        "tests/benchmarks/measure.py",
        None,
        "other = min(found, key",
        "other = max(found, key",
        "PyTorch is compared in its slower mode",
        caught_by=f"{TESTS}::test_a_ratio_is_that_of_the_medians_and_its_spread_that_of_the_rounds",
    ),
    Mutant(
        "tests/benchmarks/measure.py",
        None,
        "if not max(differences) <= ",
        "if max(differences) > ",
        "a contender whose loss is not a number is timed beside the others",
        caught_by=f"{TESTS}::test_who_trains_something_else_is_stopped",
    ),
    Mutant(
        "tests/benchmarks/contenders.py",
        None,
        "total += max(0.0, end - max(begin, reached))",
        "total += end - begin",
        "convolutions that run side by side count twice in the profile",
        caught_by=f"{TESTS}::test_a_profile_counts_side_by_side_convolutions_once",
    ),
    Mutant(
        "tests/benchmarks/measure.py",
        None,
        "sum(map(statistics.median, times.values()))",
        "sum(map(sum, times.values()))",
        "the log's convolutions of all steps are given as those of one",
        caught_by=f"{TESTS}::test_a_log_is_summed_up_by_convolution",
    ),
]
