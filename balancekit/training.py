"""How one trains and what was done: settings of the plan, and the entries of the training log."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from balancekit.catalogue.entries import Id
from balancekit.trial import Value

Side = Literal["left", "right"]
Level = Literal["beginner", "regular", "trained"]
MIXED_GRIP = "alternating_mixed_grip"
"""Id under which the sets in a mixed grip are logged; the side is the hand that is palm up."""


class LogEntry(Value):
    """One set of one side; or, without a value, what was noted about an exercise on that day."""

    on: dt.date
    exercise: Id
    """Id in the catalogue."""
    side: Side | None = None
    """The side as the exercise counts it: the leg that works, the hand that holds the weight, in a mixed grip the hand
    that is palm up. None: about the exercise as a whole."""
    set: int = Field(default=1, ge=1, le=50)
    """Which set of that side and day, counted from 1."""
    value: float | None = Field(default=None, ge=0, le=100_000, allow_inf_nan=False)
    """Repetitions, or seconds where the exercise is held. None where nothing was counted."""
    load: float | None = Field(default=None, ge=0, le=1_000, allow_inf_nan=False)
    """In kilograms; None: not said, or one's own weight."""
    in_reserve: int | None = Field(default=None, ge=0, le=20)
    """How many more clean repetitions would still have gone."""
    pain: bool | None = None
    """Pain that was sharp, that spread or that lasted into the next day. False: asked, and there was none."""
    note: str = Field(default="", max_length=2_000)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.value is not None and self.side is None:
            raise ValueError("a set belongs to a side; give side 'left' or 'right'")
        grip = self.exercise == MIXED_GRIP and self.side is not None
        if self.value is None and self.pain is None and not self.note and not grip:
            raise ValueError("the entry says nothing; give a value, pain, or a note")
        return self


class Training(Value):
    """How one means to train. The plan reads it where `programme` is not told otherwise."""

    days_per_week: int = Field(default=3, ge=1, le=7)
    weeks: int = Field(default=6, ge=1, le=26)
    minutes: int | None = Field(default=None, ge=10, le=180)
    """Most minutes a session; None: not said."""
    level: Level = "regular"
    """How used one is to training against loads."""
    start: dt.date | None = None
    """First day of the plan; None: not begun, the plan then starts on the Monday after the latest test."""
    rungs: tuple[str, ...] = ()
    """Ids of exercises that one has chosen on their ladder, easier or harder than where the plan would start."""
