"""The causal graph as a picture to explore: causes, the states between, the tests that would show them."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from balancekit.figures import colours
from balancekit.figures.traces import TEMPLATE

if TYPE_CHECKING:
    from balancekit.catalogue import Catalogue, Cause, Effect
    from balancekit.reasoning.explain import Explanations

_WIDTH, _HEIGHT, _TOP = 980, 980, 92
_COLUMNS = {"cause": 0.0, "state": 1.0, "test": 2.0}
_LOOK: dict[str, dict[str, Any]] = {
    "cause": {"symbol": "circle", "name": "cause"},
    "state": {"symbol": "diamond", "name": "state between"},
    "test": {"symbol": "square-open", "name": "test"},
}
_LINES: dict[str, dict[str, Any]] = {
    "studies of people": {"dash": "solid", "grades": ("trial", "cohort", "cross-sectional", "lab")},
    "mechanism only": {"dash": "dash", "grades": ("mechanism",)},
    "convention, or contradicted": {"dash": "dot", "grades": ("convention", "contradicted")},
}
_WIDTHS = {"weak": 0.7, "moderate": 1.5, "strong": 2.8}


def network_figure(catalogue: Catalogue, explanations: Explanations | None = None) -> go.Figure:
    """What leads to what, and how good is the evidence? Drag to move, scroll or pinch to zoom, tap a node to read.

    A line is as thick as the link is strong and as solid as its evidence is good. A cause stands for both sides of the
    body; with ``explanations``, it is as large as the likelier side of it.
    """
    causes = {key: cause for key, cause in catalogue.causes.items() if cause.kind in ("cause", "state")}
    places = _places(causes, catalogue)
    believed: dict[str, float] = defaultdict(float)
    for item in explanations or ():
        believed[item.cause] = max(believed[item.cause], item.probability)
    figure = go.Figure(layout=_layout())
    for name, line in _LINES.items():
        for strength, width in _WIDTHS.items():
            xs: list[float | None] = []
            ys: list[float | None] = []
            for cause in causes.values():
                for effect in cause.effects:
                    if effect.grade in line["grades"] and effect.strength == strength and effect.to in places:
                        (x0, y0), (x1, y1) = places[cause.id], places[effect.to]
                        xs += [x0, x1, None]
                        ys += [y0, y1, None]
            look = {"color": colours.INK_3, "width": width, "dash": line["dash"]}
            shown = strength == "moderate"
            figure.add_scatter(
                x=xs,
                y=ys,
                mode="lines",
                name=name,
                line=look,
                opacity=0.55,
                hoverinfo="skip",
                legendgroup=name,
                showlegend=shown,
            )
    for kind, look in _LOOK.items():
        names = [key for key in places if _kind(key, causes) == kind]
        sizes = [9 + 22 * believed[key] for key in names]
        figure.add_scatter(
            x=[places[key][0] for key in names],
            y=[places[key][1] for key in names],
            mode="markers+text",
            name=look["name"],
            text=[_short(key, catalogue) for key in names],
            textposition="middle left" if kind == "cause" else "top center" if kind == "state" else "middle right",
            textfont={"size": 11, "color": colours.INK},
            marker={
                "symbol": look["symbol"],
                "size": sizes,
                "color": colours.INK,
                "opacity": 1,
                "line": {"width": 1.5},
            },
            meta=names,
            hovertext=[_told(key, causes, catalogue, believed) for key in names],
            hoverinfo="text",
        )
    return figure


def _kind(key: str, causes: dict[str, Cause]) -> str:
    return causes[key].kind if key in causes else "test"


def _places(causes: dict[str, Cause], catalogue: Catalogue) -> dict[str, tuple[float, float]]:
    """Columns for causes, states and tests; tests stand near what leads to them, so that few lines cross."""
    columns: dict[str, list[str]] = {"cause": [], "state": [], "test": []}
    for key, cause in causes.items():
        columns[cause.kind].append(key)
    height = {key: row / max(1, len(columns["cause"]) - 1) for row, key in enumerate(columns["cause"])}
    into: dict[str, list[str]] = defaultdict(list)
    for key, cause in causes.items():
        for effect in cause.effects:
            into[effect.to].append(key)
    for key in columns["state"]:
        above = [height[cause] for cause in into[key] if cause in height]
        height[key] = sum(above) / len(above) if above else 0.5
    reached = [key for key in catalogue.assessments if into[key]]
    middle = {key: sum(height[cause] for cause in into[key]) / len(into[key]) for key in reached}
    columns["test"] = sorted(reached, key=lambda key: middle[key])
    columns["state"].sort(key=lambda key: height[key])
    return {
        key: (_COLUMNS[kind], 1 - (row + 0.5) / len(keys))
        for kind, keys in columns.items()
        for row, key in enumerate(keys)
    }


def _short(key: str, catalogue: Catalogue) -> str:
    if key in catalogue.assessments:
        return escape(catalogue.assessments[key].name)
    words = catalogue.causes[key].name
    for part in (" on the {side}", ", convex to the {side}", " to the {side}", "{side} "):
        words = words.replace(part, "")
    return escape(words.replace("{side}", "").strip().capitalize())


def _told(key: str, causes: dict[str, Cause], catalogue: Catalogue, believed: dict[str, float]) -> str:
    """What a tap on a node says: the story, and the evidence of each of its links."""
    if key not in causes:
        lines = [f"<b>{escape(catalogue.assessments[key].name)}</b>"]
        for cause in causes.values():
            lines += [f"{_short(cause.id, catalogue)}: {_link(e)}" for e in cause.effects if e.to == key]
        return "<br>".join(lines)
    cause = causes[key]
    lines = [f"<b>{_short(key, catalogue)}</b>"]
    if believed[key]:
        lines.append(f"here: {believed[key]:.0%}")
    for effect in cause.effects:
        lines.append(f"→ {_short(effect.to, catalogue)}: {_link(effect)}")
        lines += [f"   {escape(_work(work, catalogue))}" for work in effect.references]
    return "<br>".join(lines)


def _link(effect: Effect) -> str:
    shows = f"{effect.shows} on the {effect.side} side, " if effect.shows else f"{effect.side} side, "
    return f"{shows}{effect.strength}, {effect.grade}"


def _work(work: str, catalogue: Catalogue) -> str:
    reference = catalogue.references[work]
    return f"{reference.authors.split(',')[0]} {reference.year}"


def _layout() -> dict[str, Any]:
    hidden = {"visible": False}
    title = (
        f"<b>What leads to what</b><br><span style='font-size:13px;color:{colours.INK_3}'>Drag to move, scroll or pinch"
        " to zoom, tap a node for its evidence. Thick is strong, solid is shown in people</span>"
    )
    return {
        "template": TEMPLATE,
        "width": _WIDTH,
        "height": _HEIGHT,
        "margin": {"l": 16, "r": 16, "t": _TOP, "b": 64},
        "paper_bgcolor": colours.PAPER,
        "plot_bgcolor": colours.PAPER,
        "dragmode": "pan",
        "title": {"text": title, "x": 0.03, "font": {"size": 17, "color": colours.INK}},
        "legend": {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        "xaxis": {**hidden, "range": [-0.85, 2.95]},
        "yaxis": {**hidden, "range": [-0.01, 1.01]},
    }
