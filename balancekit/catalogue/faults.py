"""What pydantic found wrong, in plain words: where, what was expected, what was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from balancekit.catalogue.wording import did_you_mean

if TYPE_CHECKING:
    from pydantic import ValidationError

_EXPECTED = {
    "tuple_type": "expected a list",
    "list_type": "expected a list",
    "dict_type": "expected fields with their values",
    "mapping_type": "expected fields with their values",
    "model_type": "expected fields with their values",
    "string_type": "expected text",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "finite_number": "expected a finite number",
    "date_from_datetime_parsing": "expected a day such as 2026-11-02",
    "date_type": "expected a day such as 2026-11-02",
}
_BOUNDS = {
    "greater_than": ("gt", "has to be above"),
    "greater_than_equal": ("ge", "has to be at least"),
    "less_than": ("lt", "has to be below"),
    "less_than_equal": ("le", "can be at most"),
}
_LENGTHS = {"too_short": ("min_length", "at least"), "too_long": ("max_length", "at most")}


def faults(error: ValidationError, fields: Iterable[str] = ()) -> list[str]:
    """Every fault that was found, each as a sentence.

    Parameters
    ----------
    error
        What pydantic raised.
    fields
        The fields that there are at the first level, to say what may have been meant by another.
    """
    known = tuple(fields)
    told: list[str] = []
    lacking: list[str] = []
    said: dict[str, list[str]] = {}
    given: dict[str, str] = {}
    for fault in error.errors(include_url=False):
        # Where a field may be of two kinds, pydantic has a fault for each and names the kind in its place.
        parts = [part for part in fault["loc"] if isinstance(part, int) or part.isidentifier()]
        parts = parts[:-1] if parts[-1:] == ["float"] else parts
        place, kind = _place(parts), fault["type"]
        if kind == "missing" and isinstance(parts[-1], str):
            lacking.append(f"'{place}'")
        elif kind == "missing":
            told.append(f"{_place(parts[:-1])}: {_place(parts[-1:])} is missing.")
        elif kind == "extra_forbidden":
            some = f"known are: {', '.join(known)}."
            hint = did_you_mean(place, known, some) if parts == [place] else "leave it out."
            told.append(f"unknown field '{place}'; {hint}")
        else:
            said.setdefault(place, []).append(_reason(fault))
            if kind not in _LENGTHS and not isinstance(fault["input"], Mapping):
                given[place] = f" (given: {_short(fault['input'])})"
    for place, reasons in said.items():
        first, *others = dict.fromkeys(reasons)
        words = " or ".join([first, *(other.removeprefix("expected ") for other in others)]) + given.get(place, "")
        told.append(f"{place}: {words}." if place else f"{words}.")
    if lacking:
        some, last = ", ".join(lacking[:-1]), lacking[-1]
        many = f"the fields {some} and {last} are missing; please add them."
        told.insert(0, many if some else f"the field {last} is missing; please add it.")
    return told


def _place(parts: Iterable[int | str]) -> str:
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else part for part in parts)


def _reason(fault: Mapping[str, Any]) -> str:
    """What is wrong, to stand behind the place."""
    kind, about = fault["type"], fault.get("ctx", {})
    if kind in _LENGTHS:
        bound, words = _LENGTHS[kind]
        return f"expected {words} {_entries(about[bound])}, found {_entries(about['actual_length'])}"
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return f"{words} {about[bound]:g}"
    if kind == "literal_error":
        return f"expected {about['expected']}"
    if kind == "string_pattern_mismatch" and "a-z" in about["pattern"]:
        return "an id has small letters, digits and underscores, such as 'side_bridge'"
    return _EXPECTED.get(kind) or str(fault["msg"]).removeprefix("Value error, ").rstrip(".")


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _short(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 60 else text[:59] + "…"
