"""What now? A plan from the findings: weak side first, within bounds, with a date to measure again.

``compose`` decides what is trained and what is refused; ``choice`` picks exercises and sides, ``ladder`` the rung,
``schedule`` the days, ``retest`` what could show a change; ``rules`` are the rules as data. ``plan`` holds the values,
``words``, ``page`` and ``calendar`` show them.
"""

from balancekit.programme.compose import programme
from balancekit.programme.ladder import Ladder, Rung
from balancekit.programme.plan import Programme, Refusal, Retest, Row, Session
from balancekit.programme.rules import RULES, Rule

__all__ = ["RULES", "Ladder", "Programme", "Refusal", "Retest", "Row", "Rule", "Rung", "Session", "programme"]
