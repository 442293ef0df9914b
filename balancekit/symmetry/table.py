"""Findings as a plain HTML table, for a notebook's output and for a client's eyes."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from balancekit.symmetry.indices import as_percentage_difference
from balancekit.symmetry.wording import counts, false_alarms, quantity

if TYPE_CHECKING:
    from balancekit.symmetry.findings import Finding, Findings

_HEAD = ("Test", "Left", "Right", "Difference", "95 % interval", "Verdict", "Held against")


def interval(finding: Finding) -> str:
    """The 95 % interval of the difference, less what was to be expected; positive: the right is larger."""
    if math.isnan(finding.low):
        return ""
    if finding.scale == "ratio":
        low, high = as_percentage_difference(finding.low), as_percentage_difference(finding.high)
        return f"{low:+.0f} to {high:+.0f} %".replace("-", "\N{MINUS SIGN}")
    return (
        f"{quantity(finding.low, finding.unit, finding.units)} to {quantity(finding.high, finding.unit, finding.units)}"
    )


def html_table(findings: Findings) -> str:
    """The table, with what a symmetric person would show above it."""
    from balancekit.symmetry.findings import ORDER

    rows = []
    for finding in sorted(findings, key=lambda f: ORDER.index(f.verdict)):
        signed = finding.scale == "signed"
        cells = (
            finding.name,
            "" if signed else finding.shown("left"),
            finding.shown("both") if signed else finding.shown("right"),
            finding.difference_words,
            interval(finding),
            finding.verdict_words + (" (today)" if finding.scope == "today" else ""),
            finding.error_words,
        )
        first, *rest = (escape(cell) for cell in cells)
        rows.append(f"<tr><th scope='row'>{first}</th>" + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>")
    head = "".join(f"<th scope='col'>{title}</th>" for title in _HEAD)
    said = escape(f"{counts(findings)} {false_alarms(findings)}".strip())
    return f"<p>{said}</p><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
