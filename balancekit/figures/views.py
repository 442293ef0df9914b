"""What every live map of the body shares: figures of one layer at a time, a layer switch, and a list of all regions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

import anywidget
import ipywidgets as w
import traitlets

from balancekit.catalogue.telling import muscle_of
from balancekit.figures.artwork import LAYERS, VIEW_NAMES, muscle_views
from balancekit.figures.marks import stylesheet
from balancekit.figures.regions import drawn_regions, region_name, unknown_name

if TYPE_CHECKING:
    from balancekit.figures.body_map import BodyMap
    from balancekit.figures.widget import BodyMapWidget

_W = TypeVar("_W", bound=w.DOMWidget)
Guard = Callable[[Callable[..., Any]], Callable[..., Any]]

LAYER_NAMES = (("Surface", "superficial"), ("Deep", "deep"), ("Soles", "sole"))


def classed(widget: _W, classes: str) -> _W:
    """The widget with the stylesheet's classes."""
    for name in classes.split():
        widget.add_class(name)
    return widget


class RegionViews(w.VBox):
    """Live figures of one layer at a time. A region is picked by click, by tap, in the list, or from Python.

    Parameters
    ----------
    layer
        The layer to begin with.
    figure
        ``"male"`` or ``"female"``.
    guard
        Wraps every callback, so that a form can show what goes wrong instead of losing it in a log.
    """

    region = traitlets.Unicode("", help="Id of the region that is picked and marked; empty for none. Settable.")

    def __init__(self, *, layer: str = "superficial", figure: str = "male", guard: Guard | None = None) -> None:
        self.guard: Guard = guard or (lambda callback: callback)
        self.build = figure
        self.figures: dict[str, dict[str, BodyMapWidget]] = {}
        """The figures of each layer that was shown so far, by view."""
        self.layer = classed(
            w.RadioButtons(description="Layer", options=list(LAYER_NAMES), value=layer, tooltip="Layer"),
            "bk-seg bk-inline is-quietlabel",
        )
        """The layer switch."""
        names = sorted(drawn_regions(figure), key=region_name)
        self.regions = classed(
            w.Dropdown(
                description="Muscle",
                options=[("Choose from a list", ""), *((region_name(name), name) for name in names)],
                tooltip="Muscle",
            ),
            "bk-jump bk-regions",
        )
        """All regions of all layers, to pick by keyboard."""
        self.maps = classed(w.HBox(), "bk-maps")
        super().__init__()
        self.layer.observe(self.guard(lambda _: self.draw()), "value")
        self.regions.observe(self.guard(lambda change: self.choose(change["new"])), "value")
        self.observe(self.guard(lambda _: self._follow()), "region")

    def shown(self) -> BodyMap:
        """The map of the present layer."""
        raise NotImplementedError

    def tell(self) -> None:
        """Say what there is to say about the picked region."""
        raise NotImplementedError

    def draw(self) -> BodyMap:
        """Recolour, or build the figures of a layer that is shown for the first time; gives the map that is shown."""
        shown = self.shown()
        made = self.figures.get(shown.layer)
        if made is None:
            made = self.figures[shown.layer] = {view: shown.widget(view) for view in shown.views}
            for figure in made.values():
                classed(figure, "bk-plot")
                figure.observe(self.guard(lambda change: self.choose(change["new"])), "region")
        for figure in made.values():
            figure.recolour(shown)
            figure.region = self.region
        for figure in made.values():
            figure.relabel()
        if [column.children[1] for column in self.maps.children] != list(made.values()):
            self.maps.children = [_column(view, figure) for view, figure in made.items()]
        return shown

    def choose(self, region: str) -> None:
        """Pick a region, in whichever layer it is."""
        self.region = region

    def standalone(self) -> Self:
        """The same with the stylesheet, for a page that has no form of the workbook."""
        _sheet()
        return classed(self, "bk")

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """The live map; a page that cannot run it, such as a saved notebook on a code host, shows the picture."""
        bundle = super()._repr_mimebundle_(**options)
        return {**bundle, "image/svg+xml": self.shown().to_svg()} if bundle else {}

    @traitlets.validate("region")
    def _known(self, proposal: Any) -> str:
        region = proposal["value"]
        if region and region not in drawn_regions(self.build):
            raise traitlets.TraitError(unknown_name(region, self.build))
        return region

    def _follow(self) -> None:
        self.regions.value = self.region
        if self.region:
            views = muscle_views(self.build)[muscle_of(self.region)]
            if not set(views) & set(LAYERS[str(self.layer.value)]):
                self.layer.value = next(layer for layer, those in LAYERS.items() if views[0] in those)  # draws
        for figure in self.figures.get(str(self.layer.value), {}).values():
            figure.region = self.region
        self.tell()


def _column(view: str, figure: BodyMapWidget) -> w.VBox:
    name = w.HTML(f"<p class='bk-view'>{VIEW_NAMES[view]}</p>")
    return classed(w.VBox([name, figure]), "bk-figure")


class _Sheet(anywidget.AnyWidget):
    """Brings the stylesheet to a page; works without being displayed."""

    _esm = "export default { render({ el }) { el.hidden = true; } };"
    _css = stylesheet()


_sheets: list[_Sheet] = []


def _sheet() -> None:
    if not _sheets:
        _sheets.append(_Sheet())
