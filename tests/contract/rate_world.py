"""Processes that call a provider under a quota, in simulated time and on a real journal.

Calls begin when these processes begin them, some time after they may; what counts is when that was,
not what the journal thinks.
"""

import heapq
import itertools
import uuid
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.domain.ledger import Begun, Turn, WindowUse
from app.domain.operation import BulkOperation
from tests.contract.journal_steps import JournalSubject, claim


class Clock(Protocol):
    """Time as a test moves it, in seconds."""

    def monotonic(self) -> float: ...
    def move(self, seconds: float) -> None: ...


class _Begins(NamedTuple):
    """Calls that a process is going to begin, if it lives then."""

    at: float
    owner: str
    held: int
    used: int


class Callers:
    """Processes by their names. `calls` are the seconds at which calls really began."""

    def __init__(
        self, journal: JournalSubject, clock: Clock, use: WindowUse, run: BulkOperation
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._use = use
        self._claim = claim(run)._replace(window=use)
        self._numbers = itertools.count(1)
        self._to_begin: list[_Begins] = []
        self._untold: list[_Begins] = []
        self._owners: dict[str, str] = {}
        self._closed_until = 0.0
        self.calls: list[float] = []

    async def claim(self, name: str, wanted: int, begins_in: float, unused: int = 0) -> float:
        """Claim, begin some time later, and tell of it later still; seconds to wait."""
        owner = await self._owner(name)
        told = [one for one in self._untold if one.owner == owner]
        self._untold = [one for one in self._untold if one.owner != owner]
        closed = self._is_closed()
        [got] = await self._journal.ledger.turn(
            Turn((), [self._claim._replace(owner=owner, limit=wanted)], self._begun(told))
        )
        held = len(got.items)
        assert not (closed and held), "it was closed"
        if held:
            at = self._clock.monotonic() + begins_in
            heapq.heappush(self._to_begin, _Begins(at, owner, held, max(0, held - unused)))
        return got.wait

    def _begun(self, told: Sequence[_Begins]) -> list[Begun]:
        now = self._clock.monotonic()
        key = self._use.key
        return [
            Begun(key, one.owner, next(self._numbers), one.held, one.used, now - one.at)
            for one in told
        ]

    async def reserve(self, wanted: int) -> float:
        """Calls that begin at once; seconds to wait."""
        closed = self._is_closed()
        permits = await self._journal.windows.reserve(*self._use, wanted)
        assert not (closed and permits.count), "it was closed"
        self.calls += [self._clock.monotonic()] * permits.count
        return permits.wait

    def _is_closed(self) -> bool:
        """By more than what a clock in seconds since 1970 can tell apart."""
        return self._closed_until > self._clock.monotonic() + 0.001

    async def close(self, seconds: float) -> None:
        """The provider asks for a rest of so many seconds."""
        until = self._clock.monotonic() + seconds
        await self._journal.windows.close(self._use.key, seconds)
        self._closed_until = max(self._closed_until, until)

    async def _owner(self, name: str) -> str:
        """The name that a process goes by: another one after it was lost."""
        if name not in self._owners:
            self._owners[name] = f"{name}-{uuid.uuid4().hex}"
            assert (await self._journal.owners.join(self._owners[name], "worker")).alive
        return self._owners[name]

    async def lose(self, name: str) -> None:
        """Its lease ended, so it begins nothing more, and then it is declared lost."""
        owner = await self._owner(name)
        del self._owners[name]
        self._to_begin = [one for one in self._to_begin if one.owner != owner]
        heapq.heapify(self._to_begin)
        await self._journal.owners.leave(owner)

    def let_pass(self, seconds: float) -> None:
        """Time passes, and calls begin in it."""
        until = self._clock.monotonic() + seconds
        while self._to_begin and self._to_begin[0].at <= until:
            one = heapq.heappop(self._to_begin)
            self.calls += [one.at] * one.used
            self._untold.append(one)
        self._clock.move(until - self._clock.monotonic())

    @property
    def most_at_once(self) -> int:
        """The most calls that a window of the quota's length saw."""
        return most_in(self.calls, self._use.quota.seconds)


def most_in(calls: Sequence[float], seconds: float) -> int:
    """The most of these moments in any window of so many seconds."""
    ordered, first, most = sorted(calls), 0, 0
    for last, at in enumerate(ordered):
        while ordered[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most
