"""Scheduled operations in the journal, from Confirm to their start."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from app.domain.events import EventKind
from app.domain.identity import Person, Tenant
from app.domain.journal import OperationStore
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import Settlement
from app.domain.operation import BulkOperation
from app.domain.recurring import Checked, DueStart, PlannedItem
from app.storage import endings, events
from app.storage.births import Ref
from app.storage.database import Database
from app.storage.events import Changed
from app.storage.instants import instant
from app.storage.item_codec import ItemCodec
from app.storage.operation_codec import OperationCodec
from app.storage.outcomes import statuses_by_place
from app.storage.schema import item, operation
from app.storage.vault import Vault

CHUNK = 500
"""Items that one transaction reads or leaves out."""

AT_A_TIME = 20
"""Starts that one look takes."""

Admit = Callable[[Connection, BulkOperation], None]
"""Asked in the transaction that starts an operation; raises what refuses it."""


def _admit_all(_connection: Connection, _operation: BulkOperation) -> None:
    """No limits."""


class SqlAppointments:
    """The Appointments port on the journal's database."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        now: Callable[[], datetime],
        operations: OperationStore,
        changed: Changed,
        admit: Admit = _admit_all,
    ) -> None:
        self._database = database
        self._codec = ItemCodec(vault)
        self._heads = OperationCodec(vault)
        self._now = now
        self._operations = operations
        self._changed = changed
        self._admit = admit

    async def next_due(self) -> datetime | None:
        return instant(await self._database.tx(_next_due))

    async def take_ready(
        self, now: datetime, since: datetime, seconds: float
    ) -> Sequence[DueStart]:
        until = now + timedelta(seconds=seconds)
        fine = operation.c.checked.in_(_MAY_BEGIN), operation.c.checked_at >= since.timestamp()
        return await self._database.tx(_take, now, until, AT_A_TIME, *fine)

    async def take_due(
        self, now: datetime, seconds: float, most: int = AT_A_TIME
    ) -> Sequence[DueStart]:
        until = now + timedelta(seconds=seconds)
        return await self._database.tx(_take, now, until, most)

    async def take(
        self, tenant: Tenant, operation_id: str, now: datetime, seconds: float
    ) -> DueStart | None:
        ref = Ref(tenant.key, operation_id)
        return await self._database.tx(_take_one, ref, now + timedelta(seconds=seconds))

    async def look_again(
        self, taken: DueStart, at: datetime, checked: Checked | None = None
    ) -> bool:
        found = {"checked": checked.value} if checked else {}
        return await self._database.tx(_set, taken, {"due_at": at.timestamp(), **found})

    async def found(self, taken: DueStart, checked: Checked) -> bool:
        values = {"checked": checked.value, "checked_at": self._now().timestamp()}
        return await self._database.tx(_set, taken, values)

    async def planned(
        self, tenant: Tenant, operation_id: str
    ) -> AsyncIterator[Sequence[PlannedItem]]:
        async for chunk in self._in(ItemStatus.PENDING, Ref(tenant.key, operation_id)):
            yield chunk

    async def skipped(
        self, tenant: Tenant, operation_id: str
    ) -> AsyncIterator[Sequence[PlannedItem]]:
        async for chunk in self._in(ItemStatus.SKIPPED, Ref(tenant.key, operation_id)):
            yield chunk

    async def _in(self, status: ItemStatus, ref: Ref) -> AsyncIterator[Sequence[PlannedItem]]:
        after = -1
        while chunk := await self._database.tx(self._planned, ref, after, status):
            yield chunk
            after = chunk[-1].position

    def _planned(
        self, connection: Connection, ref: Ref, after: int, status: ItemStatus
    ) -> list[PlannedItem]:
        """In the journal's thread: opening hundreds of texts would hold up the loop."""
        rows = connection.execute(
            select(item.c.position, item.c.item_id, item.c.sealed)
            .where(*_items(ref), endings.in_status(status), item.c.position > after)
            .order_by(item.c.position)
            .limit(CHUNK)
        )
        return [self._item(ref, row) for row in rows]

    def _item(self, ref: Ref, row: Any) -> PlannedItem:
        kept = self._codec.claimed(*ref, row.position, row.item_id, row.sealed, 0, instant(0.0))
        return PlannedItem(row.position, kept.label, kept.action, row.item_id)

    async def done(self, tenant: Tenant, operation_id: str) -> Mapping[int, frozenset[ItemStatus]]:
        return await self._database.tx(statuses_by_place, Ref(tenant.key, operation_id))

    async def skip(self, tenant: Tenant, operation_id: str, reasons: Mapping[int, str]) -> int:
        ref, skipped, left = Ref(tenant.key, operation_id), 0, list(reasons.items())
        for start in range(0, len(left), CHUNK):
            chunk = left[start : start + CHUNK]
            skipped += await self._database.tx(self._skip, ref, chunk, self._now())
        self._changed(*ref)
        return skipped

    def _skip(
        self, connection: Connection, ref: Ref, reasons: Sequence[tuple[int, str]], now: datetime
    ) -> int:
        """Only while it is scheduled: nobody claims its items then."""
        if endings.locked_status(connection, *ref) is not OperationStatus.SCHEDULED:
            return 0
        moved = []
        for position, note in reasons:
            values = {
                "status": ItemStatus.SKIPPED.value,
                "finished_at": now.timestamp(),
                "result": self._codec.result(_left_out(ref, position, note)),
            }
            here = (*_items(ref), item.c.position == position)
            pending = endings.in_status(ItemStatus.PENDING)
            if connection.execute(update(item).where(*here, pending).values(**values)).rowcount:
                moved.append(position)
        if moved:
            data = {ItemStatus.SKIPPED.value: moved}
            events.record(connection, *ref, EventKind.ITEMS_MOVED, now, data)
        return len(moved)

    async def begin(self, taken: DueStart, latest: datetime) -> bool:
        waiting = await self._operations.get(taken.tenant, taken.operation_id)
        if waiting is None:
            return False
        began = await self._database.tx(self._begin, taken, latest, waiting)
        self._changed(*_ref(taken))
        return began

    def _begin(
        self, connection: Connection, taken: DueStart, latest: datetime, waiting: BulkOperation
    ) -> bool:
        """The time is read in the transaction: who was stopped before it may wake hours later."""
        if not _is_takers(connection, taken) or (now := self._now()) > latest:
            return False
        self._admit(connection, waiting)
        endings.move(connection, *_ref(taken), OperationStatus.EXECUTING, now)
        at = now.timestamp()
        values = {"started_at": at, "begun_at": at, "due_at": None, "shown": None}
        connection.execute(update(operation).where(*_here(_ref(taken))).values(**values))
        return True

    async def expire(self, taken: DueStart, why: str = "") -> bool:
        ref = _ref(taken)
        expired = await self._database.tx(self._expire, taken, why, self._now())
        while expired and not await self._database.tx(_cancel_some, ref, self._now()):
            pass
        self._changed(*ref)
        return expired

    def _expire(self, connection: Connection, taken: DueStart, why: str, now: datetime) -> bool:
        ref = _ref(taken)
        if not _is_takers(connection, taken):
            return False
        endings.move(connection, *ref, OperationStatus.EXPIRED, now)
        reason = self._heads.never_ran(*ref, why)
        values = {"completed_at": now.timestamp(), "due_at": None, "never_ran": reason}
        connection.execute(update(operation).where(*_here(ref)).values(**values))
        return True

    async def of_person(self, person: Person, most: int) -> Sequence[BulkOperation]:
        ids = await self._database.tx(_scheduled_of, person, most)
        found = [await self._operations.get(person.tenant, one) for one in ids]
        return [one for one in found if one and one.status is OperationStatus.SCHEDULED]


_WAITS = operation.c.status == OperationStatus.SCHEDULED.value
_OF_START = tuple(operation.c[name] for name in ("tenant", "id", "due_at", "checked", "checked_at"))


def _items(ref: Ref) -> tuple[Any, Any]:
    return item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id


def _left_out(ref: Ref, position: int, note: str) -> Settlement:
    return Settlement(*ref, "", position, "", ItemStatus.SKIPPED, note=note)


def _here(ref: Ref) -> tuple[Any, Any]:
    return operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id


def _next_due(connection: Connection) -> float | None:
    due: float | None = connection.execute(
        select(func.min(operation.c.due_at)).where(_WAITS)
    ).scalar()
    return due


_MAY_BEGIN = (Checked.FINE.value, Checked.FULL.value)


def _take(
    connection: Connection, now: datetime, until: datetime, most: int, *conditions: Any
) -> list[DueStart]:
    rows = connection.execute(
        select(*_OF_START)
        .where(_WAITS, operation.c.due_at <= now.timestamp(), *conditions)
        .order_by(operation.c.due_at)
        .limit(most)
    ).all()
    taken = []
    for row in rows:
        mine = (*_here(Ref(row.tenant, row.id)), _WAITS, operation.c.due_at == row.due_at)
        later = update(operation).where(*mine).values(due_at=until.timestamp())
        if connection.execute(later).rowcount:
            taken.append(_due(row, until))
    return taken


def _take_one(connection: Connection, ref: Ref, until: datetime) -> DueStart | None:
    query = select(*_OF_START).where(*_here(ref), _WAITS).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        return None
    later = update(operation).where(*_here(ref), _WAITS).values(due_at=until.timestamp())
    connection.execute(later)
    return _due(row, until)


def _due(row: Any, until: datetime) -> DueStart:
    checked = Checked(row.checked) if row.checked else None
    return DueStart(Tenant.of_key(row.tenant), row.id, until, checked, instant(row.checked_at))


def _ref(taken: DueStart) -> Ref:
    return Ref(taken.tenant.key, taken.operation_id)


def _takers(taken: DueStart) -> tuple[Any, ...]:
    """Its row, while it waits and nobody else took it."""
    return (*_here(_ref(taken)), _WAITS, operation.c.due_at == taken.until.timestamp())


def _is_takers(connection: Connection, taken: DueStart) -> bool:
    """And nobody changes it until the commit."""
    query = select(operation.c.id).where(*_takers(taken)).with_for_update()
    return connection.execute(query).first() is not None


def _set(connection: Connection, taken: DueStart, values: Mapping[str, Any]) -> bool:
    changed = update(operation).where(*_takers(taken)).values(**values)
    return connection.execute(changed).rowcount == 1


def _cancel_some(connection: Connection, ref: Ref, now: datetime) -> bool:
    return endings.cancel_pending(connection, now, *ref)


def _scheduled_of(connection: Connection, person: Person, most: int) -> list[str]:
    query = (
        select(operation.c.id)
        .where(
            operation.c.tenant == person.tenant.key,
            operation.c.requester == person.user_id,
            _WAITS,
        )
        .order_by(operation.c.due_at)
        .limit(most)
    )
    return list(connection.execute(query).scalars())
