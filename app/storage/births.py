"""How an operation comes to be: its items in chunks, then the row that makes them real.

A birth row says whose half-written items they are. Every step holds that row: an owner that was
too slow and declared lost, whose items somebody removes, cannot go on with what is left.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from app.domain.events import EventKind
from app.storage import events
from app.storage.alive import free_for
from app.storage.dialect import insert_new
from app.storage.instants import instant
from app.storage.schema import birth, item, operation

REMOVED_AT_A_TIME = 1000
"""Items that one transaction removes: everything else on SQLite waits for it."""


class Unborn(Exception):
    """The items of this operation were removed while it was being written."""


class Ref(NamedTuple):
    """An operation, within its tenant."""

    tenant_key: str
    operation_id: str


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
