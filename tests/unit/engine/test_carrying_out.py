"""Every item exactly once, with counts that add up, however many operations run side by side."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.actions import UpdateRecord
from app.domain.batching import PADDING, Quota
from app.domain.errors import ErrorType, RateLimited
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.operation import BulkExecutionOptions
from app.domain.record import Entity
from app.domain.sources import Query
from tests.contract.journal_samples import (
    GRID,
    HARBOR,
    OFFICE,
    OTHER,
    items_of,
    mails,
    new_contacts,
    operation,
)
from tests.unit.engine.connectors import Gate, OddOffice
from tests.unit.engine.room import Room, eventually, opened, tenant_of

CONTACTS: dict[str, Any] = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE}


@pytest.mark.parametrize(
    ("slots", "failures", "latency"), [(1, 0, 0), (3, 0.3, 0.002), (50, 0.3, 0)]
)
async def test_several_operations_of_several_tenants_have_each_effect_once(
    tmp_path: Path, slots: int, failures: float, latency: float
) -> None:
    office = OddOffice(tmp_path, failure_rate=failures, latency=latency)
    async with opened(tmp_path, office, slots=slots) as room:
        runs = [
            await room.confirm(items, operation(items, tenant=tenant))
            for tenant, items in ((HARBOR, mails(60)), (OTHER, mails(5)), (GRID, mails(40)))
        ]
        for mark, size in (("a", 20), ("b", 7)):
            people = new_contacts(45, mark)
            runs.append(await room.confirm(people, operation(people, size=size, **CONTACTS)))
        ended = [await room.ended(run) for run in runs]
        lines = {run.id: await room.lines(run) for run in runs}

    effects = await office.effects()
    await office.close()
    done = {
        f"{run}:{line.id}"
        for run, found in lines.items()
        for line in found
        if line.status is ItemStatus.COMPLETED
    }
    assert set(effects.values()) == {1}
    assert done == set(effects)
    assert {line.status for found in lines.values() for line in found} <= {
        ItemStatus.COMPLETED,
        ItemStatus.FAILED,
    }
    assert {OperationStatus.COMPLETED} == {one.status for one in ended}
    assert [len(found) for found in lines.values()] == [60, 5, 40, 45, 45]


async def test_at_every_moment_the_counts_add_up_and_no_effect_comes_before_its_intent(
    tmp_path: Path,
) -> None:
    office = OddOffice(tmp_path, failure_rate=0.2, latency=0.004)
    seen: list[Counter[str]] = []
    async with opened(tmp_path, office, slots=8) as room:
        items = mails(150)
        run = await room.confirm(items, operation(items))
        with onlooker(tmp_path / "journal.db") as journal:
            while (await room.operations.get(HARBOR, run.id)).completed_at is None:  # type: ignore[union-attr]
                had_effect = {key.partition(":")[2] for key in await office.effects()}
                status = dict(journal.execute("SELECT item_id, status FROM item").fetchall())
                seen.append(Counter(status.values()))
                assert not [one for one in had_effect if status[one] == "pending"]
        last = await room.counts(run)
    await office.close()

    assert {150} == {one.total() for one in seen}
    settled = [one["completed"] + one["failed"] for one in seen]
    assert settled == sorted(settled)
    assert len(set(settled)) > 5  # it was looked at while it ran, not only before and after
    assert (last.total, last.pending, last.executing) == (150, 0, 0)


def onlooker(path: Path) -> sqlite3.Connection:
    """A second connection, as another process has one."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)


async def test_a_small_operation_is_not_starved_by_two_large_ones(tmp_path: Path) -> None:
    office = OddOffice(tmp_path, latency=0.004)
    async with opened(tmp_path, office, slots=10) as room:
        large = []
        for _ in range(2):
            many = mails(600)
            large.append(await room.confirm(many, operation(many)))
        await room.until(large[1], lambda counts, _: counts.completed > 0)
        before = len(office.asked)
        few = mails(12)
        await room.ended(await room.confirm(few, operation(few)))
        between = len(office.asked) - before
        for run in large:
            await room.operations.cancel(HARBOR, run.id, run.confirmed_by)
        assert between < 200, "the small one waited for much more than its share"


async def test_batches_are_as_large_as_a_call_may_be_and_no_more_are_in_flight_than_wished(
    tmp_path: Path,
) -> None:
    gate = Gate()
    office = OddOffice(tmp_path, gate)
    async with opened(tmp_path, office) as room:
        people = new_contacts(70)
        options = BulkExecutionOptions(parallel_batches=3)
        run = await room.confirm(people, operation(people, size=20, options=options, **CONTACTS))
        await eventually(lambda: _is(gate.begun == 60))
        assert (await room.counts(run)).executing == 60
        gate.open()
        await room.ended(run)
    await office.close()
    assert sorted(len(batch) for batch in office.asked) == [10, 20, 20, 20]


async def _is(value: bool) -> bool:  # noqa: FBT001 - what a test looks at
    return value


async def test_the_quota_holds_in_every_window_and_is_used(tmp_path: Path) -> None:
    quota = Quota(limit=20, seconds=1.0)
    office = OddOffice(tmp_path, quotas={BulkType.EMAIL: quota})
    async with opened(tmp_path, office) as room:
        runs = []
        for _ in range(2):  # two operations share the account's quota
            some = mails(30)
            runs.append(await room.confirm(some, operation(some)))
        for run in runs:
            await room.ended(run)
    await office.close()
    starts = sorted(office.began)
    assert len(starts) == 60
    assert all(later - first > quota.seconds for first, later in zip(starts, starts[20:]))  # noqa: B905
    assert starts[-1] - starts[0] < 2 * (quota.seconds + PADDING) + 0.9  # a third wait is none


async def test_a_rate_limit_closes_the_account_and_its_items_come_back(
    room: Room, office: OddOffice
) -> None:
    office.faults.fail_next(RateLimited("Slow down.", retry_after=0.3), calls=3)
    items = mails(30)
    run = await room.confirm(items, operation(items, size=2))
    ended = await room.ended(run)

    assert (await room.counts(ended)).completed == 30
    assert set((await office.effects()).values()) == {1}
    pauses = [later - first for first, later in zip(office.began, office.began[1:])]  # noqa: B905
    assert max(pauses) > 0.25


async def test_a_rate_limit_of_zero_seconds_closes_nothing(room: Room, office: OddOffice) -> None:
    office.faults.fail_next(RateLimited("Again, please.", retry_after=0))
    items = mails(3)
    async with asyncio.timeout(20):  # a rest of half a minute would be the default
        ended = await room.ended(await room.confirm(items, operation(items)))
    assert ended.status is OperationStatus.COMPLETED


async def test_an_item_put_back_does_not_wait_for_the_slowest_call(tmp_path: Path) -> None:
    gate = Gate()

    async def first_waits(calls: Sequence[object], go: object) -> object:
        return await gate(calls, go) if calls[0].item_id == "1" else await go()  # type: ignore[attr-defined,operator,arg-type]

    office = OddOffice(tmp_path, first_waits, failure_rate=0.5)
    async with opened(tmp_path, office) as room:
        items = mails(12)
        run = await room.confirm(items, operation(items))
        await room.until(run, lambda counts, _: (counts.pending, counts.executing) == (0, 1))
        gate.open()
        await room.ended(run)
    await office.close()


async def test_retry_runs_what_failed_and_only_that(room: Room, office: OddOffice) -> None:
    items = mails(10)
    bad = items_of([items[0].parameters.model_copy(update={"to": "nobody"})])[0]
    run = await room.confirm([*items[1:], bad], operation(items))
    ended = await room.ended(run)
    assert (await room.counts(run)).failed == 1
    assert ended.status is OperationStatus.COMPLETED

    office.asked.clear()
    assert [await room.retry(run), await room.retry(run)] == [1, 0]  # pressed twice
    await room.ended(run)

    assert {(f"{run.id}:1",)} == set(office.asked)
    assert set((await office.effects()).values()) == {1}
    [line] = await room.lines(run, ItemStatus.FAILED)
    assert line.error is not None
    assert line.error.type is ErrorType.VALIDATION


async def test_a_record_that_changed_since_the_preview_is_skipped(
    room: Room, office: OddOffice
) -> None:
    [page] = [page async for page in office.query(OFFICE, Query(entity=Entity.LEAD, limit=3))]
    items = items_of(
        [
            UpdateRecord(
                entity=one.entity, id=one.id, version=one.version, set={"owner": "x@y.example"}
            )
            for one in page
        ]
    )
    stale = items[1].parameters.model_copy(update={"version": "0"})
    items[1] = items[1].model_copy(update={"parameters": stale})
    crm = operation(items, kind=BulkType.CRM, verb=BulkVerb.UPDATE)
    ended = await room.ended(await room.confirm(items, crm))

    statuses = [(line.status, line.note) for line in await room.lines(ended)]
    done = (ItemStatus.COMPLETED, "")
    assert statuses == [done, (ItemStatus.SKIPPED, "changed since the preview"), done]


async def test_an_operation_all_of_whose_items_fail_has_failed(room: Room) -> None:
    items = mails(2)
    bad = [
        one.model_copy(update={"parameters": one.parameters.model_copy(update={"to": "nobody"})})
        for one in items
    ]
    ended = await room.ended(await room.confirm(bad, operation(bad)))
    assert ended.status is OperationStatus.FAILED


async def test_an_operation_goes_through_the_provider_that_was_shown(
    tmp_path: Path, office: OddOffice
) -> None:
    """Another one that was connected since could do it too, but nobody agreed to that."""
    newer = OddOffice(tmp_path / "newer")
    newer.name = "gmail"
    async with opened(tmp_path, office) as room:
        room.registry._connectors = (newer, office)
        items = mails(3)
        await room.ended(await room.confirm(items, operation(items)))
    await newer.close()
    assert (len(newer.asked), len(office.asked)) == (0, 3)


async def test_the_end_is_told_in_the_transaction_of_the_last_item(
    tmp_path: Path, office: OddOffice
) -> None:
    """There is no look at which all items are done and the operation is not."""
    async with opened(tmp_path, office) as room:
        items = mails(20)
        run = await room.confirm(items, operation(items))
        while True:
            look = await room.tracker.look(tenant_of(run), run.id)
            counts = look.progress.counts
            if counts.settled == counts.total:
                break
            assert look.progress.running
            await asyncio.sleep(0)
        assert look.operation.status is OperationStatus.COMPLETED
        assert look.operation.completed_at is not None
