"""Thirty days after the end: what was written and to whom is gone, what became of it stays."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from app.domain.actions import SendMail
from app.domain.errors import InvalidMove
from app.domain.journal import DoubtAnswer, Pick
from app.domain.operation import Pause
from app.domain.progress import Counts
from app.storage.database import Database
from app.storage.operation_codec import OperationCodec
from app.storage.purge import Purge
from app.storage.schema import item, operation
from app.storage.texts import AT_ONCE
from app.storage.vault import Vault
from tests.contract.journal_samples import HARBOR, items_of, mails, sam
from tests.unit.storage.archive import DAY, OUTCOMES, VAULT, Archive, Killed, end


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
    await archive.database.tx(end, run, archive.clock.now().timestamp())
    archive.clock.move(31 * DAY)
    await archive.purge.run_once()
    [row] = await archive.database.tx(lambda c: c.execute(select(operation)).all())
    head = VAULT.open_text(row.sealed, f"operation:{HARBOR.key}:{run.id}")
    for word in ("Ondrej", "Salary", "Dear"):
        assert word not in head
    assert OperationCodec(VAULT).operation(row).pause is None


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
