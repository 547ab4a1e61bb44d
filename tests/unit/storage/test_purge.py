"""Thirty days after the end: what was written and to whom is gone, what became of it stays."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from app.domain.actions import SendMail
from app.domain.errors import ErrorType, InvalidMove, ItemError
from app.domain.journal import Delivery, DoubtAnswer, Pick
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import Settlement
from app.domain.operation import BulkItem, BulkOperation, Pause
from app.domain.progress import Counts
from app.storage.database import Database
from app.storage.inbox import SqlInbox
from app.storage.item_codec import ItemCodec
from app.storage.operation_codec import OperationCodec
from app.storage.operations import SqlOperationStore
from app.storage.purge import AT_ONCE, Purge
from app.storage.schema import birth, inbox, item, measure, operation, owner, rate_window
from app.storage.sql_drafts import SqlDraftStore
from app.storage.vault import Vault
from tests.contract import journal_samples as samples
from tests.contract.journal_samples import HARBOR, items_of, mails, sam
from tests.contract.test_drafts import MovedClock

VAULT = Vault([b"k" * 32])
DAY = 24 * 3600.0

OUTCOMES = (ItemStatus.COMPLETED, ItemStatus.FAILED, ItemStatus.IN_DOUBT, ItemStatus.SKIPPED)


class Archive:
    """A journal with what ended in it, and its purge."""

    def __init__(self, database: Database, vault: Vault = VAULT) -> None:
        self.database, self.clock = database, MovedClock()
        self.operations = SqlOperationStore(
            database, vault, self.clock.now, lambda: "me", lambda *_: None
        )
        self.drafts = SqlDraftStore(database, vault, self.clock)
        self.purge = Purge(database, vault, self.drafts, self.clock.now)

    async def run(self, items: Sequence[BulkItem], **given: Any) -> BulkOperation:
        """An operation that runs."""
        run = samples.operation(
            items, title="Thank Guest Ondrej", confirmed_at=self.clock.now(), **given
        )
        assert await self.operations.create(run, chunks(items))
        assert await self.operations.start(HARBOR, run.id)
        return run

    async def ended(self, count: int = 8, **given: Any) -> BulkOperation:
        """One that ended now, its items in every way that there is."""
        run = await self.run(mails(count), **given)
        await self.database.tx(_end, run, self.clock.now().timestamp())
        return run

    async def latest(self, run: BulkOperation) -> BulkOperation:
        found = await self.operations.get(HARBOR, run.id)
        assert found is not None
        return found

    async def counts(self, run: BulkOperation) -> Counts:
        glance = await self.operations.glance(HARBOR, run.id, lambda *_: ())
        assert glance is not None
        return glance.counts

    async def stored(self, table: Any) -> bytes:
        """Everything that a table's sealed columns hold."""
        rows = await self.database.tx(lambda connection: connection.execute(select(table)).all())
        return b" ".join(one for row in rows for one in row if isinstance(one, bytes))


async def chunks(items: Sequence[BulkItem]) -> AsyncIterator[Sequence[BulkItem]]:
    for start in range(0, len(items), 250):
        yield items[start : start + 250]


def _end(connection: Connection, run: BulkOperation, at: float) -> None:
    """As a worker leaves it: each outcome with its sealed result."""
    codec = ItemCodec(VAULT)
    for row in connection.execute(select(item).where(item.c.operation == run.id)).all():
        status = OUTCOMES[row.position % len(OUTCOMES)]
        error = ItemError(type=ErrorType.VALIDATION, message=f"{row.item_id}@acme.example bounced")
        settled = Settlement(
            row.tenant, row.operation, "me", row.position, row.item_id, status, 0.5, error
        )
        values = {"status": status.value, "result": codec.result(settled), "finished_at": at}
        here = (item.c.operation == run.id, item.c.position == row.position)
        connection.execute(update(item).where(*here).values(**values))
    ended = {"status": OperationStatus.COMPLETED.value, "completed_at": at}
    connection.execute(update(operation).where(operation.c.id == run.id).values(**ended))


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


async def test_after_thirty_days_the_texts_are_gone_and_the_outcomes_stay(archive: Archive) -> None:
    run = await archive.ended()
    before = await archive.latest(run)
    archive.clock.move(30 * DAY - 1)
    assert (await archive.purge.run_once())["texts"] == 0
    assert before == await archive.latest(run)

    archive.clock.move(2)
    assert (await archive.purge.run_once())["texts"] == 8
    after = await archive.latest(run)
    assert (after.title, after.kept_days) == ("", 30)
    kept = {"title": before.title, "kept_days": None}
    assert before == after.model_copy(update=kept)
    assert await archive.counts(run) == Counts(completed=2, failed=2, in_doubt=2, skipped=2)

    glance = await archive.operations.glance(
        HARBOR, run.id, lambda *_: [Pick(status=None, limit=100)]
    )
    assert glance is not None
    assert [line.label for line in glance.lines] == [f"Item {number}" for number in range(1, 9)]
    assert [line.status for line in glance.lines] == list(OUTCOMES) * 2
    assert {(line.preview, line.note, line.error) for line in glance.lines} == {("", "", None)}

    assert await archive.stored(item) == b" ".join([b""] * 8), "no sealed text is left"
    assert (await archive.purge.run_once())["texts"] == 0
    assert after == await archive.latest(run)


async def test_nothing_whose_texts_are_gone_runs_again_but_doubts_can_be_answered(
    archive: Archive,
) -> None:
    run = await archive.ended()
    archive.clock.move(31 * DAY)
    await archive.purge.run_once()
    with pytest.raises(InvalidMove, match="Ask for it anew"):
        await archive.operations.retry_failed(HARBOR, run.id, sam())
    with pytest.raises(InvalidMove, match="Ask for it anew"):
        await archive.operations.decide(HARBOR, run.id, None, DoubtAnswer.AGAIN, sam())
    assert await archive.operations.decide(HARBOR, run.id, None, DoubtAnswer.HAPPENED, sam()) == 2
    assert await archive.counts(run) == Counts(completed=4, failed=2, skipped=2)


async def test_what_has_not_ended_is_kept_however_old_it_is(archive: Archive) -> None:
    running, paused, again = [await archive.run(mails(2)) for _ in range(2)] + [
        await archive.ended()
    ]
    await archive.operations.pause(HARBOR, paused.id, Pause(by="U0SAM"))
    archive.clock.move(29 * DAY)
    await archive.operations.retry_failed(HARBOR, again.id, sam())
    archive.clock.move(30 * DAY)
    before = [await archive.latest(run) for run in (running, paused, again)]
    assert (await archive.purge.run_once())["texts"] == 0
    assert before == [await archive.latest(run) for run in (running, paused, again)]


async def test_a_purge_that_was_cut_off_goes_on_where_it_stopped(archive: Archive) -> None:
    run = await archive.ended(2 * AT_ONCE + 500)
    archive.clock.move(31 * DAY)
    cut = Archive(Killed(archive.database, after=2))
    cut.clock.move(31 * DAY)
    assert (await cut.purge.run_once())["texts"] == 0, "it failed, and was logged"
    with pytest.raises(InvalidMove):
        await archive.operations.retry_failed(HARBOR, run.id, sam())
    assert (await archive.purge.run_once())["texts"] == AT_ONCE + 500, "a thousand were gone"
    assert set((await archive.stored(item)).strip()) == set()


class Killed:
    """A database whose process dies before the transaction that comes `after` so many writes."""

    def __init__(self, database: Database, after: int) -> None:
        self._database = database
        self._left = after + 1  # and the look for what ended

    async def open(self) -> None:
        await self._database.open()

    async def tx(self, body: Any, *args: Any, **kwargs: Any) -> Any:
        if self._left == 0:
            raise ConnectionError("gone")
        self._left -= 1
        return await self._database.tx(body, *args, **kwargs)

    async def close(self) -> None:
        await self._database.close()


async def test_one_that_was_sealed_with_a_lost_key_is_purged_all_the_same(
    archive: Archive, database: Database
) -> None:
    await archive.ended()
    rekeyed = Archive(database, Vault([b"n" * 32]))
    rekeyed.clock.move(31 * DAY)
    assert (await rekeyed.purge.run_once())["texts"] == 8
    assert (await rekeyed.purge.run_once())["texts"] == 0


async def test_everything_that_was_asked_is_gone_from_the_head(archive: Archive) -> None:
    """Whatever field an operation is given one day: unless it is named as kept, it goes."""
    mail = SendMail(to="ondrej@acme.example", subject="Salary", body="Dear Ondrej")
    run = await archive.run(items_of([mail]))
    await archive.database.tx(_end, run, archive.clock.now().timestamp())
    archive.clock.move(31 * DAY)
    await archive.purge.run_once()
    [row] = await archive.database.tx(lambda c: c.execute(select(operation)).all())
    head = VAULT.open_text(row.sealed, f"operation:{HARBOR.key}:{run.id}")
    for word in ("Ondrej", "Salary", "Dear"):
        assert word not in head
    assert OperationCodec(VAULT).operation(row).pause is None


async def test_what_nobody_asks_for_any_more_goes_too(archive: Archive) -> None:
    store = SqlInbox(archive.database, VAULT, archive.clock.now, lambda: "me")
    old, undone = delivery("old"), delivery("undone")
    for one in (old, undone):
        await store.receive(one)
    await store.finish(old)
    await archive.drafts.save_note(HARBOR, "q", {"text": "?"}, 60)
    await archive.database.tx(_leftovers, archive.clock.now().timestamp())
    archive.clock.move(31 * DAY)
    await store.receive(recent := delivery("recent"))
    await store.finish(recent)
    await archive.database.tx(_in_use, archive.clock.now().timestamp())

    assert await archive.purge.run_once() == {
        "texts": 0,
        "drafts": 1,
        "inbox": 1,
        "rate_window": 1,
        "measure": 1,
        "birth": 1,
        "owner": 1,
    }
    left = {
        column.table.name: sorted(await archive.database.tx(_all, column))
        for column in (
            inbox.c.key,
            rate_window.c.key,
            measure.c.key,
            birth.c.operation,
            owner.c.name,
        )
    }
    assert left == {
        "inbox": ["recent", "undone"],
        "rate_window": ["closed", "held", "used"],
        "measure": ["used"],
        "birth": ["alive", "recent"],
        "owner": ["alive", "back", "writing"],
    }


def delivery(key: str) -> Delivery:
    return Delivery(
        tenant=HARBOR, key=key, kind="request", payload={"text": "?"}, received_at=samples.NOW
    )


def _leftovers(connection: Connection, at: float) -> None:
    """What is of no use in a month."""
    window = {"starts": "[]", "held": "{}", "closed_until": 0.0, "at": at}
    connection.execute(
        insert(rate_window),
        [
            {"key": "old", **window},
            {"key": "held", **window, "held": '{"me":1}'},
            {"key": "closed", **window, "closed_until": at + 60 * DAY},
        ],
    )
    connection.execute(insert(measure), {"key": "old", "seconds": 1.0, "at": at})
    person = {"role": "run", "joined_at": at, "seen_at": at}
    connection.execute(
        insert(owner),
        [
            {"name": "dead", **person, "lost_at": at},
            {"name": "alive", **person, "lost_at": None},
            {"name": "writing", **person, "lost_at": at},
        ],
    )
    born = {"tenant": HARBOR.key, "at": at}
    connection.execute(
        insert(birth),
        [
            {"operation": "dead", "owner": "long gone", **born},
            {"operation": "alive", "owner": "alive", **born},
        ],
    )


def _in_use(connection: Connection, at: float) -> None:
    window = {"starts": "[]", "held": "{}", "closed_until": 0.0, "at": at}
    connection.execute(insert(rate_window), {"key": "used", **window})
    connection.execute(insert(measure), {"key": "used", "seconds": 1.0, "at": at})
    person = {"role": "run", "joined_at": at, "seen_at": at, "lost_at": at}
    connection.execute(insert(owner), {"name": "back", **person})
    born = {"tenant": HARBOR.key, "operation": "recent", "owner": "writing", "at": at}
    connection.execute(insert(birth), born)


def _all(connection: Connection, column: Any) -> list[str]:
    return list(connection.execute(select(column)).scalars())


async def test_looking_for_what_ended_reads_nothing_else(archive: Archive) -> None:
    """Years of operations are no reason for a purge to become slow."""
    plan = await archive.database.tx(_explained)
    assert "operation_kept" in plan


def _explained(connection: Connection) -> str:
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "SET enable_seqscan = off; EXPLAIN"}
    query = (
        " SELECT id FROM operation WHERE (purged IS NULL OR purged < total)"
        " AND completed_at < 5 ORDER BY completed_at LIMIT 100"
    )
    *before, last = explain[connection.dialect.name].split("; ")
    for statement in before:
        connection.exec_driver_sql(statement)
    return " ".join(str(row) for row in connection.exec_driver_sql(last + query))


async def test_thirty_days_are_a_setting(database: Database) -> None:
    archive = Archive(database)
    run = await archive.ended()
    archive.clock.move(timedelta(days=8).total_seconds())
    week = Purge(database, VAULT, archive.drafts, archive.clock.now, keep_days=7)
    await week.run_once()
    assert (await archive.latest(run)).kept_days == 7
