"""The drawings keep their contract, and path data becomes the right polygons."""

import math
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancekit.figures import artwork
from balancekit.figures.artwork import BUILDS, LAYERS, TOLERANCE, VIEW_NAMES, VIEWS, drawing, muscle_views, parse
from balancekit.figures.paths import flatten
from check_artwork import STEP, check, raster, turns, width

every_drawing = pytest.mark.parametrize(("build", "view"), [(build, view) for build in BUILDS for view in VIEWS])


@every_drawing
def test_left_is_the_persons_left(build, view):
    """Seen from the front and from below the left lies at x > 0, seen from behind at x < 0."""
    sign = -1 if view.startswith("back") else 1
    for region in drawing(build, view).regions.values():
        x, _ = region.centroid
        assert sign * x > 0 if region.side == "left" else sign * x < 0, region.id
        assert region.id == f"{region.muscle}_{region.side[0]}"
    assert drawing(build, view).sides == (("right", "left") if sign == 1 else ("left", "right"))


@every_drawing
def test_every_region_has_an_exact_mirror_image(build, view):
    regions = drawing(build, view).regions
    for region in regions.values():
        partner = regions[f"{region.muscle}_{'r' if region.side == 'left' else 'l'}"]
        mirrored = {(-x + 0.0, y) for ring in partner.rings for x, y in ring}
        assert {point for ring in region.rings for point in ring} == mirrored, region.id


@every_drawing
def test_every_region_is_closed_lies_in_the_view_and_has_an_area(build, view):
    art = drawing(build, view)
    left, top, width, height = art.viewbox
    for shape in (art.silhouette, *art.regions.values()):
        assert shape.path.lower().endswith("z"), shape.id
        assert all(ring[0] == ring[-1] for ring in shape.rings), shape.id
        x0, y0, x1, y1 = shape.box
        assert left <= x0 < x1 <= left + width, shape.id
        assert top <= y0 < y1 <= top + height, shape.id
        assert shape.area > 1e-5 * height**2, shape.id


@every_drawing
def test_every_region_lies_on_the_body(build, view):
    art = drawing(build, view)
    for region in art.regions.values():
        points = [point for ring in region.rings for point in ring]
        assert all(any(_inside(point, outline) for outline in art.silhouette.rings) for point in points), region.id


def _inside(point, ring):
    x, y = point
    crossings = (
        (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0) for (x0, y0), (x1, y1) in pairwise(ring)
    )
    return sum(crossings) % 2 == 1


@pytest.mark.parametrize("view", VIEWS)
def test_both_builds_draw_the_same_regions(view):
    assert list(drawing("male", view).regions) == list(drawing("female", view).regions)


def test_every_view_has_a_layer_and_a_name():
    assert sorted(view for views in LAYERS.values() for view in views) == sorted(VIEWS) == sorted(VIEW_NAMES)


def test_deep_muscles_and_the_sole_are_drawn():
    shown = muscle_views("male")
    assert shown["piriformis"] == ("back_deep",)
    assert shown["quadratus_lumborum"] == ("back_deep",)
    assert shown["psoas_major"] == ("front_deep",)
    assert shown["abductor_hallucis"] == ("sole",)
    assert shown["external_oblique"] == ("front", "back")
    assert len(shown) >= 85


def test_an_unknown_build_or_view_says_what_there_is():
    with pytest.raises(ValueError, match="no figure 'child'; choose one of male, female"):
        drawing("child", "front")
    with pytest.raises(ValueError, match="no view 'side'; choose one of front, back"):
        drawing("male", "side")


def _svg(*paths):
    shapes = "".join(f'<path id="{name}" d="{path}"/>' for name, path in paths)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-300 0 600 1000">{shapes}</svg>'


@pytest.mark.parametrize(
    ("paths", "complaint"),
    [
        ([("soleus_l", "M0 0H1Z")], "no path with the id silhouette"),
        ([("silhouette", "M0 0H1Z"), ("soleus_l", "M0 0H1Z"), ("soleus_l", "M0 0H1Z")], "soleus_l is drawn twice"),
        ([("silhouette", "M0 0H1Z"), ("soleus", "M0 0H1Z")], "unlike 'soleus'"),
        (
            [("silhouette", "M0 0H1Z"), ("soleus_l", "M0 0A1 1 0 0 0 2 2Z")],
            "male/front.svg, soleus_l: path command 'A'",
        ),
    ],
)
def test_a_drawing_that_breaks_the_contract_is_refused(paths, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse(_svg(*paths), "male", "front")


def test_a_drawing_with_a_transform_is_refused():
    text = _svg(("silhouette", "M0 0H1Z")).replace("<path", '<path transform="scale(2)"')
    with pytest.raises(ValueError, match="moves shapes with transform"):
        parse(text, "male", "front")


def test_absolute_and_relative_commands_draw_the_same():
    absolute = flatten("M10 10L20 10H30V40C30 50 20 60 10 60S-10 50 -10 40Z", 0.1)
    relative = flatten("m10 10l10 0h10v30c0 10-10 20-20 20s-20-10-20-20z", 0.1)
    assert absolute == relative
    (ring,) = absolute
    assert ring[0] == ring[-1] == (10, 10)
    assert {(30, 10), (30, 40), (10, 60), (-10, 40)} <= set(ring)


def test_numbers_without_separators_and_repeated_commands_are_read():
    assert flatten("m1.5.5-2-3 0 4z", 0.1) == (((1.5, 0.5), (-0.5, -2.5), (-0.5, 1.5), (1.5, 0.5)),)
    assert len(flatten("M0 0H9V9ZM20 20H29V29Z", 0.1)) == 2


def test_points_on_a_straight_line_are_left_out():
    assert flatten("M0 0H1H2H3V3Z", 0.1) == (((0, 0), (3, 0), (3, 3), (0, 0)),)


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("L1 1", "has to begin with M"),
        ("1 1", "a number stands where a path command is expected"),
        ("M0 0Z5 5", "a number stands where a path command is expected"),
        ("M0 0L1", "'L' takes 2 numbers"),
        ("M0 0C1 1 2 L2", "'C' takes 6 numbers"),
        ("M0 0Q1 1 2 2", "'Q' is not known"),
    ],
)
def test_bad_path_data_is_named(path, complaint):
    with pytest.raises(ValueError, match=f"belly: .*{complaint}"):
        flatten(path, 0.1, "belly")


numbers = st.integers(-3000, 3000).map(lambda tenth: tenth / 10)


@given(st.lists(st.tuples(numbers, numbers), min_size=4, max_size=4))
def test_no_point_of_a_curve_is_further_from_the_outline_than_the_tolerance(points):
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    tolerance = TOLERANCE * 1000
    (ring,) = flatten(f"M{x0} {y0}C{x1} {y1} {x2} {y2} {x3} {y3}", tolerance)
    for step in range(41):
        t = step / 40
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        point = (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)
        rounding = 0.05 * math.sqrt(2)
        segments = [*pairwise(ring)] or [(ring[0], ring[0])]
        assert min(_distance(point, *segment) for segment in segments) <= tolerance + rounding


def _distance(point, start, end):
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0 if length == 0 else max(0, min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay))


# ---------------------------------------------------------------- the check for who edits a drawing

DRAWINGS = Path(artwork.__file__).parent / "artwork"


@pytest.mark.parametrize("build", BUILDS)
def test_the_drawings_keep_the_whole_contract(build):
    assert list(check(DRAWINGS, build)) == []


def move(path, dx):
    """The path, shifted to the right."""
    return re.sub(r"M(-?[\d.]+)", lambda found: f"M{float(found[1]) + dx:g}", path)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text, path: text.replace(path, move(path, 8)), "soleus_l is not the exact mirror image of soleus_r"),
        (lambda text, path: text.replace(path, move(path, -10)), " overlaps "),
        (lambda text, path: text.replace(path, move(path, 60)), "soleus_l leaves the silhouette"),
        (lambda text, path: text.replace(path, move(path, -130)), "soleus_l lies on the wrong side"),
        (lambda text, path: text.replace(path, path[:-1]), "soleus_l is not closed"),
        (lambda text, path: text.replace(path, path[:-1] + "c1 2-8 9-8 9z"), "turns by"),
        (lambda text, path: text.replace(path, "M60 800c0 40 0 60 1 90 0-30 1-60-1-90z"), "soleus_l is at most"),
        (lambda text, _: text.replace('id="soleus_l"', 'id="soleus"'), "unlike 'soleus'"),
        (lambda text, _: text + "<!-- " + "x" * 60_000 + " -->", "expected at most 54000"),
    ],
)
def test_a_broken_drawing_is_named(tmp_path, change, complaint):
    shutil.copytree(DRAWINGS, tmp_path / "art")
    file = tmp_path / "art" / "male" / "front.svg"
    text = file.read_text("utf-8")
    path = drawing("male", "front").regions["soleus_l"].path
    file.write_text(change(text, path), "utf-8")
    assert any(complaint in fault and "front.svg" in fault for fault in check(tmp_path / "art", "male"))


def test_the_raster_measures_areas_and_widths():
    square = flatten("M0 0H20V10H0ZM5 2H10V8H5Z", 0.1)
    assert raster(square, (-5, -5, 40, 30)).sum() * STEP**2 == 20 * 10 - 5 * 6
    bar = artwork.Region("bar_l", "", flatten("M1 1H41V7H1Z", 0.1), "bar", "left")
    assert width(bar) == pytest.approx(6, abs=2 * STEP)
    assert turns("M0 0c1 0 2 0 3 0 0 1 0 2 0 3 -1-1-2-2-3-3z") == pytest.approx([90, 135, 135])
