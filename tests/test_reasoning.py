"""Why: ranking, evidence, next tests, on a small graph that brute force can check."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import balancekit as bk
from balancekit.case import Case, Profile
from balancekit.catalogue import Catalogue
from balancekit.catalogue.load import KINDS
from balancekit.reasoning import Strengths, explain
from balancekit.reasoning.evidence import Known, supported
from balancekit.reasoning.network import graph_of
from balancekit.symmetry import Finding, Findings

BIG = 1e9


def _assessment(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "name": name,
        "question": "Which side?",
        "quality": "strength",
        "unit": "s",
        "scale": "ratio",
        "better": "higher",
        "combine": "mean",
        "trials": 3,
        "rest_seconds": 60,
        "resolution": 1,
        "usual": [1, 200],
        "people": "alone",
        "minutes": 5,
        "how_to": ["Left.", "Right."],
        "stop": "Stop at pain.",
        "muscles": [{"muscle": "flank"}],
        "margin": {"value": 10, "source": "convention"},
    } | fields


def _cause(name: str, *effects: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "cause",
        "story": "On the {side}, not the {other}.",
        "advice": "Look.",
        "effects": effects,
    } | fields


def _effect(to: str, shows: str | None = None, strength: str = "moderate", **fields: Any) -> dict[str, Any]:
    return {"to": to, "strength": strength, "grade": "cohort"} | ({"shows": shows} if shows else {}) | fields


FLAG = {"name": "A question?", "say": "It may be more.", "confidence": "M"}
CONTENT: dict[str, Any] = {
    "muscles": {"flank": {"name": "flank", "latin": "latus", "group": "trunk", "layer": "group"}},
    "equipment": {"chair": {"name": "a chair"}, "scale": {"name": "a scale"}},
    "assessments": {
        "bridge": _assessment("Bridge"),
        "turn": _assessment("Turn", equipment=["chair"], people="partner", minutes=2),
        "blocks": _assessment("Blocks", equipment=["scale"], minutes=3),
        "hump": _assessment("Hump", scale="signed", unit="deg", margin={"value": 3, "source": "convention"}, minutes=1),
        "lonely": _assessment("Lonely"),
    },
    "causes": {
        "short_muscle": _cause(
            "Short muscle, {side}",
            _effect("turn", "lower", "strong"),
            _effect("low", grade="mechanism"),
        ),
        "low": _cause("Low on the {side}", _effect("blocks", "lower", "strong"), _effect("grown"), kind="state"),
        "grown": _cause("Grown, {side}", _effect("hump", "higher"), _effect("bridge", "higher", "weak"), kind="state"),
        "sport": _cause("Sport of the {side} arm", _effect("grown", side="opposite"), prior="common"),
        "curve": _cause("Curve to the {side}", _effect("hump", "higher", "strong"), prior="rare", refer=True),
        "weak": _cause(
            "Weak {side}",
            _effect("bridge", "lower", "strong"),
            _effect("low", side="opposite", grade="contradicted"),
        ),
        "habit": _cause("Habit", kind="baseline"),
    },
    "red_flags": {
        "night": FLAG | {"urgency": "same day", "heading": "See a doctor today"},
        "old_pain": FLAG | {"urgency": "soon", "heading": "Have it looked at soon"},
    },
}


def _catalogue(**more: Any) -> Catalogue:
    nothing: dict[str, Any] = {kind: {} for kind in KINDS}
    content = {kind: {**CONTENT.get(kind, {}), **more.get(kind, {})} for kind in KINDS}
    return Catalogue(**nothing, version="").extend(content)


CATALOGUE = _catalogue()


def _finding(test: str, estimate: float, se: float = 2.0, **fields: Any) -> Finding:
    entry = CATALOGUE.assessments[test]
    margin = entry.margin.value
    low, high = estimate - 1.96 * se, estimate + 1.96 * se
    clear, similar = low * high > 0 and abs(estimate) > margin, -margin < low and high < margin
    signed = entry.scale == "signed"
    given = {
        "assessment": test,
        "name": entry.name,
        "quality": entry.quality,
        "scale": entry.scale,
        "unit": entry.unit,
        "better": entry.better,
        "on": dt.date(2026, 11, 2),
        "days": 1,
        "left": math.nan if signed else 100.0,
        "right": math.nan if signed else 100 * math.exp(estimate / 100),
        "value": estimate if signed else math.nan,
        "n_left": 3,
        "n_right": 3,
        "difference": estimate,
        "baseline": 0.0,
        "se": se,
        "low": low,
        "high": high,
        "df": math.inf,
        "margin": margin,
        "margin_source": "convention",
        "error_source": "published",
        "error_words": "varies",
        "scope": "lasting",
        "verdict": "clear" if clear else "similar" if similar else "uncertain",
        "p": 0.5,
        "q": 0.5,
        "less_side": "left" if estimate > 0 else "right",
    }
    return Finding(**(given | fields))


def _findings(*items: Finding, catalogue: Catalogue = CATALOGUE, **profile: Any) -> Findings:
    return Findings(items, Case(profile=Profile(**profile)), catalogue)


def _believed(findings: Findings, **strengths: float) -> dict[str, float]:
    return {item.id: item.probability for item in explain(findings, strengths=Strengths(**strengths))}


@dataclasses.dataclass
class _Written:
    """The network written down anew from its definition; beliefs by going through every state of a body."""

    findings: Findings
    leak: dict[str, float] = dataclasses.field(default_factory=dict)
    parents: dict[str, list[tuple[str, float]]] = dataclasses.field(default_factory=dict)
    said: dict[str, float] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        table = Strengths()
        for cause, side in itertools.product(self.findings.catalogue.causes.values(), "lr"):
            if cause.kind == "baseline":
                continue
            name = f"{cause.id}_{side}"
            self.leak[name] = table.state_leak if cause.kind == "state" else getattr(table, cause.prior)
            for effect in cause.effects:
                at = side if effect.side == "same" else "rl"["lr".index(side)]
                higher = at if effect.shows == "higher" else "rl"["lr".index(at)]
                end = f"{effect.to} {higher} higher" if effect.shows else f"{effect.to}_{at}"
                weight = table.contradicted if effect.grade == "contradicted" else getattr(table, effect.strength)
                self.parents.setdefault(end, []).append((name, weight))
        for item, side in itertools.product(self.findings, ("left", "right")):
            share = supported(item, side, table)
            if share is not None:
                self.said[f"{item.assessment} {side[0]} higher"] = share

    def bodies(self) -> Iterator[tuple[dict[str, int], float]]:
        """Every state of every node, with its probability together with the findings."""
        for values in itertools.product((0, 1), repeat=len(self.leak)):
            body: dict[str, int] = dict(zip(self.leak, values, strict=True))
            p = 1.0
            for name, leak in self.leak.items():
                absent = self.absent(name, body, leak)
                p *= 1 - absent if body[name] else absent
            for leaf, share in self.said.items():
                absent = self.absent(leaf, body)
                p *= absent * (1 - share) + (1 - absent) * share
            yield body, p

    def absent(self, name: str, body: dict[str, int], leak: float = Strengths().finding_leak) -> float:
        return (1 - leak) * math.prod(1 - weight for parent, weight in self.parents.get(name, []) if body[parent])

    def relevant(self) -> set[str]:
        """Nodes that lead to something that was scored."""
        found: set[str] = set()
        todo = list(self.said)
        while todo:
            new = {parent for parent, _ in self.parents.get(todo.pop(), [])} - found
            found |= new
            todo += new
        return found

    def posteriors(self) -> dict[str, float]:
        relevant = self.relevant()
        total = nothing = 0.0
        sums = dict.fromkeys(self.leak, 0.0)
        for body, p in self.bodies():
            total += p
            nothing += p * (not any(body[name] for name in relevant))
            for name in sums:
                sums[name] += p * body[name]
        return {name: each / total for name, each in sums.items()} | {"normal_asymmetry": nothing / total}

    def information(self, test: str, stories: list[str]) -> float:
        """Bits that a perfect report on each direction of a test tells about a story: the weighted mean."""
        believed = self.posteriors()
        weights = {story: believed[story] ** 3 / self.leak[story] for story in stories}
        bits = 0.0
        for leaf, story in itertools.product((f"{test} l higher", f"{test} r higher"), stories):
            joint = np.zeros((2, 2))
            for body, p in self.bodies():
                absent = self.absent(leaf, body)
                joint[body[story]] += p * np.array([absent, 1 - absent])
            joint /= joint.sum()
            independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
            bits += weights[story] * float((joint * np.log2(joint / independent)).sum())
        return bits / sum(weights.values())


@pytest.mark.parametrize(
    "items",
    [
        (_finding("hump", -6, 1),),
        (_finding("bridge", -30), _finding("turn", 25, 8), _finding("hump", -4, 1.5)),
        (_finding("blocks", 2), _finding("bridge", 22, 15), _finding("turn", -40)),
    ],
)
def test_posteriors_equal_brute_force(items: tuple[Finding, ...]) -> None:
    findings = _findings(*items)
    believed, written = _believed(findings), _Written(findings).posteriors()
    assert len(believed) > 4
    assert believed == pytest.approx({story: written[story] for story in believed}, abs=1e-9)


def test_weight_of_evidence_is_the_change_in_log_odds() -> None:
    hump, bridge = _finding("hump", -6, 1), _finding("bridge", -30)
    with_both, alone = _believed(_findings(hump, bridge)), _believed(_findings(hump))
    sport = next(item for item in explain(_findings(hump, bridge)) if item.id == "sport_r")
    said = next(s for s in (*sport.supporting, *sport.contradicting) if s.assessment == "bridge")
    odds = [p / (1 - p) for p in (with_both["sport_r"], alone["sport_r"])]
    assert said.weight == pytest.approx(10 * math.log10(odds[0] / odds[1]))


MIRROR = {"left": "right", "right": "left"}


def _mirrored(item: Finding) -> Finding:
    return _finding(item.assessment, -item.difference, item.se)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["bridge", "turn", "blocks", "hump"]), st.floats(-40, 40), st.floats(0.5, 30)),
        min_size=1,
        max_size=4,
        unique_by=lambda row: row[0],
    ),
    st.sampled_from(["left", "right", "none", None]),
)
def test_swapping_all_sides_swaps_all_conclusions(rows: list[tuple[str, float, float]], arm: Any) -> None:
    catalogue = _catalogue(causes={"one_sided_sport": _cause("Arm, {side}", _effect("bridge", "higher"))})
    items = [_finding(test, estimate, se) for test, estimate, se in rows]
    one = _believed(_findings(*items, catalogue=catalogue, one_sided_sport=arm))
    other = _believed(
        _findings(*map(_mirrored, items), catalogue=catalogue, one_sided_sport=MIRROR.get(arm, arm)),
    )
    swap = {"_l": "_r", "_r": "_l"}
    assert {key[:-2] + swap.get(key[-2:], key[-2:]): p for key, p in other.items()} == pytest.approx(one, abs=1e-9)


@pytest.mark.parametrize("estimate", [-300.0, 0.0, 40.0])
def test_a_reading_that_is_all_noise_moves_nothing(estimate: float) -> None:
    hump = _finding("hump", -6, 1)
    noise = _finding("bridge", estimate, BIG, verdict="uncertain")
    # The weak story is only ranked because the bridge was scored, so it is compared with its prior.
    before, after = _believed(_findings(hump)), _believed(_findings(hump, noise))
    assert {key: after[key] for key in before if key != "normal_asymmetry"} == pytest.approx(
        {key: p for key, p in before.items() if key != "normal_asymmetry"}, abs=1e-3
    )
    assert after["weak_l"] == pytest.approx(Strengths().uncommon, abs=1e-3)


def test_an_error_of_several_margins_moves_little_and_a_small_one_much() -> None:
    table = Strengths()
    noisy = [supported(_finding("bridge", estimate, 50), "right", table) for estimate in (-20, 0, 20)]
    assert all(0.4 < share < 0.6 for share in noisy if share is not None)
    assert (supported(_finding("bridge", 0, 2), "right", table) or 1) < 0.05
    assert (supported(_finding("bridge", 30, 2), "right", table) or 0) > 0.95


def test_all_findings_noise_then_no_cause_leads() -> None:
    noise = [_finding(test, 0, BIG, verdict="uncertain") for test in ("bridge", "turn", "hump", "blocks")]
    explained = explain(_findings(*noise))
    assert explained[0].id == "normal_asymmetry"
    assert not any(item.supporting or item.contradicting for item in explained)


@settings(max_examples=40, deadline=None)
@given(st.floats(10, 60), st.floats(0, 40), st.floats(0.5, 12))
def test_a_larger_difference_that_supports_never_lowers_the_cause(small: float, more: float, se: float) -> None:
    def weak_right(estimate: float) -> float:
        return _believed(_findings(_finding("bridge", -estimate, se), _finding("turn", 20)))["weak_r"]

    assert weak_right(small + more) >= weak_right(small) - 1e-9


def test_alike_speaks_against_what_would_have_shown() -> None:
    explained = explain(_findings(_finding("hump", -6, 1), _finding("bridge", 0)))
    weak = next(item for item in explained if item.id == "weak_l")
    assert [s.assessment for s in weak.contradicting] == ["bridge"]
    assert weak.probability < Strengths().uncommon


def test_mirror_images_are_not_both_likely() -> None:
    believed = _believed(_findings(_finding("turn", 30)))
    assert believed["short_muscle_l"] > 0.3
    assert believed["short_muscle_r"] < 0.03


def test_a_signed_reading_points_to_the_side_that_is_higher() -> None:
    explained = explain(_findings(_finding("hump", -6, 1)))
    assert explained[0].id in ("sport_r", "curve_l", "normal_asymmetry")
    believed = {item.id: item.probability for item in explained}
    assert believed["curve_l"] > 10 * believed["curve_r"]
    assert believed["sport_r"] > 2 * believed["sport_l"]  # the right arm builds the left flank


def test_a_side_that_could_not_do_it_reads_lower() -> None:
    nothing = dict.fromkeys(("difference", "se", "low", "high", "right"), math.nan)
    unable = _finding("bridge", 0, verdict="unable", unable_sides=("right",), **nothing)
    believed = _believed(_findings(unable))
    assert believed["weak_r"] > 0.3
    assert believed["weak_l"] < 0.03
    fewer_is_better = dataclasses.replace(unable, better="lower")
    assert _believed(_findings(fewer_is_better))["weak_l"] > 0.3


def test_a_finding_for_today_carries_the_error_from_day_to_day() -> None:
    table = Strengths()
    lasting, today = (supported(_finding("bridge", 15, scope=scope), "right", table) for scope in ("lasting", "today"))
    wider = supported(_finding("bridge", 15, math.hypot(2, 10 * table.day_error)), "right", table)
    assert lasting is not None
    assert today is not None
    assert 0.5 < today < lasting
    assert today == pytest.approx(wider)


def test_few_trials_say_less_than_many() -> None:
    few, many = (supported(_finding("bridge", 18, 5, df=df), "right", Strengths()) for df in (2.0, math.inf))
    assert few is not None
    assert many is not None
    assert 0.5 < few < many


def test_categories_speak_by_their_verdict() -> None:
    steps = [
        supported(_finding("bridge", estimate, math.nan, scale="ordinal", verdict=verdict), "right", Strengths())
        for estimate, verdict in ((2.0, "clear"), (1.0, "uncertain"), (0.0, "similar"), (-2.0, "clear"))
    ]
    assert steps == pytest.approx([0.9, 0.5, 0.1, 0.1])


def test_nothing_measured_is_said_so() -> None:
    for items in ((), (_finding("lonely", 30),), (_finding("bridge", 0, verdict="unscored"),)):
        explained = explain(_findings(*items))
        assert [item.id for item in explained] == ["not_enough_measured"]
        assert explained.next_assessments(2)
        assert "Not enough measured" in str(explained)


def test_a_story_that_shows_less_often_than_chance_is_no_rival() -> None:
    faint = {"faint": _cause("Faint {side}", _effect("lonely", "lower", grade="contradicted"))}
    explained = explain(_findings(_finding("lonely", 30), catalogue=_catalogue(causes=faint)))
    assert [item.id for item in explained] == ["not_enough_measured"]
    assert explained.next_assessments(1)


def test_only_causes_that_would_show_in_what_was_scored_are_ranked() -> None:
    ids = {item.id for item in explain(_findings(_finding("turn", 30)))}
    assert ids == {"short_muscle_l", "short_muscle_r", "normal_asymmetry"}


def test_answers_of_the_profile_are_heard() -> None:
    catalogue = _catalogue(
        causes={
            "one_sided_sport": _cause("Arm, {side}", _effect("hump", "higher", side="opposite")),
            "mixed_grip_habit": _cause("Grip, {side}", _effect("hump", "higher")),
            "structural_curve": _cause("Curve, {side}", _effect("hump", "higher", "strong")),
        }
    )

    def ask(**profile: Any) -> dict[str, float]:
        return _believed(_findings(_finding("hump", 1, 3), catalogue=catalogue, **profile))

    silent = ask()
    right = ask(one_sided_sport="right")
    assert right["one_sided_sport_r"] > 5 * silent["one_sided_sport_r"]
    assert right["one_sided_sport_l"] < silent["one_sided_sport_l"] / 5
    none = ask(one_sided_sport="none")
    assert max(none["one_sided_sport_l"], none["one_sided_sport_r"]) < silent["one_sided_sport_r"] / 5
    assert ask(underhand="left")["mixed_grip_habit_l"] > 5 * silent["mixed_grip_habit_l"]
    told = ask(curve_told=True)
    assert told["structural_curve_l"] > silent["structural_curve_l"]
    assert told["structural_curve_r"] > silent["structural_curve_r"]
    explained = explain(_findings(_finding("hump", 1, 3), catalogue=catalogue, one_sided_sport="right"))
    arm = next(item for item in explained if item.id == "one_sided_sport_r")
    assert "the right arm leads" in " ".join(s.words for s in arm.supporting if s.assessment is None)


def test_an_edge_that_trials_contradict_stays_in_next_to_nothing() -> None:
    findings = _findings(_finding("blocks", 30), _finding("bridge", 1, BIG, verdict="uncertain"))
    graph = graph_of(CATALOGUE)
    assert any(edge.effect.grade == "contradicted" for edge in graph.into["low_l"])
    believed = _believed(findings)
    assert Strengths().uncommon < believed["weak_r"] < 1.5 * Strengths().uncommon


def test_the_chain_leads_to_a_finding_that_fits_and_tells_its_weakest_link() -> None:
    findings = _findings(_finding("blocks", 30), _finding("turn", 1, BIG, verdict="uncertain"))
    short = next(item for item in explain(findings) if item.id == "short_muscle_l")
    assert [(link.start, link.end, link.grade, link.verdict) for link in short.chain] == [
        ("short_muscle_l", "low_l", "mechanism", None),
        ("low_l", "blocks", "cohort", "clear"),
    ]
    assert short.evidence == "mechanism"


def test_a_story_says_what_fits_what_speaks_against_and_what_is_open() -> None:
    explained = explain(_findings(_finding("hump", -6, 1), _finding("turn", 0)))
    short = next(item for item in explained if item.id == "short_muscle_l")
    assert (short.cause, short.side, short.name) == ("short_muscle", "left", "Short muscle, left")
    assert short.story == "On the left, not the right."
    assert [s.assessment for s in short.contradicting] == ["turn"]
    assert [s.assessment for s in short.untested] == ["blocks", "bridge"]
    assert short.evidence == "mechanism"
    assert short.chain[-1].end == "hump"
    curve = next(item for item in explained if item.id == "curve_l")
    assert curve.refer
    assert curve.supporting[0].words == "Hump: 6° higher on the left, clear difference"
    assert curve.supporting[0].weight > 3
    assert "Let somebody look at it before any training" in str(explained)


def test_a_finding_that_only_favours_a_rival_is_said_as_such() -> None:
    explained = explain(_findings(_finding("hump", -6, 1), _finding("blocks", 40), _finding("turn", 0)))
    curve = next(item for item in explained if item.id == "curve_l")
    said = [s.words for s in curve.contradicting if s.assessment == "blocks"]
    assert said
    assert "makes another story likelier" in said[0]


def test_red_flags_come_first_and_forbid_tests() -> None:
    case = Case().screen(catalogue=CATALOGUE, night=True)
    explained = explain(Findings((_finding("hump", -6, 1),), case, CATALOGUE))
    assert explained.flags == ("See a doctor today",)
    assert str(explained).startswith("See a doctor today.")
    assert explained.next_assessments() == ()
    milder = dataclasses.replace(explained.findings, case=Case().screen(catalogue=CATALOGUE, old_pain=True))
    assert explain(milder).next_assessments()


def test_a_flag_that_the_catalogue_does_not_know_is_not_lost() -> None:
    case = Case(safety={"another_file": True})
    explained = explain(Findings((_finding("hump", -6, 1),), case, CATALOGUE))
    assert "another_file" in explained.flags[0]
    assert explained.next_assessments() == ()


def test_the_same_case_gives_the_same_answer() -> None:
    items = (_finding("hump", -6, 1), _finding("bridge", 20, 9), _finding("turn", 12, 4))
    one, two = (explain(_findings(*items)) for _ in range(2))
    assert one.items == two.items
    assert one.stability == two.stability
    assert one.next_assessments() == two.next_assessments()


def test_stability_is_low_where_rivals_are_close_and_high_where_one_leads() -> None:
    close = explain(_findings(_finding("hump", -6, 1)))
    leading = explain(_findings(_finding("bridge", 1, 1), _finding("turn", 1, 1), _finding("hump", 0, 0.5)))
    assert leading[0].id == "normal_asymmetry"
    assert close.stability < 0.8 < leading.stability
    assert "take the order as a guide" in str(close)
    assert "stays first" in str(leading)


# ---- What to test next


def test_expected_information_equals_brute_force() -> None:
    findings = _findings(_finding("hump", -6, 1))
    explained = explain(findings, strengths=Strengths(day_error=1e-6))
    found = {s.assessment: s.information * s.minutes for s in explained.next_assessments(9)}
    assert set(found) == {"turn", "blocks", "bridge"}
    graph = graph_of(findings.catalogue)
    stories = [node.id for node in graph.nodes.values() if node.cause.kind == "cause"]
    assert len(stories) > len(explained) - 1
    for test, bits in found.items():
        assert bits == pytest.approx(_Written(findings).information(test, stories), abs=1e-7)


def test_what_is_settled_is_not_proposed_and_what_is_open_is() -> None:
    hump, bridge = _finding("hump", -6, 1), _finding("bridge", 12, 30)
    assert bridge.verdict == "uncertain"
    proposed = {s.assessment for s in explain(_findings(hump, bridge)).next_assessments(9)}
    assert proposed == {"turn", "blocks", "bridge"}


def test_a_noisier_test_tells_less() -> None:
    def bits(cv: float) -> float:
        row = {
            "population": "some",
            "compares": "days",
            "cv": cv,
            "use": "cv",
            "confidence": "H",
            "reference": "some_2000",
        }
        reference = {"name": "A title", "authors": "Some", "year": 2000, "source": "A journal", "seen": "abstract"}
        catalogue = _catalogue(
            references={"some_2000": reference}, assessments={"turn": _assessment("Turn", reliability=[row])}
        )
        proposed = explain(_findings(_finding("hump", -6, 1), catalogue=catalogue)).next_assessments(9)
        return next(s.information for s in proposed if s.assessment == "turn")

    assert bits(3) > bits(10) > bits(40) > 0


def test_time_equipment_and_company_are_kept_to() -> None:
    explained = explain(_findings(_finding("hump", -6, 1)))
    assert {s.assessment for s in explained.next_assessments(9, alone=True, equipment={"scale"})} == {
        "blocks",
        "bridge",
    }
    assert {s.assessment for s in explained.next_assessments(9, equipment=[])} == {"bridge"}
    assert sum(s.minutes for s in explained.next_assessments(9, minutes=5)) <= 5
    assert len(explained.next_assessments(1)) == 1


def test_a_proposal_names_two_rivals_that_it_tells_apart() -> None:
    explained = explain(_findings(_finding("hump", -6, 1)))
    names = {item.name for item in explained}
    for suggestion in explained.next_assessments(3):
        named = [name for name in names if f"“{name}”" in suggestion.why]
        assert len(named) == 2
        assert named[0].split(",")[0].split()[0] != named[1].split(",")[0].split()[0]


def test_bad_wishes_get_one_clear_sentence() -> None:
    explained = explain(_findings(_finding("hump", -6, 1)))
    with pytest.raises(ValueError, match="did you mean 'chair'"):
        explained.next_assessments(equipment={"chiar"})
    with pytest.raises(ValueError, match="at least one test"):
        explained.next_assessments(0)
    with pytest.raises(ValueError, match="time at hand"):
        explained.next_assessments(minutes=0)


# ---- The value, the table, the graph


def test_explanations_are_a_sequence_with_a_table() -> None:
    explained = explain(_findings(_finding("hump", -6, 1)))
    assert len(explained) == len(list(explained)) == len(explained.frame)
    probabilities = [item.probability for item in explained]
    assert probabilities == sorted(probabilities, reverse=True)
    assert list(explained.frame["id"]) == [item.id for item in explained]
    assert explained[:2] == explained.items[:2]
    assert {item.band for item in explained} <= {"unlikely", "less likely", "possible", "likely", "very likely"}
    with pytest.raises(dataclasses.FrozenInstanceError):
        explained.findings = _findings()  # pyright: ignore[reportAttributeAccessIssue]


def test_the_text_never_diagnoses() -> None:
    text = str(explain(_findings(_finding("hump", -6, 1), _finding("turn", 0)))).lower()
    assert "none of them is a diagnosis" in text
    for word in ("you have", "suffer", "patient", "abnormal", "failed", "asymmetry detected"):
        assert word not in text


def test_another_table_changes_the_answer_and_a_wrong_one_is_refused() -> None:
    findings = _findings(_finding("hump", -6, 1))
    assert _believed(findings, rare=0.04)["curve_l"] > _believed(findings)["curve_l"]
    with pytest.raises(ValueError, match=r"strong is 1\.5; expected a share"):
        Strengths(strong=1.5)
    with pytest.raises(ValueError, match="order of the words"):
        Strengths(weak=0.5, moderate=0.4)


def test_a_circle_of_causes_is_named() -> None:
    circle = {
        "low": _cause("Low", _effect("grown"), kind="state"),
        "grown": _cause("Grown", _effect("low"), kind="state"),
    }
    with pytest.raises(ValueError, match="round in a circle"):
        explain(_findings(_finding("hump", -6, 1), catalogue=_catalogue(causes=circle)))


def test_a_cause_without_sides_may_show_on_either() -> None:
    loose = {"loose": _cause("Loose", _effect("bridge", "lower", "strong"), sided=False)}
    catalogue = _catalogue(causes=loose)
    left, right = (_believed(_findings(_finding("bridge", d), catalogue=catalogue))["loose"] for d in (40, -40))
    assert left == pytest.approx(right)
    assert left > Strengths().uncommon


def test_cliques_stay_small_with_everything_measured() -> None:
    findings = _findings(*(_finding(test, 5, 5) for test in CATALOGUE.assessments))
    beliefs = Known(findings, graph_of(CATALOGUE), Strengths()).beliefs()
    assert beliefs.readings
    assert 0 < beliefs.largest_clique <= 8


def test_posteriors_are_probabilities_whatever_is_read() -> None:
    random = np.random.default_rng(3)
    tests = ("bridge", "turn", "hump")
    for _ in range(20):
        items = [_finding(test, float(random.normal(0, 30)), float(random.exponential(10)) + 0.1) for test in tests]
        assert all(0 <= p <= 1 for p in _believed(_findings(*items)).values())


# ---- With the catalogue that is shipped


def _shipped(*items: tuple[str, float], **profile: Any) -> dict[str, float]:
    """Beliefs after clear readings, in multiples of each test's margin; 0 means alike."""
    catalogue = bk.catalogue()
    findings = []
    for test, margins in items:
        entry = catalogue.assessments[test]
        se = 0.3 * entry.margin.value
        fields = {"name": entry.name, "scale": entry.scale, "better": entry.better, "margin": entry.margin.value}
        fields |= {"value": margins * entry.margin.value, "verdict": "clear" if margins else "similar"}
        findings.append(_finding("bridge", margins * entry.margin.value, se, assessment=test, **fields))
    return _believed(_findings(*findings, catalogue=catalogue, **profile))


def test_the_shipped_graph_can_be_asked_exactly_with_everything_measured() -> None:
    catalogue = bk.catalogue()
    items = [_finding("bridge", 5, 5, assessment=test) for test in catalogue.assessments]
    beliefs = Known(_findings(*items, catalogue=catalogue), graph_of(catalogue), Strengths()).beliefs()
    assert 0 < beliefs.largest_clique <= 14


def test_the_other_rotation_tells_a_turned_bone_from_a_short_muscle() -> None:
    turned_in_less = ("hip_internal_rotation_prone", 3.0)  # the right reads higher: the left turns inwards less
    bone = _shipped(turned_in_less, ("hip_external_rotation_prone", -3.0))
    muscle = _shipped(turned_in_less, ("hip_external_rotation_prone", 0.0), ("figure_four", -3.0))
    assert max(bone, key=lambda story: bone[story]) == "femoral_version_l"
    assert muscle["piriformis_short_l"] > muscle["femoral_version_l"]


def test_a_large_left_flank_stays_open_between_its_rivals() -> None:
    believed = _shipped(("paraspinal_prominence", -3.0))
    rivals = ("structural_curve_l", "one_sided_sport_r", "back_extensors_weak_r", "quadratus_lumborum_short_l")
    assert all(0.05 < believed[rival] < 0.5 for rival in rivals)
    level = _shipped(("paraspinal_prominence", -3.0), ("scoliometer_lumbar", 0.0))
    assert level["structural_curve_l"] < 0.7 * believed["structural_curve_l"]
    player = _shipped(("paraspinal_prominence", -3.0), one_sided_sport="right")
    assert max(player, key=lambda story: player[story]) == "one_sided_sport_r"


def test_a_case_goes_all_the_way_from_trials_to_the_next_test() -> None:
    case = bk.Case(profile=bk.Profile(dominant_hand="right"))
    for day in ("2026-10-26", "2026-10-29", "2026-11-02"):
        case = case.measure("single_leg_back_extension", left=[14, 13, 14], right=[9, 9, 10], on=day)
    case = case.measure("hip_internal_rotation_prone", left=[28, 27, 28], right=[39, 38, 40], on="2026-11-02")
    explained = bk.explain(bk.score(case))
    assert explained[0].side == "right"
    assert {statement.assessment for statement in explained[0].supporting} == {"single_leg_back_extension"}
    assert explained[0].untested
    following = explained.next_assessments(1)[0]
    assert following.assessment == "single_leg_hip_thrust_reps"
    assert all(f"“{story.name}”" in following.why for story in explained[:2])
    assert explained.next_assessments(3, alone=True, minutes=10)


def test_every_red_flag_of_the_catalogue_is_said_first() -> None:
    for flag, entry in bk.catalogue().red_flags.items():
        answer: Any = {flag: True}
        case = bk.Case().measure("side_bridge", left=60, right=40, on="2026-11-02").screen(**answer)
        explained = bk.explain(bk.score(case))
        assert str(explained).startswith(entry.heading.rstrip("."))
        assert bool(explained.next_assessments()) == (entry.urgency == "soon")
