"""What a stop does: what is in flight ends and is recorded, and nothing more begins."""

import asyncio
from pathlib import Path

import pytest

from tests.contract.journal_samples import mails, operation
from tests.unit.engine.connectors import Gate, OddOffice
from tests.unit.engine.room import eventually, opened


@pytest.mark.parametrize("slots", [2, 50])
async def test_a_stop_lets_what_is_in_flight_end_and_starts_nothing_more(
    tmp_path: Path, slots: int
) -> None:
    """Also with slices that wait for a slot at that moment: they get one, and leave it."""
    office = OddOffice(tmp_path, latency=0.05)
    items = mails(80)
    runs = [operation(items) for _ in range(3)]
    async with opened(tmp_path, office, slots=slots) as room:
        for run in runs:
            await room.confirm(items, run)
        await room.until(runs[0], lambda counts, _: counts.completed > 0)
        await room.executor.stop(10)
        asked = len(office.asked)
        after = [await room.counts(run) for run in runs]
        await asyncio.sleep(0)  # whoever would go on now may
        assert len(office.asked) == asked
    assert [one.executing for one in after] == [0, 0, 0]
    assert sum(one.completed for one in after) == asked == len(await office.effects())

    async with opened(tmp_path, office, owner="second") as room:
        open_again = await room.recovery.run()
        assert {run.id for run in runs} == {one.id for one in open_again}
        for run in runs:
            await room.ended(run)
            assert (await room.counts(run)).completed == 80
    assert set((await office.effects()).values()) == {1}
    await office.close()


async def test_a_slot_that_comes_free_during_a_stop_stays_free(tmp_path: Path) -> None:
    gate = Gate()
    office = OddOffice(tmp_path, gate)
    async with opened(tmp_path, office, slots=2) as room:
        items = mails(20)
        first, second = [await room.confirm(items, operation(items)) for _ in range(2)]
        await eventually(lambda: _is(gate.begun == 2))
        stopping = asyncio.create_task(room.executor.stop(10), name="stop")
        await asyncio.sleep(0)  # the stop has begun
        gate.open()
        await stopping
        assert gate.begun == 2
        counted = [await room.counts(run) for run in (first, second)]
        assert sum(one.completed for one in counted) == 2
    await office.close()


async def _is(value: bool) -> bool:  # noqa: FBT001 - what a test looks at
    return value


async def test_a_stop_does_not_wait_for_ever(tmp_path: Path) -> None:
    gate = Gate()
    office = OddOffice(tmp_path, gate)
    async with opened(tmp_path, office) as room:
        items = mails(2)
        run = await room.confirm(items, operation(items))
        await room.until(run, lambda counts, _: counts.executing == 2)
        await room.executor.stop(0.05)
    async with opened(tmp_path, office, owner="second", work=False) as room:
        await room.recovery.run()
        assert (await room.counts(run)).in_doubt == 2
    await office.close()
