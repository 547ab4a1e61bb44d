"""Cancel: nothing more is claimed, what is in flight ends and is recorded, the counts are true."""

from pathlib import Path

import pytest

from app.domain.errors import InvalidMove, NetworkFailed
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ports import Slice
from tests.contract.journal_samples import HARBOR, mails, operation, sam
from tests.unit.engine.connectors import Gate, OddOffice
from tests.unit.engine.room import Room, eventually, opened


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def office(tmp_path: Path, gate: Gate) -> OddOffice:
    return OddOffice(tmp_path, gate)


async def begun(gate: Gate, count: int) -> None:
    async def look() -> bool:
        return gate.begun >= count

    await eventually(look)


async def test_cancel_in_the_middle(room: Room, office: OddOffice, gate: Gate) -> None:
    items = mails(50)
    run = await room.confirm(items, operation(items, size=4))
    await begun(gate, 8)

    await room.operations.cancel(HARBOR, run.id, sam())
    during = await room.counts(run)
    assert (during.executing, during.cancelled, during.total) == (8, 42, 50)
    gate.open()
    ended = await room.ended(run)

    counts = await room.counts(run)
    assert (counts.completed, counts.cancelled, counts.total) == (8, 42, 50)
    assert ended.status is OperationStatus.CANCELLED
    assert ended.completed_at is not None
    assert len(await office.effects()) == 8


async def test_cancel_of_what_only_waits_ends_at_once(room: Room) -> None:
    """It was confirmed, and no worker had come yet: no item ever runs."""
    items = mails(5)
    run = operation(items)
    assert await room.create(run, items)
    await room.operations.cancel(HARBOR, run.id, sam())
    await room.queue(run)  # the slice that Confirm had queued comes all the same

    ended = await room.ended(run)
    assert ended.status is OperationStatus.CANCELLED
    assert ended.started_at is None
    assert not await room.operations.start(HARBOR, run.id)
    assert (await room.counts(run)).cancelled == 5


async def test_what_is_put_back_after_the_cancel_is_cancelled_too(
    tmp_path: Path, gate: Gate
) -> None:
    """Its call failed for now, and later never comes: it must not wait for ever."""

    async def drop(calls: object, go: object) -> object:  # noqa: ARG001 - the call never leaves
        await gate((), _nothing)
        raise NetworkFailed("The line is down.", before_sending=True)

    office = OddOffice(tmp_path, drop)
    async with opened(tmp_path, office) as room:
        items = mails(6)
        run = await room.confirm(items, operation(items, size=1))
        await room.until(run, lambda counts, _: counts.executing == 2)
        await room.operations.cancel(HARBOR, run.id, sam())
        gate.open()
        ended = await room.ended(run)
        counts = await room.counts(run)
    await office.close()
    assert (counts.cancelled, counts.total) == (6, 6)
    assert ended.completed_at is not None


async def _nothing() -> tuple[()]:
    return ()


async def test_a_claim_and_a_cancel_at_the_same_time_leave_nothing_in_between(
    tmp_path: Path,
) -> None:
    """Whichever came first: an item was claimed and is recorded, or it is cancelled."""
    office = OddOffice(tmp_path)
    async with opened(tmp_path, office, slots=4) as room:
        for moment in range(12):
            items = mails(30)
            run = await room.confirm(items, operation(items))
            await room.until(run, lambda counts, _, moment=moment: counts.settled >= moment)  # type: ignore[misc]
            try:
                await room.operations.cancel(HARBOR, run.id, sam())
            except InvalidMove:
                assert (await room.ended(run)).status is OperationStatus.COMPLETED
            ended = await room.ended(run)
            counts = await room.counts(ended)
            effects = [key for key in await office.effects() if key.startswith(run.id)]
            assert counts.completed == len(effects)
            assert counts.completed + counts.cancelled == counts.total == 30
    await office.close()


async def test_after_a_cancel_nothing_runs_again(room: Room, gate: Gate) -> None:
    gate.open()
    items = mails(3)
    run = await room.confirm(items, operation(items))
    await room.ended(run)
    with pytest.raises(InvalidMove):
        await room.operations.cancel(HARBOR, run.id, sam())

    late = operation(items)
    assert await room.create(late, items)
    await room.operations.cancel(HARBOR, late.id, sam())
    assert await room.retry(late) == 0
    await room.executor.run_slice(Slice(tenant_key=HARBOR.key, operation_id=late.id))
    assert [line.status for line in await room.lines(late)] == [ItemStatus.CANCELLED] * 3
