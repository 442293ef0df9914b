"""The one code of colours and patterns that figure, picture and legend share.

Hue says left or right and nothing else: the region of the side that does less takes its own side's colour, its
partner stays taupe. Every colour is a fixed value of the light theme, and `DARK` has its counterpart: a picture for
dark ground is made by exchanging them, and the live figures' stylesheet exchanges them in the page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

State = Literal["clear", "unable", "uncertain", "similar", "opposite", "unscored", "unmeasured", "value", "chosen"]
"""What a region shows.

``clear``, ``unable`` and ``uncertain`` stand on the side that does less, ``opposite`` on its partner; ``similar``
on both sides; ``unscored`` was measured without a known error, ``unmeasured`` not at all; ``value`` is a number
that the caller gave; ``chosen`` is what a person pointed at.
"""
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

SKIN = "#f0ece6"
BONE = "#faf8f4"
HAIR = "#e6e0d8"  # apart from "not measured", or a head would look like a muscle that waits for its test
LINE = "#c4bbaf"
BONE_LINE = "#d9d1c7"
NONE = "#ddd0c3"
SAME = "#bfac95"
FIBRE = "rgba(255,255,255,.45)"
LEFT = (SAME, "#86aab8", "#4f97b5", "#1f7799")
RIGHT = (SAME, "#d0a76f", "#e09a3c", "#c97a10")
LETTERS = {"left": "#1b6685", "right": "#8f5500"}
MUSCLE = "#a84b47"
DOT = "#8a7b6b"
INK = "#2a2521"
ON_INK = "#faf7f2"
INK_2 = "#5c534b"
INK_3 = "#71675e"
PAPER = "#ffffff"
HAIRLINE = "#e4ddd3"
BAND = "#ece5db"
FONT = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif'

# Colours come in so many steps a side: few enough that a stylesheet can name them all, too many to be seen as steps.
STEPS = 12

# The colour is full from four times the smallest difference that matters. Convention of this project: beyond that,
# more of the same colour would tell a reader nothing to act on.
SATURATION = 4.0


@dataclass(frozen=True, slots=True)
class Paint:
    """How a region is drawn.

    ``pattern`` is empty, ``/`` (hatched), ``x`` (cross-hatched) or ``.`` (dotted), in colour ``ink``.
    """

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
    step = round(min(1.0, abs(position)) * STEPS)
    return _at(LEFT if position < 0 else RIGHT, step)


def paint(state: State, position: float = 0.0) -> Paint:
    """How a region in this state is drawn; ``position`` is its place on the diverging scale, left below 0."""
    side = LETTERS["left" if position < 0 else "right"]
    if state in ("clear", "chosen"):
        # The firm outline tells a weak colour from "alike" where hues cannot be told apart.
        return Paint(diverging(position), side, 1.2, "", side)
    if state == "value":
        return _solid(diverging(position), 0.6)
    if state in ("similar", "opposite"):
        return _solid(SAME, 0.6)
    if state in ("uncertain", "unable"):
        # A pattern needs contrast with its ground whatever the size of the difference.
        ink = diverging(math.copysign(0.8 if state == "uncertain" else 1.0, position))
        return Paint(NONE, ink, 1.0 if state == "uncertain" else 1.6, "/" if state == "uncertain" else "x", ink)
    if state == "unscored":
        return Paint(NONE, NONE, 0.4, ".", DOT)
    return _solid(NONE, 0.4)


def in_theme(value: Any, theme: Theme) -> Any:
    """The same text, or properties of a figure, in the colours of a theme."""
    if theme == "light":
        return value
    if isinstance(value, str):
        return _COLOUR.sub(lambda found: DARK.get(found[0], found[0]), value)
    if isinstance(value, dict):
        return {key: in_theme(part, theme) for key, part in value.items()}
    return [in_theme(part, theme) for part in value] if isinstance(value, list) else value


def dark_rules(scope: str) -> str:
    """CSS that exchanges the colours of plotly figures under ``scope``.

    plotly writes colours as inline styles, or as attributes inside patterns, and takes no ``var()``.
    """
    rules = []
    for light, dark in DARK.items():
        if light in (PAPER, FIBRE):  # live figures have no paper, and its white would be taken for the fibres'
            continue
        name = _rgb(light)
        fill, stroke = (f'[style*="{what}: {name}"],[{what}="{name}"]' for what in ("fill", "stroke"))
        rules.append(f"{scope} :is({fill}){{fill:{dark}!important}}{scope} :is({stroke}){{stroke:{dark}!important}}\n")
    return "".join(rules)


def _rgb(colour: str) -> str:
    """A colour as a browser writes it."""
    return f"rgb({', '.join(str(int(colour[index : index + 2], 16)) for index in (1, 3, 5))})"


def _at(ramp: tuple[str, ...], step: int) -> str:
    place = step / STEPS * (len(ramp) - 1)
    lower = min(int(place), len(ramp) - 2)
    return _mix(ramp[lower], ramp[lower + 1], place - lower)


def _solid(colour: str, width: float) -> Paint:
    return Paint(colour, colour, width, "", colour)


def _mix(first: str, second: str, share: float) -> str:
    channels = (
        (int(first[index : index + 2], 16), int(second[index : index + 2], 16)) for index in range(1, len(first), 2)
    )
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in channels)


_COLOUR = re.compile(r"#[0-9a-f]{6}\b|rgba\([^)]*\)")
# On dark ground strong has to mean bright: there the ramps run the other way in lightness.
_DARK_SAME = "#8d7d6c"
_DARK_LEFT = (_DARK_SAME, "#6d9fb5", "#58b1d3", "#86d8f6")
_DARK_RIGHT = (_DARK_SAME, "#b5925a", "#e3a145", "#ffc56e")
DARK: Mapping[str, str] = MappingProxyType(
    {
        SKIN: "#3b3530",
        BONE: "#443d37",
        HAIR: "#4b443e",
        LINE: "#7d7268",
        BONE_LINE: "#7a6e63",
        NONE: "#665b52",
        DOT: "#b3a494",
        FIBRE: "rgba(255,255,255,.12)",
        INK: "#f2ece5",
        INK_2: "#c9bfb5",
        INK_3: "#a79c91",
        ON_INK: "#2a2521",
        PAPER: "#272320",
        HAIRLINE: "#3d3631",
        BAND: "#403832",
        MUSCLE: "#c8675b",
        LETTERS["left"]: "#8fcfe8",
        LETTERS["right"]: "#f4bf72",
        **{_at(LEFT, step): _at(_DARK_LEFT, step) for step in range(STEPS + 1)},
        **{_at(RIGHT, step): _at(_DARK_RIGHT, step) for step in range(STEPS + 1)},
    }
)
"""The counterpart on dark ground of every colour above."""
