"""Sliders where they can be shown, still pictures elsewhere."""

import nbformat
import pytest
from nbclient import NotebookClient

from helpers import widgets
from tests.support.course import METADATA

VIEW = "application/vnd.jupyter.widget-view+json"
# In a kernel: what is shown, then what is drawn when a slider is moved.
PROGRAM = """
import ipywidgets, matplotlib.pyplot as plt
from helpers.widgets import explore

drawn, sliders = [], []
ipywidgets.Widget.on_widget_constructed(sliders.append)

def draw(w=1, b=2.0):
    drawn.append((w, b))
    plt.plot([w, b])
    plt.show()

explore(draw, [{"w": 3}, {"w": 4, "b": 5}], w=(0, 9, 1), b=(0.0, 9.0, 0.5))
"""
MOVE = """
w, b = [one for one in sliders if hasattr(one, "max")]
w.value = 5
print((w.min, w.max, w.description), b.step, drawn[0], drawn[-1])
"""


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return []


def test_elsewhere_each_still_is_drawn(drawn):
    def draw(w=1, b=2):
        drawn.append((w, b))

    widgets.explore(draw, [{"w": 3}, {"w": 4, "b": 5}], w=(0, 9, 1), b=(0, 9, 1))
    assert drawn == [(3, 2), (4, 5)]


def test_where_widgets_run_sliders_start_at_the_defaults(monkeypatch):
    """And beside them stands what a program without a widget manager shows."""
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    cells = [nbformat.v4.new_code_cell(source) for source in (PROGRAM, MOVE)]
    notebook = nbformat.v4.new_notebook(metadata=METADATA, cells=cells)
    NotebookClient(notebook, timeout=120).execute()
    (shown,), (moved, *_) = notebook.cells[0].outputs, notebook.cells[1].outputs
    assert shown.data.keys() == {VIEW, "text/html", "text/plain"}
    assert shown.data["text/plain"].startswith("This program can't show sliders, so here are still")
    assert shown.data["text/html"].count('<img src="data:image/png;base64,iVBOR') == 2
    assert moved.text == "(0, 9, 'w') 0.5 (1, 2.0) (5, 2.0)\n"


def test_a_slider_of_nothing_is_refused_everywhere(drawn):
    with pytest.raises(TypeError, match="unexpected keyword argument 'c'"):
        widgets.explore(lambda w=1: drawn.append(w), [{}], w=(0, 9, 1), c=(0, 1, 1))
    assert drawn == []
