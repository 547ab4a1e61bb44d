"""Items in doubt: how they come to be, and what the provider's answer makes of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import (
    Connection,
    Double,
    Integer,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    select,
    update,
)

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import DoubtfulItem, Settlement
from app.domain.transitions import ENDED, check_item_move
from app.storage import decisions, endings
from app.storage.births import Ref
from app.storage.instants import instant
from app.storage.item_codec import REMOVED, ItemCodec
from app.storage.moves import Moves
from app.storage.schema import item, operation, owner
from app.storage.vault import VaultError

_log = structlog.get_logger(__name__)

_ALIVE = exists(select(owner.c.name).where(owner.c.name == item.c.owner, owner.c.lost_at.is_(None)))
_IN_DOUBT = endings.in_status(ItemStatus.IN_DOUBT)
_TAKE_OVER = (
    update(item)
    .where(endings.in_status(ItemStatus.EXECUTING), ~_ALIVE)
    .values(
        status=ItemStatus.IN_DOUBT.value,
        finished_at=case((item.c.sealed == REMOVED, bindparam("now", type_=Double)), else_=null()),
    )
    .returning(item.c.tenant, item.c.operation, item.c.position)
)
_DOUBTFUL = (
    select(
        item.c.tenant, item.c.operation, item.c.position, item.c.item_id, item.c.sealed,
        item.c.attempts, item.c.since, item.c.started_at, item.c.owner, item.c.claim,
        item.c.prepared, item.c.finished_at,
    )
    .where(_IN_DOUBT, item.c.sealed != REMOVED, ~_ALIVE)
    .order_by(item.c.tenant, item.c.operation, item.c.position)
)  # fmt: skip
_SAME_CLAIM = and_(
    item.c.tenant == bindparam("of"),
    item.c.operation == bindparam("op"),
    item.c.position == bindparam("at"),
    _IN_DOUBT,
    item.c.owner == bindparam("owner_"),
    func.coalesce(item.c.claim, 0) == bindparam("claim_", type_=Integer),
    ~_ALIVE,
)
_STAYS = (
    update(item)
    .where(_SAME_CLAIM, item.c.finished_at.is_(None))
    .values(finished_at=bindparam("now"))
)
_RESOLVE = (
    update(item)
    .where(_SAME_CLAIM)
    .values(
        status=bindparam("new"),
        result=bindparam("result_"),
        finished_at=bindparam("now"),
    )
)


def take_over(connection: Connection, codec: ItemCodec, now: datetime) -> list[DoubtfulItem]:
    """Doubt what owners that are not alive had executing; all that is in doubt of such owners.

    What is doubted here has no `finished_at` until it is resolved, if only to stay in doubt: its
    operation does not end before. Where nobody can ask for it, it stays in doubt at once.
    """
    moved = Moves()
    for of, op, position in connection.execute(_TAKE_OVER, {"now": now.timestamp()}).all():
        moved.add(Ref(of, op), ItemStatus.IN_DOUBT, (position,))
    moved.record(connection, now)
    rows: Sequence[Row[*tuple[Any, ...]]] = connection.execute(_DOUBTFUL).all()
    found = [(row, _doubtful(codec, row, now)) for row in rows]
    if unreadable := [row for row, one in found if one is None]:
        _log.warning("items_in_doubt_unreadable", items=len(unreadable))
        _leave(connection, [row for row in unreadable if row.finished_at is None], now)
    return [one for _, one in found if one]


def _leave(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> None:
    """They stay in doubt, until a person decides."""
    values = [
        {
            "of": row.tenant,
            "op": row.operation,
            "at": row.position,
            "owner_": row.owner,
            "claim_": row.claim or 0,
            "now": now.timestamp(),
        }
        for row in rows
    ]
    if values:
        connection.execute(_STAYS, values)


def _doubtful(codec: ItemCodec, row: Row[*tuple[Any, ...]], now: datetime) -> DoubtfulItem | None:
    """None where its text cannot be opened: nobody can ask for it, and the others go on."""
    of, op, position, item_id, sealed, attempts, since, started, whose, claim, prepared, _ = row
    first = instant(since if since is not None else started)  # None: claimed before it was kept
    try:
        claimed = codec.claimed(of, op, position, item_id, sealed, attempts, first, claim or 0)
        claimed = codec.with_prepared(claimed, of, op, prepared)
    except VaultError:
        return None
    age = now.timestamp() - (started or 0.0)
    return DoubtfulItem(tenant_key=of, operation_id=op, owner=whose or "", item=claimed, age=age)


def resolve(
    connection: Connection,
    codec: ItemCodec,
    now: datetime,
    doubtful: DoubtfulItem,
    status: ItemStatus,
    note: str,
) -> None:
    """Write the answer, where it is still the same claim of the item that is in doubt.

    What is pending again runs again, also where the operation had ended; in a cancelled one it is
    cancelled. What stays in doubt is the person's to decide, and keeps no operation from its end.
    """
    ref = Ref(doubtful.tenant_key, doubtful.operation_id)
    was = endings.locked_status(connection, *ref)
    if status is ItemStatus.IN_DOUBT:
        if connection.execute(_STAYS, _values(doubtful, now)).rowcount:
            end_if_done(connection, ref, now)
        return
    check_item_move(ItemStatus.IN_DOUBT, status)
    put_back = status is ItemStatus.PENDING
    new = ItemStatus.CANCELLED if put_back and was is OperationStatus.CANCELLED else status
    position, item_id = doubtful.item.position, doubtful.item.item_id
    told = Settlement(*ref, "", position, item_id, new, note=note)
    values = {**_values(doubtful, now), "new": new.value, "result_": codec.result(told)}
    if not connection.execute(_RESOLVE, values).rowcount:
        return
    moved = Moves()
    moved.add(ref, new, (position,))
    moved.record(connection, now)
    if was in ENDED and moved.to(ref, ItemStatus.PENDING):
        decisions.reopen(connection, ref, now)
    else:
        end_if_done(connection, ref, now)


def _values(doubtful: DoubtfulItem, now: datetime) -> dict[str, Any]:
    return {
        "of": doubtful.tenant_key,
        "op": doubtful.operation_id,
        "at": doubtful.item.position,
        "owner_": doubtful.owner,
        "claim_": doubtful.item.claim,
        "now": now.timestamp(),
    }


def end_if_done(connection: Connection, ref: Ref, now: datetime) -> None:
    """End an operation that is done; one that had ended is shown again, for more is known now."""
    if endings.end_if_done(connection, now, *ref):
        here = (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)
        shown = operation.c.shown.is_not(None)
        connection.execute(update(operation).where(*here, shown).values(shown=None))
