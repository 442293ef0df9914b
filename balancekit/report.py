"""What is handed out: a case as one page that needs no network, or as a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from balancekit.catalogue import CONVENTION, Catalogue, Reference
from balancekit.catalogue import catalogue as default_catalogue
from balancekit.figures.marks import CARE_SIGN, interval_bar, mark, stylesheet
from balancekit.figures.marks import side as side_mark
from balancekit.programme import programme
from balancekit.programme.words import date, headline
from balancekit.reasoning import explain
from balancekit.reasoning.wording import BANDS, GRADES, HEADING, SHOWN
from balancekit.symmetry import score
from balancekit.symmetry.findings import ORDER
from balancekit.symmetry.table import interval
from balancekit.symmetry.wording import counts, false_alarms

if TYPE_CHECKING:
    from jinja2 import Template

    from balancekit.case import Case
    from balancekit.programme import Programme
    from balancekit.reasoning import Explanation
    from balancekit.symmetry import Finding, Findings

_LAYERS = (("superficial", "Surface"), ("deep", "Deep"), ("sole", "Soles of the feet"))
_BANDS = tuple(word for _, word in reversed(BANDS))


def report(case: Case, path: str | Path, *, catalogue: Catalogue | None = None) -> Path:
    """Write what is known about a case as one page: findings, body map, stories, plan and sources.

    Parameters
    ----------
    case
        Whom it is about. The plan uses the equipment that the case names.
    path
        Where to write: ``.html`` for a page that holds everything it needs; ``.pdf`` for paper, with the extra
        ``pdf``.
    catalogue
        The catalogue to hold the case against; the default one if left out.

    Returns
    -------
    Path
        The path that was given.

    Raises
    ------
    ValueError
        For another ending.
    ModuleNotFoundError
        For a PDF where WeasyPrint is not installed.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in (".html", ".pdf"):
        raise ValueError(f"{path}: a report ends in .html or .pdf, not in {ending or 'nothing'}; give such a name.")
    text = _page(case, catalogue or default_catalogue())
    if ending == ".pdf":
        _to_pdf(text, path)
    else:
        path.write_text(text, encoding="utf-8")
    return path


def _to_pdf(text: str, path: Path) -> None:
    try:
        from weasyprint import HTML  # pyright: ignore[reportMissingImports]  # an extra; it may not be there
    except (ModuleNotFoundError, OSError) as error:  # OSError: the package is there, its library Pango is not
        raise ModuleNotFoundError(
            f"a PDF needs WeasyPrint and its library Pango; run: pip install 'balancekit[pdf]' ({error}). "
            "Or write the report as .html and print it from a browser."
        ) from None
    HTML(string=text).write_pdf(path)


def _page(case: Case, known: Catalogue) -> str:
    from balancekit import __version__

    findings = score(case, catalogue=known)
    stories = explain(findings)
    plan = programme(findings, stories, equipment=case.equipment)
    shown = stories[:SHOWN] if len(findings) else ()
    return _template().render(
        name=case.profile.name or "Your two sides",
        dates=_dates(findings),
        flags=[known.red_flags[flag] for flag in case.flags if flag in known.red_flags],
        referrals=[finding for finding in findings if finding.refer],
        findings=findings,
        said=f"{counts(findings)} {false_alarms(findings)}".strip(),
        groups=[(verdict, rows) for verdict in ORDER if (rows := [f for f in findings if f.verdict == verdict])],
        sources={finding.assessment: _error_source(finding, known) for finding in findings},
        maps=list(_maps(findings)),
        stories=shown,
        heading=HEADING,
        suggestions=stories.next_assessments(3, equipment=case.equipment) if len(findings) else (),
        plan=plan,
        references=_references(findings, shown, plan, known),
        version=known.version,
        package=__version__,
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("balancekit", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What makes markup escapes what it is given, and stands with `| safe` in the template; everything else is escaped.
    environment.globals |= {
        "style": stylesheet(),
        "care_sign": CARE_SIGN.replace("<svg", '<svg fill="none" stroke="#9d433f" stroke-width="1.8"', 1),
        "mark": lambda verdict, words: _inked(mark(verdict, words), "#fdfbf8" if verdict == "clear" else "#5c534b"),
        "side": side_mark,
        "interval_bar": interval_bar,
        "interval": interval,
        "band_blocks": lambda word: [k <= _BANDS.index(word) for k in range(len(_BANDS))],
        "grades": GRADES,
        "plan_headline": headline,
    }
    return environment.get_template("report.html.j2")


def _inked(picture: str, ink: str) -> str:
    """A verdict's glyph with its lines as attributes: WeasyPrint applies no stylesheet inside a picture."""
    return picture.replace("<g>", f'<g fill="none" stroke="{ink}" stroke-width="1.9">')


def _dates(findings: Findings) -> str:
    days = sorted({finding.on for finding in findings})
    if not days:
        return "Nothing measured yet"
    return f"Measured on {date(days[0])}" if len(days) == 1 else f"Measured from {date(days[0])} to {date(days[-1])}"


@dataclass(frozen=True, slots=True)
class _Map:
    title: str
    svg: str


def _maps(findings: Findings) -> Iterator[_Map]:
    """The surface always, the other layers where something in them was measured."""
    from balancekit.figures import body_map

    for layer, title in _LAYERS:
        made = body_map(findings, layer=layer)
        if layer == "superficial" or any(reading.state != "unmeasured" for reading in made.readings.values()):
            # On one page ids are used once: a region that two views show needs none, patterns get the layer's name.
            svg = re.sub(r'<path id="\w+"', "<path", made.to_svg())
            yield _Map(title, re.sub(r'(\bid="|url\(#)', rf"\g<1>{layer}-", svg))


def _error_source(finding: Finding, known: Catalogue) -> str:
    """Where the error that the verdict is held against comes from, in a few words."""
    if finding.error_source == "published":
        error = known.assessments[finding.assessment].error
        work = known.references.get(error.reference) if error else None
        return f"published: {_short(work)}" if work else "published"
    return ""  # the words about the error say already that it is the person's own


def _short(work: Reference) -> str:
    first = re.split(r"[ ,]", work.authors, maxsplit=1)[0]
    return f"{first} {work.year}"


def _references(
    findings: Findings, stories: Iterable[Explanation], plan: Programme, known: Catalogue
) -> list[Reference]:
    """The works behind what the page says, in alphabetical order."""
    ids: set[str] = set()
    for flag in findings.case.flags:
        if flag in known.red_flags:
            ids.update(known.red_flags[flag].references)
    for finding in findings:
        entry = known.assessments.get(finding.assessment)
        if entry is None or finding.verdict == "unscored":
            continue
        ids.add(entry.margin.source)
        if finding.error_source == "published" and entry.error:
            ids.add(entry.error.reference)
        if finding.baseline and entry.baseline:
            ids.add(entry.baseline.source)
        if finding.refer:
            ids.update(rule.reference for rule in entry.refer)
    for story in stories:
        ids.update(story.references)
    for rule in plan.rules:
        ids.update(rule.source)
    for row in plan.rows:
        ids.update(known.exercises[row.exercise].references)
    works = (known.references[one] for one in ids - {CONVENTION} if one in known.references)
    return sorted(works, key=lambda work: work.citation)
