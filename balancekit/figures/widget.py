"""The body map as a live widget: Python hears which region was clicked, and a small message recolours it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import ipywidgets as w
import plotly.graph_objects as go
import traitlets

from balancekit.figures.regions import drawn_regions, unknown_name
from balancekit.figures.traces import LABEL, style

if TYPE_CHECKING:
    from balancekit.figures.body_map import BodyMap
    from balancekit.figures.readings import Reading


class _Plotly(w.Widget):
    """plotly's script for the page. A `go.FigureWidget` sends and loads all 5 MB of it on its own; ours share it."""

    script = traitlets.Unicode().tag(sync=True)


@cache
def _plotly() -> _Plotly:
    return _Plotly(script=(files("plotly") / "package_data" / "widgetbundle.js").read_text("utf-8"))


class BodyMapWidget(go.FigureWidget):
    """A plotly figure of a body map. Built whole, wrapped once; then only `update_from` and ``region`` change it.

    The drawing follows the page's theme inside a form (see `colours.dark_rules`), not the map's own.

    What a page shows is the figure it got, with ``_paints`` and ``_labels`` laid over it. Both are states and not
    messages: a page that connects or reloads at any time has them whole. plotly's own way, a message to each figure,
    had the page work out every trace anew and send all of them back.
    """

    _esm = (files("balancekit.figures") / "widget.js").read_text("utf-8")

    region = traitlets.Unicode("", help="Id of the region that is marked: clicked or tapped last, or set; not synced.")
    _plotly = traitlets.Instance(_Plotly).tag(sync=True, **w.widget_serialization)
    _paints = traitlets.Dict().tag(sync=True)
    """Fill, line, width, pattern and its colour of each region, once they differ from the figure as it was built."""
    _labels = traitlets.Dict().tag(sync=True)
    """The hover labels: under the words that regions share, each one's title."""

    def __init__(self, figure: go.Figure, readings: Mapping[str, Reading]) -> None:
        super().__init__(
            figure, _validate=False
        )  # tests hold the figure against plotly's checks, which take as long again
        self._places: dict[str, list[int]] = {}  # a muscle seen from the front and from behind has two
        traces: Any = self.data
        for index, trace in enumerate(traces):
            if trace.meta:
                self._places.setdefault(trace.meta, []).append(index)
                trace.on_click(self._clicked)
        self._readings = {name: readings[name] for name in self._places}
        self._drawn = {name: style(reading) for name, reading in self._readings.items()}
        self.observe(self._mark, "region")

    def update_from(self, other: BodyMap) -> None:
        """Recolour to another map of the same layer and figure, and change the hover labels.

        Raises
        ------
        ValueError
            When the other map has other regions.
        """
        self.recolour(other)
        self.relabel()

    def recolour(self, other: BodyMap) -> None:
        """The first half of `update_from`, for several figures that are to change together: what is seen at once.

        Raises
        ------
        ValueError
            When the other map has other regions.
        """
        missing = next((name for name in self._places if name not in other.readings), None)
        if missing:
            raise ValueError(f"The new map has no region {missing}; a widget takes maps of its own layer and figure.")
        changed = [name for name, before in self._readings.items() if other.readings[name] != before]
        self._readings |= {name: other.readings[name] for name in changed}
        self._draw(changed)

    def relabel(self) -> None:
        """The second half: for a hundred regions, the hover labels weigh several times as much as the colours."""
        self._labels = _labels(self._drawn)

    @traitlets.default("_plotly")
    def _shared(self) -> _Plotly:
        return _plotly()

    @traitlets.validate("region")
    def _drawn_region(self, proposal: Any) -> str:
        """A region of another view is fine, and nothing is marked; one that nobody drew is not."""
        region = proposal["value"]
        if region and region not in drawn_regions("male"):  # both builds draw the same
            raise traitlets.TraitError(unknown_name(region, "male"))
        return region

    def _mark(self, change: Any) -> None:
        self._draw([name for name in (change["old"], change["new"]) if name in self._places])

    def _draw(self, names: Iterable[str]) -> None:
        """Draw regions anew, in our own figure and on the page."""
        for name in names:
            look = self._drawn[name] = style(self._readings[name], picked=name == self.region)
            for index in self._places[name]:
                trace = self._data[index]
                trace.pop("fillpattern", None)  # what is there no longer goes, as in a fresh figure
                trace.update(deepcopy(look))
        self._paints = {name: _paint(look) for name, look in self._drawn.items()}

    def get_state(self, key: str | Iterable[str] | None = None, drop_defaults: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002  ipywidgets' own signature
        """The state for a page that connects or reloads: always the figure as it is now.

        plotly puts its figure into the synced traits only when it is built and when it is displayed by itself. A
        notebook that is saved, and a page that asks later, would get the colours of the beginning.
        """
        state = super().get_state(key, drop_defaults)
        if key is None and hasattr(self, "_data"):  # it is first asked while plotly is still being constructed
            state |= {"_widget_data": deepcopy(self._data), "_widget_layout": deepcopy(self._layout)}
        return state

    def _clicked(self, trace: Any, points: Any, _selector: Any) -> None:
        # plotly calls the handler of every trace; only the one that was hit has points.
        if points.point_inds:
            self.region = trace.meta


def _paint(look: Mapping[str, Any]) -> list[Any]:
    pattern = look.get("fillpattern", {"shape": "", "fgcolor": ""})
    return [look["fillcolor"], look["line"]["color"], look["line"]["width"], pattern["shape"], pattern["fgcolor"]]


def _labels(looks: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """By the words below the title, which left and right share: half the size."""
    labels: dict[str, dict[str, str]] = {}
    for name, look in looks.items():
        title, _, words = look[LABEL].partition("<br>")
        labels.setdefault(words, {})[name] = title
    return labels
