"""What the signs of a body map mean: one description that the figure and the picture both draw."""

from __future__ import annotations

from dataclasses import dataclass

from balancekit.figures import colours

Entry = tuple[str, colours.Paint]


@dataclass(frozen=True, slots=True)
class Legend:
    """The question the map answers, the words along its scale, the key of its other signs, and a remark."""

    question: str
    ends: tuple[str, str, str]
    tints: tuple[str, str, str]
    entries: tuple[Entry, ...]
    remark: str
    scale: bool = True
    """Whether colours say more or less."""


def _sign(state: colours.State) -> colours.Paint:
    """A pattern without a side: in ink, as the key explains the pattern and not the colour."""
    paint = colours.paint(state)
    if paint.pattern in ("", "."):
        return paint
    return colours.Paint(paint.fill, colours.INK_3, paint.width, paint.pattern, colours.INK_3)


FINDINGS = Legend(
    question="Which side does less?",
    ends=("Left does less", "alike", "Right does less"),
    tints=(colours.LETTERS["left"], colours.INK_3, colours.LETTERS["right"]),
    entries=(
        ("can't tell yet", _sign("uncertain")),
        ("one side unable", _sign("unable")),
        ("alike, or does more", _sign("similar")),
        ("no error known", _sign("unscored")),
        ("not measured", _sign("unmeasured")),
    ),
    remark="Firm outline: a clear difference. Its colour is full from four times the smallest one that matters.",
)


def of_values(limit: float) -> Legend:
    """Legend of a map of given numbers, from ``-limit`` to ``limit``."""
    return Legend(
        question="",
        ends=(f"−{limit:g}", "0", f"{limit:g}"),
        tints=(colours.INK_2, colours.INK_2, colours.INK_2),
        entries=(("no value", _sign("unmeasured")),),
        remark="",
    )


CHOSEN = Legend(
    question="Where do you feel it?",
    ends=("", "", ""),
    tints=(colours.INK_3, colours.INK_3, colours.INK_3),
    entries=(
        ("chosen on the left", colours.paint("chosen", -1)),
        ("chosen on the right", colours.paint("chosen", 1)),
        ("not chosen", _sign("unmeasured")),
    ),
    remark="",
    scale=False,
)
"""Legend of what a person pointed at: no scale, as nothing was measured."""
