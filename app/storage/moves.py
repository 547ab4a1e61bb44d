"""The moves of items in one transaction: one event row an operation, not one an item."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from app.domain.events import EventKind
from app.domain.kinds import ItemStatus
from app.storage import events
from app.storage.births import Ref


class Moves:
    """Collects positions by operation and new status."""

    def __init__(self) -> None:
        self._moves: dict[Ref, dict[str, list[int]]] = {}

    def add(self, ref: Ref, status: ItemStatus, positions: Iterable[int]) -> None:
        """These items are in that status from now on."""
        self._moves.setdefault(ref, {}).setdefault(status.value, []).extend(positions)

    def to(self, ref: Ref, status: ItemStatus) -> bool:
        """Whether an item of the operation moved there."""
        return bool(self._moves.get(ref, {}).get(status.value))

    def record(self, connection: Connection, now: datetime) -> None:
        """Write the events."""
        for ref, moves in self._moves.items():
            told = {status: positions for status, positions in moves.items() if positions}
            if told:
                events.record(connection, *ref, EventKind.ITEMS_MOVED, now, told)
