"""Group commits: outcomes and claims that gather while one transaction runs go into the next.

A claim goes at once, and carries along every outcome that is there: so the journal never has more
items executing than were in flight or claimed ahead. Outcomes alone wait a moment for others.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import NamedTuple

import structlog

from app.domain.kinds import ItemStatus
from app.domain.ledger import (
    ClaimedItem,
    ClaimRequest,
    Granted,
    HeldItem,
    ItemLedger,
    Settlement,
    Turn,
)
from app.domain.ports import Clock
from app.engine.claimed import LOOK_AGAIN, Claimed
from app.engine.permits import Permits
from app.engine.tempo import Tempo

_log = structlog.get_logger(__name__)

MOST_CALLS = 500
"""Settled in one transaction: longer ones would keep claims, and with them free slots, waiting."""

GATHER = 0.02
"""Seconds that an outcome waits for others, where no claim takes it along."""


LAST_LOOK = 2.0
"""Seconds that a stop waits for the last look for items of claims that were not answered."""

GATHER_INSTANT = 0.004
"""Seconds that a claim waits for the outcomes of calls that are over at once."""


class _Settling(NamedTuple):
    """What one call came to, and who waits for it; or strays of a claim, that nobody waits for."""

    settlements: Sequence[Settlement]
    done: asyncio.Future[None] | None = None
    strays_of: ClaimRequest | None = None


@dataclass
class Wish:
    """A claim for `calls` calls, of `items_a_call` items each.

    Until it is committed it grows: `more` takes at most so many calls of the room that came free
    since, and says how many. `request` is filled with the limit that follows, and with the number
    of the claim.
    """

    request: ClaimRequest
    calls: int = 1
    items_a_call: int = 1
    more: Callable[[int], int] | None = None

    def fill(self, most: int, number: int) -> ClaimRequest:
        """Ask for all that there is room for now, and for at most so many calls."""
        if self.more and most > self.calls:
            self.calls += self.more(most - self.calls)
        limit = self.calls * self.items_a_call
        self.request = self.request._replace(limit=limit, number=number)
        return self.request


class _Claiming(NamedTuple):
    wish: Wish
    done: asyncio.Future[Granted]


class Committer:
    """Carries claims and settlements to the ledger, one transaction at a time."""

    def __init__(self, ledger: ItemLedger, tempo: Tempo, clock: Clock) -> None:
        self._ledger = ledger
        self._tempo = tempo
        self._clock = clock
        self._settling: list[_Settling] = []
        self._claiming: list[_Claiming] = []
        self._permits = Permits(clock)
        self._claimed = Claimed()
        self._numbers = count(1)
        self._wake = asyncio.Event()
        self._calm = asyncio.Event()
        self._first_at = 0.0

    async def claim(self, wish: Wish) -> Granted:
        """Items that are durably executing for the caller."""
        done: asyncio.Future[Granted] = asyncio.get_running_loop().create_future()
        self._claiming.append(_Claiming(wish, done))
        self._wake.set()
        return await done

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Return when the settlements of one call are durable."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        if not self._settling:
            self._first_at = loop.time()
            self._wake.set()
        elif self._is_enough():
            self._wake.set()
        self._settling.append(_Settling(settlements, done))
        await done

    def begin(self, key: str, owner: str, held: int, used: int) -> None:
        """Calls begin now: of `held` permits of a window, `used` count. Goes with the next turn."""
        self._permits.begin(key, owner, held, used)

    async def run(self) -> None:
        """Commit what gathers, until cancelled."""
        while True:
            await self._woken()
            self._wake.clear()
            await self._put_back_strays()
            while self._settling or self._claiming:
                await self._gather()
                if await self._turn():
                    await self._put_back_strays()
            self._calm.set()

    async def certain(self) -> bool:
        """Look once more for what claims without an answer got; whether there are none of those."""
        if not self._claimed.unsure:
            return True
        self._claimed.look_now()
        self._calm.clear()
        self._wake.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._calm.wait(), LAST_LOOK)
        return not self._claimed.unsure

    async def _woken(self) -> None:
        """Somebody wants something, or it is time to look for strays again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN if self._claimed.unsure else None):
                await self._wake.wait()

    def _is_enough(self) -> bool:
        return self._tempo.in_flight == 0 or len(self._settling) >= MOST_CALLS

    def _is_due(self) -> bool:
        """Whether somebody waits for room, or no call is left to wait for."""
        return self._is_enough() or bool(self._claiming and not self._tempo.instant)

    async def _gather(self) -> None:
        """Wait a moment for more outcomes.

        A claim waits for calls that are over at once: every transaction has its price, and two of
        half the size cost more than they gain.
        """
        if self._is_due():
            return
        loop = asyncio.get_running_loop()
        until = loop.time() + GATHER_INSTANT if self._claiming else self._first_at + GATHER
        try:
            async with asyncio.timeout_at(until):
                while not self._is_due():
                    self._wake.clear()
                    await self._wake.wait()
        except TimeoutError:
            return

    async def _turn(self) -> bool:
        """One transaction; whether the journal took it."""
        settling = self._settling[:MOST_CALLS]
        del self._settling[:MOST_CALLS]
        claiming = self._due_claims()
        turn = Turn(
            list(chain.from_iterable(one.settlements for one in settling)),
            [one.wish.request for one in claiming],
            self._permits.tell(),
        )
        began = self._clock.monotonic()
        try:
            granted = await self._ledger.turn(turn)
        except Exception as error:  # noqa: BLE001 - logged with its trace, and handed to every caller
            _log.exception("turn_failed", settling=len(settling), claiming=len(claiming))
            self._failed(settling, claiming, error)
            return False
        self._tempo.committed(self._clock.monotonic() - began)
        self._permits.answered()
        self._claimed.settled(turn.settlements)
        for settled in settling:
            if settled.done and not settled.done.done():
                settled.done.set_result(None)
        for claimed, got in zip(claiming, granted, strict=True):
            self._hand_over(claimed, got)
        return True

    def _failed(
        self, settling: Sequence[_Settling], claiming: Sequence[_Claiming], error: Exception
    ) -> None:
        """Tell everybody. It may have been committed all the same, and only the answer got lost."""
        now = asyncio.get_running_loop().time()
        for settled in settling:
            if settled.strays_of:
                self._claimed.settled(settled.settlements)  # unknown again
                self._claimed.doubt(settled.strays_of, now)
        for claimed in claiming:
            self._claimed.doubt(claimed.wish.request, now)
        for done in (*(one.done for one in settling), *(one.done for one in claiming)):
            if done and not done.done():
                done.set_exception(error)

    def _hand_over(self, claimed: _Claiming, got: Granted) -> None:
        if claimed.done.done():  # whoever asked is gone: nothing is called for
            now = asyncio.get_running_loop().time()
            self._claimed.doubt(claimed.wish.request, now, lasts=0.0)  # it was answered
            return
        self._claimed.granted(claimed.wish.request, got.items)
        claimed.done.set_result(got)

    async def _put_back_strays(self) -> None:
        """What was claimed and is known to nobody here is pending again, with the next turn."""
        try:
            found = await self._claimed.strays(self._ledger, asyncio.get_running_loop().time())
        except Exception:  # noqa: BLE001 - logged with its trace; they are looked for again
            _log.exception("strays_not_found")
            return
        for request, items, permits in found:
            _log.warning("claim_without_answer", operation=request.operation_id, items=len(items))
            self._claimed.granted(request, items)
            if request.window and permits:
                self.begin(request.window.key, request.owner, permits, 0)
            back = [not_sent(request, one) for one in items]
            self._settling.append(_Settling(back, strays_of=request))

    def _due_claims(self) -> list[_Claiming]:
        """Claims are for the slots of outcomes queued before them: never committed ahead of those.

        Whoever gave up waiting meanwhile would not call for what is claimed now.
        """
        if self._settling:
            return []
        waiting = [one for one in self._claiming if not one.done.done()]
        left, due = self._tempo.most_claims, 0
        while due < len(waiting) and left > 0:
            waiting[due].wish.fill(left, next(self._numbers))
            left -= waiting[due].wish.calls
            due += 1
        self._claiming = waiting[due:]
        return waiting[:due]


def not_sent(request: ClaimRequest, item: ClaimedItem | HeldItem) -> Settlement:
    """An item is pending again, since nothing left; it may be claimed at once."""
    return Settlement(
        request.tenant_key,
        request.operation_id,
        request.owner,
        item.position,
        item.item_id,
        ItemStatus.PENDING,
        claim=request.number,
    )
