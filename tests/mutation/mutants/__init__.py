"""All mutants: a module for each notebook, one for the helpers, one for the rest."""

from importlib import import_module
from pathlib import Path

MUTANTS = [
    mutant
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))
    for mutant in import_module(f"tests.mutation.mutants.{path.stem}").MUTANTS
]
