"""Check the drawings of the body against their contract, after one was edited: ``python tools/check_artwork.py``.

Says what breaks it, file by file, and lists the thinnest regions: thin ones are hard to hit. A folder with
``male/front.svg`` and so on may be given; without one the package's own drawings are checked.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage

from balancekit.figures import artwork
from balancekit.figures.artwork import BUILDS, VIEWS, Artwork, Region
from balancekit.figures.paths import Ring

STEP = 0.5
"""Raster in which areas are compared, in the drawings' units; a body is 1000 high."""
SHARPEST = 25.0
"""No join of two curves turns by more, in degrees: outlines are smooth, and the tips of muscles rounded."""
NARROWEST = 8.0
"""Every region is somewhere at least this wide: 4 pixels in a figure of 525, 8 in one of 1000."""
LARGEST_FILE, LARGEST_HALF = 54_000, 64_000
"""Bytes of a file, and of the path data of one half of a build's five views, silhouettes once."""


def main() -> int:
    """Print what breaks the contract, or that nothing does; 1 where something does."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(artwork.__file__).parent / "artwork"
    faults = [fault for build in BUILDS for fault in check(folder, build)]
    for fault in faults:
        print(fault)
    if not faults:
        for build in BUILDS:
            arts = [artwork.parse((folder / build / f"{view}.svg").read_text("utf-8"), build, view) for view in VIEWS]
            thin = sorted((width(region), f"{art.view} {region.muscle}") for art in arts for region in lefts(art))
            print(f"{build}: the contract holds; thinnest: " + ", ".join(f"{name} {w:.1f}" for w, name in thin[:6]))
    return min(1, len(faults))


def check(folder: Path, build: str) -> Iterator[str]:
    """What breaks the contract in one build, a sentence each."""
    half = 0
    silhouettes: set[str] = set()
    for view in VIEWS:
        file = folder / build / f"{view}.svg"
        text = file.read_text("utf-8")
        if len(text) > LARGEST_FILE:
            yield f"{build}/{view}.svg has {len(text)} bytes; expected at most {LARGEST_FILE}."
        try:
            art = artwork.parse(text, build, view)
        except ValueError as error:
            yield str(error)
            continue
        yield from (f"{build}/{view}.svg: {fault}" for fault in _view(art))
        shapes = [*art.regions.values(), *art.details]
        silhouettes.add(art.silhouette.path)
        half += sum(len(shape.path) for shape in shapes) // 2
    half += sum(map(len, silhouettes)) // 2
    if half > LARGEST_HALF:
        yield f"{build}: the path data of one half has {half} bytes; expected at most {LARGEST_HALF}."


def lefts(art: Artwork) -> list[Region]:
    """The regions of the left side; the right is their mirror image."""
    return [region for region in art.regions.values() if region.side == "left"]


def width(region: Region) -> float:
    """Width of a region where it is widest: the diameter of the largest disc inside it."""
    mask = raster(region.rings, _frame(region.box))
    depth: Any = ndimage.distance_transform_edt(np.pad(mask, 1))
    return 2 * STEP * float(depth.max())


def turns(path: str) -> list[float]:
    """By how many degrees the outline turns at each join of two curves.

    Knows the drawings' own commands only, which are m, c and z; handles of no length are left out.
    """
    found: list[float] = []
    for part in re.findall(r"[Mm][^Mm]+", path):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", part)]
        ends: list[tuple[float, float]] = []  # direction into and out of each join, in turn
        for at in range(2, len(numbers) - 5, 6):
            ax, ay, bx, by, cx, cy = numbers[at : at + 6]
            ends += [(ax, ay), (cx - bx, cy - by)]
        joins = [*zip(ends[1::2], ends[2::2], strict=False), *([(ends[-1], ends[0])] if ends else [])]
        for (ux, uy), (vx, vy) in joins:
            if math.hypot(ux, uy) > 0.25 and math.hypot(vx, vy) > 0.25:  # decimals would turn a shorter one by chance
                found.append(abs(math.degrees(math.atan2(ux * vy - uy * vx, ux * vx + uy * vy))))
    return found


def _view(art: Artwork) -> Iterator[str]:
    frame = art.viewbox
    body = raster(art.silhouette.rings, frame)
    taken = np.zeros(body.shape, dtype=np.int16)
    names = [""]
    for region in art.regions.values():
        yield from _region(art, region)
        mask = raster(region.rings, frame)
        if (mask & ~body).any():
            yield f"{region.id} leaves the silhouette."
        for other in np.unique(taken[mask & (taken > 0)]):
            yield f"{region.id} overlaps {names[other]}."
        taken[mask] = len(names)
        names.append(region.id)


def _region(art: Artwork, region: Region) -> Iterator[str]:
    if not region.path.lower().rstrip().endswith("z") or any(ring[0] != ring[-1] for ring in region.rings):
        yield f"{region.id} is not closed."
    if (region.centroid[0] > 0) != ((region.side == "left") != art.view.startswith("back")):
        yield f"{region.id} lies on the wrong side; left is the person's left."
    partner = art.regions.get(f"{region.muscle}_{'r' if region.side == 'left' else 'l'}")
    points = {point for ring in region.rings for point in ring}
    if partner is None:
        yield f"{region.id} has no partner on the other side."
    elif points != {(0.0 - x, y) for ring in partner.rings for x, y in ring}:
        yield f"{region.id} is not the exact mirror image of {partner.id}."
    widest = width(region)
    if widest < NARROWEST:
        yield f"{region.id} is at most {widest:.1f} wide; expected at least {NARROWEST:g} somewhere."
    sharpest = max(turns(region.path), default=0.0)
    if sharpest > SHARPEST:
        yield f"{region.id} turns by {sharpest:.0f} degrees at a join; expected at most {SHARPEST:g}."


def _frame(box: artwork.Box) -> artwork.Box:
    return box[0], box[1], box[2] - box[0], box[3] - box[1]


def raster(rings: tuple[Ring, ...], frame: artwork.Box) -> np.ndarray:
    """What the rings fill (even-odd), as booleans in steps of `STEP` over the frame x, y, width, height."""
    x, y, wide, high = frame
    rows, columns = math.ceil(high / STEP), math.ceil(wide / STEP)
    flips = np.zeros((rows, columns + 1), dtype=np.int32)
    centres = y + (np.arange(rows) + 0.5) * STEP
    for ring in rings:
        for (x0, y0), (x1, y1) in pairwise(ring):
            hit = np.flatnonzero((y0 <= centres) != (y1 <= centres))
            crossings = x0 + (centres[hit] - y0) / (y1 - y0) * (x1 - x0) if len(hit) else np.array([])
            at = np.clip(np.ceil((crossings - x) / STEP - 0.5), 0, columns).astype(int)
            np.add.at(flips, (hit, at), 1)
    return (np.cumsum(flips, axis=1)[:, :columns] % 2).astype(bool)


if __name__ == "__main__":
    sys.exit(main())
