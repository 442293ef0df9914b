"""The case file: where it is kept, to take away, to bring back; and the report."""

from __future__ import annotations

import os
import tempfile
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from balancekit.case import Case, CaseError
from balancekit.figures.marks import CARE_SIGN
from balancekit.forms.parts import Form, button, classed, column, html, row, say
from balancekit.forms.plan import download
from balancekit.forms.workbench import Workbench

_QUIET = 0.1
"""Seconds without a change after which the file that the link hands over is made anew: not at each key, but before the
stories and the plan, so that a download never lags behind what was typed. Convention."""


class Save(Form):
    """Download, upload, report, and a way to begin anew."""

    step = "save"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._where = html("", "bk-block")
        self._case_link = html("")
        self._report_link = html("")
        self._reported: Case | None = None
        self.upload = self._new_upload()
        self._message = html("", "bk-block")
        say(self._message, "")
        self.make_report = button("Make the report", self.guard(self._report))
        self.back = button("Undo", self.guard(self._take_back), "is-quiet")
        self.fresh = button("Begin a new case", self.guard(self._begin), "is-quiet")
        self._keys = row(self._case_link, self.upload, self.fresh, self.back, classes="bk-pair")
        self.show(
            html(
                self.title("Save and share", "Your case is one file. It is yours, and it stays where you put it."),
                "bk-title",
            ),
            column(
                self._where,
                self._keys,
                self._message,
                classes="bk-card",
            ),
            column(
                html(
                    "<h3>A report to hand out</h3><p>One page with your results, the body map, the stories and the "
                    "plan. It opens in any browser, without a network, and prints well.</p>"
                ),
                row(self.make_report, self._report_link, classes="bk-pair"),
                classes="bk-card",
            ),
            row(
                button("Plan", self.guard(lambda: workbench.go("plan")), "is-quiet"),
                html("", "bk-grow"),
                classes="bk-nav",
            ),
        )
        self.watch(["case", "notice", "saved_at"], self._draw, pause=_QUIET)
        self._draw()

    def _new_upload(self) -> w.FileUpload:
        made = w.FileUpload(accept=".json", description="Open a case file", tooltip="Open a case file", icon="")
        made.observe(self.guard(lambda _: self._open()), "value")
        return classed(made, "bk-btn bk-upload")

    def _draw(self) -> None:
        bench = self.workbench
        self.back.layout.display = None if bench.last_change in ("open", "begin") else "none"
        name = f"{bench.case.profile.name or 'my'} case.json".replace("/", " ").strip()
        self._case_link.value = download(
            (bench.case.model_dump_json(indent=1) + "\n").encode(),
            name,
            "Download your case",
            "application/json",
            "is-primary",
        )
        if self._reported is not bench.case:
            self._report_link.value = ""
        if bench.notice.startswith("Not saved"):
            where = f'<p class="bk-warn is-bad"><span>{escape(bench.notice)}</span></p>'
        elif bench.path is None:
            where = "<p>It is kept only in this page. Download it before you leave.</p>"
        elif os.environ.get("BINDER_SERVICE_HOST"):
            where = "<p>This machine is thrown away soon after you leave. <b>Download your case now</b>.</p>"
        else:
            where = f"<p>Every change is saved to <b>{escape(bench.path.name)}</b>, beside this notebook.</p>"
        self._where.value = f"<h3>Your case file</h3>{where}"

    def _open(self) -> None:
        for file in self.upload.value:
            self._take(str(file["name"]), bytes(file["content"]))
        # A new one, so that the same file can be opened again: emptied by hand, the widget fails in the browser.
        self.upload = self._new_upload()
        self._keys.children = [self._case_link, self.upload, self.fresh, self.back]

    def _take(self, name: str, content: bytes) -> None:
        try:
            case = Case.from_json(content.decode("utf-8"), where=name)
        except (CaseError, UnicodeDecodeError) as error:
            reason = error if isinstance(error, CaseError) else f"{name}: this is not a text file."
            say(
                self._message,
                f'<div class="bk-error" role="alert">{CARE_SIGN}<div><h3>We could not open the file</h3>'
                f'<p>{escape(str(reason))}</p><p class="bk-note">Nothing you measured is lost.</p></div></div>',
            )
            return
        kept = self.workbench.keep_copy()
        self.workbench.update(case, what="open")
        undo = _kept(kept)
        say(self._message, f'<p role="status">Opened {escape(name)}. {undo}</p>')

    def _begin(self) -> None:
        kept = self.workbench.keep_copy()
        self.workbench.update(Case(), what="begin")
        undo = _kept(kept)
        say(self._message, f'<p role="status">A new case was begun. {undo}</p>')

    def _take_back(self) -> None:
        self.workbench.undo()
        say(self._message, "")

    def _report(self) -> Any:
        from balancekit.report import report

        with tempfile.TemporaryDirectory() as folder:
            file = report(self.case, Path(folder) / "report.html", catalogue=self.workbench.catalogue)
            content = file.read_bytes()
        self._reported = self.case
        self._report_link.value = download(
            content, "balancekit report.html", "Download the report", "text/html", "is-primary"
        )


def _kept(name: str) -> str:
    return f"The former case was kept as {escape(name)}. Undo brings it back." if name else "Undo brings it back."
