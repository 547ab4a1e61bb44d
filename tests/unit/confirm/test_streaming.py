"""Confirm of many items: a chunk at a time, all or nothing, whoever presses where at that moment."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from sqlalchemy import delete, update

from app.domain.errors import AlreadyConfirmed, DraftGone, PreviewOutOfDate, Refused
from app.domain.journal import NO_TERMS, Pick, Terms
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkItem, BulkOperation
from app.engine.chunks import CHUNK
from app.storage.cache import Cache
from app.storage.drafts import CacheDraftStore
from app.storage.operations import SqlOperationStore
from app.storage.schema import draft_items
from tests.contract.journal_samples import HARBOR, sam
from tests.unit.confirm.desk import VAULT, Desk


class Counting:
    """Passes chunks on to the journal, and counts the items that anybody still holds meanwhile."""

    def __init__(self, store: SqlOperationStore) -> None:
        self._store = store
        self._alive: WeakSet[BulkItem] = WeakSet()
        self.most = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def create(
        self,
        operation: BulkOperation,
        items: AsyncIterator[Sequence[BulkItem]],
        terms: Terms = NO_TERMS,
    ) -> bool:
        async def counted() -> AsyncIterator[Sequence[BulkItem]]:
            async for chunk in items:
                self._alive.update(chunk)
                self.most = max(self.most, len(self._alive))
                yield chunk

        return await self._store.create(operation, counted(), terms)


@pytest.mark.parametrize("kept", ["journal", "cache"])
async def test_no_more_than_a_few_chunks_are_in_memory(
    desk: Desk, tmp_path: Path, kept: str
) -> None:
    cache = Cache(tmp_path / "cache", VAULT)
    await cache.open()
    if kept == "cache":
        desk = replace(desk, drafts=CacheDraftStore(cache, desk.clock))
    draft = await desk.drafted(20 * CHUNK)
    counting = Counting(desk.operations)
    desk.drafting.confirmations._operations = counting
    await desk.confirm(draft)
    assert await desk.written() == (1, 20 * CHUNK, 0)
    assert CHUNK <= counting.most <= 3 * CHUNK
    if kept == "cache":
        await desk.close()
    await cache.close()


async def test_what_was_taken_out_does_not_run_whichever_chunk_it_is_in(desk: Desk) -> None:
    draft = await desk.drafted(2 * CHUNK + 10)
    whole_chunk = {str(number) for number in range(CHUNK + 1, 2 * CHUNK + 1)}
    out = frozenset({"1", *whole_chunk, str(2 * CHUNK + 10)})
    draft = await desk.manager.exclude(draft.id, out, sam(), out=True)
    run = await desk.confirm(draft)
    glance = await desk.operations.glance(
        HARBOR, run.id, lambda *_: [Pick(status=None, limit=1000)]
    )
    assert glance is not None
    ids = [line.id for line in glance.lines]
    assert ids == [str(n) for n in range(1, 2 * CHUNK + 11) if str(n) not in out]
    assert glance.counts.total == run.metadata.total_count == CHUNK + 8


@pytest.mark.parametrize("chunk", [0, 1, 2])
async def test_a_chunk_that_is_lost_refuses_the_whole(desk: Desk, chunk: int) -> None:
    draft = await desk.drafted(2 * CHUNK + 10)
    gone = delete(draft_items).where(draft_items.c.chunk == chunk)
    await desk.database.tx(lambda connection: connection.execute(gone).rowcount)
    with pytest.raises(DraftGone, match="Ask again"):
        await desk.confirm(draft)
    assert await desk.written() == (0, 0, 0)
    assert desk.queue.spreads == []
    latest = await desk.drafts.load(HARBOR, draft.id)
    assert latest is not None
    assert latest.status is OperationStatus.DRAFT


async def test_a_chunk_that_cannot_be_read_refuses_the_whole(desk: Desk) -> None:
    draft = await desk.drafted(2 * CHUNK)
    spoilt = update(draft_items).where(draft_items.c.chunk == 1).values(sealed=b"\1spoilt")
    await desk.database.tx(lambda connection: connection.execute(spoilt).rowcount)
    with pytest.raises(DraftGone):
        await desk.confirm(draft)
    assert await desk.written() == (0, 0, 0)


async def test_two_processes_that_confirm_at_once_start_one_run(desk: Desk) -> None:
    draft, other = await desk.drafted(CHUNK + 1), desk.another()
    answers = await asyncio.gather(
        *(each.confirm(draft) for each in (desk, other) * 3), return_exceptions=True
    )
    assert Counter(type(one) for one in answers) == {BulkOperation: 1, AlreadyConfirmed: 5}
    assert await desk.written() == (1, CHUNK + 1, 0)
    assert len(desk.queue.spreads + other.queue.spreads) == 1
    await other.close()


async def test_an_edit_elsewhere_at_the_moment_of_confirm_is_seen_or_waits(desk: Desk) -> None:
    other = desk.another()
    for number in range(4):
        draft = await desk.drafted(CHUNK + 1, draft_id=f"draft{number}")
        press = other.manager.exclude(draft.id, frozenset({"1", "2"}), sam(), out=True)
        both: list[Any] = [press, desk.confirm(draft)]
        answers = await asyncio.gather(*both[:: 1 if number % 2 else -1], return_exceptions=True)
        run = await desk.operations.of_draft(HARBOR, draft.id)
        if run is None:
            assert PreviewOutOfDate in map(type, answers)
        else:
            assert AlreadyConfirmed in map(type, answers)
            assert (run.digest, run.metadata.total_count) == (draft.digest, CHUNK + 1)
    await other.close()


async def test_presses_in_two_processes_at_once_all_count(desk: Desk) -> None:
    draft, other = await desk.drafted(8), desk.another()
    await asyncio.gather(
        *(
            (desk, other)[number % 2].manager.exclude(
                draft.id, frozenset({str(number)}), sam(), out=True
            )
            for number in range(1, 8)
        )
    )
    latest = await desk.drafts.load(HARBOR, draft.id)
    assert latest is not None
    assert latest.excluded == {str(number) for number in range(1, 8)}
    run = await other.confirm(latest)
    assert run.metadata.total_count == 1
    await other.close()


async def test_a_large_operation_begins_with_several_slices(desk: Desk) -> None:
    for count, slices in ((1, 1), (399, 1), (400, 2), (2000, 4)):
        run = await desk.confirm(await desk.drafted(count, draft_id=f"of {count}"))
        assert desk.queue.spreads.pop() == (run.id, slices)


async def test_all_taken_out_is_nothing_to_confirm(desk: Desk) -> None:
    draft = await desk.drafted(1)
    empty = await desk.manager.exclude(draft.id, frozenset({"1"}), sam(), out=True)
    with pytest.raises(Refused, match="taken out"):
        await desk.confirm(empty)
