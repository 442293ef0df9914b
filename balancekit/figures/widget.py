"""The body map as a live widget: Python hears which region was clicked, and a small message recolours it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

import anywidget
import plotly.graph_objects as go
import traitlets

from balancekit.figures.regions import drawn_regions, unknown_name
from balancekit.figures.traces import META, WORDS, style

if TYPE_CHECKING:
    from balancekit.figures.body_map import BodyMap
    from balancekit.figures.readings import Reading


# plotly tells the kernel of every region that the pointer passes, through the same trait as a click. While the kernel
# works, the page keeps only the newest of them, and a click was lost whenever the pointer moved on. So the page stops
# telling of hovering; the hover label is drawn in the page and stays.
_PAGE_SCRIPT = f"""
function quiet(figure) {{
  if (figure.layout?.meta !== "{META}") return;
  for (const event of ["plotly_hover", "plotly_unhover"]) figure.removeAllListeners(event);
}}
export default {{
  initialize() {{
    document.addEventListener("plotlywidget-after-render", (event) => quiet(event.detail.element));
    document.querySelectorAll(".js-plotly-plot").forEach(quiet);
  }},
  render({{ el }}) {{ el.hidden = true; }},
}};
"""


class _Page(anywidget.AnyWidget):
    _esm = _PAGE_SCRIPT


@cache
def _page() -> _Page:
    """The script on the page: needed once, and never displayed."""
    return _Page()


class BodyMapWidget(go.FigureWidget):
    """A plotly figure of a body map. Built whole, wrapped once; then only `update_from` and ``region`` change it.

    The drawing follows the page's theme inside a form (see `colours.dark_rules`), not the map's own.
    """

    region = traitlets.Unicode("", help="Id of the region that is marked: clicked or tapped last, or set; not synced.")

    def __init__(self, figure: go.Figure, readings: Mapping[str, Reading]) -> None:
        _page()
        super().__init__(figure)
        self._traces: dict[str, list[Any]] = {}  # a muscle seen from the front and from behind has two
        traces: Any = self.data
        for trace in traces:
            if trace.meta:
                self._traces.setdefault(trace.meta, []).append(trace)
                trace.on_click(self._clicked)
        self._readings = {name: readings[name] for name in self._traces}
        self._drawn = {name: dict(_flat(style(reading))) for name, reading in self._readings.items()}
        self.observe(self._mark, "region")

    def update_from(self, other: BodyMap) -> None:
        """Recolour to another map of the same layer and figure: a message of colours, then one of hover labels.

        Both hold only what changed.

        Raises
        ------
        ValueError
            When the other map has other regions.
        """
        missing = next((name for name in self._traces if name not in other.readings), None)
        if missing:
            raise ValueError(f"The new map has no region {missing}; a widget takes maps of its own layer and figure.")
        changed = [name for name, before in self._readings.items() if other.readings[name] != before]
        self._readings |= {name: other.readings[name] for name in changed}
        self._draw(changed)

    @traitlets.validate("region")
    def _drawn_region(self, proposal: Any) -> str:
        """A region of another view is fine, and nothing is marked; one that nobody drew is not."""
        region = proposal["value"]
        if region and region not in drawn_regions("male"):  # both builds draw the same
            raise traitlets.TraitError(unknown_name(region, "male"))
        return region

    def _mark(self, change: Any) -> None:
        self._draw([name for name in (change["old"], change["new"]) if name in self._traces])

    def _draw(self, names: Iterable[str]) -> None:
        changes: list[tuple[str, str, Any]] = []
        for name in names:
            now = dict(_flat(style(self._readings[name], picked=name == self.region)))
            before, self._drawn[name] = self._drawn[name], now
            # What is there no longer is set to nothing, as in a fresh figure.
            keys = [key for key in before.keys() | now.keys() if now.get(key) != before.get(key)]
            changes += [(name, key, now.get(key)) for key in keys]
        # Colours first, as they are seen: the hover labels of a hundred regions weigh four times as much.
        for words in (False, True):
            with self.batch_update():
                for name, key, value in changes:
                    if (key == WORDS) == words:
                        for trace in self._traces[name]:
                            trace[key] = value

    def get_state(self, key: str | Iterable[str] | None = None, drop_defaults: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002  ipywidgets' own signature
        """The state for a page that connects or reloads: always the figure as it is now.

        plotly puts its figure into the synced traits only when it is built and when it is displayed by itself. A
        page that asks later, in Voila or after a reload, would get the colours of the beginning. Filling the answer
        here mends that, and unlike setting the traits it sends nothing to pages that are already up to date.
        """
        state = super().get_state(key, drop_defaults)
        if key is None and hasattr(self, "_data"):  # it is first asked while plotly is still being constructed
            state |= {"_widget_data": deepcopy(self._data), "_widget_layout": deepcopy(self._layout)}
        return state

    def _clicked(self, trace: Any, points: Any, _selector: Any) -> None:
        # plotly calls the handler of every trace; only the one that was hit has points.
        if points.point_inds:
            self.region = trace.meta


def _flat(properties: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in properties.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
