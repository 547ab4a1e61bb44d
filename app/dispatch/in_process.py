"""The dispatcher of one process: slices in memory, run side by side in the app's own loop."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Mapping

import structlog

from app.domain.ports import Clock, Slice

_log = structlog.get_logger(__name__)

HOLD_AFTER_ERROR = 5.0
"""Seconds a slice waits after its worker raised: it is never dropped."""


class InProcessDispatcher:
    """The Dispatcher port: each operation is queued at most once, and run by one slice at a time.

    `workers` is how many operations claim at the same time; their calls are limited elsewhere.
    `hold` is how many seconds a slice waits after its worker raised.
    """

    def __init__(self, clock: Clock, workers: int = 50, *, hold: float = HOLD_AFTER_ERROR) -> None:
        self._clock = clock
        self._hold = hold
        self._due: dict[Slice, float] = {}
        self._queue: list[tuple[float, int, Slice]] = []
        self._ticket = 0
        self._running: dict[Slice, asyncio.Task[None]] = {}
        self._workers = workers
        self._wake = asyncio.Event()

    async def enqueue(self, work: Slice, delay: float = 0.0) -> None:
        due = self._clock.monotonic() + delay
        if due < self._due.get(work, float("inf")):
            self._due[work] = due
            self._ticket += 1
            heapq.heappush(self._queue, (due, self._ticket, work))
            self._wake.set()

    async def run(self, entrypoint: Callable[[Slice], Awaitable[None]]) -> None:
        try:
            while True:
                self._start_due(entrypoint)
                await self._wait()
        finally:
            running = list(self._running.values())
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def health(self) -> Mapping[str, int]:
        return {"queued": len(self._due), "running": len(self._running)}

    def _start_due(self, entrypoint: Callable[[Slice], Awaitable[None]]) -> None:
        now = self._clock.monotonic()
        later: list[tuple[float, int, Slice]] = []
        while self._queue and self._queue[0][0] <= now and len(self._running) < self._workers:
            entry = heapq.heappop(self._queue)
            due, _, work = entry
            if self._due.get(work) != due:
                continue  # an earlier turn was asked for since
            if work in self._running:
                later.append(entry)
                continue
            del self._due[work]
            self._running[work] = asyncio.create_task(
                self._run_one(work, entrypoint), name=f"slice {work.operation_id}"
            )
        for entry in later:
            heapq.heappush(self._queue, entry)

    async def _run_one(self, work: Slice, entrypoint: Callable[[Slice], Awaitable[None]]) -> None:
        try:
            await entrypoint(work)
        except (Exception, asyncio.CancelledError):
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            _log.exception("slice_failed", operation=work.operation_id)
            await self.enqueue(work, self._hold)
        finally:
            del self._running[work]
            self._wake.set()

    async def _wait(self) -> None:
        """Until something is queued or ended, or the first delayed slice is due."""
        waiting = [due for due, _, work in self._queue if work not in self._running]
        delay = max(0.0, min(waiting) - self._clock.monotonic()) if waiting else None
        if len(self._running) >= self._workers:
            delay = None
        try:
            async with asyncio.timeout(delay):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()
