"""Plots are drawn without a screen, in the style of the course."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
import pytest  # noqa: E402


@pytest.fixture(autouse=True)
def style():
    with plt.style.context("helpers.course"):
        yield
    plt.close("all")
