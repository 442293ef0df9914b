"""What the findings say about one region of the body map, as markup with the stylesheet's classes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from balancekit.figures.marks import mark, values
from balancekit.figures.readings import loads_other_side, only_today
from balancekit.figures.regions import plain_name
from balancekit.symmetry.findings import ORDER
from balancekit.symmetry.wording import VERDICTS

if TYPE_CHECKING:
    from balancekit.symmetry import Finding, Findings


def region_note(region: str, findings: Findings) -> str:
    """The region's verdicts, one a quality, with the tests behind each."""
    muscle, side = region[:-2], {"_l": "left", "_r": "right"}[region[-2:]]
    entry = findings.catalogue.muscles.get(muscle)
    head = f'<p class="bk-eyebrow">{escape(plain_name(entry.name if entry else muscle))}, {side}</p>'
    rows = [row for row in findings.muscles().to_dict("records") if row["muscle"] == muscle]
    if not rows:
        job = f"<p>{escape(entry.job)}</p>" if entry and entry.job else ""
        return f'<div class="bk-pick">{head}<p class="bk-picked">{mark("unscored", "Not measured")}</p>{job}</div>'
    parts = [_quality(row, findings) for row in sorted(rows, key=lambda row: ORDER.index(row["verdict"]))]
    return f'<div class="bk-pick">{head}{"".join(parts)}</div>'


def _quality(row: dict[str, Any], findings: Findings) -> str:
    tests = [findings[test] for test in row["assessments"]]
    words = f"{row['quality'].capitalize()}. {VERDICTS[row['verdict']]}{only_today(row['verdict'], tests)}"
    if row["less_side"] in ("left", "right") and row["verdict"] in ("clear", "uncertain", "unable"):
        words += f": the {row['less_side']} does less"
    behind = "".join(_test(test, row["muscle"], findings) for test in tests)
    return f'<p class="bk-picked">{mark(row["verdict"], words)}</p>{behind}'


def _test(finding: Finding, muscle: str, findings: Findings) -> str:
    remarks = [finding.name]
    if loads_other_side(finding, muscle, findings):
        remarks.append("each side loads the opposite muscle")
    if finding.scope == "today":
        remarks.append("today only")
    return f'<p class="bk-note">{escape(" · ".join(remarks))}</p><p>{values(finding)}</p>'
