"""The charts: what is shown, what is left out, and that nothing is told by colour alone."""

import dataclasses
import math
import re
from typing import Any

import pytest
from small_catalogue import SMALL, row, test_entry

import balancekit as bk
from balancekit.figures import colours
from balancekit.figures.charts import in_words, interval_ladder, noise_floor, progress, side_by_side
from balancekit.figures.dumbbells import dumbbells, error_band
from balancekit.symmetry.indices import as_percentage_difference

DAY = "2026-11-02"
CATALOGUE = SMALL.extend(
    {
        "assessments": {
            "sure": test_entry(name="Sure & steady", reliability=[row(cv=1, use="cv")]),
            "alike": test_entry(name="Alike", reliability=[row(cv=1, use="cv")]),
        }
    }
)


@pytest.fixture(scope="module")
def findings():
    case = (
        bk.Case()
        .measure("hold", left=[62, 60, 64], right=[48, 51, 47], on=DAY)
        .measure("sure", left=[80, 80, 80], right=[50, 50, 50], on=DAY)
        .measure("alike", left=[50, 50, 50], right=[51, 51, 51], on=DAY)
        .measure("turn", left=[28, 28, 28], right=[39, 39, 39], on=DAY)
        .measure("lift", left=[50], right=[60], on=DAY)
        .measure("best_lift", left=[50], on=DAY)
        .unable("best_lift", "right", on=DAY)
    )
    return bk.score(case, catalogue=CATALOGUE)


def rows(figure):
    return dict(zip(figure.layout.yaxis.ticktext, figure.layout.yaxis.tickvals, strict=True))


def data(figure) -> list[Any]:
    return list(figure.data)


def points(figure):
    """Place of every named point of the first block, by legend name and row."""
    first = [t for t in data(figure) if t.name and t.yaxis != "y2"]
    return {(t.name, y): (x, t) for t in first for x, y in zip(t.x, t.y, strict=True)}


def test_side_by_side_puts_the_stronger_side_at_100_per_cent(findings):
    figure: Any = side_by_side(findings)
    assert "How far apart are left and right?" in figure.layout.title.text
    place, shown = rows(figure), points(figure)
    assert shown["left", place["Hold"]][0] == 100
    assert shown["right", place["Hold"]][0] == pytest.approx(100 * 48.6667 / 62, abs=0.01)
    assert shown["left", place["Alike"]][0] == pytest.approx(100 * 50 / 51)
    # The larger the difference, the higher it stands.
    assert place["Alike"] < place["Hold"] < place["Sure &amp; steady"]


def test_every_test_with_an_interval_has_its_row(findings):
    figure: Any = side_by_side(findings)
    assert set(rows(figure)) == {"Hold", "Alike", "Sure &amp; steady"}
    assert list(figure.layout.yaxis2.ticktext) == ["Turn"]
    turn = findings["turn"]
    spread = {t.name: t.x[0] for t in data(figure) if t.yaxis == "y2" and t.name}
    assert spread["right"] - spread["left"] == pytest.approx(turn.difference / turn.margin)
    assert spread["right"] == -spread["left"] > 0


def bands(figure, axis):
    return [s for s in figure.layout.shapes if s.type == "rect" and s.yref == f"y{axis}"]


def test_the_band_is_half_the_interval_below_the_stronger_side(findings):
    figure: Any = side_by_side(findings)
    finding = findings["sure"]
    band = next(s for s in bands(figure, "") if s.y0 < rows(figure)["Sure &amp; steady"] < s.y1)
    assert (band.x0, band.x1) == (pytest.approx(100 * math.exp(-1.96 * finding.se / 100), rel=1e-3), 100)
    low, high = figure.layout.xaxis.range
    assert low < band.x0 < 100 < high


def test_the_margin_stands_in_every_row(findings):
    figure: Any = side_by_side(findings)
    lines = [s for s in figure.layout.shapes if s.type == "line"]
    places = {round(s.x0, 6) for s in lines if s.yref == "y"}
    assert places == {round(100 * math.exp(-findings[name].margin / 100), 6) for name in ("hold", "sure", "alike")}
    assert sorted(s.x0 for s in lines if s.yref == "y2") == [-0.5, 0.5]  # one margin apart


def test_a_band_that_leaves_the_picture_ends_in_an_arrow(findings):
    figure: Any = side_by_side(findings)
    arrows = [t for t in data(figure) if t.hovertext == "the band goes on"]
    assert [(t.y[0], t.marker.symbol) for t in arrows] == [(rows(figure)["Hold"], "triangle-left")]
    assert arrows[0].x[0] >= figure.layout.xaxis.range[0]


def finding_with(**changes):
    case = bk.Case().measure("sure", left=[50], right=[60], on=DAY)
    return dataclasses.replace(bk.score(case, catalogue=CATALOGUE)["sure"], **changes)


@pytest.mark.parametrize(
    ("left", "right", "baseline", "expected"),
    [
        (50, 60, 0, (0, 8)),
        (50, 60, 10, (2, 18)),  # the right was expected to be stronger
        (60, 50, 10, (0, 0)),  # and is not: no error explains that
        (60, 50, 5, (0, 3)),
    ],
)
def test_the_band_lies_around_what_handedness_explains(left, right, baseline, expected):
    made = finding_with(left=left, right=right, baseline=baseline, low=-8, high=8)
    assert error_band(made) == pytest.approx(expected)


def test_left_and_right_differ_by_shape(findings):
    symbols = {t.name: t.marker.symbol for t in data(side_by_side(findings)) if t.name}
    assert symbols == {"left": "circle", "right": "diamond"}


def test_the_ladder_shows_every_difference_in_multiples_of_what_matters(findings):
    figure: Any = interval_ladder(findings)
    place, shown = rows(figure), points(figure)
    assert set(place) == {"Hold", "Alike", "Sure &amp; steady", "Turn"}
    assert shown["Clear difference", place["Turn"]][0] == pytest.approx(11 / 5)
    assert shown["Sides alike", place["Alike"]][0] == pytest.approx(findings["alike"].effect)
    bars = {t.y[0]: t for t in data(figure) if t.mode == "lines+markers"}
    turn = findings["turn"]
    assert list(bars[place["Turn"]].x) == pytest.approx([turn.low / 5, turn.high / 5])
    (zone,) = figure.layout.shapes
    assert (zone.x0, zone.x1) == (-1, 1)


def test_what_leaves_the_ladder_ends_in_an_arrow(findings):
    figure: Any = interval_ladder(findings)
    bars = {t.y[0]: t for t in data(figure) if t.mode == "lines+markers"}
    bar = bars[rows(figure)["Hold"]]
    assert list(bar.x) == [-6, 6]
    assert list(bar.marker.symbol) == ["triangle-left", "triangle-right"]


def test_the_verdicts_of_the_ladder_differ_by_marker_line_and_word(findings):
    figure: Any = interval_ladder(findings)
    place = rows(figure)
    named = {t.name: t.marker.symbol for t in data(figure) if t.name}
    assert set(named) == {"Clear difference", "Can't tell yet", "Sides alike"}
    assert len(set(named.values())) == 3
    bars = {t.y[0]: t.line for t in data(figure) if t.mode == "lines+markers"}
    looks = {(bars[place[name]].dash, bars[place[name]].width) for name in ("Hold", "Alike", "Turn")}
    assert len(looks) == 3


def test_the_noise_floor_falls_with_the_root_of_the_days(findings):
    turn = findings["turn"]
    figure: Any = noise_floor(turn)
    curve = next(t for t in data(figure) if t.name == "noise")
    assert list(curve.x[:4]) == [1, 2, 3, 4]
    assert curve.y[0] == pytest.approx((turn.high - turn.low) / 2)
    assert curve.y[3] == pytest.approx(curve.y[0] / 2)
    assert "days of testing" in figure.layout.xaxis.title.text
    assert "Turn: 1 day of testing: about" in in_words(figure)
    zone = next(s for s in figure.layout.shapes if s.type == "rect")
    assert (zone.y0, zone.y1) == (0, turn.margin)


def test_without_a_known_error_there_is_no_noise_floor(findings):
    with pytest.raises(ValueError, match="Lift has no known error yet"):
        noise_floor(findings["lift"])


@pytest.fixture(scope="module")
def history():
    case = bk.Case()
    for day, right in (("2026-11-02", 50), ("2026-12-14", 60), ("2027-01-25", 79)):
        case = case.measure("sure", left=[80], right=[right], on=day)
    return [bk.score(case, on=day, catalogue=CATALOGUE)["sure"] for day in sorted({t.on for t in case.trials})]


def test_progress_shows_each_date_with_the_band_of_its_error(history):
    figure: Any = progress(reversed(history))
    marks = {day: (y, t) for t in data(figure) if t.mode == "markers" for day, y in zip(t.x, t.y, strict=True)}
    assert sorted(marks) == [f.on for f in history]
    for finding in history:
        y, trace = marks[finding.on]
        at = list(trace.x).index(finding.on)
        assert y == pytest.approx(finding.percent)
        assert y - trace.error_y.arrayminus[at] == pytest.approx(as_percentage_difference(finding.low))
        assert y + trace.error_y.array[at] == pytest.approx(as_percentage_difference(finding.high))
    assert "Is the gap changing?" in figure.layout.title.text
    low, high = figure.layout.yaxis.range
    assert low < as_percentage_difference(history[0].low) < 0 < high
    said = in_words(figure)
    assert said.index("2026-11-02") < said.index("2026-12-14") < said.index("2027-01-25")


def test_progress_of_nothing_is_an_empty_chart():
    assert "Nothing to show yet" in in_words(progress([]))


@pytest.mark.parametrize("width", [320, 360, 640])
@pytest.mark.parametrize("chart", [side_by_side, interval_ladder])
def test_a_chart_has_a_size_and_says_each_row_on_hover_and_in_words(findings, chart, width):
    figure: Any = chart(findings, width=width)
    assert figure.layout.width == width
    assert figure.layout.height > 100
    said = [words for t in data(figure) if isinstance(t.hovertext, tuple) for words in t.hovertext]
    assert all(re.match(r"(Hold|Alike|Sure &amp; steady|Turn): \S", words) for words in said)
    assert all(name in in_words(figure) for name in ("Hold: ", "Alike: ", "Turn: "))
    lines = re.split("<br>|<span.*?>", figure.layout.title.text)
    assert all(len(re.sub("<.*?>", "", line)) * 6.6 <= width for line in lines)
    assert chart(bk.score(bk.Case())).layout.height > 100


def test_a_chart_that_nobody_could_read_is_refused(findings):
    with pytest.raises(ValueError, match="width is 200; a chart needs at least 320 pixels"):
        side_by_side(findings, width=200)


@pytest.mark.parametrize("chart", [side_by_side, interval_ladder, progress])
def test_a_dark_chart_keeps_shapes_and_words_and_changes_every_colour(findings, history, chart):
    shown = history if chart is progress else findings
    light, dark = chart(shown), chart(shown, theme="dark")
    assert in_words(light) == in_words(dark)
    used = set(re.findall("#[0-9a-f]{6}", light.to_json()))
    assert used <= set(colours.DARK)
    assert set(re.findall("#[0-9a-f]{6}", dark.to_json())) <= set(colours.DARK.values())


def test_the_list_in_forms_shows_all_tests_and_marks_what_is_cut(findings):
    shown = dumbbells(findings)
    assert re.findall(r'aria-label="([^":]+): left', shown) == ["Sure &amp; steady", "Hold", "Alike", "Turn"]
    hold = next(row for row in shown.split("<li>") if "Hold" in row)
    alike = next(row for row in shown.split("<li>") if ">Alike<" in row)
    assert "is-cut-lo" in hold
    assert "is-cut" not in alike
    assert shown.count('class="margin"') == 3 + 2
    assert "could be there by measurement error alone" in shown
    assert dumbbells(bk.score(bk.Case())) == ""
