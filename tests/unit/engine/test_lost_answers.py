"""Commits that were done and whose answers got lost: told again, looked for, and done once."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import NetworkFailed
from app.domain.kinds import ItemStatus
from app.domain.ledger import Granted, Turn
from app.domain.operation import BulkOperation
from app.domain.ports import Call
from app.engine.flights import SETTLE_AGAIN
from tests.contract.journal_samples import HARBOR, mails, operation, sam
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.parts import HastyClock
from tests.unit.engine.room import Room, eventually, opened


class Lossy:
    """Loses the answer of a room's first turn that is `chosen`; `seen` of those there were."""

    def __init__(self, room: Room, chosen: Callable[[Turn], bool]) -> None:
        self.seen = 0
        self._real, self._chosen = room.ledger.turn, chosen
        room.ledger.turn = self._turn  # type: ignore[method-assign]

    async def _turn(self, turn: Turn) -> Sequence[Granted]:
        granted = await self._real(turn)
        if self._chosen(turn):
            self.seen += 1
            if self.seen == 1:
                raise OSError("the connection broke")
        return granted

    async def until_seen(self, times: int) -> None:
        async def look() -> bool:
            return self.seen >= times

        await eventually(look)


def puts_back(turn: Turn) -> bool:
    return any(one.status is ItemStatus.PENDING for one in turn.settlements)


def claims(turn: Turn) -> bool:
    return bool(turn.claims)


class Patient(HastyClock):
    """What could not be written is told again only when `later` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.later = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds == SETTLE_AGAIN:
            await self.later.wait()
        await super().sleep(seconds)


async def test_an_outcome_told_again_is_none_of_the_next_attempt(tmp_path: Path) -> None:
    """Put back, and the answer got lost; it was claimed again, and its call is on its way."""
    second, over = asyncio.Event(), asyncio.Event()

    async def odd(_calls: Sequence[Call], go: Any) -> Any:
        if len(office.asked) == 1:
            raise NetworkFailed("No route.", before_sending=True)
        second.set()
        await over.wait()
        return await go()

    office, clock = OddOffice(tmp_path, odd), Patient()
    async with opened(tmp_path, office, clock=clock) as room:
        lossy = Lossy(room, puts_back)
        items = mails(1)
        run = await room.confirm(items, operation(items))
        await lossy.until_seen(1)
        await room.queue(run)  # as the sweeper does, or another item's retry
        async with asyncio.timeout(20):
            await second.wait()
        clock.later.set()
        await lossy.until_seen(2)
        assert (await room.counts(run)).executing == 1
        await room.queue(run)
        over.set()
        await room.ended(run)
        assert (await room.counts(run)).completed == 1
    assert len(office.asked) == 2
    await office.close()


async def claimed_without_an_answer(room: Room) -> BulkOperation:
    """Three items of an operation that its only slice claimed, and does not know of."""
    items = mails(3)
    run = operation(items)
    assert await room.create(run, items)
    lossy = Lossy(room, claims)
    room.work()
    with pytest.raises(OSError, match="broke"):
        await room.executor.run_slice(room.slice_of(run))
    assert lossy.seen == 1
    return run


async def test_what_a_claim_without_an_answer_got_is_put_back_though_nobody_claims_again(
    tmp_path: Path,
) -> None:
    office = OddOffice(tmp_path)
    async with opened(tmp_path, office, work=False) as room:
        run = await claimed_without_an_answer(room)
        await room.operations.cancel(HARBOR, run.id, sam())
        await room.until(run, lambda counts, done: done and counts.cancelled == 3)
    assert office.asked == []
    await office.close()


async def test_it_is_put_back_at_a_stop_as_well_which_does_not_call_itself_clean(
    tmp_path: Path,
) -> None:
    """What broke off may be committed after the last look: so others are to look as well."""
    office = OddOffice(tmp_path)
    async with opened(tmp_path, office, work=False) as room:
        run = await claimed_without_an_answer(room)
        assert not await room.executor.stop(10)
        await room.until(run, lambda counts, _: counts.pending == 3)
    assert office.asked == []
    await office.close()
