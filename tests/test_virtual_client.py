"""Virtual clients: what they answer, what a learner hears, and how far the tests of the catalogue can tell."""

from __future__ import annotations

import itertools
import math
import statistics

import pytest

import balancekit as bk
from balancekit.reasoning.beliefs import Beliefs, Question
from balancekit.reasoning.evidence import Known
from balancekit.reasoning.explain import NORMAL
from balancekit.reasoning.network import graph_of
from balancekit.reasoning.strengths import Strengths
from balancekit.symmetry import Findings

CATALOGUE = bk.catalogue()
EVERY = tuple(CATALOGUE.assessments)
CLIENTS = 300


def _beliefs(findings: Findings) -> dict[str, float]:
    now = Known(findings, graph_of(CATALOGUE), Strengths()).beliefs().readings[0]
    return {**now.posteriors, NORMAL: now.nothing}


def _first_three(all_findings: list[Findings]) -> list[list[str]]:
    """The first three stories of each: as `explain` ranks them, but all asked in one propagation."""
    graph, table = graph_of(CATALOGUE), Strengths()
    known = [Known(findings, graph, table) for findings in all_findings]
    questions = [Question(item.likelihoods) for item in known]
    beliefs = Beliefs(
        graph, table, leaves=known[0].leaves, likelihoods={}, targets=known[0].rivals, questions=questions
    )
    ranked = [{**reading.posteriors, NORMAL: reading.nothing} for reading in beliefs.readings[1:]]
    return [sorted(one, key=lambda story: -one[story])[:3] for one in ranked]


def test_the_same_seed_is_the_same_client_in_whatever_order() -> None:
    one = bk.VirtualClient(5).measure("side_bridge", "figure_four")
    other = bk.VirtualClient(5).measure("figure_four").measure("side_bridge")
    assert one.hidden == other.hidden
    assert set(one.case.trials) == set(other.case.trials)
    assert one.minutes == CATALOGUE.assessments["side_bridge"].minutes + CATALOGUE.assessments["figure_four"].minutes
    assert bk.VirtualClient(5).path == ()
    assert bk.VirtualClient(6).measure("figure_four").case.trials != other.case.trials


def test_doing_a_test_again_is_another_day_with_its_own_noise() -> None:
    client = bk.VirtualClient(5).measure(*["hip_internal_rotation_prone"] * 3)
    days = {trial.on for trial in client.case.trials}
    assert len(days) == 3
    assert client.findings["hip_internal_rotation_prone"].error_source == "own days"
    first, second = (client.trials("hip_internal_rotation_prone", day) for day in (0, 1))
    assert [t.value for t in first] != [t.value for t in second]


@pytest.mark.parametrize("test", EVERY)
def test_every_test_of_the_catalogue_is_answered_with_possible_readings(test: str) -> None:
    entry = CATALOGUE.assessments[test]
    for seed in range(6):
        client = bk.VirtualClient(seed).measure(test)
        finding = client.findings[test]
        assert finding.verdict != "unscored", finding.reason
        for trial in client.case.trials:
            assert trial.value is not None
            steps = trial.value / entry.resolution
            assert steps == pytest.approx(round(steps), abs=1e-6)
            assert entry.scale != "ratio" or trial.value > 0
            if entry.scale == "ordinal":
                assert entry.usual[0] <= trial.value <= entry.usual[1]


def test_readings_scatter_as_the_published_error_says() -> None:
    # Hip abduction strength: 5 % from day to day, so a difference of one day scatters by about 7 % round the true one.
    test = "hip_abduction_strength"
    error = CATALOGUE.assessments[test].error
    assert error is not None
    assert error.cv is not None
    off = []
    for seed in range(150):
        client = bk.VirtualClient(seed).measure(test)
        off.append(client.findings[test].difference - client.without_error()[test].difference)
    assert statistics.mean(off) == pytest.approx(0, abs=2)
    assert math.sqrt(2) * error.cv < statistics.pstdev(off) < 2 * math.sqrt(2) * error.cv


def test_a_hidden_cause_shows_as_often_as_its_strength_says() -> None:
    test, cause = "hip_internal_rotation_prone", "femoral_version_l"
    shown = [
        bk.VirtualClient(seed, cause).measure(test).without_error()[test].difference
        > CATALOGUE.assessments[test].margin.value
        for seed in range(200)
    ]
    assert statistics.mean(shown) == pytest.approx(Strengths().strong, abs=0.1)


def test_the_hidden_cause_is_drawn_from_the_graph_or_as_asked() -> None:
    drawn = {bk.VirtualClient(seed).hidden for seed in range(200)}
    assert len(drawn) > 30
    assert {story[-2:] for story in drawn - {NORMAL}} == {"_l", "_r"}
    assert bk.VirtualClient(1, "leg_short_r").hidden == "leg_short_r"
    assert {bk.VirtualClient(seed, "leg_short").hidden for seed in range(20)} == {"leg_short_l", "leg_short_r"}
    assert bk.VirtualClient(1, "normal_asymmetry").hidden == NORMAL


def test_bad_wishes_get_one_clear_sentence() -> None:
    with pytest.raises(ValueError, match="did you mean 'piriformis_short'"):
        bk.VirtualClient(1, "piriformis_shrt")
    with pytest.raises(ValueError, match="whole number from 0"):
        bk.VirtualClient(-1)
    with pytest.raises(ValueError, match="did you mean 'side_bridge'"):
        bk.VirtualClient(1).measure("side_brige")
    with pytest.raises(ValueError, match="there is no story"):
        bk.VirtualClient(1).measure("side_bridge").diagnose("bad_luck")


# ---- What a learner hears


def _best_path(client: bk.VirtualClient, tests: int) -> bk.VirtualClient:
    for _ in range(tests):
        client = client.measure(client.explanations.next_assessments(1)[0].assessment)
    return client


def test_the_best_path_scores_full_and_a_poor_one_less() -> None:
    client = bk.VirtualClient(11, "femoral_version_l")
    best = _best_path(client, 3).diagnose("femoral_version_l")
    poor = client.measure("side_bridge", "side_bridge").diagnose("femoral_version_l")
    assert best.score == pytest.approx(1.0)
    assert poor.score < 0.6
    assert best.outcome == "right"
    assert "No other choice" in str(best)
    assert "that is it" in str(best)
    assert "would have told most in a minute" in str(poor)


def test_a_good_choice_after_a_poor_one_lifts_the_score() -> None:
    poor = bk.VirtualClient(11, "femoral_version_l").measure("side_bridge")
    mended = _best_path(poor, 2).diagnose("femoral_version_l").score
    for worse in (poor, poor.measure("side_bridge", "side_bridge")):
        assert 0 < worse.diagnose("femoral_version_l").score < mended < 1


def test_the_answer_is_told_apart_from_the_hidden_story() -> None:
    client = bk.VirtualClient(11, "femoral_version_l").measure("hip_internal_rotation_prone")
    said = {
        answer: client.diagnose(answer).outcome for answer in ("femoral_version", "femoral_version_r", "leg_short_l")
    }
    assert said == {"femoral_version": "side open", "femoral_version_r": "other side", "leg_short_l": "another story"}
    assert bk.VirtualClient(1, NORMAL).measure("figure_four").diagnose(NORMAL).outcome == "right"


def test_a_guess_is_called_a_guess_and_nothing_is_called_a_diagnosis() -> None:
    guess = str(bk.VirtualClient(3).diagnose("calf_weak_l"))
    told = str(bk.VirtualClient(3).measure("single_leg_heel_raise", "figure_four").diagnose("calf_weak_l"))
    assert "this was a guess" in guess
    for word in ("diagnosis", "patient", "abnormal", "failed", "wrong"):
        assert word not in (guess + told).lower()


# ---- How far the tests can tell. The figures themselves are in docs/reasoning.md.


def test_every_test_on_three_days_comes_near_the_ceiling() -> None:
    clients = [bk.VirtualClient(seed).measure(*EVERY * 3) for seed in range(CLIENTS)]
    ceiling, with_error = (
        sum(client.hidden in first for client, first in zip(clients, _first_three(findings), strict=True))
        for findings in ([c.without_error() for c in clients], [c.findings for c in clients])
    )
    assert ceiling > CLIENTS / 2
    assert with_error >= 0.75 * ceiling


def test_asking_all_at_once_is_asking_each() -> None:
    findings = [bk.VirtualClient(seed).measure(*EVERY).findings for seed in range(3)]
    assert _first_three(findings) == [[item.id for item in bk.explain(one)[:3]] for one in findings]


def test_proposals_lead_from_a_finding_to_the_same_belief_sooner_than_a_set_in_its_order() -> None:
    # A hip that turns inwards less. The set of the lower back does its tests in its own order; the proposals do not.
    test = "hip_internal_rotation_prone"
    order = [name for name in CATALOGUE.batteries["full"].assessments if name != test]
    own, asked = [], []
    for seed in itertools.count():
        if len(own) == 6:
            break
        client = bk.VirtualClient(seed, "femoral_version_l").measure(test)
        wanted = 0.95 * _beliefs(client.measure(*order).findings)[client.hidden]
        if wanted < 0.3 or _beliefs(client.findings)[client.hidden] >= wanted:
            continue
        now = client
        for name in order:
            now = now.measure(name)
            if _beliefs(now.findings)[client.hidden] >= wanted:
                break
        own.append(now.minutes)
        now = client
        while now.minutes < own[-1] and _beliefs(now.findings)[client.hidden] < wanted:
            now = _best_path(now, 1)
        asked.append(now.minutes)
    assert statistics.mean(asked) <= 0.5 * statistics.mean(own)


def test_a_reader_who_knows_the_errors_has_the_same_readings() -> None:
    once, thrice = (bk.VirtualClient(4).measure(*["side_bridge", "figure_four"] * days) for days in (1, 3))
    known = {days: client.with_known_error() for days, client in ((1, once), (3, thrice))}
    assert known[1]["side_bridge"].difference == once.findings["side_bridge"].difference
    assert known[3]["side_bridge"].se == pytest.approx(known[1]["side_bridge"].se / math.sqrt(3))
    assert math.isinf(known[1]["side_bridge"].df)
    assert known[1]["side_bridge"].scope == "lasting"
