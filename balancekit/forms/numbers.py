"""Reads a number as a person types it, and asks where it is unusual."""

from __future__ import annotations

import math
import re

from balancekit.catalogue import Assessment
from balancekit.symmetry.units import (
    CENTIMETRES_IN_AN_INCH,
    KILOGRAMS_IN_A_POUND,
    Units,
    from_shown,
    to_shown,
    unit_shown,
)
from balancekit.symmetry.wording import quantity

_CLOCK = re.compile(r"(\d{1,3}):([0-5]?\d(?:[.,]\d+)?)")
_FEET = re.compile(r"(\d{1,2})\s*(?:'|ft|feet)\s*(\d{1,2}(?:[.,]\d+)?)?\s*(?:''|\"|in|inches)?")
_UNIT_WORDS = {
    "s": "seconds, such as 62 or 1:02",
    "reps": "a whole number of repetitions, such as 12",
    "kg": "kilograms, such as 22.5",
    "lb": "pounds, such as 50",
    "cm": "centimetres, such as 11.5",
    "in": "inches, such as 4.5",
    "mm": "millimetres, such as 8",
    "deg": "degrees, such as 35",
    "points": "points, such as 2",
}
_SUFFIXES: dict[str, dict[str, float]] = {
    "s": {"seconds": 1, "second": 1, "secs": 1, "sec": 1, "s": 1, "minutes": 60, "min": 60},
    "reps": {"reps": 1, "rep": 1, "x": 1},
    "kg": {
        "kilograms": 1,
        "kg": 1,
        "pounds": KILOGRAMS_IN_A_POUND,
        "lbs": KILOGRAMS_IN_A_POUND,
        "lb": KILOGRAMS_IN_A_POUND,
    },
    "cm": {
        "mm": 0.1,
        "cm": 1,
        "inches": CENTIMETRES_IN_AN_INCH,
        "inch": CENTIMETRES_IN_AN_INCH,
        "in": CENTIMETRES_IN_AN_INCH,
        "''": CENTIMETRES_IN_AN_INCH,
        '"': CENTIMETRES_IN_AN_INCH,
    },
    "mm": {"mm": 1, "cm": 10, "inches": 10 * CENTIMETRES_IN_AN_INCH, "in": 10 * CENTIMETRES_IN_AN_INCH},
    "deg": {"degrees": 1, "deg": 1, "°": 1},
    "points": {"points": 1, "point": 1},
}
"""What may stand behind a number, and how many of the test's unit it is."""
_QUOTES = str.maketrans({"\N{MINUS SIGN}": "-", "’": "'", "′": "'", "”": '"', "″": '"'})
_LIMIT = 1e6


def read(text: str, unit: str, units: Units = "metric") -> float | None:
    """The number that a text means, in the test's unit; None where it is empty.

    Takes ``62``, ``62,5``, ``1:05`` (minutes and seconds), ``5'11`` (feet and inches, for a length) and a unit behind
    the number, also of the other system: ``50 lb``. A bare number is in the unit that the reader sees.

    Raises
    ------
    ValueError
        With a sentence that says what was typed and what is expected.
    """
    typed = " ".join(text.split())
    if not typed:
        return None
    plain = typed.translate(_QUOTES).lower()
    if unit == "s" and (clock := _CLOCK.fullmatch(plain)):
        return 60 * int(clock[1]) + _number(clock[2])
    if unit in ("cm", "mm") and (feet := _FEET.fullmatch(plain)):
        inches = 12 * int(feet[1]) + (_number(feet[2]) if feet[2] else 0)
        return inches * CENTIMETRES_IN_AN_INCH * (1 if unit == "cm" else 10)
    for suffix, factor in _SUFFIXES[unit].items():
        if plain.endswith(suffix):
            number = _number(plain.removesuffix(suffix).strip()) * factor
            break
    else:
        number = from_shown(_number(plain), unit, units)
    wanted = _UNIT_WORDS[unit_shown(unit, units)]
    if not math.isfinite(number):
        shown = typed if len(typed) <= 30 else typed[:29] + "…"
        raise ValueError(f"“{shown}” is not a number. Please type {wanted}.")
    if abs(number) > _LIMIT:
        raise ValueError(f"{number:g} is far too much. Please type {wanted}.")
    return number


def _number(plain: str) -> float:
    """A plain number with a point or a comma; NaN where it is none."""
    if not re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?", plain):
        return math.nan
    return float(plain.replace(",", "."))


def doubt(number: float, entry: Assessment, units: Units = "metric") -> str:
    """A question about a reading outside the usual range; empty where it is usual."""
    low, high = entry.usual
    if low <= number <= high or (number == 0 and entry.scale == "signed"):
        return ""
    from_low = quantity(low, entry.unit, units).split()[0].removesuffix("°")
    usual = f"Usual is {from_low} to {quantity(high, entry.unit, units)}."
    guess = guess_for(number, entry)
    return f"{usual} Did you mean {typed(guess, entry.unit, units)}?" if guess is not None else f"{usual} Is it right?"


def guess_for(number: float, entry: Assessment) -> float | None:
    """What was probably meant: a slip of the decimal point, or of the sign."""
    low, high = entry.usual
    return next(
        (guess for guess in (number / 10, number * 10, -number) if low <= guess <= high and guess != number), None
    )


def typed(number: float, unit: str = "s", units: Units = "metric") -> str:
    """A number as a person would type it, in the unit that the reader sees."""
    return f"{to_shown(number, unit, units):.6g}"
