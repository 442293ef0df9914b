"""Charts that answer one question each. Shape, line and word carry what colour says, so nothing depends on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from balancekit.figures import colours
from balancekit.figures.traces import TEMPLATE

if TYPE_CHECKING:
    from balancekit.symmetry import Finding

_WIDTH, _ROW, _TOP, _BOTTOM = 640, 40, 100, 80
# Left is a dot and right a diamond, everywhere in the project.
_SIDES: dict[str, dict[str, Any]] = {
    "left": {"symbol": "circle", "color": colours.LEFT[-1]},
    "right": {"symbol": "diamond", "color": colours.RIGHT[-1]},
}
_VERDICTS: dict[str, tuple[str, str, int]] = {  # marker symbol, dash and width of the line
    "clear": ("circle", "solid", 6),
    "uncertain": ("circle-open", "dot", 2),
    "similar": ("square-open", "solid", 3),
}
_REACH = 6.0
"""How many margins the ladder shows on each side; longer intervals end in an arrow. Convention of the picture."""


def side_by_side(findings: Iterable[Finding]) -> go.Figure:
    """How much less does the weaker side do? The stronger side is 100 %, the band is each test's own error.

    Shows tests on a ratio scale (kg, s, reps, cm), the largest difference first: degrees have no percentage.
    """
    shown = [f for f in findings if f.scale == "ratio" and not math.isnan(f.low) and f.left > 0 and f.right > 0]
    shown.sort(key=lambda f: abs(math.log(f.left / f.right)))
    figure = _chart(
        "How much less does the weaker side do?", "A weaker side inside its band could be error alone", shown
    )
    lowest = 100.0
    for row, finding in enumerate(shown):
        stronger = max(finding.left, finding.right)
        # The interval is in 100 ln(R/L); half of it on the ratio's own scale, seen from the stronger side.
        band = 100 * math.exp(-(finding.high - finding.low) / 200)
        figure.add_shape(
            type="rect",
            x0=band,
            x1=100,
            y0=row - 0.3,
            y1=row + 0.3,
            line_width=0,
            fillcolor=colours.BAND,
            layer="below",
        )
        ends = [100 * finding.left / stronger, 100 * finding.right / stronger]
        lowest = min(lowest, band, *ends)
        line = {"color": colours.INK_3, "width": 2}
        figure.add_scatter(x=ends, y=[row, row], mode="lines", line=line, hoverinfo="skip", showlegend=False)
    for side, look in _SIDES.items():
        values = [100 * getattr(f, side) / max(f.left, f.right) for f in shown]
        words = [f"{escape(f.name)}: {side} {f.shown(side)}, {f.verdict_words.lower()}" for f in shown]
        _points(figure, side, x=values, y=range(len(shown)), words=words, marker={**look, "size": 12})
    return figure.update_xaxes(ticksuffix=" %", range=[lowest - 3, 103])


def interval_ladder(findings: Iterable[Finding]) -> go.Figure:
    """Which differences are clear? Every difference with its 95 % interval, in multiples of what matters in its test.

    Shows every test that has an interval, whatever its unit; the shaded zone is too small to matter.
    """
    shown = [f for f in findings if not math.isnan(f.low) and f.margin > 0 and f.verdict in _VERDICTS]
    shown.sort(key=lambda f: (-list(_VERDICTS).index(f.verdict), abs(f.effect)))
    figure = _chart(
        "Which differences are clear?", "Bar: where the true difference may lie. Zone: too small to matter", shown
    )
    figure.add_vrect(x0=-1, x1=1, line_width=0, fillcolor=colours.BAND, layer="below")
    figure.update_xaxes(
        range=[-_REACH - 0.2, _REACH + 0.2],
        tickvals=[-4, -1, 0, 1, 4],
        title={"text": "times the smallest difference that matters", "font": {"size": 12}},
    )
    for side, x, anchor in (("left", 0, "left"), ("right", 1, "right")):
        font = {"size": 12, "color": colours.LETTERS[side]}
        figure.add_annotation(
            text=f"<b>more on the {side}</b>",
            x=x,
            y=1,
            xref="x domain",
            yref="y domain",
            xanchor=anchor,
            yanchor="bottom",
            showarrow=False,
            font=font,
        )
    for row, finding in enumerate(shown):
        low, high = finding.low / finding.margin, finding.high / finding.margin
        _, dash, width = _VERDICTS[finding.verdict]
        figure.add_scatter(
            x=[max(low, -_REACH), min(high, _REACH)],
            y=[row, row],
            mode="lines+markers",
            line={"color": colours.INK, "width": width, "dash": dash},
            marker={
                "symbol": [
                    "triangle-left" if low < -_REACH else "line-ns",
                    "triangle-right" if high > _REACH else "line-ns",
                ],
                "color": colours.INK,
                "size": 9,
            },
            hoverinfo="skip",
            showlegend=False,
        )
    for verdict, (symbol, _, _) in _VERDICTS.items():
        rows = [row for row, f in enumerate(shown) if f.verdict == verdict]
        if rows:
            places = [max(-_REACH, min(_REACH, shown[row].effect)) for row in rows]
            words = [f"{escape(shown[row].name)}: {escape(shown[row].difference_words)}" for row in rows]
            look = {"symbol": symbol, "color": colours.INK, "size": 13, "line": {"color": colours.INK, "width": 2.5}}
            _points(figure, shown[rows[0]].verdict_words, x=places, y=rows, words=words, marker=look)
    return figure


def _chart(question: str, remark: str, shown: Sequence[Finding]) -> go.Figure:
    """Empty chart with a row a finding, the last one on top."""
    title = f"<b>{question}</b><br><span style='font-size:13px;color:{colours.INK_3}'>{remark}</span>"
    return go.Figure(
        layout={
            "template": TEMPLATE,
            "width": _WIDTH,
            "height": _TOP + _ROW * max(1, len(shown)) + _BOTTOM,
            "margin": {"l": 210, "r": 24, "t": _TOP, "b": _BOTTOM},
            "paper_bgcolor": colours.PAPER,
            "plot_bgcolor": colours.PAPER,
            "title": {"text": title, "x": 0.03, "font": {"size": 17, "color": colours.INK}},
            "legend": {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
            "xaxis": {"gridcolor": colours.HAIRLINE, "zeroline": False, "fixedrange": True},
            "yaxis": {
                "tickvals": list(range(len(shown))),
                "ticktext": [_short(f.name) for f in shown],
                "range": [-0.6, len(shown) - 0.4],
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
        }
    )


def _points(
    figure: go.Figure, name: str, *, x: Sequence[float], y: Sequence[int], words: Sequence[str], marker: dict[str, Any]
) -> None:
    figure.add_scatter(
        x=x, y=list(y), mode="markers", name=name, marker=marker, hovertext=words, hoverinfo="text", cliponaxis=False
    )


def _short(name: str) -> str:
    """A test's name on two lines where it is long."""
    words = escape(name)
    if len(name) <= 28:
        return words
    middle = words.find(" ", len(words) // 2)
    return words if middle < 0 else f"{words[:middle]}<br>{words[middle + 1 :]}"
