"""SVG path data turned into polygons, so that plotly can fill them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

Point = tuple[float, float]
Ring = tuple[Point, ...]

_TOKEN: re.Pattern[str] = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_AFTER = {"M": "L", "m": "l"}  # further pairs after a move are lines
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Z": 0}


def flatten(path: str, tolerance: float, where: str = "path") -> tuple[Ring, ...]:
    """Path data as rings of points, nowhere further than ``tolerance`` from the curve.

    Knows M, L, H, V, C, S and Z, absolute and relative. A closed ring ends on its first point.

    Raises
    ------
    ValueError
        For any other command, or when numbers are missing; the sentence names ``where``.
    """
    # A quarter of the tolerance goes to the chords, most of the rest to leaving out points that add nothing.
    rings = [_simplify(ring, 0.75 * tolerance) for ring in _rings(path, 0.25 * tolerance, where)]
    return tuple(tuple((_tenth(x), _tenth(y)) for x, y in ring) for ring in rings)


def _tenth(number: float) -> float:
    """One decimal, the drawings' own precision.

    Rounded twice, so that a sum that is half a tenth but for the last bit goes the same way on both sides of a mirror.
    """
    return round(round(number, 6), 1) + 0.0


def _rings(path: str, tolerance: float, where: str) -> list[list[Point]]:
    rings: list[list[Point]] = []
    x = y = 0.0
    control: Point | None = None  # second control point of the curve before, which S mirrors
    for letter, given in _commands(path, where):
        command = letter.upper()
        numbers = given if letter == command else _absolute(command, given, x, y)
        previous, control = control, None
        if command == "M":
            x, y = numbers
            rings.append([(x, y)])
        elif not rings:
            raise ValueError(f"{where}: path data has to begin with M, not with {letter}.")
        elif command == "Z":
            x, y = rings[-1][0]
            if rings[-1][-1] != (x, y):
                rings[-1].append((x, y))
        elif command in ("C", "S"):
            if command == "S":
                before = previous or (x, y)
                numbers = [2 * x - before[0], 2 * y - before[1], *numbers]
            rings[-1].extend(_cubic((x, y), numbers, tolerance))
            control = (numbers[2], numbers[3])
            x, y = numbers[4], numbers[5]
        else:
            x = numbers[0] if command in ("L", "H") else x
            y = numbers[-1] if command in ("L", "V") else y
            rings[-1].append((x, y))
    return rings


def _commands(path: str, where: str) -> Iterator[tuple[str, list[float]]]:
    """Path data as single commands; a letter that is left out repeats the last one."""
    letter = ""
    tokens: list[str] = _TOKEN.findall(path)
    at = 0
    while at < len(tokens):
        if tokens[at].isalpha():
            letter = tokens[at]
            at += 1
        elif letter in ("", "Z", "z"):
            raise ValueError(f"{where}: a number stands where a path command is expected.")
        count = _ARGUMENTS.get(letter.upper())
        if count is None:
            raise ValueError(f"{where}: path command {letter!r} is not known; use only M, L, H, V, C, S and Z.")
        found = tokens[at : at + count]
        if len(found) < count or any(token.isalpha() for token in found):
            raise ValueError(f"{where}: path command {letter!r} takes {count} numbers at a time.")
        yield letter, [float(token) for token in found]
        at += count
        letter = _AFTER.get(letter, letter)


def _absolute(command: str, numbers: list[float], x: float, y: float) -> list[float]:
    if command == "V":
        return [numbers[0] + y]
    return [number + (y if index % 2 else x) for index, number in enumerate(numbers)]


def _cubic(start: Point, numbers: list[float], tolerance: float) -> Iterator[Point]:
    """Points of a cubic Bezier curve after its start, evenly spaced in t; their count by Wang's bound."""
    x0, y0 = start
    x1, y1, x2, y2, x3, y3 = numbers
    bend = max(math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2), math.hypot(x1 - 2 * x2 + x3, y1 - 2 * y2 + y3))
    steps = max(1, math.ceil(math.sqrt(0.75 * bend / tolerance)))
    for step in range(1, steps):
        t = step / steps
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
    yield x3, y3


def _simplify(ring: list[Point], tolerance: float) -> list[Point]:
    """Leave out points that lie within ``tolerance`` of the outline without them (Douglas and Peucker).

    Walking a ring backwards gives the same points, so a mirrored drawing stays an exact mirror image.
    """
    keep = {0, len(ring) - 1}
    stack = [(0, len(ring) - 1)]
    while stack:
        first, last = stack.pop()
        (x0, y0), (x1, y1) = ring[first], ring[last]
        dx, dy = x1 - x0, y1 - y0
        length = math.hypot(dx, dy)
        furthest, at = 0.0, first
        for index in range(first + 1, last):
            px, py = ring[index][0] - x0, ring[index][1] - y0
            along = min(1.0, max(0.0, (px * dx + py * dy) / length**2)) if length else 0.0
            distance = math.hypot(px - along * dx, py - along * dy)  # to the chord, not to its line: a fold stays
            if distance > furthest:
                furthest, at = distance, index
        if furthest > tolerance:
            keep.add(at)
            stack += [(first, at), (at, last)]
    return [ring[index] for index in sorted(keep)]
