"""How many calls may be in flight: together for the worker, and for each operation.

Room is taken before a claim and given back when its call has ended. There is a little more room
than there are slots: what is claimed ahead waits in memory for its slot, so that a slot that comes
free need not wait for a commit. Whoever waits for room gets it in turn, so a small operation waits
for at most one call of a large one.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.engine.tempo import Tempo

T = TypeVar("T")

LaneKey = tuple[str, str]
"""The operation's tenant and id."""


@dataclass(eq=False)
class Lane:
    """One operation's share: `size` calls in flight.

    `claiming`: a slice of it claims in this process; `again`: it is to look once more before it
    leaves. `bound`: its quota, not the slots, sets its pace. `halted`: nothing of it is called while it is being paused.
    `left` items and until `until` are what its slice may still claim; `queued`: its successor is.
    A slice is queued for `due`.
    """

    key: LaneKey
    size: int = 1
    claimed: int = 0
    claiming: bool = False
    again: bool = False
    bound: bool = False
    halted: bool = False
    queued: bool = False
    left: int = 0
    until: float = 0.0
    due: float = math.inf

    def allow(self, items: int, until: float) -> None:
        """A slice's worth of claims more."""
        self.left, self.until, self.queued = items, until, False


class Lanes:
    """The lane of every operation that has a slice or a call under way."""

    def __init__(self) -> None:
        self._lanes: dict[LaneKey, Lane] = {}

    def of(self, key: LaneKey) -> Lane:
        """The operation's lane, made where there is none."""
        if (lane := self._lanes.get(key)) is None:
            lane = self._lanes[key] = Lane(key)
        return lane

    def find(self, key: LaneKey) -> Lane | None:
        """The operation's lane, where there is one."""
        return self._lanes.get(key)

    def tidy(self, lane: Lane) -> None:
        """Forget a lane that nothing uses any more."""
        if not (lane.claiming or lane.claimed or lane.halted):
            self._lanes.pop(lane.key, None)


class Slots(Generic[T]):
    """Counts what is claimed and in flight; `start` begins the call of a batch that has a slot."""

    def __init__(self, size: int, tempo: Tempo, start: Callable[[Lane, T], None]) -> None:
        self._size = size
        self._tempo = tempo
        self._start = start
        self._claimed = 0
        self._ready: deque[tuple[Lane, T]] = deque()
        self._wanting: deque[tuple[Lane, int, asyncio.Future[int]]] = deque()
        self._free = asyncio.Event()
        self._free.set()
        self._closed = False

    async def take(self, lane: Lane, most: int) -> int:
        """Wait for room and take between one and `most` calls of it; 0 once closed."""
        if self._closed:
            return 0
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._wanting.append((lane, most, future))
        self._grant()
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self.give_back(lane, future.result())
            raise

    def more(self, lane: Lane, most: int) -> int:
        """Take as much room as there is that nobody waits for, at most so much; how much."""
        count = 0 if self._closed else max(0, min(most, self._room(lane)))
        if count:
            self._add(lane, count)
        return count

    def give_back(self, lane: Lane, count: int = 1) -> None:
        """Room is free again: no call came of it, or all of it is over."""
        lane.claimed -= count
        self._claimed -= count
        if self._claimed == 0:
            self._free.set()
        if count:
            self._grant()

    def keep(self, lane: Lane) -> None:
        """What is over and not written down still takes up its room, whatever there is of it."""
        self._add(lane, 1)

    def begin(self, lane: Lane, batch: T) -> None:
        """Start the call of a claimed batch as soon as there is a slot."""
        if self._tempo.in_flight < self._size:
            self._tempo.in_flight += 1
            self._start(lane, batch)
        else:
            self._ready.append((lane, batch))

    def ended(self, lane: Lane) -> None:
        """A call is over: its slot goes to whoever waited longest, its room to the next claim."""
        self._tempo.in_flight -= 1
        if self._ready:
            self.begin(*self._ready.popleft())
        self.give_back(lane)

    def withdraw(self, lane: Lane | None = None) -> list[tuple[Lane, T]]:
        """Take out what waits for a slot (of a lane, or all), with its room."""
        taken = [one for one in self._ready if lane is None or one[0] is lane]
        if taken:
            self._ready = deque(
                one for one in self._ready if lane is not None and one[0] is not lane
            )
        for of, _ in taken:
            self.give_back(of)
        return taken

    def close(self) -> None:
        """Let nobody in any more; whoever waits is told so."""
        self._closed = True
        for _, _, future in self._wanting:
            if not future.done():
                future.set_result(0)
        self._wanting.clear()

    async def all_free(self, seconds: float) -> bool:
        """Wait until nothing is claimed or in flight, at most so long; whether that is so."""
        try:
            async with asyncio.timeout(seconds):
                await self._free.wait()
        except TimeoutError:
            return False
        return True

    def _grant(self) -> None:
        """Give room to those who wait, in turn; who is held up by its own lane holds up nobody."""
        if not self._wanting:
            return
        later: deque[tuple[Lane, int, asyncio.Future[int]]] = deque()
        while self._wanting:
            lane, most, future = self._wanting.popleft()
            if future.done():
                continue
            room = self._room(lane)
            if room < 1:
                later.append((lane, most, future))
                continue
            count = min(most, room)
            self._add(lane, count)
            future.set_result(count)
        self._wanting = later

    def _room(self, lane: Lane) -> int:
        ahead = 0 if lane.bound or lane.size < self._size else self._tempo.ahead
        return min(self._size + ahead - self._claimed, lane.size + ahead - lane.claimed)

    def _add(self, lane: Lane, count: int) -> None:
        lane.claimed += count
        self._claimed += count
        self._free.clear()
