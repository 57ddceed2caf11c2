"""What notebook 03_mnist_cnn says of its plots."""

import functools
import re

import numpy as np

from helpers import load_mnist
from tests.support.plotted import Takeaways, line

takeaway = Takeaways()


@functools.cache
def labels():
    """For each image of MNIST, as bytes of its grey values, its label."""
    mnist = load_mnist()
    sets = [
        (mnist.train_pixels, mnist.train_labels),
        (np.round(255 * mnist.validation_images), mnist.validation_labels),
        (np.round(255 * mnist.test_images), mnist.test_labels),
    ]
    return {
        image.astype(np.uint8).tobytes(): digit
        for images, one_hot in sets
        for image, digit in zip(images, one_hot.argmax(axis=1))
    }


def picture(axes):
    (found,) = axes["images"]
    return np.array(found, dtype=float)


def label_of(axes):
    """The label of the digit that is drawn."""
    return labels()[np.round(255 * picture(axes)).astype(np.uint8).tobytes()]


def same_convolution(image, kernel):
    """The sums of a convolution with as many positions as pixels; the larger half of zeros last."""
    zeros = [((size - 1) // 2, size // 2) for size in kernel.shape]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, zeros), kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


@takeaway("Training images and their labels")
def each_label_belongs_to_its_image(figure):
    assert figure
    for axes in figure:
        if axes["images"]:
            assert axes["title"] == str(label_of(axes))


@takeaway("Cross-entropy of one image")
def the_points_lie_on_the_curve(figure):
    (axes,) = figure
    for label in ["-log p", "p = 0.9, 0.5, 0.1"]:
        p, loss = line(axes, label)
        np.testing.assert_allclose(loss, -np.log(p))
    assert list(p) == [0.9, 0.5, 0.1]


@takeaway("One window, one pixel")
def the_pixel_is_made_of_the_window(figure):
    digit, patch, kernel, products, output = map(picture, figure)
    row, column = map(int, re.findall(r"\d+", figure[0]["title"]))
    np.testing.assert_allclose(patch, digit[row : row + 3, column : column + 3])
    np.testing.assert_allclose(products, patch * kernel, atol=1e-7)
    np.testing.assert_allclose(output[row, column], max(products.sum() - 1, 0), atol=1e-6)
    later = np.arange(output.size) > row * 26 + column
    assert (np.isnan(output.ravel()) == later).all()


@takeaway("One digit, four filters")
def each_filter_does_what_the_text_says(figure):
    digit, left, top, blur, yours = map(picture, figure)
    windows = np.lib.stride_tricks.sliding_window_view(digit, (3, 3))
    right_less_left = windows[..., 2].sum(axis=2) - windows[..., 0].sum(axis=2)
    below_less_above = windows[..., 2, :].sum(axis=2) - windows[..., 0, :].sum(axis=2)
    np.testing.assert_allclose(left, np.maximum(right_less_left, 0), atol=1e-5)
    np.testing.assert_allclose(top, np.maximum(below_less_above, 0), atol=1e-5)
    np.testing.assert_allclose(blur, windows.mean(axis=(2, 3)), atol=1e-5)
    np.testing.assert_allclose(yours, digit[1:-1, 1:-1])
    names = ["the digit", "edge on the left", "edge on top", "blur", "yours"]
    assert [axes["title"] for axes in figure] == names


@takeaway("Loss and accuracy while training")
def both_begin_at_guessing(figure):
    losses, whole, enlarged = figure
    _, loss = line(losses, "loss of each batch")
    assert abs(loss[0] + np.log(0.1)) < 0.3 and loss[-1] < loss[0] / 2
    steps, accuracies = line(whole, "validation accuracy")
    assert steps[0] == 0 and (np.diff(steps) > 0).all() and steps[-1] <= len(loss)
    assert accuracies[0] < 0.3 and accuracies[-1] > 0.8 and accuracies.max() <= 1
    assert (line(enlarged, "validation accuracy") == line(whole, "validation accuracy")).all()


@takeaway("Digits that are not in the middle")
def a_shift_costs_the_dense_network_more(figure):
    (axes,) = figure
    (_, dense), (shifts, convolutional) = line(axes, "Dense"), line(axes, "convolutional")
    assert list(shifts) == list(range(7))
    assert (convolutional[2:4] > dense[2:4] + 0.05).all()
    assert convolutional[6] < convolutional[0] - 0.3


@takeaway("Overfitting: few images, many passes")
def the_validation_accuracy_lags(figure):
    (axes,) = figure
    _, on_few = line(axes, "the 100 training images")
    _, on_others = line(axes, "validation images")
    half = len(on_few) // 2
    assert on_few[-1] == 1 and (on_few[half:] - on_others[half:] > 0.05).all()
    assert np.ptp(on_others[half:]) < 0.1


@takeaway("Ten probabilities for one digit")
def the_bars_sum_to_1(figure):
    digit, answer = figure
    ((bars,),) = [answer["bars"].values()]
    assert len(bars) == 10 and abs(sum(bars) - 1) < 1e-4 and max(bars) < 0.7
    assert digit["title"] == f"label: {label_of(digit)}"


@takeaway("Which digits are taken for which")
def the_colours_leave_out_the_diagonal(figure):
    (axes,) = figure
    assert (np.diag(picture(axes)) == 0).all()
    assert axes["labels"] == ["predicted digit", "true digit"]


@takeaway("The ten most confident mistakes")
def each_is_a_mistake_and_the_surest_come_first(figure):
    found = [re.fullmatch(r"(\d), read as (\d)\n(.+)%", axes["title"]) for axes in figure]
    assert len(found) == 10 and all(found)
    for title, axes in zip(found, figure):
        assert int(title[1]) == label_of(axes) != int(title[2])
    assert (np.diff([float(title[3]) for title in found]) <= 0).all()


@takeaway("The filters of conv1, and what each makes of the digit")
def each_map_is_made_by_the_filter_above(figure):
    filters, maps = figure[1:13], figure[14:]
    digit = picture(figure[13])
    assert figure[13]["title"] == "the digit"
    for number, (above, below) in enumerate(zip(filters, maps, strict=True)):
        assert (above["title"], below["title"]) == (f"filter {number}", f"map {number}")
        values = picture(below)
        inked = values > 1e-6  # elsewhere, relu has cut off
        bias = (values - same_convolution(digit, picture(above)))[inked]
        assert inked.any() or values.max() == 0
        assert not len(bias) or np.ptp(bias) < 1e-4, f"map {number} is not that of filter {number}"


@takeaway("conv3: channels 0 to 11 of 48")
def the_maps_are_small(figure):
    assert {np.shape(axes["images"][0]) for axes in figure} == {(7, 7)}
    assert [axes["title"] for axes in figure] == [str(number) for number in range(12)]
