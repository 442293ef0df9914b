"""Stories as a notebook shows them: Markdown with the same words as the plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from balancekit.reasoning import wording

if TYPE_CHECKING:
    from balancekit.reasoning.explain import Explanation, Explanations, Statement


def card(item: Explanation, *, level: int = 3) -> str:
    """One story: what it would mean, what speaks for and against it, what is open, what to do."""
    return "\n\n".join([f"{'#' * level} {item.name}", *_told(item)])


def page(explanations: Explanations) -> str:
    """The stories that fit best, a card each; what needs somebody else's eyes comes first."""
    first = [f"**{heading.rstrip('.')}.**" for heading in explanations.flags]
    first += dict.fromkeys(f"**{item.refer}**" for item in explanations.findings if item.refer)
    cards = [card(item, level=4) for item in explanations[: wording.SHOWN]]
    hidden = len(explanations) - wording.SHOWN
    rest = [f"*{hidden} more {'story fits' if hidden == 1 else 'stories fit'} less well.*"] if hidden > 0 else []
    steady = [wording.steadiness(explanations.stability)] if explanations.measured else []
    return "\n\n".join([*first, wording.HEADING, *cards, *rest, *steady])


def _told(item: Explanation) -> Iterator[str]:
    yield f"*{item.band}*"
    yield item.story
    lists = [("Fits", item.supporting), ("Speaks against", item.contradicting), ("Not known yet", item.untested)]
    yield from (_list(title, statements) for title, statements in lists if statements)
    yield f"**What to do:** {f'{wording.REFER} ' if item.refer else ''}{item.advice}"
    if item.evidence:
        yield f"**Weakest link from cause to finding:** {wording.GRADES[item.evidence]}."


def _list(title: str, statements: Sequence[Statement]) -> str:
    lines = [f"**{title}**", "", *(f"- {statement.words}" for statement in statements[: wording.LISTED])]
    if len(statements) > wording.LISTED:
        lines.append(f"- and {len(statements) - wording.LISTED} more")
    return "\n".join(lines)
