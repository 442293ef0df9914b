"""The one code of colours and patterns that figure, picture and legend share.

Hue says left or right and nothing else: the region of the side that does less takes its own side's colour, its
partner stays taupe. The neutrals are fixed values that the forms' stylesheet maps to the dark theme, one by one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

State = Literal["clear", "unable", "uncertain", "similar", "opposite", "unscored", "unmeasured", "value"]
"""What a region shows.

``clear``, ``unable`` and ``uncertain`` stand on the side that does less, ``opposite`` on its partner; ``similar``
on both sides; ``unscored`` was measured without a known error, ``unmeasured`` not at all; ``value`` is a number
that the caller gave.
"""

SKIN = "#f0ece6"
BONE = "#faf8f4"
LINE = "#c4bbaf"
BONE_LINE = "#d9d1c7"
NONE = "#ddd0c3"
SAME = "#bfac95"
FIBRE = "rgba(255,255,255,.45)"
LEFT = (SAME, "#86aab8", "#4f97b5", "#1f7799")
RIGHT = (SAME, "#d0a76f", "#e09a3c", "#c97a10")
LETTERS = {"left": "#1b6685", "right": "#8f5500"}
MUSCLE = "#a84b47"
INK = "#2a2521"
INK_2 = "#5c534b"
INK_3 = "#71675e"
PAPER = "#ffffff"
HAIRLINE = "#e4ddd3"
BAND = "#ece5db"
FONT = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif'

# The colour is full from four times the smallest difference that matters. Convention of this project: beyond that,
# more of the same colour would tell a reader nothing to act on.
SATURATION = 4.0


@dataclass(frozen=True, slots=True)
class Paint:
    """How a region is drawn. ``pattern`` is empty, ``/`` (hatched) or ``x`` (cross-hatched), in colour ``ink``."""

    fill: str
    line: str
    width: float
    pattern: str
    ink: str


def strength(effect: float) -> float:
    """How strong a difference is coloured, 0 to 1, from its size in multiples of the smallest that matters.

    Logarithmic, because differences are: one margin gives 0.43, four or more give 1 (convention). Not a number
    gives 0.
    """
    if math.isnan(effect):
        return 0.0
    return min(1.0, math.log1p(abs(effect)) / math.log1p(SATURATION))


def diverging(position: float) -> str:
    """Colour at a place on the scale: -1 full left, 0 alike, 1 full right."""
    ramp = LEFT if position < 0 else RIGHT
    place = min(1.0, abs(position)) * (len(ramp) - 1)
    lower = min(int(place), len(ramp) - 2)
    return _mix(ramp[lower], ramp[lower + 1], place - lower)


def paint(state: State, position: float = 0.0) -> Paint:
    """How a region in this state is drawn; ``position`` is its place on the diverging scale, left below 0."""
    if state in ("clear", "value"):
        return _solid(diverging(position), 0.6)
    if state in ("similar", "opposite"):
        return _solid(SAME, 0.6)
    if state in ("uncertain", "unable"):
        # A pattern needs contrast with its ground whatever the size of the difference.
        ink = diverging(math.copysign(0.8 if state == "uncertain" else 1.0, position))
        return Paint(NONE, ink, 1.0 if state == "uncertain" else 1.6, "/" if state == "uncertain" else "x", ink)
    return _solid(NONE, 0.4)


def _solid(colour: str, width: float) -> Paint:
    return Paint(colour, colour, width, "", colour)


def _mix(first: str, second: str, share: float) -> str:
    channels = (
        (int(first[index : index + 2], 16), int(second[index : index + 2], 16)) for index in range(1, len(first), 2)
    )
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in channels)
