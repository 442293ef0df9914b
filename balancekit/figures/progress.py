"""The difference of a test over dates, each round with its band, and the mark of a change. Shape and word, no hue."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from balancekit.figures.marks import interval_bar, values
from balancekit.programme.words import day_and_month

if TYPE_CHECKING:
    from balancekit.programme.followup import Trend

_GLYPHS = {
    "better": '<path d="M4.5 11h5M6.8 8.4L9.6 11l-2.8 2.6M17.5 11h-5M15.2 8.4L12.4 11l2.8 2.6"/>',
    "worse": '<path d="M9.6 11h-5M7.2 8.4L4.4 11l2.8 2.6M12.4 11h5M14.8 8.4l2.8 2.6-2.8 2.6"/>',
    "no change beyond error": '<path d="M5 8.4h12M5 13.6h12"/>',
    "can't tell": '<path d="M7.8 8.2c.2-2 1.5-3.2 3.3-3.2 1.9 0 3.3 1.2 3.3 2.9 0 2.4-3.2 2.6-3.2 5"/>'
    '<path d="M11.1 16.6v.1" stroke-width="2.6"/>',
}
_CLASSES = {
    "better": "is-clear",
    "worse": "is-unable",
    "no change beyond error": "is-similar",
    "can't tell": "is-unsure",
}


def change_mark(verdict: str) -> str:
    """The mark of a change with its word: arrows that meet, arrows that part, two lines, a question mark."""
    word = escape(f"{verdict[:1].upper()}{verdict[1:]}")
    return (
        f'<span class="bk-verdict"><svg class="bk-mark {_CLASSES[verdict]}" viewBox="0 0 22 22" role="img" '
        f'aria-label="{word}"><g>{_GLYPHS[verdict]}</g></svg>{word}</span>'
    )


def dated_bars(trend: Trend) -> str:
    """A row a round: the day, both values, where the true difference may lie."""
    rows = "".join(
        f'<li><span class="when">{day_and_month(point.on)}<small>{_days(point.days)}</small></span>'
        f'<span class="vals">{values(point.finding)}</span>'
        f"{interval_bar(point.finding, ends=point is trend.points[-1])}</li>"
        for point in trend.points
    )
    return f'<ul class="bk-rounds">{rows}</ul>'


def _days(count: int) -> str:
    return f"{count} days" if count > 1 else "one day"
