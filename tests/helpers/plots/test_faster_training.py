"""The plots of notebook 5 show what they are given, and the profile what was recorded."""

import numpy as np

from helpers.plots import faster_training as plots
from tests.helpers.plots.figures import only_figure


def test_plot_times_shows_medians_and_all_rounds():
    times = {"plain": [40.0, 90.0, 38.0], "graph": [10.0, 9.0, 16.0], "slow": [80.0, 81.0, 80.0]}
    plots.plot_times(times, "Title")
    (axes,) = only_figure().axes
    assert [bar.get_width() for bar in axes.patches] == [40, 10, 80]  # medians
    assert [list(line.get_xdata()) for line in axes.lines] == list(times.values())
    first, second, _ = (bar.get_facecolor() for bar in axes.patches)
    assert first != second  # what the others are compared with stands out
    assert [text.get_text() for text in axes.texts] == ["40 ms", "10 ms", "80 ms"]
    assert axes.yaxis_inverted() and axes.get_xlim()[0] == 0  # the first on top


def test_a_profile_is_read_by_layer_and_direction(tmp_path):
    from tensorflow.tsl.profiler.protobuf import xplane_pb2

    space = xplane_pb2.XSpace()
    plane = space.planes.add(name="/host:CPU")
    names = ["a/conv2/Relu:_FusedConv2D", "gradient_tape/conv2/x:Conv2DBackpropInput", "b:Mul",
             "no operation", "tsl::profiler::more"]  # fmt: skip
    line = plane.lines.add()
    for number, name in enumerate(names):
        plane.event_metadata[number].name = name
        line.events.add(metadata_id=number, duration_ps=(number + 1) * 2 * 10**9)
    folder = tmp_path / "plugins" / "profile" / "now"
    folder.mkdir(parents=True)
    (folder / "this.xplane.pb").write_bytes(space.SerializeToString())
    found = plots.read_profile(tmp_path, steps=2)
    assert found["conv2"] == {"forward": 1.0, "backward": 2.0}
    assert found["other"] == {"forward": 3.0, "backward": 0.0}
    assert sum(sum(part.values()) for part in found.values()) == 6
    plots.plot_parts(found, "Title")
    forward, backward = only_figure().axes[0].containers
    np.testing.assert_allclose([bar.get_y() for bar in backward], [b.get_height() for b in forward])


def test_plot_accuracies_shows_all_seeds_and_their_mean():
    plots.plot_accuracies({"a": [0.5, 0.6, 1.0], "b": [0.7, 0.7, 0.7]}, "Title")
    *seeds, mean = only_figure().axes[0].lines
    assert [list(seed.get_xdata()) for seed in seeds] == [[0.5, 0.7], [0.6, 0.7], [1.0, 0.7]]
    np.testing.assert_allclose(mean.get_xdata(), [0.7, 0.7])
