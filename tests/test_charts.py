"""The charts: what is shown, what is left out, and that nothing is told by colour alone."""

import math
import re
from typing import Any

import pytest
from small_catalogue import SMALL, row, test_entry

import balancekit as bk
from balancekit.figures.charts import interval_ladder, side_by_side

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
    """Place of every named point, by legend name and row."""
    return {(t.name, y): (x, t) for t in data(figure) if t.name for x, y in zip(t.x, t.y, strict=True)}


def test_side_by_side_puts_the_stronger_side_at_100_per_cent(findings):
    figure: Any = side_by_side(findings)
    assert "How much less does the weaker side do?" in figure.layout.title.text
    place, shown = rows(figure), points(figure)
    assert shown["left", place["Hold"]][0] == 100
    assert shown["right", place["Hold"]][0] == pytest.approx(100 * 48.6667 / 62, abs=0.01)
    assert shown["left", place["Alike"]][0] == pytest.approx(100 * 50 / 51)
    # The larger the difference, the higher it stands.
    assert place["Alike"] < place["Hold"] < place["Sure &amp; steady"]


def test_side_by_side_shows_ratio_tests_with_a_known_error_only(findings):
    assert set(rows(side_by_side(findings))) == {"Hold", "Alike", "Sure &amp; steady"}


def test_the_band_is_half_the_interval_below_the_stronger_side(findings):
    figure: Any = side_by_side(findings)
    finding = findings["hold"]
    band = next(s for s in figure.layout.shapes if s.y0 < rows(figure)["Hold"] < s.y1)
    assert (band.x0, band.x1) == (pytest.approx(100 * math.exp(-1.96 * finding.se / 100), rel=1e-3), 100)
    low, high = figure.layout.xaxis.range
    assert low < band.x0 < 100 < high


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


@pytest.mark.parametrize("chart", [side_by_side, interval_ladder])
def test_a_chart_has_a_size_and_says_each_row_on_hover(findings, chart):
    figure: Any = chart(findings)
    assert figure.layout.width <= 640
    assert figure.layout.height > 100
    said = [words for t in data(figure) if t.hovertext for words in t.hovertext]
    assert all(re.match(r"(Hold|Alike|Sure &amp; steady|Turn): \S", words) for words in said)
    assert chart(bk.score(bk.Case())).layout.height > 100
