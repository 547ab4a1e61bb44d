"""What every journal keeps apart: workspaces."""

from datetime import timedelta

import pytest

from app.domain.errors import InvalidMove
from app.domain.identity import Person, Tenant
from app.domain.journal import (
    DoubtAnswer,
    Pick,
)
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkItem, Pause, Place
from app.domain.progress import Counts
from tests.contract.journal_samples import (
    HARBOR,
    NOW,
    draft,
    mails,
    operation,
    sam,
)
from tests.contract.journal_steps import (
    STRANGERS,
    JournalSubject,
    claimed,
    confirmed,
    counts,
    create,
    lines,
    lose_all_but,
    settle,
    status,
    turn,
)


@pytest.mark.parametrize("stranger", STRANGERS)
class TenancyContract:
    """Nothing of a workspace is reachable from another one, with all the right ids."""

    async def test_reading(self, journal: JournalSubject, stranger: Tenant) -> None:
        run, store = await confirmed(journal), journal.operations
        await store.feedback(HARBOR, run.id, sam(), right=True)
        assert await store.get(stranger, run.id) is None
        assert await store.of_draft(stranger, run.draft_id) is None
        assert await store.recent(stranger, run.digest, NOW - timedelta(days=1)) is None
        assert await store.newest_of(Person(tenant=stranger, user_id=sam().user_id)) is None
        assert await store.was_right(stranger, run.id) is None
        everything = Pick(status=None, limit=100)
        assert await store.glance(stranger, run.id, lambda *_: (everything,)) is None

    async def test_writing(self, journal: JournalSubject, stranger: Tenant) -> None:
        run, store, by = await confirmed(journal, 3, start=False), journal.operations, sam(stranger)
        assert not await store.start(stranger, run.id)
        await store.start(HARBOR, run.id)
        one, two, _ = await claimed(journal, run)
        settled = [settle(run, one, ItemStatus.FAILED), settle(run, two, ItemStatus.IN_DOUBT)]
        await turn(journal, settled)
        before = (await store.get(HARBOR, run.id), await lines(journal, run))

        with pytest.raises(InvalidMove):
            await store.cancel(stranger, run.id, by)
        with pytest.raises(InvalidMove):
            await store.pause(stranger, run.id, Pause(by=by.user_id))
        with pytest.raises(InvalidMove):
            await store.resume(stranger, run.id, by)
        assert not await store.publish(stranger, run.id, 60)
        assert await store.retry_failed(stranger, run.id, by) == 0
        for answer in DoubtAnswer:
            assert await store.decide(stranger, run.id, None, answer, by) == 0
            assert await store.decide(stranger, run.id, ["2"], answer, by) == 0
        await store.feedback(stranger, run.id, by, right=False)
        await store.set_progress_at(stranger, run.id, Place(channel="C", ts="9"))
        await store.set_shown(stranger, run.id, OperationStatus.EXECUTING)

        assert before == (await store.get(HARBOR, run.id), await lines(journal, run))
        assert await store.was_right(HARBOR, run.id) is None
        assert [run.id] == [each.id for each in await store.unfinished()]

    async def test_the_ledger(self, journal: JournalSubject, stranger: Tenant) -> None:
        run = await confirmed(journal, 2)
        theirs = run.model_copy(update={"requester": operation([], tenant=stranger).requester})
        assert list(await claimed(journal, theirs)) == []
        item, _ = await claimed(journal, run)
        await turn(journal, [settle(theirs, item)])
        assert Counts(executing=2) == await counts(journal, run)
        await journal.ledger.rest(stranger.key, run.id)
        assert await status(journal, run) is OperationStatus.EXECUTING
        await lose_all_but(journal, "next")
        for doubtful in await journal.ledger.take_over():
            forged = doubtful.model_copy(update={"tenant_key": stranger.key})
            await journal.ledger.resolve(forged, ItemStatus.COMPLETED)
        assert Counts(in_doubt=2) == await counts(journal, run)

    async def test_the_same_draft_id_is_another_draft(
        self, journal: JournalSubject, stranger: Tenant
    ) -> None:
        items = mails(2)
        ours, theirs = (operation(items, tenant=one, draft_id="d") for one in (HARBOR, stranger))
        assert await create(journal, ours, items)
        assert await create(journal, theirs, items)
        assert theirs == await journal.operations.of_draft(stranger, "d")

    async def test_drafts(self, journal: JournalSubject, stranger: Tenant) -> None:
        items = mails(2)
        one = draft(items)
        await journal.drafts.save(one, items)
        await journal.drafts.save_note(HARBOR, "q", {"text": "?"}, 60)
        assert await journal.drafts.load(stranger, one.id) is None
        assert await journal.drafts.load_note(stranger, "q") is None
        theirs = draft(items, stranger, id=one.id)
        assert list(await journal.drafts.items(theirs)) == []
        others: list[BulkItem] = mails(2, subject="Theirs")
        await journal.drafts.save(theirs, others)
        assert items == list(await journal.drafts.items(one))
