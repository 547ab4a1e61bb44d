"""Items that wait until the hours of their recipient's zone open: their next time is moved."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal_column, or_, select, update

from app.domain.identity import Tenant
from app.storage.births import Ref
from app.storage.database import Database
from app.storage.schema import item

AT_A_TIME = 1000
"""Items that one transaction moves: everything else on SQLite waits for it."""

_PENDING = item.c.status == literal_column("'pending'")


class SqlZones:
    """The Zones port on the journal's database."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def hold(
        self, tenant: Tenant, operation_id: str, opens: Mapping[str, datetime | None]
    ) -> None:
        ref, now = Ref(tenant.key, operation_id), self._now().timestamp()
        for zone, at in opens.items():
            body = _release if at is None else _hold
            until = now if at is None else at.timestamp()
            while await self._database.tx(body, ref, zone, until) == AT_A_TIME:
                pass


def _hold(connection: Connection, ref: Ref, zone: str, opens: float) -> int:
    """What could be claimed sooner waits until then."""
    sooner = or_(item.c.next_at.is_(None), item.c.next_at < opens)
    return _move(connection, _some(ref, zone, sooner), opens)


def _release(connection: Connection, ref: Ref, zone: str, now: float) -> int:
    """What was never tried and waits longer than it must need not: a clock may have jumped."""
    untried = (item.c.next_at > now, item.c.attempts == 0)
    return _move(connection, _some(ref, zone, *untried), None)


def _some(ref: Ref, zone: str, *conditions: ColumnElement[bool]) -> Any:
    mine = (item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id)
    zoned = (item.c.zone == zone, item.c.zone.is_not(None))  # as the partial index has it
    positions = select(item.c.position).where(*mine, _PENDING, *zoned, *conditions).limit(AT_A_TIME)
    return (*mine, _PENDING, item.c.position.in_(positions))


def _move(connection: Connection, where: Any, at: float | None) -> int:
    return connection.execute(update(item).where(*where).values(next_at=at)).rowcount
