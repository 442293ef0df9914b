"""Indices of symmetry. Left and right may be numbers or arrays; positive always means that the right side is larger.

Every index here divides by what was measured, so it needs a true zero: seconds, kilograms, repetitions. For degrees
around a neutral position, gaps and other readings that can lie below zero, use the plain difference right - left.
Different indices put the same pair on different scales (20 and 25 are 20, 22.2, 11.1 or 7.0 per cent): never hold two
of them against one threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]


class _HasArray(Protocol):
    """An array, or something that becomes one, such as a column of a frame."""

    def __array__(self) -> NDArray[Any]: ...


Many: TypeAlias = Sequence[float] | Sequence[Sequence[float]] | _HasArray
"""Several readings, as opposed to a single number."""


def _array(values: ArrayLike, name: str) -> Floats:
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers; {values!r} is not.") from None
    if np.isinf(array).any():
        raise ValueError(f"{name} has an infinite reading; leave it out, or mark it as missing (NaN).")
    return array


def _pair(left: ArrayLike, right: ArrayLike, names: tuple[str, str] = ("left", "right")) -> tuple[Floats, Floats]:
    first, second = _array(left, names[0]), _array(right, names[1])
    for array, name in ((first, names[0]), (second, names[1])):
        if (array < 0).any():
            raise ValueError(f"{name} has a reading below zero; a ratio needs a true zero, so use right - left here.")
    try:
        np.broadcast_shapes(first.shape, second.shape)
    except ValueError:
        raise ValueError(
            f"{names[0]} has the shape {first.shape} and {names[1]} {second.shape}; "
            "they must go together, pair by pair."
        ) from None
    return first, second


def _plain(values: Floats) -> Floats | float:
    """A number for a pair of numbers, an array for arrays."""
    array = np.asarray(values)
    return float(array) if array.ndim == 0 else array


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    """The quotient; NaN where the denominator is zero, without a warning."""
    nothing = denominator == 0
    return np.where(nothing, np.nan, numerator / np.where(nothing, 1.0, denominator))


@overload
def percentage_difference(left: float, right: float) -> float: ...
@overload
def percentage_difference(left: Many, right: ArrayLike) -> Floats: ...
@overload
def percentage_difference(left: ArrayLike, right: Many) -> Floats: ...
def percentage_difference(left: ArrayLike, right: ArrayLike) -> Floats | float:
    """Difference in per cent of the larger side, ``100 (R - L) / max(R, L)``.

    Parameters
    ----------
    left, right
        Readings with a true zero, in the same unit; numbers or arrays of one shape. NaN stays NaN.

    Returns
    -------
    float or ndarray
        From -100 to 100. One side zero: -100 or 100. Both zero: NaN, for there is nothing to compare.

    Raises
    ------
    ValueError
        For negative or infinite readings, and for shapes that do not go together.

    Notes
    -----
    The bilateral strength asymmetry of Impellizzeri et al. 2007 (Med Sci Sports Exerc 39:2044-50), with its sign; the
    percentage difference that Bishop et al. 2018 (Strength Cond J 40(4):1-6) recommend for unilateral tests.
    """
    first, second = _pair(left, right)
    return _plain(100 * _ratio(second - first, np.maximum(first, second)))


@overload
def symmetry_index(left: float, right: float) -> float: ...
@overload
def symmetry_index(left: Many, right: ArrayLike) -> Floats: ...
@overload
def symmetry_index(left: ArrayLike, right: Many) -> Floats: ...
def symmetry_index(left: ArrayLike, right: ArrayLike) -> Floats | float:
    """Difference in per cent of the mean of both sides, ``100 (R - L) / ((R + L) / 2)``.

    Parameters and errors as in `percentage_difference`. From -200 to 200; both zero: NaN.

    Notes
    -----
    Robinson, Herzog and Nigg 1987 (J Manipulative Physiol Ther 10:172-6). Some papers print half of it under the same
    name; that one is `bilateral_asymmetry_index`.
    """
    first, second = _pair(left, right)
    return _plain(200 * _ratio(second - first, first + second))


@overload
def bilateral_asymmetry_index(left: float, right: float) -> float: ...
@overload
def bilateral_asymmetry_index(left: Many, right: ArrayLike) -> Floats: ...
@overload
def bilateral_asymmetry_index(left: ArrayLike, right: Many) -> Floats: ...
def bilateral_asymmetry_index(left: ArrayLike, right: ArrayLike) -> Floats | float:
    """Difference in per cent of the sum of both sides, ``100 (R - L) / (R + L)``.

    Parameters and errors as in `percentage_difference`. From -100 to 100; both zero: NaN.

    Notes
    -----
    The index that Bishop et al. 2018 (Strength Cond J 40(4):1-6) recommend for bilateral tests.
    """
    first, second = _pair(left, right)
    return _plain(100 * _ratio(second - first, first + second))


@overload
def symmetry_angle(left: float, right: float) -> float: ...
@overload
def symmetry_angle(left: Many, right: ArrayLike) -> Floats: ...
@overload
def symmetry_angle(left: ArrayLike, right: Many) -> Floats: ...
def symmetry_angle(left: ArrayLike, right: ArrayLike) -> Floats | float:
    """Angle between the pair and the line of symmetry, ``100 (45 deg - atan(L / R)) / 90 deg``.

    Parameters as in `percentage_difference`, but readings below zero are taken. From -100 to 100, and from -50 to 50
    where both readings are positive; both zero: NaN.

    Raises
    ------
    ValueError
        For infinite readings, and for shapes that do not go together.

    Notes
    -----
    Zifchock et al. 2008 (Gait Posture 27:622-7, doi:10.1016/j.gaitpost.2007.08.006), with the sign of this package.
    """
    first, second = _array(left, "left"), _array(right, "right")
    _pair(np.abs(first), np.abs(second))
    slope = np.degrees(np.arctan2(first * np.where(second < 0, -1.0, 1.0), np.abs(second)))
    angle = 45 - slope
    angle = np.where(angle > 90, angle - 180, angle) / 90 * 100
    return _plain(np.where((first == 0) & (second == 0), np.nan, angle))


@overload
def log_ratio(left: float, right: float) -> float: ...
@overload
def log_ratio(left: Many, right: ArrayLike) -> Floats: ...
@overload
def log_ratio(left: ArrayLike, right: Many) -> Floats: ...
def log_ratio(left: ArrayLike, right: ArrayLike) -> Floats | float:
    """``100 ln(R / L)``: the scale on which this package compares sides.

    Close to per cent for small differences, the same size in both directions, and additive.

    Parameters and errors as in `percentage_difference`. Unbounded; one side zero: infinite; both zero: NaN.

    Notes
    -----
    A plain difference, or a ratio after taking logarithms, is the most sensitive comparison of two sides: Hill and
    Nantel 2022 (PLoS ONE 17(5), doi:10.1371/journal.pone.0268581).
    """
    first, second = _pair(left, right)
    known = ~(np.isnan(first) | np.isnan(second))
    nothing = (first == 0) & (second == 0)
    safe = known & (first > 0) & (second > 0)
    value = 100 * np.log(np.where(safe, second, 1.0) / np.where(safe, first, 1.0))
    value = np.where(known & ~nothing & (first == 0), np.inf, value)
    value = np.where(known & ~nothing & (second == 0), -np.inf, value)
    return _plain(np.where(known & ~nothing, value, np.nan))


@overload
def limb_symmetry_index(involved: float, uninvolved: float) -> float: ...
@overload
def limb_symmetry_index(involved: Many, uninvolved: ArrayLike) -> Floats: ...
@overload
def limb_symmetry_index(involved: ArrayLike, uninvolved: Many) -> Floats: ...
def limb_symmetry_index(involved: ArrayLike, uninvolved: ArrayLike) -> Floats | float:
    """The involved limb in per cent of the other one, ``100 I / U``.

    Parameters and errors as in `percentage_difference`. From 0 without bound; NaN where the uninvolved side is zero.

    Notes
    -----
    The first limb symmetry index of Bishop et al. 2016 (Strength Cond J 38(6):27-32). The other limb is not healthy by
    definition: after an injury it loses strength, too.
    """
    first, second = _pair(involved, uninvolved, ("involved", "uninvolved"))
    return _plain(100 * _ratio(first, second))


def as_percentage_difference(log_ratio: float) -> float:
    """The percentage difference that a `log_ratio` stands for; exact, and with its sign.

    Takes one number, 100 ln(R/L), and gives what `percentage_difference` says of the same pair; NaN stays NaN.
    """
    return float(np.sign(log_ratio) * -100 * np.expm1(-abs(log_ratio) / 100))
