"""What an entry of the catalogue is: frozen models, each field with its meaning beneath it.

Every number that an entry carries names where it comes from: the id of a reference, or the word
``convention`` for what is in use without proof.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
"""A stable name in snake_case, never abbreviated."""

CONVENTION = "convention"
"""The source of a figure that is in use, but that nobody has shown to be right."""

Quality = Literal["strength", "endurance", "mobility", "size", "control", "alignment", "pain"]
Strength = Literal["weak", "moderate", "strong"]
Grade = Literal["trial", "cohort", "cross-sectional", "lab", "mechanism", "convention", "contradicted"]
"""What kind of evidence stands behind a statement, best first; ``contradicted``: trials or cohorts speak against it."""


class Model(BaseModel):
    """A frozen value that takes no field it does not know."""

    # Not use_attribute_docstrings: at every start it would read this file again for each class.
    # defer_build: entries that were checked and kept need no validator, which costs more than reading them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Entry(Model):
    """What every entry has."""

    id: Id
    """Stable name; the key under which the file lists it."""
    name: str
    """What a person reads."""
    references: tuple[Id, ...] = ()
    """Ids of the works that the entry rests on."""

    def _repr_markdown_(self) -> str:
        from balancekit.catalogue.load import catalogue
        from balancekit.catalogue.page import as_markdown

        return as_markdown(self, catalogue())


class Reference(Entry):
    """A work that figures come from. ``name`` is its title."""

    authors: str
    """First authors, as cited."""
    year: int = Field(ge=1900, le=2100)
    """Year of publication."""
    source: str
    """Journal with volume and page, or publisher."""
    doi: str | None = Field(default=None, pattern=r"^10\.\d{4,9}/\S+$")
    """Only where it was seen in print."""
    seen: Literal["full text", "abstract", "secondary", "title"]
    """How much of the work the figures in this catalogue were read from."""
    note: str = ""
    """What else to know about the citation."""
    gives: str = ""
    """What a beginner, a coach or an educator gets from reading it; empty: it is not on the reading list."""

    @property
    def citation(self) -> str:
        """The work on one line."""
        doi = f" doi:{self.doi}" if self.doi else ""
        stop = "" if self.name.endswith(("?", ".")) else "."
        return f"{self.authors} {self.year}. {self.name}{stop} {self.source.removesuffix('.')}.{doi}"


class Muscle(Entry):
    """A muscle as the body map draws it, or a group that spreads to its members."""

    latin: str
    """Anatomical name."""
    group: str
    """Where it belongs, in plain words: "hip", "trunk", "shoulder"."""
    parent: Id | None = None
    """The group entry that holds this muscle."""
    aliases: tuple[str, ...] = ()
    """What a lifter types: "QL", "lats"."""
    job: str = ""
    """What it does, in plain language."""
    actions: tuple[str, ...] = ()
    """The movements it makes, in the field's terms with a gloss: "hip abduction (leg out to the side)"."""
    works_with: tuple[Id, ...] = ()
    """Muscles that help with its main job."""
    works_against: tuple[Id, ...] = ()
    """Muscles that do the opposite."""
    trouble: str = ""
    """What overuse or shortness looks like, in one or two sentences that promise nothing."""
    layer: Literal["superficial", "deep", "sole", "group"]
    """Where it is drawn; ``group``: it is drawn as its members."""
    views: tuple[Literal["front", "back", "front_deep", "back_deep", "sole"], ...] = ()
    """The views of the body map that show it; empty for a group."""


class Equipment(Entry):
    """A thing one needs for a test or an exercise."""

    note: str = ""
    """What else will do, or what to look for."""

    @property
    def described(self) -> str:
        """Its name with the note beside it: "firm chair (without wheels)"."""
        notes = [note[:1].lower() + note[1:] for note in self.note.removesuffix(".").split(". ")]
        return f"{self.name} ({'; '.join(notes)})" if self.note else self.name


class Load(Model):
    """How much a test or an exercise says about a muscle."""

    muscle: Id
    """Id of the muscle."""
    weight: float = Field(default=1.0, gt=0, le=1)
    """1 for a main mover, 0.5 for a helper. Convention."""
    side: Literal["same", "opposite"] = "same"
    """The side of the muscle seen from the side that is tested: a weight in the left hand loads the right flank."""


class Reliability(Model):
    """What one study printed about a test's error."""

    population: str
    """Who was measured."""
    n: int | None = Field(default=None, gt=0)
    """How many people."""
    compares: Literal["days", "trials", "raters", "difference"]
    """What was repeated: days of testing, trials on one day, raters, or the left-right difference itself."""
    icc: tuple[float, float] | float | None = None
    """Intraclass correlation, as printed (a value or a range)."""
    concordance: float | None = None
    """Concordance correlation coefficient, as printed: agreement with the line of equality."""
    sem: float | None = Field(default=None, gt=0)
    """Standard error of measurement or typical error of one day's score, in the test's unit."""
    cv: float | None = Field(default=None, gt=0)
    """Coefficient of variation of one day's score, in per cent."""
    mdc: float | None = Field(default=None, gt=0)
    """Minimal detectable change as printed, in the test's unit."""
    mdc_confidence: Literal[90, 95] = 95
    """The level at which it was printed, in per cent."""
    limits_of_agreement: tuple[float, float] | None = None
    """Lower and upper 95 % limit of the difference between two days, in the test's unit."""
    use: Literal["sem", "cv", "mdc", "limits_of_agreement"] | None = None
    """The figure of this row that the verdict is held against; at most one row of a test has it."""
    confidence: Literal["H", "M", "L"]
    """H: the printed figure was seen; M: known, not seen; L: dim memory."""
    reference: Id
    """Who printed it."""
    note: str = ""
    """What to know before using it."""

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.use is None:
            return self
        if getattr(self, self.use) is None:
            raise ValueError(f"'use: {self.use}' names a figure that this row does not give; give it, or drop 'use'.")
        if self.compares in ("trials", "raters"):
            raise ValueError(
                f"'use' needs a row that compares days; this one compares {self.compares}, which says nothing about "
                "how a score varies from day to day."
            )
        return self


class Sourced(Model):
    """A number with its source."""

    value: float
    """The number; its unit is said where it is used."""
    source: str
    """The id of a reference, or ``convention``."""
    note: str = ""
    """Why this number."""


class Baseline(Model):
    """The difference that dominance alone leads one to expect."""

    right_handed: float
    """Expected difference in right-handers, right minus left: per cent on a ratio scale, else in the unit."""
    left_handed: float
    """The same in left-handers."""
    source: str
    """The id of a reference, or ``convention``."""
    note: str = ""
    """How the figure came about."""


class Norm(Model):
    """What a group of people scored."""

    population: str
    """Who was measured: sex, age, training."""
    mean: float
    """Mean of the group (a median where the note says so), in the test's unit."""
    sd: float | None = Field(default=None, gt=0)
    """Standard deviation between people, in the test's unit."""
    n: int | None = Field(default=None, gt=0)
    """How many people."""
    confidence: Literal["H", "M", "L"]
    """H: the printed figure was seen; M: known, not seen; L: dim memory."""
    reference: Id
    """Who printed it."""
    note: str = ""
    """What to know before using it."""


class ReferralRule(Model):
    """A result with which one goes to see somebody."""

    at_least: float
    """Size of the signed reading, or of the left-right difference, without its sign, in the test's unit."""
    say: str
    """What the page then says."""
    reference: Id
    """Who asks for it."""


class Cadence(Model):
    """A rhythm for the metronome."""

    beats: int = Field(ge=20, le=240)
    """Ticks a minute."""
    means: str
    """What a tick stands for: "one tick up, one tick down"."""


class Assessment(Entry):
    """A test that is done on the left and on the right, or that gives one signed value."""

    question: str
    """What it asks of the body, in one line."""
    quality: Quality
    """What it measures."""
    unit: Literal["s", "reps", "kg", "cm", "mm", "deg", "points"]
    """Unit of a reading: seconds, repetitions, kilograms, centimetres, millimetres, degrees, points of a rating."""
    scale: Literal["ratio", "interval", "signed", "ordinal"]
    """``ratio``: a true zero, compared in per cent; ``interval``: compared in its unit; ``signed``: one value, + where
    the right is higher or larger; ``ordinal``: compared in categories."""
    better: Literal["higher", "lower", "neither"]
    """Which way is more able."""
    combine: Literal["mean", "best"]
    """How the trials of one side and day become its score, as the protocol says."""
    trials: int = Field(ge=1, le=10)
    """How many trials a side the protocol asks for."""
    rest_seconds: int = Field(ge=0)
    """Rest between two trials."""
    resolution: float = Field(gt=0)
    """The smallest step that is read off, in the unit."""
    usual: tuple[float, float]
    """Readings outside this range are asked about, never refused."""
    usual_source: str = CONVENTION
    """The id of a reference, or ``convention``."""
    timed: bool = False
    """Whether a stopwatch takes the reading."""
    cadence: Cadence | None = None
    """The rhythm that the protocol asks for, where it has one."""
    equipment: tuple[Id, ...] = ()
    """What is needed."""
    people: Literal["alone", "partner", "clinician"]
    """Who has to be there."""
    minutes: float = Field(gt=0)
    """For both sides, rests included."""
    side_means: str = ""
    """What "left" stands for in this test: "the side on the floor"."""
    more: str = "higher"
    """What a signed reading says of its side: "higher", "longer", "larger"."""
    how_to: tuple[str, ...] = Field(min_length=2)
    """The steps, in the second person."""
    errors: tuple[str, ...] = ()
    """What often goes wrong."""
    stop: str
    """When to stop at once."""
    muscles: tuple[Load, ...] = Field(min_length=1)
    """What it says about which muscle."""
    margin: Sourced
    """The smallest difference that matters: per cent on a ratio scale, else in the unit."""
    baseline: Baseline | None = None
    """The difference that dominance leads one to expect, where one is known."""
    norms: tuple[Norm, ...] = ()
    """What others scored, where it was published."""
    reliability: tuple[Reliability, ...] = ()
    """What was published about its error."""
    refer: tuple[ReferralRule, ...] = ()
    """Results with which one goes to see somebody."""

    @property
    def error(self) -> Reliability | None:
        """The row whose figure the verdict is held against, or None where nothing usable was published."""
        return next((row for row in self.reliability if row.use), None)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if sum(row.use is not None for row in self.reliability) > 1:
            raise ValueError("more than one row of 'reliability' has 'use'; a verdict is held against one figure.")
        if self.error is not None and self.error.use == "cv" and self.scale != "ratio":
            raise ValueError(f"'use: cv' needs a ratio scale; a {self.scale} scale has no per cent.")
        if self.usual[0] >= self.usual[1]:
            raise ValueError(f"'usual' goes from {self.usual[0]} to {self.usual[1]}; the first must be the smaller.")
        return self


class Dose(Model):
    """How much of an exercise."""

    sets: int = Field(ge=1, le=10)
    """Sets a side and session."""
    low: int = Field(ge=1)
    """Fewest repetitions or seconds of a set."""
    high: int = Field(ge=1)
    """Most of them."""
    unit: Literal["reps", "s"]
    """Repetitions or seconds."""
    source: str
    """The id of a reference, or ``convention``."""


class Exercise(Entry):
    """Work for one side, or a rule of training that stands as an entry of its own."""

    quality: Quality
    """What it trains."""
    muscles: tuple[Load, ...]
    """``side`` is seen from the side that works or holds the weight."""
    equipment: tuple[Id, ...] = ()
    """What is needed."""
    difficulty: int = Field(ge=1, le=5)
    """1 for anybody, 5 for few. Convention."""
    easier: Id | None = None
    """The rung below on its ladder."""
    harder: Id | None = None
    """The rung above."""
    one_sided: bool = True
    """Whether each side does its own work; work of both sides at once cannot close a gap by itself."""
    side_means: str = ""
    """What "left" stands for: "the weight is in the left hand"."""
    cues: tuple[str, ...] = Field(min_length=1)
    """How to do it well, in the second person."""
    errors: tuple[str, ...] = ()
    """What often goes wrong."""
    caution: str = ""
    """Who should leave it out or ask first."""
    dose: Dose | None = None
    """How much of it; None for a rule."""
    evidence: str
    """What is known about it, in one or two sentences; "none found" is an answer."""
    grade: Grade
    """What kind of evidence that is."""
    aliases: tuple[str, ...] = ()
    """Other names, former ids among them."""


class Effect(Model):
    """An edge of the causal graph: what a cause leads to."""

    to: Id
    """A state, or an assessment that would show it."""
    shows: Literal["higher", "lower"] | None = None
    """For an assessment: how the reading of that side compares with the other side."""
    side: Literal["same", "opposite"] = "same"
    """On which side the effect shows, seen from the side of the cause."""
    strength: Strength
    """How often the effect is there when the cause is: a rank, not a probability."""
    grade: Grade
    """What kind of evidence stands behind the link."""
    references: tuple[Id, ...] = ()
    """Ids of the works that it rests on."""
    note: str = ""
    """What to know about it."""


class Cause(Entry):
    """A cause or an intermediate state of the kinetic chain. ``name`` may hold ``{side}``."""

    kind: Literal["cause", "state", "baseline", "nothing_wrong"]
    """``cause``: can stand at the start of a chain; ``state``: only between; ``baseline``: enters as what is expected
    or as advice, never as a rival; ``nothing_wrong``: the rival that needs no cause."""
    sided: bool = True
    """Whether it has a left and a right."""
    prior: Literal["rare", "uncommon", "common"] = "uncommon"
    """How often one meets it before anything is measured: a rank, convention."""
    place: Id | None = None
    """Id of the muscle at which the story is drawn on the body; left out: the first muscle of the first test that it
    leads to. Convention of the picture."""
    story: str
    """What it would mean, in one or two plain sentences; may hold ``{side}`` and ``{other}``."""
    effects: tuple[Effect, ...] = ()
    """What it leads to."""
    advice: str
    """What one can do about it, or how to find out."""
    refer: bool = False
    """Whether somebody else should look at it before any training for it."""
    exercises: tuple[Id, ...] = ()
    """What trains or stretches it, where that makes sense."""


class RedFlag(Entry):
    """A question that comes before every test. ``name`` is the question."""

    urgency: Literal["emergency", "same day", "soon"]
    """How soon somebody should look at it."""
    heading: str
    """What to do, as the heading of the advice."""
    say: str
    """Why, in two sentences, and what still works here."""
    confidence: Literal["H", "M", "L"]
    """How sure it is that guidelines ask this; as in `Reliability`."""


class Battery(Entry):
    """A set of assessments that belong together."""

    why: str
    """For whom it is, and what it tells."""
    about: tuple[str, ...] = ()
    """Groups of muscles whose differences it looks into; empty where it is made for a way of testing instead."""
    assessments: tuple[Id, ...] = Field(min_length=1)
    """Ids of its tests, in the order in which they are best done."""
