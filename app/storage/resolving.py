"""Items in doubt: how they come to be, and what the provider's answer makes of them."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Integer, Row, bindparam, exists, func, select, update

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
    .values(status=ItemStatus.IN_DOUBT.value, finished_at=bindparam("now"))
    .returning(item.c.tenant, item.c.operation, item.c.position)
)
_DOUBTFUL = (
    select(
        item.c.tenant, item.c.operation, item.c.position, item.c.item_id, item.c.sealed,
        item.c.attempts, item.c.since, item.c.started_at, item.c.owner, item.c.claim,
        item.c.prepared,
    )
    .where(_IN_DOUBT, item.c.sealed != REMOVED, ~_ALIVE)
    .order_by(item.c.tenant, item.c.operation, item.c.position)
)  # fmt: skip
_RESOLVE = (
    update(item)
    .where(
        item.c.tenant == bindparam("of"),
        item.c.operation == bindparam("op"),
        item.c.position == bindparam("at"),
        _IN_DOUBT,
        item.c.owner == bindparam("owner_"),
        func.coalesce(item.c.claim, 0) == bindparam("claim_", type_=Integer),
        ~_ALIVE,
    )
    .values(
        status=bindparam("new"),
        result=bindparam("result_"),
        finished_at=bindparam("now"),
    )
)


def take_over(connection: Connection, codec: ItemCodec, now: datetime) -> list[DoubtfulItem]:
    """Doubt what owners that are not alive had executing; all that is in doubt of such owners."""
    moved = Moves()
    for of, op, position in connection.execute(_TAKE_OVER, {"now": now.timestamp()}).all():
        moved.add(Ref(of, op), ItemStatus.IN_DOUBT, (position,))
    moved.record(connection, now)
    rows = connection.execute(_DOUBTFUL).all()
    doubtful = [one for row in rows if (one := _doubtful(codec, row))]
    if len(doubtful) < len(rows):
        _log.warning("items_in_doubt_unreadable", items=len(rows) - len(doubtful))
    return doubtful


def _doubtful(codec: ItemCodec, row: Row[*tuple[Any, ...]]) -> DoubtfulItem | None:
    """None where its text cannot be opened: nobody can ask for it, and the others go on."""
    of, op, position, item_id, sealed, attempts, since, started, whose, claim, prepared = row
    first = instant(since if since is not None else started)  # None: claimed before it was kept
    try:
        claimed = codec.claimed(of, op, position, item_id, sealed, attempts, first, claim or 0)
        claimed = codec.with_prepared(claimed, of, op, prepared)
    except VaultError:
        return None
    return DoubtfulItem(tenant_key=of, operation_id=op, owner=whose or "", item=claimed)


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
    cancelled.
    """
    check_item_move(ItemStatus.IN_DOUBT, status)
    ref = Ref(doubtful.tenant_key, doubtful.operation_id)
    was = endings.locked_status(connection, *ref)
    put_back = status is ItemStatus.PENDING
    new = ItemStatus.CANCELLED if put_back and was is OperationStatus.CANCELLED else status
    position, item_id = doubtful.item.position, doubtful.item.item_id
    told = Settlement(*ref, "", position, item_id, new, note=note)
    values = {"new": new.value, "result_": codec.result(told), "now": now.timestamp()}
    here = {"of": ref.tenant_key, "op": ref.operation_id, "at": position}
    here.update(owner_=doubtful.owner, claim_=doubtful.item.claim)
    if not connection.execute(_RESOLVE, {**here, **values}).rowcount:
        return
    moved = Moves()
    moved.add(ref, new, (position,))
    moved.record(connection, now)
    if was in ENDED and moved.to(ref, ItemStatus.PENDING):
        decisions.reopen(connection, ref, now)
    else:
        end_if_done(connection, ref, now)


def end_if_done(connection: Connection, ref: Ref, now: datetime) -> None:
    """End an operation that is done; one that had ended is shown again, for more is known now."""
    if endings.end_if_done(connection, now, *ref):
        here = (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)
        shown = operation.c.shown.is_not(None)
        connection.execute(update(operation).where(*here, shown).values(shown=None))
