"""The queue holds nothing that the journal does not: slices lost, late or too many change nothing."""

from pathlib import Path

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import Turn
from tests.contract.journal_samples import HARBOR, mails, operation, sam
from tests.unit.engine.connectors import OddOffice
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
