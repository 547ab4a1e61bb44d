"""Transactions on Postgres: asyncpg, with the bodies run on the event loop between two answers."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.storage.migrate import SchemaError, require_current

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 8
"""Connections of a process; what wants more waits. A turn, a beat, decisions and looks fit in, and
ten processes stay below the 100 that Postgres has by default."""

ATTEMPTS = 5
"""How often a transaction is run in all where Postgres aborted it for the sake of another."""

STATEMENT_SECONDS = 60.0
"""No statement of ours takes so long: then the connection is dead, or a lock is held for ever."""

CONNECT_SECONDS = 10.0

_ABORTED = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected


class Unreachable(Exception):
    """No connection came about; the text says what to do."""


class PostgresDatabase:
    """The Database port on a Postgres that many processes share; `migrate` makes its schema.

    `idle` is for how many seconds a transaction may stand still before Postgres ends it: a process
    that was stopped in the middle of one must not hold its locks for longer.
    """

    def __init__(self, url: str, *, idle: float = 5.0, connections: int = CONNECTIONS) -> None:
        self._url = async_url(url)
        self._idle = idle
        self._connections = connections
        self._engine: AsyncEngine | None = None
        self._running: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Connect. Raises SchemaError unless the schema is current, and Unreachable."""
        self._engine = create_async_engine(
            self._url,
            pool_size=self._connections,
            max_overflow=0,
            isolation_level="READ COMMITTED",
            hide_parameters=True,  # an error's text goes to the log
            connect_args={
                "timeout": CONNECT_SECONDS,
                "command_timeout": STATEMENT_SECONDS,
                "server_settings": {
                    "application_name": "bulkhead",
                    "idle_in_transaction_session_timeout": str(round(self._idle * 1000)),
                },
            },
        )
        await reach(self.tx(require_current))

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

    async def close(self) -> None:
        """Wait for transactions under way, each of which ends by itself, then disconnect."""
        if self._running:
            await asyncio.wait(self._running)
        if self._engine is not None:
            await self._engine.dispose()


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
