"""What is kept no longer than needed: texts of what ended long ago, drafts, and what nobody asks for.

Of an operation, who did what kind of thing to how many, each item's outcome and the events stay;
texts, targets and values go. In chunks, each a transaction: whatever else is to be written waits
for one of them at most, and a purge that a restart cut off goes on where it stopped.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    exists,
    select,
    text,
    tuple_,
    update,
)

from app.domain.journal import DraftStore
from app.domain.kinds import ItemStatus
from app.storage import endings
from app.storage.births import Ref
from app.storage.database import Database
from app.storage.item_codec import REMOVED
from app.storage.operation_codec import OperationCodec
from app.storage.schema import birth, inbox, item, measure, operation, owner, rate_window
from app.storage.vault import Vault, VaultError

_log = structlog.get_logger(__name__)

AT_ONCE = 1000
"""Rows that one transaction changes."""

LISTED = 100
"""Operations that one look finds."""

_TEXTS_LEFT = text("(purged IS NULL OR purged < total)")  # as the index operation_kept has it


class Purge:
    """Removes what ended more than `keep_days` ago."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        drafts: DraftStore,
        now: Callable[[], datetime],
        keep_days: int = 30,
    ) -> None:
        self._database = database
        self._codec = OperationCodec(vault)
        self._drafts = drafts
        self._now = now
        self._keep_days = keep_days

    async def run_once(self) -> Mapping[str, int]:
        """Remove what is over; how much of each. What fails is logged, and the rest goes on."""
        before = (self._now() - timedelta(days=self._keep_days)).timestamp()
        works: Mapping[str, Callable[[float], Awaitable[int]]] = {
            "texts": self._texts,
            "drafts": self._over,
            **{table.name: self._rows_of(table) for table in _OUTDATED},
        }
        removed = {name: await self._logged(name, work(before)) for name, work in works.items()}
        _log.info("purged", **removed)
        return removed

    async def _logged(self, name: str, work: Awaitable[int]) -> int:
        try:
            return await work
        except Exception:  # noqa: BLE001 - logged with its trace; tomorrow it is tried again
            _log.exception("not_purged", what=name)
            return 0

    async def _over(self, _before: float) -> int:
        """Drafts know their own end."""
        return await self._drafts.purge()

    def _rows_of(self, table: Table) -> Callable[[float], Awaitable[int]]:
        async def remove(before: float) -> int:
            removed = 0
            while some := await self._database.tx(_drop_some, table, before):
                removed += some
            return removed

        return remove

    async def _texts(self, before: float) -> int:
        """Items whose texts were removed."""
        removed = 0
        while refs := await self._database.tx(_ended, before):
            for ref in refs:
                await self._database.tx(self._begin, ref, before)
                while some := await self._database.tx(_texts_of_some, ref):
                    removed += some
        return removed

    def _begin(self, connection: Connection, ref: Ref, before: float) -> None:
        """From here on nothing of it can run again; unless somebody did that just before."""
        unbegun = (operation.c.purged.is_(None), operation.c.completed_at < before)
        query = select(operation).where(*_here(ref), *unbegun).with_for_update()
        row = connection.execute(query).first()
        if row is None:
            return
        values = {"purged": 0, "pause": None, "never_ran": None, "sealed": self._head(row)}
        connection.execute(update(operation).where(*_here(ref)).values(**values))

    def _head(self, row: Row[Any]) -> bytes:
        try:
            return self._codec.without_texts(row, self._keep_days)
        except VaultError:  # sealed with a key that is gone: nobody reads it
            _log.warning("operation_unreadable", operation=row.id)
            return bytes(row.sealed)


def _here(ref: Ref) -> tuple[ColumnElement[bool], ...]:
    return (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)


def _ended(connection: Connection, before: float) -> list[Ref]:
    """Operations that ended before then, and still have texts; the first to end first."""
    query = (
        select(operation.c.tenant, operation.c.id)
        .where(_TEXTS_LEFT, operation.c.completed_at < before)
        .order_by(operation.c.completed_at)
        .limit(LISTED)
    )
    return [Ref(row.tenant, row.id) for row in connection.execute(query)]


def _texts_of_some(connection: Connection, ref: Ref) -> int:
    """Remove the texts of the next items of an operation whose purge began; how many."""
    purged = select(operation.c.purged, operation.c.total).where(*_here(ref)).with_for_update()
    row = connection.execute(purged).first()
    if row is None or row.purged is None or row.purged >= row.total:
        return 0
    upto = min(row.total, row.purged + AT_ONCE)
    some = (item.c.position >= row.purged, item.c.position < upto)
    connection.execute(
        update(item)
        .where(item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id, *some)
        .values(sealed=REMOVED, result=None, prepared=None)
    )
    connection.execute(update(operation).where(*_here(ref)).values(purged=upto))
    return int(upto - row.purged)


def _done_before(before: float) -> ColumnElement[bool]:
    """Deliveries whose keys no repetition asks for any more."""
    return inbox.c.done_at < before


def _unused_since(before: float) -> ColumnElement[bool]:
    nobody = and_(rate_window.c.held == "{}", rate_window.c.closed_until < before)
    return and_(rate_window.c.at < before, nobody)


def _measured_before(before: float) -> ColumnElement[bool]:
    return measure.c.at < before


def _without_items(before: float) -> ColumnElement[bool]:
    """Births that left nothing: those that left items say whose they are, and go with them."""
    living = exists().where(owner.c.name == birth.c.owner, owner.c.lost_at.is_(None))
    items = exists().where(item.c.tenant == birth.c.tenant, item.c.operation == birth.c.operation)
    return and_(birth.c.at < before, ~living, ~items)


def _lost_before(before: float) -> ColumnElement[bool]:
    """Owners of nothing any more."""
    executing = exists().where(
        item.c.owner == owner.c.name, endings.in_status(ItemStatus.EXECUTING)
    )
    born = exists().where(birth.c.owner == owner.c.name)
    return and_(owner.c.lost_at < before, ~executing, ~born)


_OUTDATED: Mapping[Table, Callable[[float], ColumnElement[bool]]] = {
    inbox: _done_before,
    rate_window: _unused_since,
    measure: _measured_before,
    birth: _without_items,
    owner: _lost_before,
}
"""Tables whose rows are of no use some time after, and which those are."""


def _drop_some(connection: Connection, table: Table, before: float) -> int:
    some = select(*table.primary_key).where(_OUTDATED[table](before)).limit(AT_ONCE)
    key = tuple_(*table.primary_key)
    return connection.execute(delete(table).where(key.in_(some))).rowcount
