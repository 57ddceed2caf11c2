"""Mistakes that the guards of the course must notice: a guard could rot without a sign.

Not a list of mistakes in notebooks: there, outputs and pictures are compared, and a cell notices
what it says itself. What stands here are the mechanisms that all of that hangs on.
"""

from typing import NamedTuple


class Mutant(NamedTuple):
    """A text that occurs once in a file, what a mistake makes of it, and the test that is to
    turn red: a file below tests/, and the function's name."""

    file: str
    old: str
    new: str
    test: str


def mutants(file, test_file, *changes):
    return [Mutant(file, old, new, f"tests/{test_file}::{test}") for old, new, test in changes]


MUTANTS = [
    # Claims
    *mutants(
        "helpers/claims.py", "helpers/test_claims.py",
        ("if not np.allclose", "if np.allclose", "test_a_claim_that_holds_is_printed"),
        ("rtol=rtol, atol=atol):", "rtol=1, atol=1):",
         "test_a_claim_that_does_not_hold_gives_the_numbers"),
        ("if not float(value) > limit:", "if float(value) <= limit:",
         "test_a_claim_that_does_not_hold_gives_the_numbers"),
        ("    if one is other:", "    if one is None:",
         "test_a_thing_compared_with_itself_is_no_claim"),
    ),
    *mutants(
        "tests/plugins/claims.py", "helpers/test_claims.py",
        ("< SHARE * max", "< 0 * max", "test_a_claim_without_a_margin_is_noticed"),
    ),
    # The record of pictures
    *mutants(
        "tests/support/records.py", "tools/test_records.py",
        ("SHARE = 0.01", "SHARE = 0.2", "test_how_much_numbers_may_move"),
        ('if key in ("x", "y"):', 'if key == "x":', "test_how_much_numbers_may_move"),
        ('elif key in ("values", "range", "clim"):',
         'elif key == "values":\n                pass\n            elif key in ("range", "clim"):',
         "test_whatever_a_mistake_does_to_an_artist_is_noticed"),
        ("        if len(saved) != len(fresh):\n            yield f\"{where}: {len(fresh)}, not",
         "        if len(saved) < len(fresh):\n            yield f\"{where}: {len(fresh)}, not",
         "test_whatever_a_mistake_does_to_an_artist_is_noticed"),
        ("abs_tol=2.5 * last", "abs_tol=25 * last", "test_how_much_numbers_may_move"),
        ("        if not _same_text(saved, fresh, share):", "        if not saved:",
         "test_the_record_holds_what_the_picture_shows"),
        ("assert stacked or not overlap, f", "assert bar, f",
         "test_bars_begin_where_those_below_end"),
    ),
    *mutants(
        "tests/support/record_pictures.py", "tools/test_records.py",
        ("[(x, y), (x + w, y + h)]", "[(0, 0), (w, h)]",
         "test_the_record_holds_what_the_picture_shows"),
        ("places.append(artist.xy)", "pass", "test_the_record_holds_what_the_picture_shows"),
        ('    return {"shades": ', '    return {} and {"shades": ',
         "test_the_record_holds_what_the_picture_shows"),
        ("return self.values(reduced(array), kind", "return self.values(np.zeros(1), kind",
         "test_the_record_holds_what_the_picture_shows"),
        ("    FigureCanvasBase.print_figure = print_figure", "    pass",
         "test_the_record_holds_what_the_picture_shows"),
    ),
    # The comparison of numbers that may move
    *mutants(
        "tests/plugins/comparison.py", "tools/test_comparison.py",
        ("return partner if near else match[0]", "return partner",
         "test_decimal_numbers_may_move_as_far_as_a_tag_says"),
    ),
    # The engine of exercises
    *mutants(
        "helpers/exercises/table.py", "helpers/test_table.py",
        ("        if not any(off):", "        if not all(off):",
         "test_a_mistake_must_agree_on_all_cases"),
        ("return all(self.same(found, self.outcome", "return any(self.same(found, self.outcome",
         "test_a_mistake_must_agree_on_all_cases"),
        ("before.tobytes() != after.tobytes()", "before.tobytes() != before.tobytes()",
         "test_whatever_the_code_does_there_is_a_sentence"),
        ("if one.shape != other.shape and not one.size == other.size == 1:", "if False:",
         "test_whatever_the_code_does_there_is_a_sentence"),
        ('        tf.keras.config.set_dtype_policy("float32")\n', "",
         "test_a_check_runs_under_settings_of_its_own"),
        ("        return one.item() == expected", "        pass",
         "test_a_number_is_asked_for_and_a_whole_one"),
        ("all(answer is ... or", "all(", "test_predictions"),
        ("        if still_open:", "        if False:", "test_what_is_still_open_is_named"),
    ),
    *mutants(
        "helpers/exercises/surroundings.py", "helpers/test_table.py",
        ("    usual = signal.signal(signal.SIGINT, stop)",
         "    usual = signal.getsignal(signal.SIGINT)",
         "test_a_time_limit_holds_where_sigint_is_ignored"),
        ("            (vars(tensorflow).update, drawn),\n", "",
         "test_what_the_code_prints_warns_and_draws_stays_inside"),
        ("            wait = 1", "            return",
         "test_code_that_swallows_interrupts_is_stopped_again"),
    ),
    # Batches and digits
    *mutants(
        "helpers/batches.py", "helpers/test_batches.py",
        ("return self._x[picked], self._y[picked]",
         "return self._x[picked], self._y[self._rng.permutation(picked)]",
         "test_pairs_stay_together_and_batches_have_the_size_asked_for"),
        ("            self._position = missing", "            self._position = 0",
         "test_every_sample_comes_once_per_pass"),
    ),
    *mutants(
        "helpers/mnist.py", "helpers/test_mnist.py",
        ("training, validation = slice(None, -VALIDATION)", "training, validation = slice(None)",
         "test_validation_images_are_never_handed_out"),
        ("np.eye(10, dtype=np.float32)[digits]",
         "np.eye(10, dtype=np.float32)[(digits + 1) % 10]", "test_labels_are_the_known_ones"),
        ("if hashlib.sha256(content).hexdigest() != sha256:", "if not content:",
         "test_a_truncated_file"),
    ),
    # Silence, and the reader's own settings
    *mutants(
        "helpers/settings.py", "helpers/test_settings.py",
        ("    with filtered():\n", "    if True:\n",
         "test_import_and_first_operation_are_silent_with_onednn_left_on"),
        ('    tf.keras.config.set_floatx("float32")\n', "",
         "test_the_readers_settings_do_not_count"),
    ),
    *mutants(
        "helpers/log_lines.py", "helpers/test_settings.py",
        ("[IW]\\d{4} ", "[IWEF]\\d{4} ", "test_fatal_lines_arrive_though_the_process_aborts"),
        ("reader.wait(1)", "reader.wait(99)",
         "test_a_child_that_keeps_the_descriptor_does_not_hold_the_cell_up"),
    ),
    # What a notebook must look like, and how it is saved
    *mutants(
        "tests/notebooks/test_structure.py", "notebooks/test_structure.py",
        ("    assert not same, f", "    assert text, f",
         "test_a_claim_that_cannot_fail_is_refused"),
        ("    assert names - NEUTRAL - parameters, f", "    assert text, f",
         "test_a_claim_that_cannot_fail_is_refused"),
        ("            assert meant.count(text) == 1, f", "            assert text, f",
         "test_one_thing_under_two_names_is_noticed"),
        ("        return spelled\n", "        return node\n",
         "test_a_claim_that_cannot_fail_is_refused"),
    ),
    *mutants(
        "tests/support/files.py", "tools/test_refresh.py",
        ("        finished.write_bytes(content)\n        os.replace(finished, path)",
         "        path.write_bytes(content[: len(content) // 2])",
         "test_outputs_counts_metadata_and_pictures"),
    ),
]  # fmt: skip
