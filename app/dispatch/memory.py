"""Jobs in the memory of the one process that there is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from pgqueuer import InMemoryDriver, InMemoryQueries

from app.dispatch.names import builders
from app.domain.ports import Clock


class MemoryJobs:
    """The Jobs port without a database; gone with the process, and asked for again at the start."""

    together = 4

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queries = InMemoryQueries(InMemoryDriver(), *builders())

    async def repository(self) -> InMemoryQueries:
        return self._queries

    @asynccontextmanager
    async def listening(self, lost: asyncio.Event) -> AsyncIterator[InMemoryQueries]:
        # A new one: the last loop's listener stays on its own and would collect events for ever.
        self._queries.driver = InMemoryDriver()
        try:
            yield self._queries
        finally:
            lost.set()

    async def tell(self, news: str) -> None:
        """There is nobody else."""

    def hear(self, told: Callable[[str], None]) -> None:
        """Nobody else tells anything."""

    async def mend(self) -> None:
        """There is nothing that could be missing."""

    def seconds(self) -> float:
        return self._clock.monotonic()

    async def abandon(self) -> None:
        """Nothing here takes its time."""

    async def close(self) -> None:
        """Nothing is held."""
