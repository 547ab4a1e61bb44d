"""What tests of dispatchers share: slices that wait to be let go, and workers to take them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from app.dispatch.jobs import Jobs
from app.dispatch.postgres import PostgresJobs
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.ports import Slice
from app.engine.clock import SystemClock

Connect = Callable[[], PostgresJobs]
"""Connects to one queue once more, as another process would."""

WITHIN = 20.0
"""Seconds after which a test that waits has failed; none should come near it."""


def slice_of(name: str) -> Slice:
    return Slice(tenant_key="T", operation_id=name)


A, B, C = map(slice_of, "abc")


class Bench:
    """Notes what ran; each turn waits until `go` is set, and fails while there are errors left."""

    def __init__(self) -> None:
        self.took: list[Slice] = []
        self.ran: list[str] = []
        self.now: list[str] = []
        self.errors: list[BaseException] = []
        self.go = asyncio.Event()
        self.go.set()
        self._changed = asyncio.Condition()

    async def __call__(self, work: Slice) -> None:
        self.took.append(work)
        self.now.append(work.operation_id)
        await self._tell()
        try:
            await self.go.wait()
            if self.errors:
                raise self.errors.pop()
            self.ran.append(work.operation_id)
        finally:
            self.now.remove(work.operation_id)
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN), self._changed:
            await self._changed.wait_for(holds)


@asynccontextmanager
async def running(
    dispatcher: PgQueuerDispatcher, entrypoint: Callable[[Slice], Awaitable[None]]
) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(dispatcher.run(entrypoint), name="dispatcher")
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def dispatcher_on(queue: Jobs, *, heartbeat: float = 10.0, slices: int = 64) -> PgQueuerDispatcher:
    return PgQueuerDispatcher(queue, SystemClock(), heartbeat=heartbeat, slices=slices, hold=0.05)


async def jobs_in(queue: Jobs) -> int:
    """How many jobs wait or run."""
    repository = await queue.repository()
    return sum(one.count for one in await repository.queue_size())


async def emptied(queue: Jobs) -> None:
    """Wait until nothing is queued."""
    async with asyncio.timeout(WITHIN):
        while await jobs_in(queue):  # noqa: ASYNC110 - a table, not an event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def started(
    dispatcher: PgQueuerDispatcher, bench: Bench
) -> AsyncIterator[asyncio.Task[None]]:
    """A worker that took a slice, so that its loop listens; others may have taken some as well."""
    async with running(dispatcher, bench) as task:
        async with asyncio.timeout(WITHIN):
            while not bench.ran:
                await dispatcher.enqueue(slice_of("first"))
                await asyncio.sleep(0.02)
        yield task


async def soon(holds: Callable[[], bool]) -> None:
    """Look again and again until something holds that more than one bench knows of."""
    async with asyncio.timeout(WITHIN):
        while not holds():  # noqa: ASYNC110 - no one of them could tell
            await asyncio.sleep(0.001)


@asynccontextmanager
async def connecting(url: str) -> AsyncIterator[Connect]:
    """Any number of connections to the queue at that address; closed afterwards."""
    async with AsyncExitStack() as stack:

        def one() -> PostgresJobs:
            jobs = PostgresJobs(url, SystemClock())
            stack.push_async_callback(jobs.close)
            return jobs

        yield one
