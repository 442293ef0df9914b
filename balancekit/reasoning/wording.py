"""How reasons are said: stories that fit or do not, never a diagnosis. All language of this room is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balancekit.catalogue.wording import capital, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from balancekit.catalogue import Cause
    from balancekit.reasoning.debrief import Debrief
    from balancekit.reasoning.explain import Explanation, Explanations
    from balancekit.symmetry import Finding

BANDS: tuple[tuple[float, str], ...] = (
    (0.65, "very likely"),
    (0.40, "likely"),
    (0.20, "possible"),
    (0.08, "less likely"),
    (0.00, "unlikely"),
)
"""The word for a probability, by its lower end. Convention; a word promises no more than an order."""
GRADES = {
    "trial": "shown in trials",
    "cohort": "seen in people followed over time",
    "cross-sectional": "seen together, which came first is open",
    "lab": "shown in a laboratory",
    "mechanism": "mechanism only",
    "convention": "convention, nobody has shown it",
    "contradicted": "studies speak against it",
}
"""What a grade of evidence means for a link; best first."""
HEADING = "Rival stories, ranked by how well they fit what was found. None of them is a diagnosis."
NORMAL_NAME = "Nothing is wrong: healthy people differ between sides too"
NORMAL_STORY = "No cause is needed. Most healthy people have some difference between left and right."
NORMAL_ADVICE = "Leave it, and measure again in some weeks. A difference that flips its side on a repeat was chance."
TOO_LITTLE_NAME = "Not enough measured"
TOO_LITTLE_STORY = "Nothing that was measured so far bears on any of the stories, so none can be told from another."
TOO_LITTLE_ADVICE = "Measure one of the proposed tests on both sides, on more than one day if you can."
REFER = "Let somebody look at it before any training for it."
NOT_TESTED = ": not tested yet"
"""What stands behind the name of a test that is still open."""
SHOWN = 5
"""Stories that the text tells in full."""
LISTED = 4
"""Findings or tests that the text lists under one heading."""
TOP = 3
"""Places at the head of a ranking where a story counts as found. Convention."""
STEADY = 0.8
"""Share of runs from which on the first story counts as steady. Convention."""
FULL = 0.995
"""Share of the best choices' information from which on a path is as good as any: it would be printed as all of it."""


def band(probability: float) -> str:
    """The word for a probability."""
    return next(word for least, word in BANDS if probability >= least)


def name(cause: Cause, side: str | None) -> str:
    """Name of a cause on a side."""
    if side is None or "{side}" in cause.name:
        return capital(placed(cause.name, side))
    return f"{cause.name}, {side}"


def finding(item: Finding) -> str:
    """A finding on one line: "Side bridge: 22 % less on the right, clear difference"."""
    if item.verdict in ("similar", "unable"):
        said = item.difference_words if item.verdict == "unable" else item.verdict_words.lower()
    else:
        said = f"{item.difference_words}, {_small(item.verdict_words)}"
    today = " (today)" if item.scope == "today" and item.verdict in ("clear", "similar") else ""
    return f"{item.name}: {said}{today}"


def answer(field: str, given: str) -> str:
    """An answer of the profile as something that fits or does not."""
    match field, given:
        case "one_sided_sport", "none":
            return "You said: no one-sided sport or work"
        case "one_sided_sport", side:
            return f"You said: the {side} arm leads in a one-sided sport or work"
        case "underhand", "none":
            return "You said: no hand is always turned under in the mixed grip"
        case "underhand", side:
            return f"You said: the {side} hand is always turned under in the mixed grip"
    return "You said: somebody who examined your back spoke of a scoliosis"


def indirect(words: str, *, helps: bool) -> str:
    """A finding that bears on a story only through its rivals."""
    return f"{words} (makes another story {'less likely' if helps else 'likelier'})"


def not_tested(assessment: str) -> str:
    """A test that would speak for or against, and was not done."""
    return f"{assessment}{NOT_TESTED}"


def no_verdict(assessment: str) -> str:
    """A test that was done, but not so that it can be scored."""
    return f"{assessment}: tried, not scored yet"


def unknown_flag(flag: str) -> str:
    """A yes to a safety question that the catalogue at hand does not hold."""
    return f"A safety question ({flag}) was answered with yes: let a doctor look at it first"


def why(first: str, second: str, higher: str) -> str:
    """What a test would tell apart, and by which reading."""
    return f"Tells “{first}” from “{second}”: a reading clearly higher on the {higher} would speak more for the first."


def bears_on(names: Sequence[str], *, measured: bool) -> str:
    """What a test bears on, where nothing that was measured speaks of it."""
    more = f" and {_count(len(names) - 1, 'more story', 'more stories')}" if len(names) > 1 else ""
    before = (
        "Nothing measured so far speaks of what this one bears on:"
        if measured
        else ("Nothing is measured yet; this one bears on")
    )
    return f"{before} “{names[0]}”{more}."


def steadiness(share: float) -> str:
    """How far the order hangs on numbers that nobody has measured."""
    tenths = round(10 * share)
    if share >= STEADY:
        return f"Story 1 stays first in {tenths} of 10 runs in which all link strengths are shaken."
    return (
        f"Story 1 stays first in only {tenths} of 10 runs in which all link strengths are shaken: take the order as a "
        "guide to what to test next, not as an answer."
    )


def text(explanations: Explanations) -> str:
    """All explanations as a person reads them; what needs somebody else's eyes comes first."""
    lines = [f"{heading.rstrip('.')}." for heading in explanations.flags]
    lines += list(dict.fromkeys(item.refer for item in explanations.findings if item.refer))
    lines.append(HEADING)
    for rank, item in enumerate(explanations[:SHOWN], 1):
        lines += ["", *_told(rank, item)]
    hidden = len(explanations) - SHOWN
    if hidden > 0:
        lines += ["", f"{_count(hidden, 'more story fits', 'more stories fit')} less well."]
    if explanations.measured:
        lines += ["", steadiness(explanations.stability)]
    return "\n".join(lines)


OUTCOMES = {
    "right": "You said “{answer}”, and that is it.",
    "side open": "You said “{answer}”. That is the story; it was {hidden}.",
    "other side": "You said “{answer}”. The story is right, the side is not: it was “{hidden}”.",
    "another story": "You said “{answer}”; hidden was “{hidden}”.",
}


def debrief(item: Debrief) -> str:
    """How a learner did, in words: the answer, what could be known, the path, and where it could have been shorter."""
    lines = [OUTCOMES[item.outcome].format(answer=item.answer_name, hidden=item.hidden_name)]
    if not item.own.steps:
        return f"{lines[0]} Nothing was measured, so this was a guess."
    own, best = item.own, item.best
    lines.append(f"After your tests the ranking had it {_place(own.rank)} ({band(own.probability)}).")
    if item.without_error is None or item.without_error > TOP:
        lines.append("Even without any error these tests could not have told it from its rivals: others are needed.")
    elif own.rank is None or own.rank > TOP:
        lines.append(f"Without error the same tests would have had it {_place(item.without_error)}: noise hid it.")
    lines.append(
        f"Your {_count(len(own.steps), 'test', 'tests')} took {own.minutes:g} minutes. "
        + (
            "No other choice would have been expected to tell more in that time."
            if item.score > FULL
            else f"They were expected to tell {100 * item.score:.0f} % of what the best choices would have told in "
            f"that time. Another good path: {', '.join(step.name for step in best.steps)}. It had the hidden story "
            f"{_place(best.rank)}."
        )
    )
    late = [step for step in own.steps if step.best and step.best != step.name]
    if late and item.score < STEADY:
        step = min(late, key=lambda step: step.information / step.could if step.could else 1.0)
        lines.append(f"Where you did “{step.name}”, “{step.best}” would have told most in a minute.")
    return "\n".join(lines)


def _place(rank: int | None) -> str:
    if rank is None:
        return "not among the stories that were ranked"
    return {1: "first", 2: "second", 3: "third"}.get(rank, f"in place {rank}")


def _told(rank: int, item: Explanation) -> Iterable[str]:
    yield f"{rank}. {item.name} ({item.band})"
    yield f"   {item.story}"
    for heading, statements in (
        ("Fits", item.supporting),
        ("Speaks against", item.contradicting),
        ("Not known yet", item.untested),
    ):
        if statements:
            rest = len(statements) - LISTED
            more = f"; and {_count(rest, 'more test', 'more tests')}" if rest > 0 else ""
            yield f"   {heading}: {'; '.join(statement.words for statement in statements[:LISTED])}{more}."
    yield f"   What to do: {f'{REFER} ' if item.refer else ''}{item.advice}"
    if len(item.chain) > 1:
        yield f"   Chain: {' → '.join((item.chain[0].start_name, *(link.end_name for link in item.chain)))}."
    if item.evidence:
        yield f"   Weakest link from cause to finding: {GRADES[item.evidence]}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
