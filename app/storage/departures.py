"""What goes when a workspace uninstalls the app: all that it wrote, and all that was to run for it.

In steps, each a transaction of at most AT_ONCE rows; each is true by itself, so that a crash between
two leaves less to do. Counts, outcomes and who did it when stay, as they do 30 days after the end.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, tuple_, update

from app.domain.errors import InvalidMove
from app.domain.identity import Person, Tenant
from app.domain.journal import DraftStore, OperationStore
from app.domain.kinds import OperationStatus
from app.storage.births import Ref
from app.storage.database import Database
from app.storage.schema import inbox, operation, schedule
from app.storage.texts import AT_ONCE, TEXTS_LEFT, Texts, here
from app.storage.vault import Vault

LISTED = 100
"""Operations that one look finds."""

NOBODY = ""
"""Who cancels: nobody of the workspace, which is gone."""

_ENDED = operation.c.completed_at.is_not(None)
_OPEN = frozenset({
    OperationStatus.CONFIRMED, OperationStatus.EXECUTING, OperationStatus.PAUSED,
    OperationStatus.SCHEDULED,
})  # fmt: skip


class SqlDepartures:
    """The Departures port on the journal's database. `now` is the journal's time."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        drafts: DraftStore,
        operations: OperationStore,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._texts = Texts(database, vault)
        self._drafts = drafts
        self._operations = operations
        self._now = now

    async def drop(self, tenant: Tenant, before: datetime, but: str) -> None:
        until, read = before.timestamp(), {"done_at": self._now().timestamp(), "sealed": None}
        unread = (inbox.c.done_at.is_(None), inbox.c.kind != but, inbox.c.received_at <= until)
        await self._change(inbox, tenant, unread, read)
        # Nobody reads the texts of a schedule that was stopped.
        stopped = {"status": "stopped", "sealed": b""}
        active = (schedule.c.status == "active", schedule.c.created_at <= until)
        await self._change(schedule, tenant, active, stopped)
        await self._drafts.drop(tenant)

    async def _change(
        self,
        table: Table,
        tenant: Tenant,
        which: tuple[ColumnElement[bool], ...],
        values: Mapping[str, Any],
    ) -> None:
        """Change the rows of a workspace that are so, until none is."""
        these = (table.c.tenant == tenant.key, *which)
        while await self._database.tx(_change_some, table, these, values):
            pass

    async def end(self, tenant: Tenant, before: datetime) -> int:
        left, after = 0, (0.0, "")
        while rows := await self._database.tx(_with_texts, tenant.key, before, after):
            for row in rows:
                await self._end(tenant, row.id, OperationStatus(row.status))
                left += not await self._database.tx(_is_over, Ref(tenant.key, row.id))
            after = (rows[-1].confirmed_at, rows[-1].id)
        return left

    async def _end(self, tenant: Tenant, operation_id: str, status: OperationStatus) -> None:
        """Texts go once it ended: what is in flight is still settled, with what it says of itself."""
        if status in _OPEN:
            with suppress(InvalidMove):  # it ended, or somebody else cancelled it
                nobody = Person(tenant=tenant, user_id=NOBODY)
                await self._operations.cancel(tenant, operation_id, nobody)
        await self._texts.remove(Ref(tenant.key, operation_id), 0, _ENDED)


def _change_some(
    connection: Connection,
    table: Table,
    these: tuple[ColumnElement[bool], ...],
    values: Mapping[str, Any],
) -> int:
    some = select(*table.primary_key).where(*these).limit(AT_ONCE)
    keys = tuple_(*table.primary_key).in_(some)
    return connection.execute(update(table).where(keys, *these).values(**values)).rowcount


def _with_texts(
    connection: Connection, tenant_key: str, before: datetime, after: tuple[float, str]
) -> list[Any]:
    """The next operations that were confirmed by then and still have texts, oldest first."""
    order = (operation.c.confirmed_at, operation.c.id)
    query = (
        select(*order, operation.c.status)
        .where(
            operation.c.tenant == tenant_key,
            operation.c.confirmed_at <= before.timestamp(),
            TEXTS_LEFT,
            tuple_(*order) > after,
        )
        .order_by(*order)
        .limit(LISTED)
    )
    return list(connection.execute(query).all())


def _is_over(connection: Connection, ref: Ref) -> bool:
    """Whether it ended and has no texts any more; nobody is left to whom its end is to be shown."""
    row = connection.execute(select(operation).where(*here(ref)).with_for_update()).first()
    if row is None:
        return True
    if row.purged is None or row.purged < row.total:
        return False
    connection.execute(update(operation).where(*here(ref)).values(shown=row.status))
    return True
