"""The next run of a schedule: shown ahead of time, or told why there is none."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta

import structlog

from app.domain.errors import BulkError, NotYours, Refused
from app.domain.ports import Clock
from app.domain.recurring import LATE, Schedule, Schedules, UnreadableSchedule
from app.domain.words import lateness
from app.domain.words import schedule as words
from app.engine.host import Host
from app.engine.recurring import Runs
from app.engine.starting import LOOKED_AT

_log = structlog.get_logger(__name__)


class Preparing:
    """Prepares runs. `late` is how late one may be, `patience` (seconds) how long it may take.

    `since` is when this process began to look.
    """

    def __init__(
        self,
        schedules: Schedules,
        runs: Runs,
        clock: Clock,
        late: timedelta = LATE,
        patience: float = LOOKED_AT,
    ) -> None:
        self._schedules = schedules
        self._runs = runs
        self._clock = clock
        self._late = late
        self._patience = patience
        self.since: datetime | None = None

    async def due(self, schedule: Schedule | UnreadableSchedule, host: Host) -> None:
        """Prepare the run of a schedule, and go on to the next one."""
        if isinstance(schedule, UnreadableSchedule):
            await self._drop(schedule, host)
            return
        try:
            await host.require_member(schedule.requester)
        except NotYours:
            if await self._schedules.stop(schedule.requester.person.tenant, schedule.id):
                await host.stopped(schedule, words.NO_MEMBER)
            return
        if self._clock.now() - schedule.next_at > self._late:
            await self._missed(schedule, host)
        elif not await self._prepared(schedule, host):
            return
        await self._runs.advance(schedule)

    async def _drop(self, lost: UnreadableSchedule, host: Host) -> None:
        """Told first: who stopped it and died would leave its owner waiting for runs."""
        await _told(host.unreadable(lost), lost.id)
        await self._schedules.stop(lost.owner.tenant, lost.id)

    async def _missed(self, schedule: Schedule, host: Host) -> None:
        """One that was prepared and confirmed before a crash is a start, which tells of itself."""
        if await self._runs.became(schedule):
            return
        if left := await self._runs.expired(schedule):
            await host.closed(left)
        why = lateness.missed(self._late, self._why_missed(schedule))
        await _told(host.no_run(schedule, why, missed=True), schedule.id)

    def _why_missed(self, schedule: Schedule) -> str:
        """Whoever was there all the time tried, and its provider could not be asked."""
        there = self.since is not None and self.since <= schedule.next_at
        return lateness.NOT_ASKED if there else lateness.NOT_RUNNING

    async def _prepared(self, schedule: Schedule, host: Host) -> bool:
        """Show the run; False where its provider cannot be asked now: later, then."""
        try:
            async with asyncio.timeout(self._patience):
                draft = await self._runs.make(schedule)
        except (BulkError, TimeoutError) as error:
            _log.warning("run_not_prepared", schedule=schedule.id, reason=str(error) or "too slow")
            return False
        except Refused as nothing:
            if await self._runs.is_next(schedule):
                await _told(host.no_run(schedule, nothing.text, missed=False), schedule.id)
            return True
        if draft is None:
            return True
        await host.prepared(draft)
        operation = await self._runs.confirm(schedule, draft)
        if operation:
            await host.confirmed(schedule, draft, operation)
        return True


async def _told(telling: Awaitable[None], which: str) -> None:
    """What cannot be told keeps the schedule from nothing."""
    try:
        await telling
    except Exception:  # noqa: BLE001 - logged with its trace
        _log.exception("start_failed", which=which)
