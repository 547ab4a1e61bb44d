"""A Confirm that a crash cut short: no run, and nothing of it stays."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from app.domain.operation import BulkItem, BulkOperation
from app.storage import births
from app.storage.births import Ref, Unborn
from tests.contract.journal_samples import HARBOR, mails, operation
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.room import Room, opened


async def test_a_crash_inside_a_confirm_leaves_nothing_and_only_a_start_clears_it(
    tmp_path: Path,
) -> None:
    """A look for open operations, at any moment, must not take a Confirm's items under way."""
    office, items = OddOffice(tmp_path), mails(1500)
    unborn, run = operation(items), operation(items)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        await dies_between(room, unborn, items)
        creating = asyncio.create_task(room.create(run, items), name="confirm")
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


async def test_a_confirm_of_a_process_that_was_called_lost_starts_nothing(tmp_path: Path) -> None:
    """Somebody cleared its items while it stood still: better no run than half of one."""
    office, items = OddOffice(tmp_path), mails(1500)
    run = operation(items)

    async def with_a_long_stop() -> AsyncIterator[Sequence[BulkItem]]:
        yield items[:1000]
        await second.owners.declare_others_lost("second")
        assert await second.operations.drop_unborn() == 1000
        yield items[1000:]

    async with (
        opened(tmp_path, office, owner="slow", work=False) as slow,
        opened(tmp_path, office, owner="second", work=False) as second,
    ):
        with pytest.raises(Unborn):
            await slow.operations.create(run, with_a_long_stop())
        assert await second.operations.get(HARBOR, run.id) is None
    await office.close()


async def dies_between(room: Room, unborn: BulkOperation, items: list[BulkItem]) -> None:
    """Only the first thousand items were written."""
    ref = Ref(HARBOR.key, unborn.id)
    await room.database.tx(births.begin, ref, room.lease.owner, room.time.now())
    await room.database.tx(room.operations._births._add, ref, 0, items[:1000], None)
