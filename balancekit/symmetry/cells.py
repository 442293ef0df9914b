"""Says which cells of a column are not what the column should hold."""

from __future__ import annotations

import math
from typing import Any

import narwhals as nw

NAMED = 3
"""Rows that a message names; the others are counted."""


def not_numbers(frame: Any, name: str) -> str:
    """The first cells of a column that are no numbers, with their rows, and how to go on.

    Parameters
    ----------
    frame
        A narwhals frame. Of one that only plans a query nothing is said: its rows are not there yet.
    name
        A column that should hold numbers.
    """
    if isinstance(frame, nw.LazyFrame):
        return ""
    odd = [(row, cell) for row, cell in enumerate(frame[name].to_list(), 1) if not _is_number(cell)]
    turn = f"pandas.to_numeric(frame[{name!r}]" if frame.implementation.is_pandas() else f"polars.col({name!r}).cast("
    if not odd:
        whole = f"{turn})" if frame.implementation.is_pandas() else f"{turn}polars.Float64)"
        return f" Every cell reads as a number: turn the column with {whole}."
    first = ", ".join(f"row {row} holds {cell!r}" for row, cell in odd[:NAMED])
    more = f"; such rows in all: {len(odd)}" if len(odd) > NAMED else ""
    skip = f"{turn}, errors='coerce')" if frame.implementation.is_pandas() else f"{turn}polars.Float64, strict=False)"
    return (
        f" Counted from 1, {first}{more}. Mend these cells; or leave them out with {skip}; or have 'balancekit score' "
        "read the table, which sets such rows aside with the reason."
    )


def _is_number(cell: Any) -> bool:
    if cell is None or cell != cell:  # NaN, NaT  # noqa: PLR0124
        return True
    try:
        return not math.isnan(float(cell))
    except (TypeError, ValueError):
        return False
