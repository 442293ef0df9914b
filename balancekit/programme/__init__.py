"""What now? A plan from the findings: weak side first, within bounds, with a date to measure again.

``compose`` decides what is trained and what is refused (``gate``); ``choice`` picks exercises and sides, ``ladder`` the
rung, ``begin`` the first day, ``schedule`` the days of a week, ``phases`` what each week asks, ``ceiling`` the most
that a set may ask for, ``rows`` what that makes of each day, ``retest`` what could show a change; ``rules`` are data.
``plan`` holds the values; ``words``, ``page``, ``paper``, ``calendar`` and ``sheet`` show them. ``logbook`` reads the
training log, ``followup`` what has changed since.
"""

from balancekit.programme.compose import programme
from balancekit.programme.followup import Point, Progress, Trend, plan_at_start, progress
from balancekit.programme.ladder import Ladder, Rung
from balancekit.programme.logbook import Adherence, Step, adherence, cap, next_grip, step, stopped
from balancekit.programme.phases import Phase
from balancekit.programme.plan import Programme, Refusal, Retest, Row, Session
from balancekit.programme.rules import RULES, Rule

__all__ = [
    "RULES",
    "Adherence",
    "Ladder",
    "Phase",
    "Point",
    "Programme",
    "Progress",
    "Refusal",
    "Retest",
    "Row",
    "Rule",
    "Rung",
    "Session",
    "Step",
    "Trend",
    "adherence",
    "cap",
    "next_grip",
    "plan_at_start",
    "programme",
    "progress",
    "step",
    "stopped",
]
