"""Everything that happens, in order: the feed that people's screens and tests follow."""

import heapq
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from itertools import takewhile
from typing import Any

from playground.signals import Signal
from playground.store import Store

# What people saw is kept over a restart; ephemerals and the technical log are not.
_LASTING = frozenset({"message_posted", "message_edited", "message_deleted", "failure"})
KEPT = 5_000
_RESERVED_AT_ONCE = 1_000
_MARK = "feed_reserved"

FeedEvent = dict[str, Any]


class Feed:
    """The events of a playground by rising sequence number.

    The last 5,000 events that people saw and the last 5,000 technical ones are held. Sequence
    numbers never repeat: they are reserved in blocks, so a killed playground goes on with the next
    block and leaves a gap.
    """

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._lasting: deque[FeedEvent] = deque(store.events(), maxlen=KEPT)
        self._passing: deque[FeedEvent] = deque(maxlen=KEPT)
        self._reserved = self._seq = store.mark(_MARK)
        self._changed = Signal()
        self._closed = False

    @property
    def seq(self) -> int:
        """The newest sequence number."""
        return self._seq

    def append(self, event: str, **fields: Any) -> FeedEvent:
        """Record an event and wake whoever follows. A lasting event is durable on return."""
        entry: FeedEvent = {"seq": self._next_seq(), "at": self._now(), "event": event, **fields}
        if event in _LASTING and not fields.get("visible_to"):
            self._lasting.append(entry)
            self._store.put_event(entry, forget_before=self._lasting[0]["seq"])
            self._store.commit()
        else:
            self._passing.append(entry)
        self._changed.fire()
        return entry

    def since(self, after: int) -> list[FeedEvent]:
        """The held events with a sequence number above `after`, in order."""
        return list(
            heapq.merge(
                _newer(self._lasting, after),
                _newer(self._passing, after),
                key=lambda entry: int(entry["seq"]),
            )
        )

    async def follow(self, after: int) -> AsyncGenerator[FeedEvent, None]:
        """Replay from `after`, then live, until the feed is closed."""
        while True:
            changed = self._changed.next_time
            for entry in self.since(after):
                after = entry["seq"]
                yield entry
            if self._closed:
                return
            await changed.wait()

    async def moved(self, after: int) -> bool:
        """Wait until there is something after that place; False when nothing will be any more."""
        while self._seq <= after and not self._closed:
            await self._changed.wait()
        return self._seq > after

    def reaches_back_to(self, after: int) -> bool:
        """Whether everything after that place, which must be one of this feed, is still held."""
        held = (self._lasting, self._passing)
        return after <= self._seq and all(
            len(one) < KEPT or one[0]["seq"] <= after + 1 for one in held
        )

    def close(self) -> None:
        """End all followers once they have read to the end."""
        self._closed = True
        self._changed.fire()

    def _next_seq(self) -> int:
        self._seq += 1
        if self._seq > self._reserved:
            self._reserved += _RESERVED_AT_ONCE
            self._store.set_mark(_MARK, self._reserved)
            self._store.commit()
        return self._seq


def _newer(entries: deque[FeedEvent], after: int) -> Iterable[FeedEvent]:
    newest_first = takewhile(lambda entry: entry["seq"] > after, reversed(entries))
    return reversed(list(newest_first))
