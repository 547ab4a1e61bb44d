"""Transactions on Postgres: asyncpg, with the bodies run on the event loop between two answers."""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.storage.database import Database
from app.storage.migrate import SchemaError, require_current

_log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 7
"""Connections of a process for its work; what wants more waits. A turn, decisions and looks fit in.
With that of its beats and four of the queue, eight processes stay below the 100 that Postgres has
by default."""

ATTEMPTS = 5
"""How often a transaction is run in all where Postgres aborted it for the sake of another."""

STATEMENT_SECONDS = 60.0
"""No statement of ours takes so long: then the connection is dead, or a lock is held for ever."""

CONNECT_SECONDS = 10.0

IDLE = 0.4
"""The share of the heartbeat for which a transaction may stand still before Postgres ends it: a
process that was stopped in the middle of one must not hold its locks for longer. A beat that comes
0.2 after the last one and waits for such a lock is answered while the lease of 0.7 still holds."""

IDLE_LEAST = 1.0
"""Seconds that a process has for its next statement, however short the heartbeat is."""

BEAT_PATIENCE = 0.5
"""The share of the heartbeat after which the connection of the beats counts as dead."""

BEAT_PATIENCE_LEAST = 2.0
"""Seconds after which it does at the earliest: a slow machine is no dead one."""

CLOSING = 5.0
"""Seconds that what is under way is given at the end."""

BREAKING_OFF = 2.0
"""Seconds for breaking off what did not end by then, and again for leaving the server."""

_ABORTED = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected


class Unreachable(Exception):
    """No connection came about; the text says what to do."""


class _Pool:
    """Some connections and the transactions on them: a Database, but for its schema."""

    def __init__(self, url: str, count: int, idle: float, patience: float) -> None:
        self._url = async_url(url)
        self._count = count
        self._idle = idle
        self._patience = patience
        self._engine: AsyncEngine | None = None
        self._running: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Connect when it is first needed."""
        self._engine = create_async_engine(
            self._url,
            pool_size=self._count,
            max_overflow=0,
            isolation_level="READ COMMITTED",
            hide_parameters=True,  # an error's text goes to the log
            connect_args={
                "timeout": min(CONNECT_SECONDS, self._patience),
                "command_timeout": self._patience,
                "server_settings": {
                    "application_name": "bulkhead",
                    "idle_in_transaction_session_timeout": str(round(self._idle * 1000)),
                },
            },
        )

    async def tx(
        self, body: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        # In a task of its own: a caller that is cancelled would otherwise break the connection
        # off in the middle, and nobody would know whether the commit came to be.
        task = asyncio.create_task(self._run(body, *args, **kwargs), name="transaction")
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at: a caller that was cancelled does not ask for it

    async def _run(
        self, body: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._once(body, *args, **kwargs)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _ABORTED:
                    raise
        return await self._once(body, *args, **kwargs)

    async def _once(
        self, body: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self._engine is None:
            raise RuntimeError("The database was not opened.")
        async with self._engine.begin() as connection:
            return await connection.run_sync(body, *args, **kwargs)

    async def close(self, seconds: float = CLOSING) -> None:
        """Wait so long for transactions under way, break off the others, and disconnect."""
        if self._running:
            _, left = await asyncio.wait(self._running, timeout=seconds)
            await _broken_off(left)
        if self._engine is None:
            return
        try:
            async with asyncio.timeout(BREAKING_OFF):
                await self._engine.dispose()
        except TimeoutError:
            _log.warning("database_not_left")


async def _broken_off(left: Collection[asyncio.Task[Any]]) -> None:
    """What does not end by itself; the journal was made for processes that end anywhere."""
    if not left:
        return
    _log.warning("transactions_broken_off", transactions=len(left))
    for task in left:
        task.cancel()
    await asyncio.wait(left, timeout=BREAKING_OFF)


class PostgresDatabase:
    """The Database port on a Postgres that many processes share; `migrate` makes its schema.

    `heartbeat` is the process's, in seconds; `closing` is for how many of them `close` waits.
    """

    def __init__(
        self,
        url: str,
        *,
        heartbeat: float = 10.0,
        connections: int = CONNECTIONS,
        closing: float = CLOSING,
    ) -> None:
        idle = max(IDLE_LEAST, IDLE * heartbeat)
        patience = max(BEAT_PATIENCE_LEAST, BEAT_PATIENCE * heartbeat)
        self._work = _Pool(url, connections, idle, STATEMENT_SECONDS)
        self._beats = _Pool(url, 1, idle, patience)
        self._closing = closing

    @property
    def apart(self) -> Database:
        """The same on one more connection, for heartbeats: however busy the others are, it is free.

        It is opened and closed with this.
        """
        return self._beats

    async def open(self) -> None:
        """Connect. Raises SchemaError unless the schema is current, and Unreachable."""
        await self._work.open()
        await self._beats.open()
        await reach(self.tx(require_current))

    async def tx(
        self, body: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._work.tx(body, *args, **kwargs)

    async def close(self) -> None:
        """Let transactions under way end, though not wait for ever, then disconnect."""
        await asyncio.gather(self._work.close(self._closing), self._beats.close(self._closing))


async def reach(work: Coroutine[Any, Any, T]) -> T:
    """The result of the first work on a database. Raises SchemaError, or Unreachable."""
    try:
        return await work
    except SchemaError:
        raise
    except Exception as error:
        # Of any type: what happens before there is a connection, no library translates.
        reason = getattr(error, "orig", None) or error
        raise Unreachable(
            f"DATABASE_URL: Postgres cannot be used ({type(reason).__name__}: {reason}). "
            "Check the address, the password and that it runs."
        ) from error


def async_url(url: str) -> URL:
    """The same address for SQLAlchemy with asyncpg, which calls `sslmode` by another name."""
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    query = dict(parsed.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return parsed.set(query=query)
