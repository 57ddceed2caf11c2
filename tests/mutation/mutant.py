"""A mistake that a learner or maintainer could make, put into a copy of the course."""

from typing import NamedTuple

import nbformat


class Mutant(NamedTuple):
    """Which text is replaced by which, how a learner would be hurt, and who is to notice.

    Args:
        file: below the root of the project.
        cell: in a notebook, the cell's name; None in other files.
        old: it must occur exactly once in that cell or file.
        new: what stands there instead.
        why: how a learner would be hurt.
        caught_by: what must turn red. In a notebook: the name of the cell that fails or whose
            output differs, or "plots", for what the plots show. Otherwise the test, as pytest
            names it: `tests/helpers/test_batches.py::test_pairs_stay_together`.
        in_output: a saved output of the cell is changed instead of its source.
    """

    file: str
    cell: str | None
    old: str
    new: str
    why: str
    caught_by: str
    in_output: bool = False

    @property
    def guard(self):
        """What pytest has to run, so that the mutant may turn it red."""
        return self.caught_by if "::" in self.caught_by else self.file

    def __str__(self):
        place = self.file.split("/")[-1] + (f", {self.cell}" if self.cell else "")
        return f"{place}: {self.why}"

    def apply(self, tree):
        """Change the copy of the project in the folder `tree`.

        Raises:
            ValueError: `old` does not occur, or more than once.
        """
        path = tree / self.file
        if self.cell is None:
            content = self._changed(path.read_text("utf-8"))
            path.write_text(content, "utf-8")
            return
        notebook = nbformat.read(path, as_version=4)
        (cell,) = (cell for cell in notebook.cells if cell.id == self.cell)
        place = cell.outputs[0] if self.in_output else cell
        key = "text" if self.in_output else "source"
        place[key] = self._changed(place[key])
        nbformat.write(notebook, path)

    def _changed(self, text):
        if text.count(self.old) != 1:
            where = f"{self.file}, {self.cell or 'the file'}"
            raise ValueError(f"{where}: {self.old!r} occurs {text.count(self.old)} times, not once")
        return text.replace(self.old, self.new)
