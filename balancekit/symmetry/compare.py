"""Has it changed? Two findings of the same test, held against the error of a change."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from balancekit.symmetry.error import kappa
from balancekit.symmetry.findings import Finding, Findings, check_findings
from balancekit.symmetry.wording import change as words_of

if TYPE_CHECKING:
    import pandas as pd

Direction = Literal["left", "neutral", "right"]
_DIRECTIONS: tuple[Direction, ...] = ("left", "neutral", "right")
AGREEMENT = (
    (0.81, "nearly perfect"),
    (0.61, "substantial"),
    (0.41, "moderate"),
    (0.21, "fair"),
    (0.01, "slight"),
    (-math.inf, "poor"),
)
"""Words for a kappa, by its lower end, as Bishop and colleagues use them for the direction of asymmetry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How the left-right difference of one test changed.

    Differences are on the test's scale, as in `Finding`, less what was to be expected.
    """

    assessment: str
    name: str
    before: Finding
    after: Finding
    change: float
    """Difference after, minus difference before; NaN where one of them is missing."""
    se: float
    """Standard error of the change: the root of the sum of both squared errors."""
    low: float
    high: float
    """95 % interval of the change."""
    detectable: float
    """The smallest change that this pair of measurements could have shown: half the interval."""
    verdict: Literal["smaller", "larger", "turned", "no change", "can't tell", "not comparable"]
    """``smaller`` and ``larger``: the gap changed by more than the error of a change. ``turned``: it did so by going
    over to the other side, and is as large there as the error allows to say. ``no change``: the whole interval is too
    small to matter. ``can't tell``: none of these."""

    @property
    def summary(self) -> str:
        """The change in plain words."""
        return words_of(self)


@dataclass(frozen=True)
class Changes:
    """All tests that were measured both times."""

    items: tuple[Change, ...]
    only_before: tuple[str, ...]
    """Ids of tests that were measured the first time only."""
    only_after: tuple[str, ...]
    """Ids of tests that were measured the second time only."""

    def __iter__(self) -> Iterator[Change]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, assessment: str) -> Change:
        for change in self.items:
            if change.assessment == assessment:
                return change
        both = ", ".join(change.assessment for change in self.items) or "none"
        raise KeyError(f"'{assessment}' was not measured both times; measured both times: {both}.")

    @property
    def direction_kappa(self) -> float:
        """Agreement of the directions before and after, beyond chance; NaN where there is too little to say.

        Each test is "left", "right" or "neutral" (too small a difference to matter), so that noise around zero does not
        count as a change of side. Cohen's kappa over the tests.
        """
        table = [[0] * 3 for _ in _DIRECTIONS]
        for change in self.items:
            if not math.isnan(change.change):
                row, column = (_DIRECTIONS.index(direction(f)) for f in (change.before, change.after))
                table[row][column] += 1
        return kappa(table) if sum(map(sum, table)) >= 2 else math.nan

    @property
    def direction_words(self) -> str:
        """The kappa of the directions in a word."""
        value = self.direction_kappa
        if math.isnan(value):
            return "too few tests to say"
        return next(word for least, word in AGREEMENT if value >= least)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a test: the fields of `Change`, with before and after as differences, and ``summary``."""
        import pandas as pd

        names = [f.name for f in fields(Change)]
        rows = [[_plain(getattr(change, name)) for name in names] + [change.summary] for change in self.items]
        return pd.DataFrame(rows, columns=[*names, "summary"])

    def __str__(self) -> str:
        if not self.items:
            return "No test was measured both times."
        return "\n".join(f"- {change.name}: {change.summary}" for change in self.items)

    __repr__ = __str__


def direction(finding: Finding) -> Direction:
    """The side that a difference points to (the larger reading), or neutral where it is too small to matter."""
    d = finding.difference - finding.baseline
    if math.isnan(d) or abs(d) <= finding.margin:
        return "neutral"
    return "right" if d > 0 else "left"


def compare(before: Findings, after: Findings) -> Changes:
    """Whether the left-right differences changed by more than the error of a change.

    Parameters
    ----------
    before, after
        Findings of the same person at two times, for example ``score(case, on="2026-11-02")`` and ``score(case)``.

    Returns
    -------
    Changes
        One `Change` a test that was measured both times, in the order of ``after``.

    Notes
    -----
    The standard error of a change is ``sqrt(se_before**2 + se_after**2)``: the root of two times the error of one
    difference where both are the same, so a change has to be larger than a difference to be seen. Where an error was
    estimated, the interval uses Student's t with the degrees of freedom of Welch and Satterthwaite.
    """
    for findings in (before, after):
        check_findings(findings, "compare")
    first = {finding.assessment: finding for finding in before}
    second = {finding.assessment: finding for finding in after}
    items = tuple(_change(first[key], finding) for key, finding in second.items() if key in first)
    return Changes(
        items,
        only_before=tuple(key for key in first if key not in second),
        only_after=tuple(key for key in second if key not in first),
    )


def _change(before: Finding, after: Finding) -> Change:
    was, now = before.difference - before.baseline, after.difference - after.baseline
    change, se = now - was, math.hypot(before.se, after.se)
    half = _quantile(_degrees_of_freedom(before, after)) * se if not math.isnan(se) else math.nan
    return Change(
        assessment=after.assessment,
        name=after.name,
        before=before,
        after=after,
        change=change,
        se=se,
        low=change - half,
        high=change + half,
        detectable=half,
        verdict=_verdict(was, now, half, after.margin),
    )


def _verdict(was: float, now: float, half: float, margin: float):
    change = now - was
    if math.isnan(change) or math.isnan(half):
        return "not comparable"
    if abs(change) > half:
        if was * now < 0 and abs(abs(now) - abs(was)) <= half:
            return "turned"
        return "smaller" if abs(now) < abs(was) else "larger"
    return "no change" if abs(change) + half < margin else "can't tell"


def _degrees_of_freedom(before: Finding, after: Finding) -> float:
    """Welch and Satterthwaite; infinite where both errors are published."""
    parts = [(f.se**4 / f.df if not math.isinf(f.df) else 0.0) for f in (before, after)]
    return (before.se**2 + after.se**2) ** 2 / sum(parts) if sum(parts) else math.inf


def _quantile(df: float) -> float:
    from scipy.special import ndtri, stdtrit  # scipy.stats would cost more than a second

    return float(ndtri(0.975) if math.isinf(df) else stdtrit(df, 0.975))


def _plain(value: object) -> object:
    return value.difference - value.baseline if isinstance(value, Finding) else value
