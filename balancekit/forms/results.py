"""What was found: the counts, the body map, every test held against its own error."""

from __future__ import annotations

import itertools
from collections import Counter
from html import escape

from balancekit.catalogue import Catalogue
from balancekit.figures import BodyMap, body_map, muscle_picture
from balancekit.figures.marks import dumbbells, interval_bar, mark, side, values, verdict_class
from balancekit.forms.parts import Form, button, classed, column, html, row, say, segments, source_note
from balancekit.forms.safety import standing_advice
from balancekit.forms.workbench import Workbench
from balancekit.symmetry import Finding, Findings
from balancekit.symmetry.findings import ORDER
from balancekit.symmetry.wording import VERDICTS, counts, false_alarms

_LAYERS = (("Surface", "superficial"), ("Deep", "deep"), ("Soles", "sole"))
_VIEW_NAMES = {
    "front": "Front",
    "back": "Back",
    "front_deep": "Front, deep layer",
    "back_deep": "Back, deep layer",
    "sole": "Soles of the feet",
}
_COUNTED = {"clear": "clear", "unable": "unable on one side", "uncertain": "can't tell yet", "similar": "alike"}
_LEADS = {
    "clear": "Larger than this test's error, and than what we take as worth acting on.",
    "unable": "Work up an easier version first.",
    "uncertain": "Could be real, could be noise.",
    "similar": "The whole range of likely values is small.",
    "unscored": "What is missing stands beside it.",
}
_LEGEND = (
    '<div class="bk-scale"><div class="bar" role="img" '
    'aria-label="colour scale from left does less, over alike, to right does less"></div>'
    '<div class="ends"><span class="is-left">Left does less</span><span>alike</span>'
    '<span class="is-right">Right does less</span></div></div><ul class="bk-key"><li><i class="k-solid"></i>clear</li>'
    '<li><i class="k-hatch"></i>can\'t tell yet</li><li><i class="k-cross"></i>unable</li>'
    '<li><i class="k-same"></i>alike, or does more</li><li><i class="k-none"></i>not measured or scored</li></ul>'
)
_HINT = (
    '<div class="bk-pick"><p class="bk-note">Click or tap a muscle on the map to read what is known about it.</p></div>'
)


def muscle_note(region: str, findings: Findings) -> str:
    """What the findings say about one region of the map, as markup."""
    muscle, which = region[:-2], {"_l": "left", "_r": "right"}[region[-2:]]
    entry = findings.catalogue.muscles.get(muscle)
    name = entry.name if entry else muscle.replace("_", " ")
    head = f'<p class="bk-eyebrow">{escape(name[:1].upper() + name[1:])}, {which}</p>'
    rows = [r for r in findings.muscles().to_dict("records") if r["muscle"] == muscle]
    if not rows:
        job = f"<p>{escape(entry.job)}</p>" if entry and entry.job else ""
        return f'<div class="bk-pick">{head}<p class="bk-picked">{mark("unscored", "Not measured")}</p>{job}</div>'
    parts = []
    for r in sorted(rows, key=lambda r: ORDER.index(r["verdict"])):
        words = VERDICTS[r["verdict"]]
        if r["less_side"] and r["verdict"] in ("clear", "uncertain", "unable"):
            words += f": the {r['less_side']} does less"
        quality = r["quality"].capitalize()
        parts.append(f'<p class="bk-picked">{mark(r["verdict"], f"{quality}. {words}")}</p>')
        for test in r["assessments"]:
            f = findings[test]
            parts.append(f'<p class="bk-note">{escape(f.name)}</p><p>{values(f)}</p>')
    return f'<div class="bk-pick">{head}{"".join(parts)}</div>'


class BodyPanel:
    """The map of one layer after another, with legend, what was picked, and the same as a table."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.layer = segments("Layer", _LAYERS, "superficial", "bk-inline is-quietlabel")
        self.region = ""
        self.pick = html(_HINT, "bk-block")
        self.table = html("", "bk-block bk-maptable")
        self.table.layout.display = "none"
        self.switch = button("Read the map as a table", form.guard(self._toggle))
        self.maps = row(classes="bk-maps")
        self.figures: dict[str, dict] = {}
        self.layer.observe(form.guard(lambda _: self.draw()), "value")
        head = row(html("<h3>On your body</h3>", "bk-grow"), self.layer, classes="bk-split")
        panel = column(head, html(_LEGEND, "bk-block"), self.pick, self.switch, classes="bk-mapside")
        self.card = column(row(self.maps, panel, classes="bk-mapcard"), self.table, classes="bk-card")

    def draw(self) -> None:
        """Recolour, or build the figures of a layer that is shown for the first time."""
        findings = self.form.workbench.findings
        shown: BodyMap = body_map(findings, layer=str(self.layer.value))
        made = self.figures.get(shown.layer)
        if made is None:
            made = self.figures[shown.layer] = {view: shown.widget(view) for view in shown.views}
            for figure in made.values():
                classed(figure, "bk-plot")
                figure.observe(self.form.guard(lambda change: self.choose(change["new"])), "region")
        else:
            for figure in made.values():
                figure.update_from(shown)
        views = [
            column(html(f"<p class='bk-view'>{_VIEW_NAMES[view]}</p>"), figure, classes="bk-figure")
            for view, figure in made.items()
        ]
        if [view.children[1] for view in self.maps.children] != list(made.values()):
            self.maps.children = views
        if self.region:
            self.choose(self.region)
        if self.table.layout.display is None:
            self.table.value = _table(shown)

    def choose(self, region: str) -> None:
        """Show what is known about a region."""
        self.region = region
        self.pick.value = muscle_note(region, self.form.workbench.findings)

    def _toggle(self) -> None:
        hidden = self.table.layout.display == "none"
        self.table.layout.display = None if hidden else "none"
        self.switch.description = self.switch.tooltip = "Hide the table" if hidden else "Read the map as a table"
        self.draw()


def _table(shown: BodyMap) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(r.muscle)}</th><td>{side(r.side, r.side.capitalize())}</td>'
        f"<td>{escape(r.words)}</td></tr>"
        for r in shown.readings.values()
        if r.state != "unmeasured"
    )
    body = rows or '<tr><td colspan="3">Nothing in this layer was measured.</td></tr>'
    return (
        '<table class="bk-week"><thead><tr><th scope="col">Muscle</th><th scope="col">Side</th>'
        f'<th scope="col">What is known</th></tr></thead><tbody>{body}</tbody></table>'
    )


def result_row(finding: Finding, catalogue: Catalogue) -> str:
    """One finding as a line of the list."""
    scope = " (today)" if finding.scope == "today" and finding.verdict in ("clear", "similar") else ""
    words = finding.reason if finding.verdict == "unscored" else finding.difference_words + scope
    shown = words[:1].upper() + words[1:]
    return (
        f'<li class="bk-result {verdict_class(finding.verdict)}">{mark(finding.verdict)}<div class="what">'
        f"<b>{escape(finding.name)}</b><span>{escape(shown)}</span></div>"
        f'<div class="vals">{values(finding)}</div>{interval_bar(finding)}'
        f'<details class="bk-more"><summary>What this means</summary><p>{escape(finding.summary)}</p>'
        f"{source_note(finding, catalogue)}</details></li>"
    )


class Results(Form):
    """Verdicts, body map, and left and right test by test."""

    step = "results"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._head = html("", "bk-title")
        self._advice = html("", "bk-block")
        self._counts = html("", "bk-block")
        self._list = html("", "bk-block")
        self._chart = html("", "bk-block")
        self.panel = BodyPanel(self)
        empty = html(muscle_picture((), view="front", label="Body outline, nothing measured yet"), "bk-pic is-small")
        self._empty = column(
            empty,
            html(
                "<h3>Nothing measured yet</h3><p>Measure at least one test on both sides and the results appear here, "
                "each held against its own error.</p>"
            ),
            button("Go to the tests", self.guard(lambda: workbench.go("measure")), "is-primary"),
            classes="bk-card bk-empty",
        )
        self._full = [
            column(self._counts, classes="bk-card is-honest"),
            self.panel.card,
            column(self._list, classes="bk-card"),
            column(self._chart, classes="bk-card"),
        ]
        self._nav = row(
            button("Measure more", self.guard(lambda: workbench.go("measure")), "is-quiet"),
            html("", "bk-grow"),
            button("Why is it so?", self.guard(lambda: workbench.go("why")), "is-primary"),
            classes="bk-nav",
        )
        self.watch("findings", self._draw)
        self._draw()

    def _draw(self) -> None:
        findings = self.workbench.findings
        tally = Counter(f.verdict for f in findings)
        lead = counts(findings) if len(findings) else "When there is something to show, it is shown here."
        self._head.value = self.title("Your results", escape(lead[:1].upper() + lead[1:]))
        say(self._advice, standing_advice(self.workbench))
        if not len(findings):
            self.show(self._head, self._advice, self._empty)
            return
        listed = "".join(
            f"<li>{mark(v)}<b>{tally[v]}</b><span>{word}</span></li>" for v, word in _COUNTED.items() if tally[v]
        )
        self._counts.value = (
            f'<ul class="bk-counts">{listed}</ul><p class="bk-honest">{escape(false_alarms(findings))}</p>'
        )
        self.panel.draw()
        self._list.value = _groups(findings)
        chart = dumbbells(findings)
        self._chart.value = (
            "<h3>Left and right, test by test</h3><p class='bk-note'>The stronger side is 100 %. A weaker side "
            f"<b>inside the grey band</b> could be there by measurement error alone.</p>{chart}"
        )
        self._full[3].layout.display = None if chart else "none"
        if self._nav not in self.children:
            self.show(self._head, self._advice, *self._full, self._nav)


def _groups(findings: Findings) -> str:
    head = (
        '<div class="bk-result bk-listhead"><h3>Every test, held against its own error</h3><span></span>'
        '<div class="bk-iv-ends"><span class="is-left">more on the left</span><span>alike</span>'
        '<span class="is-right">more on the right</span></div></div>'
    )
    ordered = sorted(findings, key=lambda f: ORDER.index(f.verdict))
    sections = []
    for verdict, group in itertools.groupby(ordered, key=lambda f: f.verdict):
        rows = [result_row(finding, findings.catalogue) for finding in group]
        sections.append(
            f"<section><h4>{mark(verdict)}{VERDICTS[verdict]} <em>{len(rows)}</em><small>{_LEADS[verdict]}</small></h4>"
            f'<ul class="bk-results">{"".join(rows)}</ul></section>'
        )
    return head + "".join(sections)
