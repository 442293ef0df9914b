"""What was found: one `Finding` a test, and all of a case together as `Findings`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

from balancekit.case import Case
from balancekit.catalogue import Assessment, Catalogue
from balancekit.symmetry import wording
from balancekit.symmetry.units import Units

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["clear", "similar", "uncertain", "unable", "unscored"]
ErrorSource = Literal["published", "own days", "own trials", "none"]
ORDER: tuple[Verdict, ...] = ("clear", "unable", "uncertain", "similar", "unscored")
"""The order in which verdicts are shown: what matters most comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One test of one person, with the verdict and what it rests on.

    Differences are 100 ln(R/L) on a ratio scale (close to per cent), else in the test's unit; positive: the right is
    larger. Numbers that do not exist are NaN.
    """

    assessment: str
    """Id of the test."""
    name: str
    quality: str
    scale: str
    unit: str
    better: str
    on: dt.date
    """Latest day that counts."""
    days: int
    """Days whose scores were averaged."""
    left: float
    right: float
    """Score of each side, in the unit."""
    value: float
    """Score of a test with one signed value."""
    n_left: int
    n_right: int
    """Trials of a side on the latest day."""
    difference: float
    """d, as observed."""
    baseline: float
    """d0, the difference to expect; the verdict is on d - d0."""
    se: float
    """Standard error of d."""
    low: float
    high: float
    """95 % interval of d - d0. On an ordinal scale the lowest and highest of the days."""
    df: float
    """Degrees of freedom of the error; infinite where it is published."""
    margin: float
    """The smallest difference that matters."""
    margin_source: str
    error_source: ErrorSource
    error_words: str
    """The error in plain words: "varies by about 31 % from day to day"."""
    scope: Literal["lasting", "today"] | None
    """What the verdict speaks about: the person, or only the day of testing."""
    verdict: Verdict
    p: float
    """Two-sided p value of d = d0."""
    q: float
    """p value after Benjamini and Hochberg, over the tests of the case."""
    less_side: Literal["left", "right"] | None
    """The side that does less (weaker, tighter, smaller), turned where lower is better; for `unable`, the side that
    could not."""
    more: str = "higher"
    """What a signed reading says of its side."""
    unable_sides: tuple[str, ...] = ()
    more_days: int | None = None
    """Further days of testing that would settle it, if nothing else changes."""
    more_trials: int | None = None
    """Further trials a side that would settle it for today."""
    instead: str | None = None
    """Id of a less noisy test of the same muscles."""
    instead_name: str = ""
    today: Literal["left", "right"] | None = None
    """The side that clearly did less on the day itself, by the person's own trials, where the lasting verdict is
    open."""
    reason: str = ""
    """Why it could not be scored, and what would mend it."""
    refer: str = ""
    """What a referral rule of the test says to this reading."""
    unusual: str = ""
    """Which readings lie outside what is usual, as a sentence. They count all the same."""
    units: Units = "metric"
    """Units in which its sentences are said. Its numbers are always metric."""
    index: str = ""
    """How the difference was computed."""
    catalogue_version: str = ""

    @property
    def effect(self) -> float:
        """Size of d - d0, with its sign, in multiples of the smallest difference that matters."""
        return (self.difference - self.baseline) / self.margin

    @property
    def percent(self) -> float:
        """Percentage difference, of the larger side; NaN unless on a ratio scale."""
        larger = max(self.left, self.right)
        if self.scale != "ratio" or not larger > 0:
            return math.nan
        return 100 * (self.right - self.left) / larger

    @property
    def verdict_words(self) -> str:
        """The verdict as a person reads it: "Clear difference", "Can't tell yet" and so on."""
        return wording.VERDICTS[self.verdict]

    @property
    def difference_words(self) -> str:
        """The difference as a person reads it: "22 % less on the right"."""
        return wording.difference(self)

    @property
    def summary(self) -> str:
        """One finding in plain words: what was measured, what it means, what would settle it."""
        return wording.summary(self)

    def shown(self, side: str) -> str:
        """A side's score with its unit, as a person reads it: "62 s"."""
        return wording.shown(self, side)


@dataclass(frozen=True)
class Findings:
    """All findings of a case, in the order in which its tests were first done."""

    items: tuple[Finding, ...]
    case: Case
    catalogue: Catalogue = field(repr=False)
    expected_false_alarms: float = 0.0
    """How many of these tests would come out `clear` in a perfectly symmetric person."""

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, assessment: object) -> bool:
        return any(finding.assessment == assessment for finding in self.items)

    def __getitem__(self, assessment: str) -> Finding:
        for finding in self.items:
            if finding.assessment == assessment:
                return finding
        measured = ", ".join(f.assessment for f in self.items) or "nothing yet"
        raise KeyError(f"'{assessment}' was not measured in this case; measured: {measured}.")

    @property
    def clear(self) -> tuple[Finding, ...]:
        """The findings whose difference is real and large enough to matter."""
        return tuple(finding for finding in self.items if finding.verdict == "clear")

    @property
    def frame(self) -> pd.DataFrame:
        """One row a finding; the columns are the fields of `Finding`, and ``effect`` and ``summary``."""
        import pandas as pd

        names = [f.name for f in fields(Finding)]
        rows = [
            [getattr(finding, name) for name in names] + [finding.effect, finding.summary] for finding in self.items
        ]
        return pd.DataFrame(rows, columns=[*names, "effect", "summary"])

    def muscles(self) -> pd.DataFrame:
        """One row a muscle and quality, combined over the tests that load it.

        Columns ``muscle, quality, effect, low, high, verdict, less_side, assessments``. ``effect`` is in multiples of
        each test's smallest difference that matters, positive where the right muscle does more, weighted by precision.
        """
        from balancekit.symmetry.muscles import combine

        return combine(self)

    def __str__(self) -> str:
        if not self.items:
            return "Nothing measured yet."
        lines = [f"{wording.counts(self)} {wording.false_alarms(self)}"]
        for verdict in ORDER:
            lines += [f"- {f.name}: {f.verdict_words}. {f.summary}" for f in self.items if f.verdict == verdict]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from balancekit.symmetry.table import html_table

        return html_table(self)

    def assessment(self, finding: Finding) -> Assessment | None:
        """The catalogue's entry of a finding's test."""
        return self.catalogue.assessments.get(finding.assessment)


def check_findings(given: object, verb: str) -> None:
    """Say what a verb takes, where it was given something else.

    Raises
    ------
    TypeError
        For anything but `Findings`.
    """
    if not isinstance(given, Findings):
        raise TypeError(f"{verb} takes the Findings of bk.score(case); got a {type(given).__name__}.")
