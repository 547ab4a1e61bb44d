"""What is kept no longer than needed: texts of what ended long ago, drafts, and what nobody asks for.

In chunks, each a transaction: whatever else is to be written waits for one of them at most, and a
purge that a restart cut off goes on where it stopped. texts.py says what stays of an operation.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    select,
    tuple_,
)

from app.domain.journal import DraftStore
from app.domain.kinds import ItemStatus
from app.storage import endings
from app.storage.births import Ref
from app.storage.database import Database
from app.storage.schema import birth, inbox, item, measure, operation, owner, rate_window
from app.storage.texts import AT_ONCE, TEXTS_LEFT, Texts
from app.storage.vault import Vault

_log = structlog.get_logger(__name__)

LISTED = 100
"""Operations that one look finds."""


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
        self._operations = Texts(database, vault)
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
                still = operation.c.completed_at < before
                removed += await self._operations.remove(ref, self._keep_days, still)
        return removed


def _ended(connection: Connection, before: float) -> list[Ref]:
    """Operations that ended before then, and still have texts; the first to end first."""
    query = (
        select(operation.c.tenant, operation.c.id)
        .where(TEXTS_LEFT, operation.c.completed_at < before)
        .order_by(operation.c.completed_at)
        .limit(LISTED)
    )
    return [Ref(row.tenant, row.id) for row in connection.execute(query)]


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
