"""The item ledger: claims before calls, settlements after them, in group commits."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Connection,
    Integer,
    Row,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    update,
)

from app.domain.events import EventKind
from app.domain.journal import ClaimedItem, ClaimRequest, DoubtfulItem, Rest, Settlement
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.transitions import check_item_move
from app.storage import endings, events
from app.storage.database import Database
from app.storage.instants import seconds
from app.storage.item_codec import ItemCodec
from app.storage.schema import item, operation

Changed = Callable[[str, str], None]
"""Told the tenant key and the operation id after a commit that changed it."""

# Literals, not parameters: only then do the partial indexes apply.
_PENDING: ColumnClause[str] = literal_column("'pending'")
_EXECUTING: ColumnClause[str] = literal_column("'executing'")
_IN_DOUBT: ColumnClause[str] = literal_column("'in_doubt'")

_HERE = and_(item.c.tenant == bindparam("of"), item.c.operation == bindparam("op"))
_RUNNING = exists(
    select(operation.c.id).where(
        operation.c.tenant == bindparam("of"),
        operation.c.id == bindparam("op"),
        operation.c.status == OperationStatus.EXECUTING.value,
    )
)
_NEXT = (
    select(item.c.position)
    .where(
        _HERE,
        item.c.status == _PENDING,
        or_(item.c.next_at.is_(None), item.c.next_at <= bindparam("now")),
        _RUNNING,
    )
    .order_by(item.c.position)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("next")
)
_CLAIM = (
    update(item)
    .where(_HERE, item.c.position == _NEXT.c.position)
    .values(
        status=_EXECUTING,
        attempts=item.c.attempts + 1,
        owner=bindparam("owner_"),
        started_at=bindparam("now"),
        next_at=None,
    )
    .returning(
        item.c.tenant, item.c.operation, item.c.position, item.c.item_id, item.c.sealed,
        item.c.attempts,
    )
)  # fmt: skip
_SETTLE = (
    update(item)
    .where(
        _HERE,
        item.c.position == bindparam("at"),
        item.c.owner == bindparam("owner_"),
        item.c.status.in_([_EXECUTING, _IN_DOUBT]),
    )
    .values(
        status=bindparam("new"),
        result=bindparam("sealed_"),
        finished_at=bindparam("now"),
        next_at=bindparam("due"),
    )
)
_LOST = and_(item.c.status == _EXECUTING, item.c.owner != bindparam("owner_"))
_TAKE_OVER = (
    update(item)
    .where(_LOST)
    .values(status=_IN_DOUBT, finished_at=bindparam("now"))
    .returning(
        item.c.tenant, item.c.operation, item.c.position, item.c.item_id, item.c.sealed,
        item.c.attempts,
    )
)  # fmt: skip


class SqlItemLedger:
    """The ItemLedger port on the journal's database."""

    def __init__(
        self,
        database: Database,
        codec: ItemCodec,
        now: Callable[[], datetime],
        changed: Changed,
    ) -> None:
        self._database = database
        self._codec = codec
        self._now = now
        self._changed = changed

    async def turn(
        self, settlements: Sequence[Settlement], claims: Sequence[ClaimRequest]
    ) -> Sequence[Sequence[ClaimedItem]]:
        claimed = await self._database.tx(_turn, self._codec, self._now(), settlements, claims)
        touched = {(one.tenant_key, one.operation_id) for one in settlements}
        touched |= {(one.tenant_key, one.operation_id) for one in claims}
        for tenant_key, operation_id in touched:
            self._changed(tenant_key, operation_id)
        return claimed

    async def take_over(self, owner: str) -> Sequence[DoubtfulItem]:
        return await self._database.tx(_take_over, self._codec, self._now(), owner)

    async def resolve(self, doubtful: DoubtfulItem, status: ItemStatus, note: str = "") -> None:
        settled = Settlement(
            tenant_key=doubtful.tenant_key,
            operation_id=doubtful.operation_id,
            owner="",
            position=doubtful.item.position,
            item_id=doubtful.item.item_id,
            status=status,
            note=note,
        )
        await self._database.tx(_resolve, self._codec, self._now(), settled)
        self._changed(doubtful.tenant_key, doubtful.operation_id)

    async def rest(self, tenant_key: str, operation_id: str) -> Rest:
        rest = await self._database.tx(endings.rest, self._now(), tenant_key, operation_id)
        self._changed(tenant_key, operation_id)
        return rest


def _turn(
    connection: Connection,
    codec: ItemCodec,
    now: datetime,
    settlements: Sequence[Settlement],
    claims: Sequence[ClaimRequest],
) -> list[list[ClaimedItem]]:
    moved = _Moves()
    if settlements:
        _settle(connection, codec, now, settlements, moved)
    granted = [_claim(connection, codec, now, claim, moved) for claim in claims]
    moved.record(connection, now)
    _end_where_done(connection, now, settlements)
    return granted


def _settle(
    connection: Connection,
    codec: ItemCodec,
    now: datetime,
    settlements: Sequence[Settlement],
    moved: "_Moves",
) -> None:
    for settled in settlements:
        check_item_move(ItemStatus.EXECUTING, settled.status)
    rows = [
        {
            "of": settled.tenant_key,
            "op": settled.operation_id,
            "at": settled.position,
            "owner_": settled.owner,
            "new": settled.status.value,
            "sealed_": codec.result(settled),
            "now": now.timestamp(),
            "due": seconds(settled.next_at),
        }
        for settled in settlements
    ]
    if connection.execute(_SETTLE, rows).rowcount == len(rows):
        for settled in settlements:
            moved.add(settled.tenant_key, settled.operation_id, settled.status, settled.position)
        return
    _settled_of(connection, settlements, moved)


def _end_where_done(
    connection: Connection, now: datetime, settlements: Sequence[Settlement]
) -> None:
    """What was put back into a cancelled operation ends there; so does an operation that is done."""
    put_back = ItemStatus.PENDING
    for ref in {
        (one.tenant_key, one.operation_id) for one in settlements if one.status is put_back
    }:
        if endings.status_of(connection, *ref) is OperationStatus.CANCELLED:
            endings.cancel_pending(connection, now, *ref)
    for ref in {(one.tenant_key, one.operation_id) for one in settlements}:
        endings.end_if_done(connection, now, *ref)


def _settled_of(connection: Connection, settlements: Sequence[Settlement], moved: "_Moves") -> None:
    """Some items were no longer the owner's: tell only of those that now stand as settled."""
    for settled in settlements:
        stands = connection.execute(
            select(item.c.position).where(
                item.c.tenant == settled.tenant_key,
                item.c.operation == settled.operation_id,
                item.c.position == settled.position,
                item.c.owner == settled.owner,
                item.c.status == settled.status.value,
            )
        ).first()
        if stands:
            moved.add(settled.tenant_key, settled.operation_id, settled.status, settled.position)


def _claim(
    connection: Connection, codec: ItemCodec, now: datetime, claim: ClaimRequest, moved: "_Moves"
) -> list[ClaimedItem]:
    values = {
        "of": claim.tenant_key,
        "op": claim.operation_id,
        "owner_": claim.owner,
        "most": claim.limit,
        "now": now.timestamp(),
    }
    rows = sorted(connection.execute(_CLAIM, values).all(), key=lambda row: int(row.position))
    for row in rows:
        moved.add(row.tenant, row.operation, ItemStatus.EXECUTING, row.position)
    return [codec.claimed(row) for row in rows]


def _take_over(
    connection: Connection, codec: ItemCodec, now: datetime, owner: str
) -> list[DoubtfulItem]:
    values = {"owner_": owner, "now": now.timestamp()}
    rows = connection.execute(_TAKE_OVER, values).all()
    moved = _Moves()
    for row in rows:
        moved.add(row.tenant, row.operation, ItemStatus.IN_DOUBT, row.position)
    moved.record(connection, now)
    doubtful = connection.execute(select(item).where(item.c.status == _IN_DOUBT)).all()
    return [_doubtful(codec, row) for row in doubtful]


def _doubtful(codec: ItemCodec, row: Row[Any]) -> DoubtfulItem:
    return DoubtfulItem(tenant_key=row.tenant, operation_id=row.operation, item=codec.claimed(row))


def _resolve(connection: Connection, codec: ItemCodec, now: datetime, settled: Settlement) -> None:
    check_item_move(ItemStatus.IN_DOUBT, settled.status)
    done = connection.execute(
        update(item)
        .where(
            item.c.tenant == settled.tenant_key,
            item.c.operation == settled.operation_id,
            item.c.position == settled.position,
            item.c.status == _IN_DOUBT,
        )
        .values(
            status=settled.status.value, result=codec.result(settled), finished_at=now.timestamp()
        )
    )
    if done.rowcount:
        moved = _Moves()
        moved.add(settled.tenant_key, settled.operation_id, settled.status, settled.position)
        moved.record(connection, now)


class _Moves:
    """Collects the moves of a transaction: one event row an operation, not one an item."""

    def __init__(self) -> None:
        self._moves: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def add(self, tenant_key: str, operation_id: str, status: ItemStatus, position: int) -> None:
        self._moves[tenant_key, operation_id][status.value].append(position)

    def record(self, connection: Connection, now: datetime) -> None:
        for (tenant_key, operation_id), moves in self._moves.items():
            events.record(connection, tenant_key, operation_id, EventKind.ITEMS_MOVED, now, moves)
