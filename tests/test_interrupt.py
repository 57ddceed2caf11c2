"""A learner may stop a training loop halfway, run the cell again and go on."""

import re
import threading

import pytest
from course import code_cells, every_notebook, read
from jupyter_client.manager import start_new_kernel

ENOUGH = 200  # steps, for claims that a short training keeps, and to save time


def loops(cell):
    """Whether the cell shows a progress bar."""
    return any("100% |" in output.get("text", "") for output in cell.outputs)


class Kernel:
    """A kernel that runs cells one by one, and can be interrupted as by JupyterLab's button."""

    def __init__(self, folder):
        self.manager, self.client = start_new_kernel(kernel_name="python3", cwd=str(folder))

    def run(self, source, interrupt=False):
        """Run a cell, and interrupt it between 30 % and 90 % of a progress bar if asked to.

        Returns the name of the exception that the cell ended with, or None.
        """
        interrupted = threading.Event()

        def look_at(message):
            percentages = re.findall(r"(\d+)% \|", message["content"].get("text", ""))
            halfway = any(30 <= int(percentage) <= 90 for percentage in percentages)
            if interrupt and halfway and not interrupted.is_set():
                interrupted.set()
                self.manager.interrupt_kernel()

        reply = self.client.execute_interactive(source, output_hook=look_at, timeout=300)
        assert interrupted.is_set() == interrupt
        return reply["content"].get("ename")

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(tmp_path):
    kernel = Kernel(tmp_path)
    yield kernel
    kernel.stop()


@every_notebook
def test_a_training_loop_can_be_interrupted_and_run_again(path, kernel):
    cells = code_cells(read(path))
    assert any(map(loops, cells)), f"{path.name} has no training loop with a progress bar"
    for cell in cells:
        if loops(cell):
            assert kernel.run(cell.source, interrupt=True) == "KeyboardInterrupt", cell.id
        assert kernel.run(cell.source) is None, f"{path.name}, cell {cell.id!r}, after an interrupt"
        if "parameters" in cell.metadata.get("tags", []):
            assert kernel.run(f"steps = min(steps, {ENOUGH})") is None
