"""An entry as a page to read: in a notebook it shows itself so, and the review page lists every one so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from balancekit.catalogue.entries import (
    CONVENTION,
    Assessment,
    Baseline,
    Battery,
    Cause,
    Entry,
    Equipment,
    Exercise,
    Load,
    Muscle,
    RedFlag,
    Reference,
    Reliability,
    Sourced,
)
from balancekit.catalogue.wording import EITHER, capital, placed

if TYPE_CHECKING:
    from balancekit.catalogue.load import Catalogue

_SIGN = {"s": "s", "reps": "repetitions", "deg": "°", "points": "points"}
_COMPARES = {
    "days": "days",
    "trials": "tries of one day",
    "raters": "raters",
    "difference": "the left-right difference on two days",
}
_MARKS = {"H": "seen in print", "M": "known, not seen in print", "L": "from memory"}


def as_markdown(entry: Entry, catalogue: Catalogue, *, level: int = 3) -> str:
    """The entry as Markdown: name, what it says, every figure with its source and mark.

    Parameters
    ----------
    entry
        Any entry.
    catalogue
        Where the ids that it names are looked up; an id that is not there stands as it is.
    level
        Level of its heading.
    """
    title = placed(entry.name, EITHER)
    body = [part for part in _BODIES[type(entry)](entry, catalogue) if part]
    return "\n\n".join([f"{'#' * level} {capital(title)}", f"`{entry.id}`", *body]) + "\n"


def _assessment(entry: Assessment, catalogue: Catalogue) -> Iterator[str]:
    unit = _SIGN.get(entry.unit, entry.unit)
    tries = f"{entry.combine} of {entry.trials} tries" if entry.trials > 1 else "one try"
    facts = [
        entry.quality,
        f"in {unit}",
        f"{entry.scale} scale",
        {"higher": "higher is better", "lower": "lower is better", "neither": "neither way is better"}[entry.better],
        f"{tries} a side" if entry.scale != "signed" else tries,
        f"{entry.rest_seconds} s of rest" if entry.rest_seconds else "no rest",
        {"alone": "alone", "partner": "with a partner", "clinician": "with a clinician"}[entry.people],
        f"{entry.minutes:g} minutes",
    ]
    yield f"*{entry.question}*"
    yield " · ".join(facts) + "."
    yield _line("You need", _needed(entry.equipment, catalogue.equipment))
    yield _line('"Left" and "right"', entry.side_means)
    yield "\n".join(f"{number}. {step}" for number, step in enumerate(entry.how_to, 1))
    yield _line("Often goes wrong", " ".join(entry.errors))
    yield "**{}**{}".format(*stop_rule(entry.stop))
    yield _line("Muscles", _loads(entry.muscles, catalogue))
    yield _line("Smallest difference that matters", _sourced(entry.margin, "%" if entry.scale == "ratio" else unit))
    yield _line("Expected from dominance", _baseline(entry.baseline, "%" if entry.scale == "ratio" else unit))
    low, high = entry.usual
    yield _line("Asked about", f"readings below {low:g} or above {high:g} {unit} ({entry.usual_source})")
    yield _reliability(entry.reliability, unit)
    yield _table(
        ["norm", "n", f"mean ({unit})", "SD", "source", "mark", "note"],
        [
            [norm.population, norm.n, norm.mean, norm.sd, norm.reference, norm.confidence, norm.note]
            for norm in entry.norms
        ],
    )
    for rule in entry.refer:
        yield _line(f"From {rule.at_least:g} {unit} on", f"{rule.say} ({rule.reference})")
    named = [*entry.references, *(row.reference for row in (*entry.reliability, *entry.norms, *entry.refer))]
    yield _sources([*named, entry.margin.source, entry.baseline.source if entry.baseline else ""], catalogue)


def _exercise(entry: Exercise, catalogue: Catalogue) -> Iterator[str]:
    facts = [entry.quality, f"difficulty {entry.difficulty} of 5"]
    facts.append("one side at a time" if entry.one_sided else "both sides at once: it can't close a gap by itself")
    yield " · ".join(facts) + "."
    yield _line("You need", _needed(entry.equipment, catalogue.equipment))
    yield _line('"Left" and "right"', entry.side_means)
    yield "\n".join(f"- {cue}" for cue in entry.cues)
    yield _line("Often goes wrong", " ".join(entry.errors))
    yield _line("Care", entry.caution)
    yield _line("Muscles", _loads(entry.muscles, catalogue))
    rungs = [("easier", entry.easier), ("harder", entry.harder)]
    yield _line("Ladder", ", ".join(f"{word}: {_names([rung], catalogue.exercises)}" for word, rung in rungs if rung))
    if dose := entry.dose:
        amount = f"{dose.sets} × {dose.low} to {dose.high} {_SIGN.get(dose.unit, dose.unit)}"
        yield _line("Dose", f"{amount} a side ({dose.source})")
    yield _line("What is known", f"{entry.evidence} *Grade: {entry.grade}.*")
    yield _line("Also called", ", ".join(entry.aliases))
    yield _sources([*entry.references, entry.dose.source if entry.dose else ""], catalogue)


def _cause(entry: Cause, catalogue: Catalogue) -> Iterator[str]:
    kinds = {
        "cause": "can stand at the start of a chain",
        "state": "only between cause and finding",
        "baseline": "enters as what is expected, or as advice",
        "nothing_wrong": "the rival that needs no cause",
    }
    yield f"{capital(kinds[entry.kind])} · {entry.prior}, before anything is measured (convention)."
    yield placed(entry.story, "left")
    targets = {**catalogue.causes, **catalogue.assessments}
    yield _table(
        ["leads to", "side", "strength", "grade", "sources", "note"],
        [
            [
                _names([effect.to], targets) + (f": {effect.shows}" if effect.shows else ""),
                effect.side,
                effect.strength,
                effect.grade,
                ", ".join(effect.references),
                effect.note,
            ]
            for effect in entry.effects
        ],
    )
    yield _line("What to do", placed(entry.advice, "left"))
    yield _line("Exercises", _names(entry.exercises, catalogue.exercises))
    yield _line("Referral", "somebody else should look before any training for it" if entry.refer else "")
    yield _sources([*entry.references, *(ref for effect in entry.effects for ref in effect.references)], catalogue)


def _muscle(entry: Muscle, catalogue: Catalogue) -> Iterator[str]:
    yield f"*{entry.latin}* · {entry.group} · {'a group' if entry.layer == 'group' else entry.layer}."
    yield entry.job
    yield _line("Actions", ", ".join(entry.actions))
    yield _line("Works with", _names(entry.works_with, catalogue.muscles))
    yield _line("Works against", _names(entry.works_against, catalogue.muscles))
    yield _line("When it is overused, weak or short", entry.trouble)
    yield _line("Part of", _names([entry.parent] if entry.parent else [], catalogue.muscles))
    yield _line("Drawn in", ", ".join(view.replace("_", " ") for view in entry.views))
    yield _line("Also called", ", ".join(entry.aliases))
    yield _sources(entry.references, catalogue)


def _battery(entry: Battery, catalogue: Catalogue) -> Iterator[str]:
    yield entry.why
    # Not catalogue.minutes(): a card may be read with a catalogue that has not all of it, or not the battery itself.
    tests = [catalogue.assessments[test] for test in entry.assessments if test in catalogue.assessments]
    things = _names(dict.fromkeys(thing for test in tests for thing in test.equipment), catalogue.equipment)
    count = "1 test" if len(entry.assessments) == 1 else f"{len(entry.assessments)} tests"
    minutes = f"{sum(test.minutes for test in tests):g} minutes"
    if unknown := len(entry.assessments) - len(tests):
        minutes += f" without {'that' if unknown == 1 else f'the {unknown}'} of a catalogue of one's own"
    yield f"{count} · {minutes} · {things or 'nothing needed'}."
    names = (_names([test], catalogue.assessments) for test in entry.assessments)
    yield "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))
    yield _sources(entry.references, catalogue)


def _red_flag(entry: RedFlag, catalogue: Catalogue) -> Iterator[str]:
    yield _line(capital(entry.urgency), entry.heading)
    yield entry.say
    yield _line("Mark", f"{entry.confidence}, {_MARKS[entry.confidence]}")
    yield _sources(entry.references, catalogue)


def _reference(entry: Reference, _catalogue: Catalogue) -> Iterator[str]:
    yield f"{entry.citation} *Read: {entry.seen}.*"
    yield entry.note
    yield _line("Worth reading", entry.gives)


def _equipment(entry: Equipment, _catalogue: Catalogue) -> Iterator[str]:
    yield entry.note


def stop_rule(text: str) -> tuple[str, str]:
    """When to stop, as a word that stands out and the rest. What is no stop, but a caution, is called so."""
    return ("Stop", text.removeprefix("Stop")) if text.startswith(("Stop ", "Stop,")) else ("Take care.", f" {text}")


def _needed(things: Iterable[str], known: Mapping[str, Equipment]) -> str:
    return ", ".join(known[thing].described if thing in known else f"`{thing}`" for thing in things)


def _line(label: str, text: str) -> str:
    return f"**{label}:** {text}" if text else ""


def _names(ids: Iterable[str], known: Mapping[str, Entry]) -> str:
    return ", ".join(placed(known[key].name, EITHER) if key in known else f"`{key}`" for key in ids)


def _loads(loads: Sequence[Load], catalogue: Catalogue) -> str:
    said = []
    for load in loads:
        asides = (["of the other side"] if load.side == "opposite" else []) + (["helps"] if load.weight < 1 else [])
        said.append(_names([load.muscle], catalogue.muscles) + (f" ({', '.join(asides)})" if asides else ""))
    return ", ".join(said)


def _sourced(figure: Sourced, unit: str) -> str:
    return f"{figure.value:g} {unit} ({figure.source}). {figure.note}".strip()


def _baseline(figure: Baseline | None, unit: str) -> str:
    if figure is None:
        return ""
    sides = f"right-handers {figure.right_handed:+g} {unit}, left-handers {figure.left_handed:+g} {unit}"
    return f"{sides}, right minus left ({figure.source}). {figure.note}".strip()


def _reliability(rows: Sequence[Reliability], unit: str) -> str:
    if not rows:
        return _line("Error of the test", "nothing usable was found in print; your own repeats tell.")
    spans = [
        [
            row.population,
            row.n,
            _COMPARES[row.compares],
            "–".join(f"{edge:g}" for edge in row.icc) if isinstance(row.icc, tuple) else row.icc,
            row.concordance,
            row.sem,
            row.cv,
            None if row.mdc is None else f"{row.mdc:g} ({row.mdc_confidence} %)",
            None if row.limits_of_agreement is None else "{:g} to {:g}".format(*row.limits_of_agreement),
            row.reference,
            row.confidence,
            "; ".join(filter(None, (f"**used: {row.use}**" if row.use else "", row.note))),
        ]
        for row in rows
    ]
    unit = f" ({unit})"
    heads = ["error of the test", "n", "compares", "ICC", "concordance", f"SEM{unit}", "CV (%)"]
    heads += [f"MDC{unit}", f"limits{unit}"]
    return _table([*heads, "source", "mark", "note"], spans)


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Markdown table without the columns that are empty in every row."""
    if not rows:
        return ""
    kept = [place for place in range(len(heads)) if any(row[place] not in (None, "") for row in rows)]
    lines = [[heads[place] for place in kept], ["---"] * len(kept)]
    lines += [[_cell(row[place]) for place in kept] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)
    return " ".join(text.replace("|", "\\|").split())


def _sources(ids: Iterable[str], catalogue: Catalogue) -> str:
    known = catalogue.references
    named = [key for key in dict.fromkeys(ids) if key and key != CONVENTION]
    cited = (f"- {known[key].citation} (`{key}`)" if key in known else f"- `{key}`" for key in named)
    return "**Sources**\n\n" + "\n".join(cited) if named else ""


_BODIES: Mapping[type[Entry], Callable[[Any, Catalogue], Iterator[str]]] = {
    Assessment: _assessment,
    Exercise: _exercise,
    Cause: _cause,
    Muscle: _muscle,
    Battery: _battery,
    RedFlag: _red_flag,
    Reference: _reference,
    Equipment: _equipment,
}
