"""Sliders where they can be shown, still pictures elsewhere."""

import pytest

from helpers import widgets


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return []


def test_elsewhere_each_still_is_drawn(drawn):
    def draw(w=1, b=2):
        drawn.append((w, b))

    widgets.explore(draw, [{"w": 3}, {"w": 4, "b": 5}], w=(0, 9, 1), b=(0, 9, 1))
    assert drawn == [(3, 2), (4, 5)]


def test_where_widgets_run_sliders_start_at_the_defaults(drawn, monkeypatch, capsys):
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)

    def draw(w=1, b=2.0):
        drawn.append((w, b))

    widgets.explore(draw, [{"w": 3}], w=(0, 9, 1), b=(0.0, 9.0, 0.5))
    (controls,) = shown
    w, b, _ = controls.children
    assert (w.min, w.value, w.max) == (0, 1, 9) and (b.value, b.step) == (2, 0.5)
    controls.update()
    w.value = 5
    assert drawn[0] == (1, 2) and drawn[-1] == (5, 2)


@pytest.mark.parametrize("sliders", [{"w": (0, 9)}, {"w": (0, 9, 1), "c": (0, 1, 1)}])
def test_bad_sliders_are_refused_everywhere(sliders, drawn):
    with pytest.raises(ValueError, match="slider"):
        widgets.explore(lambda w=1: drawn.append(w), [{}], **sliders)
    assert drawn == []
