"""What became of claimed items, written where the claim still holds them.

A late owner settles what is in doubt of its own; what was claimed since, by somebody else or by
itself, stays untouched: an outcome whose commit got no answer is told twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    null,
    select,
    update,
)

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import Settlement
from app.domain.transitions import ENDED, check_item_move
from app.storage import decisions, endings, preparing
from app.storage.births import Ref
from app.storage.item_codec import ItemCodec
from app.storage.moves import Moves
from app.storage.schema import item


class _Held(NamedTuple):
    """Whose items a statement settles."""

    ref: Ref
    owner: str

    def params(self) -> dict[str, Any]:
        return {"of": self.ref.tenant_key, "op": self.ref.operation_id, "owner_": self.owner}


class _Row(NamedTuple):
    """What an item's row is going to say."""

    status: ItemStatus
    result: bytes
    next_at: float | None
    claim: int


_HERE = and_(item.c.tenant == bindparam("of"), item.c.operation == bindparam("op"))


def _held_in(status: ColumnElement[bool]) -> Select[int, int | None]:
    between = item.c.position.between(bindparam("first"), bindparam("last"))
    mine = item.c.owner == bindparam("owner_")
    query = select(item.c.position, item.c.claim).where(_HERE, status, between, mine)
    return query.order_by(item.c.position).with_for_update()


_HELD = _held_in(endings.in_status(ItemStatus.EXECUTING))
_DOUBTED = _held_in(endings.in_status(ItemStatus.IN_DOUBT))
_ONE = (
    update(item)
    .where(_HERE, item.c.position == bindparam("at"))
    .values(
        status=bindparam("new"),
        result=bindparam("sealed_"),
        finished_at=bindparam("now"),
        next_at=bindparam("due"),
    )
)


_UNTRY = (
    update(item)
    .where(_HERE, item.c.position == bindparam("at"))
    .values(
        attempts=item.c.attempts - 1,
        since=case((item.c.attempts > 1, item.c.since), else_=null()),
    )
)


def was_not_sent(settled: Settlement) -> bool:
    """Whether an item is put back because nothing left: not tried, and so no attempt of it."""
    put_back = settled.status is ItemStatus.PENDING and settled.delay is None
    return put_back and not settled.prepared


def _untry(connection: Connection, ref: Ref, positions: Sequence[int]) -> None:
    rows = [{"of": ref.tenant_key, "op": ref.operation_id, "at": at} for at in positions]
    if rows:
        connection.execute(_UNTRY, rows)


def settle(
    connection: Connection,
    codec: ItemCodec,
    now: datetime,
    settlements: Sequence[Settlement],
    moved: Moves,
) -> None:
    """Write outcomes where the owner still holds the item, and collect the moves.

    Operations that an item is put back into are locked before any item is: so a cancel at the same
    moment comes before, and the item is cancelled as well, or after, and finds it.
    """
    for status in {one.status for one in settlements}:
        check_item_move(ItemStatus.EXECUTING, status)
    standing = _standing(connection, settlements)
    for held, mine in _by_holder(settlements).items():
        cancelled = standing.get(held.ref) is OperationStatus.CANCELLED
        rows = {at: _row(codec, now, one, cancelled) for at, one in mine.items()}
        written = _write(connection, held, rows, now.timestamp())
        for status in {rows[at].status for at in written}:
            moved.add(held.ref, status, [at for at in written if rows[at].status is status])
        preparing.prepare(connection, codec, [mine[at] for at in written])
        _untry(connection, held.ref, [at for at in written if was_not_sent(mine[at])])
    for ref, was in standing.items():
        if was in ENDED and moved.to(ref, ItemStatus.PENDING):
            decisions.reopen(connection, ref, now)


def _standing(
    connection: Connection, settlements: Sequence[Settlement]
) -> Mapping[Ref, OperationStatus | None]:
    """Where the operations stand that items are put back into; locked, one after the other."""
    put_back = {_ref(one) for one in settlements if one.status is ItemStatus.PENDING}
    return {ref: endings.locked_status(connection, *ref) for ref in sorted(put_back)}


def _by_holder(settlements: Sequence[Settlement]) -> Mapping[_Held, Mapping[int, Settlement]]:
    """By whose they are and by position, in order; of two about one item the first counts."""
    found: dict[tuple[str, str, str], dict[int, Settlement]] = {}
    for one in settlements:
        mine = found.setdefault((one.tenant_key, one.operation_id, one.owner), {})
        mine.setdefault(one.position, one)
    return {
        _Held(Ref(of, op), owner): dict(sorted(mine.items()))
        for (of, op, owner), mine in sorted(found.items())
    }


def _ref(settled: Settlement) -> Ref:
    return Ref(settled.tenant_key, settled.operation_id)


def _row(codec: ItemCodec, now: datetime, settled: Settlement, cancelled: bool) -> _Row:  # noqa: FBT001
    put_back = settled.status is ItemStatus.PENDING
    due = None if settled.delay is None else now.timestamp() + settled.delay
    if put_back and cancelled:
        return _Row(ItemStatus.CANCELLED, codec.result(settled), None, settled.claim)
    return _Row(settled.status, codec.result(settled), due if put_back else None, settled.claim)


def _write(
    connection: Connection, held: _Held, rows: Mapping[int, _Row], now: float
) -> Sequence[int]:
    """Write the rows that are still held, each by its key; their positions.

    Between the first and the last of them there is at most what is in flight. By its key: any
    other way Postgres reads a whole operation, as long as it does not know how large one is.
    """
    positions = list(rows)
    where = {**held.params(), "first": positions[0], "last": positions[-1]}
    there = {row[0]: row[1] or 0 for row in connection.execute(_HELD, where)}
    if not there.keys() >= rows.keys():
        there.update((row[0], row[1] or 0) for row in connection.execute(_DOUBTED, where))
    mine = [at for at, row in rows.items() if there.get(at) == row.claim]
    if mine:
        connection.execute(_ONE, [_params(held, at, rows[at], now) for at in mine])
    return mine


def _params(held: _Held, position: int, row: _Row, now: float) -> dict[str, Any]:
    return {
        "of": held.ref.tenant_key,
        "op": held.ref.operation_id,
        "at": position,
        "new": row.status.value,
        "sealed_": row.result,
        "now": now,
        "due": row.next_at,
    }
