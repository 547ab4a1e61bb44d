"""The journal's time: one clock for all that its rows tell, wherever they are written.

Between two heartbeats it goes on by monotonic seconds, so machines need not agree about the time,
and a wall clock that jumps does not disturb what is under way.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, or_, select, update

from app.domain.batching import PADDING
from app.domain.ports import Clock
from app.storage.dialect import ONE_PROCESS, time_of
from app.storage.schema import item, operation, rate_window

JUMP = 2.0
"""Seconds by which the wall clock may differ from the monotonic one before it has jumped: more
than what a clock is corrected by at a time, less than any wait that matters."""

SLOW = PADDING
"""Seconds a reading may take: it may be off by half of that, and so by no more than what a rate
window is padded by for two processes together. Of a slower one the next one counts."""


class Reading(NamedTuple):
    """The journal's time `now`, read when the monotonic clock stood at `at`, in `took` seconds.

    `jumped` are seconds that the wall clock jumped by since the last reading, where that matters.
    """

    now: datetime
    at: float
    took: float
    jumped: float = 0.0


class JournalClock:
    """The Clock port on the journal's time; by the process's own clock until the first reading."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._read: Reading | None = None

    def now(self) -> datetime:
        """The journal's time, aware, UTC."""
        if self._read is None:
            return self._clock.now()
        return self._expected(self._read, self._clock.monotonic())

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return self._clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._clock.sleep(seconds)

    def read(self, connection: Connection) -> Reading:
        """Look, in the transaction of a heartbeat, and go by it from there on.

        Where one process owns the journal and its wall clock jumped, what is under way is shifted
        by as much in the same transaction: no wait becomes longer or shorter.
        """
        began = self._clock.monotonic()
        now = time_of(connection, self._clock.now)
        ended = self._clock.monotonic()
        reading = Reading(now, (began + ended) / 2, ended - began)
        if connection.dialect.name in ONE_PROCESS and self._read is not None:
            jumped = (now - self._expected(self._read, reading.at)).total_seconds()
            if abs(jumped) > JUMP:
                shift(connection, jumped)
                reading = reading._replace(jumped=jumped)
        self.set(reading)
        return reading

    def set(self, reading: Reading) -> None:
        """Go by this reading from now on."""
        if self._read is None or reading.jumped or reading.took <= SLOW:
            self._read = reading

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Go by the reading of before where the heartbeat's transaction fails."""
        before = self._read
        try:
            yield
        except Exception:
            self._read = before
            raise

    def _expected(self, read: Reading, at: float) -> datetime:
        return read.now + timedelta(seconds=at - read.at)


_TRIED = or_(item.c.next_at.is_not(None), item.c.since.is_not(None))
_UNDER_WAY = and_(operation.c.completed_at.is_(None), operation.c.started_at.is_not(None))

_TIMES: tuple[tuple[Table, tuple[Column[Any], ...], ColumnElement[bool]], ...] = (
    (item, (item.c.next_at, item.c.since), and_(item.c.status == "pending", _TRIED)),
    (item, (item.c.started_at, item.c.since), item.c.status == "executing"),
    (operation, (operation.c.started_at,), _UNDER_WAY),
    (rate_window, (rate_window.c.closed_until, rate_window.c.at), rate_window.c.key.is_not(None)),
)
"""What waits or is measured by the clock: table, columns of times, and in which rows. None stays
None."""


def shift(connection: Connection, by: float) -> None:
    """Move the times of all that is under way by so many seconds."""
    for table, columns, where in _TIMES:
        later: Mapping[str, ColumnElement[float]] = {one.name: one + by for one in columns}
        connection.execute(update(table).where(where).values(**later))
    for key, starts in connection.execute(select(rate_window.c.key, rate_window.c.starts)).all():
        moved = json.dumps([[second + by, calls] for second, calls in json.loads(starts)])
        connection.execute(update(rate_window).where(rate_window.c.key == key).values(starts=moved))
