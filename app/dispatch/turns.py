"""Slices that run now: each job is one, and none is lost to an exception."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from pgqueuer import Job
from pydantic import ValidationError

from app.domain.ports import Clock, Slice

_log = structlog.get_logger(__name__)

Entrypoint = Callable[[Slice], Awaitable[None]]

Again = Callable[[Slice, float], Awaitable[bool]]
"""Queues a slice once more after so many seconds; whether that worked."""


class Turns:
    """Runs the entrypoint for jobs, until told to stop.

    A slice whose entrypoint raised is queued again after `hold` seconds, one that the stop
    interrupted at once, for others. Its own job stands until that is done: should the process die
    in between, the job is still there for somebody else.
    """

    def __init__(self, entrypoint: Entrypoint, again: Again, clock: Clock, hold: float) -> None:
        self._entrypoint = entrypoint
        self._again = again
        self._clock = clock
        self._hold = hold
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def __len__(self) -> int:
        return len(self._tasks)

    def stop(self) -> None:
        """Cancel what runs and begin nothing more; the library waits for what that leaves."""
        self._stopping = True
        for task in self._tasks:
            task.cancel()

    async def take(self, job: Job) -> None:
        """Carry out a job. It raises nothing but a cancellation that was not ours."""
        work = _slice_of(job)
        task: asyncio.Task[None] | None = asyncio.current_task()
        if work is None or task is None:
            return
        self._tasks.add(task)
        try:
            wait = await self._run(work, task)
            while wait is not None and not await self._again(work, wait) and not self._stopping:
                await self._clock.sleep(self._hold)
        finally:
            self._tasks.discard(task)

    async def _run(self, work: Slice, task: asyncio.Task[None]) -> float | None:
        """Run a slice; after how many seconds it must be queued again, if it must."""
        if self._stopping:
            return 0.0
        try:
            await self._entrypoint(work)
        except (Exception, asyncio.CancelledError) as error:
            if task.cancelling() and not self._stopping:
                raise
            if task.cancelling():
                _stay(task)
                return 0.0
            # Also a CancelledError that a provider's library let out: nobody cancelled this task.
            _log.error("slice_failed", operation=work.operation_id, exc_info=error)
            return self._hold
        return None


def _stay(task: asyncio.Task[None]) -> None:
    """Go on in spite of the cancellations so far: there is a slice to hand back."""
    while task.cancelling():
        task.uncancel()


def _slice_of(job: Job) -> Slice | None:
    try:
        return Slice.model_validate_json(job.payload or b"")
    except ValidationError:
        # A process of another version wrote it. The sweeper asks again in words that we know.
        _log.warning("slice_unreadable", job=int(job.id))
        return None
