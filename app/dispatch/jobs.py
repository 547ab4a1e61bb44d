"""Where PgQueuer keeps its jobs: what the dispatcher needs of memory and of Postgres alike."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from pgqueuer import InMemoryQueries, Queries

Repository = Queries | InMemoryQueries
"""The library's statements on jobs, of either kind."""


class Jobs(Protocol):
    """A place for jobs. What goes wrong with it is raised as it comes: any Exception."""

    together: int
    """Jobs that a process takes at a time."""

    async def repository(self) -> Repository:
        """For queueing; connects where that was not done yet."""
        ...

    def listening(self, lost: asyncio.Event) -> AbstractAsyncContextManager[Repository]:
        """For one loop of workers: it hears of new jobs, and the tables are there.

        Sets `lost` once the loop will hear nothing any more.
        """
        ...

    async def tell(self, news: str) -> None:
        """Tell all other processes that listen at this moment; who does not, misses it."""
        ...

    def hear(self, told: Callable[[str], None]) -> None:
        """Pass on what is told, whenever somebody listens."""
        ...

    async def mend(self) -> None:
        """Make the tables again where they are missing; any number of processes may at once."""
        ...

    def seconds(self) -> float:
        """Seconds of a clock that all who share this queue agree on, and that never jumps."""
        ...

    async def abandon(self) -> None:
        """Break off what is under way with the queue, which answers with errors at once."""
        ...

    async def close(self) -> None:
        """Disconnect for good."""
        ...
