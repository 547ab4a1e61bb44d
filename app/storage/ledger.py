"""The item ledger: claims before calls, settlements after them, in group commits.

The order in which a transaction locks, so that none waits for another in a circle: rate windows,
operations that items are put back into, items; and an operation once more where it may have ended.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnClause,
    ColumnElement,
    Connection,
    Integer,
    Row,
    and_,
    bindparam,
    column,
    exists,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import ClaimRequest, DoubtfulItem, Granted, HeldItem, Rest, Settlement, Turn
from app.storage import endings, resolving
from app.storage.births import Ref
from app.storage.database import Database
from app.storage.events import Changed
from app.storage.instants import instant
from app.storage.item_codec import ItemCodec
from app.storage.moves import Moves
from app.storage.schema import item, operation
from app.storage.settling import settle
from app.storage.window_rows import LockedWindows

_HERE = and_(item.c.tenant == bindparam("of"), item.c.operation == bindparam("op"))
_RUNNING = exists(
    select(operation.c.id).where(
        operation.c.tenant == bindparam("of"),
        operation.c.id == bindparam("op"),
        operation.c.status == OperationStatus.EXECUTING.value,
    )
)
_AT_ONCE = item.c.next_at.is_(None)
_DUE = item.c.next_at <= bindparam("now")


def _claim_by(
    address: str,
) -> ReturningUpdate[int, str, bytes, int, float | None, bytes | None]:
    """Claims what was put back and is due, then the first that wait; by where they lie.

    Asked for apart: whatever is put back until later, none of it is passed over.
    """
    row: ColumnClause[Any] = column(address)
    row.table = item
    most = bindparam("most", type_=Integer)

    def first(name: str, when: ColumnElement[bool]) -> CTE:
        pending = select(row.label("row")).where(
            _HERE, endings.in_status(ItemStatus.PENDING), when, _RUNNING
        )
        in_order = pending.order_by(item.c.next_at, item.c.position).limit(most)
        return in_order.with_for_update(skip_locked=True).cte(name)

    due, waiting = first("due", _DUE), first("waiting", _AT_ONCE)
    both = union_all(select(due.c.row), select(waiting.c.row)).limit(most)
    next_ = both.cte("next")
    return (
        update(item)
        .where(row == next_.c.row)
        .values(
            status=ItemStatus.EXECUTING.value,
            attempts=item.c.attempts + 1,
            owner=bindparam("owner_"),
            claim=bindparam("claim_", type_=Integer),
            started_at=bindparam("now"),
            since=func.coalesce(item.c.since, bindparam("now")),
            next_at=None,
        )
        .returning(
            item.c.position,
            item.c.item_id,
            item.c.sealed,
            item.c.attempts,
            item.c.since,
            item.c.prepared,
        )
    )


_CLAIMS = {"sqlite": _claim_by("rowid"), "postgresql": _claim_by("ctid")}
"""By the name of the dialect. Joined by keys instead, Postgres read every item of an operation for
every claim until it had gathered statistics, which it does once a minute: 20 times as slow."""


_HELD = select(item.c.position, item.c.item_id).where(
    item.c.tenant == bindparam("of"),
    item.c.operation == bindparam("op"),
    or_(endings.in_status(ItemStatus.EXECUTING), endings.in_status(ItemStatus.IN_DOUBT)),
    item.c.owner == bindparam("owner_"),
    item.c.claim == bindparam("claim_", type_=Integer),
)


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

    async def turn(self, turn: Turn) -> Sequence[Granted]:
        granted = await self._database.tx(self._take_turn, turn)
        touched = {_ref(one) for one in turn.settlements}
        touched.update(
            _ref(one) for one, got in zip(turn.claims, granted, strict=True) if got.items
        )
        for ref in touched:
            self._changed(*ref)
        return granted

    def _take_turn(self, connection: Connection, turn: Turn) -> list[Granted]:
        """The time is asked once the transaction has begun: one before it may have shifted it."""
        return take_turn(connection, self._codec, self._now(), turn)

    async def take_over(self) -> Sequence[DoubtfulItem]:
        doubtful = await self._database.tx(resolving.take_over, self._codec, self._now())
        for ref in {Ref(one.tenant_key, one.operation_id) for one in doubtful}:
            self._changed(*ref)
        return doubtful

    async def resolve(self, doubtful: DoubtfulItem, status: ItemStatus, note: str = "") -> None:
        await self._database.tx(resolving.resolve, self._codec, self._now(), doubtful, status, note)
        self._changed(doubtful.tenant_key, doubtful.operation_id)

    async def held(self, request: ClaimRequest) -> Sequence[HeldItem]:
        return await self._database.tx(_held, request)

    async def rest(self, tenant_key: str, operation_id: str) -> Rest:
        rest = await self._database.tx(endings.rest, self._now(), tenant_key, operation_id)
        self._changed(tenant_key, operation_id)
        return rest


def _held(connection: Connection, request: ClaimRequest) -> list[HeldItem]:
    values = _whose(request)
    return [HeldItem(*row) for row in connection.execute(_HELD, values).all()]


def _whose(request: ClaimRequest) -> dict[str, Any]:
    return {
        "of": request.tenant_key,
        "op": request.operation_id,
        "owner_": request.owner,
        "claim_": request.number,
    }


def _ref(one: Settlement | ClaimRequest) -> Ref:
    return Ref(one.tenant_key, one.operation_id)


def take_turn(connection: Connection, codec: ItemCodec, now: datetime, turn: Turn) -> list[Granted]:
    """The transaction of a turn: what each claim got."""
    moved = Moves()
    windows = LockedWindows(connection, _window_keys(turn), now.timestamp)
    for begun in turn.begun:
        windows.begin(begun)
    settle(connection, codec, now, turn.settlements, moved)
    granted = [_grant(connection, codec, now, claim, windows, moved) for claim in turn.claims]
    windows.save()
    moved.record(connection, now)
    for ref in sorted({_ref(one) for one in turn.settlements}):
        if not moved.to(ref, ItemStatus.EXECUTING):
            resolving.end_if_done(connection, ref, now)
    return granted


def _window_keys(turn: Turn) -> set[str]:
    claimed = {claim.window.key for claim in turn.claims if claim.window}
    return claimed | {begun.key for begun in turn.begun}


def _grant(
    connection: Connection,
    codec: ItemCodec,
    now: datetime,
    claim: ClaimRequest,
    windows: LockedWindows,
    moved: Moves,
) -> Granted:
    """Claim what the window has permits for. It is locked until the commit, and so are they."""
    use = claim.window
    most = windows.permits(use, claim.limit) if use else claim.limit
    rows = _claim(connection, claim, most, now) if most > 0 else []
    if rows:
        moved.add(_ref(claim), ItemStatus.EXECUTING, [row[0] for row in rows])
        if use:
            windows.change(use.key).hold(claim.owner, len(rows))
    of, op = _ref(claim)
    items = [
        codec.with_prepared(
            codec.claimed(of, op, row[0], row[1], row[2], row[3], instant(row[4]), claim.number),
            of,
            op,
            row[5],
        )
        for row in rows
    ]
    return Granted(items, windows.wait(use) if use else 0.0)


def _claim(
    connection: Connection, claim: ClaimRequest, most: int, now: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The first that are pending, in order: position, item_id, sealed, attempts, since, prepared."""
    values = {**_whose(claim), "most": most, "now": now.timestamp()}
    return sorted(
        connection.execute(_CLAIMS[connection.dialect.name], values).all(), key=itemgetter(0)
    )
