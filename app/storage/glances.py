"""Reading operations and some of their items: never all of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from app.domain.journal import Pick
from app.domain.kinds import ItemStatus
from app.storage import endings
from app.storage.births import Ref
from app.storage.schema import item, operation

_FROM_NUMBER = (None, ItemStatus.COMPLETED)


def newest(connection: Connection, *conditions: ColumnElement[bool]) -> Row[Any] | None:
    """The newest operation that meets the conditions."""
    latest = operation.c.confirmed_at.desc()
    return connection.execute(
        select(operation).where(*conditions).order_by(latest).limit(1)
    ).first()


def unfinished(connection: Connection) -> list[Row[Any]]:
    """Open ones, and those whose end nobody has shown."""
    query = select(operation).where(operation.c.shown.is_(None)).order_by(operation.c.confirmed_at)
    return list(connection.execute(query).all())


def picked(connection: Connection, ref: Ref, pick: Pick) -> Sequence[Row[Any]]:
    """The rows of the items to show.

    Positions are counted from zero without a gap, so a page of items in any status begins at its
    number, and nothing before it is read. One of those that are completed, which are most of what
    is done, begins as many items after its number as have not been completed before that.
    """
    conditions = [item.c.tenant == ref.tenant_key, item.c.operation == ref.operation_id]
    skipped = pick.start
    if pick.status is not None:
        conditions.append(endings.in_status(pick.status))
    if pick.status in _FROM_NUMBER and not pick.newest_first:
        conditions.append(item.c.position >= pick.start)
        skipped = endings.others_before(connection, *ref, pick.start) if pick.status else 0
    query = select(item).where(*conditions).order_by(*_order(pick)).offset(skipped)
    rows = connection.execute(query.limit(pick.limit)).all()
    return rows[::-1] if pick.newest_first else rows


def _order(pick: Pick) -> tuple[ColumnElement[Any], ...]:
    if not pick.newest_first:
        return (item.c.position,)
    if pick.status is None:
        return (item.c.finished_at.desc().nulls_last(), item.c.position.desc())
    return (item.c.finished_at.desc(), item.c.position.desc())
