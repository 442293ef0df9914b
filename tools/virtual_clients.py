"""What the tests of the catalogue can tell, shown on clients whose hidden story is known.

    python tools/virtual_clients.py [clients]

The figures of docs/reasoning.md. For each of the clients (seeds 0, 1, 2, ...; 300 if not said otherwise) it counts how
often the hidden story is among the first three after all tests, beside the ceiling without any error; and how many
minutes `next_assessments` needs to come to the belief that a set of tests comes to in its own order: from a first
finding that the story shows in (what a client comes with), and from nothing.
"""

from __future__ import annotations

import statistics
import sys
from collections import Counter

import balancekit as bk
from balancekit.reasoning import Strengths
from balancekit.reasoning.evidence import Known
from balancekit.reasoning.explain import NORMAL
from balancekit.reasoning.network import graph_of
from balancekit.symmetry import Findings

DAYS = (1, 3, 5, 6, 10)
"""Days of each test. From three days on `score` knows a person's own error from day to day."""
TOP = 3
SAME = 0.95
"""Share of a belief that counts as the same belief."""
TOLD = 0.2
"""Belief in the hidden story from which on a set of tests has told something that can be reached again."""


def beliefs(findings: Findings) -> dict[str, float]:
    """Belief in each story; those of `explain`, without the words."""
    known = Known(findings, graph_of(findings.catalogue), Strengths())
    if not known.leaves:
        return {}
    now = known.beliefs().readings[0]
    return {**now.posteriors, NORMAL: now.nothing}


def found(findings: Findings, hidden: str) -> bool:
    """Whether the hidden story is among the first three."""
    believed = beliefs(findings)
    return hidden in sorted(believed, key=lambda story: -believed[story])[:TOP]


def all_tests(clients: range, tests: tuple[str, ...], days: int) -> tuple[int, int, int, Counter[str]]:
    """How often the hidden story was found, could have been from the same readings, and without any error.

    And which stories error hid.
    """
    with_error = readable = ceiling = 0
    hidden_by_error: Counter[str] = Counter()
    for seed in clients:
        client = bk.VirtualClient(seed).measure(*tests * days)
        readable += found(client.with_known_error(), client.hidden)
        now, could = found(client.findings, client.hidden), found(client.without_error(), client.hidden)
        with_error, ceiling = with_error + now, ceiling + could
        if could and not now:
            hidden_by_error[client.hidden] += 1
    return with_error, readable, ceiling, hidden_by_error


def complaint(client: bk.VirtualClient, battery: tuple[str, ...]) -> str | None:
    """The first test of a set that the hidden story shows in: what the client comes with."""
    shows = graph_of(client.catalogue).reach.get(client.hidden, frozenset())
    exact = {f.assessment: f for f in client.measure(*(test for test in battery if test in shows)).without_error()}
    return next((test for test in battery if test in exact and exact[test].verdict == "clear"), None)


def minutes_to(start: bk.VirtualClient, wanted: float, battery: tuple[str, ...], limit: float, *, ask: bool) -> float:
    """Minutes until the hidden story is believed as much as wanted, the limit where it never is.

    With the tests of a battery, in its own order or in that of `next_assessments`.
    """
    now, tests = start, iter(battery)
    while now.minutes - start.minutes < limit:
        if ask:
            offered = now.explanations.next_assessments(len(now.catalogue.assessments))
            inside = [item for item in offered if item.assessment in battery]
            test = max(inside, key=lambda item: item.information).assessment if inside else None
        else:
            test = next(tests, None)
        if test is None:
            return limit
        now = now.measure(test)
        if beliefs(now.findings).get(now.hidden, 0.0) >= wanted:
            return now.minutes - start.minutes
    return limit


def two_ways(seed: int, battery: tuple[str, ...], *, comes_with_finding: bool) -> tuple[float, float, float] | None:
    """Minutes in the battery's own order, by `next_assessments`, and of the whole battery.

    None where there is nothing to compare: the battery tells too little, or the first finding told as much.
    """
    client = bk.VirtualClient(seed)
    first = complaint(client, battery) if comes_with_finding else None
    if comes_with_finding and first is None:
        return None
    start = client.measure(first) if first else client
    order = tuple(test for test in battery if test != first)
    end = start.measure(*order)
    believed = beliefs(end.findings).get(client.hidden, 0.0)
    if believed < TOLD or beliefs(start.findings).get(client.hidden, 0.0) >= SAME * believed:
        return None
    whole = end.minutes - start.minutes
    own = minutes_to(start, SAME * believed, order, whole, ask=False)
    asked = minutes_to(start, SAME * believed, battery, whole, ask=True)
    return own, asked, whole


def main(clients: range) -> None:
    """Print all figures."""
    known = bk.catalogue()
    every, full = tuple(known.assessments), known.batteries["full"].assessments
    for name, tests in (("all tests", every), ("set 'full'", full)):
        for days in DAYS:
            now, readable, could, lost = all_tests(clients, tests, days)
            print(
                f"{name} ({len(tests)}), {days} days: {now} of {len(clients)}; by a reader who knows each test's true "
                f"error {readable} ({now / readable:.0%}), ceiling {could} ({now / could:.0%})",
                flush=True,
            )
            print(f"  hidden by error: {lost.most_common(8)}", flush=True)
    for battery in ("full", "lower_back"):
        for comes in (True, False):
            tests = known.batteries[battery].assessments
            ways = (two_ways(seed, tests, comes_with_finding=comes) for seed in clients)
            times = [way for way in ways if way]
            own, asked, whole = (statistics.mean(column) for column in zip(*times, strict=True))
            middle_own, middle_asked, _ = (statistics.median(column) for column in zip(*times, strict=True))
            start = "a first finding" if comes else "nothing"
            print(
                f"{battery}, from {start}, {len(times)} clients: {own:.0f} min in its own order, "
                f"{asked:.0f} min by next_assessments ({asked / own:.0%}); in the middle client {middle_own:.0f} and "
                f"{middle_asked:.0f} min; {whole:.0f} min in all; "
                f"not reached by {sum(a >= w for _, a, w in times)}",
                flush=True,
            )


if __name__ == "__main__":
    main(range(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
