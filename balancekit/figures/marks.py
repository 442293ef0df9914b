"""Small pieces of HTML that every page shares: verdict mark, side, interval bar.

Everything is classed and nothing coloured; the stylesheet `style.css` does that, in both themes.
"""

from __future__ import annotations

import math
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from balancekit.figures import colours
from balancekit.symmetry.wording import VERDICTS, quantity

if TYPE_CHECKING:
    from balancekit.symmetry import Finding

_GLYPHS = {
    "clear": '<path d="M5 8.7h12M5 13.3h12M12.9 4.5l-5.8 13"/>',
    "similar": '<path d="M5 8.4h12M5 13.6h12"/>',
    "uncertain": '<path d="M7.8 8.2c.2-2 1.5-3.2 3.3-3.2 1.9 0 3.3 1.2 3.3 2.9 0 2.4-3.2 2.6-3.2 5"/>'
    '<path d="M11.1 16.6v.1" stroke-width="2.6"/>',
    "unable": '<path d="M6 6l10 10M16 6L6 16"/>',
    "unscored": '<path d="M6 11h10"/>',
}
_CLASSES = {"uncertain": "unsure", "unscored": "none"}
CARE_SIGN = (
    '<svg class="bk-sign" viewBox="0 0 24 24" aria-hidden="true">'
    '<path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z"/><path d="M12 7v6.2M12 16.6v.1"/></svg>'
)
WARN_SIGN = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 2.5L18.5 17h-17z"/><path d="M10 8v4M10 14.4v.1"/></svg>'
)
SPAN_RATIO, SPAN_MARGINS = 70.0, 5.0
"""Half the width of an interval bar: 70 in 100 ln(R/L), or five times what matters. Convention of the picture."""


def stylesheet() -> str:
    """The text of the one stylesheet, with the colours that live figures exchange on dark ground, on a screen."""
    written = (files("balancekit.figures") / "style.css").read_text("utf-8")
    dark = colours.dark_rules('body[data-jp-theme-light="false"] .bk .bk-plot')
    return f"{written}@media screen {{\n{dark}}}\n"


def verdict_class(verdict: str) -> str:
    """The class that the stylesheet knows a verdict by."""
    return f"is-{_CLASSES.get(verdict, verdict)}"


def mark(verdict: str, words: str | None = None) -> str:
    """The mark of a verdict; with ``words`` (or the verdict's own, if empty) beside it."""
    label = words or VERDICTS[verdict]
    svg = (
        f'<svg class="bk-mark {verdict_class(verdict)}" viewBox="0 0 22 22" role="img" aria-label="{escape(label)}">'
        f"<g>{_GLYPHS[verdict]}</g></svg>"
    )
    return svg if words is None else f'<span class="bk-verdict {verdict_class(verdict)}">{svg}{escape(label)}</span>'


def side(which: str, text: str) -> str:
    """A side of the person: dot for left, diamond for right, always with a word or a number."""
    return f'<span class="bk-side is-{which}">{escape(text)}</span>'


def values(finding: Finding) -> str:
    """Both sides' scores, or the signed one."""
    if finding.scale == "signed":
        higher = "right" if finding.value > 0 else "left"
        return side(higher, finding.shown("both").lstrip("\N{MINUS SIGN}")) if finding.value else "<span>level</span>"
    return side("left", finding.shown("left")) + side("right", finding.shown("right"))


def interval_bar(finding: Finding, *, ends: bool = False) -> str:
    """Where the true difference may lie, on a line from "more on the left" to "more on the right"."""
    if finding.verdict == "unable":
        return '<div class="bk-iv is-gap"><span>a gap in ability, not a percentage</span></div>'
    if math.isnan(finding.low):
        return '<div class="bk-iv is-gap"><span>no interval yet</span></div>'
    span = SPAN_RATIO if finding.scale == "ratio" else SPAN_MARGINS * finding.margin
    at = finding.difference - finding.baseline

    def place(x: float) -> float:
        return 50 + 50 * max(-1.0, min(1.0, x / span))

    cut = (" is-cut-lo" if finding.low < -span else "") + (" is-cut-hi" if finding.high > span else "")
    low, high, zone = place(finding.low), place(finding.high), place(finding.margin) - place(-finding.margin)
    label = escape(
        f"difference {_amount(at, finding)}, between {_amount(finding.low, finding)} and "
        f"{_amount(finding.high, finding)}; alike means within {_amount(finding.margin, finding)}"
    )
    ends_html = (
        '<div class="bk-iv-ends"><span class="is-left">more on the left</span><span>alike</span>'
        '<span class="is-right">more on the right</span></div>'
        if ends
        else ""
    )
    return (
        f'<div class="bk-iv {verdict_class(finding.verdict)}{cut}" role="img" aria-label="{label}">'
        f'<div class="bk-iv-track"><i class="zone" style="left:{place(-finding.margin):.1f}%;width:{zone:.1f}%"></i>'
        f'<i class="zero"></i><i class="bar" style="left:{low:.1f}%;width:{high - low:.1f}%"></i>'
        f'<i class="dot" style="left:{place(at):.1f}%"></i></div>{ends_html}</div>'
    )


def _amount(difference: float, finding: Finding) -> str:
    """A difference in words for a screen reader; the sign says the side."""
    from balancekit.symmetry.indices import as_percentage_difference

    where = "" if difference == finding.margin else " more on the right" if difference > 0 else " more on the left"
    if finding.scale == "ratio":
        return f"{abs(as_percentage_difference(difference)):.0f} per cent{where}"
    return f"{quantity(abs(difference), finding.unit, finding.units)}{where}"
