"""Exact beliefs over the graph: a noisy-OR network in pyAgrum, asked all its questions in one propagation."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from balancekit.reasoning.network import Graph
    from balancekit.reasoning.strengths import Strengths

Likelihood = tuple[float, float]
"""How well something absent, and present, goes with what was seen; at most 1. The ratio is what counts."""
NOTHING: Likelihood = (1.0, 1.0)
"""What an observation says that was not made."""
QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is believed under one body of evidence."""

    posteriors: Mapping[str, float]
    """Of the targets."""
    probability: float
    """Of the evidence."""
    nothing: float
    """Posterior of no node of the network being there at all."""


@dataclass(frozen=True, slots=True)
class Question:
    """What would be believed, if ..."""

    changed: Mapping[str, Likelihood] = field(default_factory=dict)
    """Evidence that takes the place of what is known of these nodes and leaves."""
    shake: Callable[[float], float] | None = None
    """What each prior, leak and link of the table is changed to."""


class Beliefs:
    """What is believed under some evidence, and the answers to questions about it.

    A variable with one state a question stands beside the network and chooses the evidence (and the numbers, where they
    are shaken), so that one propagation answers all questions.

    Parameters
    ----------
    graph, strengths
        Structure and numbers.
    leaves
        The leaves that were measured. Leaves that were not are left out: they change nothing.
    likelihoods
        Evidence, by node or leaf.
    targets
        The nodes whose posteriors are asked for. All that leads to a target, or to a node of the evidence, enters.
    questions
        Asked beside the plain one.
    """

    def __init__(
        self,
        graph: Graph,
        strengths: Strengths,
        *,
        leaves: Iterable[str],
        likelihoods: Mapping[str, Likelihood],
        targets: Iterable[str],
        questions: Sequence[Question] = (),
    ) -> None:
        self._questions = (Question(), *questions)
        self._shaken = any(question.shake for question in self._questions)
        self._worlds = [{**likelihoods, **question.changed} for question in self._questions]
        leaves, targets = list(leaves), set(targets)
        evident = dict.fromkeys(name for world in self._worlds for name in world)
        wanted = targets | {name for name in evident if name in graph.nodes}
        wanted |= graph.ancestors([*leaves, *wanted])
        nodes = [node for node in graph.nodes.values() if node.id in wanted]
        self._nodes = {node.id: self._numbers(strengths.prior(node.cause)) for node in nodes}
        self._leaves = {leaf: self._numbers(strengths.finding_leak) for leaf in leaves}
        self._targets = [node for node in self._nodes if node in targets]
        self._net = net = _pyagrum().BayesNet()
        net.add(_pyagrum().RangeVariable(QUESTION, "", 0, len(self._questions) - 1))
        net.cpt(QUESTION).fillWith(1 / len(self._questions))
        for name in (*self._nodes, *self._leaves):
            net.add(_binary(name))
        for name, leak in (self._nodes | self._leaves).items():
            edges = graph.into.get(name, ())
            self._noisy_or(name, leak, {edge.start: self._numbers(strengths.weight(edge.effect)) for edge in edges})
        seen = {self._observe(name): 1 for name in evident}
        self._engine = engine = _pyagrum().ShaferShenoyInference(net)
        # All tensors, always: otherwise asking for the evidence's probability starts the propagation afresh.
        engine.setRelevantTensorsFinderType(0)
        engine.setEvidence(seen)
        engine.setTargets({QUESTION})
        for target in self._targets:
            engine.addJointTarget({target, QUESTION})

    def _numbers(self, number: float) -> NDArray[np.float64]:
        """A number of the table, one a question; a single one where it is the same in all."""
        import numpy as np

        shakes = [question.shake for question in self._questions] if self._shaken else [None]
        return np.array([shake(number) if shake else number for shake in shakes])

    def _noisy_or(self, name: str, leak: NDArray[np.float64], weights: Mapping[str, NDArray[np.float64]]) -> None:
        """Define a node or leaf: it is absent where neither the leak nor any cause that is there brings it about."""
        import numpy as np

        absent = 1 - leak
        for weight in weights.values():
            absent = np.stack([absent, (absent.T * (1 - weight)).T], axis=-1)
        table = np.stack([absent, 1 - absent], axis=-1)
        self._table(name, (QUESTION, *weights) if self._shaken else tuple(weights), table if self._shaken else table[0])

    def _observe(self, name: str) -> str:
        """Let a node or leaf be seen as well as each question says."""
        import numpy as np

        said = np.array([world.get(name, NOTHING) for world in self._worlds])
        observed = f"seen {name}"
        self._net.add(_binary(observed))
        self._table(observed, (QUESTION, name), np.stack([1 - said, said], axis=-1))
        return observed

    def _table(self, name: str, parents: tuple[str, ...], table: NDArray[np.float64]) -> None:
        """Write a conditional table. pyAgrum lists the variables in the reverse order of the axes of its arrays."""
        import numpy as np

        for parent in parents:
            self._net.addArc(parent, name)
        tensor, axes = self._net.cpt(name), (*parents, name)
        tensor[:] = np.ascontiguousarray(table.transpose([axes.index(axis) for axis in reversed(tensor.names)]))

    @cached_property
    def readings(self) -> list[Reading]:
        """The evidence as it is, then the answer to each question."""
        engine, count = self._engine, len(self._questions)
        engine.makeInference()
        probability = engine.posterior(QUESTION).toarray() * float(engine.evidenceProbability()) * count
        posteriors = {}
        for target in self._targets:
            joint = engine.jointPosterior({target, QUESTION})
            table = joint.toarray() if joint.names[-1] == QUESTION else joint.toarray().T
            posteriors[target] = [_settled(present) for present in table[:, 1] / table.sum(axis=1)]
        nothing = self._nothing() / probability
        return [
            Reading(
                {target: values[index] for target, values in posteriors.items()},
                float(probability[index]),
                _settled(nothing[index]),
            )
            for index in range(count)
        ]

    def _nothing(self) -> NDArray[np.float64]:
        """Probability of the evidence and of every node being absent: a product, as then only leaks are left."""
        import numpy as np

        product = np.ones(len(self._questions))
        for name, prior in self._nodes.items():
            product *= (1 - prior) * [world.get(name, NOTHING)[0] for world in self._worlds]
        for name, leak in self._leaves.items():
            absent, present = np.array([world.get(name, NOTHING) for world in self._worlds]).T
            product *= (1 - leak) * absent + leak * present
        return product

    @property
    def largest_clique(self) -> int:
        """Nodes and leaves in the largest clique of the junction tree: what exact inference costs doubles with each."""
        tree = self._engine.junctionTree()
        aside = self._net.idFromName(QUESTION)
        return max((len(tree.clique(clique) - {aside}) for clique in tree.nodes()), default=0)


@cache
def _pyagrum() -> Any:
    """pyAgrum, loaded late. Its binding warns of itself on import, which is fatal where warnings are errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import pyagrum
    return pyagrum


def _binary(name: str) -> Any:
    return _pyagrum().LabelizedVariable(name, "", 2)


def _settled(probability: float) -> float:
    """Without the last digits, which differ from run to run with the order of pyAgrum's sums."""
    return min(round(float(probability), 12), 1.0)
