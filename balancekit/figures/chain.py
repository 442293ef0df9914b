"""The chain from cause to finding, drawn on the body: only the ways that matter for one story."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from balancekit.figures.artwork import Artwork, drawing, muscle_views
from balancekit.figures.marks import mark
from balancekit.figures.pictures import body_shapes
from balancekit.figures.regions import regions_of

if TYPE_CHECKING:
    from balancekit.catalogue import Catalogue, Grade
    from balancekit.reasoning.explain import Explanation
    from balancekit.symmetry import Finding

LINE_KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "shown": ("seen in people or in a laboratory", ("trial", "cohort", "cross-sectional", "lab")),
    "thought": ("mechanism only", ("mechanism",)),
    "told": ("convention, nobody has shown it", ("convention",)),
    "against": ("studies speak against it", ("contradicted",)),
}
"""How a link is drawn, solid to broken: what the line says, and the grades of evidence that it stands for."""
_VIEWS = ("back_deep", "back", "front", "front_deep")
"""Views to draw on; where two show as much of a chain, the first."""
_WHERE_FROM = {"back_deep": "behind", "back": "behind", "front": "the front", "front_deep": "the front"}
_FOOT = 962.0
"""Height at which what lies in the sole is drawn."""
_MARGIN, _EDGE = 302.0, 352.0
"""Where the numbers stand beside the body, and where the picture ends."""
_APART = 96.0
_RADIUS = 25.0
_LEAST = 470.0
"""Height of the body that is shown at least, so that one sees where one is."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of a chain: a cause or a state, with the findings that it shows in by itself."""

    number: int
    name: str
    muscle: str
    side: str
    """Side of the person; empty for what has none."""
    x: float
    y: float
    at: float = 0.0
    """Height of its number, beside the body."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """The places of a story, each once, and the links between them."""

    stops: tuple[Stop, ...]
    links: tuple[tuple[int, int, Grade], ...]
    """Numbers of two stops, and the grade of the evidence for the link."""
    view: str = _VIEWS[0]
    """The drawing that shows most of it."""


def line_kind(grade: str) -> str:
    """Which of `LINE_KINDS` a grade of evidence is drawn as."""
    return next(kind for kind, (_, grades) in LINE_KINDS.items() if grade in grades)


def place_of(cause: str, catalogue: Catalogue) -> str:
    """The muscle at which a cause is drawn: its own, else the first muscle of the first test that it leads to."""
    entry = catalogue.causes[cause]
    if entry.place:
        return entry.place
    for effect in sorted(entry.effects, key=lambda effect: effect.shows is None):
        return catalogue.assessments[effect.to].muscles[0].muscle if effect.shows else place_of(effect.to, catalogue)
    return "erector_spinae"


def height_of(muscle: str, *, figure: str = "male") -> float:
    """How far down the body a muscle lies, 0 (crown) to 1000 (sole)."""
    return _point(muscle, "left", _VIEWS[0], figure)[1]


def chain_of(story: Explanation, catalogue: Catalogue, *, figure: str = "male") -> Chain:
    """Where the ways of a story run; without a stop for a story that has no way to a finding."""
    stops: dict[str, Stop] = {}
    links: dict[tuple[int, int], Grade] = {}
    for way in story.paths or ((story.chain,) if story.chain else ()):
        for link in way:
            for node, name in ((link.start, link.start_name), (link.end, link.end_name)):
                if node not in stops and node not in catalogue.assessments:
                    cause, side = _cause(node)
                    stops[node] = Stop(len(stops) + 1, name, place_of(cause, catalogue), side, 0, 0)
            if link.end in stops:
                links[stops[link.start].number, stops[link.end].number] = link.grade
            elif link.end_finding and link.end_finding not in stops[link.start].findings:
                shown = (*stops[link.start].findings, link.end_finding)
                stops[link.start] = replace(stops[link.start], findings=shown)
    seen = muscle_views(figure)
    regions = [name[:-2] for stop in stops.values() for name in regions_of(stop.muscle, figure)[:1]]
    view = max(_VIEWS, key=lambda view: sum(view in seen[muscle] for muscle in regions))
    return Chain(_placed(stops.values(), view, figure), tuple((*ends, links[ends]) for ends in links), view)


def chain_picture(story: Explanation, catalogue: Catalogue, *, figure: str = "male") -> str:
    """Inline SVG of the body with a story's ways on it, and the list of its places; as markup.

    Each number stands beside the body, on its side, with a thread to its place. An arrow is as broken as its evidence
    is poor, and the list says the same in words. Empty without a way.
    """
    chain = chain_of(story, catalogue, figure=figure)
    if not chain.stops:
        return ""
    art = drawing(figure, chain.view)
    items = "".join(
        f'<li><span class="nr">{stop.number}</span><div><b>{escape(stop.name)}</b>{_shown(stop)}'
        f"{_leads(stop, chain)}</div></li>"
        for stop in chain.stops
    )
    seen = f"The body from {_WHERE_FROM[chain.view]}"
    words = escape(f"{seen}, with the places of the story {story.name}, 1 to {len(chain.stops)}; the list names them.")
    return (
        f'<p class="bk-small">{_read(chain)}</p>'
        f'<div class="bk-onbody"><figure class="bk-pic"><svg xmlns="http://www.w3.org/2000/svg" class="bk-art" '
        f'viewBox="{" ".join(f"{edge:.0f}" for edge in _box(chain))}" role="img" aria-label="{words}">'
        f"{''.join(_shapes(art, chain))}</svg><figcaption>{seen}</figcaption></figure>"
        f'<ol class="bk-stops">{items}</ol></div>'
    )


def _read(chain: Chain) -> str:
    """What to look at first."""
    if not chain.links:
        return "One place, and what it shows in. The thread leads to the muscle that is coloured."
    return (
        "Follow the arrows from 1: what would lead to what, and which test shows it. The more broken an arrow, the "
        "less is known about that link."
    )


def _shown(stop: Stop) -> str:
    if not stop.findings:
        return f"<p>{mark('unscored')}<span>not measured by itself</span></p>"
    return "".join(
        f"<p>{mark(f.verdict)}<span>{escape(f.name)}: {escape(f.difference_words)}</span></p>" for f in stop.findings
    )


def _leads(stop: Stop, chain: Chain) -> str:
    """The links that begin here, with a sample of the line and the grade in words."""
    return "".join(
        f'<p class="leads">{line_sample(line_kind(grade))}<span>would lead to {end}: '
        f"{LINE_KINDS[line_kind(grade)][0]}</span></p>"
        for start, end, grade in chain.links
        if start == stop.number
    )


def line_sample(kind: str) -> str:
    """A short piece of a line, as links of this kind are drawn."""
    cross = '<path d="M15 2l6 6m0-6l-6 6"/>' if kind == "against" else ""
    return (
        f'<svg class="bk-sample is-{kind}" viewBox="0 0 36 10" aria-hidden="true"><path class="l" d="M1 5h34"/>'
        f"{cross}</svg>"
    )


def _placed(stops: Iterable[Stop], view: str, figure: str) -> tuple[Stop, ...]:
    """The stops at their muscles; numbers of one side below each other in the order of their places."""
    found: list[Stop] = []
    for stop in stops:
        x, y = _point(stop.muscle, stop.side, view, figure)
        found.append(replace(stop, x=x, y=y))
    placed: dict[int, Stop] = {}
    for side in (True, False):
        column = sorted((stop for stop in found if (stop.x > 0) == side), key=lambda stop: (stop.y, -stop.number))
        for stop, at in zip(column, _spread([stop.y for stop in column]), strict=True):
            placed[stop.number] = replace(stop, at=at)
    return tuple(placed[number] for number in sorted(placed))


def _spread(heights: Sequence[float]) -> list[float]:
    """Sorted heights, moved apart as little as needed: what touches becomes one block about its own middle."""
    blocks: list[list[float]] = []

    def span(block: list[float]) -> tuple[float, float]:
        half = _APART * (len(block) - 1) / 2
        middle = min(max(sum(block) / len(block), half + _RADIUS), 1000 - half - _RADIUS)
        return middle - half, middle + half

    for height in heights:
        blocks.append([height])
        while len(blocks) > 1 and span(blocks[-1])[0] - span(blocks[-2])[1] < _APART:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return [span(block)[0] + _APART * k for block in blocks for k in range(len(block))]


def _cause(node: str) -> tuple[str, str]:
    """Cause and side of a node; no side for what has none."""
    if node.endswith(("_l", "_r")):
        return node[:-2], "left" if node.endswith("_l") else "right"
    return node, ""


def _point(muscle: str, side: str, view: str, figure: str) -> tuple[float, float]:
    """Where a muscle lies in a view; what only other views show is brought to the same place."""
    names = [name for name in regions_of(muscle, figure) if not side or name.endswith(f"_{side[0]}")]
    name = (names or [f"{muscle}_l"])[0]
    views = muscle_views(figure).get(name[:-2], (_VIEWS[0],))
    facing = view.removesuffix("_deep")
    shown = max(views, key=lambda other: (other == view, other.startswith(facing), other != "sole"))
    if shown == "sole":
        return _point("soleus", side, view, figure)[0], _FOOT
    x, y = drawing(figure, shown).regions[name].centroid
    return (x if shown.startswith(facing) else -x) if side else 0.0, y


def _box(chain: Chain) -> tuple[float, float, float, float]:
    """The part of the drawing that the chain runs through, whole in width: left, top, width, height."""
    heights = [height for stop in chain.stops for height in (stop.y, stop.at)]
    top, bottom = min(heights) - 70, max(heights) + 70
    missing = max(0.0, _LEAST - (bottom - top)) / 2
    top, bottom = max(0.0, top - missing), min(1000.0, bottom + missing)
    return -_EDGE, top, 2 * _EDGE, bottom - top


def _shapes(art: Artwork, chain: Chain) -> Iterator[str]:
    hit = {f"{stop.muscle}_{stop.side[0]}" for stop in chain.stops}
    yield from body_shapes(art, lambda region: "hit" if region.id in hit else "m")
    places = {stop.number: stop for stop in chain.stops}
    for stop in chain.stops:
        yield f'<path class="art-thread" d="M{_beside(stop):.0f} {stop.at:.0f}L{stop.x:.0f} {stop.y:.0f}"/>'
        yield f'<circle class="art-dot" cx="{stop.x:.0f}" cy="{stop.y:.0f}" r="7"/>'
    for start, end, grade in chain.links:
        yield _way(places[start], places[end], line_kind(grade))
    for stop in chain.stops:
        yield (
            f'<g class="art-stop"><circle cx="{_beside(stop):.0f}" cy="{stop.at:.0f}" r="{_RADIUS:.0f}"/>'
            f'<text x="{_beside(stop):.0f}" y="{stop.at + 10:.0f}">{stop.number}</text></g>'
        )


def _beside(stop: Stop) -> float:
    """Where a stop's number stands; what has no side stands on the left of the picture."""
    return _MARGIN if stop.x > 0 else -_MARGIN


def _way(start: Stop, end: Stop, kind: str) -> str:
    """A link: straight to a neighbour, bent outwards past another number, across the body to the other side."""
    x0, x1 = _beside(start), _beside(end)
    across = x0 != x1
    near = abs(end.at - start.at) < 1.5 * _APART
    # A quarter of a far link's length would leave the picture: outside there is room for a hand's breadth only.
    bend = 0.0 if across or near else math.copysign(min(78.0, 0.3 * abs(end.at - start.at)), x0)
    mx, my = (x0 + x1) / 2 + bend, (start.at + end.at) / 2 - (60.0 if across else 0.0)

    def edge(x: float, y: float, gap: float) -> tuple[float, float]:
        away = math.hypot(mx - x, my - y) or 1.0
        return x + (mx - x) / away * gap, y + (my - y) / away * gap

    (ax, ay), (bx, by) = edge(x0, start.at, _RADIUS), edge(x1, end.at, _RADIUS + 5)
    path = f"M{ax:.0f} {ay:.0f}Q{mx:.0f} {my:.0f} {bx:.0f} {by:.0f}"
    return f'<path class="art-way is-{kind}" d="{path}" marker-end="url(#bk-arrow)"/>'
