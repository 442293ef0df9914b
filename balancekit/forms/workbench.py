"""The one thing in balancekit that changes: the case at hand, and what follows from it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets

from balancekit.case import Case, CaseError
from balancekit.catalogue import Catalogue
from balancekit.catalogue import catalogue as default_catalogue
from balancekit.symmetry import Findings, score

if TYPE_CHECKING:
    from balancekit.programme import Programme
    from balancekit.reasoning import Explanations

STEPS = ("safety", "about", "feel", "choose", "measure", "results", "why", "plan", "save")
ALWAYS_AT_HAND = ("bodyweight", "floor", "wall", "chair")
"""Things that nobody needs to be asked for."""
DEFAULT_FILE = "my_case.json"
_KEPT = 200
"""How many steps back `undo` goes."""
_ONE_EDIT = 2.0
"""Seconds within which changes of the same field count as one for `undo`. Convention."""


class Workbench(traitlets.HasTraits):
    """The current case, and what is derived from it. Forms write to it, views listen to it.

    Parameters
    ----------
    case
        The case to work on. If left out, the file at ``path`` is resumed, or an empty case begun.
    path
        File that every change is saved to. If left out: ``my_case.json`` in the working directory, or no file at all
        where a ``case`` was given. A file that cannot be read is set aside, never overwritten.
    catalogue
        Where tests, exercises and causes are described; the default catalogue if left out.
    """

    case = traitlets.Instance(Case)
    """The current case; settable."""
    findings = traitlets.Instance(Findings)
    """What `score` says of it; follows the case at once."""
    step = traitlets.Unicode("safety")
    """The step the reader is at."""
    assessment = traitlets.Unicode("")
    """Id of the test that is being measured."""
    notice = traitlets.Unicode("")
    """A sentence about the file, for the reader: set aside, not writable, resumed."""
    conflict = traitlets.Bool(default_value=False)
    """Whether another page changed the file since this one read or wrote it. Nothing is written until the reader has
    said which of the two goes on; see `keep_mine` and `take_theirs`."""
    rules = traitlets.Any(None)
    """A coach's changes to the rules of training, as `programme` takes them; None: the rules as they are."""
    saved_at = traitlets.Instance(dt.datetime, allow_none=True)
    """When the case was last written to its file."""

    def __init__(
        self, case: Case | None = None, *, path: str | Path | None = None, catalogue: Catalogue | None = None
    ) -> None:
        from balancekit.forms.page import Page

        self.catalogue = catalogue or default_catalogue()
        self.page = Page()
        file = path if path is not None else (None if case is not None else DEFAULT_FILE)
        self.path = None if file is None else Path(file)
        self._past: list[tuple[Case, str]] = []
        self._future: list[tuple[Case, str]] = []
        self._last_edit: tuple[str, float] = ("", 0.0)
        self._derived: dict[str, Any] = {}
        start = case if case is not None else Case()
        self._print = self._fingerprint()
        resumed, notice = (None, "") if case is not None else self._resume()
        start = resumed or start
        super().__init__(case=start, findings=score(start, catalogue=self.catalogue), notice=notice, saved_at=None)
        self.step = next((step for step in STEPS if not self.done(step)), "results")

    # ------------------------------------------------------------------ changes

    def update(self, case: Case, *, what: str = "") -> None:
        """Set the case. Quick changes of the same field (``what``) are one step for `undo`."""
        if case == self.case:
            return
        now = time.monotonic()
        same = bool(what) and self._last_edit[0] == what and now - self._last_edit[1] < _ONE_EDIT
        self._last_edit = (what, now)
        if not same:
            self._past = [*self._past, (self.case, what)][-_KEPT:]
        self._future = []
        self.case = case

    @property
    def last_change(self) -> str:
        """What the last change was, as `update` was told; empty where there is none to undo."""
        return self._past[-1][1] if self._past else ""

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether something taken back can be done again."""
        return bool(self._future)

    def undo(self) -> bool:
        """Back to the case before the last change; False where there is none."""
        if not self._past:
            return False
        before, what = self._past.pop()
        self._future = [*self._future, (self.case, what)]
        self._last_edit = ("", 0.0)
        self.case = before
        return True

    def redo(self) -> bool:
        """Forward again after `undo`; False where there is nothing."""
        if not self._future:
            return False
        after, what = self._future.pop()
        self._past = [*self._past, (self.case, what)]
        self._last_edit = ("", 0.0)
        self.case = after
        return True

    def go(self, step: str, assessment: str = "") -> None:
        """Move the reader to a step; to a test, if one is named."""
        if assessment:
            if assessment not in self.tests:
                self.update(self.case.choose([*self.tests, assessment]))
            self.assessment = assessment
        self.step = step
        self.page.go(step)

    @traitlets.observe("case")
    def _follow(self, change: Any) -> None:
        self._derived = {}
        self.findings = score(self.case, catalogue=self.catalogue)
        if change["old"] is not traitlets.Undefined and change["old"] is not None:
            self._save()

    @traitlets.observe("rules")
    def _other_rules(self, _: Any) -> None:
        getattr(self, "_derived", {}).pop("programme", None)

    # ------------------------------------------------------------------ what follows

    @property
    def explanations(self) -> Explanations:
        """Rival explanations of the findings; computed when first asked for."""
        from balancekit.reasoning import explain

        return self._once("explanations", lambda: explain(self.findings))

    @property
    def programme(self) -> Programme:
        """The training plan; computed when first asked for."""
        from balancekit.programme import programme

        return self._once(
            "programme",
            lambda: programme(self.findings, self.explanations, equipment=self.case.equipment, rules=self.rules),
        )

    def _once(self, name: str, make: Any) -> Any:
        if name not in self._derived:
            self._derived[name] = make()
        return self._derived[name]

    @property
    def tests(self) -> tuple[str, ...]:
        """Ids of the tests to measure: those chosen, else the lower-back set, and whatever was measured already."""
        chosen = self.case.chosen or self.default_tests
        listed = dict.fromkeys([*chosen, *self.case.assessments])
        return tuple(test for test in listed if test in self.catalogue.assessments)

    @property
    def default_tests(self) -> tuple[str, ...]:
        """The tests of the first set of the catalogue."""
        return next((battery.assessments for battery in self.catalogue.batteries.values()), ())

    def measured(self, assessment: str) -> bool:
        """Whether a test has what it takes for a verdict, or a side that was unable."""
        return assessment in self.findings and self.findings[assessment].verdict != "unscored"

    def done(self, step: str) -> bool:
        """Whether a step has all it needs."""
        match step:
            case "safety":
                return all(flag in self.case.safety for flag in self.catalogue.red_flags)
            case "about":
                return self.case.profile.dominant_hand is not None
            case "feel":
                return bool(self.case.felt) or self.done("choose")
            case "choose":
                return bool(self.case.chosen)
            case "measure":
                return bool(self.case.chosen) and all(self.measured(test) for test in self.case.chosen)
        return False

    def minutes_left(self, tests: Iterable[str] | None = None) -> float:
        """Minutes that the tests still to be measured take."""
        known = self.catalogue.assessments
        return sum(known[test].minutes for test in (tests or self.tests) if not self.measured(test))

    # ------------------------------------------------------------------ the file

    def keep_mine(self) -> str:
        """Write the case of this page over what another page wrote, of which a copy is kept; the copy's name."""
        kept = ""
        if self.path is not None and self.path.exists():
            copy = self._beside(self.path, "other-page")
            copy.write_bytes(self.path.read_bytes())
            kept = copy.name
        self.conflict, self._print = False, self._fingerprint()
        self._save()
        return kept

    def take_theirs(self) -> None:
        """Go on with what another page wrote. The case of this page stays one `undo` away."""
        if self.path is None:
            return
        case = Case.load(self.path)
        self.conflict, self._print = False, self._fingerprint()
        self.notice = ""
        self.update(case, what="other page")

    def keep_copy(self) -> str:
        """Copy the case file before something replaces the whole case; its name, or nothing if there was no need."""
        if self.path is None or not self.path.exists() or not self.case.trials:
            return ""
        copy = self._beside(self.path, "kept")
        self.case.save(copy)
        return copy.name

    @staticmethod
    def _beside(path: Path, why: str) -> Path:
        """A file beside the case file that says in its name why it is kept, and since when."""
        return path.with_name(f"{path.stem}.{why}-{dt.datetime.now():%Y%m%d-%H%M%S}{path.suffix}")

    def _fingerprint(self) -> tuple[int, int, int] | None:
        """What tells whether the file is still the one that this page read or wrote: each writing makes a new file."""
        if self.path is None or not self.path.exists():
            return None
        now = self.path.stat()
        return now.st_ino, now.st_mtime_ns, now.st_size

    def _resume(self) -> tuple[Case | None, str]:
        if self.path is None or not self.path.exists():
            return None, ""
        try:
            case = Case.load(self.path)
        except (CaseError, OSError) as error:
            aside = self._beside(self.path, "set-aside")
            try:
                self.path.rename(aside)
            except OSError:
                self.path = None
                return None, f"{error} The file was left as it is, and nothing is saved for now."
            return None, f"{error} It was kept as {aside.name}, and a new case was begun."
        return case, f"Your case was resumed from {self.path.name}." if case.trials or case.safety else ""

    def _save(self) -> None:
        if self.path is None:
            return
        try:
            self.conflict = self.conflict or (self.path.exists() and self._fingerprint() != self._print)
            if self.conflict:
                self.notice = (
                    f"Not saved: another page has changed {self.path.name} meanwhile. Choose which one goes on."
                )
                return
            self.case.save(self.path)
            self._print = self._fingerprint()
        except OSError as error:
            reason = error.strerror or str(error)
            self.notice = (
                f"Not saved: {self.path.name} could not be written ({reason}). Download your case in the last step."
            )
            return
        self.saved_at = dt.datetime.now()
        if self.notice.startswith("Not saved"):
            self.notice = ""
