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
        self._same: dict[float, NDArray[np.float64]] = {}
        self._said = self._worlds(likelihoods)
        leaves, targets = list(leaves), set(targets)
        wanted = targets | {name for name in self._said if name in graph.nodes}
        wanted |= graph.ancestors([*leaves, *wanted])
        nodes = [node for node in graph.nodes.values() if node.id in wanted]
        self._nodes = {node.id: self._numbers(strengths.prior(node.cause)) for node in nodes}
        self._leaves = {leaf: self._numbers(strengths.finding_leak) for leaf in leaves}
        self._targets = [node for node in self._nodes if node in targets]
        self._net = net = load_pyagrum().BayesNet()
        net.add(load_pyagrum().RangeVariable(QUESTION, "", 0, len(self._questions) - 1))
        net.cpt(QUESTION).fillWith(1 / len(self._questions))
        for name in (*self._nodes, *self._leaves):
            net.add(_binary(name))
        for name, leak in (self._nodes | self._leaves).items():
            edges = graph.into.get(name, ())
            self._noisy_or(name, leak, {edge.start: self._numbers(strengths.weight(edge.effect)) for edge in edges})
        seen = {name if name in self._leaves else self._observe(name): 1 for name in self._said}
        self._engine = engine = load_pyagrum().ShaferShenoyInference(net)
        # All tensors, always: otherwise asking for the evidence's probability starts the propagation afresh.
        engine.setRelevantTensorsFinderType(0)
        engine.setEvidence(seen)
        engine.setTargets({QUESTION})
        for target in self._targets:
            engine.addJointTarget({target, QUESTION})

    def _worlds(self, likelihoods: Mapping[str, Likelihood]) -> dict[str, NDArray[np.float64]]:
        """What is said of each node or leaf, a row a question: for its absence, for its presence."""
        import numpy as np

        said: dict[str, NDArray[np.float64]] = {}
        for name in dict.fromkeys((*likelihoods, *(name for q in self._questions for name in q.changed))):
            said[name] = np.empty((len(self._questions), 2))
            said[name][:] = likelihoods.get(name, NOTHING)
        for row, question in enumerate(self._questions):
            for name, pair in question.changed.items():
                said[name][row] = pair
        return said

    def _numbers(self, number: float) -> NDArray[np.float64]:
        """A number of the table, one a question; a single one where it is the same in all."""
        import numpy as np

        if self._shaken:
            return np.array([q.shake(number) if q.shake else number for q in self._questions])
        if number not in self._same:
            self._same[number] = np.array([number])
        return self._same[number]

    def _noisy_or(self, name: str, leak: NDArray[np.float64], weights: Mapping[str, NDArray[np.float64]]) -> None:
        """Define a node or leaf: it is absent where neither the leak nor any cause that is there brings it about.

        What is said of a leaf enters here: its variable stands for the report on it, not for itself.
        """
        import numpy as np

        absent = 1 - leak
        for weight in weights.values():
            absent = np.concatenate([absent[..., None], (absent.T * (1 - weight)).T[..., None]], axis=-1)
        if name not in self._leaves:
            table = np.stack([absent, 1 - absent], axis=-1)
            self._table(
                name, (QUESTION, *weights) if self._shaken else tuple(weights), table if self._shaken else table[0]
            )
            return
        speaks_against, speaks_for = self._said[name].reshape(-1, 2, *[1] * len(weights)).swapaxes(0, 1)
        report = speaks_for + absent * (speaks_against - speaks_for)
        self._table(name, (QUESTION, *weights), np.stack([1 - report, report], axis=-1))

    def _observe(self, name: str) -> str:
        """Let a node be seen as well as each question says."""
        import numpy as np

        said, observed = self._said[name], f"seen {name}"
        self._net.add(_binary(observed))
        self._table(observed, (QUESTION, name), np.stack([1 - said, said], axis=-1))
        return observed

    def _table(self, name: str, parents: tuple[str, ...], table: NDArray[np.float64]) -> None:
        """Write a conditional table. pyAgrum lists the variables in the reverse order of the axes of its arrays."""
        for parent in parents:
            self._net.addArc(parent, name)
        tensor, axes = self._net.cpt(name), (*parents, name)
        tensor.fillWith(table.transpose([axes.index(axis) for axis in reversed(tensor.names)]).ravel().tolist())

    @cached_property
    def readings(self) -> list[Reading]:
        """The evidence as it is, then the answer to each question."""
        import numpy as np

        engine, count = self._engine, len(self._questions)
        engine.makeInference()
        probability = engine.posterior(QUESTION).toarray() * float(engine.evidenceProbability()) * count
        posteriors = np.empty((len(self._targets) + 1, count))
        for row, target in enumerate(self._targets):
            joint = engine.jointPosterior({target, QUESTION})
            table = joint.toarray() if joint.names[-1] == QUESTION else joint.toarray().T
            posteriors[row] = table[:, 1] / table.sum(axis=1)
        posteriors[-1] = self._nothing() / probability
        # Without the last digits, which differ from run to run with the order of pyAgrum's sums.
        settled = np.minimum(posteriors.round(12), 1.0).T.tolist()
        return [
            Reading(dict(zip(self._targets, row, strict=False)), p, row[-1])
            for row, p in zip(settled, probability.tolist(), strict=True)
        ]

    def _nothing(self) -> NDArray[np.float64]:
        """Probability of the evidence and of every node being absent: a product, as then only leaks are left."""
        import numpy as np

        product = np.ones(len(self._questions))
        for name, prior in self._nodes.items():
            product *= (1 - prior) * (self._said[name][:, 0] if name in self._said else 1.0)
        for name, leak in self._leaves.items():
            absent, present = self._said[name].T
            product *= (1 - leak) * absent + leak * present
        return product

    @property
    def largest_clique(self) -> int:
        """Nodes and leaves in the largest clique of the junction tree: what exact inference costs doubles with each."""
        tree = self._engine.junctionTree()
        aside = self._net.idFromName(QUESTION)
        return max((len(tree.clique(clique) - {aside}) for clique in tree.nodes()), default=0)


@cache
def load_pyagrum() -> Any:
    """pyAgrum, loaded late. Its binding warns of itself on import, which is fatal where warnings are errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import pyagrum
    return pyagrum


def _binary(name: str) -> Any:
    return load_pyagrum().LabelizedVariable(name, "", 2)
