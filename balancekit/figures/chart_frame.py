"""What all charts share: the question as title, rows with their names above the marks, signs, the text alternative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from balancekit.figures import colours
from balancekit.figures.traces import TEMPLATE

# Left is a dot and right a diamond, everywhere in the project.
SIDES: dict[str, dict[str, Any]] = {
    "left": {"symbol": "circle", "color": colours.LEFT[-1], "size": 13},
    "right": {"symbol": "diamond", "color": colours.RIGHT[-1], "size": 13},
}
VERDICTS: dict[str, tuple[str, str, int]] = {  # marker symbol, dash and width of the line
    "clear": ("circle", "solid", 6),
    "uncertain": ("circle-open", "dot", 2),
    "similar": ("square-open", "solid", 3),
}
REACH = 6.0
"""How many margins a chart shows on each side; what is longer ends in an arrow. Convention of the picture."""

_ROW, _TOP, _AXIS, _LEGEND, _PLAIN = 58, 96, 62, 40, 240


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one chart that share an axis, the last on top; ``scale`` says what the axis counts."""

    names: Sequence[str]
    scale: str


def chart(question: str, remark: str, width: int, blocks: Sequence[Rows]) -> go.Figure:
    """An empty chart: a block of rows below the other, each with an axis of its own; none for a plain plot.

    Raises
    ------
    ValueError
        For a width below 320, where nothing can be read.
    """
    if width < 320:
        raise ValueError(f"width is {width}; a chart needs at least 320 pixels to be read.")
    filled = [block for block in blocks if block.names] or list(blocks[:1])
    lines, heading = _wrapped(remark, width, 6.6), _wrapped(question, width, 9.6)
    top = _TOP + 18 * (len(lines) - 1) + 22 * (len(heading) - 1)
    inner = sum(_ROW * max(1, len(block.names)) for block in filled) + _AXIS * max(0, len(filled) - 1)
    bottom = _AXIS + _LEGEND
    title, subtitle = "<br>".join(heading), "<br>".join(lines)
    height = top + (inner or _PLAIN) + bottom
    layout: dict[str, Any] = {
        "template": TEMPLATE,
        "width": width,
        "height": height,
        "margin": {"l": 16 if filled else 64, "r": 16, "t": top, "b": bottom},
        "paper_bgcolor": colours.PAPER,
        "plot_bgcolor": colours.PAPER,
        "title": {
            "text": f"<b>{title}</b><br><span style='font-size:13px;color:{colours.INK_3}'>{subtitle}</span>",
            "x": 0,
            "xref": "paper",
            "y": 1 - 28 / height,
            "yref": "container",
            "yanchor": "top",
            "font": {"size": 17, "color": colours.INK},
        },
        "legend": {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        "meta": {"question": question},
    }
    end, names = 1.0, []
    for block in filled:
        number = str(blocks.index(block) + 1).replace("1", "") if len(blocks) > 1 else ""
        share = _ROW * max(1, len(block.names)) / inner
        layout |= _axes(block, number, (max(0.0, end - share), end))
        names += [_name(name, row, number) for row, name in enumerate(block.names)]
        end -= share + _AXIS / inner
    if not filled:
        layout |= {"xaxis": _quiet(), "yaxis": _quiet() | {"zerolinecolor": colours.INK_3}}
    return go.Figure(layout={**layout, "annotations": names})


def points(
    figure: go.Figure,
    name: str,
    *,
    x: Sequence[float],
    y: Sequence[int],
    words: Sequence[str],
    marker: dict[str, Any] | None = None,
    axis: str = "",
) -> None:
    """Marks of one side or verdict, with what each says on hover; named once in the legend."""
    if not len(x):
        return
    traces: Any = figure.data
    once = all(trace.name != name for trace in traces)
    figure.add_scatter(
        x=list(x),
        y=list(y),
        mode="markers",
        name=name,
        marker=marker or SIDES[name],
        hovertext=list(words),
        hoverinfo="text",
        cliponaxis=False,
        legendgroup=name,
        showlegend=once,
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
    )


def finished(figure: go.Figure, said: Sequence[str], theme: colours.Theme) -> go.Figure:
    """The chart with its text alternative, in the colours of a theme."""
    question = figure.layout.meta["question"]  # pyright: ignore[reportAttributeAccessIssue]
    figure.update_layout(
        meta={"question": question, "in_words": " ".join([question, *(said or ["Nothing to show yet."])])}
    )
    return figure if theme == "light" else go.Figure(colours.in_theme(figure.to_dict(), theme))


def in_words(figure: go.Figure) -> str:
    """What a chart of ours shows, in sentences: its text alternative, for an ``aria-label`` or beside it."""
    layout: Any = figure.layout
    return layout.meta["in_words"]


def _axes(block: Rows, number: str, domain: tuple[float, float]) -> dict[str, Any]:
    return {
        f"xaxis{number}": _quiet()
        | {"anchor": f"y{number}", "title": {"text": block.scale, "font": {"size": 12}, "standoff": 6}},
        f"yaxis{number}": {
            "anchor": f"x{number}",
            "domain": list(domain),
            "tickvals": list(range(len(block.names))),
            "ticktext": [escape(name) for name in block.names],
            "showticklabels": False,
            "range": [-0.5, max(1, len(block.names)) - 0.3],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }


def _name(name: str, row: int, number: str) -> dict[str, Any]:
    """A row's name above its marks, so that a phone's whole width is theirs."""
    return {
        "text": escape(name),
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": row + 0.2,
        "yref": f"y{number}",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 13, "color": colours.INK},
    }


def _quiet() -> dict[str, Any]:
    return {"gridcolor": colours.HAIRLINE, "zeroline": False, "fixedrange": True, "automargin": False}


def _wrapped(text: str, width: int, letter: float) -> list[str]:
    """The text in lines that fit, for letters of so many pixels on average."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > (width - 32) / letter:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
