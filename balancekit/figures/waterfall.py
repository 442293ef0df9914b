"""What each finding did to one story: a waterfall from before any test to after all of them, on a scale of odds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from balancekit.figures import colours
from balancekit.figures.traces import TEMPLATE
from balancekit.reasoning.wording import BANDS, band

if TYPE_CHECKING:
    from balancekit.reasoning.explain import Explanations
    from balancekit.reasoning.waterfall import Fall

_TICKS = (0.01, 0.03, 0.08, 0.2, 0.4, 0.65, 0.9, 0.97)
"""Probabilities that the axis names: the borders of the bands, and some beyond."""
_LITTLE = 0.3
"""Decibans below which a step is told together with others like it."""
_MOST = 8
"""Steps that are drawn by themselves."""
_LETTERS = 36
"""Letters of a row's name that fit on a line beside the chart."""
_ROW, _TOP, _BOTTOM, _WIDTH = 46, 84, 84, 720


def waterfall_chart(explanations: Explanations, story: str) -> go.Figure:
    """How did the findings move this story? Bars to the right made it likelier, to the left less likely.

    Equal lengths are equal weights of evidence: the scale is one of odds. Findings stand in the order of their weight.

    Raises
    ------
    ValueError
        Where the story is not ranked.
    """
    falls = explanations.waterfall(story)
    name = next(item.name for item in explanations if item.id == story)
    rows = _rows(falls)
    height = _TOP + _ROW * (len(rows) + 2) + _BOTTOM
    start = falls[0].before if falls else 0.5
    end = falls[-1].after if falls else start
    ends = [_logit(p) for _, before, after in rows for p in (before, after)] + [_logit(start), _logit(end)]
    figure = go.Figure(layout=_layout(name, height, min(ends), max(ends)))
    names = ["Before any test", *(_label(words) for words, _, _ in rows), "After all of them"]
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.6])
    for up in (True, False):
        shown = [(k, words, a, b) for k, (words, a, b) in enumerate(rows, 1) if (b >= a) == up]
        if shown:
            figure.add_bar(
                orientation="h",
                name="made it likelier" if up else "made it less likely",
                base=[_logit(a) for _, _, a, _ in shown],
                x=[_logit(b) - _logit(a) for _, _, a, b in shown],
                y=[k for k, *_ in shown],
                width=0.56,
                marker={
                    "color": colours.INK if up else colours.BAND,
                    "line": {"color": colours.INK, "width": 1.5},
                    "pattern": {"shape": "" if up else "/", "fgcolor": colours.INK, "size": 6},
                },
                hovertext=[f"{escape(words)}<br>{a:.0%} → {b:.0%}" for _, words, a, b in shown],
                hoverinfo="text",
            )
    places = [start, *(after for _, _, after in rows), end]
    for k, p in enumerate(places[:-1]):  # a thread from each row to the next
        look = {"color": colours.INK_3, "width": 1, "dash": "dot"}
        figure.add_shape(type="line", x0=_logit(p), x1=_logit(p), y0=k, y1=k + 1, line=look, layer="below")
    figure.add_scatter(
        x=[_logit(start), _logit(end)],
        y=[0, len(names) - 1],
        mode="markers+text",
        marker={"symbol": "diamond", "size": 13, "color": colours.INK},
        text=[f"<b>{start:.0%}</b>", f"<b>{end:.0%}</b>"],
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    return figure


def waterfall_list(falls: Sequence[Fall]) -> str:
    """The same as a list for the forms: it follows the theme, fits a phone, and is read aloud as it stands; as markup.

    The share behind a row is said as a band and no finer: the strengths that it rests on are judgements. Empty where
    nothing moved the story.
    """
    if not falls:
        return ""
    rows = [("Before any test", None, falls[0].before), *_rows(falls), ("After all of them", None, falls[-1].after)]
    ends = [_logit(p) for _, before, after in rows for p in (before, after) if p is not None]
    low, high = min(ends) - 1.5, max(ends) + 1.5

    def place(p: float) -> float:
        return 100 * (_logit(p) - low) / (high - low)

    borders = "".join(
        f'<i class="edge" style="left:{place(least):.1f}%"></i>'
        for least, _ in BANDS
        if least and 0 < place(least) < 100
    )
    items, last = [], ""
    for words, before, after in rows:
        name, _, said = words.partition(": ")
        told = f"<b>{escape(name)}</b>" + (f"<small>{escape(said)}</small>" if said else "")
        if before is None:
            bar = f'<i class="pt" style="left:{place(after):.1f}%"></i>'
        else:
            left, right = sorted((place(before), place(after)))
            way, moved = ("up", "likelier") if after >= before else ("down", "less likely")
            bar = f'<i class="{way}" style="left:{left:.1f}%;width:{max(right - left, 0.6):.1f}%"></i>'
            told += f'<span class="bk-unseen">made it {moved}</span>'
        word = band(after)
        news = word if word != last or before is None else ""
        last = word
        items.append(
            f'<li><span class="n">{told}</span><span class="t" aria-hidden="true">{borders}{bar}</span>'
            f'<span class="v">{news}</span></li>'
        )
    read = (
        "Read it from the top: each bar begins where the one above it ends. Filled, to the right, made the story "
        "likelier; hatched, to the left, less likely; a longer bar says more. The word on the right stands where it "
        "changes, and the thin lines are where one word ends and the next begins."
    )
    return f'<p class="bk-small">{read}</p><ul class="bk-falls">{"".join(items)}</ul>'


def _rows(falls: Sequence[Fall]) -> list[tuple[str, float, float]]:
    """Words, before and after; what moved it little comes last, as one row."""
    heavy = [fall for fall in falls if abs(_logit(fall.after) - _logit(fall.before)) >= _LITTLE][:_MOST]
    rows: list[tuple[str, float, float]] = []
    now = falls[0].before if falls else 0.5
    for fall in falls:
        if fall not in heavy:
            continue
        step = _logit(fall.after) - _logit(fall.before)
        after = _share(_logit(now) + step)
        rows.append((fall.words, now, after))
        now = after
    light = len(falls) - len(heavy)
    if light:
        rows.append((f"{light} more that moved it little", now, falls[-1].after))
    return rows


def _logit(p: float) -> float:
    """Log odds in decibans."""
    settled = min(max(p, 1e-4), 1 - 1e-4)
    return 10 * math.log10(settled / (1 - settled))


def _share(decibans: float) -> float:
    odds = 10 ** (decibans / 10)
    return odds / (1 + odds)


def _label(words: str) -> str:
    """A row's name: the test, and below it what was found; a long name goes on in the next line."""
    name, _, said = words.partition(": ")
    said = said.removesuffix(", clear difference")
    lines = [f"<b>{escape(line)}</b>" for line in wrap(name, _LETTERS)] + [
        escape(line) for line in wrap(said, _LETTERS)
    ]
    return "<br>".join(lines)


def _layout(name: str, height: int, low: float, high: float) -> dict:
    title = (
        f"<b>{escape(f'What moved “{name}”')}</b><br><span style='font-size:13px;color:{colours.INK_3}'>"
        "Equal lengths are equal weights of evidence</span>"
    )
    return {
        "template": TEMPLATE,
        "width": _WIDTH,
        "height": height,
        "margin": {"l": 250, "r": 56, "t": _TOP, "b": _BOTTOM},
        "paper_bgcolor": colours.PAPER,
        "plot_bgcolor": colours.PAPER,
        "barmode": "overlay",
        "title": {"text": title, "x": 0.03, "font": {"size": 17, "color": colours.INK}},
        "legend": {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        "xaxis": {
            "tickvals": [_logit(p) for p in _TICKS],
            "ticktext": [f"{p:.0%}" for p in _TICKS],
            "range": [low - 2.5, high + 2.5],
            "gridcolor": colours.HAIRLINE,
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {"showgrid": False, "zeroline": False, "fixedrange": True},
    }
