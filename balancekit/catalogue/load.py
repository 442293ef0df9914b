"""Reads the catalogue's files, checks them against each other, and extends them with a coach's own."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import VERSION as PYDANTIC
from pydantic import ValidationError

from balancekit.catalogue.entries import (
    CONVENTION,
    Assessment,
    Battery,
    Cause,
    Entry,
    Equipment,
    Exercise,
    Muscle,
    RedFlag,
    Reference,
)
from balancekit.catalogue.faults import faults
from balancekit.catalogue.wording import did_you_mean

if TYPE_CHECKING:
    from balancekit.catalogue.search import Found

KINDS: Mapping[str, type[Entry]] = MappingProxyType(
    {
        "references": Reference,
        "muscles": Muscle,
        "equipment": Equipment,
        "assessments": Assessment,
        "batteries": Battery,
        "exercises": Exercise,
        "causes": Cause,
        "red_flags": RedFlag,
    }
)
# Read with the code itself: later the files may be those of a newer one, whose entries differ.
_CODE = {file: Path(__file__).with_name(file).read_bytes() for file in ("entries.py", "load.py", "reader.py")}
_E = TypeVar("_E", bound=Entry)


class CatalogueError(ValueError):
    """An entry that cannot be used. The message names the file, the entry and the field."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is known, as mappings from id to frozen entry."""

    references: Mapping[str, Reference]
    muscles: Mapping[str, Muscle]
    equipment: Mapping[str, Equipment]
    assessments: Mapping[str, Assessment]
    batteries: Mapping[str, Battery]
    exercises: Mapping[str, Exercise]
    causes: Mapping[str, Cause]
    red_flags: Mapping[str, RedFlag]
    version: str = field(compare=True)
    """Hash of the content: two catalogues with the same version say the same."""

    def extend(self, source: str | Path | Mapping[str, Any]) -> Catalogue:
        """A new catalogue with more entries, or with entries of the same id replaced.

        Parameters
        ----------
        source
            Path of a YAML file, or a mapping, whose first level names kinds (``assessments``, ``exercises``,
            ``causes``, ``references``, ...) and whose second level names ids.

        Raises
        ------
        CatalogueError
            Where entries are not valid, or name something that neither catalogue holds. It tells all mistakes at once.
        """
        if isinstance(source, Mapping):
            content, where = source, "the mapping given"
        else:
            content, where = _read(Path(source)), str(source)
        if not isinstance(content, Mapping):
            raise CatalogueError(f"{where}: expected kinds ({', '.join(KINDS)}) at the first level, found {content!r}.")
        merged = {kind: dict(getattr(self, kind)) for kind in KINDS}
        wrong = Mistakes(where)
        for kind, entries in content.items():
            if kind not in KINDS:
                wrong.note("", _unknown("kind", str(kind), KINDS))
                continue
            for entry in _entries(KINDS[kind], entries, wrong):
                merged[kind][entry.id] = entry
        _check_links(merged, wrong)
        wrong.tell()
        return _frozen(merged, _version(merged))

    def search(self, text: str) -> Found:
        """Muscles, assessments, exercises and causes by name, alias and text, the best match first.

        Parameters
        ----------
        text
            What one types: ``"lower back"``, ``"QL"``. Every word has to begin a word of the entry, or of a muscle that
            it mainly loads; case and accents don't matter.

        Raises
        ------
        ValueError
            If ``text`` holds no letter or digit.
        """
        from balancekit.catalogue.search import search

        kinds = (self.muscles, self.assessments, self.exercises, self.causes)
        return search(text, [entry for kind in kinds for entry in kind.values()])

    def minutes(self, battery: str) -> float:
        """Minutes that all tests of a battery take together, rests included."""
        return sum(self.assessments[test].minutes for test in self.batteries[battery].assessments)

    def needs(self, battery: str) -> tuple[str, ...]:
        """Ids of the equipment that the tests of a battery need, each once."""
        tests = (self.assessments[test] for test in self.batteries[battery].assessments)
        return tuple(dict.fromkeys(thing for test in tests for thing in test.equipment))

    def reading_list(self) -> tuple[Reference, ...]:
        """The works that say what a reader gets from them (`Reference.gives`)."""
        return tuple(work for work in self.references.values() if work.gives)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, kind))} {kind.replace('_', ' ')}" for kind in KINDS)
        return f"Catalogue({counts}; version {self.version})"


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with the package, read once."""
    return own_catalogue()


def own_catalogue() -> Catalogue:
    """The catalogue of the package's own files, checked once for as long as they stay as they are.

    The checked entries are kept beside Python's own compiled files, and are trusted as these are. Their name holds a
    hash of all that they come from, so what is stale is never read; where nothing can be written, the files are read
    and checked each time.
    """
    texts = {kind: dict(own_files(kind)) for kind in KINDS}
    kept = Path(cache_from_source(__file__)).with_name(f"catalogue.{_print_of(texts)}.pickle")
    with suppress(Exception):  # whatever is wrong with what was kept, the files are there
        return _frozen(*pickle.loads(kept.read_bytes()))  # noqa: S301  as safe as the compiled files beside it
    merged, version = _read_own(texts)
    with suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        for older in kept.parent.glob("catalogue.*.pickle"):
            older.unlink(missing_ok=True)
        half = kept.with_suffix(f".{os.getpid()}")
        half.write_bytes(pickle.dumps((merged, version)))
        half.replace(kept)
    return _frozen(merged, version)


def own_files(kind: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each of the package's own files that hold entries of a kind."""
    data = Path(__file__).with_name("data")
    folder = data / kind
    found = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else [data / f"{kind}.yaml"]
    for file in found:
        yield f"{kind}/{file.name}" if folder.is_dir() else file.name, file.read_bytes()


def _print_of(texts: Mapping[str, Mapping[str, bytes]]) -> str:
    """Hash of the files, and of the code by which they were read and checked."""
    digest = hashlib.sha256(PYDANTIC.encode())
    for files in (_CODE, *texts.values()):
        for name, text in files.items():
            digest.update(f"{name} {len(text)} ".encode())
            digest.update(text)
    return digest.hexdigest()[:16]


def _read_own(texts: Mapping[str, Mapping[str, bytes]]) -> tuple[dict[str, dict[str, Entry]], str]:
    """The entries of the package's own files, checked, and their version."""
    import yaml

    from balancekit.catalogue.reader import OwnFileLoader

    merged: dict[str, dict[str, Entry]] = {kind: {} for kind in texts}
    wrong = Mistakes("the catalogue")
    for kind, files in texts.items():
        for where, text in files.items():
            for entry in _entries(KINDS[kind], yaml.load(text, OwnFileLoader), wrong):
                if entry.id in merged[kind]:
                    wrong.note(entry.id, f"{where} has it, and another file, too.")
                merged[kind][entry.id] = entry
    _check_links(merged, wrong)
    wrong.tell()
    return merged, _version(merged)


def _read(path: Path) -> Any:
    import yaml

    from balancekit.catalogue.reader import SafeLoader

    try:
        return yaml.load(path.read_text("utf-8"), SafeLoader)
    except FileNotFoundError:
        raise CatalogueError(f"{path}: there is no such file. Give the path of a YAML file with entries.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read as YAML ({error}).") from error


class Mistakes:
    """What is wrong with the entries of a source, collected so that all of it is told at once."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._said: list[tuple[str, str]] = []
        self.entries: set[str] = set()
        """Ids of entries that were given, but cannot be used: what names them is not wrong."""

    def note(self, place: str, words: str) -> None:
        """Remember what is wrong; ``place`` is the entry, and the field if one is meant."""
        self._said.append((place, words))

    def tell(self) -> None:
        """Raise one `CatalogueError` for all that was noted, if there was anything."""
        match self._said:
            case []:
                return
            case [(place, words)]:
                raise CatalogueError(f"{self._where}{', ' if place else ''}{place}: {words}")
        lines = [f"- {place}: {words}" if place else f"- {words}" for place, words in self._said]
        raise CatalogueError(f"{self._where}: {len(lines)} mistakes.\n" + "\n".join(lines))


def _entries(model: type[_E], content: Any, wrong: Mistakes) -> Iterator[_E]:
    if not isinstance(content, Mapping):
        wrong.note("", f"expected ids at this level, each with its fields, found {content!r}.")
        return
    for key, fields in content.items():
        if isinstance(fields, model):
            yield fields
            continue
        if not isinstance(fields, Mapping):
            wrong.note(key, f"expected the fields of the entry, found {fields!r}.")
            wrong.entries.add(key)
            continue
        try:
            yield model.model_validate({"id": key, **fields})
        except ValidationError as error:
            wrong.entries.add(key)
            for words in faults(error, model.model_fields):
                wrong.note(key, words)


def _unknown(what: str, given: str, known: Mapping[str, Any]) -> str:
    some = f"known are: {', '.join(sorted(known)[:12])}."
    return f"unknown {what} '{given}'; {did_you_mean(given, known, some)}"


def _links(kind: str, entry: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every id that an entry names: field, id, kinds in which it may stand."""
    yield from (("references", ref, ("references",)) for ref in entry.references)
    yield from (("equipment", thing, ("equipment",)) for thing in getattr(entry, "equipment", ()))
    match kind:
        case "muscles":
            named = [("parent", entry.parent)] if entry.parent else []
            named += [(place, key) for place in ("works_with", "works_against") for key in getattr(entry, place)]
            yield from ((place, muscle, ("muscles",)) for place, muscle in named)
        case "assessments":
            yield from (("muscles", load.muscle, ("muscles",)) for load in entry.muscles)
            rows = {"reliability": entry.reliability, "norms": entry.norms, "refer": entry.refer}
            yield from ((place, row.reference, ("references",)) for place, found in rows.items() for row in found)
            sources = [("margin", entry.margin.source), ("usual_source", entry.usual_source)]
            if entry.baseline:
                sources.append(("baseline", entry.baseline.source))
            yield from ((place, source, ("references",)) for place, source in sources if source != CONVENTION)
        case "batteries":
            yield from (("assessments", test, ("assessments",)) for test in entry.assessments)
        case "exercises":
            yield from (("muscles", load.muscle, ("muscles",)) for load in entry.muscles)
            rungs = [("easier", entry.easier), ("harder", entry.harder)]
            yield from ((place, rung, ("exercises",)) for place, rung in rungs if rung)
            if entry.dose and entry.dose.source != CONVENTION:
                yield "dose", entry.dose.source, ("references",)
        case "causes":
            yield from (("exercises", exercise, ("exercises",)) for exercise in entry.exercises)
            if entry.place:
                yield "place", entry.place, ("muscles",)
            for effect in entry.effects:
                yield "effects", effect.to, ("assessments",) if effect.shows else ("causes",)
                yield from (("effects.references", ref, ("references",)) for ref in effect.references)


def _check_links(merged: Mapping[str, Mapping[str, Any]], wrong: Mistakes) -> None:
    for kind, entries in merged.items():
        for entry in entries.values():
            for place, name, kinds in _links(kind, entry):
                if name not in wrong.entries and not any(name in merged[k] for k in kinds):
                    pool = {key: None for k in kinds for key in merged[k]}
                    wanted = kinds[0].removesuffix("s").replace("_", " ")
                    wrong.note(f"{entry.id}, {place}", _unknown(wanted, name, pool))


def _version(merged: Mapping[str, Mapping[str, Entry]]) -> str:
    digest = hashlib.sha256()
    for kind, entries in merged.items():
        for _, entry in sorted(entries.items()):
            digest.update(f"{kind} {entry.model_dump_json()}\n".encode())
    return digest.hexdigest()[:12]


def _frozen(merged: Mapping[str, Mapping[str, Any]], version: str) -> Catalogue:
    frozen: dict[str, Any] = {kind: MappingProxyType(entries) for kind, entries in merged.items()}
    return Catalogue(**frozen, version=version)
