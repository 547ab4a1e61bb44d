"""The queue holds nothing that the journal does not: slices lost, late or too many change nothing."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.domain.errors import NetworkFailed
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import Turn
from app.domain.ports import Call, Slice
from app.engine.flights import ON_ITS_WAY
from tests.contract.journal_samples import HARBOR, mails, operation, sam
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.parts import HastyClock
from tests.unit.engine.room import eventually, opened
from tests.unit.engine.test_restarting import late


async def test_a_slice_that_got_lost_is_found_by_the_sweeper(tmp_path: Path) -> None:
    office, items = OddOffice(tmp_path), mails(3)
    async with opened(tmp_path, office) as room:
        run = operation(items)
        assert await room.create(run, items)  # and then nobody queued it
        room.watch()
        await room.ended(run)
    await office.close()


async def test_an_operation_set_going_again_is_not_taken_for_shown(tmp_path: Path) -> None:
    """Its end was being shown when Retry was pressed; a crash now must not lose it."""
    office = OddOffice(tmp_path, failure_rate=1)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        items = mails(2)
        run = operation(items)
        await room.left_by_a_kill(run, items, 2)
        failed = [
            late(run, at)._replace(owner="killed", status=ItemStatus.FAILED) for at in range(2)
        ]
        await room.ledger.turn(Turn(failed))
        assert await room.operations.retry_failed(HARBOR, run.id, sam()) == 2
        await room.operations.set_shown(HARBOR, run.id, OperationStatus.FAILED)
        assert [run.id] == [one.id for one in await room.operations.unfinished()]
    await office.close()


async def test_a_start_that_comes_late_does_not_wake_what_has_ended(tmp_path: Path) -> None:
    office, items = OddOffice(tmp_path), mails(2)
    async with opened(tmp_path, office) as room:
        run = await room.ended(await room.confirm(items, operation(items)))
        assert not await room.operations.start(HARBOR, run.id)
        latest = await room.operations.get(HARBOR, run.id)
        assert latest is not None
        assert latest.status is OperationStatus.COMPLETED
    await office.close()


async def test_slices_queued_while_one_runs_change_nothing(tmp_path: Path) -> None:
    office = OddOffice(tmp_path, latency=0.002)
    async with opened(tmp_path, office, slots=5) as room:
        items = mails(60)
        run = await room.confirm(items, operation(items))

        async def nudge() -> bool:
            await room.queue(run)
            await room.recovery._queue_open()
            return (await room.counts(run)).settled == 60

        await eventually(nudge)
        await room.ended(run)
    assert set((await office.effects()).values()) == {1}
    await office.close()


class Skipped(HastyClock):
    """Goes on as always, and `skip` seconds are over at once."""

    def __init__(self) -> None:
        super().__init__()
        self.skip = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.skip


class FailsOnce:
    """Each of two first calls waits for its `fail`, and never leaves; all after that are sent."""

    def __init__(self) -> None:
        self.fail = [asyncio.Event(), asyncio.Event()]
        self.begun = 0

    async def __call__(self, _calls: Sequence[Call], go: Any) -> Any:
        self.begun += 1
        if self.begun > len(self.fail):
            return await go()
        await self.fail[self.begun - 1].wait()
        raise NetworkFailed("No route.", before_sending=True)

    async def both_begun(self) -> bool:
        return self.begun == len(self.fail)


async def test_a_wake_up_that_got_lost_keeps_no_later_one_from_being_queued(
    tmp_path: Path,
) -> None:
    """Only while it may still be on its way no second one is queued for the same."""
    fails, clock, items = FailsOnce(), Skipped(), mails(2)
    office, run = OddOffice(tmp_path, fails), operation(items)
    woken: asyncio.Queue[Slice] = asyncio.Queue()

    async def note(work: Slice, delay: float = 0.0, *, once: bool = False) -> None:
        assert delay == 0.0
        assert not once
        woken.put_nowait(work)

    async with opened(tmp_path, office, work=False, clock=clock) as room:
        assert await room.create(run, items)
        room.work()
        await room.executor.run_slice(room.slice_of(run))
        room.dispatcher.enqueue = note  # type: ignore[method-assign]
        await eventually(fails.both_begun)
        async with asyncio.timeout(20):
            fails.fail[0].set()
            await woken.get()  # and that is where it got lost
            clock.skip += 2 * ON_ITS_WAY
            fails.fail[1].set()
            await room.executor.run_slice(await woken.get())
        await room.ended(run)
        assert (await room.counts(run)).completed == 2
    await office.close()
