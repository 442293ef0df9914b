"""Holds every difference of a case, or of a frame, against the error of its test."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, overload

from balancekit.case import Case, Trial
from balancekit.catalogue import Assessment, Catalogue
from balancekit.catalogue import catalogue as default_catalogue
from balancekit.catalogue.wording import capital, did_you_mean
from balancekit.symmetry.chance import benjamini_hochberg, two_sided
from balancekit.symmetry.findings import Finding, Findings
from balancekit.symmetry.measured import measured, readings_that_count
from balancekit.symmetry.published import baseline, known_row, less_noisy, standard_error
from balancekit.symmetry.units import Units, to_shown, unit_shown
from balancekit.symmetry.wording import quantity, unusual
from balancekit.trial import read_day

if TYPE_CHECKING:
    from narwhals.typing import IntoFrameT

_NAN = math.nan


@overload
def score(data: Case, *, on: dt.date | str | None = None, catalogue: Catalogue | None = None) -> Findings: ...
@overload
def score(data: IntoFrameT, *, catalogue: Catalogue | None = None) -> IntoFrameT: ...
def score(data: Any, *, on: dt.date | str | None = None, catalogue: Catalogue | None = None) -> Any:
    """The verdict on every left-right difference.

    Parameters
    ----------
    data
        A `Case`, or a frame (pandas, polars eager or lazy, a DuckDB relation, a PySpark DataFrame) with the columns
        ``assessment, left, right``, one row a test, and optionally ``left_sd, right_sd, left_n, right_n`` (scatter, in
        the unit, and number of the trials of the day), ``value`` (signed tests), ``days, days_sd, days_low, days_high``
        (number of days averaged; scatter, lowest and highest of their differences), ``left_unable, right_unable``
        (could not do it) and ``dominant_hand`` ("left" or "right"). What is missing is null or NaN. Further columns,
        such as ``client`` and ``date``, pass through.
    on
        For a case: as things stood on this day. The latest day of each test counts, averaged with those of the four
        weeks before it.
    catalogue
        Where the tests are described; the default catalogue if left out.

    Returns
    -------
    Findings or frame
        For a case, `Findings`. For a frame, the same kind of frame, lazy if it was (nothing is computed yet then), with
        these columns added; where they are there already they are replaced:

        - ``margin``: the smallest difference that matters; ``baseline``: the difference to expect.
        - ``difference``: right less left, in the unit of the test's scale (100 ln(right/left) on a ratio scale).
        - ``se``, ``df``, ``quantile``: its standard error, the degrees of freedom (infinite where the error is
          published), and the quantile that makes ``low`` and ``high``, the 95 % interval of difference less baseline.
        - ``verdict``: "clear", "similar", "uncertain", "unable" or "unscored".
        - ``scope``: "lasting", "today" or "none"; ``error_source``: "own days", "published", "own trials" or "none".
        - ``more_days``, ``more_trials``: how many more (days, or trials a side today) would settle an uncertain one.

        A missing number is NaN with every engine. An assessment that the catalogue does not know is "unscored".

    Raises
    ------
    ValueError
        Where a frame lacks a column, naming those found and those expected; where a column of numbers holds text; where
        the frame is of another engine.
    """
    known = catalogue or default_catalogue()
    if isinstance(data, Case):
        return _score_case(data, on, known)
    if isinstance(data, Findings):
        raise TypeError("score() was given Findings, which are scored already; what they rest on is their .case.")
    from balancekit.symmetry.frames import score_frame

    if on is not None:
        raise ValueError("on= is for a case; in a frame, filter the rows of the dates you want.")
    return score_frame(data, known)


def _score_case(case: Case, on: dt.date | str | None, known: Catalogue) -> Findings:
    from balancekit.symmetry.frames import judge_rows

    until = dt.date.max if on is None else read_day(on)
    trials = [trial for trial in case.trials if trial.on <= until and not trial.doubted]
    rows: list[dict[str, Any]] = []
    for assessment in dict.fromkeys(trial.assessment for trial in trials):
        own = [trial for trial in trials if trial.assessment == assessment]
        entry = known.assessments.get(assessment)
        reason = _unusable(assessment, entry, own, known)
        row = {"assessment": assessment, "on": max(trial.on for trial in own), "reason": reason}
        row["units"] = case.profile.units
        if entry is not None and not reason:
            row |= measured(entry, own) | known_row(entry)
            row["baseline"] = baseline(entry, case.profile.dominant_hand)
            row["unusual"] = unusual(entry, readings_that_count(own), case.profile.units)
        rows.append(row)
    judged = judge_rows([row for row in rows if not row["reason"]])
    by_id = {row["assessment"]: row for row in judged}
    p_values = {key: _p_value(row) for key, row in by_id.items()}
    q_values = benjamini_hochberg(p_values)
    findings = tuple(
        _finding(by_id[key], known, p_values[key], q_values[key])
        if (key := row["assessment"]) in by_id
        else _unscored(row, known)
        for row in rows
    )
    return Findings(findings, case, known, sum(_false_alarm(row) for row in judged))


def _unusable(assessment: str, entry: Assessment | None, own: Iterable[Trial], known: Catalogue) -> str:
    """Why a test cannot be scored at all, as a sentence; empty if it can."""
    if entry is None:
        load = "Load the file that describes it with catalogue().extend(...)."
        return (
            f"The catalogue knows no test '{assessment}'. {capital(did_you_mean(assessment, known.assessments, load))}"
        )
    sides = {trial.side for trial in own}
    if entry.scale == "signed" and "both" not in sides:
        return (
            f"{entry.name} takes one signed value, + where the right is higher: "
            "measure it with value=, not left= and right=."
        )
    if entry.scale != "signed" and sides == {"both"}:
        return f"{entry.name} takes a reading of each side: measure it with left= and right=, not value=."
    return ""


def _finding(row: Mapping[str, Any], known: Catalogue, p: float, q: float) -> Finding:
    entry = known.assessments[row["assessment"]]
    verdict, unable = row["verdict"], tuple(side for side in ("left", "right") if row[f"{side}_unable"])
    unable = unable or tuple(s for s in ("left", "right") if entry.scale == "ratio" and row[s] == 0)
    instead = less_noisy(entry, row, known) if verdict == "uncertain" else None
    return Finding(
        **_described(entry, known),
        units=row["units"],
        on=row["on"],
        days=int(row["days"]),
        left=row["left"],
        right=row["right"],
        value=row["value"],
        n_left=int(row["left_n"]) if row["left_n"] > 0 else 0,
        n_right=int(row["right_n"]) if row["right_n"] > 0 else 0,
        difference=row["difference"],
        baseline=row["baseline"],
        se=row["se"],
        low=row["low"],
        high=row["high"],
        df=row["df"],
        error_source=row["error_source"],
        error_words=_error_words(entry, row),
        scope=None if row["scope"] == "none" else row["scope"],
        verdict=verdict,
        p=p,
        q=q,
        less_side=_less_side(entry, row, unable),
        unable_sides=unable if verdict == "unable" else (),
        more_days=_whole(row["more_days"]),
        more_trials=_whole(row["more_trials"]),
        instead=instead.id if instead else None,
        instead_name=instead.name if instead else "",
        today=_today(entry, row),
        reason=_why_unscored(entry, row, unable),
        refer=_refer(entry, row),
        unusual=row["unusual"],
    )


def _described(entry: Assessment, known: Catalogue) -> dict[str, Any]:
    return {
        "assessment": entry.id,
        "name": entry.name,
        "quality": entry.quality,
        "scale": entry.scale,
        "unit": entry.unit,
        "better": entry.better,
        "more": entry.more,
        "margin": entry.margin.value,
        "margin_source": entry.margin.source,
        "index": {"ratio": "100 ln(right / left)", "signed": "signed value"}.get(entry.scale, "right - left"),
        "catalogue_version": known.version,
    }


def _unscored(row: Mapping[str, Any], known: Catalogue) -> Finding:
    entry = known.assessments.get(row["assessment"])
    described = {
        "assessment": row["assessment"],
        "name": row["assessment"].replace("_", " ").capitalize(),
        "quality": "",
        "scale": "",
        "unit": "",
        "better": "neither",
        "margin": _NAN,
        "margin_source": "",
    }
    nothing: dict[str, Any] = dict.fromkeys(
        ("left", "right", "value", "difference", "se", "low", "high", "df", "p", "q"), _NAN
    )
    return Finding(
        **((_described(entry, known) if entry else described) | nothing),
        on=row["on"],
        days=0,
        n_left=0,
        n_right=0,
        baseline=0.0,
        error_source="none",
        error_words="",
        scope=None,
        verdict="unscored",
        less_side=None,
        reason=row["reason"],
    )


def _error_words(entry: Assessment, row: Mapping[str, Any]) -> str:
    match row["error_source"]:
        case "published":
            return f"varies by about {_figure(entry, row['units'])}"
        case "own days":
            size = row["se"] * math.sqrt(row["days"])
            words = f"{size:.0f} %" if entry.scale == "ratio" else quantity(size, entry.unit, row["units"])
            return f"gave differences that scattered by about {words} over your own {int(row['days'])} days"
        case "own trials" if row["scope"] == "lasting":
            return "varies more between your own tries than is published from day to day"
        case "own trials":
            return "has no published error from day to day; held against your own tries"
    return ""


def _figure(entry: Assessment, units: Units) -> str:
    """The published figure that counts, as printed; and the typical error beside it, where both are."""
    error = entry.error
    if error is None:
        return ""
    if error.use == "cv":
        also = ""
        if error.sem:
            printed = f"{to_shown(error.sem, entry.unit, units):.4g} {unit_shown(entry.unit, units)}"
            also = f" (typical error {printed} is printed, too; the larger counts)"
        return f"{error.cv:.0f} % from day to day{also}"
    return f"{quantity(standard_error(error), entry.unit, units)} from day to day"


def _less_side(entry: Assessment, row: Mapping[str, Any], unable: tuple[str, ...]) -> Any:
    if row["verdict"] == "unable":
        return unable[0]
    d = row["difference"] - row["baseline"]
    if math.isnan(d) or d == 0:
        return None
    lower_is_less = entry.better != "lower"
    return "left" if (d > 0) == lower_is_less else "right"


def _today(entry: Assessment, row: Mapping[str, Any]) -> Any:
    """The side that did less on the day itself, by the person's own trials alone, where the lasting verdict is open."""
    if row["verdict"] != "uncertain" or row["scope"] != "lasting" or entry.scale == "signed" or row["days"] > 1:
        return None
    from balancekit.symmetry.frames import judge_rows

    alone = {**row, "error_sem": _NAN, "error_cv": _NAN}
    return _less_side(entry, row, ()) if judge_rows([alone])[0]["verdict"] == "clear" else None


def _why_unscored(entry: Assessment, row: Mapping[str, Any], unable: tuple[str, ...]) -> str:
    if row["verdict"] != "unscored":
        return ""
    if len(unable) == 2:
        return f"Neither side could do {entry.name.lower()} yet, so there is no difference to judge."
    if entry.scale != "signed":
        missing = [side for side in ("left", "right") if math.isnan(row[side]) and side not in unable]
        if missing:
            return f"{entry.name}: the {' and the '.join(missing)} side has no reading yet."
        if entry.scale == "ratio" and min(row["left"], row["right"]) < 0:
            return f"{entry.name}: a reading below zero cannot be; {entry.unit} are counted from zero. Please check it."
    return (
        f"{entry.name}: no published day-to-day error was found for this test. Three tries a side would show your own "
        "error for today; the same test on three days would show the lasting one."
    )


def _refer(entry: Assessment, row: Mapping[str, Any]) -> str:
    reading = abs(row["value"] if entry.scale == "signed" else row["difference"])
    met = [
        rule for rule in entry.refer if entry.scale != "ratio" and not math.isnan(reading) and reading >= rule.at_least
    ]
    return max(met, key=lambda rule: rule.at_least).say if met else ""


def _whole(number: float) -> int | None:
    return None if math.isnan(number) else int(number)


def _p_value(row: Mapping[str, Any]) -> float:
    """Two-sided p value of d = d0; NaN where there is no standard error."""
    if math.isnan(row["se"]) or row["verdict"] in ("unable", "unscored"):
        return _NAN
    return two_sided(abs(row["difference"] - row["baseline"]) / row["se"], row["df"])


def _false_alarm(row: Mapping[str, Any]) -> float:
    """Chance that this test comes out clear in a symmetric person."""
    if math.isnan(row["se"]) or row["verdict"] in ("unable", "unscored"):
        return 0.0
    return two_sided(max(row["quantile"], row["margin"] / row["se"]), row["df"])
