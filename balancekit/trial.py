"""One reading and one note: what a case is made of, and how they are read from what a person gives."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from balancekit.catalogue.entries import Id
from balancekit.catalogue.faults import faults

if TYPE_CHECKING:
    import pandas as pd


_SAID = 3
"""Faults that one sentence names; the others are counted."""


class CaseError(ValueError):
    """Something that a case cannot take. The message says what was given, what is expected and how to mend it."""


class Value(BaseModel):
    """A frozen value that takes no field it does not know.

    Raises
    ------
    CaseError
        For fields that cannot be; one sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    if not TYPE_CHECKING:  # a type checker shall see the fields, as it does without this

        def __init__(self, **fields: Any) -> None:
            try:
                super().__init__(**fields)
            except ValidationError as error:
                raise CaseError(f"{type(self).__name__}: {sentence(error, type(self).model_fields)}") from None

        # As pydantic marks its own: a value inside another is checked with it, and not built by a call of its own.
        __init__.__pydantic_base_init__ = True


class Trial(Value):
    """One reading of one side on one day."""

    assessment: Id
    side: Literal["left", "right", "both"]
    """``both``: one signed value for the pair, + where the right is higher or larger."""
    value: float | None = Field(default=None, allow_inf_nan=False)
    """In the test's unit. None where the side could not do it."""
    on: dt.date
    unable: bool = False
    doubted: bool = False
    """An unusual reading that was typed, but not confirmed yet: kept, and left out of every verdict."""

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.unable == (self.value is not None):
            raise ValueError("a trial has a value, or the side was unable to do it; exactly one of the two.")
        return self


class Note(Value):
    """What one wrote down about a test on a day."""

    assessment: str
    on: dt.date
    text: str = Field(min_length=1, max_length=2_000)


def read_day(on: object) -> dt.date:
    """The day that was given; today where none was."""
    if on is None:
        return dt.date.today()
    if isinstance(on, dt.datetime):  # pandas timestamps are datetimes, too
        return on.date()
    if isinstance(on, dt.date):
        return on
    try:
        return dt.date.fromisoformat(str(on)[:10])
    except ValueError:
        raise CaseError(f"the day {on!r} cannot be read; give a date, or text such as '2026-11-02'.") from None


def read_numbers(assessment: str, side: str, readings: float | Iterable[float]) -> list[float]:
    """One reading or several, as finite numbers."""
    listed = [readings] if isinstance(readings, str) or not isinstance(readings, Iterable) else list(readings)
    if not listed:
        raise CaseError(f"{assessment}, {side}: the list of readings is empty; give at least one number.")
    return [_number(f"{assessment}, {side}", reading) for reading in listed]


def _number(where: str, reading: object) -> float:
    try:
        if isinstance(reading, (bool, str)):
            raise TypeError
        number = float(reading)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError):
        raise CaseError(f"{where}: {reading!r} is no number; give readings such as 62 or [62, 60, 64].") from None
    if not math.isfinite(number):
        raise CaseError(
            f"{where}: {number} is not a reading; leave it out, or use unable() if the side could not do it."
        )
    return number


def sentence(error: ValidationError, fields: Iterable[str] = ()) -> str:
    """What pydantic found, a sentence each; ``fields`` are those that there are, to say which may have been meant."""
    found = faults(error, fields)
    more = [f"And {len(found) - _SAID} more."] if len(found) > _SAID else []
    return " ".join(found[:_SAID] + more)


def trials_of(frame: pd.DataFrame) -> tuple[Trial, ...]:
    """The trials of a frame in long or wide form; see `Case.from_frame`."""
    columns = set(frame.columns)
    if {"date", "assessment", "side", "value"} <= columns:
        return tuple(_long(frame.to_dict("records")))
    if {"date", "assessment", "left", "right"} <= columns:
        return tuple(_wide(frame.to_dict("records")))
    raise CaseError(
        f"the frame has the columns {', '.join(map(str, frame.columns)) or '(none)'}; expected date, assessment, "
        "side, value (one row a trial) or date, assessment, left, right (one row a pair)."
    )


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _long(rows: Iterable[Mapping[Any, Any]]) -> Iterable[Trial]:
    for number, row in enumerate(rows, 1):
        unable = bool(row.get("unable", False))
        if not unable and _absent(row["value"]):
            raise CaseError(f"row {number} ({row['assessment']}, {row['side']}): no value; give one, or set unable.")
        value = None if unable else _number(f"row {number} ({row['assessment']})", row["value"])
        yield _trial(
            number, assessment=row["assessment"], side=row["side"], value=value, on=read_day(row["date"]), unable=unable
        )


def _wide(rows: Iterable[Mapping[Any, Any]]) -> Iterable[Trial]:
    for number, row in enumerate(rows, 1):
        for side in ("left", "right"):
            if not _absent(row[side]):
                value = _number(f"row {number} ({row['assessment']}), {side}", row[side])
                yield _trial(number, assessment=row["assessment"], side=side, value=value, on=read_day(row["date"]))


def _trial(number: int, **fields: Any) -> Trial:
    try:
        return Trial.model_validate(fields)
    except ValidationError as error:
        raise CaseError(f"row {number}: {sentence(error)}") from None
