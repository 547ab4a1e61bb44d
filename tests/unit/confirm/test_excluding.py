"""Taking items out of a draft of many: a chunk at a time, with the digest and figures of all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from weakref import WeakSet

import pytest
from sqlalchemy import delete

from app.domain.agreed import digest_of
from app.domain.errors import DraftGone
from app.domain.journal import DraftStore
from app.domain.kinds import Risk
from app.domain.operation import BulkDraft, BulkItem, included
from app.domain.schedule import Once, Timing
from app.engine.chunks import CHUNK
from app.engine.later import LaterDrafts
from app.storage.schema import draft_items
from tests.contract.journal_samples import NOW, sam
from tests.unit.confirm.desk import Desk

MANY = 20 * CHUNK


class Reading:
    """Passes items on from the store, and counts those that anybody still holds meanwhile."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store
        self._alive: WeakSet[BulkItem] = WeakSet()
        self.most = 0
        self.read = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def items(
        self, draft: BulkDraft, start: int = 0, stop: int | None = None
    ) -> Sequence[BulkItem]:
        found = await self._store.items(draft, start, stop)
        self._alive.update(found)
        self.read += len(found)
        self.most = max(self.most, len(self._alive))
        return found


@pytest.fixture
def reading(desk: Desk) -> Reading:
    return Reading(desk.drafts)


def watched(desk: Desk, reading: Reading) -> Desk:
    return replace(desk, drafts=reading)


async def test_taking_one_of_many_out_holds_no_more_than_a_few_chunks(
    desk: Desk, reading: Reading
) -> None:
    desk = watched(desk, reading)
    draft = await desk.drafted(MANY)
    await desk.manager.exclude(draft.id, frozenset({"7"}), sam(), out=True)
    assert CHUNK <= reading.most <= 3 * CHUNK
    await desk.close()


async def test_what_is_left_has_the_digest_and_the_figures_of_its_items(desk: Desk) -> None:
    draft = await desk.drafted(2 * CHUNK + 10)
    items = await desk.manager.items(draft)
    out = frozenset({"1", str(CHUNK + 1), str(2 * CHUNK + 10), "nobody"})
    changed = await desk.manager.exclude(draft.id, out, sam(), out=True)
    running = included(items, out)
    assert changed.excluded == out - {"nobody"}
    assert changed.digest == digest_of(draft.type, draft.operation, draft.account, running)
    assert changed.metadata.total_count == len(running) == 2 * CHUNK + 7
    assert sum(changed.metadata.risks.values()) == len(running)
    assert changed.metadata.risk_level is Risk.HIGH
    back = await desk.manager.exclude(draft.id, out, sam(), out=False)
    assert (back.excluded, back.digest) == (frozenset(), draft.digest)
    assert back.metadata.risks == draft.metadata.risks


async def test_with_a_chunk_that_is_lost_nothing_can_be_taken_out(desk: Desk) -> None:
    draft = await desk.drafted(2 * CHUNK)
    gone = delete(draft_items).where(draft_items.c.chunk == 1)
    await desk.database.tx(lambda connection: connection.execute(gone).rowcount)
    with pytest.raises(DraftGone, match="Ask again"):
        await desk.manager.exclude(draft.id, frozenset({"1"}), sam(), out=True)
    latest = await desk.manager.load(draft.id, sam())
    assert latest.excluded == frozenset()
    assert latest.digest == draft.digest


async def test_letting_runs_run_without_asking_reads_no_item_and_has_its_own_digest(
    desk: Desk, reading: Reading
) -> None:
    desk = watched(desk, reading)
    at_once = await desk.drafted(MANY)
    start = Once(at=NOW + timedelta(days=1), zone="Europe/Berlin")
    later = {
        "timing": Timing(start=start),
        "actions": at_once.digest,
        "expires_at": start.at,
    }
    await desk.drafts.save(at_once.model_copy(update=later))
    asking = await desk.manager.exclude(at_once.id, frozenset(), sam(), out=True)
    reading.read = 0
    allowed = await LaterDrafts(reading, desk.manager, desk.drafting.cautions).allow(
        asking.id, 50, sam()
    )
    assert reading.read == 0
    assert len({at_once.digest, asking.digest, allowed.digest}) == 3
    again = await desk.manager.exclude(asking.id, frozenset(), sam(), out=True)
    assert (again.digest, again.without_asking) == (allowed.digest, 50)
    await desk.close()
