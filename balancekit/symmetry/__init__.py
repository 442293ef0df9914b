"""Is it real? Indices of symmetry, their error, and the verdict on every difference."""

from balancekit.symmetry.compare import Change, Changes, compare
from balancekit.symmetry.error import Limits, icc, kappa, limits_of_agreement, mdc, sem, typical_error
from balancekit.symmetry.findings import Finding, Findings
from balancekit.symmetry.indices import (
    bilateral_asymmetry_index,
    limb_symmetry_index,
    log_ratio,
    percentage_difference,
    symmetry_angle,
    symmetry_index,
)
from balancekit.symmetry.score import score

__all__ = [
    "Change",
    "Changes",
    "Finding",
    "Findings",
    "Limits",
    "bilateral_asymmetry_index",
    "compare",
    "icc",
    "kappa",
    "limb_symmetry_index",
    "limits_of_agreement",
    "log_ratio",
    "mdc",
    "percentage_difference",
    "score",
    "sem",
    "symmetry_angle",
    "symmetry_index",
    "typical_error",
]
