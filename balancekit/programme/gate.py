"""What is not trained, and why: red flags, referrals, noise, and differences that no exercise answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balancekit.programme.choice import SERVES, drawn, main_muscles
from balancekit.programme.ladder import above
from balancekit.programme.logbook import stopped
from balancekit.programme.plan import Refusal
from balancekit.programme.words import counted, day_and_month, number
from balancekit.symmetry import score
from balancekit.symmetry.wording import MANY

if TYPE_CHECKING:
    from balancekit.case import Case
    from balancekit.catalogue import Catalogue
    from balancekit.reasoning import Explanations
    from balancekit.symmetry import Finding, Findings
    from balancekit.training import LogEntry

CURVE = "structural_curve"
"""The cause for which nothing one-sided is prescribed for the trunk."""
TRUNK = "trunk"
LIKELY = ("likely", "very likely")
"""Bands from which an explanation bears on the plan."""
URGENCY = ("emergency", "same day", "soon")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What waits until somebody has looked at it."""

    muscles: frozenset[str]
    """Not loaded, be it as helpers."""
    one_sided: frozenset[str]
    """Not worked on one side at all, stretching included."""
    exercises: frozenset[str]
    refusals: tuple[Refusal, ...]


def red_flags(case: Case, known: Catalogue) -> tuple[Refusal, ...]:
    """What to do about each safety question that was answered with yes, the most urgent first."""
    refusals = [_red_flag(flag, known) for flag in case.flags]
    return tuple(sorted(refusals, key=lambda refusal: URGENCY.index(refusal.urgency or "soon")))


def _red_flag(flag: str, known: Catalogue) -> Refusal:
    entry = known.red_flags.get(flag)
    if entry is None:  # a yes counts, also where this catalogue does not hold the question
        text = f"A safety question that is not known here ({flag}) was answered with yes."
        return Refusal("red flag", "Let a doctor look at it before you train", text, (flag,), "soon")
    return Refusal("red flag", entry.heading, entry.say, (flag,), entry.urgency)


def held_back(findings: Findings, explanations: Explanations | None, *, pain: bool = True) -> HeldBack:
    """What referral rules, a suspected curve, likely explanations and logged pain keep out of the plan."""
    known = findings.catalogue
    refusals, muscles, one_sided, exercises = [], set[str](), set[str](), set[str]()
    leaves = drawn(known)
    suspected = _curve(findings, explanations)
    if suspected:
        one_sided |= {muscle.id for muscle in known.muscles.values() if muscle.group == TRUNK}
        muscles |= one_sided
        refusals.append(suspected)
    curve_tests = _curve_tests(known)
    for finding in findings:
        if finding.refer and finding.assessment not in curve_tests:
            muscles |= main_muscles(known.assessments[finding.assessment].muscles, leaves)
            heading = f"{finding.name}: have it looked at before you train for it"
            refusals.append(Refusal("referral", heading, finding.refer, (finding.assessment,)))
    for explanation in explanations or ():
        if explanation.refer and explanation.cause != CURVE and explanation.band in LIKELY:
            exercises |= set(explanation.exercises)
            heading = f"{explanation.name}: have it looked at before you train for it"
            refusals.append(Refusal("referral", heading, explanation.advice))
    for exercise, entry in stopped(findings.case).items() if pain else ():
        if exercise in known.exercises:
            exercises |= {exercise, *(one.id for one in above(exercise, known.exercises))}
            refusals.append(_pain(known.exercises[exercise].name, entry))
    return HeldBack(frozenset(muscles), frozenset(one_sided), frozenset(exercises), tuple(refusals))


def _pain(name: str, entry: LogEntry) -> Refusal:
    noted = f' You noted: "{entry.note}".' if entry.note else ""
    text = (
        f"You logged pain in it on {day_and_month(entry.on)}.{noted} It and everything harder on its ladder stay out "
        "until you log that it no longer hurts. Pain that stays, spreads or comes back wants somebody to look at it."
    )
    return Refusal("pain", f"{name}: stopped for pain", text, (entry.exercise,))


def _curve_tests(known: Catalogue) -> set[str]:
    cause = known.causes.get(CURVE)
    return {effect.to for effect in cause.effects if effect.to in known.assessments} if cause else set()


def _curve(findings: Findings, explanations: Explanations | None) -> Refusal | None:
    """The refusal of one-sided trunk work where a structural curve is suspected."""
    tests = [finding for finding in findings if finding.assessment in _curve_tests(findings.catalogue)]
    referred = [finding for finding in tests if finding.refer]
    first = next(iter(explanations or ()), None)
    if referred:
        why = referred[0].refer
    elif first is not None and first.cause == CURVE and first.band in LIKELY:
        why = "A structural curve of the spine explains your findings best so far. Ask for an examination of the back."
    elif findings.case.profile.curve_told and not tests:
        why = (
            "Somebody who examined your back spoke of a scoliosis, and no scoliometer reading is here to say more. "
            "Measure it, or show your back to a specialist."
        )
    else:
        return None
    text = (
        f"{why} Which side to train depends on the curve, and only an examination can tell. Until then the plan holds "
        "nothing one-sided for the trunk, no stretch either; the rest of it stands."
    )
    return Refusal(
        "referral", "No one-sided trunk work for a suspected curve", text, tuple(f.assessment for f in referred)
    )


def closed(findings: Findings) -> list[Finding]:
    """What was clearly different before the training log began, and is alike since: the findings of that time.

    Only a test that was measured again counts.
    """
    begun = min((entry.on for entry in findings.case.log), default=None)
    alike = [] if begun is None else [one for one in findings if one.verdict == "similar" and one.on > begun]
    if begun is None or not alike:
        return []
    before = {one.assessment: one for one in score(findings.case, on=begun, catalogue=findings.catalogue)}
    was = [before[one.assessment] for one in alike if one.assessment in before]
    return [one for one in was if one.verdict in ("clear", "unable") and not _not_trainable(one) and not one.refer]


def trainable(findings: Findings, choose: tuple[str, ...] | None) -> tuple[list[Finding], list[Refusal]]:
    """The findings to train for, the most pressing first; and what is said about the others."""
    wanted, refusals = [], []
    for finding in findings:
        chosen = finding.assessment in choose if choose is not None else finding.verdict in ("clear", "unable")
        if not chosen or finding.refer:
            continue
        reason = _not_trainable(finding)
        if reason:
            heading = f"{finding.name}: nothing one-sided to train"
            refusals.append(Refusal("not trainable", heading, reason, (finding.assessment,)))
        else:
            wanted.append(finding)
    # A side that cannot do it at all comes first; of the others, the largest difference.
    wanted.sort(key=lambda finding: (finding.verdict != "unable", -abs(finding.effect)))
    if choose is None:
        refusals += _noise(findings)
        if not wanted and not refusals and len(findings):
            refusals.append(_nothing(findings))
    return wanted, refusals


def _not_trainable(finding: Finding) -> str:
    if finding.quality == "pain":
        return "Pain is not trained by this plan. If it stays, have it looked at."
    if _is_shape(finding):
        return "It describes a shape, not what a side can do, so it does not say which side to train."
    if finding.less_side is None:
        return "Neither side does less."
    return ""


def _is_shape(finding: Finding) -> bool:
    return finding.scale == "signed" or finding.better == "neither" or finding.quality not in SERVES


def _noise(findings: Findings) -> Iterable[Refusal]:
    """One refusal a test that cannot tell yet: what to measure again."""
    for finding in findings:
        if finding.verdict != "uncertain" or finding.refer or _is_shape(finding):
            continue
        ways = []
        if (finding.more_days or finding.more_trials or 0) > MANY:
            ways.append("this test is too noisy to settle it in reasonable time")
        elif finding.more_days:
            ways.append(f"measure it on {counted(finding.more_days, 'more day')}")
        elif finding.more_trials:
            tries = "more try" if finding.more_trials == 1 else "more tries"
            ways.append(f"add {number(finding.more_trials)} {tries} a side")
        if finding.instead:
            ways.append(f"try {finding.instead_name[:1].lower()}{finding.instead_name[1:]}, which varies less")
        said = "; or ".join(ways) or "measure it again on another day"
        text = f"{said[:1].upper()}{said[1:]}."
        heading = f"{finding.name}: can't tell yet, so it isn't trained"
        yield Refusal("noise", heading, text, (finding.assessment,))


def _nothing(findings: Findings) -> Refusal:
    if all(finding.verdict == "unscored" for finding in findings):
        text = " ".join(dict.fromkeys(finding.reason for finding in findings))
        return Refusal("noise", "Nothing could be judged yet", text, tuple(f.assessment for f in findings))
    return Refusal("alike", "Nothing one-sided to train", "No test shows a side that clearly does less.")
