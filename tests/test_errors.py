"""describe: type and first line, without what depends on the machine."""

import pytest

from helpers import describe


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
