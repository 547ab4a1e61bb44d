"""Exact sliding windows in the journal, the same for every process."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, select, text

from app.domain.batching import PADDING, Quota
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import Forecast, Permits, WindowUse
from app.storage.database import Database
from app.storage.endings import in_status
from app.storage.schema import item, operation
from app.storage.window_log import Span
from app.storage.window_rows import LockedWindows, seen

LATE = PADDING / 3
"""Seconds by which calls may begin after the moment that they count from: the padding covers it."""

# Written as the partial indexes operation_window and item_pending are: SQLite compares the texts.
_LIVE = text("operation.status IN ('confirmed', 'executing', 'paused')")
_WAITING = (
    select(func.count())
    .select_from(
        operation.join(
            item, and_(item.c.tenant == operation.c.tenant, item.c.operation == operation.c.id)
        )
    )
    .where(
        operation.c.window == bindparam("key"),
        _LIVE,
        operation.c.status != OperationStatus.PAUSED.value,
        in_status(ItemStatus.PENDING),
    )
)
"""Items that are going to draw on a window. What is paused does not, until somebody resumes it."""


class _Stamp(NamedTuple):
    """Calls of a window that count from `at` on, in seconds of the journal's time."""

    calls: int
    at: float


class SqlRateWindows:
    """The RateWindows port on the journal's database."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def reserve(self, key: str, quota: Quota, wanted: int) -> Permits:
        """Take up to `wanted` permits for calls that begin at once.

        They count from the moment that the transaction looked at. Where its commit took longer
        than the padding covers, they are moved to when this is going to return, so that no slow
        commit squeezes two windows' calls together.
        """
        use = WindowUse(key, quota)
        permits, stamp = await self._database.tx(self._reserve, use, wanted)
        while stamp.calls and (late := self._seconds() - stamp.at) > LATE:
            stamp = await self._database.tx(self._move, key, stamp, 2 * late)
        return permits

    def _seconds(self) -> float:
        return self._now().timestamp()

    def _reserve(
        self, connection: Connection, use: WindowUse, wanted: int
    ) -> tuple[Permits, _Stamp]:
        windows = LockedWindows(connection, [use.key], self._seconds)
        count = windows.permits(use, wanted)
        if count:
            windows.change(use.key).count(count, windows.now)
            windows.save()
        return Permits(count, windows.wait(use)), _Stamp(count, windows.now)

    def _move(self, connection: Connection, key: str, stamp: _Stamp, ahead: float) -> _Stamp:
        windows = LockedWindows(connection, [key], self._seconds)
        later = _Stamp(stamp.calls, windows.now + ahead)
        windows.change(key).count_later(stamp.calls, stamp.at, later.at)
        windows.save()
        return later

    async def close(self, key: str, seconds: float) -> None:
        await self._database.tx(self._close, key, seconds)

    def _close(self, connection: Connection, key: str, seconds: float) -> None:
        windows = LockedWindows(connection, [key], self._seconds)
        windows.change(key).close(windows.now + seconds)
        windows.save()

    async def forecast(self, key: str, quota: Quota) -> Forecast:
        return await self._database.tx(self._forecast, key, quota)

    def _forecast(self, connection: Connection, key: str, quota: Quota) -> Forecast:
        span = Span(quota, self._seconds())
        window, closed_for = seen(connection, key, span.now)
        waiting = connection.execute(_WAITING, {"key": key}).scalar_one()
        return Forecast(window.free(span), closed_for, window.next_in(span), waiting)
