"""How far the first place hangs on numbers that nobody has measured."""

from __future__ import annotations

import math

from balancekit.reasoning.beliefs import Question
from balancekit.reasoning.evidence import Known
from balancekit.reasoning.explain import NORMAL, Explanations
from balancekit.reasoning.network import graph_of

DRAWS = 100
SEED = 20


def share_first(explanations: Explanations) -> float:
    """Share of seeded draws in which the first story stays first.

    In each draw every prior, leak and link gets its own normal push in log odds, `Strengths.shake` wide. 1 while
    nothing is measured.
    """
    if not explanations.measured:
        return 1.0
    import numpy as np

    strengths, findings = explanations.strengths, explanations.findings
    known = Known(findings, graph_of(findings.catalogue), strengths)
    random = np.random.default_rng(SEED)

    def shake(number: float) -> float:
        logit = math.log(number / (1 - number)) + float(random.normal(0, strengths.shake))
        return 1 / (1 + math.exp(-logit))

    stayed = 0
    for reading in known.beliefs([Question(shake=shake)] * DRAWS).readings[1:]:
        beliefs = {**reading.posteriors, NORMAL: reading.nothing}
        stayed += max(beliefs, key=lambda story: beliefs[story]) == explanations[0].id
    return stayed / DRAWS
