"""How an operation comes to be: its items in chunks, then the row that makes them real.

A birth row says whose half-written items they are. Every step holds that row: an owner that was
too slow and declared lost, whose items somebody removes, cannot go on with what is left.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from sqlalchemy import Connection, delete, func, insert, select

from app.domain.events import EventKind
from app.domain.operation import BulkItem
from app.storage import events
from app.storage.alive import free_for
from app.storage.database import Database
from app.storage.dialect import insert_new
from app.storage.instants import instant
from app.storage.item_codec import ItemCodec
from app.storage.schema import birth, item, operation

_log = structlog.get_logger(__name__)

CHUNK = 250
"""Rows an insert carries: whatever else is to be written waits for one of them, and what Slack
delivers is written before it is acknowledged (1,000 rows took 30 to 150 ms)."""

REMOVED_AT_A_TIME = 1000
"""Items that one transaction removes: everything else on SQLite waits for it."""


class Unborn(Exception):
    """The items of this operation were removed while it was being written."""


class Ref(NamedTuple):
    """An operation, within its tenant."""

    tenant_key: str
    operation_id: str


class Births:
    """Writes the items of what is to be, in chunks, and removes those of what never came to be."""

    def __init__(self, database: Database, codec: ItemCodec) -> None:
        self._database = database
        self._codec = codec

    async def write(
        self, ref: Ref, items: AsyncIterator[Sequence[BulkItem]], zone: str | None
    ) -> int:
        """Write the items as they come; how many."""
        written = 0
        async for chunk in items:
            for start in range(0, len(chunk), CHUNK):
                some = chunk[start : start + CHUNK]
                await self._database.tx(self._add, ref, written, some, zone)
                written += len(some)
        return written

    def _add(
        self,
        connection: Connection,
        ref: Ref,
        start: int,
        items: Sequence[BulkItem],
        zone: str | None,
    ) -> None:
        """On SQLite in the journal's thread: sealing many items would hold up the loop.

        With a `zone`, the items keep theirs, or that one, for the hours there.
        """
        rows = [self._codec.row(*ref, start + n, one) for n, one in enumerate(items)]
        if zone:
            for row, one in zip(rows, items, strict=True):
                row["zone"] = one.zone or zone
        add(connection, ref, rows)

    async def forget(self, ref: Ref) -> None:
        """What did not come to be goes again; where that fails, once its owner is gone."""
        try:
            await self._remove(ref)
        except Exception:  # noqa: BLE001 - logged with its trace; the birth row tells of it
            _log.exception("unborn_not_removed", operation=ref.operation_id)

    async def drop_unborn(self, me: str) -> int:
        """Remove what owners that are not alive left; how many items."""
        left = await self._database.tx(abandoned, me)
        return sum([await self._remove(ref) for ref in left])

    async def _remove(self, ref: Ref) -> int:
        removed = 0
        while some := await self._database.tx(remove_some, ref):
            removed += some
        return removed


def begin(connection: Connection, ref: Ref, owner: str, now: datetime) -> None:
    """Say that items are going to be written."""
    row = {
        "tenant": ref.tenant_key,
        "operation": ref.operation_id,
        "owner": owner,
        "at": now.timestamp(),
    }
    connection.execute(insert(birth), row)


def add(connection: Connection, ref: Ref, rows: list[dict[str, Any]]) -> None:
    """Write some items. Raises Unborn."""
    _require(connection, ref)
    connection.execute(insert(item), rows)


def finish(connection: Connection, row: dict[str, Any], by: str) -> bool:
    """Make the items real; False when the draft has a run already. Raises Unborn.

    The unique (tenant, draft) decides between two Confirms: on Postgres the second one waits until
    the first has committed or given up.
    """
    ref = Ref(row["tenant"], row["id"])
    _require(connection, ref)
    _require_all_items(connection, ref, row["total"])
    if not insert_new(connection, operation, row):
        return False
    connection.execute(delete(birth).where(*_born(ref)))
    data = {"total": row["total"], "by": by, "digest": row["digest"]}
    at = instant(row["confirmed_at"])
    events.record(connection, *ref, EventKind.OPERATION_CONFIRMED, at, data)
    return True


def abandoned(connection: Connection, me: str) -> list[Ref]:
    """Operations whose items were being written by owners that are not alive."""
    query = select(birth.c.tenant, birth.c.operation).where(free_for(birth.c.owner, me))
    return [Ref(row.tenant, row.operation) for row in connection.execute(query)]


def remove_some(connection: Connection, ref: Ref) -> int:
    """Remove the last of the items of what never came to be; how many, 0 when all is gone."""
    if not _is_there(connection, ref):
        return 0
    mine = (item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id)
    last = connection.execute(select(func.max(item.c.position)).where(*mine)).scalar()
    if last is None:
        connection.execute(delete(birth).where(*_born(ref)))
        return 0
    some = item.c.position > last - REMOVED_AT_A_TIME
    return connection.execute(delete(item).where(*mine, some)).rowcount


def _born(ref: Ref) -> Any:
    return (birth.c.tenant == ref.tenant_key, birth.c.operation == ref.operation_id)


def _is_there(connection: Connection, ref: Ref) -> bool:
    query = select(birth.c.owner).where(*_born(ref)).with_for_update()
    return connection.execute(query).first() is not None


def _require(connection: Connection, ref: Ref) -> None:
    if not _is_there(connection, ref):
        raise Unborn("the items of this operation were removed while it was being written")


def _require_all_items(connection: Connection, ref: Ref, total: int) -> None:
    """An operation comes to be with all of its items: from here on its counts add up to that."""
    query = select(func.count()).where(
        item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id
    )
    written = connection.execute(query).scalar_one()
    if written != total:
        raise Unborn(f"{written} of {total} items are in the journal")
