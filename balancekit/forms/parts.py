"""Widgets with the classes that the stylesheet knows, and the frame that every form shares."""

from __future__ import annotations

import asyncio
import functools
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import ipywidgets as w

from balancekit.catalogue import Assessment, Catalogue
from balancekit.figures import muscle_picture
from balancekit.figures.artwork import muscle_views
from balancekit.figures.marks import CARE_SIGN
from balancekit.figures.views import classed
from balancekit.forms.workbench import STEPS, Workbench
from balancekit.symmetry import Finding

SETTLED = 0.3
"""Seconds without a change after which a step far from the keys is drawn anew. Convention."""


def html(content: str, classes: str = "") -> w.HTML:
    """Markup. Text that came from a person or a file must be escaped by the caller."""
    return classed(w.HTML(content), classes)


def say(widget: w.HTML, content: str) -> None:
    """Set the markup of a widget; with nothing to say it leaves no gap."""
    widget.value = content
    widget.layout.display = None if content else "none"


def column(*children: w.Widget, classes: str = "") -> w.VBox:
    """Widgets below each other."""
    return classed(w.VBox(list(children)), classes)


def row(*children: w.Widget, classes: str = "") -> w.HBox:
    """Widgets beside each other."""
    return classed(w.HBox(list(children)), classes)


def button(text: str, on_click: Callable[[], Any] | None = None, classes: str = "", tooltip: str = "") -> w.Button:
    """A button that says what it does."""
    made = classed(w.Button(description=text, tooltip=tooltip or text), f"bk-btn {classes}")
    if on_click is not None:
        made.on_click(lambda _: on_click())
    return made


def segments(label: str, options: Iterable[tuple[str, Any]], value: Any = None, classes: str = "") -> w.RadioButtons:
    """One of a few answers; ``value=None`` is not yet answered."""
    made = w.RadioButtons(description=label, options=list(options), value=value, tooltip=label)
    return classed(made, f"bk-seg {classes}")


def chip(text: str, *, value: bool = False, classes: str = "") -> w.ToggleButton:
    """Something that is there or not."""
    return classed(w.ToggleButton(description=text, value=value, tooltip=text), f"bk-chip {classes}")


def source_note(finding: Finding | None, catalogue: Catalogue) -> str:
    """Where the error comes from that a finding was held against, as markup."""
    entry = None if finding is None else catalogue.assessments.get(finding.assessment)
    if finding is None or entry is None or entry.error is None or finding.error_source != "published":
        return ""
    source = catalogue.references[entry.error.reference].citation
    seen = escape(entry.error.population.rstrip("."))
    return f'<p class="bk-note bk-source">The error was seen in {seen}: {escape(source)}</p>'


def picture_of(tests: Sequence[Assessment], label: str) -> str:
    """The muscles that some tests are about: the view is the one that shows the muscle named first, or most often."""
    main = Counter(load.muscle for test in tests for load in test.muscles if load.weight == 1)
    helping = [load.muscle for test in tests for load in test.muscles if load.weight < 1]
    lead, _ = main.most_common(1)[0] if main else (helping[0], 0)
    seen = muscle_views("male")
    view = max(seen[lead], key=lambda view: sum(count for muscle, count in main.items() if view in seen[muscle]))
    often = [muscle for muscle, _ in main.most_common(8)]
    return muscle_picture(often, secondary=helping if len(tests) == 1 else (), view=view, label=label)


class Later:
    """A call that waits for a pause; each `start` begins the wait anew. Without a running event loop there is none."""

    def __init__(self, seconds: float, call: Callable[[], Any]) -> None:
        self._seconds, self._call = seconds, call
        self._handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Call after the pause, unless started again or cancelled before."""
        self.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._call()
            return
        self._handle = loop.call_later(self._seconds, self._due)

    def _due(self) -> None:
        self._handle = None
        self._call()

    @property
    def waiting(self) -> bool:
        """Whether a call is to come."""
        return self._handle is not None

    def cancel(self) -> None:
        """Call nothing."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class Form(w.VBox):
    """A step of the workbook: a sheet with a title, which reads from and writes to a `Workbench`.

    An exception in a callback is shown on the form itself, with what to do; the rest of the page keeps working.
    """

    step = ""
    """One of `STEPS`; empty for a form that is no step."""

    def __init__(self, workbench: Workbench) -> None:
        self.workbench = workbench
        self._fault = html("", "bk-block bk-fault")
        super().__init__()
        classed(self, f"bk s-{self.step}" if self.step else "bk")

    @property
    def case(self) -> Any:
        """The current case."""
        return self.workbench.case

    def show(self, *children: w.Widget) -> None:
        """Set what the sheet holds."""
        self.children = (*children[:1], self._fault, *children[1:])

    def title(self, heading: str, lead: str) -> str:
        """The head of a step. ``heading`` and ``lead`` are markup."""
        number = f'<p class="bk-eyebrow">Step {STEPS.index(self.step) + 1} of {len(STEPS)}</p>' if self.step else ""
        return f'{number}<h2>{heading}</h2><p class="bk-lead">{lead}</p>'

    def watch(self, names: str | Sequence[str], react: Callable[[], Any], *, pause: float = 0) -> None:
        """Call ``react`` when a trait of the workbench changes; with ``pause``, once that many seconds are quiet."""
        guarded = self.guard(react)
        call = Later(pause, guarded).start if pause else guarded
        self.workbench.observe(lambda _: call(), names)

    def guard(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with any exception shown on this form instead of lost in a log."""

        @functools.wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            before = self._fault.value
            try:
                result = function(*args, **kwargs)
            except Exception as error:  # noqa: BLE001  whatever it is, the reader sees it, and the page goes on
                self._fault.value = _fault(error)
                return None
            if before and self._fault.value == before:  # what a call within this one has shown stays
                self._fault.value = ""
            return result

        return guarded


def _fault(error: Exception) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f'<div class="bk-error" role="alert">{CARE_SIGN}<div><h3>Something went wrong in this step</h3>'
        f"<p>{escape(type(error).__name__)}: {escape(str(error))}</p>"
        '<p class="bk-note">Nothing you entered is lost. Undo the last change or reload the page; if it comes back, '
        f"please report it with this line: {escape(where.name)}, line {where.lineno}.</p></div></div>"
    )
