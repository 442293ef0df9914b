"""Why? Rival explanations along the kinetic chain, and the next test that tells them apart."""

from balancekit.reasoning.debrief import Debrief
from balancekit.reasoning.explain import Explanation, Explanations, Link, Statement, explain
from balancekit.reasoning.next_assessment import Suggestion
from balancekit.reasoning.strengths import Strengths
from balancekit.reasoning.virtual_client import VirtualClient

__all__ = [
    "Debrief",
    "Explanation",
    "Explanations",
    "Link",
    "Statement",
    "Strengths",
    "Suggestion",
    "VirtualClient",
    "explain",
]
