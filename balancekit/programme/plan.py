"""What a programme is, as frozen values. How it is shown stands in ``words``, ``page`` and ``calendar``."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from balancekit.programme import words

if TYPE_CHECKING:
    import pandas as pd

    from balancekit.programme.ladder import Ladder
    from balancekit.programme.phases import Phase
    from balancekit.programme.rules import Rule

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One exercise on one day."""

    week: int
    """Counted from 1."""
    date: dt.date
    day: str
    """Day of the week, in words."""
    order: int
    """Place in the session, counted from 1."""
    phase: str
    """``groove``, ``build``, ``balance``, ``stretch`` or ``keep``."""
    light: bool
    """Whether this week does less."""
    exercise: str
    """Id in the catalogue."""
    name: str
    quality: str
    side_first: Side
    """The side whose muscles are weaker or tighter. It begins."""
    works: Side
    """The side as the exercise counts it. Differs from `side_first` where the load is held on the other side."""
    setup: str
    """How to take up the exercise so that the weak side works: "the weight is in the left hand"."""
    sets: int
    """Sets of the weak side."""
    other_sets: int
    """Sets of the other side, never more."""
    low: int
    high: int
    """Fewest and most repetitions or seconds of a set."""
    unit: Literal["reps", "s"]
    bottom: int
    top: int
    """The whole range of the exercise; `low` and `high` are this week's part of it. `bottom` is lower than the
    exercise's own where a test or the log allows only for less."""
    in_reserve: int | None
    """Clean repetitions that should still go at the end of a set; None where that does not apply."""
    tempo: str
    """How fast, in words."""
    rest: int | None
    """Seconds of rest once both sides have done a set."""
    minutes: float
    """About how long it takes, rests included."""
    load: str
    """Which weight to take, in words, where a test of the exercise says it; else empty."""
    measured: bool
    """Whether a test of the case counted or timed this exercise, or an easier version of it."""
    bound: str
    """Why it asks for no more than it does, in words: a test of the exercise, or the log. Else empty."""
    other_side: str
    """What the other side does, in words."""
    weak_first: bool
    """Whether the weak side begins; only a coach's rule changes that."""
    why: tuple[str, ...]
    """Ids of the tests that ask for it."""
    reason: str
    """The findings behind it, in words."""
    grade: str
    """Kind of evidence behind the exercise."""

    @property
    def dose(self) -> str:
        """Sets and repetitions or seconds of the weak side: "3 × 8–12"."""
        return words.dose(self)

    @property
    def how(self) -> str:
        """Tempo, repetitions in reserve, rest, weight and bound: "3 s down, 2 s up; keep 2 in reserve; rest 90 s"."""
        return words.how(self)


@dataclass(frozen=True, slots=True)
class Session:
    """What is done on one day."""

    week: int
    date: dt.date
    rows: tuple[Row, ...]
    warm_up: str = ""
    """What to do before, in a sentence; empty where no rule asks for it."""
    warm_up_minutes: int = 0

    @property
    def minutes(self) -> int:
        """About how long it takes, warm-up and rests included, to the next five minutes."""
        return 5 * round((sum(row.minutes for row in self.rows) + self.warm_up_minutes) / 5)

    @property
    def day(self) -> str:
        """Day of the week, in words."""
        return self.rows[0].day

    @property
    def kind(self) -> str:
        """What it trains: "Strength and mobility"."""
        return words.kind(self.rows)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the plan leaves out, why, and what to do instead."""

    kind: Literal["red flag", "referral", "pain", "noise", "alike", "not trainable", "no exercise"]
    heading: str
    text: str
    about: tuple[str, ...] = ()
    """Ids of the safety questions, tests or exercises that it is about."""
    urgency: Literal["emergency", "same day", "soon"] | None = None

    def __str__(self) -> str:
        return f"{self.heading.rstrip('.')}. {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Retest:
    """What measuring a test again could show."""

    assessment: str
    name: str
    detectable: float
    """Minimal detectable change of the side difference, on the finding's scale: 100 ln(R/L) or the unit. NaN where no
    error is known."""
    shows: bool
    """Whether sides that had become alike would show as a change."""
    words: str


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A plan: what to do on which day, by which rules, and when to measure again. Empty where none can be given."""

    person: str
    """Name in the profile; may be empty."""
    start: dt.date | None
    weeks: int
    days_per_week: int
    rows: tuple[Row, ...]
    refusals: tuple[Refusal, ...]
    """What is left out of the plan, and what to do instead."""
    notes: tuple[str, ...]
    """What to know about the plan as it stands."""
    rules: tuple[Rule, ...]
    """The rules in force that bear on it."""
    no_longer: tuple[str, ...]
    """What no longer holds because a coach switched rules off or replaced them."""
    phases: tuple[Phase, ...]
    warm_up: int
    """Minutes of warm-up."""
    retest_on: dt.date | None
    """None where nothing is trained."""
    retest: tuple[Retest, ...]
    """What to measure then; first what could show a change."""
    ladders: tuple[Ladder, ...]
    """For each exercise its easier and harder variants."""
    catalogue_version: str = field(repr=False)

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """The plan day by day."""
        grouped = groupby(self.rows, key=lambda row: (row.week, row.date))
        days = [(week, date, tuple(rows)) for (week, date), rows in grouped]
        return tuple(
            Session(week, date, rows, words.warm_up(rows, self.warm_up), self.warm_up) for week, date, rows in days
        )

    def phase(self, week: int) -> Phase:
        """The phase that a week belongs to."""
        self.week(week)
        return next(phase for phase in self.phases if week in phase.weeks)

    def session(self, on: dt.date) -> Session | None:
        """What is planned for a day; None on a day without training."""
        return next((session for session in self.sessions if session.date == on), None)

    def row_near(self, exercise: str, on: dt.date) -> Row | None:
        """The exercise as it is planned on the day nearest to this one; None where the plan does not hold it."""
        rows = [row for row in self.rows if row.exercise == exercise]
        return min(rows, key=lambda row: abs(row.date - on), default=None)

    def session_near(self, on: dt.date) -> Session | None:
        """The session of that day, else the next one, else the last."""
        return next((one for one in self.sessions if one.date >= on), self.sessions[-1] if self.sessions else None)

    @property
    def frame(self) -> pd.DataFrame:
        """One row an exercise and day; the columns are the fields of `Row`, ``why`` as text."""
        import pandas as pd

        rows = [asdict(row) | {"why": ", ".join(row.why)} for row in self.rows]
        return pd.DataFrame(rows, columns=list(Row.__dataclass_fields__))

    def week(self, number: int) -> tuple[Row, ...]:
        """The rows of one week, counted from 1.

        Raises
        ------
        ValueError
            For a week that the plan does not have.
        """
        if number not in range(1, self.weeks + 1):
            raise ValueError(f"week {number!r} is not in this plan; it has the weeks 1 to {self.weeks}.")
        return tuple(row for row in self.rows if row.week == number)

    def to_ics(self, path: str | Path) -> Path:
        """Write a calendar file: an event with a reminder for each session, and the re-test day; gives the path back.

        Reading the file into a calendar twice moves the events, it does not double them.
        """
        from balancekit.programme.calendar import calendar

        path = Path(path)
        path.write_bytes(calendar(self).to_ical())
        return path

    def to_html(self, week: int = 1) -> str:
        """One week as a table, in the classes of the workbook's stylesheet."""
        from balancekit.programme.page import week_table

        return week_table(self, week)

    def day_html(self, on: dt.date) -> str:
        """One day, with warm-up, tempo, rest and the reason for each exercise, in the same classes.

        Raises
        ------
        ValueError
            For a day on which nothing is planned.
        """
        from balancekit.programme.page import day_view

        session = self.session(on)
        if session is None:
            raise ValueError(f"nothing is planned for {words.date(on)}; sessions are in Programme.sessions.")
        return day_view(session)

    def save_page(self, path: str | Path, *, style: str = "") -> Path:
        """Write the whole plan as a page for paper: every week, with room for what was done. Gives the path back.

        ``style`` is a stylesheet to use instead of the plain one that is made for black ink.
        """
        from balancekit.programme.paper import paper

        path = Path(path)
        path.write_text(paper(self, style=style), encoding="utf-8")
        return path

    def to_excel(self, path: str | Path) -> Path:
        """Write the plan as a spreadsheet: a sheet for the sessions with empty columns to fill in, one for the rules.

        Raises
        ------
        ModuleNotFoundError
            Where openpyxl is not installed; it comes with the extra ``excel``.
        """
        from balancekit.programme.sheet import workbook

        path = Path(path)
        workbook(self).save(path)
        return path

    def __str__(self) -> str:
        return words.plan(self)

    def __len__(self) -> int:
        return len(self.rows)

    def _repr_html_(self) -> str:
        from balancekit.programme.page import page

        return page(self)
