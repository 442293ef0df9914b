"""What each region of a body map says: its state, how strongly, and the words for it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

from balancekit.figures import colours
from balancekit.figures.artwork import Side, muscle_views
from balancekit.symmetry.wording import VERDICTS

if TYPE_CHECKING:
    from balancekit.symmetry import Finding, Findings

OnUnknown = Literal["error", "warn", "skip"]
QUALITIES = ("strength", "endurance", "mobility", "size", "control", "alignment", "pain")

# Which quality a muscle shows where it has several: what can be acted on first, what says least last.
_TELLING = ("clear", "unable", "uncertain", "similar", "unscored")
_SIDES: tuple[tuple[str, Side], ...] = (("_l", "left"), ("_r", "right"))


@dataclass(frozen=True, slots=True)
class Reading:
    """One region: the muscle's name, the side, its state, its place on the scale (left below 0), and its words."""

    region: str
    muscle: str
    side: Side
    state: colours.State
    position: float = 0.0
    lines: tuple[str, ...] = ("not measured",)

    @property
    def words(self) -> str:
        """The same in one run of text, for a table and a screen reader."""
        return ". ".join(line[:1].upper() + line[1:] for line in self.lines) + "."

    @property
    def paint(self) -> colours.Paint:
        """How the region is drawn."""
        return colours.paint(self.state, self.position)


def from_findings(findings: Findings, muscles: Iterable[str], quality: str | None) -> dict[str, Reading]:
    """A reading for both sides of each muscle, from what the findings say about it.

    Raises
    ------
    ValueError
        For a quality that the project does not know.
    """
    if quality is not None and quality not in QUALITIES:
        raise ValueError(f"There is no quality {quality!r}; choose one of {', '.join(QUALITIES)}.")
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in findings.muscles().to_dict("records"):
        if quality in (None, row["quality"]):
            rows.setdefault(row["muscle"], []).append(row)
    readings = {}
    for muscle in muscles:
        entry = findings.catalogue.muscles.get(muscle)
        name = plain_name(muscle if entry is None else entry.name)
        found = sorted(rows.get(muscle, ()), key=_telling)
        lines = tuple(line for row in found for line in _lines(row, findings)) or ("not measured",)
        for suffix, side in _SIDES:
            state, position = _shown(found[0], side) if found else ("unmeasured", 0.0)
            readings[muscle + suffix] = Reading(muscle + suffix, name, side, state, position, lines)
    return readings


def from_mapping(
    values: Mapping[str, float], muscles: Iterable[str], build: str, on_unknown: OnUnknown
) -> tuple[dict[str, Reading], float]:
    """A reading for both sides of each muscle from given numbers, and the number at the end of the scale.

    A muscle's id colours both sides; a region's id (``_l``, ``_r``) colours one and wins over its muscle's.

    Raises
    ------
    ValueError
        For a value that is no number, and for an unknown id unless ``on_unknown`` says otherwise.
    """
    known = muscle_views(build)
    given: dict[str, float] = {}
    for key, value in sorted(values.items(), key=lambda item: item[0] not in known):
        number = _number(key, value)
        if key in known:
            given |= {key + suffix: number for suffix, _ in _SIDES}
        elif key[:-2] in known and key.endswith(("_l", "_r")):
            given[key] = number
        else:
            _unknown(key, build, on_unknown)
    limit = max((abs(value) for value in given.values() if math.isfinite(value)), default=0.0) or 1.0
    readings = {}
    for muscle in muscles:
        for suffix, side in _SIDES:
            region = muscle + suffix
            value = given.get(region, math.nan)
            if math.isnan(value):
                readings[region] = Reading(region, plain_name(muscle), side, "unmeasured", lines=("no value",))
            else:
                position = max(-1.0, min(1.0, value / limit))
                readings[region] = Reading(region, plain_name(muscle), side, "value", position, (f"{value:g}",))
    return readings, limit


def plain_name(muscle: str) -> str:
    """A muscle's id or name as words that begin a line."""
    return muscle[:1].upper() + muscle[1:].replace("_", " ")


def unknown_muscle(key: str, build: str) -> str:
    """One sentence about an id that no drawing has, with the closest ones that exist."""
    known = muscle_views(build)
    close = get_close_matches(key, [*known, *(muscle + suffix for muscle in known for suffix, _ in _SIDES)])
    advice = f"did you mean {' or '.join(close)}?" if close else "bk.catalogue().muscles names them all."
    return f"No muscle or region is called {key!r}; {advice}"


def _number(key: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"The value of {key!r} is {value!r}; a body map colours by number.") from None


def _unknown(key: str, build: str, on_unknown: OnUnknown) -> None:
    if on_unknown == "error":
        raise ValueError(unknown_muscle(key, build))
    if on_unknown == "warn":
        warnings.warn(unknown_muscle(key, build), stacklevel=4)


def _telling(row: Mapping[str, Any]) -> tuple[int, float]:
    effect = 0.0 if math.isnan(row["effect"]) else abs(row["effect"])
    return _TELLING.index(row["verdict"]), -effect


def _shown(row: Mapping[str, Any], side: Side) -> tuple[colours.State, float]:
    verdict, less = row["verdict"], row["less_side"]
    if verdict not in ("clear", "unable", "uncertain"):
        return verdict, 0.0
    if less in ("left", "right") and less != side:
        return "opposite", 0.0
    size = 1.0 if verdict == "unable" else colours.strength(row["effect"])
    return verdict, math.copysign(size, -1 if side == "left" else 1)


def _lines(row: Mapping[str, Any], findings: Findings) -> list[str]:
    """The verdict on one quality, then the tests behind it."""
    words = f"{row['quality'].capitalize()}: {VERDICTS[row['verdict']].lower()}"
    if row["verdict"] in ("clear", "unable", "uncertain") and row["less_side"] in ("left", "right"):
        words += f", less on the {row['less_side']}"
    return [words, *(_test(findings[assessment]) for assessment in row["assessments"])]


def _test(finding: Finding) -> str:
    if finding.scale == "signed":
        return f"{finding.name}: {finding.difference_words}"
    expected = ", with what handedness explains taken off" if finding.baseline else ""
    return f"{finding.name}: left {finding.shown('left')}, right {finding.shown('right')}{expected}"
