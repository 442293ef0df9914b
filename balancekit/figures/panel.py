"""The body map with all that belongs to it: switches, list box, words about the picked muscle, legend and table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from balancekit.figures.artwork import LAYERS
from balancekit.figures.body_map import BodyMap, body_map
from balancekit.figures.legend import Legend
from balancekit.figures.marks import side
from balancekit.figures.notes import region_note
from balancekit.figures.views import Guard, RegionViews, classed

if TYPE_CHECKING:
    from balancekit.symmetry import Findings

_HINT = "Click or tap a muscle on the map, or choose one from the list, to read what is known about it."
_KEYS = {"/": "hatch", "x": "cross", ".": "dots"}
_MOST_TELLING = ("What stands out most", "")


class BodyMapPanel(RegionViews):
    """A body map to explore. Its ``region`` is the muscle that was picked; set it, and the panel shows that muscle.

    Parameters
    ----------
    source
        Findings, or a mapping as `body_map` takes it. Set `source` and call `draw` to show others.
    quality
        The one quality to begin with; None for the most telling one of each muscle.
    layer, figure, guard
        As in `RegionViews`.
    """

    def __init__(
        self,
        source: Findings | Mapping[str, float],
        *,
        layer: str = "superficial",
        figure: str = "male",
        quality: str | None = None,
        guard: Guard | None = None,
    ) -> None:
        self.source = source
        super().__init__(layer=layer, figure=figure, guard=guard)
        self.quality = classed(
            w.Dropdown(description="Show", options=[_MOST_TELLING], value="", tooltip="Show"), "bk-jump bk-quality"
        )
        """The quality switch; there only where findings have more than one."""
        self._offer_qualities()
        self.quality.value = quality or ""
        self.pick = classed(w.HTML(_hint()), "bk-block bk-pickplace")
        """What is known about the picked region."""
        self.legend = classed(w.HTML(), "bk-block bk-legend")
        self.table = classed(w.HTML(), "bk-block bk-maptable")
        """The same facts as a table, where it was asked for."""
        self.table.layout.display = "none"
        words = "Read the map as a table"
        self.switch = classed(w.Button(description=words, tooltip=words), "bk-btn")
        self.switch.on_click(lambda _: self.guard(self._toggle)())
        self.quality.observe(self.guard(lambda _: self.draw()), "value")
        title = classed(w.HTML("<h3>On your body</h3>"), "bk-grow")
        head = classed(w.HBox([title, self.layer, self.quality, self.regions]), "bk-split bk-maphead")
        aside = classed(w.VBox([self.pick, self.legend, self.switch]), "bk-mapside")
        self.children = [head, classed(w.HBox([self.maps, aside]), "bk-mapcard"), self.table]
        self.draw()

    def shown(self, layer: str = "") -> BodyMap:
        """The map of the present quality, in the present layer or another."""
        chosen: Any = {"layer": layer or self.layer.value, "figure": self.build}
        if isinstance(self.source, Mapping):
            return body_map(self.source, on_unknown="skip", **chosen)
        return body_map(self.source, quality=str(self.quality.value) or None, **chosen)

    def draw(self) -> BodyMap:
        """Show the present source, layer and quality; gives the map that is shown."""
        self._offer_qualities()
        shown = super().draw()
        self.legend.value = _legend(shown.legend)
        if self.region:
            self.tell()
        if self.table.layout.display is None:
            self.table.value = _table(map(self.shown, LAYERS))
        return shown

    def tell(self) -> None:
        """Say what is known about the picked region."""
        if not self.region:
            self.pick.value = _hint()
        elif isinstance(self.source, Mapping):
            reading = self.shown().readings[self.region]
            name = escape(f"{reading.muscle}, {reading.side}")
            self.pick.value = (
                f'<div class="bk-pick"><p class="bk-eyebrow">{name}</p><p>{escape(reading.words)}</p></div>'
            )
        else:
            self.pick.value = region_note(self.region, self.source)

    def _offer_qualities(self) -> None:
        found = [] if isinstance(self.source, Mapping) else _qualities(self.source)
        options = [_MOST_TELLING, *((quality.capitalize(), quality) for quality in found)]
        if list(self.quality.options) != options:
            kept = self.quality.value if self.quality.value in found else ""
            self.quality.options = options
            self.quality.value = kept
        self.quality.layout.display = None if len(found) > 1 else "none"

    def _toggle(self) -> None:
        hidden = self.table.layout.display == "none"
        self.table.layout.display = None if hidden else "none"
        self.switch.description = self.switch.tooltip = "Hide the table" if hidden else "Read the map as a table"
        self.draw()


def _qualities(findings: Findings) -> list[str]:
    """The qualities that some muscle has, as they come in `Findings.muscles`, which is not worked out for that."""
    entries = [(finding.quality, findings.assessment(finding)) for finding in findings]
    return list(dict.fromkeys(quality for quality, entry in entries if entry is not None and entry.muscles))


def _hint() -> str:
    return f'<div class="bk-pick"><p class="bk-note">{_HINT}</p></div>'


def _legend(legend: Legend) -> str:
    """The legend in the stylesheet's classes, from the same description that figure and picture draw."""
    left, middle, right = map(escape, legend.ends)
    bar = f'<div class="bar" role="img" aria-label="colour scale from {left}, over {middle}, to {right}"></div>'
    ends = f'<span class="is-left">{left}</span><span>{middle}</span><span class="is-right">{right}</span>'
    scale = f'<div class="bk-scale">{bar}<div class="ends">{ends}</div></div>' if legend.scale else ""
    keys = "".join(
        f'<li><i class="k-{_KEYS.get(paint.pattern) or _SOLID[words]}"></i>{escape(words)}</li>'
        for words, paint in legend.entries
    )
    clear = '<li><i class="k-solid"></i>clear difference</li>' if legend.question else ""
    return f'{scale}<ul class="bk-key">{clear}{keys}</ul>'


_SOLID = {"alike, or does more": "same", "not measured": "none", "no value": "none"}


def _table(layers: Iterable[BodyMap]) -> str:
    """What all layers say: who reads the table should not have to look for the layer first."""
    readings = {region: reading for shown in layers for region, reading in shown.readings.items()}
    rows = "".join(
        f'<tr><th scope="row">{escape(reading.muscle)}</th><td>{side(reading.side, reading.side.capitalize())}</td>'
        f"<td>{escape(reading.words)}</td></tr>"
        for reading in sorted(readings.values(), key=lambda reading: reading.muscle)
        if reading.state != "unmeasured"
    )
    body = rows or '<tr><td colspan="3">Nothing was measured yet.</td></tr>'
    return (
        '<table class="bk-week"><thead><tr><th scope="col">Muscle</th><th scope="col">Side</th>'
        f'<th scope="col">What is known</th></tr></thead><tbody>{body}</tbody></table>'
    )
