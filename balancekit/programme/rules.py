"""The rules of training as data: what each says, how well it is proven, and where that stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from balancekit.catalogue import CONVENTION, Grade

if TYPE_CHECKING:
    from balancekit.programme.plan import Row

LOADING = ("strength", "endurance", "size")
"""Qualities that are trained against a load and counted in sets; mobility and control are light work."""
SETS_A_WEEK = (5, 10)
"""Sets a week for a muscle and side: the fewest aimed at and the most allowed. Schoenfeld 2017 for a beginner; a trend,
not a cliff."""
STRETCH_MINUTES = (4, 10)
"""Minutes of stretching for a muscle, a session and a week, beyond which the benefit levels off. Ingram 2024."""
_GRADES = {
    "trial": "trials",
    "trial-small": "small trials",
    "cohort": "cohort studies",
    "cross-sectional": "cross-sectional studies",
    "lab": "laboratory study",
    "mechanism": "mechanism only",
    "convention": "convention",
    "contradicted": "contradicted by studies",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of training, printed beside the plan."""

    id: str
    text: str
    """What to do."""
    grade: Grade | Literal["trial-small"]
    """What kind of evidence stands behind it; ``trial-small``: small trials that nobody has repeated elsewhere."""
    source: tuple[str, ...]
    """Ids of references, or ``convention``."""
    note: str
    """What is known, and what is not."""

    @property
    def grade_words(self) -> str:
        """The grade as a person reads it: "small trials"."""
        return _GRADES[self.grade]


RULES = (
    Rule(
        id="weak_side_first",
        text="Weak side first, in every exercise.",
        grade="trial-small",
        source=("gonzalo_skok_2019", "moreno_azze_2021"),
        note="Small trials of one research group, in young footballers: the weaker leg gained more when it began. That "
        "this closes a gap better than equal work is not shown.",
    ),
    Rule(
        id="strong_side_stops",
        text="The strong side stops at the weak side's count, even if it could do more.",
        grade="convention",
        source=(CONVENTION,),
        note="No trial of holding the strong side back was found.",
    ),
    Rule(
        id="two_short_of_failure",
        text="Stop each set while two more clean repetitions would still go.",
        grade="convention",
        source=(CONVENTION,),
        note="People misjudge this by about one repetition, so the two sides are only roughly matched in effort.",
    ),
    Rule(
        id="one_extra_set",
        text="At most one extra set on the weak side, and only while its difference stays clear.",
        grade="convention",
        source=(CONVENTION,),
        note="Doubling the weak side's work has been tried in small trials; one set is the cautious part of that.",
    ),
    Rule(
        id="swap_mixed_grip",
        text="In a mixed deadlift grip, swap the underhand side every set and write it down.",
        grade="lab",
        source=("beggs_2011",),
        note="Ten lifters: over-under grip loaded the two arms unevenly. What that does over years was not looked at.",
    ),
    Rule(
        id="sets_a_week",
        text=f"{SETS_A_WEEK[0]} to {SETS_A_WEEK[1]} sets a week for each muscle and side; a helper counts half.",
        grade="trial",
        source=("schoenfeld_2017", "pelland_2024"),
        note="More sets give a little more growth; there is no cliff at ten.",
    ),
    Rule(
        id="raise_load",
        text="Raise the load by 2 to 10 % once the weak side does one or two repetitions more than the range says.",
        grade="convention",
        source=("ratamess_2009",),
        note="The position of a sports medicine college.",
    ),
    Rule(
        id="stretch_minutes",
        text=f"Stretch a muscle for up to {STRETCH_MINUTES[0]} minutes a session and {STRETCH_MINUTES[1]} a week.",
        grade="trial",
        source=("ingram_2024",),
        note="The benefit levels off there. Whether stretching one side makes two sides alike is not known.",
    ),
    Rule(
        id="stop_for_pain",
        text="Pain that is sharp, that spreads or that is still there the next day: stop that exercise, take the "
        "easier rung, or have it looked at.",
        grade="convention",
        source=(CONVENTION,),
        note="Caution, not a trial.",
    ),
    Rule(
        id="retest",
        text="Measure again on the re-test date, and call it a change only beyond the test's own error.",
        grade="convention",
        source=(CONVENTION,),
        note="The minimal detectable change is arithmetic on the error that the verdict used.",
    ),
)
"""Every rule, in the order in which they are printed."""


def rules_for(rows: Iterable[Row], underhand: str | None) -> tuple[Rule, ...]:
    """The rules that bear on these rows.

    Parameters
    ----------
    rows
        What is trained.
    underhand
        The hand that the person always turns under in a mixed grip; None or ``"none"`` where there is no such habit.
    """
    rows = tuple(rows)
    if not rows:
        return ()
    loaded = any(row.quality in LOADING for row in rows)
    applies = {
        "two_short_of_failure": loaded,
        "one_extra_set": loaded,
        "sets_a_week": loaded,
        "raise_load": loaded,
        "stretch_minutes": any(row.quality == "mobility" for row in rows),
        "swap_mixed_grip": underhand in ("left", "right") or any("deadlift" in row.exercise for row in rows),
    }
    return tuple(rule for rule in RULES if applies.get(rule.id, True))
