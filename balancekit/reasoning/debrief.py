"""What a learner hears after the answer: the hidden story, and how the path compares with the best one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from balancekit.catalogue.wording import EITHER
from balancekit.reasoning import wording
from balancekit.reasoning.explain import NORMAL
from balancekit.reasoning.hidden import stories
from balancekit.reasoning.network import graph_of

if TYPE_CHECKING:
    from balancekit.reasoning.virtual_client import VirtualClient

Outcome = Literal["right", "side open", "other side", "another story"]


@dataclass(frozen=True, slots=True)
class Step:
    """One test of a path."""

    assessment: str
    name: str
    minutes: float
    information: float
    """Bits that it was expected to tell about a story, before its outcome was known; see `Suggestion`."""
    best: str
    """Name of the test that would have been expected to tell most in a minute at this point; empty at the end."""
    could: float
    """Bits that the best test would have been expected to tell in the same minutes."""


@dataclass(frozen=True, slots=True)
class Path:
    """Tests in their order, and where they led."""

    steps: tuple[Step, ...]
    rank: int | None
    """Place of the hidden story in the end; None where it was not ranked."""
    probability: float
    """Belief in it."""

    @property
    def minutes(self) -> float:
        """For all steps."""
        return sum(step.minutes for step in self.steps)

    @property
    def share(self) -> float:
        """What the steps were expected to tell, as a share of what the best tests would have told in the same minutes.

        1 where there was nothing to tell.
        """
        could = sum(step.could for step in self.steps)
        return min(sum(step.information for step in self.steps) / could, 1.0) if could else 1.0


@dataclass(frozen=True, slots=True)
class Debrief:
    """The answer beside the hidden story, the learner's path beside the best one."""

    answer: str
    answer_name: str
    hidden: str
    hidden_name: str
    outcome: Outcome
    own: Path
    best: Path
    """What following `Explanations.next_assessments` would have been, in about the same time."""
    without_error: int | None
    """Place of the hidden story if none of the learner's tests had an error: what noise cost beside it."""

    @property
    def score(self) -> float:
        """Information a minute of the learner's path as a share of the best one's, step by step, at most 1.

        What was to be expected counts, not what came out: a good choice stays good when luck is bad.
        """
        return self.own.share if self.own.steps else 0.0

    def __str__(self) -> str:
        return wording.debrief(self)

    __repr__ = __str__


def debrief(client: VirtualClient, answer: str) -> Debrief:
    """See `VirtualClient.diagnose`."""
    graph = graph_of(client.catalogue)
    meant = stories(answer, graph)
    return Debrief(
        answer=answer,
        answer_name=_name(client, answer if answer in graph.nodes or answer == NORMAL else None, meant),
        hidden=client.hidden,
        hidden_name=_name(client, client.hidden, [client.hidden]),
        outcome=_outcome(meant, client),
        own=_walked(client),
        best=_best(client),
        without_error=_place(client, error=False)[0] if client.path else None,
    )


def _outcome(meant: list[str], client: VirtualClient) -> Outcome:
    if client.hidden in meant:
        return "right" if len(meant) == 1 else "side open"
    nodes = graph_of(client.catalogue).nodes
    same = client.hidden in nodes and any(
        story in nodes and nodes[story].cause.id == nodes[client.hidden].cause.id for story in meant
    )
    return "other side" if same else "another story"


def _name(client: VirtualClient, story: str | None, meant: list[str]) -> str:
    if NORMAL in meant:
        return next(
            (cause.name for cause in client.catalogue.causes.values() if cause.kind == "nothing_wrong"),
            wording.NORMAL_NAME,
        )
    node = graph_of(client.catalogue).nodes[meant[0]]
    return wording.name(node.cause, node.side if story else EITHER)


def _walked(client: VirtualClient) -> Path:
    """The learner's path, step by step, each test weighed with what was known before it."""
    now, steps = client.afresh(), []
    for test in client.path:
        entry = client.catalogue.assessments[test]
        offered = now.explanations.next_assessments(len(client.catalogue.assessments))
        told = next((item.information * item.minutes for item in offered if item.assessment == test), 0.0)
        best, rate = (offered[0].name, offered[0].information) if offered else ("", 0.0)
        steps.append(Step(test, entry.name, entry.minutes, told, best, max(rate * entry.minutes, told)))
        now = now.measure(test)
    return Path(tuple(steps), *_place(now))


def _best(client: VirtualClient) -> Path:
    """What is worth most at each point, for about as long as the learner took: at least one test, none beyond it."""
    now, steps = client.afresh(), []
    while True:
        offered = now.explanations.next_assessments(1)
        if not offered or (steps and now.minutes + offered[0].minutes > client.minutes):
            return Path(tuple(steps), *_place(now))
        told = offered[0].information * offered[0].minutes
        steps.append(Step(offered[0].assessment, offered[0].name, offered[0].minutes, told, offered[0].name, told))
        now = now.measure(offered[0].assessment)


def _place(client: VirtualClient, *, error: bool = True) -> tuple[int | None, float]:
    """Place of the hidden story, and the belief in it."""
    from balancekit.reasoning.explain import explain

    ranked = client.explanations if error else explain(client.without_error(), strengths=client.strengths)
    found = ((rank, item.probability) for rank, item in enumerate(ranked, 1) if item.id == client.hidden)
    return next(found, (None, 0.0))
