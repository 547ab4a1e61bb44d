"""Starts what was confirmed for later, after one more look; and prepares the runs of schedules.

Several processes may run this: whatever one of them looks at, it takes by a conditional update.
A slow provider holds up nobody else: what was found fine begins at once, and looks go on beside
each other.
"""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import structlog

from app.domain.operation import BulkOperation
from app.domain.ports import Clock
from app.engine.host import Host
from app.engine.preparing import Preparing
from app.engine.starting import FRESH, TAKEN, Agenda, Starting
from app.engine.tasks import TaskKeeper

_log = structlog.get_logger(__name__)

LONGEST_SLEEP = 30.0
"""Seconds between two looks at the journal: what another process confirmed tells nobody here."""

BUSY = 1.0
"""Seconds between two while no more can be looked at: whatever was found fine begins meanwhile."""

LOOKS, RUNS = 7, 3
"""Starts that are looked at, and runs that are prepared, at a time: ten of both."""


class Scheduler:
    """Looks at what is due."""

    def __init__(
        self, agenda: Agenda, starting: Starting, preparing: Preparing, clock: Clock
    ) -> None:
        self._appointments = agenda.appointments
        self._schedules = agenda.schedules
        self._starting = starting
        self._preparing = preparing
        self._clock = clock
        self._beginning, self._looking, self._making = TaskKeeper(), TaskKeeper(), TaskKeeper()
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Something new was scheduled here: look when it is due."""
        self._nudged.set()

    async def run(self, host: Host) -> None:
        """Look at all that is due, again and again, until cancelled."""
        self._starting.since = self._preparing.since = self._clock.now()
        try:
            while True:
                wait = LONGEST_SLEEP
                try:
                    await self.look(host)
                    wait = await self._until_next()
                except Exception:  # noqa: BLE001 - logged with its trace; the next look tries again
                    _log.exception("schedules_failed")
                await self._sleep(wait)
        finally:
            for keeper in (self._beginning, self._looking, self._making):
                await keeper.stop()

    async def look(self, host: Host) -> None:
        """Take what is due, what may begin first, and go on with it in the background."""
        now = self._clock.now()
        for due in await self._appointments.take_ready(now, now - FRESH, TAKEN):
            self._start(self._beginning, self._starting.due(due, host), due.operation_id)
        if free := self._free_looks:
            for due in await self._appointments.take_due(now, TAKEN, free):
                self._start(self._looking, self._starting.due(due, host), due.operation_id)
        if free := self._free_runs:
            for schedule in await self._schedules.take_runs(now, TAKEN, free):
                self._start(self._making, self._preparing.due(schedule, host), schedule.id)

    async def start_now(self, operation: BulkOperation, host: Host) -> None:
        """Start before its time, after the same look. Raises Refused, BulkError."""
        await self._starting.now(operation, host)

    @property
    def _free_looks(self) -> int:
        return LOOKS - self._looking.running

    @property
    def _free_runs(self) -> int:
        return RUNS - self._making.running

    def _start(self, keeper: TaskKeeper, work: Awaitable[None], which: str) -> None:
        keeper.start(f"start {which}", self._safely(work, which))

    async def _safely(self, work: Awaitable[None], which: str) -> None:
        """What fails keeps nothing else from its start; a start that does is due again soon."""
        try:
            await work
        except Exception:  # noqa: BLE001 - logged with its trace
            _log.exception("start_failed", which=which)
        finally:
            self.nudge()  # it is due again sooner than it was taken for, and its place is free

    async def _until_next(self) -> float:
        dues = [await self._appointments.next_due(), await self._schedules.next_due()]
        now = self._clock.now()
        waits = [(due - now) / timedelta(seconds=1) for due in dues if due]
        soonest = BUSY if self._free_looks < 1 or self._free_runs < 1 else 0.0
        return max(soonest, min([LONGEST_SLEEP, *waits]))

    async def _sleep(self, seconds: float) -> None:
        """Until then, or until something new is there."""
        waiting = [
            asyncio.create_task(self._clock.sleep(seconds), name="scheduler sleeps"),
            asyncio.create_task(self._nudged.wait(), name="scheduler listens"),
        ]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        self._nudged.clear()
