"""Operations in the journal, from Confirm on."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    delete,
    exists,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from app.domain.events import EventKind
from app.domain.identity import Person, Tenant
from app.domain.journal import Choose, DoubtAnswer, Glance, Pick
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkItem, BulkOperation, Place
from app.storage import decisions, endings, events
from app.storage.database import Database
from app.storage.decisions import Doing, Picked, Ref
from app.storage.instants import instant
from app.storage.item_codec import ItemCodec
from app.storage.ledger import Changed
from app.storage.schema import item, operation
from app.storage.vault import Vault

CHUNK = 250
"""Rows an insert carries: whatever else is to be written waits for one of them, and what Slack
delivers is written before it is acknowledged (1,000 rows took 30 to 150 ms)."""

_ROW_FIELDS = {"status", "started_at", "completed_at", "progress_at"}
"""Fields of BulkOperation that live in columns of their own, since they change."""


class SqlOperationStore:
    """The OperationStore port on the journal's database."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        now: Callable[[], datetime],
        changed: Changed,
    ) -> None:
        self._database = database
        self._vault = vault
        self._codec = ItemCodec(vault)
        self._now = now
        self._changed = changed

    async def create(self, operation_: BulkOperation, items: Sequence[BulkItem]) -> bool:
        """Items first, in chunks; then the operation's row, which makes them real."""
        tenant_key = operation_.requester.person.tenant.key
        ref = Ref(tenant_key, operation_.id)
        for start in range(0, len(items), CHUNK):
            await self._database.tx(self._insert_items, ref, start, items[start : start + CHUNK])
        by, row = operation_.confirmed_by.user_id, self._row(operation_, len(items))
        created = await self._database.tx(_insert_operation, row, by)
        self._changed(tenant_key, operation_.id)
        return created

    def _insert_items(
        self, connection: Connection, ref: Ref, start: int, items: Sequence[BulkItem]
    ) -> None:
        """In the journal's thread: sealing a thousand items would hold up the loop."""
        rows = [self._codec.row(*ref, start + offset, one) for offset, one in enumerate(items)]
        connection.execute(insert(item), rows)

    def _row(self, operation_: BulkOperation, total: int) -> dict[str, Any]:
        person = operation_.requester.person
        head = operation_.model_dump_json(exclude=_ROW_FIELDS)
        return {
            "tenant": person.tenant.key,
            "id": operation_.id,
            "team_id": person.tenant.team_id,
            "enterprise_id": person.tenant.enterprise_id,
            "requester": person.user_id,
            "draft_id": operation_.draft_id,
            "digest": operation_.digest,
            "status": operation_.status.value,
            "total": total,
            "sealed": self._vault.seal_text(head, _context(person.tenant.key, operation_.id)),
            "confirmed_at": operation_.confirmed_at.timestamp(),
        }

    def _operation(self, row: Row[Any]) -> BulkOperation:
        head = json.loads(self._vault.open_text(row.sealed, _context(row.tenant, row.id)))
        place = (
            {"channel": row.progress_channel, "ts": row.progress_ts} if row.progress_ts else None
        )
        return BulkOperation.model_validate(
            {
                **head,
                "status": row.status,
                "started_at": instant(row.started_at),
                "completed_at": instant(row.completed_at),
                "progress_at": place,
            }
        )

    async def _one(self, *conditions: Any) -> BulkOperation | None:
        row = await self._database.tx(_first, conditions)
        return self._operation(row) if row is not None else None

    async def get(self, tenant: Tenant, operation_id: str) -> BulkOperation | None:
        return await self._one(operation.c.tenant == tenant.key, operation.c.id == operation_id)

    async def of_draft(self, tenant: Tenant, draft_id: str) -> BulkOperation | None:
        return await self._one(operation.c.tenant == tenant.key, operation.c.draft_id == draft_id)

    async def recent(self, tenant: Tenant, digest: str, since: datetime) -> BulkOperation | None:
        return await self._one(
            operation.c.tenant == tenant.key,
            operation.c.digest == digest,
            operation.c.confirmed_at >= since.timestamp(),
        )

    async def newest_of(self, person: Person) -> BulkOperation | None:
        return await self._one(
            operation.c.tenant == person.tenant.key, operation.c.requester == person.user_id
        )

    async def unfinished(self) -> Sequence[BulkOperation]:
        return [self._operation(row) for row in await self._database.tx(_unfinished)]

    async def drop_unborn(self) -> int:
        return await self._database.tx(_drop_unborn)

    async def start(self, tenant: Tenant, operation_id: str) -> bool:
        started = await self._database.tx(_start, tenant.key, operation_id, self._now())
        self._changed(tenant.key, operation_id)
        return started

    async def cancel(self, tenant: Tenant, operation_id: str, by: Person) -> None:
        ref = Ref(tenant.key, operation_id)
        await self._database.tx(decisions.cancel, ref, self._doing(by))
        self._changed(*ref)

    async def retry_failed(
        self, tenant: Tenant, operation_id: str, by: Person, asked_at: datetime | None = None
    ) -> int:
        ref, failed = Ref(tenant.key, operation_id), Picked(ItemStatus.FAILED, by=asked_at)
        again = await self._database.tx(decisions.run_again, ref, failed, self._doing(by))
        self._changed(*ref)
        return again

    async def decide(
        self,
        tenant: Tenant,
        operation_id: str,
        item_ids: Sequence[str] | None,
        answer: DoubtAnswer,
        by: Person,
        asked_at: datetime | None = None,
    ) -> int:
        ref = Ref(tenant.key, operation_id)
        doubtful = Picked(ItemStatus.IN_DOUBT, item_ids, asked_at)
        body = decisions.ANSWERS[answer]
        decided = await self._database.tx(body, ref, doubtful, self._doing(by))
        self._changed(*ref)
        return decided

    def _doing(self, by: Person) -> Doing:
        return Doing(by.user_id, self._now())

    async def feedback(self, tenant: Tenant, operation_id: str, by: Person, *, right: bool) -> None:
        data = {"right": right, "by": by.user_id}
        await self._database.tx(
            events.record, tenant.key, operation_id, EventKind.FEEDBACK, self._now(), data
        )

    async def was_right(self, tenant: Tenant, operation_id: str) -> bool | None:
        data = await self._database.tx(events.newest, tenant.key, operation_id, EventKind.FEEDBACK)
        return None if data is None else bool(data["right"])

    async def set_progress_at(self, tenant: Tenant, operation_id: str, place: Place) -> None:
        values = {"progress_channel": place.channel, "progress_ts": place.ts}
        await self._database.tx(_set, tenant.key, operation_id, values)

    async def set_shown(self, tenant: Tenant, operation_id: str, status: OperationStatus) -> None:
        await self._database.tx(_shown, Ref(tenant.key, operation_id), status)

    async def glance(self, tenant: Tenant, operation_id: str, choose: Choose) -> Glance | None:
        ref = Ref(tenant.key, operation_id)
        return await self._database.tx(self._glance, ref, choose)

    def _glance(self, connection: Connection, ref: Ref, choose: Choose) -> Glance | None:
        """In the journal's thread: opening thousands of lines would hold up the loop."""
        here = (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)
        row = _first(connection, here)
        if row is None:
            return None
        counts = endings.counts(connection, *ref)
        picks = choose(OperationStatus(row.status), counts)
        lines = (self._codec.line(one) for pick in picks for one in _picked(connection, ref, pick))
        return Glance(operation=self._operation(row), counts=counts, lines=tuple(lines))


def _context(tenant_key: str, operation_id: str) -> str:
    return f"operation:{tenant_key}:{operation_id}"


def _insert_operation(connection: Connection, row: dict[str, Any], by: str) -> bool:
    """The unique (tenant, draft) decides between two Confirms; the loser's items go again."""
    _require_all_items(connection, row)
    try:
        with connection.begin_nested():
            connection.execute(insert(operation), row)
    except IntegrityError:
        connection.execute(
            delete(item).where(item.c.tenant == row["tenant"], item.c.operation == row["id"])
        )
        return False
    data = {"total": row["total"], "by": by, "digest": row["digest"]}
    at = instant(row["confirmed_at"])
    kind = EventKind.OPERATION_CONFIRMED
    events.record(connection, row["tenant"], row["id"], kind, at, data)
    return True


def _require_all_items(connection: Connection, row: dict[str, Any]) -> None:
    """An operation comes to be with all of its items: from here on its counts add up to that."""
    written = endings.counts(connection, row["tenant"], row["id"]).total
    if written != row["total"]:
        raise RuntimeError(f"{written} of {row['total']} items are in the journal")


def _first(connection: Connection, conditions: tuple[Any, ...]) -> Row[Any] | None:
    newest = operation.c.confirmed_at.desc()
    return connection.execute(select(operation).where(*conditions).order_by(newest)).first()


def _unfinished(connection: Connection) -> list[Row[Any]]:
    """Open ones, and those whose end nobody has shown."""
    query = select(operation).where(operation.c.shown.is_(None)).order_by(operation.c.confirmed_at)
    return list(connection.execute(query).all())


def _drop_unborn(connection: Connection) -> int:
    theirs = select(operation.c.id).where(
        operation.c.tenant == item.c.tenant, operation.c.id == item.c.operation
    )
    return connection.execute(delete(item).where(~exists(theirs))).rowcount


def _shown(connection: Connection, ref: Ref, status: OperationStatus) -> None:
    connection.execute(
        update(operation)
        .where(
            operation.c.tenant == ref.tenant_key,
            operation.c.id == ref.operation_id,
            operation.c.status == status.value,
        )
        .values(shown=status.value)
    )


def _set(connection: Connection, tenant_key: str, operation_id: str, values: Any) -> None:
    here = (operation.c.tenant == tenant_key, operation.c.id == operation_id)
    connection.execute(update(operation).where(*here).values(**values))


def _start(connection: Connection, tenant_key: str, operation_id: str, now: datetime) -> bool:
    if endings.status_of(connection, tenant_key, operation_id) is not OperationStatus.CONFIRMED:
        return False  # an ended operation may execute again, but not because it was confirmed once
    endings.move(connection, tenant_key, operation_id, OperationStatus.EXECUTING, now)
    _set(connection, tenant_key, operation_id, {"started_at": now.timestamp()})
    return True


def _picked(connection: Connection, ref: Ref, pick: Pick) -> Sequence[Row[Any]]:
    query = select(item).where(
        item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id
    )
    if pick.status is not None:
        query = query.where(item.c.status == pick.status.value)
    order = item.c.finished_at.desc() if pick.newest_first else item.c.position
    rows = connection.execute(query.order_by(order).offset(pick.start).limit(pick.limit)).all()
    return rows[::-1] if pick.newest_first else rows
