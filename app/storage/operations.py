"""Operations in the journal, from Confirm on."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Row, update

from app.domain.events import EventKind
from app.domain.identity import Person, Tenant
from app.domain.journal import NO_TERMS, Choose, DoubtAnswer, Glance, Terms
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkItem, BulkOperation, Pause, Place
from app.domain.recurring import zone_at
from app.storage import births, decisions, endings, events, glances, recent, terms
from app.storage.births import Births, Ref
from app.storage.database import Database
from app.storage.decisions import Decide, Doing, Picked
from app.storage.dialect import look_at_one_moment
from app.storage.events import Changed
from app.storage.item_codec import ItemCodec
from app.storage.operation_codec import OperationCodec
from app.storage.publishing import publish
from app.storage.schema import operation
from app.storage.vault import Vault, VaultError

_log = structlog.get_logger(__name__)

Admit = Callable[[Connection, BulkOperation, int], None]
"""Asked in the transaction that inserted an operation with so many items; raises what refuses it."""


def _admit_all(_connection: Connection, _operation: BulkOperation, _items: int) -> None:
    """No limits."""


class SqlOperationStore:
    """The OperationStore port on the journal's database.

    `owner` is the name by which this process is alive now, `now` the journal's time.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        now: Callable[[], datetime],
        owner: Callable[[], str],
        changed: Changed,
        admit: Admit = _admit_all,
    ) -> None:
        self._database = database
        self._items = ItemCodec(vault)
        self._births = Births(database, self._items)
        self._codec = OperationCodec(vault)
        self._now = now
        self._owner = owner
        self._changed = changed
        self._admit = admit

    async def create(
        self,
        operation_: BulkOperation,
        items: AsyncIterator[Sequence[BulkItem]],
        terms: Terms = NO_TERMS,
    ) -> bool:
        """Items first, in chunks; then the operation's row, which makes them real."""
        ref = Ref(operation_.requester.person.tenant.key, operation_.id)
        await self._database.tx(births.begin, ref, self._owner(), self._now())
        created = False
        try:
            total = await self._births.write(ref, items, zone_at(operation_))
            created = await self._made_real(ref, operation_, total, terms)
        finally:
            if not created:
                await self._births.forget(ref)
        self._changed(*ref)
        if created and terms.supersedes:
            await self._cancel_replaced(Ref(ref.tenant_key, terms.supersedes))
        return created

    async def _made_real(
        self, ref: Ref, operation_: BulkOperation, total: int, terms: Terms
    ) -> bool:
        """Where the commit was not answered, it is looked whether it came to be all the same."""
        try:
            return await self._database.tx(self._finish, operation_, total, terms)
        except Exception:
            if await self._database.tx(endings.status_of, *ref) is None:
                raise
            return True

    async def _cancel_replaced(self, ref: Ref) -> None:
        """The rest of its items: its status lets none of them run, whatever becomes of this."""
        if await self._database.tx(endings.status_of, *ref) is OperationStatus.CANCELLED:
            await self._finish_cancel(ref, done=False)
        self._changed(*ref)

    async def _finish_cancel(self, ref: Ref, *, done: bool) -> None:
        """Cancel what still waits, and look for the end: settlements beside it may not see it."""
        while not done:
            done = await self._database.tx(decisions.cancel_rest, ref, self._now())
            self._changed(*ref)
        try:
            await self._database.tx(endings.await_settlements, *ref)
            await self._database.tx(endings.end_if_done, self._now(), *ref)
        except Exception:  # noqa: BLE001 - it is cancelled; whoever sweeps looks for its end again
            _log.exception("end_not_looked_for", operation=ref.operation_id)
        self._changed(*ref)

    def _finish(
        self, connection: Connection, operation_: BulkOperation, total: int, asked: Terms
    ) -> bool:
        row, by = self._codec.row(operation_, total), operation_.confirmed_by.user_id
        created = births.finish(connection, row, by)
        if created:
            terms.require(connection, Ref(row["tenant"], row["id"]), asked, Doing(by, self._now()))
            self._admit(connection, operation_, total)
        return created

    async def drop_unborn(self) -> int:
        return await self._births.drop_unborn(self._owner())

    async def _one(self, *conditions: ColumnElement[bool]) -> BulkOperation | None:
        row = await self._database.tx(glances.newest, *conditions)
        return self._codec.operation(row) if row is not None else None

    async def get(self, tenant: Tenant, operation_id: str) -> BulkOperation | None:
        return await self._one(*_here(Ref(tenant.key, operation_id)))

    async def of_draft(self, tenant: Tenant, draft_id: str) -> BulkOperation | None:
        return await self._one(operation.c.tenant == tenant.key, operation.c.draft_id == draft_id)

    async def recent(self, tenant: Tenant, actions: str, since: datetime) -> BulkOperation | None:
        return await self._one(*recent.same(tenant.key, actions, since))

    async def newest_of(self, person: Person) -> BulkOperation | None:
        return await self._one(
            operation.c.tenant == person.tenant.key, operation.c.requester == person.user_id
        )

    async def unfinished(self) -> Sequence[BulkOperation]:
        rows = await self._database.tx(glances.unfinished)
        return [one for row in rows if (one := self._readable(row))]

    def _readable(self, row: Row[Any]) -> BulkOperation | None:
        """None where no key opens it: it would keep every other operation from being taken up."""
        try:
            return self._codec.operation(row)
        except (VaultError, ValueError):  # ValueError: it opens, and is no operation
            _log.exception("operation_unreadable", operation=row.id)
            return None

    async def start(self, tenant: Tenant, operation_id: str) -> bool:
        ref = Ref(tenant.key, operation_id)
        started = await self._database.tx(decisions.start, ref, self._now())
        self._changed(*ref)
        return started

    async def cancel(self, tenant: Tenant, operation_id: str, by: Person) -> None:
        """Nothing is claimed from the first transaction on; what waits is cancelled in some."""
        ref = Ref(tenant.key, operation_id)
        done = await self._database.tx(decisions.cancel, ref, self._doing(by))
        self._changed(*ref)
        await self._finish_cancel(ref, done=done)

    async def pause(self, tenant: Tenant, operation_id: str, pause: Pause) -> bool:
        ref, doing = Ref(tenant.key, operation_id), Doing(pause.by, self._now())
        sealed = self._codec.pause(*ref, pause, doing.now)
        paused = await self._database.tx(decisions.pause, ref, sealed, doing)
        self._changed(*ref)
        return paused

    async def resume(self, tenant: Tenant, operation_id: str, by: Person) -> bool:
        ref = Ref(tenant.key, operation_id)
        resumed = await self._database.tx(decisions.resume, ref, self._doing(by))
        self._changed(*ref)
        return resumed

    async def retry_failed(
        self, tenant: Tenant, operation_id: str, by: Person, asked_at: datetime | None = None
    ) -> int:
        ref, failed = Ref(tenant.key, operation_id), Picked(ItemStatus.FAILED, by=asked_at)
        return await self._decide(decisions.run_again, ref, failed, by)

    async def decide(
        self,
        tenant: Tenant,
        operation_id: str,
        item_ids: Sequence[str] | None,
        answer: DoubtAnswer,
        by: Person,
        asked_at: datetime | None = None,
    ) -> int:
        ref, doubtful = (
            Ref(tenant.key, operation_id),
            Picked(ItemStatus.IN_DOUBT, item_ids, asked_at),
        )
        return await self._decide(decisions.ANSWERS[answer], ref, doubtful, by)

    async def _decide(self, body: Decide, ref: Ref, picked: Picked, by: Person) -> int:
        """What is meant is how it stood at the press, however many steps it takes."""
        picked = picked._replace(by=picked.by or self._now())
        decided, doing = 0, self._doing(by)
        async for count in decisions.in_steps(self._database, body, ref, picked, doing):
            decided += count
            self._changed(*ref)
        return decided

    def _doing(self, by: Person) -> Doing:
        return Doing(by.user_id, self._now())

    async def feedback(
        self,
        tenant: Tenant,
        operation_id: str,
        by: Person,
        *,
        right: bool,
        pressed: float | None = None,
    ) -> None:
        now = self._now()
        at = now.timestamp() if pressed is None else pressed
        data = {"right": right, "by": by.user_id, "pressed": at}
        await self._database.tx(
            events.record, tenant.key, operation_id, EventKind.FEEDBACK, now, data
        )

    async def was_right(self, tenant: Tenant, operation_id: str) -> bool | None:
        """By when each was pressed: one may be written after a newer one, from before a restart."""
        given = await self._database.tx(events.every, tenant.key, operation_id, EventKind.FEEDBACK)
        pressed = [(float(one.get("pressed", 0.0)), n) for n, one in enumerate(given)]
        return bool(given[max(pressed)[1]]["right"]) if given else None

    async def publish(self, tenant: Tenant, operation_id: str, seconds: float) -> bool:
        ref, owner = Ref(tenant.key, operation_id), self._owner()
        return await self._database.tx(publish, ref, owner, self._now(), seconds)

    async def set_progress_at(self, tenant: Tenant, operation_id: str, place: Place) -> None:
        values = {"progress_channel": place.channel, "progress_ts": place.ts}
        await self._database.tx(_set, _here(Ref(tenant.key, operation_id)), values)

    async def set_shown(self, tenant: Tenant, operation_id: str, status: OperationStatus) -> None:
        still = (*_here(Ref(tenant.key, operation_id)), operation.c.status == status.value)
        await self._database.tx(_set, still, {"shown": status.value})

    async def glance(self, tenant: Tenant, operation_id: str, choose: Choose) -> Glance | None:
        ref = Ref(tenant.key, operation_id)
        return await self._database.tx(self._glance, ref, choose)

    def _glance(self, connection: Connection, ref: Ref, choose: Choose) -> Glance | None:
        """On SQLite in the journal's thread: opening thousands of lines would hold up the loop."""
        look_at_one_moment(connection)
        row = glances.newest(connection, *_here(ref))
        if row is None:
            return None
        counts = endings.counts(connection, *ref)
        picks = choose(OperationStatus(row.status), counts)
        lines = (
            self._items.line(one) for pick in picks for one in glances.picked(connection, ref, pick)
        )
        return Glance(operation=self._codec.operation(row), counts=counts, lines=tuple(lines))


def _here(ref: Ref) -> tuple[ColumnElement[bool], ...]:
    return (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)


def _set(
    connection: Connection, where: tuple[ColumnElement[bool], ...], values: dict[str, Any]
) -> bool:
    return connection.execute(update(operation).where(*where).values(**values)).rowcount == 1
