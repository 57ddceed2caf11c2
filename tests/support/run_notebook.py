"""Run one notebook with papermill.

`python -m tests.support.run_notebook NOTEBOOK OUTPUT '{"seed": 1}' [--twice]`

With `--twice` it does what learners do most: a training (a cell that shows a progress bar) is
interrupted and run again, every other cell is run twice in a row, and after a claim that doesn't
hold it goes on.
"""

import json
import sys

import papermill
from nbclient.exceptions import CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from tests.support.course import code_cells, has_progress_bar, read

# In the kernel: the next bar stops at its third step, as by the Interrupt button.
PROGRAM = """
import sys, tqdm
module = sys.modules["helpers.progress"]
class Interrupted(tqdm.tqdm):
    def stop(self, step):
        if module.tqdm is Interrupted and step >= min(2, self.total - 1):
            module.tqdm = tqdm.tqdm
            raise KeyboardInterrupt
    def __iter__(self):
        for step, value in enumerate(super().__iter__()):
            self.stop(step)
            yield value
    def refresh(self, *arguments, **options):
        self.stop(self.n)  # of workers, who are counted elsewhere
        return super().refresh(*arguments, **options)
module.tqdm = Interrupted
"""
INTERRUPT = f"exec({PROGRAM!r}, {{}})"  # in names of its own


class TwiceClient(PapermillNotebookClient):
    """Runs every cell twice; of those in `trainings`, it interrupts the first run."""

    trainings = ()

    def execute_cell(self, cell, index, **options):
        training = cell.id in self.trainings
        if training:
            self.kc.execute(INTERRUPT, silent=True)
        outputs, ended = self.run(cell, index, options)
        if training and ended != "KeyboardInterrupt":
            raise RuntimeError(f"cell {cell.id!r} went on after an interrupt")
        again, _ = self.run(cell, index, options)
        if again:
            cell.outputs = again if training else outputs + again
        return cell

    def run(self, cell, index, options):
        """Run a cell; return its outputs, and the name of the error that ended it, or None."""
        try:
            super().execute_cell(cell, index, **options)
        except CellExecutionError as error:
            if error.ename not in ("KeyboardInterrupt", "ClaimError"):
                raise
            return cell.outputs, error.ename
        return cell.get("outputs", []), None


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
