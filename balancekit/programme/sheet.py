"""A programme as a spreadsheet: the sessions with columns to fill in, the rules, the re-test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balancekit.programme.words import headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from balancekit.programme.plan import Programme

_PLAN = (
    *("Week", "Phase", "Date", "Day", "Exercise", "Weak side", "Set-up", "Do", "Other side", "How", "For"),
    *("Weak side, done", "Strong side, done", "Load (kg)", "In reserve", "Pain", "Note"),
)
_WIDTHS = (6, 9, 12, 11, 34, 10, 34, 13, 36, 40, 40, 16, 18, 10, 10, 8, 30)


def workbook(programme: Programme) -> Any:
    """The plan as an openpyxl workbook; `Programme.to_excel` writes it."""
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "a spreadsheet needs openpyxl; run: pip install 'balancekit[excel]'. "
            "Or use Programme.frame and write it as you like."
        ) from None
    made = Workbook()
    plan = made.active
    if plan is None:  # openpyxl's types allow it; a new workbook has a sheet
        plan = made.create_sheet()
    plan.title = "Plan"
    rows = [
        (
            *(row.week, row.phase, row.date, row.day, row.name, row.side_first, row.setup, row.dose, row.other_side),
            *(row.how, row.reason),
        )
        for row in programme.rows
    ]
    _fill(plan, _PLAN, rows, _WIDTHS)
    rules = [(rule.text, rule.grade_words, ", ".join(rule.source), rule.note) for rule in programme.rules]
    _fill(made.create_sheet("Rules"), ("Rule", "Evidence", "Source", "What is known"), rules, (70, 18, 34, 90))
    said = [
        ("Plan", headline(programme)),
        *(("Phase", f"{phase.name}, {phase.when}: {phase.aim} {phase.until}") for phase in programme.phases),
        *(("Re-test", one.words) for one in programme.retest),
        *(("No longer holds", text) for text in programme.no_longer),
        *(("To know", note) for note in programme.notes),
        *(("Left out", str(refusal)) for refusal in programme.refusals),
    ]
    _fill(made.create_sheet("About"), ("What", "In words"), said, (18, 120))
    return made


def _fill(sheet: Any, head: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.append(head)
    for row in rows:
        sheet.append([_text(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip(sheet.columns, widths, strict=False):
        sheet.column_dimensions[column[0].column_letter].width = width
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.data_type == "f":  # a name that begins with "=" is a name, not a formula
            cell.data_type = "s"
    sheet.freeze_panes = "A2"


def _text(value: object) -> object:
    """What a spreadsheet can hold: control characters cannot stand in its file."""
    return "".join(c for c in value if c.isprintable() or c == "\n") if isinstance(value, str) else value
