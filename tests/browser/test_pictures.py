"""The README's pictures can be made anew at any time."""

import matplotlib.pyplot as plt
import pytest

from tests.commands import pictures

pytestmark = pytest.mark.browser


def test_the_readme_shows_cells_of_the_notebooks(browser, tmp_path):
    for name in pictures.photograph(browser, tmp_path):
        height, width, _ = plt.imread(tmp_path / name).shape
        assert (width, height) == (pictures.WIDTH, pictures.HEIGHT)
        assert (pictures.FOLDER / name).is_file()
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 300_000
