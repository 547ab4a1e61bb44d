"""What the databases do differently, by the name of their dialect."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, Table, TextClause, extract, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from app.storage.instants import instant


def _sqlite_insert(table: Table) -> Insert:
    return sqlite.insert(table).on_conflict_do_nothing()


def _postgres_insert(table: Table) -> Insert:
    return postgresql.insert(table).on_conflict_do_nothing()


_INSERTS: Mapping[str, Callable[[Table], Insert]] = {
    "sqlite": _sqlite_insert,
    "postgresql": _postgres_insert,
}


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there already; whether it was inserted.

    On Postgres it waits for another transaction that is about to insert the same key.
    """
    insert = _INSERTS[connection.dialect.name]
    return connection.execute(insert(table), dict(row)).rowcount == 1


_POSTGRES_TIME = select(extract("epoch", func.clock_timestamp()))


def _postgres_time(connection: Connection, _wall: Callable[[], datetime]) -> datetime:
    return instant(float(connection.execute(_POSTGRES_TIME).scalar_one()))


def _sqlite_time(_connection: Connection, wall: Callable[[], datetime]) -> datetime:
    return wall()


_TIMES: Mapping[str, Callable[[Connection, Callable[[], datetime]], datetime]] = {
    "sqlite": _sqlite_time,
    "postgresql": _postgres_time,
}


def time_of(connection: Connection, wall: Callable[[], datetime]) -> datetime:
    """The journal's own time: Postgres has a clock, a file has the `wall` clock of its process."""
    return _TIMES[connection.dialect.name](connection, wall)


_SNAPSHOTS: Mapping[str, TextClause] = {
    "postgresql": text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
}


def look_at_one_moment(connection: Connection) -> None:
    """Let all that this transaction reads be of one moment; to be called first, and it only reads.

    On SQLite every transaction is alone.
    """
    if (snapshot := _SNAPSHOTS.get(connection.dialect.name)) is not None:
        connection.execute(snapshot)


ONE_PROCESS = frozenset({"sqlite"})
"""Where a single process owns the journal, so that its wall clock is the journal's."""
