"""The chain from cause to finding, drawn on the body: only the ways that matter for one story."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from balancekit.figures.artwork import Artwork, drawing, muscle_views
from balancekit.figures.marks import mark
from balancekit.figures.pictures import _details
from balancekit.figures.regions import regions_of

if TYPE_CHECKING:
    from balancekit.catalogue import Catalogue
    from balancekit.reasoning.explain import Explanation
    from balancekit.symmetry import Finding

_VIEW = "back_deep"
"""The view that shows what most chains run through: calf, buttock, pelvis, flank."""
_WHERE = {
    "foot_arch_low": "abductor_hallucis",
    "previous_ankle_sprain": "soleus",
    "ankle_dorsiflexion_restricted": "soleus",
    "leg_short": "biceps_femoris",
    "disuse_after_injury": "biceps_femoris",
    "pain_inhibition": "biceps_femoris",
    "nerve_root": "multifidus",
    "pelvis_low": "gluteus_medius",
    "innominate_forward": "gluteus_medius",
    "quadratus_lumborum_overload": "quadratus_lumborum",
    "quadratus_lumborum_short": "quadratus_lumborum",
    "shoulder_turns_in_less": "infraspinatus",
}
"""Muscle at whose place a story is drawn that its tests would put elsewhere. Convention of the picture."""
_FOOT = 962.0
"""Height at which what lies in the sole is drawn."""
_APART, _STEP = 50.0, 5.0
_RADIUS = 21.0
_UNSHOWN = ("convention", "contradicted")


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of a chain: a cause or a state, with the findings that it shows in by itself."""

    number: int
    name: str
    muscle: str
    side: str
    x: float
    y: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """The places of a story, each once, and the links between them."""

    stops: tuple[Stop, ...]
    links: tuple[tuple[int, int, str], ...]
    """Numbers of two stops, and the grade of the evidence for the link."""


def chain_of(story: Explanation, catalogue: Catalogue, *, figure: str = "male") -> Chain:
    """Where the ways of a story run; without a stop for a story that has no way to a finding."""
    stops: dict[str, Stop] = {}
    links: dict[tuple[int, int], str] = {}
    for way in story.paths or ((story.chain,) if story.chain else ()):
        for link in way:
            for node, name in ((link.start, link.start_name), (link.end, link.end_name)):
                if node not in stops and node not in catalogue.assessments:
                    stops[node] = _stop(len(stops) + 1, node, name, catalogue, figure)
            if link.end in stops:
                links[stops[link.start].number, stops[link.end].number] = link.grade
            elif link.end_finding and link.end_finding not in stops[link.start].findings:
                shown = (*stops[link.start].findings, link.end_finding)
                stops[link.start] = replace(stops[link.start], findings=shown)
    return Chain(_apart(stops.values()), tuple((*ends, grade) for ends, grade in links.items()))


def chain_picture(story: Explanation, catalogue: Catalogue, *, figure: str = "male") -> str:
    """Inline SVG of the body from behind with a story's ways on it, and the list of its places; as markup.

    A dotted line is a link that rests on convention alone, or that studies contradict. Empty without a way.
    """
    chain = chain_of(story, catalogue, figure=figure)
    if not chain.stops:
        return ""
    art = drawing(figure, _VIEW)
    items = "".join(
        f'<li><span class="nr">{stop.number}</span><div><b>{escape(stop.name)}</b>{_shown(stop)}</div></li>'
        for stop in chain.stops
    )
    words = escape(f"The body from behind. Chain of the story {story.name}, places 1 to {len(chain.stops)}.")
    dotted = any(grade in _UNSHOWN for *_, grade in chain.links)
    told = "<p class='bk-note'>A dotted arrow: nobody has shown this link.</p>" if dotted else ""
    return (
        f'<div class="bk-onbody"><div class="bk-pic"><svg xmlns="http://www.w3.org/2000/svg" class="bk-art" '
        f'viewBox="{_box(chain)}" role="img" aria-label="{words}">{"".join(_shapes(art, chain))}</svg></div>'
        f'<div><ol class="bk-stops">{items}</ol>{told}</div></div>'
    )


def _shown(stop: Stop) -> str:
    if not stop.findings:
        return f"<p>{mark('unscored')}<span>not measured by itself</span></p>"
    return "".join(
        f"<p>{mark(f.verdict)}<span>{escape(f.name)}: {escape(f.difference_words)}</span></p>" for f in stop.findings
    )


def _stop(number: int, node: str, name: str, catalogue: Catalogue, figure: str) -> Stop:
    cause, side = _cause(node)
    muscle = _WHERE.get(cause) or _muscle(cause, catalogue)
    return Stop(number, name, muscle, side, *_point(muscle, side, figure))


def _apart(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """The stops, those too close to one below pushed up, so that their order from foot to head stays."""
    placed: dict[int, Stop] = {}
    for stop in sorted(stops, key=lambda stop: (-stop.y, stop.number)):
        y = stop.y
        while any(math.dist((stop.x, y), (other.x, other.y)) < _APART for other in placed.values()):
            y -= _STEP
        placed[stop.number] = replace(stop, y=y)
    return tuple(placed[number] for number in sorted(placed))


def _muscle(cause: str, catalogue: Catalogue) -> str:
    """The muscle that the first test of a cause is about."""
    for effect in sorted(catalogue.causes[cause].effects, key=lambda effect: effect.shows is None):
        return catalogue.assessments[effect.to].muscles[0].muscle if effect.shows else _muscle(effect.to, catalogue)
    return "erector_spinae"


def _cause(node: str) -> tuple[str, str]:
    """Cause and side of a node; what has no side is drawn on the left."""
    if node.endswith(("_l", "_r")):
        return node[:-2], "left" if node.endswith("_l") else "right"
    return node, "left"


def _point(muscle: str, side: str, figure: str) -> tuple[float, float]:
    """Where a muscle lies, seen from behind; what other views show is brought to the same place."""
    names = [name for name in regions_of(muscle, figure) if name.endswith(f"_{side[0]}")] or [f"{muscle}_{side[0]}"]
    views = muscle_views(figure)
    name = names[0]
    view = max(views.get(name[:-2], (_VIEW,)), key=lambda view: (view == _VIEW, view == "back"))
    if view == "sole":
        return _point("soleus", side, figure)[0], _FOOT
    x, y = drawing(figure, view).regions[name].centroid
    return (x if view.startswith("back") else -x), y


def _box(chain: Chain) -> str:
    """The part of the drawing that the chain runs through, whole in width."""
    top = max(0.0, min(stop.y for stop in chain.stops) - 130)
    bottom = min(1000.0, max(stop.y for stop in chain.stops) + 110)
    missing = max(0.0, 420 - (bottom - top)) / 2
    top, bottom = max(0.0, top - missing), min(1000.0, bottom + missing)
    return f"-230 {top:.0f} 460 {bottom - top:.0f}"


def _shapes(art: Artwork, chain: Chain) -> Iterator[str]:
    yield f'<path class="art-skin" d="{art.silhouette.path}"/>'
    yield from (_details(art, kind) for kind in ("shade", "bone", "line"))
    hit = {f"{stop.muscle}_{stop.side[0]}" for stop in chain.stops}
    for region in art.regions.values():
        yield f'<path class="art-{"hit" if region.id in hit else "m"}" d="{region.path}"/>'
    yield _details(art, "fibre")
    places = {stop.number: stop for stop in chain.stops}
    yield (
        '<defs><marker id="bk-arrow" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path class="art-head" d="M1 1l8 4-8 4z"/></marker></defs>'
    )
    for start, end, grade in chain.links:
        yield _way(places[start], places[end], dashed=grade in _UNSHOWN)
    for stop in chain.stops:
        yield (
            f'<g class="art-stop"><circle cx="{stop.x:.0f}" cy="{stop.y:.0f}" r="{_RADIUS:.0f}"/>'
            f'<text x="{stop.x:.0f}" y="{stop.y + 8:.0f}">{stop.number}</text></g>'
        )


def _way(start: Stop, end: Stop, *, dashed: bool) -> str:
    """A link, bent outwards so that it does not run over what it connects."""
    dx, dy = end.x - start.x, end.y - start.y
    length = math.hypot(dx, dy)
    out = -1 if start.x + end.x < 0 else 1
    bend = min(70.0, 0.28 * length) * out
    mx, my = (start.x + end.x) / 2 + bend, (start.y + end.y) / 2

    def edge(stop: Stop, gap: float) -> tuple[float, float]:
        away = math.hypot(mx - stop.x, my - stop.y) or 1.0
        return stop.x + (mx - stop.x) / away * gap, stop.y + (my - stop.y) / away * gap

    (x0, y0), (x1, y1) = edge(start, _RADIUS), edge(end, _RADIUS + 4)
    cls = "art-way is-told" if dashed else "art-way"
    path = f"M{x0:.0f} {y0:.0f}Q{mx:.0f} {my:.0f} {x1:.0f} {y1:.0f}"
    return f'<path class="{cls}" d="{path}" marker-end="url(#bk-arrow)"/>'
