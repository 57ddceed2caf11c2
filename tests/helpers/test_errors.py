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
        (TypeError("in user code:\n\n    File one\n\n    NameError: two\n"), "NameError: two"),
        (
            TypeError(
                "Exception encountered when calling A.call().\n\n\x1b[1mbad\x1b[0m\n\n"
                "Arguments received by A.call():\n  x"
            ),
            "TypeError: bad",
        ),
    ],
)
def test_one_line(error, line):
    assert describe(error) == line
