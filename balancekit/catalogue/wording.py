"""How the catalogue's texts are filled in and its ids corrected: the few phrases that every room shares."""

from __future__ import annotations

from collections.abc import Iterable

EITHER = "left or right"
"""Stands for the side where both are meant."""


def placed(text: str, side: str | None) -> str:
    """A text of the catalogue with its side filled in; as it is where there is none."""
    if side is None:
        return text
    return text.replace("{side}", side).replace("{other}", "right" if side == "left" else "left")


def capital(text: str) -> str:
    """The text as the beginning of a sentence; what follows its first letter stays as it is."""
    return text[:1].upper() + text[1:]


def did_you_mean(given: object, known: Iterable[str], otherwise: str | None = None, *, most: int = 1) -> str:
    """What may have been meant by a name that stands for nothing.

    Parameters
    ----------
    given
        What was typed.
    known
        What it might have been.
    otherwise
        What to say where nothing comes near; all that is known, in its order, if left out.
    most
        How many names to offer.

    Examples
    --------
    >>> did_you_mean("side_brige", ["side_bridge", "figure_four"])
    "did you mean 'side_bridge'?"
    >>> did_you_mean("mat", ["bench", "box"])
    'known are: bench, box.'
    """
    import difflib  # only where something is amiss

    known = list(known)
    if close := difflib.get_close_matches(str(given), known, n=most):
        return f"did you mean {' or '.join(map(repr, close))}?"
    return f"known are: {', '.join(known) or 'none'}." if otherwise is None else otherwise
