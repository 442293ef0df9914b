"""What of the catalogue fits a reader: the time, the people and the things at hand, and what was marked on the body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from balancekit.catalogue import Assessment, Battery, Catalogue, Muscle
from balancekit.catalogue.telling import group_of, telling_of
from balancekit.forms.workbench import ALWAYS_AT_HAND

FROM_HEAD_TO_FOOT = (
    "neck", "shoulder", "shoulder blade", "chest", "upper arm", "forearm", "back", "trunk", "hip", "thigh", "lower leg",
    "foot",
)  # fmt: skip
"""Groups of muscles in the order in which they are listed."""


@dataclass(frozen=True)
class Means:
    """What a reader has for testing. By default anything."""

    minutes: float | None = None
    """Time at hand for all tests together."""
    alone: bool = False
    """Whether there is nobody to help."""
    things: frozenset[str] | None = None
    """Ids of the equipment at hand, besides what nobody needs to be asked for; None: not said."""

    def missing(self, test: Assessment) -> tuple[str, ...]:
        """Ids of the equipment that a test needs and that is not there."""
        if self.things is None:
            return ()
        return tuple(thing for thing in test.equipment if thing not in self.things and thing not in ALWAYS_AT_HAND)

    def fits(self, test: Assessment) -> bool:
        """Whether a test can be done by itself."""
        return not (
            self.missing(test)
            or (self.alone and test.people != "alone")
            or (self.minutes is not None and test.minutes > self.minutes)
        )


@dataclass(frozen=True)
class Fitted:
    """What of a set can be done, and what cannot."""

    tests: tuple[str, ...] = ()
    """Ids in the order of the set."""
    without_things: tuple[str, ...] = ()
    """Ids of tests that lack equipment."""
    without_help: tuple[str, ...] = ()
    """Ids of tests that take somebody to help."""
    without_time: tuple[str, ...] = ()
    """Ids of tests that do not fit into the time besides the others."""

    @property
    def left_out(self) -> int:
        """How many tests of the set are not in it."""
        return len(self.without_things) + len(self.without_help) + len(self.without_time)


def fitted(tests: Iterable[str], means: Means, catalogue: Catalogue, *, wanted: Iterable[str] = ()) -> Fitted:
    """The tests of a set that can be done, in their order.

    Where time is short, those ``wanted`` get theirs first, then each in turn that still fits.
    """
    known, first = catalogue.assessments, set(wanted)
    ids = [test for test in tests if test in known]
    things = tuple(test for test in ids if means.missing(known[test]))
    alone = tuple(test for test in ids if test not in things and means.alone and known[test].people != "alone")
    left = float("inf") if means.minutes is None else means.minutes
    inside = set()
    for test in sorted((t for t in ids if t not in things and t not in alone), key=lambda test: test not in first):
        if known[test].minutes <= left:
            left -= known[test].minutes
            inside.add(test)
    late = tuple(test for test in ids if test not in inside and test not in things and test not in alone)
    return Fitted(tuple(test for test in ids if test in inside), things, alone, late)


def ranked(means: Means, catalogue: Catalogue, marked: Iterable[str]) -> list[Battery]:
    """The sets, empty ones last: those made for the place that was marked, then by how much of a set is about it.

    Parameters
    ----------
    means
        What there is for testing: of two sets alike, the one of which more can be done comes first.
    catalogue
        Where the sets are.
    marked
        Ids of the tests about what was marked, the most telling first.
    """
    about = list(marked)
    place = group_of(catalogue.assessments[about[0]], catalogue) if about else ""

    def worth(battery: Battery) -> tuple[bool, bool, float, float]:
        tests = battery.assessments
        inside = fitted(tests, means, catalogue, wanted=about).tests
        share = len(set(about).intersection(tests)) / len(tests)
        return not inside, place not in battery.about, -share, -len(inside) / len(tests)

    return sorted(catalogue.batteries.values(), key=worth)


def by_region(catalogue: Catalogue) -> dict[str, list[str]]:
    """Ids of all tests by the group of their main muscle, from head to foot."""
    groups: dict[str, list[str]] = {group: [] for group in FROM_HEAD_TO_FOOT}
    for test in catalogue.assessments.values():
        groups.setdefault(group_of(test, catalogue), []).append(test.id)
    return {group: tests for group, tests in groups.items() if tests}


def found_tests(text: str, catalogue: Catalogue) -> list[str]:
    """Ids of the tests that a text finds; if none, of those about the muscles that it finds.

    Raises
    ------
    ValueError
        If ``text`` holds no letter or digit.
    """
    found = catalogue.search(text)
    tests = [entry.id for entry in found if isinstance(entry, Assessment)]
    return tests or telling_of((entry.id for entry in found if isinstance(entry, Muscle)), catalogue)
