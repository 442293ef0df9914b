"""The drawings of the human musculature, read once and kept as frozen values.

The SVG files in ``artwork/<build>/`` are the source of truth: one ``path`` a region, its id ``<muscle>_l`` or
``<muscle>_r`` (the *person's* left and right), a ``silhouette``, and ``detail_*`` paths that are never scored.
Nothing here knows about colours or plotly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Literal
from xml.etree import ElementTree as ET

from balancekit.figures.paths import Point, Ring, flatten

Box = tuple[float, float, float, float]
Side = Literal["left", "right"]
Kind = Literal["bone", "shade", "line", "fibre"]

BUILDS = ("male", "female")
VIEWS = ("front", "back", "front_deep", "back_deep", "sole")
LAYERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"superficial": ("front", "back"), "deep": ("front_deep", "back_deep"), "sole": ("sole",)}
)
VIEW_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "front": "Front",
        "back": "Back",
        "front_deep": "Front, deep layer",
        "back_deep": "Back, deep layer",
        "sole": "Soles of the feet",
    }
)

# No outline strays further than 0.035 % of the drawing's height: a third of a pixel at 900 px, so no facet shows.
TOLERANCE = 0.00035
# Decoration is drawn in faint lines; twice as far is still half a pixel there.
_LOOSE = 2

_PATH = "{http://www.w3.org/2000/svg}path"
# What a fill or stroke in the files stands for; anything else that is filled is hair or the hint of a deeper muscle.
_BONE_FILL = "#f7f4ef"
_FIBRE_STROKE = "#fff"


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline: its SVG path data, and the same as rings of points in the drawing's units."""

    id: str
    path: str
    rings: tuple[Ring, ...]

    @property
    def box(self) -> Box:
        """Left, top, right and bottom edge."""
        xs, ys = zip(*(point for ring in self.rings for point in ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def area(self) -> float:
        """Filled area, all rings together, in square units."""
        return sum(_area(ring) for ring in self.rings)

    @property
    def centroid(self) -> Point:
        """Centre of the filled area."""
        total = x = y = 0.0
        for ring in self.rings:
            sign = math.copysign(1, _cross(ring))
            for (x0, y0), (x1, y1) in pairwise(ring):
                cross = sign * (x0 * y1 - x1 * y0)
                total += cross
                x += (x0 + x1) * cross / 3
                y += (y0 + y1) * cross / 3
        return x / total, y / total


@dataclass(frozen=True, slots=True)
class Region(Shape):
    """A muscle on one side of the person."""

    muscle: str
    side: Side


@dataclass(frozen=True, slots=True)
class Detail(Shape):
    """Decoration. Bones, shades and lines lie under the muscles, fibres over them."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Artwork:
    """One view of one build. ``viewbox`` is x, y, width and height; y points down and the midline is x = 0."""

    build: str
    view: str
    viewbox: Box
    silhouette: Shape
    regions: Mapping[str, Region]
    details: tuple[Detail, ...]

    @property
    def muscles(self) -> tuple[str, ...]:
        """Muscles that this view shows, without side, in drawing order."""
        return tuple(dict.fromkeys(region.muscle for region in self.regions.values()))

    @property
    def sides(self) -> tuple[Side, Side]:
        """The person's side on the left of the picture and the one on its right."""
        return ("left", "right") if self.view.startswith("back") else ("right", "left")


@cache
def drawing(build: str, view: str) -> Artwork:
    """One drawing, read from the package once a process.

    Raises
    ------
    ValueError
        For a build or view that is not drawn, or a file that breaks the artwork's contract.
    """
    if build not in BUILDS:
        raise ValueError(f"There is no figure {build!r}; choose one of {', '.join(BUILDS)}.")
    if view not in VIEWS:
        raise ValueError(f"There is no view {view!r}; choose one of {', '.join(VIEWS)}.")
    text = (files("balancekit.figures") / "artwork" / build / f"{view}.svg").read_text(encoding="utf-8")
    return parse(text, build, view)


@cache
def muscle_views(build: str) -> Mapping[str, tuple[str, ...]]:
    """Every muscle that the build draws, with the views that show it."""
    shown: dict[str, tuple[str, ...]] = {}
    for view in VIEWS:
        for muscle in drawing(build, view).muscles:
            shown[muscle] = (*shown.get(muscle, ()), view)
    return MappingProxyType(shown)


def parse(text: str, build: str, view: str) -> Artwork:
    """Read the text of one artwork file; `drawing` says what it raises."""
    source = f"{build}/{view}.svg"
    root = ET.fromstring(text)  # noqa: S314  the package's own file, not a person's
    if any("transform" in element.attrib for element in root.iter()):
        raise ValueError(f"{source} moves shapes with transform; save it with plain coordinates instead.")
    x, y, width, height = (float(number) for number in root.attrib["viewBox"].split())
    silhouette: Shape | None = None
    regions: dict[str, Region] = {}
    details: list[Detail] = []
    for element in root.iter(_PATH):
        name, path = element.get("id", ""), element.get("d", "")
        tolerance = TOLERANCE * height * (_LOOSE if name.startswith("detail_") else 1)
        rings = flatten(path, tolerance, f"{source}, {name}")
        if name == "silhouette":
            silhouette = Shape(name, path, rings)
        elif name.startswith("detail_"):
            details.append(Detail(name, path, rings, _kind(element)))
        elif name in regions:
            raise ValueError(f"{source}: the region {name} is drawn twice; join its parts in one path.")
        elif name.endswith(("_l", "_r")):
            regions[name] = Region(name, path, rings, name[:-2], "left" if name.endswith("_l") else "right")
        else:
            raise ValueError(f"{source}: a path's id ends in _l or _r or begins with detail_, unlike {name!r}.")
    if silhouette is None:
        raise ValueError(f"{source} has no path with the id silhouette.")
    return Artwork(build, view, (x, y, width, height), silhouette, MappingProxyType(regions), tuple(details))


def _kind(element: ET.Element) -> Kind:
    fill = element.get("fill", "none")
    if fill == "none":
        return "fibre" if element.get("stroke") == _FIBRE_STROKE else "line"
    return "bone" if fill == _BONE_FILL else "shade"


def _cross(ring: Ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


def _area(ring: Ring) -> float:
    return abs(_cross(ring)) / 2
