"""Many clients: each one's case in a database, SQLite in a file or PostgreSQL on a server."""

from __future__ import annotations

import json
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateTable

from balancekit.case import SCHEMA, Case
from balancekit.catalogue.wording import capital, did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine
    from sqlalchemy.engine import URL

_METADATA = MetaData()
_CASES = Table(
    "cases",
    _METADATA,
    Column("client", Text, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("content", Text, nullable=False),
)
"""One row a client; the case is the same JSON as in its file, so there is one truth and one reader of it."""
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_PATIENCE = 30
"""Seconds that a writer to an SQLite file waits for another to finish."""


class StoreError(ValueError):
    """Something the store cannot do. The message says what was given, what was expected and how to mend it."""


class Store:
    """Cases of many clients in one database.

    Saving is one transaction: a client's case is the old one or the new one, never half. Several programs may write to
    one store; the last one to save a client wins.

    Parameters
    ----------
    url
        ``"sqlite:///clients.db"`` for a file, ``"sqlite://"`` for one in memory that ends with the program,
        ``"postgresql+psycopg://..."`` with the extra ``postgres``.

    Raises
    ------
    StoreError
        Where the address cannot be read, or the database cannot be opened.

    Examples
    --------
    >>> from balancekit.case import Profile
    >>> with Store("sqlite://") as store:
    ...     store.save(Case(profile=Profile(name="Ada")).measure("side_bridge", left=60, right=48, on="2026-11-02"))
    ...     store.clients()
    ('Ada',)
    """

    def __init__(self, url: str) -> None:
        address = _address(url)
        self._name = address.render_as_string(hide_password=True)
        self._engine = _engine(address)
        try:
            with self._engine.begin() as connection:  # two programs may come at once
                for table in _METADATA.sorted_tables:
                    connection.execute(CreateTable(table, if_not_exists=True))
        except DatabaseError as error:
            self.close()
            raise StoreError(f"{self._name}: cannot be opened as a store ({error.orig}).") from error

    def save(self, case: Case, client: str | None = None) -> None:
        """Keep a case under the client's name; one that was kept before is replaced.

        Parameters
        ----------
        case
            What to keep.
        client
            The name to find it by; the profile's name if left out.

        Raises
        ------
        StoreError
            Where there is no name.
        """
        name = _named(case.profile.name if client is None else client)
        kept = {"schema_version": case.schema_version, "content": case.model_dump_json()}
        insert = _INSERT[self._engine.dialect.name](_CASES).values(client=name, **kept)
        with self._engine.begin() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=["client"], set_=kept))

    def case(self, client: str) -> Case:
        """The case of a client.

        Raises
        ------
        StoreError
            Where there is no such client, or the case was saved by a newer balancekit.
        """
        with self._engine.connect() as connection:
            content = connection.scalar(select(_CASES.c.content).where(_CASES.c.client == client))
        if content is None:
            clients = self.clients()
            hint = did_you_mean(client, clients, f"It holds {len(clients)} clients.", most=3)
            raise StoreError(f"{self._name}: there is no client {client!r}. {capital(hint)}")
        return Case.from_json(content, where=f"{self._name}, {client}")

    def clients(self) -> tuple[str, ...]:
        """Names of all clients, in alphabetical order."""
        with self._engine.connect() as connection:
            return tuple(sorted(connection.scalars(select(_CASES.c.client))))

    def frame(self) -> pd.DataFrame:
        """All trials of all clients: ``client`` and the columns of `Case.to_frame`.

        Clients stand in alphabetical order, the trials of each as they were measured.

        Raises
        ------
        StoreError
            Where a case was saved by a newer balancekit.
        """
        import pandas as pd

        with self._engine.connect() as connection:
            kept = connection.execute(select(_CASES)).all()
        for client, version, _ in kept:
            if version > SCHEMA:
                raise StoreError(f"{self._name}: {client!r} was saved by a newer balancekit; update balancekit.")
        rows = [
            (client, trial["on"], trial["assessment"], trial["side"], trial["value"], trial["unable"])
            for client, _, content in sorted(kept)
            for trial in json.loads(content)["trials"]
            if not trial["doubted"]  # as in Case.to_frame: not confirmed yet
        ]
        frame = pd.DataFrame(rows, columns=["client", "date", "assessment", "side", "value", "unable"])
        frame["date"] = pd.to_datetime(frame["date"]).dt.date
        frame.insert(4, "trial", frame.groupby(["client", "date", "assessment", "side"]).cumcount() + 1)
        return frame.astype({"value": float, "unable": bool, "trial": int})

    def close(self) -> None:
        """Give the connections back. A store in memory is gone then."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self._name!r})"


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError(
            f"{url!r} is no address of a database; for a file write 'sqlite:///clients.db', with three strokes."
        ) from None
    if address.get_backend_name() not in _INSERT:
        raise StoreError(f"{url!r}: a store lives in SQLite or PostgreSQL, not in {address.get_backend_name()}.")
    return address


def _engine(address: URL) -> Engine:
    options: dict[str, Any] = {}
    if address.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": _PATIENCE}
        if address.database in (None, "", ":memory:"):
            # One connection for all threads: a second one would see another, empty database.
            options["poolclass"] = StaticPool
            options["connect_args"]["check_same_thread"] = False
    try:
        return create_engine(address, **options)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreError(
            f"{address.render_as_string(hide_password=True)}: the driver is missing; run: "
            'pip install "balancekit[postgres]", and begin the address with postgresql+psycopg://'
        ) from None


def _named(name: str) -> str:
    if not isinstance(name, str) or not name.strip():
        raise StoreError(
            f"a client needs a name, and {name!r} is none; give save(case, client='...'), or a name in the profile."
        )
    return name.strip()
