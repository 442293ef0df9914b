"""What is hidden in a virtual client: one story, the states and true differences it brings about, and noisy tries."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from balancekit.catalogue import Assessment, Catalogue
from balancekit.catalogue.wording import did_you_mean
from balancekit.reasoning.evidence import CURVE, MARKS
from balancekit.reasoning.explain import NORMAL
from balancekit.reasoning.network import SIDES, Graph, Side, graph_of, leaf_id, node_id
from balancekit.reasoning.strengths import Strengths
from balancekit.symmetry.published import baseline, standard_error

if TYPE_CHECKING:
    import numpy as np

LARGEST = 4.0
"""Largest true difference, in multiples of the smallest that matters. Convention: more than that is rare."""
WITHIN_DAY = 0.5
"""How much the tries of one day scatter, as a share of the error from day to day. Convention."""
ENOUGH_TRIES = 3
"""Tries a side where no error is published: with fewer, a single day would tell nothing."""
LEFT_HANDED = 0.1
"""Share of clients who are left-handed. Convention."""


@dataclass(frozen=True)
class Hidden:
    """A body drawn from the graph; the same seed gives the same one, whatever is asked of it in whatever order."""

    seed: int
    cause: str | None
    """Asked for: an id with or without its side; None to have it drawn."""
    catalogue: Catalogue = field(repr=False)
    strengths: Strengths = field(repr=False)

    @cached_property
    def story(self) -> str:
        """Id of the one cause that is there by itself, or of "nothing is wrong"."""
        random = self._random("cause")
        if self.cause is not None:
            asked = stories(self.cause, self._graph)
            return asked[int(random.integers(len(asked)))]
        causes = [node for node in self._graph.nodes.values() if node.cause.kind == "cause"]
        healthy = next((c for c in self.catalogue.causes.values() if c.kind == "nothing_wrong"), None)
        shares = [self.strengths.prior(node.cause) for node in causes]
        shares.append(self.strengths.prior(healthy) if healthy else self.strengths.common)
        names = [*(node.id for node in causes), NORMAL]
        return names[int(random.choice(len(names), p=[share / sum(shares) for share in shares]))]

    @cached_property
    def hand(self) -> str:
        """The stronger hand."""
        return "left" if self._random("hand").random() < LEFT_HANDED else "right"

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What the client says when asked about arm, grip and curve: true as often as `explain` takes it to be."""
        said: dict[str, Any] = {}
        for asked, cause in MARKS.items():
            truth = next((side for side in SIDES if self._stands(cause, side)), "none")
            others = [answer for answer in (*SIDES, "none") if answer != truth]
            random = self._random("answer", asked)
            said[asked] = truth if random.random() < self.strengths.sport else others[int(random.integers(2))]
        curved = any(self._stands(CURVE, side) for side in SIDES)
        said["curve_told"] = curved == (self._random("answer", CURVE).random() < self.strengths.curve)
        return said

    def _stands(self, cause: str, side: Side) -> bool:
        name = node_id(cause, side)
        return name in self._graph.nodes and self.there(name)

    def there(self, name: str) -> bool:
        """Whether a node is there, or a leaf: a true difference beyond what matters."""
        if name not in self._settled:
            self._settled[name] = name == self.story or self._random(name).random() < self._chance(name)
        return self._settled[name]

    @cached_property
    def _settled(self) -> dict[str, bool]:
        return {}

    def _chance(self, name: str) -> float:
        """Noisy-OR of the leak and of the parents that are there. A cause other than the story has no leak."""
        node = self._graph.nodes.get(name)
        absent = 1 - self.strengths.finding_leak
        if node is not None:
            lone = node.cause.kind == "cause" or self.story == NORMAL
            absent = 1.0 if lone else 1 - self.strengths.state_leak
        for edge in self._graph.into.get(name, ()):
            if self.there(edge.start):
                absent *= 1 - self.strengths.weight(edge.effect)
        return 1 - absent

    def difference(self, assessment: str) -> float:
        """The true difference, as `Finding.difference` counts it, without what dominance adds.

        Normal about zero, `Strengths.spread` margins wide beyond the margin and `Strengths.healthy` within it: what
        `explain` weighs readings against.
        """
        entry, random = self.catalogue.assessments[assessment], self._random("difference", assessment)
        right, left = (self.there(leaf_id(assessment, side)) for side in ("right", "left"))
        pushed = right != left  # two that pull against each other cancel
        size = math.inf
        while not (1 < size <= LARGEST if pushed else size <= 1):
            size = abs(float(random.normal(0, self.strengths.spread if pushed else self.strengths.healthy)))
        towards = (1 if right else -1) if pushed else (1 if random.random() < 0.5 else -1)
        if entry.scale == "ordinal":
            return towards * float(math.floor(size * entry.margin.value) + pushed)
        if entry.scale == "signed":
            most = max(abs(edge) for edge in entry.usual) / entry.margin.value
            size = min(size, max(most, 1.1)) if pushed else size
        return towards * size * entry.margin.value

    def error(self, assessment: str) -> float:
        """Standard error of one day's difference, which nobody knows of a real person; 0 where categories are read."""
        entry = self.catalogue.assessments[assessment]
        if entry.scale == "ordinal":
            return 0.0
        noise = self._noise(entry)
        one = math.hypot(noise, WITHIN_DAY * noise / math.sqrt(_tries(entry)))
        return one if entry.scale == "signed" else one * math.sqrt(2)

    def _noise(self, entry: Assessment) -> float:
        return _day_error(entry, self._level(entry), self.strengths.day_error)

    def _level(self, entry: Assessment) -> float:
        return _level(entry, self._random("level", entry.id))

    def readings(self, assessment: str, day: int) -> tuple[tuple[Literal["left", "right", "both"], list[float]], ...]:
        """Tries of each side on one day, in the test's unit."""
        entry, random = self.catalogue.assessments[assessment], self._random("readings", assessment, day)
        difference = self.difference(assessment) + baseline(entry, self.hand)
        level = self._level(entry)
        if entry.scale == "ordinal":
            left, right = _categories(entry, level, difference)
            return ("left", [left]), ("right", [right])
        noise, tries = self._noise(entry), _tries(entry)

        def read(middle: float, turn: Callable[[float], float]) -> list[float]:
            today = middle + float(random.normal(0, noise))
            values = [turn(today + float(random.normal(0, WITHIN_DAY * noise))) for _ in range(tries)]
            return [_read_off(value, entry) for value in values]

        if entry.scale == "signed":
            return (("both", read(difference, float)),)
        if entry.scale == "ratio":
            turn: Callable[[float], float] = lambda x: level * math.exp(x / 100)  # noqa: E731
        else:
            turn = lambda x: level + x  # noqa: E731
        return ("left", read(-difference / 2, turn)), ("right", read(difference / 2, turn))

    @property
    def _graph(self) -> Graph:
        return graph_of(self.catalogue)

    def _random(self, *what: Any) -> np.random.Generator:
        """Chance of its own for each thing, so that a test new in the catalogue leaves all others as they were."""
        import numpy as np

        return np.random.default_rng([self.seed, zlib.crc32(repr(what).encode())])


def stories(asked: str, graph: Graph) -> list[str]:
    """The stories that an id stands for: itself, or both sides of a cause.

    Raises
    ------
    ValueError
        Where there is none.
    """
    causes = {node.id: node.cause.id for node in graph.nodes.values() if node.cause.kind == "cause"}
    found = [key for key, cause in causes.items() if asked in (key, cause)]
    if asked == NORMAL:
        return [NORMAL]
    if not found:
        ids = list(dict.fromkeys(causes.values()))
        hint = did_you_mean(asked, [NORMAL, *ids, *causes], f"known are: {', '.join(ids)}.")
        raise ValueError(f"there is no story '{asked}'; {hint}")
    return found


def _tries(entry: Assessment) -> int:
    return entry.trials if entry.error else max(entry.trials, ENOUGH_TRIES)


def _level(entry: Assessment, random: np.random.Generator) -> float:
    """What both sides do on average: near the published mean, else near the middle of what is usual."""
    low, high = entry.usual
    middle = entry.norms[0].mean if entry.norms else (low + high) / 2
    level = float(random.normal(middle, (high - low) / 12))
    return min(max(level, low + 0.25 * (high - low)), high - 0.25 * (high - low))


def _day_error(entry: Assessment, level: float, unpublished: float) -> float:
    """Standard error of one day's score of one side (of the one value, where it is signed); 100 ln on a ratio scale."""
    error, shared = entry.error, 1 if entry.scale == "signed" else math.sqrt(2)
    if error is None:
        return unpublished * entry.margin.value / shared
    size = standard_error(error) / (shared if error.compares == "difference" else 1)
    return 100 * size / level if entry.scale == "ratio" and error.use != "cv" else size


def _categories(entry: Assessment, level: float, difference: float) -> tuple[float, float]:
    """Two categories so far apart, both of them on the scale."""
    low, high = math.ceil(entry.usual[0]), math.floor(entry.usual[1])
    apart = max(-(high - low), min(high - low, round(difference)))
    left = min(max(round(level - apart / 2), low, low - apart), high, high - apart)
    return float(left), float(left + apart)


def _read_off(value: float, entry: Assessment) -> float:
    steps = round(value / entry.resolution)
    if entry.scale == "ratio":
        steps = max(steps, 1)
    return round(steps * entry.resolution, 6)
