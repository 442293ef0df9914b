"""A catalogue small enough to reason about in a test; every figure in it is made up for the test."""

from types import MappingProxyType

from balancekit.catalogue import Catalogue

EMPTY = Catalogue(*[MappingProxyType({}) for _ in range(8)], version="0")
_TEST = {
    "question": "How long?",
    "quality": "endurance",
    "unit": "s",
    "scale": "ratio",
    "better": "higher",
    "combine": "mean",
    "trials": 3,
    "rest_seconds": 60,
    "resolution": 0.1,
    "usual": (20, 180),
    "people": "alone",
    "minutes": 6,
    "how_to": ["First do this.", "Then that."],
    "stop": "Stop when it hurts.",
    "muscles": [{"muscle": "quadratus_lumborum"}],
    "margin": {"value": 10, "source": "convention"},
}


def row(**figures):
    """A row of reliability that compares days."""
    return {"population": "adults", "compares": "days", "confidence": "H", "reference": "somebody_2020", **figures}


def test_entry(**changes):
    """Fields of an assessment, with some of them changed."""
    return {**_TEST, **changes}


# not a test, in spite of its name; a function takes any attribute, and pytest reads this one
test_entry.__test__ = False  # pyright: ignore[reportFunctionMemberAccess]

SMALL = EMPTY.extend(
    {
        "references": {
            "somebody_2020": {
                "name": "On sides",
                "authors": "Some B",
                "year": 2020,
                "source": "J 1:1",
                "seen": "abstract",
            }
        },
        "muscles": {
            "quadratus_lumborum": {
                "name": "quadratus lumborum",
                "latin": "m. quadratus lumborum",
                "group": "trunk",
                "layer": "deep",
            },
            "piriformis": {"name": "piriformis", "latin": "m. piriformis", "group": "hip", "layer": "deep"},
        },
        "equipment": {"mat": {"name": "mat"}},
        "assessments": {
            "hold": test_entry(name="Hold", reliability=[row(cv=30.75, sem=10.95, use="cv")]),
            "steady_hold": test_entry(name="Steady hold", reliability=[row(cv=5, use="cv")]),
            "lift": test_entry(name="Lift", unit="kg", resolution=1, quality="strength"),
            "best_lift": test_entry(name="Best lift", unit="kg", resolution=1, combine="best"),
            "turn": test_entry(
                name="Turn",
                unit="deg",
                scale="interval",
                quality="mobility",
                resolution=1,
                muscles=[{"muscle": "piriformis"}],
                margin={"value": 5, "source": "convention"},
                reliability=[row(mdc=5.54, use="mdc")],
            ),
            "gap": test_entry(
                name="Gap",
                unit="cm",
                scale="interval",
                better="lower",
                quality="mobility",
                muscles=[{"muscle": "piriformis"}],
                margin={"value": 2, "source": "convention"},
                reliability=[row(sem=1, use="sem")],
            ),
            "tilt": test_entry(
                name="Tilt",
                unit="deg",
                scale="signed",
                better="neither",
                quality="alignment",
                resolution=1,
                usual=(-15, 15),
                margin={"value": 5, "source": "convention"},
                refer=[{"at_least": 7, "say": "Please have it looked at.", "reference": "somebody_2020"}],
            ),
            "rating": test_entry(
                name="Rating",
                unit="points",
                scale="ordinal",
                quality="control",
                resolution=1,
                usual=(0, 3),
                margin={"value": 0.5, "source": "convention"},
            ),
            "grip": test_entry(
                name="Grip",
                unit="kg",
                quality="strength",
                baseline={"right_handed": 10, "left_handed": 0, "source": "convention"},
                reliability=[row(sem=2, use="sem")],
            ),
            "far_hand": test_entry(
                name="Far hand",
                muscles=[{"muscle": "quadratus_lumborum", "side": "opposite"}],
                quality="strength",
                reliability=[row(cv=2, use="cv")],
            ),
        },
    }
)
