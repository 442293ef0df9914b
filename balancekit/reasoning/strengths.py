"""The one table that turns the catalogue's words into the numbers of the network.

Every number here is a convention. The research behind the catalogue ranks how common a cause is and how often its
effect is there; it does not measure probabilities. What is claimed is the order of the words, and that the answer says
when it hangs on the numbers (`Explanations.stability`). A coach or an educator who holds another view replaces the
table: ``explain(findings, strengths=Strengths(strong=0.9))``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balancekit.catalogue import Cause, Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """Numbers for words. All are shares between 0 and 1, but for `spread`, `day_error` and `shake`.

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
    day_error: float = 0.7
    """Standard error of a difference from day to day, in margins, of a test that nobody has published one for: the
    middle of those that are published for tests of the catalogue. A finding that holds for the day only carries it."""
    sport: float = 0.95
    """What a leading arm, or a hand always turned under, says for having left its mark."""
    curve: float = 0.90
    """What somebody's word of a scoliosis says for a curve to a given side."""
    shake: float = 0.5
    """Standard deviation, in log odds, by which every number is shaken to see whether the first story stays first."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("spread", "day_error", "shake"):
                if not 0 < value < float("inf"):
                    raise ValueError(f"{field.name} is {value}; expected a number above 0.")
            elif not 0 < value < 1:
                raise ValueError(f"{field.name} is {value}; expected a share between 0 and 1, such as 0.4.")
        for words in (("rare", "uncommon", "common"), ("contradicted", "weak", "moderate", "strong")):
            values = [getattr(self, word) for word in words]
            if values != sorted(values):
                given = ", ".join(f"{word} {value}" for word, value in zip(words, values, strict=True))
                raise ValueError(f"the order of the words is broken: {given}; each must be at least the one before.")

    @property
    def healthy(self) -> float:
        """Standard deviation, in margins, of true differences without a cause: `finding_leak` of them go beyond."""
        return 1 / NormalDist().inv_cdf(1 - min(self.finding_leak, 0.45))

    def prior(self, cause: Cause) -> float:
        """How often a node is there when nothing leads to it; for a state, its leak."""
        return self.state_leak if cause.kind == "state" else float(getattr(self, cause.prior))

    def weight(self, effect: Effect) -> float:
        """How often the effect follows when only this cause is there."""
        return self.contradicted if effect.grade == "contradicted" else float(getattr(self, effect.strength))
