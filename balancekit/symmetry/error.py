"""How far a score strays when nothing has changed: reliability and agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from balancekit.symmetry.indices import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ICC = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]


class Limits(NamedTuple):
    """95 % limits of agreement."""

    lower: float
    upper: float

    @property
    def bias(self) -> float:
        """Mean difference, second minus first."""
        return (self.lower + self.upper) / 2


def _table(table: ArrayLike, what: str = "table") -> Floats:
    array = np.asarray(table, dtype=float)
    if array.ndim != 2 or min(array.shape) < 2:
        raise ValueError(f"{what} has the shape {array.shape}; expected at least two subjects (rows) by two trials.")
    if not np.isfinite(array).all():
        raise ValueError(f"{what} has missing or infinite readings; leave out the subjects that have them.")
    return array


def _two(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if a.shape != b.shape or a.ndim != 1 or a.size < 2:
        raise ValueError(f"expected two lists of the same length, at least 2; given {a.shape} and {b.shape}.")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError("there are missing or infinite readings; leave out the pairs that have them.")
    return a, b


def typical_error(trial1: ArrayLike, trial2: ArrayLike) -> float:
    """Typical error of measurement, the standard deviation of the differences over the root of two.

    Parameters
    ----------
    trial1, trial2
        The same people measured twice, shape (n,), in the test's unit.

    Returns
    -------
    float
        In the test's unit.

    Notes
    -----
    Hopkins 2000 (Sports Med 30:1-15).
    """
    a, b = _two(trial1, trial2)
    return float(np.std(b - a, ddof=1) / np.sqrt(2))


def _squares(table: ArrayLike) -> tuple[int, int, float, float, float, float]:
    """Subjects, trials and the mean squares: between subjects, between trials, residual, within subjects."""
    x = _table(table)
    n, k = x.shape
    grand = x.mean()
    subjects = k * ((x.mean(axis=1) - grand) ** 2).sum()
    trials = n * ((x.mean(axis=0) - grand) ** 2).sum()
    total = ((x - grand) ** 2).sum()
    residual = max(total - subjects - trials, 0.0)
    return (
        n,
        k,
        float(subjects / (n - 1)),
        float(trials / (k - 1)),
        float(residual / ((n - 1) * (k - 1))),
        float((total - subjects) / (n * (k - 1))),
    )


def sem(table: ArrayLike) -> float:
    """Standard error of measurement, the root of the residual mean square.

    Computed from the data. ``SD * sqrt(1 - ICC)`` understates it where the ICC is that of an average of trials.

    Parameters
    ----------
    table
        Subjects by trials, shape (n, k), in the test's unit, without gaps.

    Returns
    -------
    float
        In the test's unit; with two trials it equals `typical_error`.

    Notes
    -----
    Weir 2005 (J Strength Cond Res 19:231-240).
    """
    return float(np.sqrt(_squares(table)[4]))


def icc(table: ArrayLike, kind: ICC = "3,1") -> float:
    """Intraclass correlation coefficient.

    Parameters
    ----------
    table
        Subjects by trials (or raters), shape (n, k), without gaps.
    kind
        Model and unit in the notation of Shrout and Fleiss: ``"1,1"``, ``"2,1"``, ``"3,1"`` for a single trial,
        ``"1,k"``, ``"2,k"``, ``"3,k"`` for the mean of all k.

    Returns
    -------
    float
        At most 1. NaN where every reading is the same.

    Notes
    -----
    Shrout and Fleiss 1979 (Psychol Bull 86:420-8).
    """
    n, k, ms_subjects, ms_trials, ms_error, ms_within = _squares(table)
    parts = {
        "1,1": (ms_subjects - ms_within, ms_subjects + (k - 1) * ms_within),
        "2,1": (ms_subjects - ms_error, ms_subjects + (k - 1) * ms_error + k * (ms_trials - ms_error) / n),
        "3,1": (ms_subjects - ms_error, ms_subjects + (k - 1) * ms_error),
        "1,k": (ms_subjects - ms_within, ms_subjects),
        "2,k": (ms_subjects - ms_error, ms_subjects + (ms_trials - ms_error) / n),
        "3,k": (ms_subjects - ms_error, ms_subjects),
    }
    if kind not in parts:
        raise ValueError(f"there is no ICC of the kind {kind!r}; known are {', '.join(parts)}.")
    numerator, denominator = parts[kind]
    return numerator / denominator if denominator else float("nan")


def mdc(sem: float, confidence: float = 0.95) -> float:
    """Minimal detectable change, ``z * sqrt(2) * sem``.

    The same figure is the first threshold for a left-right difference that was measured once on each side.

    Parameters
    ----------
    sem
        Standard error of measurement, in the test's unit; not negative.
    confidence
        Level between 0 and 1; 0.95 gives the usual 1.96 * sqrt(2) * sem.
    """
    if not sem >= 0 or not np.isfinite(sem):
        raise ValueError(f"sem is {sem}; expected a finite number that is not negative.")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; expected a share between 0 and 1, such as 0.95.")
    from scipy.special import ndtri  # scipy.stats would cost more than a second

    return float(ndtri(0.5 + confidence / 2) * np.sqrt(2) * sem)


def limits_of_agreement(a: ArrayLike, b: ArrayLike) -> Limits:
    """95 % limits of agreement of ``b - a``: mean difference +- 1.96 standard deviations.

    Parameters
    ----------
    a, b
        The same people measured twice, shape (n,).

    Returns
    -------
    Limits
        ``lower`` and ``upper`` in the test's unit, and ``bias``, their middle.

    Notes
    -----
    Bland and Altman 1986 (Lancet 327:307-310).
    """
    first, second = _two(a, b)
    difference = second - first
    spread = 1.96 * difference.std(ddof=1)
    return Limits(float(difference.mean() - spread), float(difference.mean() + spread))


def kappa(table: ArrayLike) -> float:
    """Cohen's kappa: agreement beyond chance.

    Parameters
    ----------
    table
        Square table of counts, shape (c, c): rows the first judgement, columns the second.

    Returns
    -------
    float
        At most 1; 0 is chance. NaN where all judgements fall into one category.

    Notes
    -----
    Cohen 1960 (Educ Psychol Meas 20:37-46).
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.shape[0] < 2:
        raise ValueError(f"table has the shape {counts.shape}; expected a square table of counts, at least 2 by 2.")
    if not np.isfinite(counts).all() or (counts < 0).any() or counts.sum() == 0:
        raise ValueError("table must hold counts: not negative, not missing, and at least one.")
    shares = counts / counts.sum()
    observed = np.trace(shares)
    expected = float(shares.sum(axis=0) @ shares.sum(axis=1))
    return float((observed - expected) / (1 - expected)) if expected < 1 else float("nan")
