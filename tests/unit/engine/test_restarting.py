"""What a stop leaves, what a kill leaves, and what the next start makes of it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.domain.journal import ClaimRequest, DoubtAnswer, Settlement
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.operation import BulkItem, BulkOperation
from app.domain.ports import Call, Idempotency
from app.storage.decisions import Ref
from tests.contract.journal_samples import (
    GRID,
    HARBOR,
    OTHER,
    mails,
    new_contacts,
    operation,
    sam,
)
from tests.unit.engine.connectors import Gate, OddOffice
from tests.unit.engine.room import Room, eventually, opened, tenant_of

FAILED = {"owner": "killed", "status": ItemStatus.FAILED}

CONTACTS: dict[str, Any] = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE}


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


async def left_by_a_kill(
    room: Room, run: BulkOperation, items: list[BulkItem], claimed: int
) -> None:
    """The journal as a process leaves it that died with so many items in flight."""
    assert await room.operations.create(run, items)
    assert await room.operations.start(tenant_of(run), run.id)
    request = ClaimRequest(
        tenant_key=tenant_of(run).key, operation_id=run.id, owner=room.owner, limit=claimed
    )
    [granted] = await room.ledger.turn([], [request])
    assert len(granted) == claimed


async def test_a_take_over_keeps_operations_and_tenants_apart(tmp_path: Path) -> None:
    office = OddOffice(tmp_path)
    mailings = [operation(mails(6), tenant=tenant) for tenant in (HARBOR, OTHER, GRID)]
    people = new_contacts(9)
    creating = operation(people, tenant=OTHER, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        for number, run in enumerate(mailings, 1):
            await left_by_a_kill(room, run, mails(6), number)
        await left_by_a_kill(room, creating, people, 5)

    async with opened(tmp_path, office, owner="second") as room:
        await room.recovery.run()
        for run in (*mailings, creating):
            await room.ended(run)
        counted = [await room.counts(run) for run in mailings]
        assert [(one.in_doubt, one.completed) for one in counted] == [(1, 5), (2, 4), (3, 3)]
        assert (await room.counts(creating)).completed == 9
    assert set((await office.effects()).values()) == {1}
    await office.close()


async def test_who_was_only_slow_still_settles_its_own_and_nobody_elses(tmp_path: Path) -> None:
    """Another start took the items over; then the late outcomes of the first one come."""
    office, items = OddOffice(tmp_path), mails(3)
    run = operation(items)
    async with opened(tmp_path, office, owner="slow", work=False) as slow:
        await left_by_a_kill(slow, run, items, 3)
        async with opened(tmp_path, office, owner="second", work=False) as second:
            doubtful = await second.ledger.take_over("second")
            assert [int(one.item.item_id) for one in doubtful] == [1, 2, 3]
            await second.operations.decide(HARBOR, run.id, ["2"], DoubtAnswer.AGAIN, sam())
            claim = ClaimRequest(
                tenant_key=HARBOR.key, operation_id=run.id, owner="second", limit=1
            )
            await second.ledger.turn([], [claim])
            await slow.ledger.turn([late(run, position) for position in range(3)], [])
            statuses = [line.status for line in await second.lines(run)]
    await office.close()
    assert statuses == [ItemStatus.COMPLETED, ItemStatus.EXECUTING, ItemStatus.COMPLETED]


def late(run: BulkOperation, position: int) -> Settlement:
    return Settlement(
        tenant_key=tenant_of(run).key,
        operation_id=run.id,
        owner="slow",
        position=position,
        item_id=str(position + 1),
        status=ItemStatus.COMPLETED,
    )


def _call(run: BulkOperation, item: BulkItem) -> Call:
    return Call(item_id=item.id, key=f"{run.id}:{item.id}", action=item.parameters)


@pytest.mark.parametrize(
    ("idempotency", "cancelled", "happened", "becomes"),
    [
        (Idempotency.KEY, False, False, ItemStatus.PENDING),
        (Idempotency.PRECONDITION, False, True, ItemStatus.PENDING),
        (Idempotency.LOOKUP, False, False, ItemStatus.PENDING),
        (Idempotency.LOOKUP, False, True, ItemStatus.COMPLETED),
        (Idempotency.NONE, False, True, ItemStatus.IN_DOUBT),
        # After a cancel nothing may wait: what the provider tells is all that can be said.
        (Idempotency.KEY, True, False, ItemStatus.FAILED),
        (Idempotency.KEY, True, True, ItemStatus.COMPLETED),
        (Idempotency.LOOKUP, True, False, ItemStatus.FAILED),
        (Idempotency.NONE, True, False, ItemStatus.IN_DOUBT),
    ],
)
async def test_what_was_in_flight_becomes_what_the_provider_allows(
    tmp_path: Path,
    idempotency: Idempotency,
    *,
    cancelled: bool,
    happened: bool,
    becomes: ItemStatus,
) -> None:
    office, people = OddOffice(tmp_path), new_contacts(1)
    office.capabilities = [
        one.model_copy(update={"idempotency": idempotency}) for one in office.capabilities
    ]
    run = operation(people, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        await left_by_a_kill(room, run, people, 1)
        if happened:
            await office.execute(run.account, [_call(run, people[0])])
        if cancelled:
            await room.operations.cancel(HARBOR, run.id, sam())
    async with opened(tmp_path, office, owner="second", work=False) as room:
        await room.recovery.run()
        [line] = await room.lines(run)
        assert line.status is becomes
        latest = await room.operations.get(HARBOR, run.id)
        assert latest is not None
        assert (latest.completed_at is not None) == cancelled
    await office.close()


async def test_a_provider_that_is_gone_does_not_keep_the_app_from_starting(
    tmp_path: Path,
) -> None:
    office, items = OddOffice(tmp_path), mails(2)
    run = operation(items)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        await left_by_a_kill(room, run, items, 1)
    office.name = "other"
    async with opened(tmp_path, office, owner="second") as room:
        assert [run.id] == [one.id for one in await room.recovery.run()]
        assert (await room.counts(run)).in_doubt == 1
    await office.close()


async def test_a_crash_inside_a_confirm_leaves_nothing_and_only_a_start_clears_it(
    tmp_path: Path,
) -> None:
    """A look for open operations, at any moment, must not take a Confirm's items under way."""
    office, items = OddOffice(tmp_path), mails(1500)
    unborn, run = operation(items), operation(items)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        await dies_between(room, unborn, items)
        creating = asyncio.create_task(room.operations.create(run, items), name="confirm")
        while not creating.done():
            await room.operations.unfinished()
        assert await creating
        assert (await room.counts(run)).total == 1500
    async with opened(tmp_path, office, owner="second", work=False) as room:
        assert [run.id] == [one.id for one in await room.recovery.run()]
        assert await room.operations.drop_unborn() == 0
        assert await room.operations.get(HARBOR, unborn.id) is None
        assert (await room.counts(run)).pending == 1500
    await office.close()


async def test_an_operation_without_all_of_its_items_never_comes_to_be(tmp_path: Path) -> None:
    """Something clears the items of a Confirm under way: better no run than half of one."""
    office, items = OddOffice(tmp_path), mails(1500)
    run = operation(items)
    async with opened(tmp_path, office, work=False) as room:
        creating = asyncio.create_task(room.operations.create(run, items), name="confirm")
        while not creating.done():
            await room.operations.drop_unborn()
        with pytest.raises(RuntimeError, match="of 1500 items"):
            await creating
        assert await room.operations.get(HARBOR, run.id) is None
    await office.close()


async def dies_between(room: Room, unborn: BulkOperation, items: list[BulkItem]) -> None:
    """Only the first thousand items were written."""
    await room.database.tx(
        room.operations._insert_items, Ref(HARBOR.key, unborn.id), 0, items[:1000]
    )


async def test_a_slice_that_got_lost_is_found_by_the_sweeper(tmp_path: Path) -> None:
    office, items = OddOffice(tmp_path), mails(3)
    async with opened(tmp_path, office) as room:
        run = operation(items)
        assert await room.operations.create(run, items)  # and then nobody queued it
        sweeping = asyncio.create_task(room.recovery.sweep(lambda _run: None), name="sweeper")
        await room.ended(run)
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
    await office.close()


async def test_an_operation_set_going_again_is_not_taken_for_shown(tmp_path: Path) -> None:
    """Its end was being shown when Retry was pressed; a crash now must not lose it."""
    office = OddOffice(tmp_path, failure_rate=1)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        items = mails(2)
        run = operation(items)
        await left_by_a_kill(room, run, items, 2)
        failed = [late(run, at).model_copy(update=FAILED) for at in range(2)]
        await room.ledger.turn(failed, [])
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
