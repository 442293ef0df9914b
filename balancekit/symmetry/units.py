"""Metric and imperial: everything is kept in metric units; only what is shown and typed may be in pounds or inches."""

from __future__ import annotations

from typing import Literal

Units = Literal["metric", "imperial"]

KILOGRAMS_IN_A_POUND = 0.45359237
"""By definition (international yard and pound agreement, 1959)."""
CENTIMETRES_IN_AN_INCH = 2.54
"""By the same definition."""

_IMPERIAL = {"kg": ("lb", KILOGRAMS_IN_A_POUND), "cm": ("in", CENTIMETRES_IN_AN_INCH)}


def unit_shown(unit: str, units: Units) -> str:
    """The unit that a reader sees: pounds for kilograms and inches for centimetres; the others stay."""
    return _IMPERIAL[unit][0] if units == "imperial" and unit in _IMPERIAL else unit


def to_shown(value: float, unit: str, units: Units) -> float:
    """A number of a metric unit in the unit that a reader sees."""
    return value / _IMPERIAL[unit][1] if units == "imperial" and unit in _IMPERIAL else value


def from_shown(value: float, unit: str, units: Units) -> float:
    """A number as a reader gives it, in the metric unit."""
    return value * _IMPERIAL[unit][1] if units == "imperial" and unit in _IMPERIAL else value
