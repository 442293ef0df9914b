"""One person's file: who, what was measured on which day, and the answers to the safety questions.

Everything here is frozen. Each verb returns a new `Case`, so an older one stays what it was.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import tempfile
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from balancekit.catalogue import Catalogue
from balancekit.catalogue import catalogue as default_catalogue
from balancekit.catalogue.wording import did_you_mean
from balancekit.training import MIXED_GRIP, LogEntry, Training
from balancekit.trial import CaseError, Note, Trial, Value, read_day, read_numbers, sentence, trials_of

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 2
"""Version of the file's form. A newer file is refused, never guessed at; an older one is read.

1: without a training log, notes and places felt."""

Side = Literal["left", "right"]
_Word = BeforeValidator(lambda given: given.strip().lower() if isinstance(given, str) else given)
"""A word is taken however it is capitalised."""
Answers = Annotated[
    Mapping[str, bool], AfterValidator(lambda answers: MappingProxyType(dict(answers))), PlainSerializer(dict)
]

Felt = Annotated[
    Mapping[str, tuple[Literal["larger", "smaller", "tighter", "weaker", "painful"], ...]],
    AfterValidator(lambda felt: MappingProxyType(dict(felt))),
    PlainSerializer(dict),
]


class Profile(Value):
    """Who was measured. Everything is optional, and only what is used is asked.

    Raises
    ------
    CaseError
        For a field or a word that it does not know; "Right" is read as "right".
    """

    name: str = ""
    """Shown on the report; never needed."""
    birth_year: int | None = Field(default=None, ge=1900, le=2100)
    """A growing spine is referred earlier."""
    dominant_hand: Annotated[Side | None, _Word] = None
    """Sets the difference that is expected, in grip for example."""
    one_sided_sport: Annotated[Literal["left", "right", "none"] | None, _Word] = None
    """The arm that leads in a racket, throwing or bowling sport, or in one-sided work."""
    underhand: Annotated[Literal["left", "right", "none"] | None, _Word] = None
    """The hand that is turned under in a mixed deadlift grip, where it is always the same."""
    units: Annotated[Literal["metric", "imperial"], _Word] = "metric"
    """What is typed and said: kilograms and centimetres, or pounds and inches. The file is metric either way."""
    curve_told: bool | None = None
    """Whether somebody who examined the back spoke of a scoliosis."""


class Case(Value):
    """One person, many dates.

    Examples
    --------
    >>> case = Case(profile=Profile(dominant_hand="right"))
    >>> case = case.measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on="2026-11-02")
    >>> len(case.trials)
    6
    """

    schema_version: Literal[2] = SCHEMA
    profile: Profile = Profile()
    trials: tuple[Trial, ...] = ()
    safety: Answers = Field(default_factory=dict, validate_default=True)
    """Answers to the red-flag questions, by id; True is a yes."""
    felt: Felt = Field(default_factory=dict, validate_default=True)
    """Where one feels or sees a difference: region ids with what is different there, seen against the other side."""
    notes: tuple[Note, ...] = ()
    """What one wrote down while measuring."""
    chosen: tuple[str, ...] = ()
    """Ids of the tests that one means to do, in their order."""
    equipment: tuple[str, ...] | None = None
    """Ids of the things at hand; None: not said."""
    training: Training = Training()
    """How one means to train: days, minutes, first day."""
    log: tuple[LogEntry, ...] = ()
    """What was done: one entry a set and side."""

    @model_validator(mode="before")
    @classmethod
    def _older(cls, content: Any) -> Any:
        """A file of form 1 had no log, and is otherwise the same."""
        if isinstance(content, dict) and content.get("schema_version") == 1:
            return {**content, "schema_version": SCHEMA}
        return content

    def measure(
        self,
        assessment: str,
        *,
        left: float | Iterable[float] | None = None,
        right: float | Iterable[float] | None = None,
        value: float | Iterable[float] | None = None,
        on: dt.date | str | None = None,
    ) -> Case:
        """The case with the trials of one test on one day.

        What is given replaces that side's trials of that day, so a cell that is run twice changes nothing.

        Parameters
        ----------
        assessment
            Id in the catalogue, such as ``"side_bridge"``.
        left, right
            One reading or several, in the test's unit.
        value
            For tests with one signed value (scoliometer): + where the right side is higher.
        on
            Day of measuring, a date or ``"2026-11-02"``; today if left out.

        Raises
        ------
        CaseError
            Where nothing was given, or something that is no finite number.
        """
        given = {"left": left, "right": right, "both": value}
        if all(readings is None for readings in given.values()):
            raise CaseError(f"{assessment}: nothing was given to measure; give left= and right=, or value=.")
        if value is not None and (left is not None or right is not None):
            raise CaseError(f"{assessment}: give left= and right=, or one signed value=, not both.")
        day = read_day(on)
        case = self
        for side, readings in given.items():
            if readings is not None:
                values = read_numbers(assessment, side, readings)
                case = case._replace_side(assessment, side, day, [{"value": number} for number in values])
        return case

    def unable(self, assessment: str, side: Side, *, on: dt.date | str | None = None) -> Case:
        """The case with a side that could not do the test on that day."""
        if side not in ("left", "right"):
            raise CaseError(f"{assessment}: side must be 'left' or 'right', not {side!r}.")
        return self._replace_side(assessment, side, read_day(on), [{"unable": True}])

    def without(self, assessment: str, *, side: str | None = None, on: dt.date | str | None = None) -> Case:
        """The case without the trials of a test; of one side or one day only, if given."""
        day = None if on is None else read_day(on)
        kept = tuple(
            trial
            for trial in self.trials
            if trial.assessment != assessment
            or (side is not None and trial.side != side)
            or (day is not None and trial.on != day)
        )
        return self.model_copy(update={"trials": kept})

    def screen(self, *, catalogue: Catalogue | None = None, **answers: bool | None) -> Case:
        """The case with answers to red-flag questions; None takes an answer back.

        Raises
        ------
        CaseError
            Where a question is not known. A typing error here must not pass: it would hide a yes.
        """
        known = (catalogue or default_catalogue()).red_flags
        merged = dict(self.safety)
        for flag, answer in answers.items():
            if flag not in known:
                raise CaseError(f"there is no safety question '{flag}'; {did_you_mean(flag, known)}")
            if answer is None:
                merged.pop(flag, None)
            elif isinstance(answer, bool):
                merged[flag] = answer
            else:
                raise CaseError(f"safety question '{flag}': the answer must be True, False or None, not {answer!r}.")
        return self.model_copy(update={"safety": MappingProxyType(merged)})

    def feel(self, felt: Mapping[str, str | Iterable[str]]) -> Case:
        """The case with these places where one feels or sees a difference; they replace those given before.

        Parameters
        ----------
        felt
            Region ids with words: ``{"quadratus_lumborum_l": ["larger", "painful"]}``. The words are larger, smaller,
            tighter, weaker, painful; a place without a word is fine.

        Raises
        ------
        CaseError
            For any other word.
        """
        content = {region: _listed(words) for region, words in felt.items()}
        try:
            checked = TypeAdapter(Felt).validate_python(content)
        except ValidationError as error:
            raise CaseError(sentence(error)) from None
        return self.model_copy(update={"felt": checked})

    def note(self, assessment: str, text: str, *, on: dt.date | str | None = None) -> Case:
        """The case with a note about a test on a day, in place of an earlier one; an empty text takes it away."""
        day = read_day(on)
        kept = tuple(note for note in self.notes if (note.assessment, note.on) != (assessment, day))
        words = text.strip()[:2_000]
        new = (Note(assessment=assessment, on=day, text=words),) if words else ()
        return self.model_copy(update={"notes": kept + new})

    def record(self, trials: Iterable[Trial]) -> Case:
        """The case with these trials in place of those of the same test, side and day."""
        new = tuple(trials)
        replaced = {(t.assessment, t.side, t.on) for t in new}
        kept = tuple(t for t in self.trials if (t.assessment, t.side, t.on) not in replaced)
        return self.model_copy(update={"trials": kept + new})

    def choose(
        self,
        tests: str | Iterable[str] | None = None,
        *,
        equipment: str | Iterable[str] | None = None,
        catalogue: Catalogue | None = None,
    ) -> Case:
        """The case with the tests that one means to do, and with the equipment at hand.

        Parameters
        ----------
        tests
            Ids of tests and of batteries, in their order; one may stand alone: ``"lower_back"``. A battery stands for
            its tests. An id that is neither is kept, as that of a test of one's own.
        equipment
            Ids of the things at hand.
        catalogue
            Where batteries are looked up; the default catalogue if left out. One's own batteries need one's own.
        """
        update: dict[str, Any] = {}
        if tests is not None:
            known = catalogue or default_catalogue()
            named = [known.batteries[key].assessments if key in known.batteries else (key,) for key in _listed(tests)]
            update["chosen"] = tuple(dict.fromkeys(test for several in named for test in several))
        if equipment is not None:
            update["equipment"] = tuple(sorted(set(_listed(equipment))))
        return self.model_copy(update=update)

    def about(self, **fields: Any) -> Case:
        """The case with some fields of the profile changed."""
        return self._changed("profile", fields)

    def train(
        self,
        exercise: str,
        *,
        left: float | Iterable[float | None] | None = None,
        right: float | Iterable[float | None] | None = None,
        load: float | None = None,
        in_reserve: int | None = None,
        pain: bool | None = None,
        note: str | None = None,
        on: dt.date | str | None = None,
    ) -> Case:
        """The case with what was done of one exercise on one day.

        What is given replaces that side's sets of that day; an empty list takes them back. ``pain`` and ``note`` are
        about the exercise as a whole.

        Parameters
        ----------
        exercise
            Id in the catalogue, such as ``"side_plank"``.
        left, right
            Repetitions or seconds, one number a set, for the side as the exercise counts it; None for a set left out.
        load
            Kilograms in these sets.
        in_reserve
            Clean repetitions that would still have gone.
        pain
            Pain that was sharp, spread or stayed until the next day: it stops the exercise. False ends the stop.
        on
            The day, a date or ``"2026-11-09"``; today if left out.

        Raises
        ------
        CaseError
            Where nothing was given, or something that no log can hold.
        """
        if left is None and right is None and pain is None and note is None:
            raise CaseError(f"{exercise}: nothing was given to log; give left=, right=, pain= or note=.")
        day, log = read_day(on), self.log
        about = {"exercise": exercise, "on": day}
        for side, done in (("left", left), ("right", right)):
            if done is not None:
                given: list[Any] = [done] if isinstance(done, str) or not isinstance(done, Iterable) else list(done)
                sets = [
                    {**about, "side": side, "set": k, "value": value, "load": load, "in_reserve": in_reserve}
                    for k, one in enumerate(given, 1)
                    if one is not None
                    for value in read_numbers(exercise, side, one)
                ]
                log = _relogged(log, exercise, day, side, sets)
        if pain is not None or note is not None:
            said = [] if pain is None and not note else [{**about, "pain": pain, "note": note or ""}]
            log = _relogged(log, exercise, day, None, said)
        return self.model_copy(update={"log": log})

    def grip(self, palm_up: Side, *, load: float | None = None, on: dt.date | str | None = None) -> Case:
        """The case with one more set in the mixed grip, and the hand that was palm up in it."""
        if palm_up not in ("left", "right"):
            raise CaseError(f"mixed grip: palm_up must be 'left' or 'right', not {palm_up!r}.")
        day = read_day(on)
        before = sum(entry.exercise == MIXED_GRIP and entry.on == day for entry in self.log)
        about = {"exercise": MIXED_GRIP, "on": day, "side": palm_up, "set": before + 1, "load": load}
        try:
            return self.model_copy(update={"log": (*self.log, LogEntry.model_validate(about))})
        except ValidationError as error:
            raise CaseError(f"mixed grip: {sentence(error)}") from None

    def plan(self, **fields: Any) -> Case:
        """The case with some settings of the training plan changed, such as ``days_per_week=4``; see `Training`."""
        return self._changed("training", fields)

    def log_to_frame(self) -> pd.DataFrame:
        """The training log, one row an entry: ``on, exercise, side, set, value, load, in_reserve, pain, note``."""
        import pandas as pd

        return pd.DataFrame([entry.model_dump() for entry in self.log], columns=list(LogEntry.model_fields))

    @property
    def assessments(self) -> tuple[str, ...]:
        """Ids of the tests that have a trial, in the order of their first one."""
        return tuple(dict.fromkeys(trial.assessment for trial in self.trials))

    @property
    def flags(self) -> tuple[str, ...]:
        """Ids of the safety questions that were answered with yes."""
        return tuple(flag for flag, answer in self.safety.items() if answer)

    def readings(self, assessment: str, side: str, on: dt.date) -> tuple[Trial, ...]:
        """The trials of one side of a test on one day."""
        return tuple(t for t in self.trials if (t.assessment, t.side, t.on) == (assessment, side, on))

    def to_frame(self) -> pd.DataFrame:
        """One row a trial: ``date, assessment, side, trial, value, unable``. Unconfirmed readings are not in it."""
        import pandas as pd

        counts: dict[tuple[str, str, dt.date], int] = {}
        rows = []
        for t in self.trials:
            if t.doubted:
                continue
            key = (t.assessment, t.side, t.on)
            counts[key] = counts.get(key, 0) + 1
            value = math.nan if t.value is None else t.value
            rows.append((t.on, t.assessment, t.side, counts[key], value, t.unable))
        frame = pd.DataFrame(rows, columns=["date", "assessment", "side", "trial", "value", "unable"])
        return frame.astype({"value": float, "unable": bool, "trial": int})

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, profile: Profile | None = None) -> Case:
        """A case from a frame as `to_frame` makes it, or from one with columns ``assessment, left, right``.

        Parameters
        ----------
        frame
            Long form: ``date, assessment, side, value`` (``unable`` if some side was). Wide form: ``date, assessment,
            left, right``, one row a pair of trials.

        Raises
        ------
        CaseError
            Naming the columns that are missing, or the row that cannot be read.
        """
        return cls(profile=profile or Profile(), trials=trials_of(frame))

    def save(self, path: str | Path) -> Path:
        """Write the case as JSON. The file is replaced in one step: it is the old one or the new one, never half."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(self.model_dump_json(indent=1) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return path

    @classmethod
    def load(cls, path: str | Path) -> Case:
        """Read a case from a file that `save` wrote.

        Raises
        ------
        CaseError
            Where there is no such file, or it is no case, or it was written by a newer balancekit.
        """
        path = Path(path)
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            raise CaseError(f"{path}: there is no such file.") from None
        except UnicodeDecodeError:
            raise CaseError(f"{path}: this is not a text file, so it cannot be a case saved by balancekit.") from None
        return cls.from_json(text, where=str(path))

    @classmethod
    def from_json(cls, text: str, *, where: str = "the text given") -> Case:
        """Read a case from the text of its file; ``where`` names it in messages."""
        try:
            content = json.loads(text)
        except json.JSONDecodeError as error:
            raise CaseError(
                f"{where}: not readable as a case file; it breaks off or is damaged in line {error.lineno}."
            ) from None
        if not isinstance(content, dict) or "schema_version" not in content:
            raise CaseError(f"{where}: this is no case file; expected one that was saved by balancekit.")
        found = content["schema_version"]
        if isinstance(found, int) and found > SCHEMA:
            raise CaseError(
                f"{where}: written by a newer balancekit (form {found}, this one reads {SCHEMA}); update balancekit."
            )
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise CaseError(f"{where}: {sentence(error, cls.model_fields)}") from None

    def _repr_markdown_(self) -> str:
        """What is in the case, as a notebook shows it: who, every reading, and how much else there is."""
        known = default_catalogue()
        counts = {"chosen tests": self.chosen, "notes": self.notes, "entries in the log": self.log}
        about = [f"{self.profile.dominant_hand}-handed"] if self.profile.dominant_hand else []
        about += [f"{len(items)} {what}" for what, items in counts.items() if items]
        about += [f"yes to: {known.red_flags[f].name if f in known.red_flags else f}" for f in self.flags]
        table = ["| test | day | left | right |", "| --- | --- | --- | --- |"]
        for key, day in dict.fromkeys((trial.assessment, trial.on) for trial in self.trials):
            test = known.assessments.get(key)
            unit = f" {test.unit}" if test else ""
            left, right, both = (_said(self.readings(key, side, day), unit) for side in ("left", "right", "both"))
            right = f"{both} (+: right)" if both else right
            table.append(f"| {test.name if test else key} | {day} | {left} | {right} |")
        measured = "\n".join(table) if self.trials else "Nothing measured yet."
        return "\n\n".join(filter(None, [f"### {escape(self.profile.name) or 'Case'}", " · ".join(about), measured]))

    def _changed(self, part: Literal["profile", "training"], fields: dict[str, Any]) -> Case:
        before: Value = getattr(self, part)
        try:
            after = type(before).model_validate(before.model_dump() | fields)
        except ValidationError as error:
            raise CaseError(sentence(error, type(before).model_fields)) from None
        return self.model_copy(update={part: after})

    def _replace_side(self, assessment: str, side: str, day: dt.date, readings: list[dict[str, Any]]) -> Case:
        try:
            about = {"assessment": assessment, "side": side, "on": day}
            return self.record(Trial.model_validate(about | reading) for reading in readings)
        except ValidationError as error:
            raise CaseError(f"{assessment!r}: {sentence(error)}") from None


def _said(trials: Iterable[Trial], unit: str) -> str:
    """The readings of one side and day: "62, 60, 64 s"; with a question mark where one was doubted."""
    values = [f"{trial.value:g}{'?' if trial.doubted else ''}" for trial in trials if trial.value is not None]
    return f"{', '.join(values)}{unit}" if values else "not able" if any(t.unable for t in trials) else ""


def _listed(given: str | Iterable[str]) -> tuple[str, ...]:
    """What was given as one word or several; a word alone is one, not its letters."""
    return (given,) if isinstance(given, str) else tuple(given)


def _relogged(
    log: tuple[LogEntry, ...], exercise: str, day: dt.date, side: str | None, entries: list[dict[str, Any]]
) -> tuple[LogEntry, ...]:
    """The log with these entries in place of those of the same exercise, day and side."""
    try:
        new = tuple(LogEntry.model_validate(entry) for entry in entries)
    except ValidationError as error:
        raise CaseError(f"{exercise}: {sentence(error)}") from None
    return (*(e for e in log if (e.exercise, e.on, e.side) != (exercise, day, side)), *new)
