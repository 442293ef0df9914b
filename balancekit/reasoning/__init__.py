"""Why? Rival explanations along the kinetic chain, and the next test that tells them apart."""

from balancekit.reasoning.explain import Explanation, Explanations, Link, Statement, explain
from balancekit.reasoning.next_assessment import Suggestion
from balancekit.reasoning.strengths import Strengths

__all__ = ["Explanation", "Explanations", "Link", "Statement", "Strengths", "Suggestion", "explain"]
