"""The body map as an SVG picture, written without a browser, and from it a PNG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import chain
from typing import TYPE_CHECKING

from balancekit.figures import colours
from balancekit.figures.artwork import VIEW_NAMES, Artwork, drawing

if TYPE_CHECKING:
    from balancekit.figures.legend import Legend
    from balancekit.figures.readings import Reading

# Everything is laid out in the drawings' units; a body is 1000 high.
_COLUMN, _GAP = 600, 40
_TITLE, _NAMES = 110, 60
_BAR, _LEGEND = 640, 190
_DISPLAY_WIDTH = 720

_PATTERNS = {"/": "hatch", "x": "cross", ".": "dots"}
_HATCH = "M-1 1 1-1M0 10 10 0M9 11 11 9"
_STROKES = {"/": _HATCH, "x": f"{_HATCH}M-1 9 1 11M0 0 10 10M9-1 11 1"}

_SKIN = f'fill="{colours.SKIN}" stroke="{colours.LINE}"'
_UNDER = ("shade", "bone", "line")
_WIDTHS: Mapping[str, float] = {"skin": 1.4, "shade": 0, "bone": 1, "line": 1.4, "fibre": 1.2}
_DETAILS: Mapping[str, str] = {
    "shade": f'fill="{colours.HAIR}"',
    "bone": f'fill="{colours.BONE}" stroke="{colours.BONE_LINE}"',
    "line": f'fill="none" stroke="{colours.LINE}"',
    "fibre": f'fill="none" stroke="{colours.FIBRE}"',
}


def body_map_svg(
    build: str,
    views: Iterable[str],
    readings: Mapping[str, Reading],
    legend: Legend,
    theme: colours.Theme = "light",
) -> str:
    """All views side by side with title, names, L and R, and the legend below."""
    arts = [drawing(build, view) for view in views]
    width = max(2, len(arts)) * (_COLUMN + _GAP) + _GAP
    top = (_TITLE if legend.question else _GAP) + _NAMES
    tall = max(_COLUMN / art.viewbox[2] * art.viewbox[3] for art in arts)
    parts = [_text(legend.question, width / 2, 68, size=34, colour=colours.INK, weight=700)] if legend.question else []
    left = (width - len(arts) * _COLUMN - (len(arts) - 1) * _GAP) / 2
    for art in arts:
        parts.append(
            _text(VIEW_NAMES[art.view], left + _COLUMN / 2, top - 24, size=25, colour=colours.INK_3, weight=600)
        )
        x, y, scale = art.viewbox[0], art.viewbox[1], _COLUMN / art.viewbox[2]
        parts.append(f'<g transform="translate({left:g} {top:g}) scale({scale:g}) translate({-x:g} {-y:g})">')
        parts += [*_view(art, readings), "</g>"]
        left += _COLUMN + _GAP
    height = top + tall + _GAP + _LEGEND
    name = legend.question or "Body map"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{_DISPLAY_WIDTH}" '
        f'height="{_DISPLAY_WIDTH * height / width:.0f}" role="img" aria-label="{escape(_summary(name, readings))}" '
        f'font-family="{escape(colours.FONT)}" text-anchor="middle"><title>{escape(name)}</title>'
    )
    patterns = _definitions(chain((reading.paint for reading in readings.values()), _signs(legend)))
    paper = f'<rect width="100%" height="100%" rx="24" fill="{colours.PAPER}"/>'
    picture = "".join([head, patterns, paper, *parts, *_legend(legend, width, top + tall + _GAP), "</svg>"])
    return colours.in_theme(picture, theme)


def legend_svg(legend: Legend) -> str:
    """The legend alone, on a clear ground, as wide as two views."""
    width = 2 * (_COLUMN + _GAP) + _GAP
    drawn = _definitions(_signs(legend)) + "".join(_legend(legend, width, 0))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_LEGEND}" width="{width}" height="{_LEGEND}" '
        f'font-family="{escape(colours.FONT)}" text-anchor="middle">{drawn}</svg>'
    )


def view_svg(build: str, view: str, readings: Mapping[str, Reading]) -> str:
    """The shapes of one view in its own units, with L and R and no frame: for a picture of your own layout."""
    patterns = _definitions(reading.paint for reading in readings.values())
    return patterns + "".join(_view(drawing(build, view), readings))


def to_png(svg: str, width: int = 2 * _DISPLAY_WIDTH) -> bytes:
    """Paint an SVG picture.

    Raises
    ------
    ModuleNotFoundError
        When resvg is not installed.
    """
    try:
        from resvg_py import svg_to_bytes
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "A PNG needs the library resvg-py, which is not installed; run: pip install 'balancekit[png]'."
        ) from None
    return bytes(svg_to_bytes(svg_string=svg, width=width))


def _view(art: Artwork, readings: Mapping[str, Reading]) -> Iterator[str]:
    x, y, width, height = art.viewbox
    fine = width / _COLUMN  # a drawing that is shown larger than it is has thinner lines of its own
    yield f'<path d="{art.silhouette.path}" {_SKIN} stroke-width="{_WIDTHS["skin"] * fine:.3g}"/>'
    yield from (_details(art, kind, fine) for kind in _UNDER)
    for name, region in art.regions.items():
        reading = readings[name]
        words = escape(f"{reading.muscle}, {reading.side}. {reading.words}")
        yield (
            f'<path data-region="{name}" d="{region.path}" fill="{_fill(reading.paint)}" stroke="{reading.paint.line}" '
            f'stroke-width="{1.8 * reading.paint.width * fine:.3g}"><title>{words}</title></path>'
        )
    yield _details(art, "fibre", fine)
    for side, share in zip(art.sides, (0.075, 0.925), strict=True):
        place = x + share * width, y + 0.052 * height
        yield _text(side[0].upper(), *place, size=37 * fine, colour=colours.LETTERS[side], weight=700)


def _details(art: Artwork, kind: str, fine: float) -> str:
    """All decoration of one kind as a single path."""
    path = "".join(detail.path for detail in art.details if detail.kind == kind)
    return f'<path d="{path}" {_DETAILS[kind]} stroke-width="{_WIDTHS[kind] * fine:.3g}"/>' if path else ""


def _fill(paint: colours.Paint) -> str:
    return f"url(#{_pattern_id(paint)})" if paint.pattern else paint.fill


def _definitions(paints: Iterable[colours.Paint]) -> str:
    """The patterns that these paints need."""
    parts = []
    for paint in dict.fromkeys(paint for paint in paints if paint.pattern):
        marks = f'<path d="{_STROKES.get(paint.pattern)}" stroke="{paint.ink}" stroke-width="2.4"/>'
        if paint.pattern == ".":
            marks = f'<circle cx="5" cy="5" r="1.8" fill="{paint.ink}"/>'
        parts.append(
            f'<pattern id="{_pattern_id(paint)}" width="10" height="10" patternUnits="userSpaceOnUse">'
            f'<rect width="10" height="10" fill="{paint.fill}"/>{marks}</pattern>'
        )
    return f"<defs>{''.join(parts)}</defs>"


def _pattern_id(paint: colours.Paint) -> str:
    return f"bk-{_PATTERNS[paint.pattern]}-{paint.ink[1:]}"


def _signs(legend: Legend) -> Iterator[colours.Paint]:
    return (paint for _, paint in legend.entries)


def _legend(legend: Legend, width: float, top: float) -> Iterator[str]:
    left = (width - _BAR) / 2
    if legend.scale:
        # The ramps have three straight parts a side, so seven stops draw them exactly.
        stops = (f'<stop offset="{i / 6:.4f}" stop-color="{colours.diverging(i / 3 - 1)}"/>' for i in range(7))
        yield f'<linearGradient id="bk-scale">{"".join(stops)}</linearGradient>'
        yield f'<rect x="{left:g}" y="{top:g}" width="{_BAR}" height="24" rx="12" fill="url(#bk-scale)"/>'
        anchors = ("start", "middle", "end")
        for share, words, tint, anchor in zip((0, 0.5, 1), legend.ends, legend.tints, anchors, strict=True):
            yield _text(words, left + share * _BAR, top + 54, size=23, colour=tint, weight=600, anchor=anchor)
    # Eleven units a letter is a little more than the font needs, whichever it turns out to be.
    places = [54 + 11 * len(words) for words, _ in legend.entries]
    x = (width - sum(places) - 28 * (len(places) - 1)) / 2
    y = top + 88
    for (words, paint), place in zip(legend.entries, places, strict=True):
        yield f'<rect x="{x:g}" y="{y}" width="40" height="26" rx="6" fill="{_fill(paint)}" stroke="{colours.LINE}"/>'
        yield _text(words, x + 54, y + 21, size=23, colour=colours.INK_2, anchor="start")
        x += place + 28
    if legend.remark:
        yield _text(legend.remark, width / 2, top + 160, size=22, colour=colours.INK_3)


def _text(
    words: str, x: float, y: float, *, size: float, colour: str, weight: int = 400, anchor: str = "middle"
) -> str:
    at = "" if anchor == "middle" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{colour}"{at}>'
        f"{escape(words)}</text>"
    )


def _summary(name: str, readings: Mapping[str, Reading]) -> str:
    """The picture in a sentence, for who cannot see it."""
    told = [r for r in readings.values() if r.state in ("clear", "unable", "uncertain", "value")]
    if not told:
        return f"{name} Nothing to show."
    return f"{name} " + " ".join(f"{r.muscle}, {r.side}: {r.lines[0]}." for r in told)
