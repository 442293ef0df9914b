"""Finding an entry by what a person types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from balancekit.catalogue.entries import Entry, Muscle
from balancekit.catalogue.wording import EITHER, placed

_ABOUT = ("question", "job", "story")
"""The line of an entry that says what it is about: of a test, a muscle, a cause."""

_WARNS = frozenset({"stop", "caution", "errors"})
"""What an entry says of who should leave it out, and of what goes wrong."""


class Found(tuple[Entry, ...]):
    """Entries, the best match first. Reads as a short list; ``found[0]`` is the best."""

    __slots__ = ()

    def __repr__(self) -> str:
        lines = [f"{type(entry).__name__.lower():<11}{entry.id:<38}{_name(entry)}" for entry in self]
        return "\n".join(lines) or "Nothing found."

    def _repr_markdown_(self) -> str:
        lines = [f"| {type(entry).__name__.lower()} | `{entry.id}` | {_name(entry)} |" for entry in self]
        return "\n".join(["| kind | id | name |", "| --- | --- | --- |", *lines]) if self else "Nothing found."


def search(text: str, entries: Sequence[Entry]) -> Found:
    """Entries in which every word of ``text`` begins a word, the best match first.

    First what is called so; then what is about it, by the line that says what an entry is for and by the muscles that
    it mainly loads; then what only mentions it, and last what warns of it. In each of these, words side by side go
    before words apart.

    Raises
    ------
    ValueError
        If ``text`` holds no letter or digit.
    """
    words = _words(text)
    if not words:
        raise ValueError(f"nothing to search for in {text!r}; give a word, such as 'lower back' or 'QL'.")
    muscles = {entry.id: entry for entry in entries if isinstance(entry, Muscle)}
    ranked = [(rank, entry) for entry in entries if (rank := _rank(words, entry, muscles)) is not None]
    return Found(entry for _, entry in sorted(ranked, key=lambda pair: pair[0]))


def _rank(words: tuple[str, ...], entry: Entry, muscles: Mapping[str, Muscle]) -> int | None:
    """0: it is called so; two each for its names, what it is about, its text, its warnings; None: no match."""
    titles = _titles(entry)
    if words in titles:
        return 0
    for place, found in enumerate(_places(entry, titles, muscles)):
        held = [line for line in found if _holds(line, words)]
        if held:
            together = any(f" {' '.join(words)}" in f" {' '.join(line)}" for line in held)
            return 1 + 2 * place + (not together)
    return None


def _places(
    entry: Entry, titles: list[tuple[str, ...]], muscles: Mapping[str, Muscle]
) -> Iterator[list[tuple[str, ...]]]:
    """Where the words may stand, the place that says most first."""
    yield titles
    lines = [_words(getattr(entry, field)) for field in _ABOUT if hasattr(entry, field)]
    main = [load.muscle for load in getattr(entry, "muscles", ()) if load.weight == 1]
    yield lines + [title for muscle in main for title in _of(muscle, muscles)]
    fields = entry.model_dump(exclude={"references"})
    yield [_words(" ".join(_texts({name: value for name, value in fields.items() if name not in _WARNS})))]
    yield [_words(" ".join(_texts(fields)))]


def _titles(entry: Entry) -> list[tuple[str, ...]]:
    return [_words(title) for title in (entry.id, entry.name, *_aliases(entry))]


def _of(muscle: str, muscles: Mapping[str, Muscle]) -> Iterator[tuple[str, ...]]:
    """What a muscle is called, and the groups that it belongs to."""
    entry = muscles.get(muscle)
    while entry is not None:
        yield from _titles(entry)
        entry = muscles.get(entry.parent or "")


def _aliases(entry: Entry) -> tuple[str, ...]:
    return (*getattr(entry, "aliases", ()), *([entry.latin] if isinstance(entry, Muscle) else []))


def _holds(text: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(there.startswith(word) for there in text) for word in words)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in _texts(inner))
    elif isinstance(value, (list, tuple)):
        yield from (text for inner in value for text in _texts(inner))


def _name(entry: Entry) -> str:
    return placed(entry.name, EITHER)


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return tuple(re.findall(r"[a-z0-9]+", plain))
