"""Schedules that repeat, in the journal."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, func, select, update

from app.domain.identity import Person, Tenant
from app.domain.journal import Held
from app.domain.recurring import Schedule, UnreadableSchedule
from app.storage.database import Database
from app.storage.dialect import insert_new
from app.storage.draft_locks import require
from app.storage.instants import instant
from app.storage.schema import schedule
from app.storage.vault import Vault, VaultError

_log = structlog.get_logger(__name__)

AT_A_TIME = 20
"""Runs that one look takes."""


class SqlSchedules:
    """The Schedules port on the journal's database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def next_due(self) -> datetime | None:
        return instant(await self._database.tx(_next_due))

    async def add(self, schedule_: Schedule, due_at: datetime, held: Held | None = None) -> bool:
        person = schedule_.requester.person
        head = schedule_.model_dump_json(exclude={"next_at", "most"})
        row = {
            "tenant": person.tenant.key,
            "id": schedule_.id,
            "owner": person.user_id,
            "status": _ACTIVE,
            "sealed": self._vault.seal_text(head, _context(person.tenant.key, schedule_.id)),
            "next_at": schedule_.next_at.timestamp(),
            "due_at": due_at.timestamp(),
            "most": schedule_.most,
            "created_at": schedule_.created_at.timestamp(),
        }
        return await self._database.tx(_add, held, row)

    async def get(self, tenant: Tenant, schedule_id: str) -> Schedule | UnreadableSchedule | None:
        rows = await self._database.tx(_active, tenant.key, schedule.c.id == schedule_id, 1)
        return self._readable(rows[0]) if rows else None

    async def take_runs(
        self, now: datetime, seconds: float, most: int = AT_A_TIME
    ) -> Sequence[Schedule | UnreadableSchedule]:
        rows = await self._database.tx(_take_runs, now.timestamp(), seconds, most)
        return [self._readable(row) for row in rows]

    async def advance(self, schedule_: Schedule, next_at: datetime, due_at: datetime) -> bool:
        values = {"next_at": next_at.timestamp(), "due_at": due_at.timestamp()}
        seen = schedule.c.next_at == schedule_.next_at.timestamp()
        tenant_key = schedule_.requester.person.tenant.key
        return await self._database.tx(_change, (tenant_key, schedule_.id), values, seen)

    async def stop(self, tenant: Tenant, schedule_id: str) -> bool:
        gone = {"status": _STOPPED, "sealed": b""}  # nobody reads its texts any more
        return await self._database.tx(_change, (tenant.key, schedule_id), gone)

    async def schedules_of(self, person: Person, most: int) -> Sequence[Schedule]:
        theirs = schedule.c.owner == person.user_id
        rows = await self._database.tx(_active, person.tenant.key, theirs, most)
        found = [self._readable(row) for row in rows]
        return [one for one in found if isinstance(one, Schedule)]

    def _readable(self, row: Row[Any]) -> Schedule | UnreadableSchedule:
        try:
            return self._schedule(row)
        except (VaultError, ValueError):  # ValueError: it opens, and is no schedule
            _log.exception("schedule_unreadable", schedule=row.id)
        owner = Person(tenant=Tenant.of_key(row.tenant), user_id=row.owner)
        return UnreadableSchedule(row.id, owner)

    def _schedule(self, row: Row[Any]) -> Schedule:
        head = json.loads(self._vault.open_text(row.sealed, _context(row.tenant, row.id)))
        return Schedule.model_validate({**head, "next_at": instant(row.next_at), "most": row.most})


_ACTIVE, _STOPPED = "active", "stopped"
_RUNS = schedule.c.status == _ACTIVE


def _context(tenant_key: str, schedule_id: str) -> str:
    return f"schedule:{tenant_key}:{schedule_id}"


def _add(connection: Connection, held: Held | None, row: Mapping[str, Any]) -> bool:
    require(connection, held)
    return insert_new(connection, schedule, row)


def _next_due(connection: Connection) -> float | None:
    due: float | None = connection.execute(
        select(func.min(schedule.c.due_at)).where(_RUNS)
    ).scalar()
    return due


def _active(
    connection: Connection, tenant_key: str, condition: Any, most: int
) -> Sequence[Row[Any]]:
    query = select(schedule).where(schedule.c.tenant == tenant_key, condition, _RUNS)
    return connection.execute(query.order_by(schedule.c.next_at).limit(most)).all()


def _take_runs(connection: Connection, now: float, seconds: float, most: int) -> list[Row[Any]]:
    query = select(schedule).where(_RUNS, schedule.c.due_at <= now)
    rows = connection.execute(query.order_by(schedule.c.due_at).limit(most)).all()
    later = {"due_at": now + seconds}
    return [
        row
        for row in rows
        if _change(connection, (row.tenant, row.id), later, schedule.c.due_at == row.due_at)
    ]


def _change(
    connection: Connection,
    which: tuple[str, str],
    values: Mapping[str, Any],
    condition: Any = True,  # noqa: FBT002 - a condition of a query
) -> bool:
    """Change an active schedule where a condition holds; whether it did."""
    here = (schedule.c.tenant == which[0], schedule.c.id == which[1], _RUNS, condition)
    return bool(connection.execute(update(schedule).where(*here).values(**values)).rowcount)
