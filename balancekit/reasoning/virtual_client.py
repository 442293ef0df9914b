"""A person who does not exist, to learn on: one hidden story, and readings as noisy as the tests are."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from balancekit.case import Case, Profile, Trial
from balancekit.catalogue import Catalogue
from balancekit.catalogue import catalogue as default_catalogue
from balancekit.catalogue.wording import did_you_mean
from balancekit.reasoning.explain import Explanations, explain
from balancekit.reasoning.hidden import Hidden, stories
from balancekit.reasoning.network import graph_of
from balancekit.reasoning.strengths import Strengths
from balancekit.symmetry import Finding, Findings, score

if TYPE_CHECKING:
    from balancekit.reasoning.debrief import Debrief

FIRST_DAY = dt.date(2026, 1, 5)
"""The day of the first visit. Somebody who does not exist has no other."""
BETWEEN_DAYS = dt.timedelta(days=3)


@dataclass(frozen=True)
class VirtualClient:
    """A client drawn from the causal graph, who answers any test with plausible noisy tries, and what "About you" asks.

    One cause is there, or none; states and findings follow from it by the graph's own strengths, and now and then a
    difference is there without any cause. The same seed gives the same client, whatever is measured in what order.

    Parameters
    ----------
    seed
        Any whole number from 0.
    cause
        The hidden cause: an id such as ``"piriformis_short_l"``; ``"piriformis_short"`` for either side by chance;
        ``"normal_asymmetry"`` for none. Drawn by the catalogue's priors if left out.
    catalogue, strengths
        Another catalogue, or another table for its words.

    Raises
    ------
    ValueError
        Where the graph has no such cause.

    Examples
    --------
    >>> client = VirtualClient(7, "femoral_version_l").measure("hip_internal_rotation_prone")
    >>> client.path
    ('hip_internal_rotation_prone',)
    """

    seed: int
    cause: str | None = field(default=None, repr=False)
    catalogue: Catalogue = field(default_factory=default_catalogue, repr=False)
    strengths: Strengths = field(default_factory=Strengths, repr=False)
    path: tuple[str, ...] = ()
    """The tests done so far, in their order. One that was done again was done on another day."""

    def __post_init__(self) -> None:
        if isinstance(self.seed, bool) or not isinstance(self.seed, int) or self.seed < 0:
            raise ValueError(f"seed is {self.seed!r}; expected a whole number from 0.")
        if self.cause is not None:
            stories(self.cause, graph_of(self.catalogue))

    def measure(self, *assessments: str) -> VirtualClient:
        """The client after these tests, both sides of each. Doing a test again adds another day of it.

        Raises
        ------
        ValueError
            Where the catalogue has no such test.
        """
        for assessment in assessments:
            self._check(assessment)
        return replace(self, path=(*self.path, *assessments))

    def afresh(self) -> VirtualClient:
        """The same client before any test."""
        return replace(self, path=())

    def trials(self, assessment: str, day: int = 0) -> tuple[Trial, ...]:
        """How the client answers a test on its first day (0), its second (1) and so on."""
        self._check(assessment)
        on = FIRST_DAY + day * BETWEEN_DAYS
        return tuple(
            Trial(assessment=assessment, side=side, value=value, on=on)
            for side, values in self._hidden.readings(assessment, day)
            for value in values
        )

    @cached_property
    def case(self) -> Case:
        """The client's file so far."""
        done: Counter[str] = Counter()
        trials: list[Trial] = []
        for assessment in self.path:
            trials += self.trials(assessment, done[assessment])
            done[assessment] += 1
        hand = "left" if self._hidden.hand == "left" else "right"
        profile = Profile(name=f"Virtual client {self.seed}", dominant_hand=hand, **self._hidden.answers)
        return Case(profile=profile, trials=tuple(trials))

    @cached_property
    def findings(self) -> Findings:
        """What `balancekit.score` says of the file."""
        return score(self.case, catalogue=self.catalogue)

    @cached_property
    def explanations(self) -> Explanations:
        """What `balancekit.explain` says of it."""
        return explain(self.findings, strengths=self.strengths)

    @property
    def minutes(self) -> float:
        """Time spent, by the catalogue."""
        return sum(self.catalogue.assessments[test].minutes for test in self.path)

    @property
    def hidden(self) -> str:
        """Id of the hidden story. Learners do not look here before they answer."""
        return self._hidden.story

    def without_error(self) -> Findings:
        """What the same tests would have said if none of them had an error: the most that they can tell."""
        return replace(self.findings, items=tuple(self._exact(finding) for finding in self.findings))

    def with_known_error(self) -> Findings:
        """The same readings, with their true error in place of the estimated one: the most that these days can tell.

        Tests in categories have no error here, and stand as without error.
        """
        days = Counter(self.path)
        return replace(
            self.findings,
            items=tuple(
                replace(finding, se=error / math.sqrt(days[finding.assessment]), df=math.inf, scope="lasting")
                if (error := self._hidden.error(finding.assessment))
                else self._exact(finding)
                for finding in self.findings
            ),
        )

    def diagnose(self, answer: str) -> Debrief:
        """How a learner did: the answer beside the hidden story, the path beside the best one, in words.

        Parameters
        ----------
        answer
            The story that the learner settles on: an id of the ranking such as ``"piriformis_short_l"``, or the cause
            alone where the side is left open, or ``"normal_asymmetry"``.

        Raises
        ------
        ValueError
            Where there is no such story.
        """
        from balancekit.reasoning.debrief import debrief

        return debrief(self, answer)

    @cached_property
    def _hidden(self) -> Hidden:
        return Hidden(self.seed, self.cause, self.catalogue, self.strengths)

    def _exact(self, finding: Finding) -> Finding:
        true = self._hidden.difference(finding.assessment)
        return replace(
            finding,
            difference=true + finding.baseline,
            value=true + finding.baseline if finding.scale == "signed" else finding.value,
            se=math.nan if finding.scale == "ordinal" else 1e-3 * finding.margin,
            low=true,
            high=true,
            df=math.inf,
            scope="lasting",
            verdict="clear" if abs(true) > finding.margin else "similar",
        )

    def _check(self, assessment: str) -> None:
        known = self.catalogue.assessments
        if assessment not in known:
            hint = did_you_mean(assessment, known, "see the assessments of the catalogue.")
            raise ValueError(f"there is no test '{assessment}'; {hint}")
