"""The causal graph as a picture to explore: causes, the states between, the tests that would show them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from textwrap import wrap
from typing import TYPE_CHECKING

import anywidget
import traitlets

from balancekit.figures.chain import LINE_KINDS, height_of, line_kind, line_sample, place_of
from balancekit.figures.marks import stylesheet
from balancekit.reasoning.wording import GRADES

if TYPE_CHECKING:
    from balancekit.catalogue import Catalogue, Cause, Effect
    from balancekit.reasoning.explain import Explanations

WIDTH = 704
"""Width of the picture at full size, where all type is 12.5 px; the height follows from the number of tests."""
_CAUSES, _BETWEEN, _TESTS = 208, (298, 357, 416), 468
"""Where the columns of nodes stand; the one between has steps, so that a chain runs to the right."""
_LETTERS = {"cause": 27, "between": 20, "test": 36}
"""Letters of a label that fit on a line."""
_LINE, _ROW, _TOP, _HEAD = 15.0, 9.0, 34.0, 24.0
"""Height of a line of type, space below a label, and space for the heads of the columns and of a part of the body."""
_KINDS = {"cause": "cause", "state": "state between", "test": "test"}
_WIDTHS = {"weak": 1.0, "moderate": 2.0, "strong": 3.4}
_REGIONS = {
    "Neck and shoulder": ("neck", "shoulder", "shoulder blade", "chest"),
    "Back and trunk": ("back", "trunk"),
    "Arm and hand": ("upper arm", "forearm"),
    "Hip and pelvis": ("hip",),
    "Thigh and knee": ("thigh",),
    "Lower leg and foot": ("lower leg", "foot"),
}
"""Parts of the body, from the head down, with the muscle groups of each."""


class Network(anywidget.AnyWidget):
    """The causal graph, live: pan, zoom, find a node, read its evidence. It runs in the page and needs no answers."""

    _esm = (files("balancekit.figures") / "network.js").read_text("utf-8")
    _css = stylesheet()

    markup = traitlets.Unicode("").tag(sync=True)
    """The picture and the words, as markup."""
    node = traitlets.Unicode("").tag(sync=True)
    """Id of the cause or test that is chosen; empty for none."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A cause, state or test, and where it stands."""

    key: str
    kind: str
    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    believed: float = 0.0


def network_figure(catalogue: Catalogue, explanations: Explanations | None = None) -> Network:
    """What leads to what, and how good is the evidence? A picture to move and zoom; a node that is tapped tells all.

    A line is as thick as the link is strong and as broken as its evidence is poor. A cause stands for both sides of the
    body; with ``explanations``, it is as large as the likelier side of it.
    """
    causes = {key: cause for key, cause in catalogue.causes.items() if cause.kind in ("cause", "state")}
    believed: dict[str, float] = defaultdict(float)
    for item in explanations or ():
        believed[item.cause] = max(believed[item.cause], item.probability)
    nodes, heads = _nodes(causes, catalogue, believed)
    height = max(node.y for node in nodes.values()) + 36
    network = Network(markup=_page(nodes, heads, causes, catalogue, height, said=explanations is not None))
    for name in ("bk", "bk-network"):
        network.add_class(name)
    return network


# ---- Places


def _nodes(
    causes: Mapping[str, Cause], catalogue: Catalogue, believed: Mapping[str, float]
) -> tuple[dict[str, _Node], list[tuple[str, float]]]:
    """Every node at its place, and the heads of the parts of the body, each with its height."""
    into: dict[str, list[str]] = defaultdict(list)
    for key, cause in causes.items():
        for effect in cause.effects:
            into[effect.to].append(key)
    regions = list(_REGIONS)
    region = {key: _region(place_of(key, catalogue), catalogue) for key in causes}
    down = sorted(causes, key=lambda key: (regions.index(region[key]), height_of(place_of(key, catalogue))))
    first = [key for key in down if not into[key]]
    rank = {key: index for index, key in enumerate(down)}
    tests = [key for key in catalogue.assessments if into[key]]
    tests.sort(key=lambda key: sum(rank[cause] for cause in into[key]) / len(into[key]))

    names = {key: _short(key, catalogue) for key in (*down, *tests)}
    kinds = {key: "test" if key in tests else "cause" if not into[key] else "between" for key in names}
    lines = {key: tuple(wrap(names[key], _LETTERS[kinds[key]])) for key in names}

    def column(keys: Sequence[str], least: float, headed: Container[str] = ()) -> dict[str, float]:
        """Heights from the top down, spread over what the tests need; above some there is room for a head."""
        needs = [_LINE * len(lines[key]) + _ROW for key in keys]
        spare = max(0.0, least - sum(needs) - _HEAD * sum(key in headed for key in keys)) / max(1, len(keys))
        heights, at = {}, _TOP
        for key, need in zip(keys, needs, strict=True):
            at += _HEAD * (key in headed)
            heights[key] = at + (need + spare) / 2
            at += need + spare
        return heights

    y = column(tests, 0)
    total = max(y.values(), default=_TOP) - _TOP + 20
    opens = {part: next((key for key in first if region[key] == part), None) for part in regions}
    y |= column(first, total, {*opens.values()} - {None})
    heads = [(part, y[key] - _LINE * len(lines[key]) / 2 - 12) for part, key in opens.items() if key is not None]
    steps = _steps(causes, into)
    middle = [key for key in down if into[key]]
    wanted = {key: (_mean(y, into[key]) + _mean(y, [e.to for e in causes[key].effects])) / 2 for key in middle}
    y |= _apart(wanted, {key: _LINE * len(lines[key]) + 30 for key in middle}, _TOP + 40)
    x = {"cause": _CAUSES, "test": _TESTS}
    return {
        key: _Node(
            key,
            causes[key].kind if key in causes else "test",
            names[key],
            lines[key],
            x[kinds[key]] if kinds[key] in x else _BETWEEN[min(steps[key], len(_BETWEEN)) - 1],
            y[key],
            believed[key] if key in causes else 0.0,
        )
        for key in names
    }, heads


def _region(muscle: str, catalogue: Catalogue) -> str:
    group = catalogue.muscles[muscle].group
    return next((name for name, groups in _REGIONS.items() if group in groups), "Back and trunk")


def _steps(causes: Mapping[str, Cause], into: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many links lead to each cause at most."""
    found: dict[str, int] = {}

    def of(key: str) -> int:
        if key not in found:
            found[key] = 0  # a circle ends here; `explain` refuses it with a sentence of its own
            found[key] = max((of(cause) + 1 for cause in into[key] if cause in causes), default=0)
        return found[key]

    return {key: of(key) for key in causes}


def _mean(heights: Mapping[str, float], keys: Sequence[str]) -> float:
    known = [heights[key] for key in keys if key in heights]
    return sum(known) / len(known) if known else sum(heights.values()) / len(heights)


def _apart(wanted: Mapping[str, float], needs: Mapping[str, float], top: float) -> dict[str, float]:
    """Heights near the wanted ones, none nearer to the next than it needs."""
    order = sorted(wanted, key=lambda key: wanted[key])
    placed: dict[str, float] = {}
    for key, before in zip(order, [None, *order], strict=False):
        placed[key] = max(wanted[key], top if before is None else placed[before] + needs[key])
    return placed


def _short(key: str, catalogue: Catalogue) -> str:
    """The name of a node without its side."""
    if key in catalogue.assessments:
        return catalogue.assessments[key].name
    words = catalogue.causes[key].name
    for part in (" on the {side}", ", convex to the {side}", " to the {side}", "{side} "):
        words = words.replace(part, "")
    words = re.sub(r"^A (?=[aeiou])", "An ", words.replace("{side}", "").strip())
    return words[:1].upper() + words[1:]


# ---- The picture


def _page(
    nodes: Mapping[str, _Node],
    heads: Sequence[tuple[str, float]],
    causes: Mapping[str, Cause],
    catalogue: Catalogue,
    height: float,
    *,
    said: bool,
) -> str:
    """All that the widget shows."""
    links = [(cause.id, effect) for cause in causes.values() for effect in cause.effects if effect.to in nodes]
    options = "".join(f'<option value="{escape(node.name)}"></option>' for node in nodes.values())
    zoom = "".join(
        f'<button type="button" class="jupyter-button" data-zoom="{what}" aria-label="{words}">{shown}</button>'
        for what, words, shown in (("out", "Smaller", "\u2212"), ("in", "Larger", "+"), ("all", "The whole", "Whole"))
    )
    large = " A cause is the larger the better it fits this case." if said else ""
    picture = "".join(
        [
            *(f'<text class="head" x="{x}" y="20">{name}</text>' for name, x in _COLUMN_HEADS),
            *(f'<text class="part" x="12" y="{y:.0f}">{escape(name)}</text>' for name, y in heads),
            *(_line(nodes[start], nodes[effect.to], effect) for start, effect in links),
            *(_drawn(node) for node in nodes.values()),
        ]
    )
    return (
        '<div class="bk-netcard"><h3>What leads to what</h3>'
        '<p class="bk-small">From left to right: causes, what they would bring about, and the tests that would show '
        "it, from the head down. Tap a name, or type one, and its links are told with their evidence. Drag or scroll "
        f"to move; pinch, or scroll with Ctrl, to zoom.{large}</p>"
        '<div class="bk-nethead"><label class="bk-jump"><span class="widget-label">Find</span>'
        f'<input type="search" list="bk-net-names" placeholder="A cause or a test" autocomplete="off"></label>'
        f'<datalist id="bk-net-names">{options}</datalist><span class="bk-netzoom">{zoom}</span></div>'
        '<div class="bk-netbody"><div class="bk-netframe" tabindex="0" role="group" '
        'aria-label="The graph; arrow keys move it. Tab leads to its nodes.">'
        f'<svg class="bk-net" viewBox="0 0 {WIDTH} {height:.0f}" data-width="{WIDTH}" role="group" '
        f'aria-label="{len(causes)} causes and states, {len(nodes) - len(causes)} tests, {len(links)} links">'
        f"{picture}</svg></div>"
        f'<div class="bk-netside" aria-live="polite"><div data-hint>{_legend(links, nodes)}</div>'
        "<div data-told hidden></div></div></div>"
        f'<details class="bk-more"><summary>Read all {len(links)} links as a list</summary>'
        f'<ul class="bk-links">{"".join(_told(nodes[start], nodes[e.to], e, catalogue) for start, e in links)}</ul>'
        f"</details><div hidden>{''.join(_card(node, causes, catalogue) for node in nodes.values())}</div></div>"
    )


_COLUMN_HEADS = (("Causes", _CAUSES - 46), ("Between", _BETWEEN[0]), ("Tests", _TESTS - 6))


def _line(start: _Node, end: _Node, effect: Effect) -> str:
    kind = line_kind(effect.grade)
    middle = (start.x + end.x) / 2
    path = f"M{start.x:.0f} {start.y:.1f}C{middle:.0f} {start.y:.1f} {middle:.0f} {end.y:.1f} {end.x:.0f} {end.y:.1f}"
    ends = f'data-a="{start.key}" data-b="{end.key}"'
    cross = ""
    if kind == "against":  # dots alone would say convention
        x, y = middle, (start.y + end.y) / 2
        cross = f'<path class="x" {ends} d="M{x - 4:.0f} {y - 4:.0f}l8 8m0 -8l-8 8"/>'
    return f'<path class="is-{kind}" {ends} stroke-width="{_WIDTHS[effect.strength]}" d="{path}"/>{cross}'


def _drawn(node: _Node) -> str:
    """A node with its label: causes to the left, tests to the right, what is between above."""
    r = 4.5 + 7 * node.believed
    shape = {
        "cause": f'<circle r="{r:.1f}"/>',
        "state": f'<path d="M0 {-r - 1.5:.1f}L{r + 1.5:.1f} 0 0 {r + 1.5:.1f} {-r - 1.5:.1f} 0z"/>',
        "test": '<rect x="-4" y="-4" width="8" height="8"/>',
    }[node.kind]
    between = node.x in _BETWEEN
    anchor, dx = ("start", 12.0) if node.kind == "test" else ("middle", 0.0) if between else ("end", -12.0)
    first = -(_LINE * (len(node.lines) - 1)) - r - 6 if between else 4.5 - _LINE * (len(node.lines) - 1) / 2
    label = "".join(
        f'<tspan x="{dx:.0f}" y="{first + _LINE * k:.1f}">{escape(line)}</tspan>' for k, line in enumerate(node.lines)
    )
    return (
        f'<g class="node is-{node.kind}" data-id="{node.key}" role="button" tabindex="-1" '
        f'aria-label="{escape(node.name)}, {_KINDS[node.kind]}" transform="translate({node.x:.0f} {node.y:.1f})">'
        f'<text text-anchor="{anchor}">{label}</text>{shape}</g>'
    )


# ---- The words


def _legend(links: Sequence[tuple[str, Effect]], nodes: Mapping[str, _Node]) -> str:
    """What shapes and lines mean, with how many there are of each."""
    kinds = Counter(node.kind for node in nodes.values())
    shapes = {
        "cause": '<circle cx="7" cy="7" r="5"/>',
        "state": '<path d="M7 1l6 6-6 6-6-6z"/>',
        "test": '<rect x="3" y="3" width="8" height="8"/>',
    }
    keys = "".join(
        f'<li><svg class="bk-netkey is-{kind}" viewBox="0 0 14 14" aria-hidden="true">{shapes[kind]}</svg>'
        f"<span>{words}</span><b>{kinds[kind]}</b></li>"
        for kind, words in _KINDS.items()
    )
    grades = Counter(line_kind(effect.grade) for _, effect in links)
    lines = "".join(
        f"<li>{line_sample(kind)}<span>{words}</span><b>{grades[kind]}</b></li>"
        for kind, (words, _) in LINE_KINDS.items()
    )
    strong = "".join(
        f'<li><svg class="bk-sample" viewBox="0 0 36 10" aria-hidden="true"><path style="stroke-width:{width}" '
        f'd="M1 5h34"/></svg><span>{words}</span></li>'
        for words, width in _WIDTHS.items()
    )
    return (
        f'<h4>What is drawn</h4><ul class="bk-netlegend">{keys}</ul><h4>Evidence for a link</h4>'
        f'<ul class="bk-netlegend">{lines}</ul><h4>How often the effect follows</h4>'
        f'<ul class="bk-netlegend">{strong}</ul><p class="bk-note">A rank, not a probability; convention.</p>'
    )


def _card(node: _Node, causes: Mapping[str, Cause], catalogue: Catalogue) -> str:
    """What stands above the links of a chosen node."""
    if node.key in causes:
        words = causes[node.key].story.replace("{side}", "one").replace("{other}", "other")
        words = words.replace("the one ", "one ").replace("The one ", "One ")
    else:
        words = catalogue.assessments[node.key].question
    fit = f'<p class="bk-small">In this case: {_percent(node.believed)}.</p>' if node.believed else ""
    return (
        f'<div data-card="{node.key}"><p class="bk-eyebrow">{_KINDS[node.kind].capitalize()}</p>'
        f"<h3>{escape(node.name)}</h3><p>{escape(words)}</p>{fit}</div>"
    )


def _percent(believed: float) -> str:
    from balancekit.reasoning.wording import band

    return f"{band(believed)} on the likelier side"


def _told(start: _Node, end: _Node, effect: Effect, catalogue: Catalogue) -> str:
    """A link in words: what it joins, how strong, on what evidence, and the works."""
    where = f"on the {effect.side} side"
    leads = f"reads {effect.shows} {where}" if effect.shows else f"follows {where}"
    works = "".join(f"<li>{escape(catalogue.references[work].citation)}</li>" for work in effect.references)
    note = f'<p class="bk-small">{escape(effect.note)}</p>' if effect.note else ""
    ends = " ".join(_sentence(start, end, leads))
    return (
        f'<li data-a="{start.key}" data-b="{end.key}"><p class="ends">{ends}</p>'
        f'<p class="leads">{line_sample(line_kind(effect.grade))}<span><b>{effect.strength}</b>, {effect.grade}: '
        f"{GRADES[effect.grade]}</span></p>{note}{f'<ul class=bk-note>{works}</ul>' if works else ''}</li>"
    )


def _sentence(start: _Node, end: _Node, leads: str) -> Iterator[str]:
    for node, words in ((start, "\u2192"), (end, leads)):
        yield f'<button type="button" class="bk-go" data-go="{node.key}">{escape(node.name)}</button>'
        yield f"<span>{words}</span>"
