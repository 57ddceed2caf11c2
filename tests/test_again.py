"""What learners do most: run a cell again, stop a training halfway, change a parameter."""

import os
import re
import threading

import pytest
from course import code_cells, every_notebook, has_progress_bar, read
from jupyter_client.manager import start_new_kernel

# Other values than the notebook's own. Fewer steps save time; the claims say what then holds.
CHANGES = (
    "seed = 3; batch_size = batch_size * 9 // 10; "
    "learning_rate = 0.8 * learning_rate; steps = min(steps, 200)"
)


class Kernel:
    """A kernel that runs cells one by one, and can be interrupted as by JupyterLab's button."""

    def __init__(self, folder):
        # ipykernel hides what native code writes to stderr when it sees PYTEST_CURRENT_TEST.
        environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
        options = {"kernel_name": "python3", "cwd": str(folder), "env": environment}
        self.manager, self.client = start_new_kernel(**options)

    def run(self, source, interrupt=False):
        """Run a cell, and interrupt it between 30 % and 90 % of a progress bar if asked to.

        Returns the name of the exception that the cell ended with, or None, and its texts on
        stdout and stderr.
        """
        interrupted = threading.Event()
        texts = {"stdout": "", "stderr": ""}

        def look_at(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                texts[content["name"]] += content["text"]
            percentages = re.findall(r"(\d+)% \|", content.get("text", ""))
            halfway = any(30 <= int(percentage) <= 90 for percentage in percentages)
            if interrupt and halfway and not interrupted.is_set():
                interrupted.set()
                self.manager.interrupt_kernel()

        reply = self.client.execute_interactive(source, output_hook=look_at, timeout=300)
        assert interrupted.is_set() == interrupt
        return reply["content"].get("ename"), texts["stdout"], texts["stderr"]

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(tmp_path):
    kernel = Kernel(tmp_path)
    yield kernel
    kernel.stop()


@every_notebook
def test_every_cell_can_be_run_twice_and_every_training_interrupted(path, kernel):
    cells = code_cells(read(path))
    assert any(map(has_progress_bar, cells)), f"{path.name}: no training with a progress bar"
    for cell in cells:
        if has_progress_bar(cell):
            error, _, _ = kernel.run(cell.source, interrupt=True)
            assert error == "KeyboardInterrupt", f"{path.name}, cell {cell.id!r}, interrupted"
        for time in ["the first time", "again"]:
            error, stdout, stderr = kernel.run(cell.source)
            where = f"{path.name}, cell {cell.id!r}, run {time}, with {CHANGES}"
            assert (error, stderr) == (None, ""), where
            assert stdout.count("✓") == cell.source.count("✓"), f"{where}: a claim failed"
        if "parameters" in cell.metadata.get("tags", []):
            assert kernel.run(CHANGES) == (None, "", "")
