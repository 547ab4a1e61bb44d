"""What became of an operation's items, by the number that their ids begin with."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from app.domain.kinds import ItemStatus
from app.domain.places import place_of
from app.storage.births import Ref
from app.storage.schema import item


def statuses_by_place(connection: Connection, ref: Ref) -> Mapping[int, frozenset[ItemStatus]]:
    """The statuses of the items of each place."""
    rows = connection.execute(
        select(item.c.item_id, item.c.status).where(
            item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id
        )
    )
    found: dict[int, set[ItemStatus]] = {}
    for row in rows:
        found.setdefault(place_of(row.item_id), set()).add(ItemStatus(row.status))
    return {place: frozenset(statuses) for place, statuses in found.items()}
