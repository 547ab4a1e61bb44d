"""What people decide about a running or ended operation: one transaction each, with its event."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, update

from app.domain.errors import InvalidMove
from app.domain.events import EventKind
from app.domain.journal import DoubtAnswer
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.transitions import check_operation_move
from app.storage import endings, events
from app.storage.schema import item, operation


class Ref(NamedTuple):
    """An operation, within its tenant."""

    tenant_key: str
    operation_id: str


class Doing(NamedTuple):
    """Who decides, and when."""

    by: str
    now: datetime


class Picked(NamedTuple):
    """Items in one status; `ids` None means all of them, `by` only those in it by then."""

    status: ItemStatus
    ids: Sequence[str] | None = None
    by: datetime | None = None


def cancel(connection: Connection, ref: Ref, doing: Doing) -> None:
    """Stop claiming, and cancel what is pending. Raises InvalidMove."""
    _require_move(connection, ref, OperationStatus.CANCELLED, doing)
    endings.cancel_pending(connection, doing.now, *ref)
    endings.end_if_done(connection, doing.now, *ref)


def run_again(connection: Connection, ref: Ref, picked: Picked, doing: Doing) -> int:
    """Make items pending again, with fresh attempts, and run; how many. Raises InvalidMove."""
    fresh = {
        "status": ItemStatus.PENDING.value,
        "attempts": 0,
        **dict.fromkeys(("owner", "result", "started_at", "finished_at", "next_at")),
    }
    again = connection.execute(update(item).where(*_items(ref, picked)).values(**fresh)).rowcount
    if again:
        data = {"from": picked.status.value, **_told(picked, again, doing)}
        events.record(connection, *ref, EventKind.ITEMS_AGAIN, doing.now, data)
        _resume(connection, ref, doing)
    return again


def happened(connection: Connection, ref: Ref, picked: Picked, doing: Doing) -> int:
    """Complete these: the person says that they happened; how many."""
    return _decide(connection, ref, picked, doing, ItemStatus.COMPLETED)


def did_not(connection: Connection, ref: Ref, picked: Picked, doing: Doing) -> int:
    """Fail these: the person says that they did not happen; how many."""
    return _decide(connection, ref, picked, doing, ItemStatus.FAILED)


ANSWERS: Mapping[DoubtAnswer, Callable[[Connection, Ref, Picked, Doing], int]] = {
    DoubtAnswer.HAPPENED: happened,
    DoubtAnswer.DID_NOT: did_not,
    DoubtAnswer.AGAIN: run_again,
}


def _decide(connection: Connection, ref: Ref, picked: Picked, doing: Doing, new: ItemStatus) -> int:
    values = {"status": new.value, "finished_at": doing.now.timestamp()}
    decided = connection.execute(update(item).where(*_items(ref, picked)).values(**values)).rowcount
    if decided:
        data = {"answer": new.value, **_told(picked, decided, doing)}
        events.record(connection, *ref, EventKind.ITEM_DECIDED, doing.now, data)
        _set(connection, ref, shown=None)
    return decided


def _items(ref: Ref, picked: Picked) -> list[ColumnElement[bool]]:
    conditions = [
        item.c.tenant == ref.tenant_key,
        item.c.operation == ref.operation_id,
        item.c.status == picked.status.value,
    ]
    if picked.ids is not None:
        conditions.append(item.c.item_id.in_(picked.ids))
    if picked.by is not None:
        conditions.append(item.c.finished_at <= picked.by.timestamp())
    return conditions


def _told(picked: Picked, count: int, doing: Doing) -> dict[str, Any]:
    return {"count": count, "items": picked.ids, "by": doing.by}


def _status(connection: Connection, ref: Ref) -> OperationStatus:
    status = endings.status_of(connection, *ref)
    if status is None:
        raise InvalidMove("That operation is not there any more.")
    return status


def _require_move(connection: Connection, ref: Ref, new: OperationStatus, doing: Doing) -> None:
    check_operation_move(_status(connection, ref), new)
    endings.move(connection, *ref, new, doing.now, doing.by)


def _resume(connection: Connection, ref: Ref, doing: Doing) -> None:
    """Run on from where it ended: the time between does not count as time it took."""
    if _status(connection, ref) is not OperationStatus.EXECUTING:
        _require_move(connection, ref, OperationStatus.EXECUTING, doing)
    idle = doing.now.timestamp() - func.coalesce(operation.c.completed_at, doing.now.timestamp())
    began = operation.c.started_at + idle
    _set(connection, ref, started_at=began, completed_at=None, shown=None)


def _set(connection: Connection, ref: Ref, **values: ColumnElement[float] | None) -> None:
    here = (operation.c.tenant == ref.tenant_key, operation.c.id == ref.operation_id)
    connection.execute(update(operation).where(*here).values(**values))
