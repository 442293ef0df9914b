"""The rules of training as data: what each says, how well it is proven, and what no longer holds without it.

They stand in ``rules.yaml``. A coach switches a rule off or replaces it; what then no longer holds is said on the plan.
Refusals (``gate``) are no rules: nobody switches them off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from balancekit.catalogue import CONVENTION, Grade
from balancekit.catalogue.wording import did_you_mean

if TYPE_CHECKING:
    from balancekit.programme.plan import Row

LOADING = ("strength", "endurance", "size")
"""Qualities that are trained against a load and counted in sets; mobility and control are light work."""
_GRADES = {
    "trial": "trials",
    "trial-small": "small trials",
    "cohort": "cohort studies",
    "cross-sectional": "cross-sectional studies",
    "lab": "laboratory study",
    "mechanism": "mechanism only",
    "convention": "convention",
    "contradicted": "contradicted by studies",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of training, printed beside the plan."""

    id: str
    wording: str
    """What to do; names in braces stand for `values`."""
    grade: Grade | Literal["trial-small"]
    """What kind of evidence stands behind it; ``trial-small``: small trials that nobody has repeated elsewhere."""
    source: tuple[str, ...]
    """Ids of references, or ``convention``."""
    note: str
    """What is known, and what is not."""
    without: str = ""
    """What no longer holds where the rule is switched off."""
    values: tuple[tuple[str, float], ...] = ()
    """The numbers of the rule, by name; they steer the plan."""
    group: str = ""
    """One of `GROUPS`; empty for a rule that a coach adds."""
    brief: str = ""
    """What to do in a few words, with names in braces as in `wording`; empty: `wording` itself."""

    @property
    def text(self) -> str:
        """What to do, with its numbers."""
        return self.wording.format(**dict(self.values))

    @property
    def short(self) -> str:
        """What to do in a few words."""
        return (self.brief or self.wording).format(**dict(self.values)).rstrip(".")

    @property
    def grade_words(self) -> str:
        """The grade as a person reads it: "small trials"."""
        return _GRADES[self.grade]

    @property
    def source_words(self) -> str:
        """Authors and years in short, as the ids name them: "Gonzalo Skok 2019"; empty for a mere convention."""
        return ", ".join(one.replace("_", " ").title() for one in self.source if one != CONVENTION)

    def with_values(self, **values: float) -> Rule:
        """The rule with other numbers. The evidence was for the old ones, so the new ones are convention."""
        known = dict(self.values)
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"rule {self.id!r} has no value {name!r}; it has: {', '.join(known) or 'none'}.")
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e6:
                raise ValueError(f"rule {self.id!r}, {name}: {value!r} is no number from 0 up.")
        if all(known[name] == value for name, value in values.items()):
            return self
        was = self.text
        return replace(
            self,
            values=tuple((known | values).items()),
            grade="convention",
            source=(CONVENTION,),
            note=f"Set by the coach. The rule was: {was}",
        )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in force, and those that were switched off or replaced."""

    rules: tuple[Rule, ...]
    off: tuple[Rule, ...] = ()
    replaced: tuple[Rule, ...] = ()
    """The rules as they were before somebody replaced them."""

    def holds(self, rule: str) -> bool:
        """Whether a rule is in force."""
        return any(one.id == rule for one in self.rules)

    def value(self, rule: str, name: str, otherwise: float) -> float:
        """A number of a rule; ``otherwise`` where the rule is off or does not say it."""
        return next((dict(one.values).get(name, otherwise) for one in self.rules if one.id == rule), otherwise)


def _load() -> tuple[Rule, ...]:
    import yaml

    content = yaml.load((files("balancekit.programme") / "rules.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return tuple(
        Rule(
            id=key,
            wording=entry["text"],
            grade=entry["grade"],
            source=tuple(entry["source"]),
            note=entry["note"],
            without=entry["without"],
            values=tuple(entry.get("values", {}).items()),
            group=entry["group"],
            brief=entry["short"],
        )
        for key, entry in content.items()
    )


GROUPS: Mapping[str, str] = {
    "sides": "Two sides",
    "effort": "How much",
    "on": "When to go on",
    "weeks": "From week to week",
    "session": "In a session",
    "care": "Care",
    "": "Your own rules",
}
"""Headings of the rules that belong together, in their order."""
RULES = _load()
"""Every rule, in the order in which they are printed."""
LEVELS: Mapping[str, Mapping[str, Any]] = {
    "beginner": {"start": 2, "sets": None},
    "regular": {"start": 3, "sets": None},
    "trained": {"start": 4, "sets": (10, 20)},
}
"""By how used one is to loads: the hardest rung, of 5, that a plan starts on (convention), and the weekly sets where
they are not those of the rule."""


def rulebook(given: object, level: str = "regular") -> Rulebook:
    """The rules that a plan is made by.

    Parameters
    ----------
    given
        None: all rules as they are. A mapping of rule ids: None or False switches a rule off, a mapping gives other
        values, a `Rule` stands in its place, True keeps it. A list of rules: these and no others.
    level
        One of `LEVELS`; the weekly sets follow it.

    Raises
    ------
    ValueError
        For a rule that is not known, or values that it does not have.
    TypeError
        For anything else.
    """
    standard = {rule.id: _at_level(rule, level) for rule in RULES}
    if given is None:
        return Rulebook(tuple(standard.values()))
    in_force: dict[str, Rule] = {}
    for key, change in _changes(given, standard).items():
        if change is None:
            continue
        in_force[key] = change
        change.text  # noqa: B018  says at once where a coach's wording names a value that is not there
    return Rulebook(
        tuple(in_force.values()),
        off=tuple(rule for key, rule in standard.items() if key not in in_force),
        replaced=tuple(rule for key, rule in standard.items() if key in in_force and in_force[key] != rule),
    )


def _at_level(rule: Rule, level: str) -> Rule:
    sets = LEVELS[level]["sets"]
    if rule.id != "sets_a_week" or sets is None:
        return rule
    note = f"{rule.note} For the trained the plan aims higher within that trend; how much higher is convention."
    return replace(rule, values=(("fewest", sets[0]), ("most", sets[1])), note=note)


def _changes(given: object, standard: Mapping[str, Rule]) -> dict[str, Rule | None]:
    if isinstance(given, Mapping):
        for key in given:
            if key not in standard and not isinstance(given[key], Rule):
                raise ValueError(f"rules: there is no rule {key!r}; {did_you_mean(key, standard)}")
        return {
            **{key: _changed(rule, given.get(key, True)) for key, rule in standard.items()},
            **{key: rule for key, rule in given.items() if key not in standard},
        }
    if isinstance(given, Iterable) and not isinstance(given, str):
        rules = list(given)
        if all(isinstance(rule, Rule) for rule in rules):
            return {rule.id: rule for rule in rules}
    raise TypeError(f"rules is {given!r}; give a mapping such as {{'one_extra_set': None}}, or a list of rules.")


def _changed(rule: Rule, change: object) -> Rule | None:
    if change is None or change is False:
        return None
    if change is True:
        return rule
    if isinstance(change, Rule):
        return replace(change, id=rule.id, group=change.group or rule.group)
    if isinstance(change, Mapping):
        return rule.with_values(**change)
    raise TypeError(f"rules, {rule.id}: {change!r}; give None to switch it off, a mapping of values, or a Rule.")


def bears(rule: Rule, rows: Iterable[Row], underhand: str | None) -> bool:
    """Whether a rule bears on these rows; ``underhand``: the hand that is always palm up in a mixed grip, if any."""
    rows = tuple(rows)
    loaded = any(row.quality in LOADING for row in rows)
    worked = any(row.quality != "mobility" for row in rows)
    days = {row.date for row in rows}
    applies = {
        "two_short_of_failure": loaded,
        "one_extra_set": loaded,
        "sets_a_week": loaded,
        "raise_load": loaded,
        "climb": worked,
        "as_logged": worked,
        "as_measured": any(row.measured for row in rows),
        "groove_first": worked,
        "balance_last": worked,
        "lighter_week": worked,
        "demanding_first": len(rows) > len(days),
        "tempo": any(row.quality in LOADING and row.unit == "reps" for row in rows),
        "stretch_minutes": any(row.quality == "mobility" for row in rows),
        "swap_mixed_grip": (loaded and underhand in ("left", "right"))
        or any("deadlift" in row.exercise for row in rows),
    }
    return bool(rows) and applies.get(rule.id, True)


def lost(book: Rulebook, rows: Iterable[Row], underhand: str | None) -> tuple[str, ...]:
    """What no longer holds because somebody switched rules off or replaced them."""
    rows, now = tuple(rows), {rule.id: rule for rule in book.rules}
    off = [f"Switched off: {rule.text} {rule.without}" for rule in book.off if bears(rule, rows, underhand)]
    other = [
        f"Replaced: {rule.text} Now: {now[rule.id].text} The evidence named for the old rule does not stand behind the "
        "new one."
        for rule in book.replaced
        if bears(rule, rows, underhand)
    ]
    return (*off, *other)
