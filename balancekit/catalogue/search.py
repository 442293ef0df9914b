"""Finding an entry by what a person types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from balancekit.catalogue.entries import Entry, Muscle


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
    """Entries in which every word of ``text`` begins a word: of its name or alias first, then of what it says.

    Raises
    ------
    ValueError
        If ``text`` holds no letter or digit.
    """
    words = _words(text)
    if not words:
        raise ValueError(f"nothing to search for in {text!r}; give a word, such as 'lower back' or 'QL'.")
    ranked = [(rank, entry) for entry in entries if (rank := _rank(words, entry)) is not None]
    return Found(entry for _, entry in sorted(ranked, key=lambda pair: pair[0]))


def _rank(words: tuple[str, ...], entry: Entry) -> int | None:
    """0: it is called so; 1: its name or an alias holds it; 2: so does its text; 3: word by word; None: no match."""
    titles = [_words(title) for title in (entry.id, entry.name, *_aliases(entry))]
    if words in titles:
        return 0
    if any(_holds(title, words) for title in titles):
        return 1
    text = _words(" ".join(_texts(entry.model_dump(exclude={"references"}))))
    if not _holds(text, words):
        return None
    return 2 if f" {' '.join(words)}" in f" {' '.join(text)}" else 3


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
    return entry.name.replace("{side}", "left or right")


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return tuple(re.findall(r"[a-z0-9]+", plain))
