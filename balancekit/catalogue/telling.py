"""Which tests tell of a muscle: those that load it, by how much, and what stands in where none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from balancekit.catalogue.entries import Assessment
from balancekit.catalogue.load import Catalogue


def muscle_of(name: str) -> str:
    """A region without its side."""
    return name[:-2] if name.endswith(("_l", "_r")) else name


def group_of(test: Assessment, catalogue: Catalogue) -> str:
    """The group of a test's main muscle."""
    return catalogue.muscles[max(test.muscles, key=lambda load: load.weight).muscle].group


def telling_of(muscles: Iterable[str], catalogue: Catalogue) -> list[str]:
    """Ids of the tests that tell of these muscles or of the groups that they belong to, the most telling first.

    A muscle that no test is about is stood for by its group.
    """
    weights: dict[str, float] = {}
    for muscle in dict.fromkeys(muscles):
        found = _weights({muscle, *_groups(muscle, catalogue)}, catalogue)
        group = next(_groups(muscle, catalogue), None)
        if not found and group is not None:
            members = {key for key, entry in catalogue.muscles.items() if entry.parent == group}
            found = _weights(members, catalogue)
        for test, weight in found.items():
            weights[test] = max(weight, weights.get(test, 0))
    return sorted(weights, key=lambda test: -weights[test])


def _weights(muscles: set[str], catalogue: Catalogue) -> Mapping[str, float]:
    loads = ((test.id, load) for test in catalogue.assessments.values() for load in test.muscles)
    weights: dict[str, float] = {}
    for test, load in loads:
        if load.muscle in muscles:
            weights[test] = max(load.weight, weights.get(test, 0))
    return weights


def _groups(muscle: str, catalogue: Catalogue) -> Iterator[str]:
    entry = catalogue.muscles.get(muscle)
    while entry is not None and entry.parent is not None:
        yield entry.parent
        entry = catalogue.muscles[entry.parent]
