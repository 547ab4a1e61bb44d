"""Drafts beside the journal: locks whose holders die or are slow, and what lies in the rows."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text, update

from app.domain.errors import PreviewOutOfDate
from app.domain.identity import Tenant
from app.domain.operation import BulkDraft
from app.storage.database import Database
from app.storage.draft_locks import LEASE, RENEWED
from app.storage.schema import draft, draft_items, draft_lock, note
from app.storage.sql_drafts import SqlDraftStore
from app.storage.sqlite import SqliteDatabase
from app.storage.vault import Vault
from tests.contract import journal_samples as samples
from tests.contract.journal_samples import HARBOR, OTHER, mails
from tests.contract.sql_journal import MovedClock

VAULT = Vault([b"k" * 32])
WITHIN = 10.0


class Deadbeat(MovedClock):
    """The clock of a process that was stopped: whatever waits never wakes."""

    async def sleep(self, _seconds: float) -> None:
        await asyncio.Event().wait()


class Ticking(MovedClock):
    """Each wait is over at once; with `passing`, so much later it is then. They are counted."""

    def __init__(self, *, passing: bool) -> None:
        super().__init__()
        self._passing = passing
        self._ticked = 0
        self._turn = asyncio.Condition()

    async def sleep(self, seconds: float) -> None:
        async with self._turn:
            self.move(seconds if self._passing else 0)
            self._ticked += 1
            self._turn.notify_all()
        await asyncio.sleep(0.001)

    async def ticks(self, count: int) -> None:
        async with asyncio.timeout(WITHIN), self._turn:
            await self._turn.wait_for(lambda: self._ticked >= count)


async def saved(store: SqlDraftStore, count: int = 1, tenant: Tenant = HARBOR) -> BulkDraft:
    items = mails(count)
    one = samples.draft(items, tenant)
    await store.save(one, items)
    return one


def titled(one: BulkDraft, title: str) -> BulkDraft:
    return one.model_copy(update={"title": title})


async def title_of(store: SqlDraftStore, one: BulkDraft) -> str:
    latest = await store.load(HARBOR, one.id)
    assert latest is not None
    return latest.title


async def test_a_lock_whose_holder_died_is_free_after_a_moment(database: Database) -> None:
    asleep, clock = Deadbeat(), Ticking(passing=False)
    stopped, other = (SqlDraftStore(database, VAULT, each) for each in (asleep, clock))
    one = await saved(other)
    async with stopped.lock(HARBOR, one.id):
        waiting = asyncio.create_task(_change(other, titled(one, "Later")))
        await clock.ticks(5)
        assert not waiting.done(), "the holder may still be alive"
        clock.move(LEASE + 1)
        await asyncio.wait_for(waiting, WITHIN)

        # It was not dead, only slow: what it decided on is not there any more.
        with pytest.raises(PreviewOutOfDate, match="try again"):
            await stopped.save(titled(one, "Mine"))
        with pytest.raises(PreviewOutOfDate):
            await stopped.save(titled(one, "Mine"), mails(1, subject="Mine"))
    assert await title_of(other, one) == "Later"
    assert list(await other.items(one)) == mails(1)


async def _change(store: SqlDraftStore, one: BulkDraft) -> None:
    async with store.lock(HARBOR, one.id):
        await store.save(one)


async def test_who_comes_back_late_takes_no_lock_away(database: Database) -> None:
    asleep, clock = Deadbeat(), MovedClock()
    stopped, other = (SqlDraftStore(database, VAULT, each) for each in (asleep, clock))
    one = await saved(other)
    async with AsyncExitStack() as theirs:
        async with stopped.lock(HARBOR, one.id):
            clock.move(LEASE + 1)
            await theirs.enter_async_context(other.lock(HARBOR, one.id))
        await other.save(titled(one, "Later"))  # the late one let go of its own lock alone
    assert await title_of(other, one) == "Later"
    assert await _count(database, draft_lock) == 0


async def test_a_lock_is_kept_for_as_long_as_its_holder_works(database: Database) -> None:
    clock = Ticking(passing=True)
    working, other = SqlDraftStore(database, VAULT, clock), SqlDraftStore(database, VAULT, clock)
    one = await saved(working)
    async with working.lock(HARBOR, one.id):
        waiting = asyncio.create_task(_change(other, titled(one, "Later")))
        began = clock.now()
        await clock.ticks(400)
        assert (clock.now() - began).total_seconds() > 2 * LEASE > 2 * RENEWED
        await working.save(titled(one, "Mine"))
        assert not waiting.done()
    await asyncio.wait_for(waiting, WITHIN)
    assert await title_of(other, one) == "Later"


async def test_what_the_dead_held_is_removed(database: Database) -> None:
    clock = MovedClock()
    stopped, store = (
        SqlDraftStore(database, VAULT, Deadbeat()),
        SqlDraftStore(database, VAULT, clock),
    )
    async with stopped.lock(HARBOR, "gone"):
        assert await store.purge() == 0
        clock.move(LEASE + 1)
        assert await store.purge() == 1


async def test_only_the_version_before_stays_beside_the_newest(database: Database) -> None:
    store = SqlDraftStore(database, VAULT, MovedClock())
    one = await saved(store, 600)
    for version in (2, 3):
        one = one.model_copy(update={"items_version": version, "item_count": 300})
        await store.save(one, mails(300))
    assert await _versions(database) == [2, 2, 3, 3]
    await store.save(one.model_copy(update={"item_count": 250}), mails(250))
    assert await _versions(database) == [2, 2, 3], "the second chunk is nobody's any more"


async def test_no_text_lies_open_and_none_opens_elsewhere(database: Database) -> None:
    store = SqlDraftStore(database, VAULT, MovedClock())
    one, theirs = await saved(store, 300), await saved(store, 300, OTHER)
    await store.save_note(HARBOR, "q", {"text": "thank guest1@acme.example"}, 60)
    for table in (draft, draft_items, note):
        rows = await database.tx(lambda connection, of: connection.execute(select(of)).all(), table)
        stored = b" ".join(value for row in rows for value in row if isinstance(value, bytes))
        assert stored
        for word in (b"guest", b"acme.example", b"thank", b"Sam Rivera", b"harbor"):
            assert word not in stored

    for table, key in ((draft, "id"), (draft_items, "draft")):
        await database.tx(_swap, table, key, one.id, theirs.id)
    assert await store.load(HARBOR, one.id) is None
    assert list(await store.items(one, 0, 10)) == []
    assert [each async for each in store.open_drafts()] == []
    await database.tx(
        lambda connection: connection.execute(update(note).values(sealed=b"\1")).rowcount
    )
    assert await store.load_note(HARBOR, "q") is None


async def test_a_chunk_that_moved_within_its_draft_is_lost(database: Database) -> None:
    store = SqlDraftStore(database, VAULT, MovedClock())
    one = await saved(store, 600)
    await database.tx(_as_first, 1)
    assert list(await store.items(one)) == []
    assert list(await store.items(one, 250, 260)) == mails(600)[250:260]


async def test_a_key_that_is_gone_loses_drafts_and_nothing_else(database: Database) -> None:
    one = await saved(SqlDraftStore(database, VAULT, MovedClock()))
    rekeyed = SqlDraftStore(database, Vault([b"n" * 32]), MovedClock())
    assert await rekeyed.load(HARBOR, one.id) is None
    assert list(await rekeyed.items(one)) == []
    both = SqlDraftStore(database, Vault([b"n" * 32, b"k" * 32]), MovedClock())
    assert one == await both.load(HARBOR, one.id)


async def test_listing_open_drafts_reads_those_alone(database: Database) -> None:
    """Every process looks again and again: it must not read what was decided."""
    query = (
        "SELECT id FROM draft WHERE status = 'draft' AND expires_at <= 5 AND kept_until > 5"
        " ORDER BY tenant, id LIMIT 100"
    )
    if isinstance(database, SqliteDatabase):
        plan = await database.tx(_explained, f"EXPLAIN QUERY PLAN {query}")
        assert "draft_open" in plan


def _explained(connection: Connection, query: str) -> str:
    return " ".join(str(row) for row in connection.execute(text(query)))


def _swap(connection: Connection, table: Any, key: str, ours: str, theirs: str) -> None:
    """Put what is another draft's under this one's name, and the other way round."""
    sealed = {
        name: connection.execute(select(table.c.sealed).where(table.c[key] == name)).scalar()
        for name in (ours, theirs)
    }
    for name, other in ((ours, theirs), (theirs, ours)):
        connection.execute(update(table).where(table.c[key] == name).values(sealed=sealed[other]))


def _as_first(connection: Connection, number: int) -> None:
    sealed = connection.execute(
        select(draft_items.c.sealed).where(draft_items.c.chunk == number)
    ).scalar()
    connection.execute(update(draft_items).where(draft_items.c.chunk == 0).values(sealed=sealed))


async def _count(database: Database, table: Any) -> int:
    query = select(func.count()).select_from(table)
    count: int = await database.tx(lambda connection: connection.execute(query).scalar_one())
    return count


async def _versions(database: Database) -> list[int]:
    query = select(draft_items.c.version).order_by(draft_items.c.version)
    return await database.tx(lambda connection: list(connection.execute(query).scalars()))
