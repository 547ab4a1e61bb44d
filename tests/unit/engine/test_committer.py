"""Group commits: nothing is settled in silence, and nobody waits for ever."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest

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
from app.engine.committer import GATHER, MOST_CALLS, Committer, Wish
from app.engine.tempo import Tempo
from tests.unit.engine.hand_clock import HandClock

MAIL = SendMail(to="guest@acme.example", subject="Hello", body="Dear guest")


class Ledger:
    """Keeps what was settled; a turn waits until it is let through, and fails when told to.

    With `lose_answer` it fails after all was written.
    """

    def __init__(self) -> None:
        self.settled: list[Settlement] = []
        self.turns: list[Turn] = []
        self.pending: list[int] = []
        self.executing: dict[int, int] = {}
        self.fail = False
        self.lose_answer = False
        self.through = asyncio.Event()
        self.through.set()

    async def turn(self, turn: Turn) -> Sequence[Granted]:
        await self.through.wait()
        self.turns.append(turn)
        if self.fail:
            raise OSError("disk full")
        self.settled += turn.settlements
        for one in turn.settlements:
            if self.executing.get(one.position) == one.claim:
                del self.executing[one.position]
            if one.status is ItemStatus.PENDING:
                self.pending.append(one.position)
        granted = [self._grant(claim) for claim in turn.claims]
        if self.lose_answer:
            raise OSError("the connection broke")
        return granted

    def _grant(self, claim: ClaimRequest) -> Granted:
        got, self.pending = self.pending[: claim.limit], self.pending[claim.limit :]
        self.executing.update(dict.fromkeys(got, claim.number))
        since = datetime.fromtimestamp(1000, UTC)
        return Granted([ClaimedItem(n, str(n), "", MAIL, 1, since, claim.number) for n in got])

    async def held(self, request: ClaimRequest) -> Sequence[HeldItem]:
        assert request[:3] == ("T", "o", "me")
        mine = (n for n, number in self.executing.items() if number == request.number)
        return [HeldItem(n, str(n)) for n in sorted(mine)]

    async def take_over(self) -> Sequence[DoubtfulItem]:
        raise NotImplementedError

    async def resolve(self, doubtful: DoubtfulItem, status: ItemStatus, note: str = "") -> None:
        raise NotImplementedError

    async def rest(self, tenant_key: str, operation_id: str) -> Rest:
        raise NotImplementedError

    @property
    def ids(self) -> list[str]:
        return [one.item_id for one in self.settled]


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def tempo() -> Tempo:
    return Tempo(50)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def committer(ledger: Ledger, tempo: Tempo, clock: HandClock) -> AsyncIterator[Committer]:
    one = Committer(ledger, tempo, clock)
    task = asyncio.create_task(one.run(), name="committer")
    yield one
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def settlement(name: str, position: int = 0) -> Settlement:
    return Settlement("T", "o", "me", position, name, ItemStatus.COMPLETED)


CLAIM = ClaimRequest("T", "o", "me", 1)


async def test_what_gathers_while_one_commit_runs_goes_into_the_next(
    committer: Committer, ledger: Ledger
) -> None:
    ledger.through.clear()
    first = asyncio.create_task(committer.settle([settlement("first")]))
    await asyncio.sleep(0)
    others = [
        asyncio.create_task(committer.settle([settlement(str(n))])) for n in range(MOST_CALLS + 50)
    ]
    claim = asyncio.create_task(committer.claim(Wish(CLAIM)))
    ledger.through.set()
    await asyncio.gather(first, claim, *others)
    assert [len(turn.settlements) for turn in ledger.turns] == [1, MOST_CALLS, 50]
    assert [len(turn.claims) for turn in ledger.turns] == [0, 0, 1]
    assert len(set(ledger.ids)) == MOST_CALLS + 51


async def test_a_failing_ledger_is_told_to_everyone_who_waits_and_can_be_tried_again(
    committer: Committer, ledger: Ledger
) -> None:
    ledger.fail = True
    told = await asyncio.gather(
        committer.settle([settlement("a")]),
        committer.settle([settlement("b")]),
        committer.claim(Wish(CLAIM)),
        return_exceptions=True,
    )
    assert [OSError, OSError, OSError] == [type(one) for one in told]
    assert ledger.settled == []

    ledger.fail = False
    await committer.settle([settlement("a")])
    assert ledger.ids == ["a"]


async def test_nothing_is_claimed_for_whoever_gave_up_waiting(
    committer: Committer, ledger: Ledger
) -> None:
    ledger.through.clear()
    first = asyncio.create_task(committer.settle([settlement("first")]))
    await asyncio.sleep(0)
    claim = asyncio.create_task(committer.claim(Wish(CLAIM)))
    await asyncio.sleep(0)
    claim.cancel()
    ledger.through.set()
    await first
    await committer.settle([settlement("last")])
    assert not any(turn.claims for turn in ledger.turns)


WINDOW = WindowUse("office:sam:mail", Quota(limit=9))


async def test_what_was_claimed_for_whoever_gave_up_meanwhile_is_put_back(
    committer: Committer, ledger: Ledger
) -> None:
    ledger.pending = [0, 1, 2, 3, 4]
    ledger.through.clear()
    wish = Wish(CLAIM._replace(window=WINDOW), 3)
    claim = asyncio.create_task(committer.claim(wish))
    await asyncio.sleep(0)  # asked
    await asyncio.sleep(0)  # on its way
    claim.cancel()
    ledger.through.set()
    await committer.settle([settlement("last", 9)])
    await committer.settle([settlement("one more", 10)])
    back = [one.item_id for one in ledger.settled if one.status is ItemStatus.PENDING]
    assert back == ["0", "1", "2"]
    assert [Begun("office:sam:mail", "me", 1, 3, 0)] in [turn.begun for turn in ledger.turns]


async def test_a_claim_whose_answer_got_lost_leaves_nothing_lying(
    committer: Committer, ledger: Ledger
) -> None:
    """The journal restarted just then. Nobody else takes over what a living owner holds."""
    ledger.pending = [0, 1, 2, 3, 4, 5]
    assert len((await committer.claim(Wish(CLAIM, 2))).items) == 2
    ledger.lose_answer = True
    with pytest.raises(OSError, match="broke"):
        await committer.claim(Wish(CLAIM._replace(window=WINDOW), 3))
    assert ledger.executing.keys() == {0, 1, 2, 3, 4}
    ledger.lose_answer = False
    got = await committer.claim(Wish(CLAIM, 1))
    assert [one.position for one in got.items] == [5]
    assert ledger.executing.keys() == {0, 1, 5}  # what is known of stays
    assert ledger.pending == [2, 3, 4]
    assert [Begun("office:sam:mail", "me", 1, 3, 0)] in [turn.begun for turn in ledger.turns]


async def test_what_lies_there_is_looked_for_until_it_is_put_back_and_not_without_a_pause(
    committer: Committer, ledger: Ledger
) -> None:
    ledger.pending = [0, 1]
    ledger.lose_answer = True
    with pytest.raises(OSError, match="broke"):
        await committer.claim(Wish(CLAIM, 2))
    ledger.lose_answer, ledger.fail = False, True
    for _ in range(2):
        with pytest.raises(OSError, match="full"):
            await committer.claim(Wish(CLAIM, 1))
    assert len(ledger.turns) == 3
    ledger.fail = False
    got = await committer.claim(Wish(CLAIM, 2))
    assert (len(got.items), len(ledger.executing)) == (2, 2)


async def test_outcomes_wait_a_moment_for_others_while_calls_are_in_flight(
    committer: Committer, ledger: Ledger, tempo: Tempo
) -> None:
    tempo.in_flight = 3
    began = time.monotonic()
    first = asyncio.create_task(committer.settle([settlement("1")]))
    await asyncio.sleep(0)
    second = asyncio.create_task(committer.settle([settlement("2")]))
    await asyncio.gather(first, second)
    assert [len(turn.settlements) for turn in ledger.turns] == [2]
    assert time.monotonic() - began >= 0.9 * GATHER


async def test_outcomes_go_at_once_when_a_claim_does_or_when_no_call_is_left(
    committer: Committer, ledger: Ledger, tempo: Tempo
) -> None:
    tempo.in_flight = 3
    waiting = asyncio.create_task(committer.settle([settlement("1")]))
    await asyncio.sleep(0)
    await committer.claim(Wish(CLAIM))
    await waiting
    assert [(len(turn.settlements), len(turn.claims)) for turn in ledger.turns] == [(1, 1)]

    last = asyncio.create_task(committer.settle([settlement("2")]))
    await asyncio.sleep(0)
    tempo.in_flight = 0
    await committer.settle([settlement("3")])
    await last
    assert ledger.ids == ["1", "2", "3"]
    assert len(ledger.turns) == 2


async def test_few_claims_a_transaction_where_calls_are_slow(
    committer: Committer, ledger: Ledger, tempo: Tempo
) -> None:
    claims = [asyncio.create_task(committer.claim(Wish(CLAIM, 4))) for _ in range(5)]
    await asyncio.gather(*claims)
    assert [len(turn.claims) for turn in ledger.turns] == [3, 2]
    tempo.most_claims = 1000
    await asyncio.gather(*[asyncio.create_task(committer.claim(Wish(CLAIM, 4))) for _ in range(5)])
    assert len(ledger.turns) == 3


async def test_permits_that_were_used_ride_along_and_are_not_lost_with_a_turn(
    committer: Committer, ledger: Ledger, clock: HandClock
) -> None:
    """Counted from when the latest of them began: for longer, never for less long."""
    key = "office:sam:mail"
    committer.begin(key, "me", 2, 2)
    clock.seconds += 3
    committer.begin(key, "me", 4, 1)
    assert ledger.turns == []  # no transaction of their own
    clock.seconds += 2
    ledger.fail = True
    with pytest.raises(OSError, match="disk full"):
        await committer.claim(Wish(CLAIM))
    ledger.fail = False
    clock.seconds += 2
    committer.begin("another", "me", 1, 1)
    await committer.claim(Wish(CLAIM))
    told = [Begun(key, "me", 1, 6, 3, 4.0), Begun("another", "me", 2, 1, 1)]
    assert ledger.turns[-1].begun == told
    await committer.claim(Wish(CLAIM))
    assert ledger.turns[-1].begun == []
