"""Batches: every sample once per pass, pairs together, clear errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import Batches


def numbered(n):
    """n samples that carry their own number, in x and in y."""
    numbers = np.arange(n)
    return np.stack([numbers, -numbers], axis=1), 10 * numbers


@st.composite
def sizes(draw):
    n = draw(st.integers(1, 30))
    return n, draw(st.lists(st.integers(1, n), min_size=1, max_size=20))


@given(sizes(), st.integers(0, 2**32))
def test_every_sample_comes_once_per_pass(sizes, seed):
    n, batch_sizes = sizes
    x, y = numbered(n)
    batches = Batches(x, y, seed=seed)
    drawn = np.concatenate([batches.next_batch(size)[1] for size in batch_sizes]) // 10
    for start in range(0, len(drawn), n):
        one_pass = drawn[start : start + n]
        assert len(set(one_pass)) == len(one_pass)
    assert set(drawn[:n]) <= set(range(n))


@given(sizes(), st.integers(0, 2**32))
def test_pairs_stay_together_and_batches_have_the_size_asked_for(sizes, seed):
    n, batch_sizes = sizes
    batches = Batches(*numbered(n), seed=seed)
    for size in batch_sizes:
        x_batch, y_batch = batches.next_batch(size)
        assert x_batch.shape == (size, 2) and y_batch.shape == (size,)
        np.testing.assert_array_equal(10 * x_batch[:, 0], y_batch)
        np.testing.assert_array_equal(-10 * x_batch[:, 1], y_batch)


def test_each_pass_has_a_new_order():
    batches = Batches(*numbered(100), seed=0)
    first, second = (batches.next_batch(100)[1] for _ in range(2))
    assert sorted(first) == sorted(second)
    assert list(first) != list(second)
    assert list(first) != sorted(first)


def test_the_seed_fixes_the_order():
    def order(seed):
        return list(Batches(*numbered(100), seed=seed).next_batch(100)[1])

    assert order(1) == order(1)
    assert order(1) != order(2)
    assert order(None) != order(None)


def test_dtypes_are_kept_and_the_data_is_not_touched():
    x, y = np.zeros((3, 2), dtype=np.uint8), np.ones(3, dtype=np.float32)
    x_batch, y_batch = Batches(x, y, seed=0).next_batch(2)
    assert x_batch.dtype == np.uint8 and y_batch.dtype == np.float32
    x_batch[:] = 9
    assert (x == 0).all()


def test_lists_and_numpy_integers_are_accepted():
    x_batch, y_batch = Batches([1, 2, 3], [10, 20, 30], seed=0).next_batch(np.int64(3))
    np.testing.assert_array_equal(10 * x_batch, y_batch)


@pytest.mark.parametrize(
    ("batch_size", "error", "message"),
    [
        (0, ValueError, "batch_size must be 1 or more, got 0"),
        (-5, ValueError, "batch_size must be 1 or more, got -5"),
        (4, ValueError, "batch_size must be at most 3, the number of samples, got 4"),
        (1.5, TypeError, "batch_size must be an integer, got 1.5 (float)"),
        (2.0, TypeError, "batch_size must be an integer, got 2.0 (float)"),
        ("2", TypeError, "batch_size must be an integer, got '2' (str)"),
        (None, TypeError, "batch_size must be an integer, got None (NoneType)"),
        (True, TypeError, "batch_size must be an integer, got True (bool)"),
    ],
)
def test_a_bad_batch_size_is_refused_and_costs_no_sample(batch_size, error, message):
    batches = Batches(*numbered(3), seed=0)
    with pytest.raises(error) as caught:
        batches.next_batch(batch_size)
    assert str(caught.value) == message
    assert sorted(batches.next_batch(3)[1]) == [0, 10, 20]


@pytest.mark.parametrize(
    ("x", "y", "shapes"),
    [
        ([1, 2], [1, 2, 3], "(2,) and (3,)"),
        ([1, 2, 3], [1, 2], "(3,) and (2,)"),
        ([], [], "(0,) and (0,)"),
        (5, [1], "() and (1,)"),
    ],
)
def test_bad_data_is_refused(x, y, shapes):
    with pytest.raises(ValueError) as caught:
        Batches(x, y)
    message = f"x and y must have the same length, 1 or more, got shapes {shapes}"
    assert str(caught.value) == message
