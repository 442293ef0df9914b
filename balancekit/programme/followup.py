"""Has it helped? The difference over dates, whether it changed beyond its error, and what to change next."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from balancekit.catalogue import catalogue as default_catalogue
from balancekit.programme.compose import programme
from balancekit.programme.given import all_first_days
from balancekit.programme.logbook import Adherence, adherence, trained_on
from balancekit.programme.words import counted
from balancekit.symmetry import compare, score
from balancekit.symmetry.measured import WINDOW

if TYPE_CHECKING:
    import pandas as pd

    from balancekit.case import Case
    from balancekit.catalogue import Catalogue
    from balancekit.programme.plan import Programme
    from balancekit.programme.rules import Rule
    from balancekit.symmetry import Change, Finding, Findings

Verdict = Literal["better", "worse", "no change beyond error", "can't tell"]
VERDICTS: dict[str, Verdict] = {
    "smaller": "better",
    "larger": "worse",
    "turned": "worse",
    "no change": "no change beyond error",
    "can't tell": "can't tell",
    "not comparable": "can't tell",
}
"""The verdict on a change, by that of `compare`. A gap that went over to the other side is no better than before."""
ENOUGH = 0.7
"""Part of the planned sessions below which too little was done to judge the plan. Convention."""


@dataclass(frozen=True, slots=True)
class Point:
    """One round of measuring: days close together, none of them on both sides of the start of training."""

    on: dt.date
    """Its last day."""
    days: int
    findings: Findings
    """What these days alone say of the test."""

    @property
    def finding(self) -> Finding:
        """The one test's finding."""
        return self.findings.items[0]

    @property
    def difference(self) -> float:
        """Right less left on the test's scale, less what is to be expected."""
        return self.finding.difference - self.finding.baseline


@dataclass(frozen=True, slots=True)
class Trend:
    """One test over its rounds."""

    assessment: str
    name: str
    points: tuple[Point, ...]
    change: Change | None
    """From the first round to the last; None where there is only one."""
    verdict: Verdict
    words: str
    next: str
    """What to change, in a sentence."""


@dataclass(frozen=True)
class Progress:
    """What has become of the differences that were trained."""

    on: dt.date
    trends: tuple[Trend, ...]
    adherence: Adherence

    def __getitem__(self, assessment: str) -> Trend:
        for trend in self.trends:
            if trend.assessment == assessment:
                return trend
        known = ", ".join(trend.assessment for trend in self.trends) or "none"
        raise KeyError(f"'{assessment}' is not followed; followed are: {known}.")

    def __len__(self) -> int:
        return len(self.trends)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a test and round: ``assessment, on, days, difference, low, high, finding, change, next``."""
        import pandas as pd

        rows = [
            (one.assessment, p.on, p.days, p.difference, p.finding.low, p.finding.high, p.finding.verdict, *last)
            for one in self.trends
            for p in one.points
            for last in [(one.verdict, one.next) if p is one.points[-1] else ("", "")]
        ]
        names = ["assessment", "on", "days", "difference", "low", "high", "finding", "change", "next"]
        return pd.DataFrame(rows, columns=names)

    def __str__(self) -> str:
        lines = [f"- {one.name}: {one.verdict}. {one.words} {one.next}" for one in self.trends]
        return "\n".join([self.adherence.words, *(lines or ["No test has been measured yet."])])

    __repr__ = __str__


def plan_at_start(
    case: Case,
    *,
    equipment: Iterable[str] | None = None,
    catalogue: Catalogue | None = None,
    rules: Mapping[str, object] | Iterable[Rule] | None = None,
    on: dt.date | None = None,
) -> Programme:
    """The plan as it stood when it began: from what was measured up to then, with nothing of it logged yet.

    A plan follows its case, so a re-test changes it; what was done is held against this one. Its first day and its
    re-test date are those of `programme`. ``on``: the day to look from; a plan that begins later is not looked at, as
    long as there is one before it. If left out, the latest plan.
    """
    from balancekit.reasoning import explain

    findings = score(case, catalogue=catalogue)
    own = case.training
    starts = all_first_days(findings, weeks=own.weeks, days_per_week=own.days_per_week)
    start = max((day for day in starts if on is None or day <= on), default=min(starts, default=None))
    if start is not None:
        opened = next((day for day in trained_on(case) if day >= start), start)
        until = tuple(trial for trial in case.trials if trial.on <= opened)
        before = tuple(entry for entry in case.log if entry.on < start)
        findings = score(case.model_copy(update={"trials": until, "log": before}), catalogue=catalogue)
    return programme(findings, explain(findings), equipment=equipment, rules=rules, start=start)


def progress(
    case: Case, plan: Programme | None = None, *, catalogue: Catalogue | None = None, on: dt.date | None = None
) -> Progress:
    """How the differences have changed since training began.

    Parameters
    ----------
    case
        The person, with all dates and the training log.
    plan
        What was planned: says which tests were trained, and what share of it was done; `plan_at_start` if left out.
    catalogue
        Where the tests are described; the default one if left out.
    on
        The day to look from; today if left out. What lies after it is not looked at.

    Returns
    -------
    Progress
        One `Trend` for each test that is trained or was measured in two rounds.
    """
    known, on = catalogue or default_catalogue(), on or dt.date.today()
    if plan is None:
        plan = plan_at_start(case, equipment=case.equipment, catalogue=known, on=on)
    case = case.model_copy(update={"trials": tuple(trial for trial in case.trials if trial.on <= on)})
    begun = min((e.on for e in case.log if e.value is not None), default=plan.start)
    done = adherence(plan, case, on)
    trained = {test for row in plan.rows for test in row.why}
    trends = []
    for test in case.assessments:
        points = _rounds(case, test, known, begun)
        if points and (test in trained or len(points) > 1):
            trends.append(_trend(points, done))
    return Progress(on, tuple(trends), done)


def _rounds(case: Case, test: str, known: Catalogue, begun: dt.date | None) -> list[Point]:
    """The test's days in rounds, each scored on its own, so that no day counts in two of them."""
    days = sorted({trial.on for trial in case.trials if trial.assessment == test})
    rounds: list[list[dt.date]] = []
    for day in days:
        first = rounds[-1][0] if rounds else None
        parted = begun is not None and first is not None and first <= begun < day
        if first is None or parted or day - first > WINDOW:
            rounds.append([])
        rounds[-1].append(day)
    return [Point(dates[-1], len(dates), _score(case, test, dates, known)) for dates in rounds]


def _score(case: Case, test: str, dates: list[dt.date], known: Catalogue) -> Findings:
    trials = tuple(trial for trial in case.trials if trial.assessment == test and trial.on in dates)
    return score(case.model_copy(update={"trials": trials}), catalogue=known)


def _trend(points: list[Point], done: Adherence) -> Trend:
    first, last = points[0].finding, points[-1].finding
    if len(points) == 1:
        words = f"{last.difference_words[:1].upper()}{last.difference_words[1:]}, measured in one round so far."
        following = "Measure again on the re-test date."
        return Trend(last.assessment, last.name, tuple(points), None, "can't tell", words, following)
    change = compare(points[0].findings, points[-1].findings)[last.assessment]
    verdict = VERDICTS[change.verdict]
    if change.verdict == "not comparable":
        verdict = _of_ability(first, last)
    following = _next(change, verdict, done)
    return Trend(last.assessment, last.name, tuple(points), change, verdict, change.summary, following)


def _of_ability(first: Finding, last: Finding) -> Verdict:
    """A side that can do it now, or no longer. That needs no error, only a reading."""
    was, now = set(first.unable_sides), set(last.unable_sides)
    read = not any(math.isnan(getattr(last, side)) for side in was - now)
    return "better" if now < was and read else "worse" if now > was else "can't tell"


def _next(change: Change, verdict: Verdict, done: Adherence) -> str:
    after = change.after
    if verdict == "better":
        if after.verdict == "similar":
            return "Alike now: keep it with one session a week."
        if after.verdict == "uncertain":
            more = _more_days(after) or " Measure on another day."
            return f"The gap is smaller; whether it has closed can't be said yet.{more}"
        if change.before.verdict == "unable":
            return "The side can do it now. From here on its count can be compared."
        return "The gap is smaller and still clear: go on building, and measure again."
    if change.verdict == "turned":
        return "It went over to the other side: stop the one-sided work, and do the same on both."
    if verdict == "worse":
        return (
            "The gap grew. Do no extra sets, look at the stories under Why again, and have it looked at if anything "
            "hurts or feels weak."
        )
    if done.planned and done.share < ENOUGH:
        return "Too little of the plan was done to judge it. Do it first, before you change it."
    if verdict == "no change beyond error":
        return (
            "The plan was done and the gap stayed: take another exercise, or a harder or easier version of it, or look "
            "at the next story."
        )
    return f"It may or may not have changed.{_more_days(after) or ' Measure on more days, or with a steadier test.'}"


def _more_days(after: Finding) -> str:
    return f" Measure on {counted(after.more_days, 'more day')}." if after.more_days else ""
