"""What each finding did to one story, one after the other: from before any test to after all of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from balancekit.reasoning.beliefs import NOTHING, Question
from balancekit.reasoning.evidence import Known
from balancekit.reasoning.network import graph_of

if TYPE_CHECKING:
    from balancekit.reasoning.explain import Explanations


@dataclass(frozen=True, slots=True)
class Fall:
    """One finding or answer, and the belief in the story before and after it."""

    source: str
    """Id of the assessment, or the field of the profile."""
    words: str
    before: float
    after: float


def waterfall(explanations: Explanations, story: str) -> tuple[Fall, ...]:
    """Findings and answers, added one at a time in the order of their weight for this story, the heaviest first.

    Parameters
    ----------
    story
        Id of a ranked story, such as ``"piriformis_short_l"``.

    Returns
    -------
    tuple of Fall
        Each begins where the one before it ended; the last one ends at the story's probability. Empty for a story that
        no evidence bears on.

    Raises
    ------
    ValueError
        Where the story is not ranked.
    """
    item = next((item for item in explanations if item.id == story), None)
    if item is None:
        raise ValueError(
            f"the story '{story}' is not ranked here; ranked are: {', '.join(i.id for i in explanations)}."
        )
    known = Known(explanations.findings, graph_of(explanations.findings.catalogue), explanations.strengths)
    if story not in known.rivals and not known.leaves:
        return ()
    said = (*item.supporting, *item.contradicting)
    weights = {statement.words: abs(statement.weight) for statement in said}
    order = sorted(known.evidence, key=lambda one: -weights.get(one.words, 0.0))
    left_out = [
        dict.fromkeys((name for one in order[added:] for name in one.likelihoods), NOTHING)
        for added in range(len(order))
    ]
    now, *partly = known.beliefs([Question(changed) for changed in left_out]).readings
    beliefs = [reading.posteriors.get(story, reading.nothing) for reading in (*partly, now)]
    return tuple(
        Fall(one.source, one.words, before, after)
        for one, (before, after) in zip(order, pairwise(beliefs), strict=True)
    )
