"""Claims: one line of a notebook that prints ✓ and the claim, or stops and says what came."""

import numpy as np


class ClaimError(Exception):
    """A claim that does not hold, with the numbers, and what to change back."""


# What held in this process: (claim, value, limit). Tests look at how near it was to failing.
made = []


def agree(one, other, claim, otherwise="", rtol=1e-4, atol=1e-5):
    """Print ✓ and the claim if two results are equal, but for rounding in float32.

    Args:
        one, other: numbers, arrays or tensors of the same shape, or lists of such.
        claim: str, what holds.
        otherwise: str, what to change if it doesn't.
        rtol, atol: floats, the relative and the absolute difference allowed, as in
            `numpy.allclose`.

    Raises:
        ClaimError: the shapes or the numbers differ, or one is not finite.
    """
    if one is other:
        raise ClaimError(f"{claim}? One and the same object was given twice.")
    (one, shapes), (other, other_shapes) = _flat(one), _flat(other)
    if shapes != other_shapes:
        _fail(claim, f"the shapes are {shapes} and {other_shapes}", otherwise)
    difference = np.max(np.abs(one - other), initial=0)
    if not np.allclose(one, other, rtol=rtol, atol=atol):
        _fail(claim, f"they differ by up to {difference:.3g}", otherwise)
    _hold(claim, difference, atol + rtol * np.max(np.abs(other), initial=0))


def above(value, limit, claim, otherwise=""):
    """Print ✓ and the claim if the number `value` is larger than `limit`.

    Raises:
        ClaimError: it isn't; the message gives both numbers and `otherwise`, what to change.
    """
    if not float(value) > limit:
        _fail(claim, f"{float(value):.4g} is not above {float(limit):.4g}", otherwise)
    _hold(claim, value, limit)


def below(value, limit, claim, otherwise=""):
    """Print ✓ and the claim if the number `value` is smaller than `limit`; see `above`."""
    if not float(value) < limit:
        _fail(claim, f"{float(value):.4g} is not below {float(limit):.4g}", otherwise)
    _hold(claim, value, limit)


def _flat(side):
    """One side as an array of all its numbers, and the list of its shapes."""
    values = side if isinstance(side, list | tuple) else [side]
    arrays = [np.asarray(value, dtype=float) for value in values]
    return np.concatenate([array.ravel() for array in arrays]), [array.shape for array in arrays]


def _fail(claim, reason, otherwise):
    advice = f" Try this: {otherwise}." if otherwise else ""
    raise ClaimError(f"not so here: {claim}: {reason}.{advice}")


def _hold(claim, value, limit):
    made.append((claim, float(value), float(limit)))
    print(f"✓ {claim}")
