"""Scores a table in a file that may be larger than memory: reads, scores and writes a part at a time.

Nothing is lost: a row that cannot be scored is set aside in a side file, with its number and every reason.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balancekit.catalogue import Catalogue, catalogue
from balancekit.catalogue.wording import did_you_mean
from balancekit.symmetry.frames import MISSING, check_columns, score_frame

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

PART = 50_000
"""Rows that are in memory at a time."""

_NOTHING = ("", "na", "n/a", "nan", "null", "none")
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False} | dict.fromkeys(
    _NOTHING, False
)
_NEEDED = {"assessment", "left", "right"}
_READ_AS = {
    ";": "Read with semicolons between the cells; a comma in a number was taken for its decimal point.",
    "\t": "Read with tabs between the cells; a comma in a number was taken for its decimal point.",
}
"""Separators beside the comma, and what is said of a table that has them."""
_DECIMAL_COMMA = r"^([+-]?\d*),(\d+)$"
_COUNTED = ("left_sd", "right_sd", "left_n", "right_n", "days", "days_sd")

Reasons = dict[int, list[str]]
"""Why rows are set aside, by their place in the part."""


class TableError(ValueError):
    """A table that cannot be read or written; the message is one sentence."""


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of a table."""

    written: int
    verdicts: dict[str, int]
    set_aside: int
    aside: Path
    """The side file; it is there only if rows were set aside."""
    read_as: str = ""
    """How the source was read, where that had to be recognised; a sentence."""


def score_table(source: Path, target: Path, progress: Callable[[float], object]) -> Outcome:
    """Score a table in a file.

    Parameters
    ----------
    source
        A table in UTF-8, or Parquet (the name ends in ``.parquet``), with the columns that `score` takes. Cells are
        separated by commas; or by semicolons or tabs, and then ``61,5`` is read as 61.5, as spreadsheets write it in
        much of the world. Further columns pass through, those of a text as text.
    target
        ``.csv`` or ``.parquet``. It appears when all is done, and so does the side file ``<name>.rejected.csv``: the
        cells of a row as they were, with ``row`` (1 is the first below the heading) and ``reason`` before them, and
        with the separator of the source, so that it can be mended and scored.
        A side file that an earlier run left is removed.
    progress
        Called with the share of the source that is done, 0 to 1.

    Raises
    ------
    TableError
        Where the source cannot be read or lacks a column, or the target cannot be written; nothing is left behind.
    """
    known = catalogue()
    aside = target.with_suffix(".rejected.csv")
    unfinished, unfinished_aside = (path.with_name(f"{path.name}.part") for path in (target, aside))
    if source.resolve() in [path.resolve() for path in (target, aside, unfinished, unfinished_aside)]:
        raise TableError(f"{source} would be written over; give the output another name.")
    for path in (target, aside):
        if path.is_dir():
            raise TableError(f"{path} cannot be written: it is a folder.")
    verdicts, set_aside, separator = Counter[str](), 0, _separator(source)
    try:
        with (
            _writer(unfinished, parquet=target.suffix == ".parquet") as write,
            _writer(unfinished_aside, parquet=False, separator=separator) as write_aside,
        ):
            first = 1
            for part, reasons, share in _parts(source, separator):
                frame = _checked(part, reasons, known, decimal_comma=separator != ",")
                scored = score_frame(frame.drop(index=list(reasons)), known)
                write(scored)
                verdicts.update(scored["verdict"].value_counts().to_dict())
                if reasons:
                    write_aside(_explained(part, reasons, first))
                first, set_aside = first + len(part), set_aside + len(reasons)
                progress(share)
        if set_aside:
            unfinished_aside.replace(aside)
        else:
            aside.unlink(missing_ok=True)
        unfinished.replace(target)
    except OSError as error:
        raise TableError(f"{target} cannot be written: {error.strerror or error}.") from error
    except TableError:
        raise
    except ValueError as error:  # columns of kinds that have no place here
        raise TableError(f"{source}: {error}") from error
    finally:
        for path in (unfinished, unfinished_aside):
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return Outcome(verdicts.total(), dict(verdicts.most_common()), set_aside, aside, _READ_AS.get(separator, ""))


# --- reading ---------------------------------------------------------------------------------------------------------


def _separator(source: Path) -> str:
    """What stands between the cells, by the heading: it is the one that gives the columns that are needed."""
    if source.suffix != ".parquet":
        with suppress(OSError, ValueError, csv.Error), source.open(encoding="utf-8-sig", newline="") as text:
            heading = next(iter(text), "")
            for separator in (",", *_READ_AS):
                if set(next(csv.reader([heading], delimiter=separator), [])) >= _NEEDED:
                    return separator
    return ","


def _parts(source: Path, separator: str) -> Iterator[tuple[pd.DataFrame, Reasons, float]]:
    """The table a part at a time, what is wrong with the shape of its rows, and the share that is done."""
    try:
        yield from _read_parquet(source) if source.suffix == ".parquet" else _read_csv(source, separator)
    except OSError as error:
        raise TableError(f"{source} cannot be read: {error.strerror or error}.") from error
    except TableError:
        raise
    except (csv.Error, ValueError) as error:  # wrong encodings, broken files
        kind = "Parquet" if source.suffix == ".parquet" else "a table with commas in UTF-8"
        raise TableError(f"{source} is not {kind}: {error}.") from error


def _read_csv(source: Path, separator: str) -> Iterator[tuple[pd.DataFrame, Reasons, float]]:
    # Python's own reader, since those that are quicker drop cells that stand beyond the heading.
    import pandas as pd

    size = source.stat().st_size
    with source.open("rb") as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=separator)
        names = next(reader, [])
        _check_heading(source, names)
        more = True
        while more:
            rows = list(islice(reader, PART))
            more = len(rows) == PART
            rows, reasons = [row for row in rows if row], Reasons()
            for i, row in enumerate(rows):
                if len(row) != len(names):
                    reasons[i] = [f"{len(row)} cells where the heading has {len(names)}"]
                    if beyond := row[len(names) :]:
                        reasons[i].append(f"beyond the last column: {', '.join(beyond)}")
                    rows[i] = [*row, *[""] * len(names)][: len(names)]
            yield pd.DataFrame(rows, columns=names, dtype="str"), reasons, file.tell() / size


def _read_parquet(source: Path) -> Iterator[tuple[pd.DataFrame, Reasons, float]]:
    import pandas as pd

    _, parquet = _arrow()
    with source.open("rb") as file, parquet.ParquetFile(file) as table:
        _check_heading(source, table.schema_arrow.names)
        done, total = 0, table.metadata.num_rows
        for batch in table.iter_batches(PART) if total else [table.schema_arrow.empty_table()]:
            done += batch.num_rows
            # Arrow's own types, so that what passes through comes out as it went in
            yield batch.to_pandas(types_mapper=pd.ArrowDtype), {}, done / max(total, 1)


def _check_heading(source: Path, names: list[str]) -> None:
    try:
        check_columns(names)
    except ValueError as error:
        raise TableError(f"{source}: {error}") from None
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise TableError(f"{source} has more than one column {' and '.join(twice)}; give each its own name.")


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise TableError("Parquet needs pyarrow; run: pip install 'balancekit[cohort]'") from None
    return pa, parquet


# --- checking --------------------------------------------------------------------------------------------------------


def _checked(part: pd.DataFrame, reasons: Reasons, known: Catalogue, *, decimal_comma: bool) -> pd.DataFrame:
    """The part with numbers and flags for their text; what is wrong with a row is added to its reasons."""
    import numpy as np

    misshapen = set(reasons)

    def note(wrong: Any, reason: str, values: Any = None, *, unless_said: bool = False) -> None:
        for i in map(int, np.flatnonzero(wrong)):
            if i not in misshapen and not (unless_said and i in reasons):
                reasons.setdefault(i, []).append(reason if values is None else reason.format(values[i]))

    frame = part.copy(deep=False)
    for name in (name for name in MISSING if name in part):
        _check_column(frame, name, note, decimal_comma=decimal_comma)
    _check_tests(frame, known, note)
    return frame


def _check_column(frame: pd.DataFrame, name: str, note: Callable[..., None], *, decimal_comma: bool) -> None:
    import numpy as np
    import pandas as pd

    cells = frame[name]
    if pd.api.types.is_string_dtype(cells.dtype):
        words = cells.astype("str").fillna("").str.strip()
        if MISSING[name] is False:
            flags = words.str.lower().map(_FLAGS)
            frame[name] = flags.eq(True)
            note(flags.isna(), name + " '{}' is neither true nor false", cells.array)
            return
        plain = words.str.replace(_DECIMAL_COMMA, r"\1.\2", regex=True) if decimal_comma else words
        frame[name] = pd.Series(pd.to_numeric(plain, errors="coerce"), dtype=float)
        note(frame[name].isna() & ~words.str.lower().isin(_NOTHING), name + " '{}' is no number", cells.array)
    if MISSING[name] is not False:
        values = _numbers(frame, name)
        note(np.isinf(values), f"{name} is infinite")
        if name in _COUNTED:
            note(values < 0, name + " is {:g}, but cannot be below zero", values)


def _check_tests(frame: pd.DataFrame, known: Catalogue, note: Callable[..., None]) -> None:
    import numpy as np
    import pandas as pd

    codes, found = pd.factorize(frame["assessment"])
    entries = [*map(known.assessments.get, found), None]
    scale = np.array([entry.scale if entry else "" for entry in entries])[codes]
    note(
        scale == "", "{}", np.array([*(_unknown(name, known) for name in found), "no assessment"], dtype=object)[codes]
    )
    left, right = _numbers(frame, "left"), _numbers(frame, "right")
    for side, values in (("left", left), ("right", right)):
        note((scale == "ratio") & (values < 0), side + " is {:g}, but this test counts from zero", values)
    empty = np.isnan(left) & np.isnan(right)
    for name in ("left_unable", "right_unable"):
        if name in frame:
            empty &= ~frame[name].eq(True).to_numpy(bool, na_value=False)
    one = _numbers(frame, "value") if "value" in frame else np.full(len(frame), np.nan)
    note((scale == "signed") & np.isnan(one), "value is missing: this test takes one signed value", unless_said=True)
    note((scale != "signed") & empty, "left and right are both missing", unless_said=True)


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    try:
        return frame[name].to_numpy(float, na_value=math.nan)
    except (TypeError, ValueError):
        raise TableError(f"the column {name} holds {frame[name].dtype}; expected numbers.") from None


def _unknown(name: object, known: Catalogue) -> str:
    if not name:
        return "no assessment"
    hint = did_you_mean(name, known.assessments, "")
    return f"the catalogue has no assessment '{name}'" + (f" ({hint})" if hint else "")


# --- writing ---------------------------------------------------------------------------------------------------------


def _explained(part: pd.DataFrame, reasons: Reasons, first: int) -> pd.DataFrame:
    """The rows that are set aside, as they were, with their number and what is wrong with them."""
    places = sorted(reasons)
    rows = part.iloc[places].rename(columns={name: f"{name} (before)" for name in ("row", "reason")})
    rows.insert(0, "row", [first + i for i in places])
    rows.insert(1, "reason", ["; ".join(reasons[i]) for i in places])
    return rows


@contextmanager
def _writer(path: Path, *, parquet: bool, separator: str = ",") -> Iterator[Callable[[pd.DataFrame], None]]:
    """Writes a table one frame after the other."""
    if not parquet:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield lambda frame: frame.to_csv(
                file, sep=separator, index=False, header=file.tell() == 0, lineterminator="\n"
            )
        return
    arrow, parquet_file = _arrow()
    with ExitStack() as stack:
        writer: Any = None

        def write(frame: pd.DataFrame) -> None:
            nonlocal writer
            table = arrow.Table.from_pandas(frame, writer and writer.schema, preserve_index=False)
            table = table.replace_schema_metadata()  # how pandas held it in between is nobody's business
            if writer is None:
                writer = stack.enter_context(parquet_file.ParquetWriter(path, table.schema))
            writer.write_table(table)

        yield write
