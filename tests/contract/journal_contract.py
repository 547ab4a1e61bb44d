"""What every journal promises, run against one of them: deliveries, operations and drafts.

A journal's own test module subclasses the contracts (ledger_contract.py and tenancy_contract.py
have the others) and gives them a `journal` fixture. Nothing here knows of a database: an
implementation on another one runs through it as it is.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from app.domain.errors import InvalidMove
from app.domain.journal import (
    Pick,
)
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation, Place
from app.domain.progress import Counts
from tests.contract.journal_samples import (
    HARBOR,
    NOW,
    OTHER,
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
    delivery,
    join,
    latest,
    lose_all_but,
    settle,
    status,
    turn,
)


class InboxContract:
    """Deliveries, each once."""

    async def test_a_delivery_is_taken_once_however_often_it_comes(
        self, journal: JournalSubject
    ) -> None:
        one, names = delivery("event:1"), [f"web {number}" for number in range(8)]
        await join(journal, *names)
        webs = [journal.of(name).inbox for name in names]
        taken = await asyncio.gather(*(web.receive(one) for web in webs))
        assert [each for each in taken if each] == [one]
        await webs[0].finish(one)
        assert [await web.receive(one) for web in webs] == [None] * 8

    async def test_one_whose_answer_was_lost_is_still_its_owners_to_do(
        self, journal: JournalSubject
    ) -> None:
        first, again = delivery("event:1"), delivery("event:1", minute=1)
        await join(journal, "web", "other")
        web, other = journal.of("web").inbox, journal.of("other").inbox
        await web.receive(first)  # and its answer never arrives
        assert await other.receive(again) is None, "whose process is alive"
        assert await other.take(again) is None
        assert await web.receive(again) == first, "as it came in, not as it was repeated"
        assert await web.take(again) == first
        assert list(await web.unfinished()) == [first]
        assert list(await other.unfinished()) == []
        await journal.owners.leave("web")
        assert await other.receive(again) == first, "it is to be done by who is alive"
        await other.finish(again)
        assert await other.receive(again) is None
        assert await other.take(again) is None

    async def test_what_is_not_done_is_found_oldest_first_as_it_came(
        self, journal: JournalSubject
    ) -> None:
        late, early, done = delivery("late", minute=5), delivery("early"), delivery("done")
        for one in (late, early, done):
            await journal.inbox.receive(one)
        await journal.inbox.finish(done)
        await join(journal, "other")
        assert list(await journal.of("other").inbox.unfinished()) == [], "they are worked on"
        await lose_all_but(journal, "next")
        assert [early, late] == list(await journal.of("next").inbox.unfinished())

    async def test_the_same_key_of_another_workspace_is_another_delivery(
        self, journal: JournalSubject
    ) -> None:
        await journal.inbox.receive(delivery("trigger:1"))
        for stranger in STRANGERS:
            assert await journal.inbox.receive(delivery("trigger:1", stranger))
            await journal.inbox.finish(delivery("trigger:1", stranger))
        await lose_all_but(journal, "next")
        assert [delivery("trigger:1")] == list(await journal.of("next").inbox.unfinished())

    async def test_what_a_lost_process_left_is_done_by_one_other(
        self, journal: JournalSubject
    ) -> None:
        theirs = delivery("theirs")
        await journal.inbox.receive(delivery("ours"))
        names = [f"web {number}" for number in range(3)]
        await join(journal, "dead", *names)
        await journal.of("dead").inbox.receive(theirs)
        others = [journal.of(name) for name in names]
        assert list(await others[0].inbox.unfinished()) == [], "whose process is alive"
        await journal.owners.leave("dead")
        found = await asyncio.gather(*(one.inbox.unfinished() for one in others))
        assert [theirs] == [each for one in found for each in one]
        again = [list(await one.inbox.unfinished()) for one in others]
        assert again == [list(one) for one in found], "whoever took it keeps it"


class OperationContract:
    """Operations, from Confirm on."""

    async def test_an_operation_comes_back_as_it_was_confirmed(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, start=False)
        assert run == await journal.operations.get(HARBOR, run.id)
        assert run == await journal.operations.of_draft(HARBOR, run.draft_id)
        assert run == await journal.operations.newest_of(sam())
        assert (await counts(journal, run)).pending == 3

    async def test_a_draft_has_one_run_however_often_it_is_confirmed(
        self, journal: JournalSubject
    ) -> None:
        items = mails(1200)
        runs = [operation(items, draft_id="draft") for _ in range(4)]
        created = await asyncio.gather(*(create(journal, one, items) for one in runs))
        assert sorted(created) == [False, False, False, True]
        winner = runs[created.index(True)]
        assert winner == await journal.operations.of_draft(HARBOR, "draft")
        assert (await counts(journal, winner)).total == 1200
        assert await journal.written() == 1200, "a loser's items were left"

    async def test_the_same_actions_are_found_within_their_time(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal)
        assert run.id == (await self._recent(journal, run, NOW)).id  # type: ignore[union-attr]
        assert await self._recent(journal, run, NOW + timedelta(seconds=1)) is None

    async def _recent(
        self, journal: JournalSubject, run: BulkOperation, since: datetime
    ) -> BulkOperation | None:
        return await journal.operations.recent(HARBOR, run.digest, since)

    async def test_only_what_was_confirmed_starts_and_only_once(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal)
        assert not await journal.operations.start(HARBOR, run.id)
        for item in await claimed(journal, run):
            await turn(journal, [settle(run, item)])
        assert await status(journal, run) is OperationStatus.COMPLETED
        assert not await journal.operations.start(HARBOR, run.id)
        assert not await journal.operations.start(HARBOR, "never was")

    async def test_a_cancelled_operation_cannot_be_cancelled_or_run_again(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal)
        await journal.operations.cancel(HARBOR, run.id, sam())
        assert (await latest(journal, run)).completed_at == journal.now()  # nothing in flight
        with pytest.raises(InvalidMove):
            await journal.operations.cancel(HARBOR, run.id, sam())
        assert await journal.operations.retry_failed(HARBOR, run.id, sam()) == 0
        with pytest.raises(InvalidMove):
            await journal.operations.cancel(HARBOR, "never was", sam())

    async def test_what_is_shown_need_not_be_shown_again_until_it_changes(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 1)
        [item] = await claimed(journal, run)
        await turn(journal, [settle(run, item, ItemStatus.FAILED)])
        await journal.operations.set_shown(HARBOR, run.id, OperationStatus.COMPLETED)
        assert len(await journal.operations.unfinished()) == 1, "that is not how it ended"
        await journal.operations.set_shown(HARBOR, run.id, OperationStatus.FAILED)
        assert list(await journal.operations.unfinished()) == []
        await journal.operations.retry_failed(HARBOR, run.id, sam())
        assert [run.id] == [one.id for one in await journal.operations.unfinished()]

    async def test_its_message_and_feedback_are_remembered(self, journal: JournalSubject) -> None:
        run, place = await confirmed(journal), Place(channel="D0SAM", ts="2.2")
        await journal.operations.set_progress_at(HARBOR, run.id, place)
        assert place == (await latest(journal, run)).progress_at
        assert await journal.operations.was_right(HARBOR, run.id) is None
        for right in (True, False):
            await journal.operations.feedback(HARBOR, run.id, sam(), right=right)
            assert right is await journal.operations.was_right(HARBOR, run.id)

    async def test_an_answer_worked_on_late_does_not_replace_a_newer_one(
        self, journal: JournalSubject
    ) -> None:
        run, store = await confirmed(journal), journal.operations
        await store.feedback(HARBOR, run.id, sam(), right=True, pressed=200.000002)
        await store.feedback(HARBOR, run.id, sam(), right=False, pressed=200.000001)
        assert await store.was_right(HARBOR, run.id) is True
        await store.feedback(HARBOR, run.id, sam(), right=False, pressed=200.000003)
        assert await store.was_right(HARBOR, run.id) is False

    async def test_a_look_brings_the_items_that_were_picked(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 10)
        done = await claimed(journal, run, 4)
        for item in (done[2], done[0], done[3]):
            journal.move(1)
            await turn(journal, [settle(run, item)])
        picks = (
            Pick(status=ItemStatus.COMPLETED, limit=2, newest_first=True),
            Pick(status=ItemStatus.PENDING, limit=2, start=1),
        )
        seen: list[Counts] = []

        def choose(_status: OperationStatus, counted: Counts) -> Sequence[Pick]:
            seen.append(counted)
            return picks

        glance = await journal.operations.glance(HARBOR, run.id, choose)
        assert glance is not None
        assert [glance.counts] == seen
        assert [line.id for line in glance.lines] == ["1", "4", "6", "7"]


class DraftContract:
    """Drafts and open questions."""

    async def test_a_draft_and_its_items_come_back(self, journal: JournalSubject) -> None:
        items = mails(600)
        one = draft(items)
        await journal.drafts.save(one, items)
        assert one == await journal.drafts.load(HARBOR, one.id)
        assert items == list(await journal.drafts.items(one))
        for start, stop in ((0, 1), (249, 251), (500, 2000), (600, None), (250, 250)):
            assert items[start:stop] == list(await journal.drafts.items(one, start, stop))

    async def test_an_edited_draft_never_shows_items_of_its_former_self(
        self, journal: JournalSubject
    ) -> None:
        before, after = mails(300), mails(300, subject="Later")
        one = draft(before)
        await journal.drafts.save(one, before)
        edited = one.model_copy(update={"items_version": 2})
        await journal.drafts.save(edited, after)
        assert after == list(await journal.drafts.items(edited))
        assert before == list(await journal.drafts.items(one))

    async def test_open_drafts_are_those_that_nobody_decided(self, journal: JournalSubject) -> None:
        items = mails(1)
        drafts = [draft(items, status=status) for status in DRAFT_STATUSES]
        drafts.append(draft(items, OTHER))
        for one in drafts:
            await journal.drafts.save(one, items)
        undecided = {one.id async for one in journal.drafts.open_drafts()}
        assert {drafts[0].id, drafts[-1].id} == undecided

    async def test_notes_are_kept_for_their_time(self, journal: JournalSubject) -> None:
        await journal.drafts.save_note(HARBOR, "q", {"text": "?"}, 60)
        await journal.drafts.save_note(HARBOR, "gone", {"text": "?"}, 0)
        assert await journal.drafts.load_note(HARBOR, "q") == {"text": "?"}
        assert await journal.drafts.load_note(HARBOR, "gone") is None


DRAFT_STATUSES = (
    OperationStatus.DRAFT,
    OperationStatus.CONFIRMED,
    OperationStatus.CANCELLED,
    OperationStatus.EXPIRED,
)
