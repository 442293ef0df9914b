"""A narwhals look-alike for a handful of rows.

A form scores one case at every keypress; building data frame expressions would cost a hundred milliseconds of it.
This is just enough of the interface, on numpy arrays and evaluated at once, for `expressions.judge` to run unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np


class Column(np.ndarray):
    """An array with the few methods of an expression that the formulas use."""

    def is_finite(self) -> Column:
        """True where there is a number."""
        return _column(np.isfinite(self))

    def is_null(self) -> Column:
        """Nothing is ever null here; a missing number is NaN."""
        return _column(np.zeros(self.shape, dtype=bool))

    def fill_null(self, _value: object) -> Column:
        """See `is_null`."""
        return self

    def log(self) -> Column:
        """Natural logarithm."""
        return _column(np.log(self))

    def sqrt(self) -> Column:
        """Square root."""
        return _column(np.sqrt(self))

    def abs(self) -> Column:
        """Size without sign."""
        return _column(np.abs(self))

    def ceil(self) -> Column:
        """Next whole number."""
        return _column(np.ceil(self))


def _column(values: Any) -> Column:
    return np.asarray(values).view(Column)


class _When:
    """``when(a).then(x).when(b).then(y).otherwise(z)``."""

    def __init__(self, conditions: list[Any], choices: list[Any]) -> None:
        self.conditions, self.choices = conditions, choices

    def then(self, value: Any) -> _When:
        return _When(self.conditions, [*self.choices, value])

    def when(self, condition: Any) -> _When:
        return _When([*self.conditions, condition], self.choices)

    def otherwise(self, value: Any) -> Column:
        result = value
        for condition, choice in zip(reversed(self.conditions), reversed(self.choices), strict=True):
            result = np.where(condition, choice, result)
        return _column(result)


class SmallFrame:
    """Named columns of one length; also the place where its expressions are written, as the narwhals module is."""

    def __init__(self, columns: Mapping[str, Iterable[Any]]) -> None:
        self._columns = {name: _column(np.array(list(values))) for name, values in columns.items()}
        self._length = len(next(iter(self._columns.values())))

    def col(self, name: str) -> Column:
        """A column as it stands now."""
        return self._columns[name]

    def lit(self, value: object) -> Any:
        """The value itself."""
        return value

    def when(self, condition: Any) -> _When:
        """The start of a choice."""
        return _When([condition], [])

    def with_columns(self, **columns: Any) -> SmallFrame:
        """The frame with more columns, or with some replaced."""
        for name, values in columns.items():
            self._columns[name] = _column(np.broadcast_to(values, (self._length,)))
        return self

    def drop(self, *names: str) -> SmallFrame:
        """The frame without some columns."""
        for name in names:
            del self._columns[name]
        return self

    def rows(self) -> list[dict[str, Any]]:
        """The rows as mappings of plain Python values."""
        lists = {name: values.tolist() for name, values in self._columns.items()}
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
