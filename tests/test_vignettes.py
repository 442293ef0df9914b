"""Clinical vignettes as data (`vignettes.yaml`): what may be concluded from what was found, and what may not."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import balancekit as bk
from balancekit.catalogue import Cause
from balancekit.reasoning import Explanations
from balancekit.reasoning.wording import BANDS, STEADY
from balancekit.symmetry import Finding, Findings

VIGNETTES: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "vignettes.yaml").read_text("utf-8")
)
CATALOGUE = bk.catalogue()
UNLIKELY = next(least for least, word in BANDS if word == "less likely")
SWAP = {"left": "right", "right": "left"}
KEYS = {"findings", "profile", "flags", "first", "open", "unlikely", "refer", "next", "steady", "stops", "trap"}


def _finding(test: str, said: float | str) -> Finding:
    """A finding of so many margins, with an error of a third of one; or one lost in error; or a side unable."""
    entry = CATALOGUE.assessments[test]
    margin = entry.margin.value
    effect, se = (0.0, 50.0) if isinstance(said, str) else (float(said), 0.3)

    def level(away: float) -> float:
        return 100 * math.exp(away / 100) if entry.scale == "ratio" else 50 + away

    unable = (said.split()[1],) if isinstance(said, str) and said.startswith("unable") else ()
    verdict = "unable" if unable else "uncertain" if said == "noise" else "clear" if abs(effect) > 1 else "similar"
    return Finding(
        assessment=test,
        name=entry.name,
        quality=entry.quality,
        scale=entry.scale,
        unit=entry.unit,
        better=entry.better,
        on=dt.date(2026, 11, 2),
        days=3,
        n_left=3,
        n_right=3,
        difference=math.nan if unable else effect * margin,
        baseline=0.0,
        se=se * margin,
        low=(effect - 1.96 * se) * margin,
        high=(effect + 1.96 * se) * margin,
        df=math.inf,
        margin=margin,
        margin_source="convention",
        error_source="published",
        error_words="varies",
        scope="lasting",
        verdict=verdict,
        less_side="left" if (unable[0] == "left" if unable else effect > 0) else "right",
        unable_sides=unable,
        more=entry.more,
        left=level(-effect * margin / 2),
        right=level(effect * margin / 2),
        value=effect * margin,
        p=math.nan,
        q=math.nan,
    )


def _explain(vignette: Mapping[str, Any], *, mirrored: bool = False) -> Explanations:
    profile: dict[str, Any] = dict(vignette.get("profile", {}))
    said = dict(vignette["findings"])
    if mirrored:
        profile = {key: SWAP.get(value, value) for key, value in profile.items()}
        said = {
            test: -value if not isinstance(value, str) else " ".join(SWAP.get(word, word) for word in value.split())
            for test, value in said.items()
        }
    yes: dict[str, Any] = dict.fromkeys(vignette.get("flags", ()), True)
    case = bk.Case(profile=bk.Profile(**profile)).screen(**yes)
    return bk.explain(Findings(tuple(_finding(test, value) for test, value in said.items()), case, CATALOGUE))


def _several(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


@pytest.fixture(params=VIGNETTES.values(), ids=list(VIGNETTES))
def vignette(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    return request.param


def test_there_are_enough_and_all_say_something() -> None:
    assert len(VIGNETTES) >= 25
    for name, content in VIGNETTES.items():
        assert set(content) <= KEYS, name
        assert set(content) - {"findings", "profile", "flags", "trap"}, name


def test_what_may_be_concluded(vignette: Mapping[str, Any]) -> None:
    explained = _explain(vignette)
    believed = {item.id: item.probability for item in explained}
    shown = {story: round(p, 3) for story, p in list(believed.items())[:6]}
    if "first" in vignette:
        assert explained[0].id in _several(vignette["first"]), shown
    for story in vignette.get("open", ()):
        assert believed[story] >= UNLIKELY, (story, believed[story], shown)
    for story in vignette.get("unlikely", ()):
        assert believed.get(story, 0.0) < UNLIKELY, (story, believed[story], shown)
    for story in vignette.get("refer", ()):
        assert next(item for item in explained if item.id == story).refer
    if "next" in vignette:
        assert vignette["next"] in {test.assessment for test in explained.next_assessments(3)}
    if "steady" in vignette:
        assert (explained.stability >= STEADY) == vignette["steady"], (explained.stability, shown)
    if vignette.get("stops"):
        assert explained.flags
        assert str(explained).startswith(explained.flags[0].rstrip("."))
        assert explained.next_assessments() == ()


def test_the_mirror_image_is_concluded_from_the_mirror_image(vignette: Mapping[str, Any]) -> None:
    one, other = _explain(vignette), _explain(vignette, mirrored=True)
    ends = {"_l": "_r", "_r": "_l"}
    swapped = {key[:-2] + ends.get(key[-2:], key[-2:]): p for key, p in ((i.id, i.probability) for i in other)}
    assert {item.id: item.probability for item in one} == pytest.approx(swapped, abs=1e-9)


# ---- The sign traps that need two cases side by side


def _believed(**findings: float) -> dict[str, float]:
    return {item.id: item.probability for item in _explain({"findings": findings})}


def test_all_eight_sign_traps_are_walked_past() -> None:
    walked = {content["trap"] for content in VIGNETTES.values() if "trap" in content}
    assert walked | {1, 4, 8} == set(range(1, 9))


def test_trap_1_the_pelvis_turns_forwards_on_the_short_side() -> None:
    # A half that is turned forwards lets the hip below turn inwards further: on the side of the short leg.
    short_side, long_side = (
        _believed(leg_length_blocks=1.25, hip_internal_rotation_prone=d)["leg_short_l"] for d in (-3, 3)
    )
    assert short_side > long_side


def test_trap_4_a_level_or_dropped_pelvis_says_next_to_nothing_of_weak_abductors() -> None:
    level, dropped_left, dropped_right = (
        _believed(hip_abduction_strength=-3, leg_length_blocks=d)["hip_abductors_weak_r"] for d in (0, 2, -2)
    )
    assert dropped_left >= dropped_right  # weak on the right: if any side drops, it is the left
    assert dropped_left == pytest.approx(level, abs=0.1)


def test_trap_8_the_spared_leg_is_not_held_against_the_other_alone() -> None:
    explained = _explain(VIGNETTES["thigh and calf thinner and the whole leg weaker after an injury"])
    assert explained[0].cause == "disuse_after_injury"
    assert "no healthy yardstick" in " ".join(explained[0].story.split())
    assert "your own earlier results" in explained[0].advice


# ---- What must hold whatever is found


@pytest.mark.parametrize(
    "cause", [cause for cause in CATALOGUE.causes.values() if cause.kind == "cause"], ids=lambda cause: cause.id
)
def test_more_of_what_a_cause_shows_never_makes_it_less_likely(cause: Cause) -> None:
    for effect in cause.effects:
        if effect.shows is None or effect.grade == "contradicted":
            continue
        left_is_higher = (effect.shows == "higher") == (effect.side == "same")
        sign = -1 if left_is_higher else 1
        beliefs = [_believed(**{effect.to: sign * d}).get(f"{cause.id}_l", 0.0) for d in (0, 0.8, 1.2, 2, 4)]
        assert beliefs == sorted(beliefs), effect.to
