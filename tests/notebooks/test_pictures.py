"""What the saved pictures need to be seen."""

from tests.support.colours import on_white
from tests.support.course import code_cells, every_notebook, pictures, read


@every_notebook
def test_pictures_bring_their_own_white_background(path):
    """So that their black text is legible in a dark theme, too."""
    for cell in code_cells(read(path)):
        for picture in pictures(cell):
            assert on_white(picture), f"{path.name}, {cell.id}"
