"""Small pictures of single muscles: for cards, where the stylesheet colours them, and to stand alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from balancekit.catalogue.telling import muscle_of
from balancekit.figures import colours
from balancekit.figures.artwork import VIEW_NAMES, Artwork, Box, Region, drawing, muscle_views
from balancekit.figures.regions import plain_name, regions_of, unknown_name

# A crop shows at least this much of the drawing, in its units, so that one still sees where on the body it is.
_CONTEXT = 300.0
_MARGIN = 36.0

_CLASSES = {"bone": "bone", "shade": "hair", "line": "line", "fibre": "fibre"}
# The stylesheet's anatomy colours, for a picture without a stylesheet. Scoped, as pages share what stands in them.
_STYLE = "".join(
    f".bk-muscle-map {selector}{{{rule}}}"
    for selector, rule in {
        ".art-skin": f"fill:{colours.SKIN};stroke:{colours.LINE}",
        ".art-bone": f"fill:{colours.BONE};stroke:{colours.LINE};stroke-width:.6",
        ".art-hair": f"fill:{colours.LINE};opacity:.4",
        ".art-line": f"fill:none;stroke:{colours.LINE};stroke-width:.9",
        ".art-m": f"fill:{colours.NONE}",
        ".art-hit": f"fill:{colours.MUSCLE}",
        ".art-fibre": "fill:none;stroke:#fff;stroke-opacity:.4;stroke-width:.9",
        ".art-side": f"font-weight:700;text-anchor:middle;font-family:{colours.FONT}",
        ".is-left": f"fill:{colours.LETTERS['left']}",
        ".is-right": f"fill:{colours.LETTERS['right']}",
    }.items()
)


def muscle_picture(
    muscles: Iterable[str],
    *,
    secondary: Iterable[str] = (),
    view: str | None = None,
    figure: str = "male",
    label: str | None = None,
) -> str:
    """Inline SVG of the muscles that something loads, classed but not coloured: the forms' stylesheet does that.

    Parameters
    ----------
    muscles
        Ids of muscles or groups (both sides) or regions (``_l``, ``_r``).
    secondary
        The same for muscles that only help; drawn softer.
    view
        Without it, the view that shows most of ``muscles``, and of these the largest.
    figure
        ``"male"`` or ``"female"``.
    label
        What a screen reader says; by default the muscles' names.

    Raises
    ------
    ValueError
        For an unknown id, figure or view.
    """
    main, helping = _known(muscles, figure), _known(secondary, figure)
    art = drawing(figure, view or _best_view(main, helping, figure))
    box = _crop(art, main or helping)
    words = label or f"Muscles: {', '.join(plain_name(muscle).lower() for muscle in (*main, *helping)) or 'none'}."
    return _svg(art, main, helping, box, label=words, extra='class="bk-art is-crop"')


@dataclass(frozen=True)
class MuscleMap:
    """A picture of one muscle or group that stands alone."""

    name: str
    """Id of the muscle or group."""
    muscles: tuple[str, ...]
    """What is shown of it."""
    build: str
    view: str

    def to_svg(self) -> str:
        """The picture with its own colours."""
        art = drawing(self.build, self.view)
        box = _crop(art, self.muscles)
        words = f"{plain_name(self.name)}, {VIEW_NAMES[self.view].lower()}."
        height = 240 * (box[3] - box[1]) / (box[2] - box[0])
        size = f'class="bk-muscle-map" width="240" height="{height:.0f}"'
        return _svg(art, self.muscles, (), box, label=words, extra=size, style=_STYLE)

    def _repr_svg_(self) -> str:
        return self.to_svg()


def muscle_map(muscle: str, *, figure: str = "male") -> MuscleMap:
    """A small picture of one muscle or group on both sides, in the view that shows it best.

    Raises
    ------
    ValueError
        For a muscle or figure that is not drawn.
    """
    known = _known([muscle], figure)
    return MuscleMap(muscle, known, figure, _best_view(known, (), figure))


def _known(ids: Iterable[str], figure: str) -> tuple[str, ...]:
    """The names as muscles and regions; a group becomes its members."""
    drawn = muscle_views(figure)
    found: dict[str, None] = {}
    for name in ids:
        regions = regions_of(name, figure)
        if not regions:
            raise ValueError(unknown_name(name, figure))
        if muscle_of(name) in drawn:
            found[name] = None
        else:
            found |= dict.fromkeys(regions if name.endswith(("_l", "_r")) else map(muscle_of, regions))
    return tuple(found)


def _best_view(main: tuple[str, ...], helping: tuple[str, ...], figure: str) -> str:
    shown = muscle_views(figure)

    def rank(view: str) -> tuple[int, float, int]:
        hits = [name for name in main if view in shown[muscle_of(name)]]
        area = sum(r.area for r in drawing(figure, view).regions.values() if r.id in hits or r.muscle in hits)
        return len(hits), area, sum(view in shown[muscle_of(name)] for name in helping)

    return max(("back", "front", "back_deep", "front_deep", "sole"), key=rank)


def _crop(art: Artwork, names: tuple[str, ...]) -> Box:
    """Left, top, right and bottom around the named regions and their mirror images, within the drawing."""
    x, y, width, height = art.viewbox
    muscles = {muscle_of(name) for name in names}
    boxes = [region.box for region in art.regions.values() if region.muscle in muscles]
    if not boxes:
        return x, y, x + width, y + height
    reach = max(max(abs(box[0]), abs(box[2])) for box in boxes) + _MARGIN
    reach = min(max(reach, _CONTEXT / 2), width / 2)
    top, bottom = min(box[1] for box in boxes) - _MARGIN, max(box[3] for box in boxes) + _MARGIN
    missing = max(0.0, _CONTEXT - (bottom - top)) / 2
    top, bottom = max(y, top - missing), min(y + height, bottom + missing)
    return -reach, top, reach, bottom


def _svg(
    art: Artwork, main: tuple[str, ...], helping: tuple[str, ...], box: Box, *, label: str, extra: str, style: str = ""
) -> str:
    left, top, right, bottom = box
    size = 0.062 * (right - left)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {extra} viewBox="{left:.0f} {top:.0f} {right - left:.0f} '
        f'{bottom - top:.0f}" role="img" aria-label="{escape(label)}">'
    )
    place = f'x="{left:.0f}" y="{top:.0f}" width="100%" height="100%"'
    ground = f'<style>{style}</style><rect {place} fill="{colours.PAPER}"/>' if style else ""
    return "".join([head, ground, *_shapes(art, main, helping, box, size), "</svg>"])


def body_shapes(art: Artwork, look: Callable[[Region], str]) -> Iterator[str]:
    """The shapes of one view from the skin upwards, classed for the stylesheet.

    ``look`` says how a region is seen: ``"hit"``, ``"soft"``, or ``"m"`` for a muscle that only stands around it.
    """
    yield f'<path class="art-skin" d="{art.silhouette.path}"/>'
    yield from (_details(art, kind) for kind in ("shade", "bone", "line"))
    for region in art.regions.values():
        yield f'<path class="art-{look(region)}" d="{region.path}"/>'
    yield _details(art, "fibre")


def _shapes(art: Artwork, main: tuple[str, ...], helping: tuple[str, ...], box: Box, size: float) -> Iterator[str]:
    def look(region: Region) -> str:
        names = {region.id, region.muscle}
        return "hit" if names & {*main} else "soft" if names & {*helping} else "m"

    yield from body_shapes(art, look)
    for side, x in zip(art.sides, (box[0] + 1.1 * size, box[2] - 1.1 * size), strict=True):
        place = f'x="{x:.0f}" y="{box[1] + 1.5 * size:.0f}" font-size="{size:.0f}"'
        yield f'<text class="art-side is-{side}" {place}>{side[0].upper()}</text>'


def _details(art: Artwork, kind: str) -> str:
    path = "".join(detail.path for detail in art.details if detail.kind == kind)
    return f'<path class="art-{_CLASSES[kind]}" d="{path}"/>' if path else ""
