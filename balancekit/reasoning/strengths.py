"""The one table that turns the catalogue's words into the numbers of the network.

Every number here is a convention. The research behind the catalogue ranks how common a cause is and how often its
effect is there; it does not measure probabilities. What is claimed is the order of the words, and that the answer says
when it hangs on the numbers (`Explanations.stability`). A coach or an educator who holds another view replaces the
table: ``explain(findings, strengths=Strengths(strong=0.9))``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balancekit.catalogue import Cause, Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """Numbers for words. All are shares between 0 and 1, but for `spread` and `shake`.

    Raises
    ------
    ValueError
        Where a number is out of its range, or the order of the words is broken.
    """

    rare: float = 0.015
    """Prior of a cause on one side that is called rare, in somebody who comes with a side difference."""
    uncommon: float = 0.05
    """Prior of one that is called uncommon."""
    common: float = 0.10
    """Prior of one that is called common."""
    state_leak: float = 0.02
    """How often a state between cause and finding is there without any cause of the catalogue."""
    finding_leak: float = 0.04
    """How often a difference beyond the margin is there, on a given side, without any cause of the catalogue."""
    contradicted: float = 0.02
    """How often the effect follows where trials or cohorts speak against the link: kept in, next to nothing."""
    weak: float = 0.15
    """How often the effect follows its cause, where the catalogue says weak."""
    moderate: float = 0.40
    """The same for moderate."""
    strong: float = 0.75
    """The same for strong."""
    spread: float = 2.0
    """Standard deviation of true differences, in multiples of a test's margin, before anything is measured: what a
    reading is weighed against, so that a noisy one says next to nothing."""
    certain: float = 0.98
    """The most that one reading may say for or against a difference: no test is beyond doubt."""
    category: float = 0.90
    """What a clear difference in categories says for itself; alike says as much against."""
    today: float = 0.5
    """The share of its weight, in log odds, that a finding keeps which is known to hold for the day of testing only."""
    sport: float = 0.95
    """What a leading arm, or a hand always turned under, says for having left its mark."""
    curve: float = 0.75
    """What somebody's word of a scoliosis says for a curve to a given side."""
    accuracy: float = 0.72
    """How often a test without a published error is expected to tell a difference that matters from none: what is left
    of a good test whose findings hold for the day only."""
    shake: float = 0.5
    """Standard deviation, in log odds, by which every number is shaken to see whether the first story stays first."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("spread", "shake"):
                if not 0 < value < float("inf"):
                    raise ValueError(f"{field.name} is {value}; expected a number above 0.")
            elif not 0 < value < 1:
                raise ValueError(f"{field.name} is {value}; expected a share between 0 and 1, such as 0.4.")
        for words in (("rare", "uncommon", "common"), ("contradicted", "weak", "moderate", "strong")):
            values = [getattr(self, word) for word in words]
            if values != sorted(values):
                given = ", ".join(f"{word} {value}" for word, value in zip(words, values, strict=True))
                raise ValueError(f"the order of the words is broken: {given}; each must be at least the one before.")

    def prior(self, cause: Cause) -> float:
        """How often a node is there when nothing leads to it; for a state, its leak."""
        return self.state_leak if cause.kind == "state" else float(getattr(self, cause.prior))

    def weight(self, effect: Effect) -> float:
        """How often the effect follows when only this cause is there."""
        return self.contradicted if effect.grade == "contradicted" else float(getattr(self, effect.strength))
