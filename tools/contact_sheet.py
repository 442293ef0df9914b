"""Paint docs/img/body_map.png and body_map_dark.png: every view of both builds, with example numbers.

    python tools/contact_sheet.py

It takes no browser; run it after a drawing or a colour was changed, and look at what comes out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import balancekit as bk
from balancekit.figures import colours
from balancekit.figures.artwork import VIEW_NAMES
from balancekit.figures.svg import legend_svg, to_png, view_svg

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "img"
NAMES: dict[colours.Theme, str] = {"light": "body_map.png", "dark": "body_map_dark.png"}
WIDTH = 1280
"""Of the picture, in pixels."""
FONT = "Liberation Sans, sans-serif"
CELL, HEAD, GAP = 600, 70, 30
ROWS = (
    (("male", "front"), ("male", "back"), ("male", "front_deep"), ("male", "back_deep")),
    (("female", "front"), ("female", "back"), ("female", "front_deep"), ("female", "back_deep")),
)
# One side a little less, the other much less, and the rest alike: numbers for the eye, measured on nobody.
EXAMPLE = {
    "quadratus_lumborum_l": -1, "piriformis_l": -0.7, "gluteus_medius_l": -0.45, "multifidus_l": -0.3,
    "erector_spinae_r": 0.8, "gluteus_maximus_r": 1, "hamstrings_r": 0.55, "calf_r": 0.3, "quadriceps_l": -0.6,
    "abdominals": 0, "pectoralis_major": 0, "latissimus_dorsi": 0, "deltoid": 0, "forearm_r": 0.4, "trapezius_l": -0.35,
    "hip_flexors_r": 0.65, "abductor_hallucis_l": -0.8, "plantar_fascia": 0,
    "deep_calf_l": -0.5, "rhomboids": 0, "longissimus": 0,
}  # fmt: skip


def sheet(theme: colours.Theme) -> str:
    """All views of both builds in one SVG picture, with the legend below."""
    wide, high = 4 * CELL + 5 * GAP, 2 * (1000 + HEAD + GAP) + 390
    parts, layers = [], ("superficial", "superficial", "deep", "deep")
    for row, cells in enumerate(ROWS):
        for column, ((build, view), layer) in enumerate(zip(cells, layers, strict=True)):
            made = bk.body_map(EXAMPLE, layer=layer, figure=build)
            x, y = GAP + column * (CELL + GAP), GAP + row * (1000 + HEAD + GAP)
            picture = view_svg(build, view, made.readings)
            parts.append(
                f'<g transform="translate({x} {y})" fill="{colours.INK_3}" font-family="{FONT}">'
                f'{_name(view, 300, 44)}<g transform="translate(300 {HEAD})">{picture}</g></g>'
            )
    soles = view_svg("male", "sole", bk.body_map(EXAMPLE, layer="sole").readings)
    parts.append(
        f'<g transform="translate({GAP + 300} {high - 320})" fill="{colours.INK_3}" font-family="{FONT}">'
        f"{_name('sole', 0, -18)}{soles}</g>"
    )
    key = legend_svg(bk.body_map(EXAMPLE).legend)
    parts.append(f'<g transform="translate({(wide - 1320) / 2} {high - 200})">{key}</g>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"><rect width="100%" height="100%" '
    return colours.in_theme(f'{head}fill="{colours.PAPER}"/>{"".join(parts)}</svg>', theme)


def _name(view: str, x: int, y: int) -> str:
    return f'<text x="{x}" y="{y}" font-size="28" font-weight="600" text-anchor="middle">{VIEW_NAMES[view]}</text>'


def main() -> int:
    """Paint both themes, and say where."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for theme, name in NAMES.items():
        target = FOLDER / name
        target.write_bytes(to_png(sheet(theme), WIDTH))
        print(f"{target}: {target.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
