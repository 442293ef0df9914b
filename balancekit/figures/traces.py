"""The body map as a plotly figure: one filled trace a region, all decoration in a few traces that nobody can hit."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from balancekit.figures import colours
from balancekit.figures.artwork import VIEW_NAMES, Artwork, Shape, drawing
from balancekit.figures.svg import legend_svg

if TYPE_CHECKING:
    from balancekit.figures.legend import Legend
    from balancekit.figures.paths import Ring
    from balancekit.figures.readings import Reading


class Numbers(tuple[float | None, ...]):
    """One axis of an outline. It never changes, so figures share it; copying it would take half of a build's time."""

    __slots__ = ()

    def __deepcopy__(self, _: dict[int, Any]) -> Numbers:
        return self


Coordinates = tuple[Numbers, Numbers]

LABEL = "name"
"""The property of a region's trace that holds its hover label: a fill without text shows its trace's name."""
VIEW_WIDTH, VIEW_HEIGHT = 324, 525
_GAP, _TOP, _BOTTOM = 16, 64, 112
_PICKED = 3.0
_LINES = 6
"""How many lines a hover label has: more of them hide the map."""

_DECORATION: Mapping[str, dict[str, Any]] = {
    "skin": {"fill": "toself", "fillcolor": colours.SKIN, "line": {"color": colours.LINE, "width": 0.8}},
    "shade": {"fill": "toself", "fillcolor": colours.HAIR, "line": {"color": colours.HAIR, "width": 0}},
    "bone": {"fill": "toself", "fillcolor": colours.BONE, "line": {"color": colours.BONE_LINE, "width": 0.6}},
    "line": {"line": {"color": colours.LINE, "width": 0.8}},
    "fibre": {"line": {"color": colours.FIBRE, "width": 0.7}},
}
# What all our figures share. Given as a template, it also keeps plotly's own, which weighs 7 kB, from being added.
TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": colours.FONT, "color": colours.INK_2},
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colours.INK,
            "bordercolor": colours.INK,
            "align": "left",
            "font": {"color": colours.ON_INK, "size": 13},
        },
    }
}

# What all regions share: plotly takes as long for a property as for an outline of twenty points, so each is said once.
# Without simplify, plotly would drop points closer than a pixel, and with them the hits along a thin muscle's edge.
_REGION: dict[str, Any] = {
    "type": "scatter",
    "mode": "lines",
    "fill": "toself",
    "hoveron": "fills",
    "hoverinfo": "text",
    "showlegend": False,
    "line": {"simplify": False},
    "fillpattern": {"size": 5, "solidity": 0.38, "bgcolor": colours.NONE},
}
_MAP_TEMPLATE = {**TEMPLATE, "data": {"scatter": [_REGION]}}


def one_view(art: Artwork, readings: Mapping[str, Reading], theme: colours.Theme = "light") -> go.Figure:
    """Figure of one view on a clear ground, for forms that lay out title and legend themselves."""
    height = VIEW_HEIGHT if art.viewbox[3] > art.viewbox[2] else VIEW_WIDTH
    layout = {**_layout(VIEW_WIDTH, height), **_axes(art, "", (0, 1), (0, 1)), "annotations": list(_letters(art, ""))}
    return _figure(list(_traces(art, readings, "")), layout, theme)


def all_views(
    build: str,
    views: Iterable[str],
    readings: Mapping[str, Reading],
    legend: Legend,
    theme: colours.Theme = "light",
) -> go.Figure:
    """Figure of several views side by side on paper, with their names, the question and the legend."""
    arts = [drawing(build, view) for view in views]
    columns = max(2, len(arts))
    width = columns * VIEW_WIDTH + (columns + 1) * _GAP
    height = _TOP + VIEW_HEIGHT + _BOTTOM
    layout = _layout(width, height) | {"paper_bgcolor": colours.PAPER}
    data: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    if legend.question:
        notes.append(_note(f"<b>{legend.question}</b>", 0.5, 1 - 18 / height, 17, colours.INK))
    for index, art in enumerate(arts):
        suffix = str(index + 1) if index else ""
        left = (width - len(arts) * VIEW_WIDTH - (len(arts) - 1) * _GAP) / 2 + index * (VIEW_WIDTH + _GAP)
        across = (left / width, (left + VIEW_WIDTH) / width)
        layout |= _axes(art, suffix, across, (_BOTTOM / height, 1 - _TOP / height))
        notes.append(_note(VIEW_NAMES[art.view], sum(across) / 2, 1 - 46 / height, 13, colours.INK_3))
        notes += _letters(art, suffix)
        data += _traces(art, readings, suffix)
    layout |= {"annotations": notes, "images": [_legend_image(legend, height, theme)]}
    return _figure(data, layout, theme)


def style(reading: Reading, *, picked: bool = False) -> dict[str, Any]:
    """What of a region's trace depends on its reading.

    A ``picked`` region has an outline in ink, heavier than any verdict's.
    """
    paint = reading.paint
    outline = {"color": colours.INK, "width": _PICKED} if picked else {"color": paint.line, "width": paint.width}
    more = len(reading.lines) - _LINES
    lines = [*reading.lines[:_LINES], *([f"and {more} more, in the table"] if more > 0 else [])]
    text = "<br>".join([f"<b>{escape(reading.muscle)}, {reading.side}</b>", *map(escape, lines)])
    look: dict[str, Any] = {"fillcolor": paint.fill, "line": outline, LABEL: text}
    if paint.pattern:
        look["fillpattern"] = {"shape": paint.pattern, "fgcolor": paint.ink}
    return look


def _figure(data: list[dict[str, Any]], layout: dict[str, Any], theme: colours.Theme) -> go.Figure:
    # plotly checks each of some thousand properties, which takes four times as long as all the rest. Everything here
    # is ours and tests hold it against the checks, so this one place goes without them, as plotly express does.
    return go.Figure(colours.in_theme({"data": data, "layout": layout}, theme), _validate=False)


def _traces(art: Artwork, readings: Mapping[str, Reading], suffix: str) -> Iterator[dict[str, Any]]:
    where = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"} if suffix else {}
    coordinates = _coordinates(art.build, art.view)
    for kind in ("skin", "shade", "bone", "line"):
        if kind in coordinates:
            yield _decoration(kind, coordinates[kind], where)
    for name in art.regions:
        x, y = coordinates[name]
        yield {
            "type": "scatter",
            "x": x,
            "y": y,
            "meta": name,
            **style(readings[name]),
            **where,
        }
    if "fibre" in coordinates:
        yield _decoration("fibre", coordinates["fibre"], where)


def _decoration(kind: str, coordinates: Coordinates, where: dict[str, str]) -> dict[str, Any]:
    x, y = coordinates
    fixed = {"type": "scatter", "x": x, "y": y, "fill": "none", "hoverinfo": "skip"}
    return {**fixed, **_DECORATION[kind], **where}


@cache
def _coordinates(build: str, view: str) -> Mapping[str, Coordinates]:
    """Outlines as plotly takes them, by region id and by kind of decoration."""
    art = drawing(build, view)
    found = {name: _joined([region]) for name, region in art.regions.items()} | {"skin": _joined([art.silhouette])}
    for kind in ("shade", "bone", "line", "fibre"):
        shapes = [detail for detail in art.details if detail.kind == kind]
        if shapes:
            found[kind] = _joined(shapes)
    return found


def _joined(shapes: Iterable[Shape]) -> Coordinates:
    """Rings one after the other; None lifts the pen between them."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for shape in shapes:
        for ring in shape.rings:
            if xs:
                xs.append(None)
                ys.append(None)
            walk = _mirrored_alike(ring)
            xs += [x for x, _ in walk]
            ys += [y for _, y in walk]
    return Numbers(xs), Numbers(ys)


def _mirrored_alike(ring: Ring) -> Ring:
    """The ring in the direction that its mirror image is walked in too.

    Then right and left have the same numbers in the same order, and compression takes a third off the figure.
    """
    (x0, y0), (x1, y1) = ring[0], ring[-1]
    if ring[0] != ring[-1]:
        return ring if (y0, abs(x0)) < (y1, abs(x1)) else ring[::-1]
    turn = sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))
    return ring if (turn > 0) == (sum(x for x, _ in ring) > 0) else ring[::-1]


def _layout(width: int, height: int) -> dict[str, Any]:
    return {
        "template": _MAP_TEMPLATE,
        "width": width,
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }


def _axes(art: Artwork, suffix: str, across: tuple[float, float], up: tuple[float, float]) -> dict[str, Any]:
    x, y, width, height = art.viewbox
    fixed = {"visible": False, "fixedrange": True}
    return {
        f"xaxis{suffix}": {**fixed, "range": [x, x + width], "domain": list(across), "anchor": f"y{suffix}"},
        f"yaxis{suffix}": {
            **fixed,
            "range": [y + height, y],
            "domain": list(up),
            "anchor": f"x{suffix}",
            "scaleanchor": f"x{suffix}",
        },
    }


def _letters(art: Artwork, suffix: str) -> Iterator[dict[str, Any]]:
    """L and R where the person's sides are, in their colours."""
    x, y, width, height = art.viewbox
    for side, share in zip(art.sides, (0.075, 0.925), strict=True):
        yield {
            "x": x + share * width,
            "y": y + 0.04 * height,
            "xref": f"x{suffix}",
            "yref": f"y{suffix}",
            "text": f"<b>{side[0].upper()}</b>",
            "showarrow": False,
            "font": {"size": 20, "color": colours.LETTERS[side]},
        }


def _legend_image(legend: Legend, height: int, theme: colours.Theme) -> dict[str, Any]:
    """The legend as the picture has it: plotly's own shows neither a scale without points nor a pattern at a size."""
    picture = base64.b64encode(colours.in_theme(legend_svg(legend), theme).encode()).decode()
    return {
        "source": f"data:image/svg+xml;base64,{picture}",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0,
        "yanchor": "bottom",
        "sizex": 1,
        "sizey": _BOTTOM / height,
    }


def _note(text: str, x: float, y: float, size: int, colour: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }
