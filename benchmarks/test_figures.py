"""The body map: how long it takes to make, how much is sent, and what another library needs for the like."""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import subprocess
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

import balancekit as bk
from balancekit.figures.artwork import LAYERS, drawing
from benchmarks.full_case import full_case
from benchmarks.ledger import MAPS, Measured

KB = 1000


@pytest.fixture(scope="module")
def findings() -> bk.Findings:
    return bk.score(full_case())


def size(message: dict[str, Any]) -> float:
    """A message in kB, as it goes to the page."""
    return len(json.dumps(message)) / KB


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
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr(ipywidgets.Widget, "_send", lambda _, message, **__: sent.extend(message["state"].items()))
    widget, maps = bk.body_map({}).widget(), [bk.body_map(every_region(value)) for value in (1, -1)]
    took = timed(lambda: [widget.update_from(shown) for shown in maps])
    ledger.other("recolour of every region, in Python", "ms", 1000 * took.best / 2, 1000 * took.middle / 2)
    for before, after in ((bk.body_map({}), bk.body_map(findings)), (bk.body_map(findings), bk.body_map({}))):
        before.widget().update_from(after)
    ledger.bar("recolour_size", max(size(state) for name, state in sent if name == "_paints"))
    words = "the hover labels that follow it, every test of the catalogue"
    ledger.other(words, "kB", max(size(state) for name, state in sent if name == "_labels"))


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


PEER = "react-muscle-highlighter"


@pytest.fixture(scope="module")
def react_body(tmp_path_factory) -> dict[str, Any]:
    """What the most used React drawing gives, freshly installed; without npm or network it is not measured."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip(f"{PEER} needs node and npm")
    folder = tmp_path_factory.mktemp("react")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", f"--prefix={folder}", PEER, "react", "react-dom"]
    try:
        subprocess.run(install, check=True, capture_output=True, timeout=180)
    except (subprocess.SubprocessError, OSError):
        pytest.skip(f"{PEER} could not be installed with npm")
    script = Path(__file__).with_name("react_body.cjs")
    ran = subprocess.run([node, script, folder, "20"], check=True, capture_output=True, text=True, timeout=60)
    return json.loads(ran.stdout)


def test_svg_of_react_muscle_highlighter(react_body, ledger):
    times = [time / 1000 for time in react_body["times"]]
    note = (
        f"left and right given different colours: {react_body['left']} parts took the left one, "
        f"{react_body['right']} the right one; surface only"
    )
    took = Measured(min(times), statistics.median(times))
    beside(ledger, f"{PEER} {react_body['version']}", react_body["picture"], took, react_body["parts"], note)


# Until the frame after the next has begun, so that what was asked for has been painted.
PAINTED = """async (act) => {
  const times = [];
  for (let round = 0; round < 8; round++) {
    const start = performance.now();
    await window.acts[act](round);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times.slice(1);
}"""
ACTS = """() => {
  const target = document.querySelector("#target");
  const hits = window.sent.data.map((trace, index) => (trace.meta ? index : -1)).filter((index) => index >= 0);
  window.acts = {
    draw: async () => { Plotly.purge(target); await Plotly.newPlot(target, structuredClone(window.sent)); },
    recolour: (round) => Plotly.restyle(target, { fillcolor: round % 2 ? "#1f7799" : "#c97a10" }, hits),
    picture: () => { target.innerHTML = window.picture; },
  };
}"""


def in_page(page, act: str) -> tuple[float, float]:
    times = page.evaluate(PAINTED, act)
    return min(times), statistics.median(times)


def test_in_the_page(findings, ledger, page, tmp_path):
    from plotly.offline import get_plotlyjs

    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><div id='target'></div><script>{get_plotlyjs()}</script>", "utf-8")
    page.goto(file.as_uri())
    page.evaluate("(sent) => { window.sent = sent; }", json.loads(str(bk.body_map(findings).figure.to_json())))
    page.evaluate(ACTS)
    ledger.other("body map, two views, `newPlot` to the painted page", "ms", *in_page(page, "draw"))
    ledger.other("recolour of every region with plotly's own `restyle`, painted", "ms", *in_page(page, "recolour"))
    pictures = {"balancekit": bk.body_map(every_region(1)).to_svg()}
    anatomapa = pytest.importorskip("anatomapa", reason="anatomapa is not installed (pip install anatomapa)")
    pictures["anatomapa"] = anatomapa.heatmap({"chest": 1.0}, view="both").to_svg()
    for name, picture in pictures.items():
        page.evaluate("(picture) => { window.picture = picture; }", picture)
        ledger.other(f"the still picture of {name} put into the page, painted", "ms", *in_page(page, "picture"))
