"""What every journal does when a workspace uninstalls the app: nothing of it is left to read or run."""

import pytest

from app.domain.errors import InvalidMove
from app.domain.events import EventKind
from app.domain.identity import Tenant
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkDraft, BulkItem, BulkOperation, Pause
from app.domain.progress import Counts
from app.storage.drafts import CHUNK
from app.storage.schema import item, schedule
from app.storage.texts import AT_ONCE
from tests.contract.journal_samples import HARBOR, draft, mails, operation, sam
from tests.contract.journal_steps import (
    STRANGERS,
    JournalSubject,
    claimed,
    confirmed,
    counts,
    create,
    delivery,
    latest,
    lines,
    rest,
    settle,
    status,
    turn,
)
from tests.contract.later import weekly

ASKS = "uninstalled"
"""The kind of delivery that asks for it."""


async def forget(journal: JournalSubject, tenant: Tenant = HARBOR) -> int:
    await journal.departures.drop(tenant, journal.now(), ASKS)
    return await journal.departures.end(tenant, journal.now())


async def drafted(journal: JournalSubject, items: list[BulkItem], tenant: Tenant) -> BulkDraft:
    one = draft(items, tenant, id="d")
    await journal.drafts.save(one, items)
    await journal.drafts.save_note(tenant, "q", {"text": "Which Sarah?"}, 60)
    return one


async def ended(journal: JournalSubject, tenant: Tenant = HARBOR) -> BulkOperation:
    run = await confirmed(journal, 2, tenant)
    one, two = await claimed(journal, run)
    await turn(journal, [settle(run, one), settle(run, two, ItemStatus.FAILED)])
    return run


class DepartureContract:
    """What belongs to the workspace goes; what became of it stays, and others are as they were."""

    async def test_what_runs_or_waits_is_cancelled(self, journal: JournalSubject) -> None:
        running, paused = await confirmed(journal), await confirmed(journal)
        assert await journal.operations.pause(HARBOR, paused.id, Pause(by="U0SAM"))
        unbegun = await confirmed(journal, start=False)
        scheduled = operation(mails(3), status=OperationStatus.SCHEDULED)
        assert await create(journal, scheduled, mails(3))
        assert await forget(journal) == 0
        for run in (running, paused, unbegun, scheduled):
            assert await status(journal, run) is OperationStatus.CANCELLED
            assert await counts(journal, run) == Counts(cancelled=3)
            assert await claimed(journal, run) == []
        assert list(await journal.operations.unfinished()) == [], "nobody is left to be shown it"

    async def test_what_is_in_flight_ends_first_and_then_its_texts_go_as_well(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal)
        [one] = await claimed(journal, run, 1)
        assert await forget(journal) == 1
        assert await counts(journal, run) == Counts(executing=1, cancelled=2)
        assert (await latest(journal, run)).title, "whoever settles or looks it up needs its texts"
        await turn(journal, [settle(run, one, ItemStatus.FAILED)])
        await rest(journal, run)
        assert await journal.departures.end(HARBOR, journal.now()) == 0
        assert await counts(journal, run) == Counts(failed=1, cancelled=2)
        assert {(line.preview, line.error) for line in await lines(journal, run)} == {("", None)}
        assert await journal.sealed(item, HARBOR) == set()

    async def test_of_what_ended_counts_outcomes_and_who_did_it_when_stay(
        self, journal: JournalSubject
    ) -> None:
        run = await ended(journal)
        before = await latest(journal, run)
        told = await journal.events(run)
        assert await forget(journal) == 0
        after = await latest(journal, run)
        assert (after.title, after.kept_days, after.shown) == ("", 0, before.status)
        same = {"title": before.title, "kept_days": None, "shown": before.shown}
        assert before == after.model_copy(update=same)
        assert [line.status for line in await lines(journal, run)] == ["completed", "failed"]
        assert list(told) == list(await journal.events(run)), "they hold no texts"
        with pytest.raises(InvalidMove, match="Ask for it anew"):
            await journal.operations.retry_failed(HARBOR, run.id, sam())

    async def test_a_cancel_of_it_is_nobodys(self, journal: JournalSubject) -> None:
        run = await confirmed(journal)
        await forget(journal)
        [*_, moved] = [
            one
            for one in await journal.events(run)
            if one.kind is EventKind.OPERATION_STATUS and one.data["new"] == "cancelled"
        ]
        assert moved.data["by"] == ""

    async def test_drafts_and_open_questions_are_gone(self, journal: JournalSubject) -> None:
        one = await drafted(journal, mails(2 * CHUNK + 1), HARBOR)
        await forget(journal)
        assert await journal.drafts.load(HARBOR, one.id) is None
        assert list(await journal.drafts.items(one)) == []
        assert await journal.drafts.load_note(HARBOR, "q") is None
        assert [each async for each in journal.drafts.open_drafts()] == []

    async def test_deliveries_are_not_worked_on_any_more_but_for_what_asks_for_it(
        self, journal: JournalSubject
    ) -> None:
        said, asks = delivery("said"), delivery("gone").model_copy(update={"kind": ASKS})
        later = delivery("later", minute=1)
        for one in (said, asks, later):
            await journal.inbox.receive(one)
        await forget(journal)
        assert list(await journal.inbox.unfinished()) == [asks, later]
        assert await journal.inbox.receive(said) is None, "its key stays"

    async def test_schedules_are_stopped_and_their_texts_are_gone(
        self, journal: JournalSubject
    ) -> None:
        one = weekly()
        await journal.schedules.add(one, one.next_at)
        await forget(journal)
        assert await journal.schedules.get(HARBOR, one.id) is None
        assert await journal.schedules.next_due() is None
        assert await journal.sealed(schedule, HARBOR) == set()

    async def test_more_than_a_step_of_everything(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 2 * AT_ONCE + 1)
        for number in range(AT_ONCE + 1):
            await journal.inbox.receive(delivery(f"{number}"))
        assert await forget(journal) == 0
        assert await journal.sealed(item, HARBOR) == set()
        assert list(await journal.inbox.unfinished()) == []
        assert await counts(journal, run) == Counts(cancelled=2 * AT_ONCE + 1)

    async def test_what_was_asked_for_after_it_was_installed_again_stays(
        self, journal: JournalSubject
    ) -> None:
        uninstalled = journal.now()
        journal.move(60)
        items = mails(2)
        run = operation(items, confirmed_at=journal.now())
        await create(journal, run, items)
        assert await journal.departures.end(HARBOR, uninstalled) == 0
        assert run == await journal.operations.get(HARBOR, run.id)

    @pytest.mark.parametrize("stranger", STRANGERS)
    async def test_another_workspace_keeps_everything(
        self, journal: JournalSubject, stranger: Tenant
    ) -> None:
        running, over = await confirmed(journal, tenant=stranger), await ended(journal, stranger)
        items, said = mails(2), delivery("said", stranger)
        one, often = await drafted(journal, items, stranger), weekly(person=stranger)
        await drafted(journal, items, HARBOR)
        await journal.inbox.receive(said)
        await journal.schedules.add(often, often.next_at)
        before = [
            (await latest(journal, run), await lines(journal, run)) for run in (running, over)
        ]

        assert await forget(journal) == 0
        for run, was in zip((running, over), before, strict=True):
            assert was == (await latest(journal, run), await lines(journal, run))
        assert one == await journal.drafts.load(stranger, one.id)
        assert items == list(await journal.drafts.items(one))
        assert await journal.drafts.load_note(stranger, "q") == {"text": "Which Sarah?"}
        assert list(await journal.inbox.unfinished()) == [said]
        assert often == await journal.schedules.get(stranger, often.id)
        assert len(await claimed(journal, running)) == 3
