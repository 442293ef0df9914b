"""The body map: how long it takes to make, how much is sent, and what another library needs for the like."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from plotly.basewidget import BaseFigureWidget
from plotly.serializers import custom_serializers

import balancekit as bk
from balancekit.figures.artwork import LAYERS, drawing
from benchmarks.full_case import full_case
from benchmarks.ledger import MAPS

KB = 1000


@pytest.fixture(scope="module")
def findings() -> bk.Findings:
    return bk.score(full_case())


def size(messages: list[dict[str, Any]]) -> float:
    """Largest of the messages in kB, as it goes to the page."""
    return max(len(json.dumps(custom_serializers["to_json"](message, None))) for message in messages) / KB


def every_region(value: float) -> dict[str, float]:
    return dict.fromkeys((name for view in LAYERS["superficial"] for name in drawing("male", view).regions), value)


def test_build(findings, timed, ledger):
    took = timed(lambda: bk.body_map(findings).figure)
    ledger.bar("body_map_build", 1000 * took.best, 1000 * took.middle)
    sent = str(bk.body_map(findings).figure.to_json()).encode()
    ledger.bar("body_map_size", len(gzip.compress(sent)) / KB)
    ledger.other("the body map's JSON, not compressed", "kB", len(sent) / KB)


def test_widget(findings, timed, ledger):
    took = timed(lambda: bk.body_map(findings).widget())
    ledger.other("body map widget, two views, warm", "ms", 1000 * took.best, 1000 * took.middle)


def test_recolour(findings, timed, ledger, monkeypatch):
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(BaseFigureWidget, "_send_update_msg", lambda _, **data: messages.append(data))
    widget, maps = bk.body_map({}).widget(), [bk.body_map(every_region(value)) for value in (1, -1)]
    took = timed(lambda: [widget.update_from(shown) for shown in maps])
    ledger.other("recolour of every region, in Python", "ms", 1000 * took.best / 2, 1000 * took.middle / 2)
    # Patterns are the longest to say, and to take back.
    for before, after in ((bk.body_map({}), bk.body_map(findings)), (bk.body_map(findings), bk.body_map({}))):
        before.widget().update_from(after)
    ledger.bar("recolour_size", size(messages))


def beside(ledger, name: str, picture: str, took, regions: int, note: str) -> None:
    ledger.row(
        MAPS,
        library=name,
        best=f"{1000 * took.best:.1f} ms",
        middle=f"{1000 * took.middle:.1f} ms",
        size=f"{len(picture) / KB:.0f} kB",
        gzipped=f"{len(gzip.compress(picture.encode())) / KB:.0f} kB",
        regions=str(regions),
        note=note,
    )


def test_svg(timed, ledger):
    values = every_region(1)
    took = timed(lambda: bk.body_map(values).to_svg())
    note = "left and right are the person's in both views; title and legend in the picture"
    beside(ledger, f"balancekit {bk.__version__}", bk.body_map(values).to_svg(), took, len(values), note)


def test_svg_of_anatomapa(timed, ledger):
    anatomapa = pytest.importorskip("anatomapa", reason="anatomapa is not installed (pip install anatomapa)")
    drawn = [region["id"] for region in anatomapa.list_regions() if region["views"] and region["bilateral"]]
    values = {f"{region}_{side}": 1.0 for region in drawn for side in ("left", "right")}
    took = timed(lambda: anatomapa.heatmap(values, view="both").to_svg())
    picture = anatomapa.heatmap(values, view="both").to_svg()
    note = "left and right are the picture's; surface only; legend in the picture"
    beside(ledger, f"anatomapa {anatomapa.__version__}", picture, took, len(values), note)
