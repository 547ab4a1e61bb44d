"""What people decide about a running or ended operation: a transaction each, with its event.

Each locks the operation first: what it decides by holds until its commit. What is decided of many
items is decided in steps: of 100,000 at once, everything else on SQLite would wait for half a second.
Each step is true by itself; where a crash comes between two, the press is worked on again.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, update

from app.domain.errors import InvalidMove
from app.domain.events import EventKind
from app.domain.journal import DoubtAnswer
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.transitions import check_operation_move
from app.domain.words import engine as words
from app.storage import endings, events
from app.storage.births import Ref
from app.storage.database import Database
from app.storage.schema import item, operation


class Doing(NamedTuple):
    """Who decides, and when."""

    by: str
    now: datetime


AT_A_TIME = 1000
"""Items that one transaction decides about."""

STEPS_LAST = 60.0
"""Seconds from a press for which its steps, while more are to come, keep the operation from ending:
100,000 items take some 10. Where the process dies between two of them, it ends then."""

_BEYOND = 2**31 - 1
"""No position is as large."""


class Picked(NamedTuple):
    """Items in one status; `ids` None means all of them, `by` only those in it by then.

    `after` is the position up to which they were decided about already, in steps before.
    """

    status: ItemStatus
    ids: Sequence[str] | None = None
    by: datetime | None = None
    after: int = -1


class Step(NamedTuple):
    """How many items a step decided about, and up to which position; None where none is left."""

    items: int
    upto: int | None


def start(connection: Connection, ref: Ref, now: datetime) -> bool:
    """Run what was confirmed; False when it was not."""
    if endings.locked_status(connection, *ref) is not OperationStatus.CONFIRMED:
        return False  # an ended operation may execute again, but not because it was confirmed once
    endings.move(connection, *ref, OperationStatus.EXECUTING, now)
    _set(connection, ref, started_at=now.timestamp())
    return True


def cancel(connection: Connection, ref: Ref, doing: Doing) -> bool:
    """Stop claiming, and cancel the first that wait; True when none is left. Raises InvalidMove."""
    if _status(connection, ref) is OperationStatus.PAUSED:
        _leave_pause(connection, ref, doing.now)
    _require_move(connection, ref, OperationStatus.CANCELLED, doing)
    return cancel_rest(connection, ref, doing.now)


def cancel_rest(connection: Connection, ref: Ref, now: datetime) -> bool:
    """Cancel more of what waits in a cancelled operation; True when none is left."""
    if not endings.cancel_pending(connection, now, *ref):
        return False
    endings.end_if_done(connection, now, *ref)
    return True


def pause(connection: Connection, ref: Ref, sealed: bytes, doing: Doing) -> bool:
    """Stop claiming; False when it was paused already. Raises InvalidMove."""
    if _status(connection, ref) is OperationStatus.PAUSED:
        return False
    _require_move(connection, ref, OperationStatus.PAUSED, doing)
    _set(connection, ref, pause=sealed, paused_at=doing.now.timestamp())
    return True


def resume(connection: Connection, ref: Ref, doing: Doing) -> bool:
    """Claim again; False when it was not paused. Raises InvalidMove where there is none."""
    if _status(connection, ref) is not OperationStatus.PAUSED:
        return False
    _leave_pause(connection, ref, doing.now)
    _require_move(connection, ref, OperationStatus.EXECUTING, doing)
    return True


def run_again(connection: Connection, ref: Ref, picked: Picked, doing: Doing) -> Step:
    """Make the first pending again, with fresh attempts, and run. Raises InvalidMove.

    What is paused stays so: they wait with the others until somebody resumes it.
    """
    status = endings.locked_status(connection, *ref)
    _require_texts(connection, ref)
    fresh = {
        "status": ItemStatus.PENDING.value,
        "attempts": 0,
        **dict.fromkeys(("owner", "result", "started_at", "finished_at", "next_at", "since")),
    }
    again = _change(connection, ref, picked, fresh)
    if again.items:
        data = {"from": picked.status.value, **_told(picked, again.items, doing)}
        events.record(connection, *ref, EventKind.ITEMS_AGAIN, doing.now, data)
        if status is not OperationStatus.PAUSED:
            _go_on(connection, ref, doing)
    more = again.upto is not None
    _set(connection, ref, again_until=doing.now.timestamp() + STEPS_LAST if more else None)
    if not again.items:
        endings.end_if_done(connection, doing.now, *ref)  # what the steps before put back is done
    return again


def reopen(connection: Connection, ref: Ref, now: datetime) -> None:
    """Run on: of what had ended, an item in doubt turned out not to have happened, and waits."""
    _go_on(connection, ref, Doing("", now))


def happened(connection: Connection, ref: Ref, picked: Picked, doing: Doing) -> Step:
    """Complete the first of these: the person says that they happened."""
    return _decide(connection, ref, picked, doing, ItemStatus.COMPLETED)


def did_not(connection: Connection, ref: Ref, picked: Picked, doing: Doing) -> Step:
    """Fail the first of these: the person says that they did not happen."""
    return _decide(connection, ref, picked, doing, ItemStatus.FAILED)


Decide = Callable[[Connection, Ref, Picked, Doing], Step]
"""Decides about the first of what was picked, in one transaction."""

ANSWERS: Mapping[DoubtAnswer, Decide] = {
    DoubtAnswer.HAPPENED: happened,
    DoubtAnswer.DID_NOT: did_not,
    DoubtAnswer.AGAIN: run_again,
}


async def in_steps(
    database: Database, body: Decide, ref: Ref, picked: Picked, doing: Doing
) -> AsyncIterator[int]:
    """How many each step decided about. Raises InvalidMove where the first is refused.

    Where another decision came between two steps, the rest stays as it is.
    """
    upto: int | None = picked.after
    while upto is not None:
        try:
            step = await database.tx(body, ref, picked._replace(after=upto), doing)
        except InvalidMove:
            if upto == picked.after:
                raise
            return
        yield step.items
        upto = step.upto


def _decide(
    connection: Connection, ref: Ref, picked: Picked, doing: Doing, new: ItemStatus
) -> Step:
    endings.locked_status(connection, *ref)
    values = {"status": new.value, "finished_at": doing.now.timestamp()}
    decided = _change(connection, ref, picked, values)
    if decided.items:
        data = {"answer": new.value, **_told(picked, decided.items, doing)}
        events.record(connection, *ref, EventKind.ITEM_DECIDED, doing.now, data)
        _set(connection, ref, shown=None)
    return decided


def _change(connection: Connection, ref: Ref, picked: Picked, values: Mapping[str, Any]) -> Step:
    """Up to a position, not "in" a query: see `endings`."""
    these = _items(ref, picked)
    last = select(item.c.position).where(*these).order_by(item.c.position)
    upto = connection.execute(last.offset(AT_A_TIME - 1).limit(1)).scalar()
    some = item.c.position <= (_BEYOND if upto is None else upto)
    count = connection.execute(update(item).where(*these, some).values(**values)).rowcount
    return Step(count, upto)


def _items(ref: Ref, picked: Picked) -> list[ColumnElement[bool]]:
    conditions = [
        item.c.tenant == ref.tenant_key,
        item.c.operation == ref.operation_id,
        endings.in_status(picked.status),
        item.c.position > picked.after,
    ]
    if picked.ids is not None:
        conditions.append(item.c.item_id.in_(picked.ids))
    if picked.by is not None:
        conditions.append(item.c.finished_at <= picked.by.timestamp())
    return conditions


def _told(picked: Picked, count: int, doing: Doing) -> dict[str, Any]:
    return {"count": count, "items": picked.ids, "by": doing.by}


def _status(connection: Connection, ref: Ref) -> OperationStatus:
    status = endings.locked_status(connection, *ref)
    if status is None:
        raise InvalidMove("That operation is not there any more.")
    return status


def _require_texts(connection: Connection, ref: Ref) -> None:
    """Raise InvalidMove where the texts were removed, or are being so."""
    query = select(operation.c.purged).where(*_here(ref))
    if connection.execute(query).scalar() is not None:
        raise InvalidMove(words.texts_removed())


def _require_move(connection: Connection, ref: Ref, new: OperationStatus, doing: Doing) -> None:
    check_operation_move(_status(connection, ref), new)
    endings.move(connection, *ref, new, doing.now, doing.by)


def _go_on(connection: Connection, ref: Ref, doing: Doing) -> None:
    """Run on from where it ended: the time between does not count as time it took."""
    if _status(connection, ref) is not OperationStatus.EXECUTING:
        _require_move(connection, ref, OperationStatus.EXECUTING, doing)
    began = _without(operation.c.completed_at, doing.now)
    _set(connection, ref, started_at=began, completed_at=None, shown=None)


def _leave_pause(connection: Connection, ref: Ref, now: datetime) -> None:
    """The time that it stood still does not count as time it took."""
    began = _without(operation.c.paused_at, now)
    _set(connection, ref, started_at=began, pause=None, paused_at=None)


def _without(since: ColumnElement[float | None], now: datetime) -> ColumnElement[float]:
    """When the operation would have begun, had it not stood still from `since` until now."""
    return operation.c.started_at + now.timestamp() - func.coalesce(since, now.timestamp())


def _set(connection: Connection, ref: Ref, **values: Any) -> None:
    connection.execute(update(operation).where(*_here(ref)).values(**values))


def _here(ref: Ref) -> tuple[ColumnElement[bool], ...]:
    return (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)
