"""Reads a number as a person types it, and asks where it is unusual."""

from __future__ import annotations

import math
import re

from balancekit.catalogue import Assessment
from balancekit.symmetry.wording import quantity

_CLOCK = re.compile(r"(\d{1,3}):([0-5]?\d(?:[.,]\d+)?)")
_UNIT_WORDS = {
    "s": "seconds, such as 62 or 1:02",
    "reps": "a whole number of repetitions, such as 12",
    "kg": "kilograms, such as 22.5",
    "cm": "centimetres, such as 11.5",
    "mm": "millimetres, such as 8",
    "deg": "degrees, such as 35",
    "points": "points, such as 2",
}
_SUFFIX = {"deg": ("deg", "°", "degrees"), "s": ("s", "sec", "seconds"), "reps": ("reps", "rep", "x")}
_LIMIT = 1e6


def read(text: str, unit: str) -> float | None:
    """The number that a text means in a unit; None where it is empty.

    Takes ``62``, ``62,5``, ``1:05`` (minutes and seconds), and the unit behind it.

    Raises
    ------
    ValueError
        With a sentence that says what was typed and what is expected.
    """
    typed = " ".join(text.split())
    if not typed:
        return None
    plain = typed.replace("\N{MINUS SIGN}", "-").lower()
    for suffix in _SUFFIX.get(unit, (unit,)):
        plain = plain.removesuffix(suffix).strip()
    if unit == "s" and (clock := _CLOCK.fullmatch(plain)):
        return 60 * int(clock[1]) + float(clock[2].replace(",", "."))
    try:
        number = float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in plain:
        shown = typed if len(typed) <= 30 else typed[:29] + "…"
        raise ValueError(f"“{shown}” is not a number. Please type {_UNIT_WORDS[unit]}.")
    if abs(number) > _LIMIT:
        raise ValueError(f"{number:g} is far too much. Please type {_UNIT_WORDS[unit]}.")
    return number


def doubt(number: float, entry: Assessment) -> str:
    """A question about a reading outside the usual range; empty where it is usual."""
    low, high = entry.usual
    if low <= number <= high or (number == 0 and entry.scale == "signed"):
        return ""
    usual = f"Usual is {low:g} to {quantity(high, entry.unit)}."
    guess = guess_for(number, entry)
    return f"{usual} Did you mean {guess:g}?" if guess is not None else f"{usual} Is it right?"


def guess_for(number: float, entry: Assessment) -> float | None:
    """What was probably meant: a slip of the decimal point, or of the sign."""
    low, high = entry.usual
    return next(
        (guess for guess in (number / 10, number * 10, -number) if low <= guess <= high and guess != number), None
    )


def typed(number: float) -> str:
    """A number as a person would type it."""
    return f"{number:g}"
