"""The causal graph for both sides of the body. Structure only: which cause leads where, on which side.

The catalogue describes each cause once. Here it stands on the left and on the right, its effects with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from balancekit.catalogue import Catalogue, Cause, Effect

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
OTHER: Mapping[Side, Side] = {"left": "right", "right": "left"}
HIGHER: Mapping[Side, str] = {"left": "minus", "right": "plus"}
"""The sign of a true difference, right minus left, by the side that reads higher."""


@dataclass(frozen=True, slots=True)
class Node:
    """A cause or a state, on a side if it has one."""

    id: str
    cause: Cause
    side: Side | None


@dataclass(frozen=True, slots=True)
class Edge:
    """An effect of a cause, on a side: ends at another node or at a leaf."""

    start: str
    end: str
    effect: Effect


def node_id(cause: str, side: Side | None) -> str:
    """Id of a cause on a side: ``piriformis_short_l``."""
    return f"{cause}_{side[0]}" if side else cause


def leaf_id(assessment: str, higher: Side) -> str:
    """The leaf that says: on this test, that side truly reads higher by more than what matters."""
    return f"{assessment}__{HIGHER[higher]}"


@dataclass(frozen=True)
class Graph:
    """Causes and states of both sides and the leaves they lead to. Structure only."""

    nodes: Mapping[str, Node]
    """In the order of the catalogue, left before right."""
    into: Mapping[str, tuple[Edge, ...]]
    """Edges by where they end: at a node, or at a leaf."""

    @cached_property
    def out(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges by where they start."""
        found: dict[str, list[Edge]] = {node: [] for node in self.nodes}
        for edges in self.into.values():
            for edge in edges:
                found[edge.start].append(edge)
        return {node: tuple(edges) for node, edges in found.items()}

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """The assessments that a node leads to, at once or through states."""
        found: dict[str, frozenset[str]] = {}

        def below(node: str) -> frozenset[str]:
            if node not in found:
                ends = [
                    frozenset((edge.effect.to,)) if edge.effect.shows else below(edge.end) for edge in self.out[node]
                ]
                found[node] = frozenset().union(*ends)
            return found[node]

        return {node: below(node) for node in self.nodes}

    def ancestors(self, ends: Iterable[str]) -> frozenset[str]:
        """The nodes that lead to some of these leaves, at once or through states."""
        found: set[str] = set()
        waiting = list(ends)
        while waiting:
            for edge in self.into.get(waiting.pop(), ()):
                if edge.start not in found:
                    found.add(edge.start)
                    waiting.append(edge.start)
        return frozenset(found)

    def strongest(self, leaves: Iterable[str], weight: Callable[[Edge], float]) -> Mapping[str, float]:
        """For each node that leads to one of these leaves: the product of the weights along the strongest way there."""
        found = dict.fromkeys(leaves, 1.0)
        for end in reversed(self._causes_first):
            if end in found:
                for edge in self.into.get(end, ()):
                    found[edge.start] = max(found.get(edge.start, 0.0), found[end] * weight(edge))
        return found

    @cached_property
    def _causes_first(self) -> tuple[str, ...]:
        """Nodes and leaves, each after all that lead to it."""
        return tuple(
            TopologicalSorter({end: [edge.start for edge in edges] for end, edges in self.into.items()}).static_order()
        )

    def paths(self, node: str, leaves: frozenset[str]) -> Iterator[tuple[Edge, ...]]:
        """Every way from a node to one of these leaves."""
        for edge in self.out[node]:
            if edge.effect.shows is None:
                yield from ((edge, *rest) for rest in self.paths(edge.end, leaves))
            elif edge.end in leaves:
                yield (edge,)


_GRAPHS: dict[str, Graph] = {}
_KEPT = 8


def graph_of(catalogue: Catalogue) -> Graph:
    """The graph of a catalogue; built once for each version of it.

    Raises
    ------
    ValueError
        Where the causes go round in a circle, or one names the same effect twice.
    """
    if catalogue.version not in _GRAPHS:
        if len(_GRAPHS) >= _KEPT:
            _GRAPHS.clear()
        _GRAPHS[catalogue.version] = _instantiate(catalogue)
    return _GRAPHS[catalogue.version]


def _instantiate(catalogue: Catalogue) -> Graph:
    standing = {key: cause for key, cause in catalogue.causes.items() if cause.kind in ("cause", "state")}
    nodes = {
        (name := node_id(cause.id, side)): Node(name, cause, side)
        for cause in standing.values()
        for side in _sides(cause)
    }
    into: dict[str, list[Edge]] = {}
    for node in nodes.values():
        for effect in node.cause.effects:
            if effect.shows is None and effect.to not in standing:
                continue  # an entry that only advises is nothing a cause can lead to
            for end in _ends(node, effect, standing):
                edges = into.setdefault(end, [])
                if any(edge.start == node.id for edge in edges):
                    raise ValueError(
                        f"the cause '{node.cause.id}' names '{effect.to}' twice for one side; keep one of them."
                    )
                edges.append(Edge(node.id, end, effect))
    try:
        order = TopologicalSorter({end: [edge.start for edge in edges] for end, edges in into.items()})
        order.prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise ValueError(f"the causes go round in a circle ({circle}); take out one of these effects.") from None
    return Graph(nodes, {end: tuple(edges) for end, edges in into.items()})


def _sides(cause: Cause) -> tuple[Side | None, ...]:
    return SIDES if cause.sided else (None,)


def _ends(node: Node, effect: Effect, standing: Mapping[str, Cause]) -> Iterator[str]:
    """Where an effect of a node ends. What has no side may show on either."""
    sides: tuple[Side, ...] = (node.side,) if node.side else SIDES
    if effect.side == "opposite":
        sides = tuple(OTHER[side] for side in sides)
    if effect.shows is None:
        target = standing[effect.to]
        yield from (node_id(target.id, side) for side in (sides if target.sided else _sides(target)))
    else:
        for side in sides:
            yield leaf_id(effect.to, side if effect.shows == "higher" else OTHER[side])
