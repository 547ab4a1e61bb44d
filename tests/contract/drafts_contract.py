"""What every store of drafts promises beyond keeping them: one at a time, and an end.

`DraftContract` in journal_contract.py has the rest.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from app.domain.errors import DraftGone
from app.domain.identity import Tenant
from app.domain.journal import DraftStore
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft
from app.storage.drafts import KEPT_AFTER_EXPIRY
from tests.contract.journal_samples import GRID, HARBOR, OTHER, draft, mails

WITHIN = 10.0


class DraftsSubject(Protocol):
    """A store under test; `elsewhere` is the same drafts as another process has them."""

    @property
    def drafts(self) -> DraftStore: ...
    @property
    def elsewhere(self) -> DraftStore: ...

    def now(self) -> datetime: ...
    def move(self, seconds: float) -> None: ...


async def take_out(store: DraftStore, one: BulkDraft, item_id: str) -> None:
    """What a press does: read, decide, write."""
    tenant = one.requester.person.tenant
    async with store.lock(tenant, one.id):
        latest = await store.load(tenant, one.id)
        assert latest is not None
        excluded = latest.excluded | {item_id}
        await store.save(latest.model_copy(update={"excluded": excluded}))


class DraftLockContract:
    """Presses at the same moment, in two processes."""

    async def test_no_press_of_many_at_once_is_lost(self, journal: DraftsSubject) -> None:
        items = mails(12)
        one = draft(items)
        await journal.drafts.save(one, items)
        await asyncio.gather(
            *(take_out(journal.drafts, one, str(number)) for number in range(1, 7)),
            *(take_out(journal.elsewhere, one, str(number)) for number in range(7, 13)),
        )
        latest = await journal.elsewhere.load(HARBOR, one.id)
        assert latest is not None
        assert latest.excluded == {item.id for item in items}

    async def test_who_comes_second_waits_for_the_first_alone(self, journal: DraftsSubject) -> None:
        held, let_go, order = asyncio.Event(), asyncio.Event(), list[str]()

        async def hold(store: DraftStore, tenant: Tenant, name: str) -> None:
            async with store.lock(tenant, name):
                order.append(f"{name} of {tenant.key}")

        async def first() -> None:
            async with journal.drafts.lock(HARBOR, "a"):
                held.set()
                await let_go.wait()
                order.append("first")

        async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
            group.create_task(first())
            await held.wait()
            second = group.create_task(hold(journal.elsewhere, HARBOR, "a"))
            for tenant, name in ((OTHER, "a"), (GRID, "a"), (HARBOR, "b")):
                await hold(journal.elsewhere, tenant, name)
            assert not second.done()
            let_go.set()
        assert order[-2:] == ["first", "a of T0HARBOR"]

    async def test_a_press_that_fails_lets_go(self, journal: DraftsSubject) -> None:
        for _ in range(2):
            with pytest.raises(DraftGone):
                async with asyncio.timeout(WITHIN), journal.drafts.lock(HARBOR, "a"):
                    raise DraftGone("nothing there")
        async with asyncio.timeout(WITHIN), journal.elsewhere.lock(HARBOR, "a"):
            pass


class DraftEndContract:
    """How long drafts are there."""

    async def test_those_that_expire_by_a_time_are_listed(self, journal: DraftsSubject) -> None:
        items, now = mails(1), journal.now()
        for hours in (3, 1, 2):
            one = draft(items, id=str(hours), expires_at=now + timedelta(hours=hours))
            await journal.drafts.save(one, items)
        until = now + timedelta(hours=2)
        assert {"1", "2"} == {one.id async for one in journal.drafts.open_drafts(until)}
        assert {"1", "2", "3"} == {one.id async for one in journal.drafts.open_drafts()}

    async def test_more_than_a_page_of_them(self, journal: DraftsSubject) -> None:
        items = mails(1)
        for number in range(230):
            tenant = OTHER if number % 3 else HARBOR
            await journal.drafts.save(draft(items, tenant, id=f"{number}"), items)
        listed = [one.id async for one in journal.drafts.open_drafts()]
        assert sorted(listed) == sorted(str(number) for number in range(230))


class DraftPurgeContract:
    """The same by the journal's time; the cache's entries end by the wall clock."""

    async def test_an_expired_draft_is_there_for_a_week_and_then_is_gone(
        self, journal: DraftsSubject
    ) -> None:
        items = mails(600)
        old, decided = (draft(items, expires_at=journal.now()) for _ in range(2))
        kept = draft(items, expires_at=journal.now() + timedelta(hours=1))
        for one in (old, decided, kept):
            await journal.drafts.save(one, items)
        await journal.drafts.save(decided.model_copy(update={"status": OperationStatus.CANCELLED}))
        await journal.drafts.save_note(HARBOR, "q", {"text": "?"}, 60)

        journal.move(KEPT_AFTER_EXPIRY - 60)
        assert old == await journal.drafts.load(HARBOR, old.id)
        assert items == list(await journal.drafts.items(old))
        journal.move(61)
        for one in (old, decided):
            assert await journal.drafts.load(HARBOR, one.id) is None
            assert list(await journal.drafts.items(one)) == []
        assert [kept] == [one async for one in journal.drafts.open_drafts()]

        # Two heads, three chunks each, and the note.
        assert await journal.drafts.purge() == 2 + 2 * 3 + 1
        assert await journal.drafts.purge() == 0
        assert kept == await journal.drafts.load(HARBOR, kept.id)
        assert items == list(await journal.drafts.items(kept))
