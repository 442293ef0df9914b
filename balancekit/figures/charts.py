"""Charts that answer one question each. Shape, line and word carry what colour says, so nothing depends on it.

Every chart takes findings and gives a plotly figure. ``width`` makes it as narrow as a phone (320 or more), ``theme``
is the ground it stands on, and `in_words` says what it shows to who cannot see it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from balancekit.figures import colours
from balancekit.figures.chart_frame import REACH, SIDES, VERDICTS, Rows, chart, finished, in_words, points
from balancekit.figures.dumbbells import error_band
from balancekit.symmetry.indices import as_percentage_difference

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from balancekit.symmetry import Finding

__all__ = ["in_words", "interval_ladder", "noise_floor", "progress", "side_by_side"]

_DAYS = 8
"""How many days (or tries) the noise floor looks ahead at least. Convention of the picture."""


def side_by_side(findings: Iterable[Finding], *, width: int = 640, theme: colours.Theme = "light") -> go.Figure:
    """How far apart are left and right? Both sides of every test, with its own error and what matters in it.

    Tests on a ratio scale (kg, s, reps, cm) come first, with the stronger side as 100 %. Degrees, gaps and ratings have
    no percentage: below, their sides stand around the middle, in multiples of the smallest difference that matters.
    The band reaches as far from the other side as error alone could put a weaker one, after what handedness leads one
    to expect; the small upright line is the smallest difference that matters.
    """
    known = [f for f in findings if not math.isnan(f.low) and f.margin > 0 and f.scale != "ordinal"]
    ratio = [f for f in known if f.scale == "ratio" and f.left > 0 and f.right > 0]
    other = [f for f in known if f.scale != "ratio"]
    ratio.sort(key=lambda f: abs(math.log(f.left / f.right)))
    other.sort(key=lambda f: abs(f.effect))
    figure = chart(
        "How far apart are left and right?",
        "Band: where error alone could put the weaker side. Upright line: the smallest difference that matters",
        width,
        [
            Rows([f.name for f in ratio], "stronger side = 100 %"),
            Rows([f.name for f in other], "apart, in multiples of the smallest difference that matters"),
        ],
    )
    _ratios(figure, ratio)
    _spreads(figure, other)
    return finished(figure, [_pair_words(f) for f in reversed([*other, *ratio])], theme)


def _ratios(figure: go.Figure, shown: Sequence[Finding]) -> None:
    """Rows of percentages: the stronger side at 100, the weaker one below it."""
    weaker = [100 * min(f.left, f.right) / max(f.left, f.right) for f in shown]
    start = max(0.0, min([70.0, *(value - 8 for value in weaker)]))
    for row, finding in enumerate(shown):
        near, far = error_band(finding)
        _band(figure, row, 100 * math.exp(-far / 100), 100 * math.exp(-near / 100), start, axis="")
        _tick(figure, row, 100 * math.exp(-finding.margin / 100), start, axis="")
        _link(figure, row, weaker[row], 100.0, axis="")
    for side in SIDES:
        values = [100 * getattr(f, side) / max(f.left, f.right) for f in shown]
        points(figure, side, x=values, y=range(len(shown)), words=[_side_words(f, side) for f in shown])
    figure.update_xaxes(selector={"anchor": "y"}, ticksuffix=" %", range=[start - 2, 104])


def _spreads(figure: go.Figure, shown: Sequence[Finding]) -> None:
    """Rows of differences around the middle of both sides, in multiples of what matters."""
    reach = REACH / 2
    for row, finding in enumerate(shown):
        half, expected = (finding.high - finding.low) / 2 / finding.margin, finding.baseline / finding.margin
        _band(figure, row, (expected - half) / 2, (expected + half) / 2, -reach, end=reach, axis="2")
        for place in (-0.5, 0.5):
            _tick(figure, row, place, -reach, axis="2")
        place = max(-reach, min(reach, finding.difference / finding.margin / 2))
        _link(figure, row, -place, place, axis="2")
    for side, sign in (("left", -0.5), ("right", 0.5)):
        places = [max(-reach, min(reach, sign * f.difference / f.margin)) for f in shown]
        words = [_side_words(f, side) for f in shown]
        points(figure, side, x=places, y=range(len(shown)), words=words, axis="2")
    figure.update_xaxes(
        selector={"anchor": "y2"},
        range=[-reach - 0.3, reach + 0.3],
        tickvals=[-2, -1, 0, 1, 2],
        ticktext=[4, 2, 0, 2, 4],
    )


def interval_ladder(findings: Iterable[Finding], *, width: int = 640, theme: colours.Theme = "light") -> go.Figure:
    """Which differences are clear? Every difference with its 95 % interval, in multiples of what matters in its test.

    Shows every test that has an interval, whatever its unit; the shaded zone is too small to matter. An interval that
    leaves the picture ends in an arrow.
    """
    shown = [f for f in findings if not math.isnan(f.low) and f.margin > 0 and f.verdict in VERDICTS]
    shown.sort(key=lambda f: (-list(VERDICTS).index(f.verdict), abs(f.effect)))
    figure = chart(
        "Which differences are clear?",
        "Bar: where the true difference may lie. Zone: too small to matter. Arrow: the bar goes on",
        width,
        [Rows([f.name for f in shown], "times the smallest difference that matters")],
    )
    figure.add_vrect(x0=-1, x1=1, line_width=0, fillcolor=colours.BAND, layer="below")
    figure.update_xaxes(range=[-REACH - 0.3, REACH + 0.3], tickvals=[-4, -1, 0, 1, 4], ticktext=[4, 1, 0, 1, 4])
    for side, x, anchor in (("left", 0, "left"), ("right", 1, "right")):
        note = {"text": f"<b>more on the {side}</b>", "font": {"size": 12, "color": colours.LETTERS[side]}}
        place = {"x": x, "y": 1, "xref": "x domain", "yref": "y domain", "xanchor": anchor, "yanchor": "bottom"}
        figure.add_annotation(**note, **place, showarrow=False)
    for row, finding in enumerate(shown):
        low, high = finding.low / finding.margin, finding.high / finding.margin
        _, dash, heavy = VERDICTS[finding.verdict]
        ends = ["triangle-left" if low < -REACH else "line-ns", "triangle-right" if high > REACH else "line-ns"]
        figure.add_scatter(
            x=[max(low, -REACH), min(high, REACH)],
            y=[row, row],
            mode="lines+markers",
            line={"color": colours.INK, "width": heavy, "dash": dash},
            marker={"symbol": ends, "color": colours.INK, "size": 11},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        )
    for verdict, (symbol, _, _) in VERDICTS.items():
        rows = [row for row, f in enumerate(shown) if f.verdict == verdict]
        if rows:
            places = [max(-REACH, min(REACH, shown[row].effect)) for row in rows]
            words = [_difference_words(shown[row]) for row in rows]
            look = {"symbol": symbol, "color": colours.INK, "size": 13, "line": {"color": colours.INK, "width": 2.5}}
            points(figure, shown[rows[0]].verdict_words, x=places, y=rows, words=words, marker=look)
    return finished(figure, [_difference_words(f) for f in reversed(shown)], theme)


def noise_floor(finding: Finding, *, width: int = 640, theme: colours.Theme = "light") -> go.Figure:
    """How small a difference can this test show? What each further day of testing would add to its precision.

    The curve is half the width of the 95 % interval. It falls with the root of the days (for a verdict about today
    alone, of the tries a side); where it goes below the line of what matters, "alike" can be told from "differs".

    Raises
    ------
    ValueError
        For a finding without an interval.
    """
    if math.isnan(finding.low):
        raise ValueError(f"{finding.name} has no known error yet, so no noise floor. {finding.reason}".rstrip())
    today = finding.scope == "today"
    now = max(1, min(finding.n_left, finding.n_right) if today else finding.days)
    one, what = ("try a side", "tries a side") if today else ("day of testing", "days of testing")
    counts = range(1, max(_DAYS, now + 4) + 1)
    half = (finding.high - finding.low) / 2

    def size(difference: float) -> float:
        return abs(as_percentage_difference(difference)) if finding.scale == "ratio" else difference

    floor = [size(half * math.sqrt(now / count)) for count in counts]
    unit = "%" if finding.scale == "ratio" else {"deg": "°"}.get(finding.unit, finding.unit)
    figure = chart(
        "How small a difference can this test show?",
        f"{escape(finding.name)}. Curve: finest difference it can show",
        width,
        [],
    )
    line = {"color": colours.INK, "width": 2.5}
    words = [
        f"{count} {what if count > 1 else one}: about {value:.3g} {unit}"
        for count, value in zip(counts, floor, strict=True)
    ]
    figure.add_scatter(
        x=list(counts), y=floor, mode="lines", line=line, hovertext=words, hoverinfo="text", name="noise"
    )
    figure.add_hrect(y0=0, y1=size(finding.margin), line_width=0, fillcolor=colours.BAND, layer="below")
    figure.add_annotation(
        text="too small to matter", x=0.7, y=0, xanchor="left", yanchor="bottom",
        showarrow=False, font={"size": 12, "color": colours.INK_2},
    )  # fmt: skip
    here = {"symbol": "circle", "color": colours.INK, "size": 12}
    figure.add_scatter(x=[now], y=[floor[now - 1]], mode="markers", marker=here, name="so far", hoverinfo="skip")
    seen = abs(size(finding.difference - finding.baseline))
    mark = {"color": colours.INK_2, "width": 1.5, "dash": "dash"}
    figure.add_hline(y=seen, line=mark, annotation_text="your difference", annotation_position="bottom right")
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title_text=what, dtick=1, range=[0.6, counts[-1] + 0.4])
    figure.update_yaxes(title_text=f"difference, {unit}", range=[0, 1.15 * max([*floor, seen, size(finding.margin)])])
    enough = next((count for count, value in zip(counts, floor, strict=True) if value < size(finding.margin)), None)
    said = [
        f"{finding.name}: {words[now - 1]} so far, your difference is {seen:.3g} {unit}.",
        f"The smallest difference that matters is {size(finding.margin):.3g} {unit}.",
        f"From {enough} {what} on the test is finer than that."
        if enough
        else "Within these it stays coarser than that.",
    ]
    return finished(figure, said, theme)


def progress(history: Iterable[Finding], *, width: int = 640, theme: colours.Theme = "light") -> go.Figure:
    """Is the gap changing? The difference of one test over its dates, each with the band of its error.

    Parameters
    ----------
    history
        Findings of one test at different dates, such as ``score(case, on=date)[test]`` for each; in any order. Those
        without a difference are left out.

    Notes
    -----
    Up is more on the right. Overlapping bars do not prove that nothing changed: whether it did is
    `balancekit.compare`'s to say.
    """
    shown = sorted((f for f in history if not math.isnan(f.difference)), key=lambda f: f.on)
    name = shown[0].name if shown else "Nothing measured yet"
    percent = bool(shown) and shown[0].scale == "ratio"

    def place(difference: float) -> float:
        return as_percentage_difference(difference) if percent else difference

    figure = chart(
        "Is the gap changing?", f"{escape(name)}. Bar: its 95 % interval. Zone: too small to matter", width, []
    )
    if shown:
        last = shown[-1]
        figure.add_hrect(
            y0=place(-last.margin), y1=place(last.margin), line_width=0, fillcolor=colours.BAND, layer="below"
        )
    days: list[dt.date] = [f.on for f in shown]
    middle = [place(f.difference - f.baseline) for f in shown]
    if len(shown) > 1:
        line = {"color": colours.INK_3, "width": 1.5}
        figure.add_scatter(x=days, y=middle, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    for verdict, look in VERDICTS.items() | {("", ("diamond-open", "solid", 2))}:
        rows = [at for at, f in enumerate(shown) if (f.verdict if f.verdict in VERDICTS else "") == verdict]
        if rows:
            _dated(figure, [shown[at] for at in rows], [middle[at] for at in rows], look, place)
    reach = max([1.0, *(abs(value) for f in shown for value in (place(f.low), place(f.high)) if not math.isnan(value))])
    reach = max([reach, *map(abs, middle), *(place(f.margin) for f in shown)]) * 1.35
    figure.update_yaxes(range=[-reach, reach], ticksuffix=" %" if percent else "", zeroline=True)
    figure.update_xaxes(type="date", tickvals=days, tickformat="%-d %b<br>%Y")
    for side, y, anchor in (("right", 1, "top"), ("left", 0, "bottom")):
        font = {"size": 12, "color": colours.LETTERS[side]}
        # At the right end, away from the numbers of the axis: beside them it reads "40 % more on the right".
        spot = {"x": 1, "y": y, "xref": "x domain", "yref": "y domain", "xanchor": "right", "yanchor": anchor}
        figure.add_annotation(text=f"<b>more on the {side}</b>", font=font, showarrow=False, **spot)
    return finished(figure, [_dated_words(f) for f in shown], theme)


def _dated(figure: go.Figure, shown: list[Finding], middle: list[float], look: Any, place: Any) -> None:
    symbol, _, heavy = look
    up = [place(f.high) - at if not math.isnan(f.high) else 0 for f, at in zip(shown, middle, strict=True)]
    down = [at - place(f.low) if not math.isnan(f.low) else 0 for f, at in zip(shown, middle, strict=True)]
    figure.add_scatter(
        x=[f.on for f in shown],
        y=middle,
        mode="markers",
        name=shown[0].verdict_words,
        marker={"symbol": symbol, "size": 13, "color": colours.INK, "line": {"color": colours.INK, "width": 2.5}},
        error_y={"array": up, "arrayminus": down, "color": colours.INK, "thickness": max(1.5, heavy / 2), "width": 6},
        hovertext=[escape(_dated_words(f)) for f in shown],
        hoverinfo="text",
    )


def _band(
    figure: go.Figure, row: int, low: float, high: float, start: float, *, end: float = math.inf, axis: str
) -> None:
    """A test's own error; where it leaves the picture, an arrow says that it goes on."""
    left, right = max(low, start), min(high, end)
    if right <= left:
        return
    where: dict[str, Any] = {"xref": f"x{axis}", "yref": f"y{axis}"}
    figure.add_shape(
        type="rect", x0=left, x1=right, y0=row - 0.2, y1=row + 0.2, line_width=0, fillcolor=colours.BAND, layer="below",
        **where,
    )  # fmt: skip
    for cut, at, symbol in ((low < start, left, "triangle-left"), (high > end, right, "triangle-right")):
        if cut:
            figure.add_scatter(
                x=[at], y=[row], mode="markers", marker={"symbol": symbol, "size": 10, "color": colours.INK_3},
                hovertext="the band goes on", hoverinfo="text", showlegend=False, cliponaxis=False,
                xaxis=f"x{axis}", yaxis=f"y{axis}",
            )  # fmt: skip


def _tick(figure: go.Figure, row: int, x: float, start: float, *, axis: str) -> None:
    """The smallest difference that matters."""
    if x > start:
        line = {"color": colours.INK_2, "width": 1.5}
        at: dict[str, Any] = {"xref": f"x{axis}", "yref": f"y{axis}"}
        figure.add_shape(type="line", x0=x, x1=x, y0=row - 0.28, y1=row + 0.28, line=line, **at)


def _link(figure: go.Figure, row: int, start: float, end: float, *, axis: str) -> None:
    line = {"color": colours.INK_3, "width": 2}
    where = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    figure.add_scatter(
        x=[start, end], y=[row, row], mode="lines", line=line, hoverinfo="skip", showlegend=False, **where
    )


def _side_words(finding: Finding, side: str) -> str:
    if finding.scale == "signed":
        return _difference_words(finding)
    return f"{escape(finding.name)}: {side} {finding.shown(side)}, {finding.verdict_words.lower()}"


def _pair_words(finding: Finding) -> str:
    if finding.scale == "signed":
        return f"{finding.name}: {finding.difference_words}, {finding.verdict_words.lower()}."
    both = f"left {finding.shown('left')}, right {finding.shown('right')}"
    return f"{finding.name}: {both}, {finding.verdict_words.lower()}."


def _difference_words(finding: Finding) -> str:
    return f"{escape(finding.name)}: {escape(finding.difference_words)}, {finding.verdict_words.lower()}."


def _dated_words(finding: Finding) -> str:
    return f"{finding.on.isoformat()}: {finding.difference_words}, {finding.verdict_words.lower()}."
