"""Permits, while the answers of commits get lost: no order of that ever exceeds a window."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from typing import Any, NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.actions import SendMail
from app.domain.batching import Quota
from app.domain.kinds import ItemStatus
from app.domain.ledger import (
    Begun,
    ClaimedItem,
    ClaimRequest,
    DoubtfulItem,
    Granted,
    HeldItem,
    Rest,
    Settlement,
    Turn,
    WindowUse,
)
from app.engine.committer import Committer, Wish, not_sent
from app.engine.permits import Permits
from app.engine.tempo import Tempo
from app.storage.window_log import Span, WindowLog
from tests.unit.engine.hand_clock import HandClock

KEY = "office:sam:mail"
QUOTA = Quota(limit=5, seconds=60)
REQUEST = ClaimRequest("T", "o", "me", 0, WindowUse(KEY, QUOTA))
MAIL = SendMail(to="guest@acme.example", subject="Hello", body="Dear guest")


class Fate(Enum):
    """What becomes of a commit."""

    ANSWERED = "answered"
    BROKE_OFF = "never committed"
    UNANSWERED = "committed, and the answer got lost"
    LATE = "without an answer, and committed after the next one"


class Ledger:
    """The ItemLedger port in memory, with the journal's own window and items without end."""

    def __init__(self, clock: HandClock, fates: Sequence[Fate]) -> None:
        self._clock = clock
        self._fates = deque(fates)
        self._late: list[Turn] = []
        self._next = 0
        self._claims: dict[int, int] = {}
        self.window = WindowLog([], {})

    async def turn(self, turn: Turn) -> Sequence[Granted]:
        fate = self._fates.popleft() if self._fates else Fate.ANSWERED
        if fate is Fate.LATE:
            self._late.append(turn)
        if fate in (Fate.LATE, Fate.BROKE_OFF):
            raise OSError(fate.value)
        granted = self._commit(turn)
        late, self._late = self._late, []
        for one in late:
            self._commit(one)
        if fate is Fate.UNANSWERED:
            raise OSError(fate.value)
        return granted

    def _commit(self, turn: Turn) -> Sequence[Granted]:
        for begun in turn.begun:
            self.window.begin(begun, self._clock.seconds - begun.ago)
        for one in turn.settlements:
            if self._claims.get(one.position) == one.claim:
                del self._claims[one.position]
        return [self._grant(claim) for claim in turn.claims]

    def _grant(self, claim: ClaimRequest) -> Granted:
        most = min(claim.limit, self.window.free(Span(QUOTA, self._clock.seconds)))
        self.window.hold(claim.owner, most)
        got = range(self._next, self._next + most)
        self._next += most
        self._claims.update(dict.fromkeys(got, claim.number))
        since = datetime.fromtimestamp(1000, UTC)
        return Granted([ClaimedItem(n, str(n), "", MAIL, 1, since, claim.number) for n in got])

    async def held(self, request: ClaimRequest) -> Sequence[HeldItem]:
        mine = (n for n, number in self._claims.items() if number == request.number)
        return [HeldItem(n, str(n)) for n in sorted(mine)]

    async def take_over(self) -> Sequence[DoubtfulItem]:
        raise NotImplementedError

    async def resolve(self, doubtful: DoubtfulItem, status: ItemStatus, note: str = "") -> None:
        raise NotImplementedError

    async def rest(self, tenant_key: str, operation_id: str) -> Rest:
        raise NotImplementedError


class Do(NamedTuple):
    """What the process does next, with so many items; or so many seconds pass."""

    what: str
    much: int


class Process:
    """Claims, calls and puts back; `calls` are the seconds at which calls really began."""

    def __init__(self, fates: Sequence[Fate]) -> None:
        self.clock = HandClock()
        self.ledger = Ledger(self.clock, fates)
        self.committer = Committer(self.ledger, Tempo(50), self.clock)
        self._waiting: list[tuple[ClaimRequest, ClaimedItem]] = []
        self._unsettled: list[Settlement] = []
        self.calls: list[float] = []

    async def claim(self, items: int) -> None:
        wish = Wish(REQUEST, 1, items)
        with suppress(OSError):
            got = await self.committer.claim(wish)
            self._waiting += [(wish.request, one) for one in got.items]

    async def call(self, items: int) -> None:
        mine = self._take(items)
        self.calls += [self.clock.seconds] * len(mine)
        self.committer.begin(KEY, "me", len(mine), len(mine))
        done = ItemStatus.COMPLETED
        await self._settle([not_sent(*one)._replace(status=done, seconds=1.0) for one in mine])

    async def give_back(self, items: int) -> None:
        mine = self._take(items)
        self.committer.begin(KEY, "me", len(mine), 0)
        await self._settle([not_sent(*one) for one in mine])

    async def pass_by(self, seconds: int) -> None:
        self.clock.seconds += seconds

    async def look(self, _: int) -> None:
        await self.committer.certain()

    def _take(self, items: int) -> list[tuple[ClaimRequest, ClaimedItem]]:
        mine, self._waiting = self._waiting[:items], self._waiting[items:]
        return mine

    async def _settle(self, settlements: list[Settlement]) -> None:
        """With those that got no answer before."""
        self._unsettled += settlements
        with suppress(OSError):
            await self.committer.settle(list(self._unsettled))
            self._unsettled.clear()

    def most_together(self) -> int:
        """Calls in the fullest of all windows."""
        spans = ([at for at in self.calls if 0 <= at - one < QUOTA.seconds] for one in self.calls)
        return max(map(len, spans), default=0)


ACTS = ("claim", "call", "give_back", "look", "pass_by")
STEPS = st.lists(
    st.builds(Do, st.sampled_from(ACTS[:4]), st.integers(1, 6))
    | st.builds(Do, st.just("pass_by"), st.integers(1, 30)),
    max_size=40,
)


GIVEN_BACK_TWICE = [Do("claim", 5), Do("give_back", 2), Do("claim", 6), Do("call", 9)]
FOUND_TWICE = [Do("claim", 3), Do("claim", 2), Do("look", 1), Do("look", 1)]


@given(STEPS, st.lists(st.sampled_from(Fate), max_size=30))
@example(GIVEN_BACK_TWICE, [Fate.ANSWERED, Fate.UNANSWERED])
@example(FOUND_TWICE, [Fate.ANSWERED, Fate.UNANSWERED, Fate.BROKE_OFF])
def test_no_order_of_lost_answers_exceeds_a_window(steps: list[Do], fates: list[Fate]) -> None:
    """And once all is answered again and the window has passed, every permit is there."""

    async def live() -> tuple[int, int]:
        process = Process(fates)
        running = asyncio.create_task(process.committer.run(), name="committer")
        for what, much in steps:
            await getattr(process, what)(much)
        for _ in range(3):
            await process.claim(QUOTA.limit)
            await process.call(1000)
        most = process.most_together()
        for _ in range(2 + len(fates)):
            await process.give_back(1000)
            await process.look(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        after = process.clock.seconds + 2 * QUOTA.seconds
        return most, process.ledger.window.free(Span(QUOTA, after))

    most, free = asyncio.run(live())
    assert most <= QUOTA.limit
    assert free == QUOTA.limit


def test_what_got_no_answer_is_told_again_as_it_was_and_before_what_is_new() -> None:
    """Counted from when the latest of them began: for longer, never for less long."""
    clock = HandClock()
    permits = Permits(clock)
    permits.begin(KEY, "me", 2, 2)
    clock.seconds += 3
    permits.begin(KEY, "me", 4, 1)
    clock.seconds += 2
    first = Begun(KEY, "me", 1, 6, 3, 2.0)
    assert permits.tell() == [first]
    permits.begin(KEY, "me", 1, 1)
    permits.begin("another", "me", 1, 0)
    clock.seconds += 2
    new: list[Any] = [Begun(KEY, "me", 2, 1, 1, 2.0), Begun("another", "me", 3, 1, 0, 2.0)]
    assert permits.tell() == [first._replace(ago=4.0), *new]
    permits.answered()
    assert permits.tell() == []
