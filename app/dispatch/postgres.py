"""Jobs on Postgres, for any number of processes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from pgqueuer import Queries

from app.dispatch.listening import ListeningDriver, PoolDriver
from app.dispatch.names import CHANNEL, DECISIONS, builders
from app.dispatch.tables import made_current
from app.domain.ports import Clock

CONNECTIONS = 3
"""For statements; a loop of workers has one more to listen on. Each takes a millisecond or two."""

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 10.0
"""After so long the server is counted as away: none of these statements is long."""

CLOSE_SECONDS = 1.0


class PostgresJobs:
    """The Jobs port on the tables of PgQueuer.

    Connections are made when they are first needed, and again after every outage. Commits do not
    wait for the disk: what the queue loses in a crash is queued again from the journal.
    """

    together = 1  # of four, one process took all slices of an operation; others joined 0.2 s later

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        self._offset = 0.0
        self._pool: Any = None
        self._opening = asyncio.Lock()
        self._abandoned = self._closed = False
        self._told: Callable[[str], None] | None = None

    async def repository(self) -> Queries:
        return Queries(PoolDriver(await self._opened()), *builders())

    @asynccontextmanager
    async def listening(self, lost: asyncio.Event) -> AsyncIterator[Queries]:
        self._abandoned = False
        pool = await self._opened()
        await self.mend()
        listener = await asyncpg.connect(self._url, **self._options())
        try:
            listener.add_termination_listener(lambda _connection: lost.set())
            driver = ListeningDriver(pool, listener, lost)
            await driver.listen(CHANNEL)
            await listener.add_listener(DECISIONS, self._heard)
            yield Queries(driver, *builders())
        finally:
            lost.set()
            await _closed(listener)

    async def tell(self, news: str) -> None:
        pool = await self._opened()
        await pool.execute("SELECT pg_notify($1, $2)", DECISIONS, news)

    def hear(self, told: Callable[[str], None]) -> None:
        self._told = told

    def _heard(self, _connection: object, _pid: object, _channel: object, news: str) -> None:
        if self._told:
            self._told(news)

    async def mend(self) -> None:
        pool = await self._opened()
        async with pool.acquire() as connection:
            changed = await made_current(connection)
            seconds = await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())")
        self._offset = float(seconds) - self._clock.monotonic()
        if changed:
            await pool.expire_connections()  # what they prepared was for the tables that are gone

    def seconds(self) -> float:
        """Those of the server, as of when the tables were last looked at."""
        return self._clock.monotonic() + self._offset

    async def abandon(self) -> None:
        self._abandoned = True  # until somebody listens again
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.terminate()

    async def close(self) -> None:
        self._closed = True
        async with self._opening:
            pool, self._pool = self._pool, None
        if pool is not None:
            await _closed(pool)

    async def _opened(self) -> Any:
        async with self._opening:
            if self._closed or self._abandoned:
                raise ConnectionError("the queue was left")
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=CONNECTIONS,
                    max_inactive_connection_lifetime=0,
                    **self._options(),
                )
            return self._pool

    def _options(self) -> dict[str, Any]:
        return {
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS,
            "server_settings": {
                "application_name": "bulkhead queue",
                "synchronous_commit": "off",
            },
        }


async def _closed(connections: Any) -> None:
    """Close a connection or a pool, the hard way where the server does not answer."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await connections.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connections.terminate()
    except asyncio.CancelledError:
        connections.terminate()
        raise
