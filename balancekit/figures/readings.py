"""What each region of a body map says: its state, how strongly, and the words for it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from balancekit.figures import colours
from balancekit.figures.artwork import Side
from balancekit.figures.regions import SIDES, plain_name, regions_of, unknown_name
from balancekit.symmetry.wording import VERDICTS

if TYPE_CHECKING:
    from balancekit.symmetry import Finding, Findings

OnUnknown = Literal["error", "warn", "skip"]
QUALITIES = ("strength", "endurance", "mobility", "size", "control", "alignment", "pain")

# Which quality a muscle shows where it has several: what can be acted on first, what says least last.
_TELLING = ("clear", "unable", "uncertain", "similar", "unscored")


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
    # One test speaks of up to a dozen muscles.
    tests = {finding.assessment: (finding, _said(finding)) for finding in findings}
    readings = {}
    for muscle in muscles:
        entry = findings.catalogue.muscles.get(muscle)
        name = plain_name(muscle if entry is None else entry.name)
        found = sorted(rows.get(muscle, ()), key=_telling)
        lines = tuple(line for row in found for line in _lines(row, tests, findings)) or ("not measured",)
        for suffix, side in SIDES:
            state, position = _shown(found[0], side) if found else ("unmeasured", 0.0)
            readings[muscle + suffix] = Reading(muscle + suffix, name, side, state, position, lines)
    return readings


def from_mapping(
    values: Mapping[str, float], muscles: Iterable[str], build: str, on_unknown: OnUnknown
) -> tuple[dict[str, Reading], float]:
    """A reading for both sides of each muscle from given numbers, and the number at the end of the scale.

    A group's id colours all its members, a muscle's id both its sides, a region's id (``_l``, ``_r``) one. What
    names fewer regions wins over what names more, in whichever order they are given.

    Raises
    ------
    ValueError
        For a value that is no number, and for an unknown id unless ``on_unknown`` says otherwise.
    """
    named: list[tuple[tuple[str, ...], float]] = []
    for key, value in values.items():
        number, regions = _number(key, value), regions_of(key, build)
        if regions:
            named.append((regions, number))
        else:
            _unknown(key, build, on_unknown)
    given: dict[str, float] = {}
    for regions, number in sorted(named, key=lambda one: -len(one[0])):
        given |= dict.fromkeys(regions, number)
    limit = max((abs(value) for value in given.values() if math.isfinite(value)), default=0.0) or 1.0
    readings = {}
    for muscle in muscles:
        for suffix, side in SIDES:
            region = muscle + suffix
            value = given.get(region, math.nan)
            if math.isnan(value):
                readings[region] = Reading(region, plain_name(muscle), side, "unmeasured", lines=("no value",))
            else:
                position = max(-1.0, min(1.0, value / limit))
                readings[region] = Reading(region, plain_name(muscle), side, "value", position, (f"{value:g}",))
    return readings, limit


def from_choice(chosen: Mapping[str, Iterable[str]], muscles: Iterable[str]) -> dict[str, Reading]:
    """A reading for both sides of each muscle, from the regions that a person pointed at and the words said of them."""
    readings = {}
    for muscle in muscles:
        for suffix, side in SIDES:
            region, name = muscle + suffix, plain_name(muscle)
            if region in chosen:
                position, words = -1.0 if side == "left" else 1.0, ", ".join(chosen[region]) or "chosen"
                readings[region] = Reading(region, name, side, "chosen", position, (words,))
            else:
                readings[region] = Reading(region, name, side, "unmeasured", lines=("not chosen",))
    return readings


def _number(key: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"The value of {key!r} is {value!r}; a body map colours by number.") from None


def _unknown(key: str, build: str, on_unknown: OnUnknown) -> None:
    if on_unknown == "error":
        raise ValueError(unknown_name(key, build))
    if on_unknown == "warn":
        warnings.warn(unknown_name(key, build), stacklevel=4)


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


def _lines(row: Mapping[str, Any], known: Mapping[str, tuple[Finding, str]], findings: Findings) -> list[str]:
    """The verdict on one quality, then the tests behind it."""
    tests = [known[assessment] for assessment in row["assessments"]]
    today = only_today(row["verdict"], (test for test, _ in tests))
    words = f"{row['quality'].capitalize()}: {VERDICTS[row['verdict']].lower()}{today}"
    if row["verdict"] in ("clear", "unable", "uncertain") and row["less_side"] in ("left", "right"):
        words += f", less on the {row['less_side']}"
    lines = [words]
    for test, said in tests:
        crossed = test.scale != "signed" and loads_other_side(test, row["muscle"], findings)
        lines.append(said + (", each loading the opposite side" if crossed else ""))
    return lines


def only_today(verdict: str, tests: Iterable[Finding]) -> str:
    """The word " today" for a verdict that rests on nothing but the day of testing, else nothing."""
    scopes = {test.scope for test in tests if test.scope}
    return " today" if verdict in ("clear", "similar") and scopes == {"today"} else ""


def loads_other_side(finding: Finding, muscle: str, findings: Findings) -> bool:
    """Whether a test's left reading speaks of the right muscle: a weight in the left hand loads the right flank."""
    entry = findings.assessment(finding)
    return entry is not None and any(load.muscle == muscle and load.side == "opposite" for load in entry.muscles)


def _said(finding: Finding) -> str:
    if finding.scale == "signed":
        return f"{finding.name}: {finding.difference_words}"
    said = f"{finding.name}: left {finding.shown('left')}, right {finding.shown('right')}"
    return said + (", with what handedness explains taken off" if finding.baseline else "")
