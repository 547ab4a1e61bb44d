"""Group commits: nothing is settled in silence, and nobody waits for ever."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from app.domain.journal import ClaimedItem, ClaimRequest, DoubtfulItem, Rest, Settlement
from app.domain.kinds import ItemStatus
from app.engine.committer import MOST_CALLS, Committer


class Ledger:
    """Keeps what was settled; a turn waits until it is let through, and fails when told to."""

    def __init__(self) -> None:
        self.settled: list[str] = []
        self.turns: list[tuple[int, int]] = []
        self.fail = False
        self.through = asyncio.Event()
        self.through.set()

    async def turn(
        self, settlements: Sequence[Settlement], claims: Sequence[ClaimRequest]
    ) -> Sequence[Sequence[ClaimedItem]]:
        await self.through.wait()
        self.turns.append((len(settlements), len(claims)))
        if self.fail:
            raise OSError("disk full")
        self.settled += [one.item_id for one in settlements]
        return [[] for _ in claims]

    async def take_over(self, owner: str) -> Sequence[DoubtfulItem]:
        raise NotImplementedError

    async def resolve(self, doubtful: DoubtfulItem, status: ItemStatus, note: str = "") -> None:
        raise NotImplementedError

    async def rest(self, tenant_key: str, operation_id: str) -> Rest:
        raise NotImplementedError


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
async def committer(ledger: Ledger) -> AsyncIterator[Committer]:
    one = Committer(ledger)
    task = asyncio.create_task(one.run(), name="committer")
    yield one
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def settlement(name: str) -> Settlement:
    return Settlement(
        tenant_key="T", operation_id="o", owner="me", position=0, item_id=name,
        status=ItemStatus.COMPLETED,
    )  # fmt: skip


CLAIM = ClaimRequest(tenant_key="T", operation_id="o", owner="me", limit=1)


async def test_what_gathers_while_one_commit_runs_goes_into_the_next(
    committer: Committer, ledger: Ledger
) -> None:
    ledger.through.clear()
    first = asyncio.create_task(committer.settle([settlement("first")]))
    await asyncio.sleep(0)
    others = [asyncio.create_task(committer.settle([settlement(str(n))])) for n in range(250)]
    claim = asyncio.create_task(committer.claim(CLAIM))
    ledger.through.set()
    await asyncio.gather(first, claim, *others)
    assert [settled for settled, _ in ledger.turns] == [1, MOST_CALLS, 50]
    assert sum(claims for _, claims in ledger.turns) == 1
    assert len(set(ledger.settled)) == 251


async def test_a_failing_ledger_is_told_to_everyone_who_waits_and_can_be_tried_again(
    committer: Committer, ledger: Ledger
) -> None:
    ledger.fail = True
    told = await asyncio.gather(
        committer.settle([settlement("a")]),
        committer.settle([settlement("b")]),
        committer.claim(CLAIM),
        return_exceptions=True,
    )
    assert [OSError, OSError, OSError] == [type(one) for one in told]
    assert ledger.settled == []

    ledger.fail = False
    await committer.settle([settlement("a")])
    assert ledger.settled == ["a"]


async def test_nothing_is_claimed_for_whoever_gave_up_waiting(
    committer: Committer, ledger: Ledger
) -> None:
    ledger.through.clear()
    first = asyncio.create_task(committer.settle([settlement("first")]))
    await asyncio.sleep(0)
    claim = asyncio.create_task(committer.claim(CLAIM))
    await asyncio.sleep(0)
    claim.cancel()
    ledger.through.set()
    await first
    await committer.settle([settlement("last")])
    assert [0] * len(ledger.turns) == [claims for _, claims in ledger.turns]
