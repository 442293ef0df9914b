"""Reads the catalogue's files, checks them against each other, and extends them with a coach's own."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

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
            Where an entry is not valid, or names something that neither catalogue holds.
        """
        if isinstance(source, Mapping):
            content, where = source, "the mapping given"
        else:
            content, where = _read(Path(source)), str(source)
        if not isinstance(content, Mapping):
            raise CatalogueError(f"{where}: expected kinds ({', '.join(KINDS)}) at the first level, found {content!r}.")
        merged = {kind: dict(getattr(self, kind)) for kind in KINDS}
        origin: dict[str, str] = {}
        for kind, entries in content.items():
            if kind not in KINDS:
                raise CatalogueError(f"{where}: {_unknown('kind', str(kind), KINDS)}")
            for entry in _entries(KINDS[kind], entries, where):
                merged[kind][entry.id] = entry
                origin[entry.id] = where
        return _checked(merged, origin)

    def search(self, text: str) -> Found:
        """Muscles, assessments, exercises and causes by name, alias and text, the best match first.

        Parameters
        ----------
        text
            What one types: ``"lower back"``, ``"QL"``. Every word has to begin a word of the entry; case and accents
            don't matter.

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
    merged: dict[str, dict[str, Entry]] = {}
    origin: dict[str, str] = {}
    for kind, read in own_content().items():
        merged[kind] = {}
        for where, content in read.items():
            for entry in _entries(KINDS[kind], content, where):
                if entry.id in merged[kind]:
                    raise CatalogueError(f"{where}, {entry.id}: {origin[entry.id]} has an entry of that id already.")
                merged[kind][entry.id] = entry
                origin[entry.id] = where
    return _checked(merged, origin)


def own_content() -> dict[str, dict[str, Any]]:
    """What the package's own files hold: kind, file, then the file's content.

    Kept beside Python's own compiled files, as they are, and under the texts' hash: what is stale is never read, and
    where nothing can be written the files are read each time.
    """
    texts = {kind: dict(own_files(kind)) for kind in KINDS}
    print_of = hashlib.sha256(repr(texts).encode()).hexdigest()[:16]
    kept = Path(cache_from_source(__file__)).with_name(f"catalogue.{print_of}.json")
    with suppress(OSError, ValueError):
        return json.loads(kept.read_bytes())
    import yaml

    from balancekit.catalogue.reader import OwnFileLoader

    content = {
        kind: {name: yaml.load(text, OwnFileLoader) for name, text in files.items()} for kind, files in texts.items()
    }
    with suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        for older in kept.parent.glob("catalogue.*.json"):
            older.unlink(missing_ok=True)
        half = kept.with_suffix(f".{os.getpid()}")
        half.write_text(json.dumps(content), "utf-8")
        half.replace(kept)
    return content


def own_files(kind: str) -> Iterator[tuple[str, str]]:
    """Name and text of each of the package's own files that hold entries of a kind."""
    data = Path(__file__).with_name("data")
    folder = data / kind
    found = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else [data / f"{kind}.yaml"]
    for file in found:
        yield f"{kind}/{file.name}" if folder.is_dir() else file.name, file.read_text("utf-8")


def _read(path: Path) -> Any:
    import yaml

    from balancekit.catalogue.reader import SafeLoader

    try:
        return yaml.load(path.read_text("utf-8"), SafeLoader)
    except FileNotFoundError:
        raise CatalogueError(f"{path}: there is no such file. Give the path of a YAML file with entries.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read as YAML ({error}).") from error


def _entries(model: type[_E], content: Any, where: str) -> Iterator[_E]:
    if not isinstance(content, Mapping):
        raise CatalogueError(f"{where}: expected ids at this level, each with its fields, found {content!r}.")
    for key, fields in content.items():
        if isinstance(fields, model):
            yield fields
            continue
        if not isinstance(fields, Mapping):
            raise CatalogueError(f"{where}, {key}: expected the fields of the entry, found {fields!r}.")
        try:
            yield model.model_validate({"id": key, **fields})
        except ValidationError as error:
            raise CatalogueError(f"{where}, {key}: {_first(error, model)}") from None


def _first(error: ValidationError, model: type[Entry]) -> str:
    """The first fault as a sentence: field, what is wrong, what was given."""
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden" and len(fault["loc"]) == 1:
        return _unknown("field", place, model.model_fields)
    if fault["type"] == "missing":
        return f"the field '{place}' is missing; please add it."
    reason = str(fault["msg"]).removeprefix("Value error, ")
    given = "" if isinstance(fault["input"], Mapping) else f" (given: {fault['input']!r})"
    return f"{place + ': ' if place else ''}{reason}{given}"


def _unknown(what: str, given: str, known: Mapping[str, Any]) -> str:
    import difflib

    close = difflib.get_close_matches(given, known, n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"known are: {', '.join(sorted(known)[:12])}."
    return f"unknown {what} '{given}'; {hint}"


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
            for effect in entry.effects:
                yield "effects", effect.to, ("assessments",) if effect.shows else ("causes",)
                yield from (("effects.references", ref, ("references",)) for ref in effect.references)


def _checked(merged: Mapping[str, Mapping[str, Any]], origin: Mapping[str, str]) -> Catalogue:
    for kind, entries in merged.items():
        for entry in entries.values():
            for place, name, kinds in _links(kind, entry):
                if not any(name in merged[k] for k in kinds):
                    where = origin.get(entry.id, "the catalogue")
                    pool = {key: None for k in kinds for key in merged[k]}
                    wanted = kinds[0].removesuffix("s").replace("_", " ")
                    raise CatalogueError(f"{where}, {entry.id}, {place}: {_unknown(wanted, name, pool)}")
    digest = hashlib.sha256()
    for kind, entries in merged.items():
        for _, entry in sorted(entries.items()):
            digest.update(f"{kind} {entry.model_dump_json()}\n".encode())
    frozen: dict[str, Any] = {kind: MappingProxyType(dict(entries)) for kind, entries in merged.items()}
    return Catalogue(**frozen, version=digest.hexdigest()[:12])
