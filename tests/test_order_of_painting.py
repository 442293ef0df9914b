"""After a key the map is painted at once; the long lists of the results wait until the keys are quiet."""

import asyncio

from balancekit import Case
from balancekit.figures import colours
from balancekit.forms import Results, Workbench

DAY = "2026-11-02"


def measured(right):
    return Case().measure("side_bridge", left=[60, 61, 59], right=[right, right + 1, right - 1], on=DAY)


def fill(results, region):
    (trace,) = [t for t in results.panel.figures["superficial"]["front"].data if t.meta == region]
    return trace.fillcolor


async def steps():
    bench = Workbench(measured(20))
    results = Results(bench)
    assert "Side bridge" in results._list.value
    results.open_map()
    before, listed = fill(results, "external_oblique_r"), results._list.value
    bench.update(measured(180))
    assert fill(results, "external_oblique_r") != before
    assert fill(results, "external_oblique_l") != colours.SAME
    assert results._list.value == listed
    assert results._listing.waiting
    results._listing.cancel()
    results._tell_all()
    assert results._list.value != listed
    bench.update(Case())
    assert not results._listing.waiting
    bench.update(measured(20))
    assert results._list.value == listed


def test_the_map_comes_first_and_the_list_waits():
    asyncio.run(steps())
