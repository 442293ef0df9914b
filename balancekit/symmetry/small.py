"""A narwhals look-alike on numpy arrays, evaluated at once, for `expressions.judge` to run on unchanged.

Two uses. A form scores one case at every keypress; building data frame expressions would cost a hundred milliseconds of
it. And a pandas frame is scored block by block, each small enough to stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


class Column(np.ndarray):
    """An array with the few methods of an expression that the formulas use."""

    def is_finite(self) -> Column:
        """True where there is a number."""
        return np.isfinite(self)  # pyright: ignore[reportReturnType]

    def log(self) -> Column:
        """Natural logarithm."""
        return np.log(self)  # pyright: ignore[reportReturnType]

    def sqrt(self) -> Column:
        """Square root."""
        return np.sqrt(self)  # pyright: ignore[reportReturnType]

    def abs(self) -> Column:
        """Size without sign."""
        return np.abs(self)  # pyright: ignore[reportReturnType]

    def ceil(self) -> Column:
        """Next whole number."""
        return np.ceil(self)  # pyright: ignore[reportReturnType]


class Words(Column):
    """A column of few words, kept as the number of each row's word in `words`."""

    words: tuple[str, ...]


class _When:
    """``when(a).then(x).when(b).then(y).otherwise(z)``."""

    def __init__(self, conditions: list[Any], choices: list[Any]) -> None:
        self.conditions, self.choices = conditions, choices

    def then(self, value: Any) -> _When:
        return _When(self.conditions, [*self.choices, value])

    def when(self, condition: Any) -> _When:
        return _When([*self.conditions, condition], self.choices)

    def otherwise(self, value: Any) -> Column:
        *choices, result = [*self.choices, value]
        if not isinstance(value, str):
            return self._chosen(choices, result).view(Column)
        words = tuple(dict.fromkeys([*choices, value]))
        numbers = [np.int8(words.index(word)) for word in [*choices, value]]
        chosen = self._chosen(numbers[:-1], numbers[-1]).view(Words)
        chosen.words = words
        return chosen

    def _chosen(self, choices: list[Any], result: Any) -> np.ndarray:
        for condition, choice in zip(reversed(self.conditions), reversed(choices), strict=True):
            result = np.where(condition, choice, result)
        return result


class SmallFrame:
    """Named columns of one length; also the place where its expressions are written, as the narwhals module is."""

    def __init__(self, columns: Mapping[str, np.ndarray]) -> None:
        self._columns = {name: values.view(Column) for name, values in columns.items()}
        self._length = len(next(iter(columns.values())))

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
            is_column = isinstance(values, Column)
            self._columns[name] = values if is_column else np.full(self._length, values).view(Column)
        return self
