"""Left and right, test by test, as lists of HTML in the stylesheet's classes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from balancekit.figures.marks import mark, side
from balancekit.symmetry.units import unit_shown

if TYPE_CHECKING:
    from balancekit.symmetry import Finding

_REACH = 5.0
"""How many margins apart the sides may stand in the second list; what is more ends in an arrow. Convention of the
picture."""
_PERCENT = (
    "The stronger side is 100 %. A weaker side <b>inside the grey band</b> could be there by measurement error alone. "
    "The upright line is the smallest difference that matters."
)
_MARGINS = (
    "These have no percentage, so left and right stand around their middle. Beyond the upright lines the difference is "
    "large enough to matter; <b>inside the grey band</b> it could be error alone."
)


def error_band(finding: Finding) -> tuple[float, float]:
    """From where to where, in 100 ln(strong/weak), a weaker side could lie by error alone.

    It lies around what handedness leads one to expect, and has no width where the other side was expected to be weaker
    by more than the error.
    """
    half = (finding.high - finding.low) / 2
    expected = finding.baseline if finding.right >= finding.left else -finding.baseline
    return max(0.0, expected - half), max(0.0, expected + half)


def dumbbells(findings: Iterable[Finding]) -> str:
    """Both sides of every test that has an interval, with its error and what matters in it; percentages first."""
    known = [f for f in findings if not math.isnan(f.low) and f.margin > 0 and f.scale != "ordinal"]
    ratio = [f for f in known if f.scale == "ratio" and f.left > 0 and f.right > 0]
    other = [f for f in known if f.scale != "ratio"]
    ratio.sort(key=lambda f: min(f.left, f.right) / max(f.left, f.right))
    other.sort(key=lambda f: -abs(f.effect))
    return (_ratios(ratio) if ratio else "") + (_spreads(other) if other else "")


def _ratios(shown: Sequence[Finding]) -> str:
    lowest = min(100 * min(f.left, f.right) / max(f.left, f.right) for f in shown)
    start = max(0, min(55, math.floor((lowest - 5) / 15) * 15))

    def place(percent: float) -> float:
        return max(0.0, (percent - start) / (100 - start) * 100)

    rows = []
    for f in shown:
        top = max(f.left, f.right)
        near, far = (100 * math.exp(-edge / 100) for edge in error_band(f))
        rows.append(
            _row(
                f,
                band=(place(far), place(near)),
                cut=(far < start, False),
                ticks=[place(100 * math.exp(-f.margin / 100))],
                places=(place(100 * f.left / top), place(100 * f.right / top)),
            )
        )
    step = (100 - start) / 3
    return _list(_PERCENT, rows, [f"{start + step * k:.0f} %" for k in range(4)])


def _spreads(shown: Sequence[Finding]) -> str:
    def place(margins: float) -> float:
        return 50 + 50 * max(-1.0, min(1.0, margins / _REACH))

    rows = []
    for f in shown:
        half, expected = (f.high - f.low) / 2 / f.margin, f.baseline / f.margin
        apart = f.difference / f.margin
        rows.append(
            _row(
                f,
                band=(place(expected - half), place(expected + half)),
                cut=(expected - half < -_REACH, expected + half > _REACH),
                ticks=[place(-1), place(1)],
                places=(place(-apart), place(apart)),
            )
        )
    end = f"{_REACH:.0f} × what matters"
    return _list(_MARGINS, rows, [end, "alike", end])


def _row(
    finding: Finding,
    *,
    band: tuple[float, float],
    cut: tuple[bool, bool],
    ticks: Sequence[float],
    places: tuple[float, float],
) -> str:
    """One test; places are per cent of the track."""
    ends = "".join(name for name, goes_on in zip((" is-cut-lo", " is-cut-hi"), cut, strict=True) if goes_on)
    left, right = places
    lines = "".join(f'<i class="margin" style="left:{tick:.1f}%"></i>' for tick in ticks)
    return (
        f'<li><span class="n">{mark(finding.verdict)}{escape(finding.name)}</span>'
        f'<span class="d" role="img" aria-label="{escape(_words(finding))}">'
        f'<i class="noise{ends}" style="left:{band[0]:.1f}%;right:{100 - band[1]:.1f}%"></i>{lines}'
        f'<i class="link" style="left:{min(places):.1f}%;right:{100 - max(places):.1f}%"></i>'
        f'<i class="pt is-left" style="left:{left:.1f}%"></i>'
        f'<i class="pt is-right" style="left:{right:.1f}%"></i></span>'
        f'<span class="v">{_digits(finding)}</span></li>'
    )


def _list(explained: str, rows: Sequence[str], marks: Sequence[str]) -> str:
    """The rows over their axis. The marks lie at equal distances, from one end to the other, and so do the lines."""
    parts = len(marks) - 1
    axis = "".join(f'<span style="left:{100 * k / parts:.2f}%">{words}</span>' for k, words in enumerate(marks))
    return (
        f'<p class="bk-note">{explained}</p><ul class="bk-dumb" style="--parts:{parts}">{"".join(rows)}</ul>'
        f'<div class="bk-axis">{axis}</div>'
    )


def _words(finding: Finding) -> str:
    if finding.scale == "signed":
        return f"{finding.name}: {finding.difference_words}"
    return f"{finding.name}: left {finding.shown('left')}, right {finding.shown('right')}"


def _digits(finding: Finding) -> str:
    if finding.scale == "signed":
        higher = "right" if finding.value > 0 else "left"
        return side(higher, finding.shown("both").lstrip("\N{MINUS SIGN}"))
    unit = unit_shown(finding.unit, finding.units)
    both = "".join(side(which, _number(finding.shown(which))) for which in ("left", "right"))
    return f"{both}<small>{'°' if unit == 'deg' else escape(unit)}</small>"


def _number(quantity: str) -> str:
    """The number without its unit, which stands once at the end of the row."""
    return re.sub(r"(?<=\d)\D*$", "", quantity)
