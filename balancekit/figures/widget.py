"""The body map as a live widget: Python hears which region was clicked, and one message recolours it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

import anywidget
import plotly.graph_objects as go
import traitlets

from balancekit.figures.traces import META, style

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
    """A plotly figure of a body map. Built whole and wrapped once; after that only `update_from` changes it."""

    region = traitlets.Unicode("", help="Id of the region that was clicked or tapped last; not synced.")

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

    def update_from(self, other: BodyMap) -> None:
        """Recolour to another map of the same layer and figure, in one message that holds only what changed.

        Raises
        ------
        ValueError
            When the other map has other regions.
        """
        missing = next((name for name in self._traces if name not in other.readings), None)
        if missing:
            raise ValueError(f"The new map has no region {missing}; a widget takes maps of its own layer and figure.")
        with self.batch_update():
            for name, before in self._readings.items():
                now = other.readings[name]
                if now == before:
                    continue
                old = dict(_flat(style(before)))
                changes = {key: value for key, value in _flat(style(now)) if value != old[key]}
                for trace in self._traces[name]:
                    for key, value in changes.items():
                        trace[key] = value
                self._readings[name] = now

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
