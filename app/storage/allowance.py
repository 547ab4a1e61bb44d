"""What people have under way, counted in the journal; and whether one more may be confirmed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text

from app.domain.allowance import HOUR, Allowance, UnderWay, Wish, refusal
from app.domain.errors import OverLimit
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Clock
from app.storage import endings
from app.storage.database import Database
from app.storage.instants import instant
from app.storage.schema import operation

_RUNNING = text("status IN ('confirmed', 'executing', 'paused')")  # as operation_window has it

_STOPPED = frozenset({OperationStatus.CANCELLED.value, OperationStatus.EXPIRED.value})
"""Statuses in which items that were never tried never will be."""

_ALONE: Mapping[str, str] = {
    "postgresql": "SELECT pg_advisory_xact_lock(hashtextextended(:tenant, 712))"
}
"""How a transaction has a tenant's limits for itself: of two Confirms at once, the second counts
the first. On SQLite every transaction is alone; the number keeps other locks apart."""


class SqlAllowances:
    """The Allowances port on the journal's database; `admit` is for the store of operations."""

    def __init__(self, database: Database, allowance: Allowance, clock: Clock) -> None:
        self._database = database
        self._allowance = allowance
        self._clock = clock

    async def refusal(self, wish: Wish) -> OverLimit | None:
        return await self._database.tx(self._refusal, wish, self._clock.now())

    def admit(self, connection: Connection, new: BulkOperation, items: int) -> None:
        """Raise OverLimit where an operation just inserted is one too many; else it counts.

        To be called in the transaction that inserted it, which the error rolls back.
        """
        at_once = new.status is not OperationStatus.SCHEDULED
        self._admit(connection, new, Wish(new.requester, new.confirmed_by, items, at_once))

    def admit_start(self, connection: Connection, waiting: BulkOperation) -> None:
        """Raise OverLimit where an operation that waited for its start is one too many now.

        To be called in the transaction that begins it, which holds its row.
        """
        count, by = waiting.metadata.total_count, waiting.confirmed_by
        self._admit(connection, waiting, Wish(waiting.requester, by, count, drafted=False))

    def _admit(self, connection: Connection, new: BulkOperation, wish: Wish) -> None:
        if alone := _ALONE.get(connection.dialect.name):
            connection.execute(text(alone), {"tenant": new.requester.person.tenant.key})
        if refused := self._refusal(connection, wish, self._clock.now(), new.id):
            raise refused

    def _refusal(
        self, connection: Connection, wish: Wish, now: datetime, but: str = ""
    ) -> OverLimit | None:
        person = wish.requester.person
        others = (operation.c.tenant == person.tenant.key, operation.c.id != but)
        running = _running(connection, others)
        lately = _lately(connection, others, now)
        own = [(at, count) for who, at, count in lately if who == person.user_id]
        everybody = [(at, count) for _, at, count in lately]
        return refusal(
            self._allowance,
            wish,
            UnderWay(running.get(person.user_id, 0), own),
            UnderWay(sum(running.values()), everybody),
        )


def _running(connection: Connection, where: Sequence[ColumnElement[bool]]) -> Mapping[str, int]:
    """Operations under way, by requester."""
    query = (
        select(operation.c.requester, func.count())
        .where(*where, _RUNNING)
        .group_by(operation.c.requester)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _lately(
    connection: Connection, where: Sequence[ColumnElement[bool]], now: datetime
) -> list[tuple[str, datetime, int]]:
    """(requester, when, how many items) of what came in the last hour, newest first."""
    since = (now - HOUR).timestamp()
    confirmed = (operation.c.confirmed_at > since, operation.c.begun_at.is_(None))
    columns = [operation.c[name] for name in ("tenant", "id", "requester", "status", "total")]
    rows = [
        row
        for at, came in (
            (operation.c.confirmed_at, confirmed),
            (operation.c.begun_at, (operation.c.begun_at > since,)),
        )
        for row in connection.execute(select(*columns, at.label("at")).where(*where, *came))
    ]
    found = [(row.requester, instant(row.at), _tried(connection, row)) for row in rows]
    return sorted(found, key=lambda one: one[1], reverse=True)


def _tried(connection: Connection, row: Any) -> int:
    """The items of an operation that count: all, unless it was stopped before their turn."""
    if row.status not in _STOPPED:
        return int(row.total)
    counts = endings.counts(connection, row.tenant, row.id)
    return counts.total - counts.cancelled - counts.pending
