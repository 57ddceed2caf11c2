"""describe: type and first line, without what depends on the machine."""

import pytest

from helpers import describe


def test_from_a_word_on():
    assert (
        describe(ValueError("layer_7: expected 4"), start="expected") == "ValueError: … expected 4"
    )
    trace = RuntimeError("Graph execution error:\n\n  File ...\nYou must feed x\n  [[x]]")
    assert describe(trace, start="feed") == "RuntimeError: … feed x"
    with pytest.raises(ValueError):
        describe(ValueError("layer_7: wanted 4"), start="expected")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("one\ntwo"), "ValueError: one"),
        (TypeError(), "TypeError"),
        (
            RuntimeError("{{function_node __wrapped__MatMul_device_CPU:0}} bad [Op:MatMul] name: "),
            "RuntimeError: bad [Op:MatMul]",
        ),
    ],
)
def test_one_line(error, line):
    assert describe(error) == line
