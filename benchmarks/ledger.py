"""What was promised, what was measured, and the page that holds the two side by side."""

from __future__ import annotations

import datetime as dt
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Bar:
    """A promise: a figure that a measurement must not exceed, or must reach."""

    what: str
    limit: float
    unit: str
    at_least: bool = False

    def met(self, best: float) -> bool:
        """Whether the best of the rounds keeps the promise."""
        return best >= self.limit if self.at_least else best <= self.limit

    @property
    def words(self) -> str:
        """The promise as it stands in the table."""
        return f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}"


BARS = {
    "import": Bar("`import balancekit`, on top of the bare interpreter", 80, "ms"),
    "catalogue": Bar("default catalogue, first call in a fresh process, pydantic's own import included", 120, "ms"),
    "score_pandas": Bar("`score` of a pandas frame, 1 000 000 rows", 3, "M rows/s", at_least=True),
    "score_polars": Bar("`score` of a polars frame, 1 000 000 rows", 8, "M rows/s", at_least=True),
    "times_numpy_pandas": Bar("the same with pandas, in multiples of hand-written numpy", 3, "x"),
    "times_numpy_polars": Bar("the same with polars, in multiples of hand-written numpy", 3, "x"),
    "explain": Bar("`explain`, full case, warm", 50, "ms"),
    "next_assessments": Bar("`next_assessments`, full case, warm", 400, "ms"),
    "body_map_build": Bar("body map figure, two views with all decoration, warm", 15, "ms"),
    "body_map_size": Bar("its JSON, gzipped", 30, "kB"),
    "recolour_size": Bar("message that recolours every region", 15, "kB"),
    "repaint": Bar("from that message's arrival in the browser to the repainted map", 30, "ms"),
    "keypress_map": Bar("keypress to repainted map, in the whole workbook", 120, "ms"),
    "interactive": Bar("workbook in Voila, kernel start included, to the first accepted keypress", 6, "s"),
    "interactive_warm": Bar("the same with a pool of warm kernels", 2, "s"),
    "notebooks": Bar("all notebooks together, as tests", 90, "s"),
}


@dataclass(frozen=True)
class Measured:
    """The best and the middle round of something."""

    best: float
    middle: float


@dataclass
class Ledger:
    """What the benchmarks of one run found."""

    bars: dict[str, Measured] = field(default_factory=dict)
    others: dict[str, tuple[str, Measured]] = field(default_factory=dict)
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    why_not: dict[str, str] = field(default_factory=dict)

    def bar(self, name: str, best: float, middle: float | None = None) -> None:
        """Note a figure that has a bar, in the bar's unit."""
        assert name in BARS, f"there is no bar {name!r}; there are {', '.join(BARS)}."
        self.bars[name] = Measured(best, best if middle is None else middle)

    def other(self, what: str, unit: str, best: float, middle: float | None = None) -> None:
        """Note a figure without a bar."""
        self.others[what] = unit, Measured(best, best if middle is None else middle)

    def row(self, table: str, **cells: str) -> None:
        """Add a row to a table; its columns are the names of the first row's cells."""
        self.tables.setdefault(table, []).append(cells)

    def page(self) -> str:
        """All of it in Markdown."""
        parts = [_INTRODUCTION.format(date=dt.date.today().isoformat(), machine=machine())]
        parts.append(_markdown([self._promise(name, bar) for name, bar in BARS.items()]))
        if self.others:
            parts.append("## Without a bar\n")
            rows = [
                {"what": what, "best": f"{_round(m.best)} {unit}", "middle": f"{_round(m.middle)} {unit}"}
                for what, (unit, m) in self.others.items()
            ]
            parts.append(_markdown(rows))
        for title, rows in self.tables.items():
            parts += [f"## {title}\n", _NOTES.get(title, ""), _markdown(rows)]
        if self.why_not:
            parts.append("## Not measured in this run\n")
            parts.append("\n".join(f"- {what}: {reason}" for what, reason in self.why_not.items()) + "\n")
        return "\n".join(part for part in parts if part)

    def _promise(self, name: str, bar: Bar) -> dict[str, str]:
        found = self.bars.get(name)
        if found is None:
            return {"what": bar.what, "bar": bar.words, "best": "not measured", "middle": "", "met": ""}
        best, middle = (f"{_round(figure)} {bar.unit}" for figure in (found.best, found.middle))
        return {
            "what": bar.what,
            "bar": bar.words,
            "best": best,
            "middle": middle,
            "met": "yes" if bar.met(found.best) else "**no**",
        }


SCORE = "`score` of a frame, beside what one would write without it"
MAPS = "Body map, beside another library"
_INTRODUCTION = """# Benchmarks

Written by `make bench` on {date}, on a machine with {machine}.

Other programs ran on the same machine, so each row gives the best of its rounds, which other programs disturb least,
and the middle one, which shows how much they did. A bar is held against the best.
"""
_NOTES = {
    SCORE: """One row is one test of one person: left, right, scatter and number of the tries of the day; one
reading in a hundred is missing. *Numpy by hand* starts from the same pandas frame and ends with the same columns.
*Numpy, formulas alone*
starts from bare arrays, each row's test known by number, and ends with bare arrays. The *plain groupby-apply* is what
an analyst would write first: one Python call a row. All are checked to give the same verdicts. Memory is the peak of a
fresh process above what it held with its input ready; Spark's is in another process and is not counted.
""",
    MAPS: """Both draw the front and the back of the body with a value for every region they have, as a vector picture.
""",
}


def machine() -> str:
    """Cores, processor and Python; nothing that names the machine itself."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores ({_processor()}) and Python {platform.python_version()}"


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def _round(figure: float) -> str:
    """Three digits that count."""
    if figure == 0:
        return "0"
    return f"{figure:.0f}" if abs(figure) >= 100 else f"{figure:.3g}"


def _markdown(rows: list[dict[str, str]]) -> str:
    names = list(rows[0])
    lines = [" | ".join(names), " | ".join("---" for _ in names)]
    lines += [" | ".join(row.get(name, "") for name in names) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"
