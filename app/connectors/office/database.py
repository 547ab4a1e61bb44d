"""SQLite in a thread of its own."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.connectors.office.folding import folded
from app.connectors.office.records import INSERT, columns
from app.connectors.office.seed import Row
from app.domain.errors import NetworkFailed, UnknownFailure

T = TypeVar("T")

_SCHEMA_VERSION = 1
_SCHEMA = (
    # AUTOINCREMENT: a number is never given again, so that a page cannot show another's record.
    """CREATE TABLE record (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        entity TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1,
        mailbox TEXT NOT NULL, fields TEXT NOT NULL, address TEXT NOT NULL, UNIQUE (entity, id))""",
    "CREATE INDEX record_address ON record (address) WHERE address <> ''",
    # What a key did, for replays of it; written together with what it did.
    "CREATE TABLE applied (key TEXT PRIMARY KEY, reference TEXT NOT NULL) WITHOUT ROWID",
    # How often a key was carried out: more than once is what must not happen.
    """CREATE TABLE effects (
        key TEXT PRIMARY KEY, count INTEGER NOT NULL, at TEXT NOT NULL) WITHOUT ROWID""",
)
_BUSY_TIMEOUT_MS = 10_000
_WAL_ATTEMPTS = 200
_WAL_PAUSE = 0.02
"""Seconds between attempts: four seconds in all for another process to finish its switch."""


class Database:
    """Jobs run one after another in the one thread that has the connection.

    A job that has begun runs to its end even when whoever waits for it is cancelled, so that a
    transaction is never left half done.
    """

    def __init__(self, path: Path, rows: Callable[[], Iterable[Row]]) -> None:
        """The file is opened with the first job, and filled with `rows` when it is new."""
        self._path = path
        self._rows = rows
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="office")
        self._closed = False

    async def read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """What `job` returns. Raises BulkError."""
        return await self._run(lambda: job(self._open()))

    async def write(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """What `job` returns once its transaction is committed. Raises BulkError."""
        return await self._run(lambda: _in_transaction(self._open(), job))

    async def close(self) -> None:
        """Close the file after the jobs under way; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._shut)
        self._thread.shutdown(wait=False)

    async def _run(self, job: Callable[[], T]) -> T:
        if self._closed:
            raise NetworkFailed("The office is closed.", before_sending=True)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, job)
        except (sqlite3.Error, OSError) as failed:
            raise UnknownFailure("The office's files could not be used. Try again.") from failed

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = _connect(self._path)
            if _is_new(connection):
                _in_transaction(connection, partial(_create, rows=self._rows))
            self._connection = connection
        return self._connection

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    _switch_to_wal(connection)
    # Survives a killed process, not a power cut: enough for a sandbox, and no wait for the disk.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.create_function("folded", 2, folded, deterministic=True)
    return connection


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """SQLite refuses this at once, whatever the timeout, while another connection does it too."""
    for _ in range(_WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            time.sleep(_WAL_PAUSE)
        else:
            return
    raise sqlite3.OperationalError("the file stays locked by another process")


def _in_transaction(connection: sqlite3.Connection, job: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = job(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return result


def _is_new(connection: sqlite3.Connection) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version) < _SCHEMA_VERSION


def _create(connection: sqlite3.Connection, rows: Callable[[], Iterable[Row]]) -> None:
    if not _is_new(connection):  # another process was faster
        return
    for statement in _SCHEMA:
        connection.execute(statement)
    connection.executemany(
        INSERT,
        ((row.entity.value, row.id, row.mailbox, *columns(row.fields)) for row in rows()),
    )
    connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
