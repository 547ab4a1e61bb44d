"""PgQueuer's drivers on a pool: one to queue with, one for a loop that also listens."""

import asyncio
from typing import Any, Self

import asyncpg
from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import NotifyCallback


class PoolDriver:
    """The library's Driver port, for statements alone."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._shutdown = asyncio.Event()
        self._tasks = TaskManager()

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        return [dict(row) for row in await self._pool.fetch(query, *args)]

    async def execute(self, query: str, *args: object) -> str:
        try:
            return str(await self._pool.execute(query, *args))
        except asyncpg.InternalServerError:
            # Tables that were made anew leave connections with types that are gone: "cache lookup
            # failed for type". The statement did nothing, and new connections know the new types.
            await self._pool.expire_connections()
            return str(await self._pool.execute(query, *args))

    async def notify(self, channel: str, payload: str) -> None:
        await self._pool.execute("SELECT pg_notify($1, $2)", channel, payload)

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        raise NotImplementedError("this driver only queues")

    @property
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        return self._tasks

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """The connections are their owner's."""


class ListeningDriver(PoolDriver):
    """The library's Driver port for one loop of workers, which listens on its own connection.

    The loop only ends once its slices have; that it broke must be known at once, so `lost` is set
    as soon as one of its queries fails.
    """

    def __init__(self, pool: Any, listener: Any, lost: asyncio.Event) -> None:
        super().__init__(pool)
        self._listener = listener
        self._lost = lost
        self._callback: NotifyCallback | None = None
        self._early: list[str] = []

    async def listen(self, channel: str) -> None:
        """Begin to hear, before the loop does: it asks whether it hears before it listens.

        What is heard meanwhile is told once the loop has its listener.
        """
        await self._listener.add_listener(channel, self._heard)

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        try:
            return await super().fetch(query, *args)
        except Exception:
            self._lost.set()
            raise

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:  # noqa: ARG002 - there is one
        self._callback = callback
        early, self._early = self._early, []
        for payload in early:
            callback(payload)

    def _heard(self, _connection: object, _pid: object, _channel: object, payload: str) -> None:
        if self._callback is None:
            self._early.append(payload)
        else:
            self._callback(payload)
