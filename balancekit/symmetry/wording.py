"""How a finding is said. Short sentences: what was measured, what it means, what would settle it."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from balancekit.catalogue.wording import capital
from balancekit.symmetry.units import Units, to_shown, unit_shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balancekit.case import Trial
    from balancekit.catalogue import Assessment
    from balancekit.symmetry.compare import Change
    from balancekit.symmetry.findings import Finding, Findings

VERDICTS = {
    "clear": "Clear difference",
    "similar": "Sides alike",
    "uncertain": "Can't tell yet",
    "unable": "One side unable",
    "unscored": "Not scored",
}
_UNITS = {"s": " s", "reps": " reps", "kg": " kg", "cm": " cm", "mm": " mm", "deg": "°", "points": " points"}
_UNITS |= {"lb": " lb", "in": " in"}
_SINGULAR = {"reps": " rep", "points": " point"}
MANY = 30
"""Beyond so many days or tries a test is too noisy to settle anything in practice. Convention."""


def quantity(value: float, unit: str, units: Units = "metric", *, tenths: bool = False) -> str:
    """A number with its unit, with as many digits as a person reads off: "62 s", "5.5 cm", "28°"; or with tenths."""
    value, unit = to_shown(value, unit, units), unit_shown(unit, units)
    tens = 1 if not tenths and (abs(value) >= 20 or abs(value - round(value)) < 0.05) else 10
    text = f"{math.floor(abs(value) * tens + 0.5) / tens:g}"  # 28.5 is read as 29, as people round
    text = "\N{MINUS SIGN}" + text if value < 0 and text != "0" else text
    return text + (_SINGULAR.get(unit, _UNITS[unit]) if text == "1" else _UNITS[unit])


def shown(finding: Finding, side: str) -> str:
    """A side's score with its unit, or why there is none."""
    if side in finding.unable_sides:
        return "not able"
    value = getattr(finding, {"both": "value"}.get(side, side))
    if math.isnan(value):
        return "not measured"
    # Where the difference is said in the unit and has a decimal, so have the sides, and the reader's own sum agrees.
    apart = quantity(abs(finding.difference), finding.unit, finding.units) if finding.scale == "interval" else ""
    return quantity(value, finding.unit, finding.units, tenths="." in apart)


def difference(finding: Finding) -> str:
    """The observed difference: how much, and on which side."""
    if finding.verdict == "unable":
        return f"not yet on the {finding.unable_sides[0]}"
    if math.isnan(finding.difference):
        return "no difference to show"
    if finding.scale == "signed":
        if finding.value == 0:
            return "level"
        where = "right" if finding.value > 0 else "left"
        return f"{quantity(abs(finding.value), finding.unit, finding.units)} {finding.more} on the {where}"
    lower_is_better = finding.better == "lower"  # there the larger reading is the one to talk about
    where = "right" if (finding.difference < 0) != lower_is_better else "left"
    more = "more" if lower_is_better else "less"
    if finding.scale == "ratio":
        percent = round(abs(finding.percent))
        return f"{percent} % {more} on the {where}" if percent else "no difference"
    if finding.difference == 0:
        return "no difference"
    return f"{quantity(abs(finding.difference), finding.unit, finding.units)} {more} on the {where}"


def unusual(entry: Assessment, trials: Iterable[Trial], units: Units) -> str:
    """A question about the readings outside the test's usual range; empty where there is none.

    A zero is not asked about where it means "not able" or "level".
    """
    low, high = entry.usual
    zero_says = entry.scale in ("ratio", "signed")
    odd = dict.fromkeys(
        (trial.side, trial.value)
        for trial in trials
        if trial.value is not None and not low <= trial.value <= high and not (zero_says and trial.value == 0)
    )
    if not odd:
        return ""
    first = ", ".join(
        quantity(value, entry.unit, units) + ("" if side == "both" else f" on the {side}")
        for side, value in list(odd)[:3]
    )
    more = f" and {len(odd) - 3} more" if len(odd) > 3 else ""
    start = quantity(low, entry.unit, units).split()[0].removesuffix("°")
    return f"Please check {first}{more}: usual is {start} to {quantity(high, entry.unit, units)}."


def _settle(finding: Finding) -> str:
    parts = []
    count, what = (
        (finding.more_days, "test day") if finding.more_days is not None else (finding.more_trials, "try a side")
    )
    if count is not None:
        plural = {"test day": "test days", "try a side": "tries a side"}[what]
        if count > MANY:
            parts.append("This test is too noisy to settle it in reasonable time.")
        else:
            parts.append(f"About {count} more {plural if count > 1 else what} would settle it.")
    if finding.instead_name:
        parts.append(f"{finding.instead_name} loads some of the same muscles and varies less.")
    return " ".join(parts)


def _expected(finding: Finding) -> str:
    if not finding.baseline:
        return ""
    side = "right" if finding.baseline > 0 else "left"
    size = (
        f"{abs(finding.baseline):.0f} %"
        if finding.scale == "ratio"
        else quantity(abs(finding.baseline), finding.unit, finding.units)
    )
    return f" About {size} more on the {side} is what handedness leads one to expect, and is taken off first."


def summary(finding: Finding) -> str:
    """The whole finding in two to four sentences."""
    f = finding
    if f.verdict == "unscored":
        return f"{f.reason} {f.unusual}".strip()
    if f.scale == "signed":
        start = f"{difference(f).capitalize()}."
    else:
        start = f"Left {shown(f, 'left')}, right {shown(f, 'right')}: {difference(f)}."
    also = "".join(f" {words}" for words in (f.unusual, f.refer) if words)
    if f.verdict == "unable":
        other = "right" if f.unable_sides[0] == "left" else "left"
        if math.isnan(getattr(f, other)):
            return f"{start} Measure the {other} side too, to see whether it is a gap between the sides.{also}"
        rest = f" The {other} side can, so this is a gap in ability, not a percentage. Work up an easier version first."
        return start + rest + also
    return start + _expected(f) + _meaning(f) + also


def _meaning(f: Finding) -> str:
    """What the error says about the difference, and what would settle it."""
    settle = f" {_settle(f)}" if f.verdict == "uncertain" and _settle(f) else ""
    if f.scale == "ordinal":
        said = {
            "clear": "It showed on every day, and is more than one step of the scale can be by chance.",
            "similar": "The sides were alike on every day.",
        }
        return " " + said.get(f.verdict, "A rating has to be seen twice: repeat it on another day.")
    if f.scope == "today":
        when, which = ("today", "today's difference")
        if f.days > 1:
            when, which = "over these days", f"the mean difference of these {f.days} days"
        half = _half_width(f)
        error = (
            f" No error from day to day is published for this test; by your own tries, {which} is good to about {half}."
        )
        lasts = "More days would tell" if f.days == 1 else "From three days on they tell"
        said = {
            "clear": f" {capital(when)} the sides clearly differ. {lasts} whether that lasts.",
            "similar": f" {capital(when)} the sides are alike: a difference that matters would have shown.",
        }
        return error + said.get(f.verdict, f" That leaves it open even for {when.removeprefix('over ')}.") + settle
    error = f" This test {f.error_words}"
    if f.verdict == "uncertain":
        today = ""
        if f.today:
            today = (
                f" Your own tries agree with each other: today the {f.today} side did less. "
                "Whether that lasts, one day can't say."
            )
        return f"{error}, so we can't tell yet.{today}{settle}"
    if f.verdict == "clear":
        return f"{error}. The difference is larger than that error explains, and than {_worth(f)}."
    return f"{error}. A difference that matters would have shown: the sides are alike."


def _worth(f: Finding) -> str:
    size = f"{f.margin:g} %" if f.scale == "ratio" else quantity(f.margin, f.unit, f.units)
    return f"the {size} that we take as worth acting on{' (convention)' if f.margin_source == 'convention' else ''}"


def _half_width(f: Finding) -> str:
    half = (f.high - f.low) / 2
    return f"{half:.0f} %" if f.scale == "ratio" else quantity(half, f.unit, f.units)


def counts(findings: Findings) -> str:
    """How many findings have which verdict: "2 clear, 1 unable on one side, 4 can't tell yet, 5 alike."."""
    words = {
        "clear": "clear",
        "unable": "unable on one side",
        "uncertain": "can't tell yet",
        "similar": "alike",
        "unscored": "not scored",
    }
    tally = Counter(f.verdict for f in findings)
    said = ", ".join(f"{tally[verdict]} {word}" for verdict, word in words.items() if tally[verdict])
    return f"{said}." if said else "Nothing measured yet."


def false_alarms(findings: Findings) -> str:
    """The expected number of false alarms beside the number found."""
    scored = sum(f.error_source != "none" for f in findings)
    if not scored:
        return ""
    expected = findings.expected_false_alarms
    if scored == 1:
        often = (
            "less than once in a hundred times" if expected < 0.01 else f"about {100 * expected:.0f} times in a hundred"
        )
        return f"In a perfectly symmetric person, this test would flag by chance {often}."
    number = "fewer than 0.1" if expected < 0.1 else f"about {expected:.1f}"
    return (
        f"In a perfectly symmetric person, {number} of these {scored} tests would flag by chance. "
        f"You have {len(findings.clear)}."
    )


def change(changed: Change) -> str:
    """Whether a difference changed, in plain words."""
    before, after = changed.before, changed.after
    start = f"{capital(_then(before))} on {_day(before)}, {_then(after)} on {_day(after)}."
    if changed.verdict == "not comparable":
        able = [side for side in before.unable_sides if side not in after.unable_sides]
        if able and after.verdict != "unscored":
            return f"{start} The {able[0]} side can now do it, which it could not before."
        return f"{start} There is no error to hold the change against."
    size = (
        f"{changed.detectable:.0f} points"
        if after.scale == "ratio"
        else quantity(changed.detectable, after.unit, after.units)
    )
    return {
        "smaller": f"{start} The gap got smaller by more than the error of a change (about {size}).",
        "larger": f"{start} The gap grew by more than the error of a change (about {size}).",
        "turned": f"{start} It went over to the other side, by more than the error of a change (about {size}).",
        "no change": f"{start} No change that matters: it would have shown.",
        "can't tell": f"{start} Two such measurements can only show a change of about {size}, so we can't tell.",
    }[changed.verdict]


def _then(finding: Finding) -> str:
    return finding.reason.rstrip(".") if finding.verdict == "unscored" else difference(finding)


def _day(finding: Finding) -> str:
    return f"{finding.on.day} {finding.on:%B}"
