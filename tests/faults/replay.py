"""The events of a run, told again: each move must be a legal one, and lead to what the items say."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from app.domain.events import EventKind
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import Counts
from app.domain.transitions import ITEM_MOVES, check_item_move, check_operation_move
from app.storage import endings
from app.storage.dialect import look_at_one_moment
from app.storage.schema import event, item, operation

_THROUGH_PENDING = frozenset(
    old for old, moves in ITEM_MOVES.items() if ItemStatus.PENDING in moves
)
"""From there an item of a cancelled operation is cancelled at once, and not put back first."""


class Told(NamedTuple):
    """An event."""

    seq: int
    kind: EventKind
    data: Mapping[str, Any]


class Moment(NamedTuple):
    """A run at one moment: statuses by position, the counts shown, and the events after `since`."""

    status: OperationStatus
    items: tuple[ItemStatus, ...]
    counts: Counts
    events: tuple[Told, ...]

    def how_many(self, status: ItemStatus) -> int:
        """Items in a status."""
        return self.items.count(status)


def moment_of(connection: Connection, tenant_key: str, run: str, since: int) -> Moment:
    """Look, in one transaction."""
    look_at_one_moment(connection)
    here = (operation.c.tenant == tenant_key, operation.c.id == run)
    status = connection.execute(select(operation.c.status).where(*here)).scalar_one()
    of_run = (item.c.tenant == tenant_key, item.c.operation == run)
    items = select(item.c.status).where(*of_run).order_by(item.c.position)
    new = (event.c.tenant == tenant_key, event.c.operation == run, event.c.seq > since)
    events = select(event.c.seq, event.c.kind, event.c.data).where(*new).order_by(event.c.seq)
    return Moment(
        OperationStatus(status),
        tuple(ItemStatus(one) for one in connection.execute(items).scalars()),
        endings.counts(connection, tenant_key, run),
        tuple(
            Told(seq, EventKind(kind), json.loads(data))
            for seq, kind, data in connection.execute(events)
        ),
    )


class Replay:
    """A run as its events tell it; `count` items that wait at first."""

    def __init__(self, count: int) -> None:
        self.status = OperationStatus.CONFIRMED
        self.items = [ItemStatus.PENDING] * count
        self.seen = 0
        self._rules: Mapping[EventKind, Callable[[Mapping[str, Any]], None]] = {
            EventKind.OPERATION_CONFIRMED: lambda _: None,
            EventKind.OPERATION_STATUS: self._moved,
            EventKind.ITEMS_MOVED: self._items_moved,
            EventKind.ITEMS_CANCELLED: self._cancelled,
            EventKind.ITEMS_AGAIN: self._again,
            EventKind.ITEM_DECIDED: self._decided,
        }

    def check(self, moment: Moment) -> None:
        """Follow the new events; they must be legal, and lead to what is there."""
        for told in moment.events:
            self._rules[told.kind](told.data)
            self.seen = told.seq
        assert self.status is moment.status
        assert tuple(self.items) == moment.items
        assert moment.counts.total == len(self.items)
        shown = {name: count for name, count in moment.counts.model_dump().items() if count}
        assert shown == Counter(one.value for one in moment.items)

    def _moved(self, data: Mapping[str, Any]) -> None:
        old, new = OperationStatus(data["old"]), OperationStatus(data["new"])
        assert old is self.status
        check_operation_move(old, new)
        self.status = new

    def _items_moved(self, data: Mapping[str, list[int]]) -> None:
        for name, positions in data.items():
            for position in positions:
                self._move(position, ItemStatus(name))

    def _move(self, position: int, new: ItemStatus) -> None:
        old = self.items[position]
        if new is ItemStatus.CANCELLED and old in _THROUGH_PENDING:
            old = ItemStatus.PENDING
        check_item_move(old, new)
        self.items[position] = new

    def _cancelled(self, data: Mapping[str, Any]) -> None:
        assert self.status is OperationStatus.CANCELLED
        assert self._all(ItemStatus.PENDING, ItemStatus.CANCELLED) == data["cancelled"]

    def _again(self, data: Mapping[str, Any]) -> None:
        self._some(ItemStatus(data["from"]), ItemStatus.PENDING, data)

    def _decided(self, data: Mapping[str, Any]) -> None:
        self._some(ItemStatus.IN_DOUBT, ItemStatus(data["answer"]), data)

    def _some(self, old: ItemStatus, new: ItemStatus, data: Mapping[str, Any]) -> None:
        if data["items"] is None:
            assert self._all(old, new) == data["count"]
            return
        positions = [int(one) - 1 for one in data["items"]]
        chosen = [one for one in positions if self.items[one] is old]
        assert len(chosen) == data["count"]
        for position in chosen:
            self._move(position, new)

    def _all(self, old: ItemStatus, new: ItemStatus) -> int:
        chosen = [position for position, one in enumerate(self.items) if one is old]
        for position in chosen:
            self._move(position, new)
        return len(chosen)
