"""What chance alone does: p values, and p values of many tests at once."""

from __future__ import annotations

import math
from collections.abc import Mapping


def two_sided(t: float, df: float) -> float:
    """Chance of a value at least this far from 0; Student's t, or normal where ``df`` is infinite."""
    from scipy.special import ndtr, stdtr  # scipy.stats would cost more than a second

    return float(2 * (ndtr(-t) if math.isinf(df) else stdtr(df, -t)))


def benjamini_hochberg(p_values: Mapping[str, float]) -> dict[str, float]:
    """The q values of those that have a p value, NaN for the others.

    Benjamini and Hochberg 1995 (J R Stat Soc B 57:289-300).
    """
    ranked = sorted((p, key) for key, p in p_values.items() if not math.isnan(p))
    adjusted, smallest = dict.fromkeys(p_values, math.nan), 1.0
    for rank in range(len(ranked), 0, -1):
        p, key = ranked[rank - 1]
        smallest = min(smallest, p * (len(ranked) / rank))
        adjusted[key] = smallest
    return adjusted
