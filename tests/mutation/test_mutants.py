"""The mutants are up to date: each can be made, and what is to catch it exists.

That each is caught shows test_mutation.py, which takes long.
"""

import re
import shutil

import pytest

from tests.mutation.mutants import MUTANTS
from tests.support.course import ROOT, read

every_mutant = pytest.mark.parametrize("mutant", MUTANTS, ids=str)


@every_mutant
def test_it_still_applies(mutant, tmp_path):
    path = tmp_path / mutant.file
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / mutant.file, path)
    before = path.read_bytes()
    mutant.apply(tmp_path)
    assert path.read_bytes() != before


@every_mutant
def test_what_is_to_catch_it_exists(mutant):
    if "::" in mutant.caught_by:
        file, name = mutant.caught_by.split("::")
        text = (ROOT / file).read_text("utf-8")
        assert re.search(rf"^ *def {name.partition('[')[0]}\(", text, re.MULTILINE)
    else:
        assert mutant.file.endswith(".ipynb"), "name the test that is to catch it"
        ids = [cell.id for cell in read(ROOT / mutant.file).cells if cell.cell_type == "code"]
        assert mutant.caught_by in ["plots", *ids]


def test_no_two_have_the_same_name():
    assert len(set(map(str, MUTANTS))) == len(MUTANTS)
