"""One person who did every test of the catalogue."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import balancekit as bk

DAY = "2026-11-02"
SCATTER = (-0.02, 0.0, 0.02)
"""Of three tries, as a share of the middle."""


def full_case(shift: float = 0.0) -> bk.Case:
    """Three tries a side of every test; every third test differs between the sides by a quarter."""
    known = bk.catalogue()
    case = bk.Case(profile=bk.Profile(name="Everything", dominant_hand="right", curve_told=True))
    answers: dict[str, Any] = dict.fromkeys(known.red_flags, False)
    case = case.screen(**answers)
    for number, (name, entry) in enumerate(known.assessments.items()):
        low, high = entry.usual
        middle = (low + high) / 2 * (1 + shift / 100)
        if entry.scale == "signed":
            case = case.measure(name, value=[1 + shift / 100, 2, 1], on=DAY)
            continue
        factor = 0.75 if number % 3 == 0 else 1.0
        left, right = ([middle * part * (1 + s) for s in SCATTER] for part in (1.0, factor))
        if entry.scale == "ordinal":
            left, right = ([round(value)] for value in (left[1], right[1]))
        case = case.measure(name, left=left, right=right, on=DAY)
    return case


def cases() -> Iterator[bk.Case]:
    """The full case again and again, each a little different, so that nothing remembered can answer."""
    return (full_case(0.01 * number) for number in itertools.count())
