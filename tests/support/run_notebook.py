"""Run one notebook with papermill.

`python -m tests.support.run_notebook NOTEBOOK OUTPUT '{"seed": 1}' [--twice]`

With `--twice` it does what learners do most: every cell is run twice in a row, and each training
(a cell that shows a progress bar) is interrupted before that. The outputs of both runs are kept.
"""

import asyncio
import json
import re
import sys
import time

import papermill
from nbclient.exceptions import CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from tests.support.course import code_cells, has_progress_bar, read


class TwiceClient(PapermillNotebookClient):
    """Runs the cells in `trainings` three times, interrupting the first, and all others twice."""

    trainings = ()
    waiting = False  # true while a training waits to be interrupted
    interrupts = 0

    def execute_cell(self, cell, index, **options):
        if cell.id in self.trainings:
            self.waiting, self.interrupts, self.earliest = True, 0, 0.0
            error = None
            try:
                super().execute_cell(cell, index, **options)
            except CellExecutionError as raised:
                error = raised.ename
                # An interrupt that meets TensorFlow's C++ is seldom passed on as a SystemError,
                # "returned a result with an exception set", whose cause it is.
                if error == "SystemError" and "KeyboardInterrupt" in raised.traceback:
                    error = "KeyboardInterrupt"
                # `tf.int32.max` has a bare `except`, which turns an interrupt into this TypeError.
                if raised.evalue == "Cannot find maximum value of <dtype: 'int32'>.":
                    error = "KeyboardInterrupt"
            self.waiting = False
            if self.interrupts == 0 or error != "KeyboardInterrupt":
                raise RuntimeError(f"cell {cell.id!r}: {self.interrupts} interrupts, then {error}")
        first = super().execute_cell(cell, index, **options).get("outputs", [])
        cell = super().execute_cell(cell, index, **options)
        if first:
            cell.outputs = first + cell.outputs
        return cell

    def process_message(self, message, *others):
        """Interrupt as JupyterLab's button does, between 30 % and 90 % of a progress bar.

        If the bar still moves a second later, once more: Python ignores what is raised while it
        deletes an object, and an interrupt that comes just then is lost.
        """
        percentages = re.findall(r"(\d+)% \|", str(message["content"].get("text", "")))
        now = time.monotonic()
        if self.waiting and now > self.earliest and any(30 <= int(p) <= 90 for p in percentages):
            self.interrupts, self.earliest = self.interrupts + 1, now + 1
            asyncio.ensure_future(self.km.interrupt_kernel())
        return super().process_message(message, *others)


class TwiceEngine(NBClientEngine):
    @classmethod
    def execute_managed_notebook(cls, manager, kernel_name, *, input_path, **options):
        client = TwiceClient(manager, kernel_name=kernel_name, timeout=options["execution_timeout"])
        client.trainings = {c.id for c in code_cells(read(input_path)) if has_progress_bar(c)}
        return client.execute()


papermill_engines.register("twice", TwiceEngine)

if __name__ == "__main__":
    notebook, output, parameters, *twice = sys.argv[1:]
    papermill.execute_notebook(
        notebook,
        output,
        parameters=json.loads(parameters),
        engine_name="twice" if twice else None,
        kernel_name="python3",
        progress_bar=False,
        execution_timeout=600,
    )
