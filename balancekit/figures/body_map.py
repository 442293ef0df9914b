"""Where is it? The body map: every region coloured by what the findings, or given numbers, say about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balancekit.figures import legend as legends
from balancekit.figures.artwork import BUILDS, LAYERS, VIEW_NAMES, VIEWS, drawing
from balancekit.figures.colours import THEMES, Theme, in_theme
from balancekit.figures.readings import OnUnknown, Reading, from_choice, from_findings, from_mapping

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from balancekit.figures.legend import Legend
    from balancekit.figures.panel import BodyMapPanel
    from balancekit.figures.widget import BodyMapWidget
    from balancekit.symmetry import Findings


def body_map(
    source: Findings | Mapping[str, float],
    *,
    layer: str = "superficial",
    figure: str = "male",
    quality: str | None = None,
    on_unknown: OnUnknown = "error",
    theme: Theme = "light",
) -> BodyMap:
    """Colour the body by findings or by given numbers.

    Parameters
    ----------
    source
        Findings, or a mapping from names to numbers. A name is a muscle or a group of the catalogue (``hamstrings``),
        which colours all its members; with ``_l`` or ``_r``, the person's own left or right, it colours one side,
        else both. The narrower name wins. Numbers lie on a scale centred at 0 that reaches to the largest of them.
    layer
        ``"superficial"``, ``"deep"`` or ``"sole"``.
    figure
        ``"male"`` or ``"female"``.
    quality
        Show only this one: strength, endurance, mobility, size, control, alignment or pain. Without it, each muscle
        shows its most telling one: a clear difference before one side unable, then what cannot be told yet, then
        alike; among equals the larger effect.
    on_unknown
        What to do with a name in a mapping that stands for nothing: ``"error"``, ``"warn"`` or ``"skip"``. A muscle
        of another layer is not unknown.
    theme
        ``"light"`` or ``"dark"``: the ground that figure and picture are for. Live widgets follow their page instead.

    Raises
    ------
    ValueError
        For an unknown layer, figure, quality, theme or name, and for a value that is no number.
    TypeError
        When ``source`` is neither findings nor a mapping.
    """
    muscles = _muscles(layer, figure)
    if on_unknown not in ("error", "warn", "skip"):
        raise ValueError(f"on_unknown is {on_unknown!r}; choose one of error, warn, skip.")
    if theme not in THEMES:
        raise ValueError(f"There is no theme {theme!r}; choose one of {', '.join(THEMES)}.")
    if isinstance(source, Mapping):
        readings, limit = from_mapping(source, muscles, figure, on_unknown)
        return BodyMap(figure, layer, readings, legends.of_values(limit), theme, source)
    if not hasattr(source, "muscles"):
        raise TypeError(f"A body map shows findings or a mapping of ids to numbers, not a {type(source).__name__}.")
    readings = from_findings(source, muscles, quality)
    return BodyMap(figure, layer, readings, legends.FINDINGS, theme, source, quality)


def chosen_map(
    value: Mapping[str, Iterable[str]], *, layer: str = "superficial", figure: str = "male", theme: Theme = "light"
) -> BodyMap:
    """The map of what a person pointed at: ``value`` is that of a `RegionPicker`.

    Raises
    ------
    ValueError
        For a layer or figure that is not drawn.
    """
    return BodyMap(figure, layer, from_choice(value, _muscles(layer, figure)), legends.CHOSEN, theme)


def _muscles(layer: str, figure: str) -> Iterable[str]:
    """The muscles that a layer shows, in drawing order."""
    if layer not in LAYERS:
        raise ValueError(f"There is no layer {layer!r}; choose one of {', '.join(LAYERS)}.")
    if figure not in BUILDS:
        raise ValueError(f"There is no figure {figure!r}; choose one of {', '.join(BUILDS)}.")
    return dict.fromkeys(muscle for view in LAYERS[layer] for muscle in drawing(figure, view).muscles)


@dataclass(frozen=True)
class BodyMap:
    """A coloured body: what each region of one layer says, ready to be drawn as figure, widget, picture or table."""

    build: str
    """``"male"`` or ``"female"``."""
    layer: str
    """``"superficial"``, ``"deep"`` or ``"sole"``."""
    readings: Mapping[str, Reading]
    """What each region says, by its id."""
    legend: Legend
    """What the signs mean."""
    theme: Theme = "light"
    """The ground that figure and picture are for."""
    source: Findings | Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was shown, so that a panel can show another layer or quality of it."""
    quality: str | None = None
    """The one quality that is shown; None for the most telling one of each muscle."""

    @property
    def views(self) -> tuple[str, ...]:
        """Views of the layer, front before back."""
        return LAYERS[self.layer]

    @cached_property
    def figure(self) -> go.Figure:
        """All views of the layer side by side, with legend. The same object each time, so it can be adapted."""
        from balancekit.figures.traces import all_views

        return all_views(self.build, self.views, self.readings, self.legend, self.theme)

    def view(self, name: str) -> go.Figure:
        """A new figure of one view alone, 324 px wide, without title and legend, for a layout of your own.

        Raises
        ------
        ValueError
            For a view that the layer does not have.
        """
        from balancekit.figures.traces import one_view

        if name not in self.views:
            where = next((layer for layer, views in LAYERS.items() if name in views), None)
            advice = f"it belongs to the layer {where!r}" if where else f"there are {', '.join(VIEWS)}"
            raise ValueError(f"The {self.layer} layer has no view {name!r}; {advice}.")
        return one_view(drawing(self.build, name), self.readings, self.theme)

    def widget(self, view: str | None = None) -> BodyMapWidget:
        """A live figure of one view, or of all, whose ``region`` says what was clicked last, and marks what is set."""
        from balancekit.figures.widget import BodyMapWidget

        return BodyMapWidget(self.figure if view is None else self.view(view), self.readings)

    def panel(self) -> BodyMapPanel:
        """The live map with all that belongs to it: layer and quality switches, a list box, words, legend, table."""
        from balancekit.figures.panel import BodyMapPanel

        return BodyMapPanel(self.source, layer=self.layer, figure=self.build, quality=self.quality).standalone()

    @cached_property
    def table(self) -> pd.DataFrame:
        """The same facts as a table, a row a region: for a screen reader, and to look things up."""
        import pandas as pd

        rows = [(r.region, r.muscle, r.side, r.state, r.words) for r in self.readings.values()]
        return pd.DataFrame(rows, columns=["region", "muscle", "side", "state", "words"])

    def to_svg(self) -> str:
        """All views with title, L and R and legend as a standalone SVG picture."""
        from balancekit.figures.svg import body_map_svg

        return body_map_svg(self.build, self.views, self.readings, self.legend, self.theme)

    def to_html(self) -> str:
        """A page of its own that works without network: a live figure a view, the legend, and the map as a table.

        The views stand side by side, and below each other where the page is narrow.
        """
        figures = [
            f"<figure><figcaption>{VIEW_NAMES[view]}</figcaption>"
            + self.view(view).to_html(full_html=False, include_plotlyjs=not index, config={"displayModeBar": False})
            + "</figure>"
            for index, view in enumerate(self.views)
        ]
        table = self.table[["muscle", "side", "words"]].to_html(index=False, border=0, escape=True)
        title, head = escape(self.legend.question or "Body map"), escape(self.legend.question)
        page = _PAGE.format(title=title, head=f"<h1>{head}</h1>" if head else "", table=table, legend=self._key())
        # The figures are in the theme's colours already, and plotly's own script is not ours to change.
        return in_theme(page, self.theme).replace("<!-- figures -->", "".join(figures))

    def _key(self) -> str:
        from balancekit.figures.svg import legend_svg

        return legend_svg(self.legend)

    def save(self, path: str | Path) -> Path:
        """Write the map as ``.html``, ``.svg`` or ``.png``, as the file's name ends; gives the path back.

        Raises
        ------
        ValueError
            For another ending.
        ModuleNotFoundError
            For PNG without the extra ``png``.
        """
        target = Path(path)
        match target.suffix.lower():
            case ".html":
                target.write_text(self.to_html(), encoding="utf-8")
            case ".svg":
                target.write_text(self.to_svg(), encoding="utf-8")
            case ".png":
                from balancekit.figures.svg import to_png

                target.write_bytes(to_png(self.to_svg()))
            case other:
                raise ValueError(f"A body map is saved as .html, .svg or .png, not as {other or 'a name without end'}.")
        return target

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """A notebook shows the figure; a page that cannot run it, such as a code host, shows the picture."""
        sent = str(self.figure.to_json())  # plain lists and numbers, whatever encodes the notebook's messages
        return {
            "application/vnd.plotly.v1+json": {**json.loads(sent), "config": {"displayModeBar": False}},
            "image/svg+xml": self.to_svg(),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        shown = sum(reading.state != "unmeasured" for reading in self.readings.values())
        return f"BodyMap({self.layer}, {self.build}, {shown} of {len(self.readings)} regions with a reading)"


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 24px auto; max-width: 720px; padding: 0 16px; background: #ffffff; color: #2a2521;
  font: 15px/1.5 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }}
h1 {{ font-size: 20px; text-align: center; }}
.views {{ display: flex; flex-wrap: wrap; justify-content: center; gap: 16px; }}
figure {{ margin: 0; }}
figcaption {{ text-align: center; font-size: 13px; font-weight: 600; color: #71675e; }}
.key svg {{ width: 100%; height: auto; margin: 16px 0; }}
summary {{ cursor: pointer; padding: 12px 0; font-weight: 600; }}
th, td {{ text-align: left; vertical-align: top; padding: 4px 16px 4px 0; border-bottom: 1px solid #e4ddd3; }}
</style>
</head>
<body>
{head}
<div class="views"><!-- figures --></div>
<div class="key">{legend}</div>
<details><summary>Read the map as a table</summary>{table}</details>
</body>
</html>
"""
