"""Names of muscles, groups and regions: what each stands for in the drawings, and help for one that stands for none."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from balancekit.catalogue import catalogue
from balancekit.catalogue.telling import muscle_of
from balancekit.figures.artwork import Side, muscle_views

SIDES: tuple[tuple[str, Side], ...] = (("_l", "left"), ("_r", "right"))
"""The ends of a region's id, and the person's sides that they name."""


def plain_name(muscle: str) -> str:
    """A muscle's id or name as words that begin a line."""
    return muscle[:1].upper() + muscle[1:].replace("_", " ")


def region_name(region: str) -> str:
    """A region in words: "Soleus, left"."""
    return f"{plain_name(muscle_of(region))}, {dict(SIDES)[region[-2:]]}"


def regions_of(name: str, build: str) -> tuple[str, ...]:
    """The regions that a region, muscle or group stands for; none for a name that the drawings do not know.

    A group (``hamstrings``) stands for its members, and with ``_l`` or ``_r`` for those of one side.
    """
    base = muscle_of(name)
    both, one = tuple(suffix for suffix, _ in SIDES), (name[-2:],)
    drawn = muscle_views(build)
    if name in drawn or base in drawn:  # most names are, and need no catalogue
        muscles, suffixes = ((name,), both) if name in drawn else ((base,), one)
    else:
        groups = _members(build)
        muscles, suffixes = (groups[name], both) if name in groups else (groups.get(base, ()), one)
    return tuple(muscle + suffix for muscle in muscles for suffix in suffixes)


@cache
def drawn_regions(build: str) -> frozenset[str]:
    """Ids of all regions of a build, every view together."""
    return frozenset(muscle + suffix for muscle in muscle_views(build) for suffix, _ in SIDES)


def unknown_name(name: str, build: str) -> str:
    """One sentence about a name that stands for nothing, with what it may have meant."""
    return f"No muscle or region is called {name!r}; {_advice(name, build)}"


def _advice(name: str, build: str) -> str:
    base = muscle_of(name)
    side = name[len(base) :]
    spoken = base.replace("_", " ").lower()
    for key, entry in catalogue().muscles.items():  # what people say instead: "QL", "lats"
        if spoken in (entry.name.lower(), *map(str.lower, entry.aliases)):
            return f"did you mean {key + side}?"
    close = get_close_matches(base, [*muscle_views(build), *_members(build)])
    return f"did you mean {' or '.join(one + side for one in close)}?" if close else "bk.catalogue().muscles names all."


@cache
def _members(build: str) -> Mapping[str, tuple[str, ...]]:
    """The drawn muscles of each group of the catalogue, members of member groups included."""
    known, drawn = catalogue().muscles, muscle_views(build)
    members: dict[str, tuple[str, ...]] = {}
    for key in drawn:
        parent = known[key].parent if key in known else None
        while parent is not None:
            members[parent] = (*members.get(parent, ()), key)
            parent = known[parent].parent
    return MappingProxyType(members)
