"""A journal that cannot be written for a while: slower, and nothing is lost or done twice."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from app.storage.database import Database
from tests.contract.journal_samples import HARBOR, mails, operation
from tests.unit.engine.connectors import Gate, OddOffice
from tests.unit.engine.room import eventually, opened

_PLENTY = 1_000_000
"""Pages; SQLite's own limit is larger."""


def _limit_pages(connection: Connection, spare: int | None) -> None:
    """Let the file grow by so many pages only: from there on SQLite answers "disk is full"."""
    pages: int = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit = _PLENTY if spare is None else pages + spare
    connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")


def _fill(connection: Connection) -> None:
    """Use up what is free within the file, so that the next row needs a page."""
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)")
    connection.exec_driver_sql("INSERT INTO ballast VALUES (zeroblob(3000))")


async def _until_refused(database: Database) -> None:
    while True:
        await database.tx(_fill)


@asynccontextmanager
async def full_disk(database: Database) -> AsyncIterator[None]:
    await database.tx(_limit_pages, 0)
    with pytest.raises(OperationalError, match="full"):
        await _until_refused(database)
    try:
        yield
    finally:
        await database.tx(_limit_pages, None)


def _wait_shortly(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA busy_timeout = 5")  # milliseconds


async def test_outcomes_wait_until_they_can_be_written(tmp_path: Path) -> None:
    """Another program holds the file, longer than anybody waits for it."""
    gate = Gate()
    office = OddOffice(tmp_path, gate)
    async with opened(tmp_path, office) as room:
        items = mails(60)
        run = await room.confirm(items, operation(items))
        await room.until(run, lambda counts, _: counts.executing == 20)
        await room.database.tx(_wait_shortly)
        other = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        gate.open()

        async def all_called() -> bool:
            return len(await office.effects()) == 20

        await eventually(all_called)
        await asyncio.sleep(0.1)  # long enough for several attempts
        [(stuck,)] = other.execute("SELECT count(*) FROM item WHERE status = 'executing'")
        assert (stuck, len(office.asked)) == (20, 20)

        other.execute("ROLLBACK")
        other.close()
        await room.ended(run)
        assert (await room.counts(run)).completed == 60
    assert sorted((await office.effects()).values()) == [1] * 60
    await office.close()


async def test_a_confirm_on_a_full_disk_starts_nothing_and_can_be_pressed_again(
    tmp_path: Path,
) -> None:
    office = OddOffice(tmp_path)
    async with opened(tmp_path, office) as room:
        items = mails(2500)
        run = operation(items, draft_id="d")
        async with full_disk(room.database):
            with pytest.raises(OperationalError):
                await room.create(run, items)
        assert await room.operations.of_draft(HARBOR, "d") is None
        again = operation(items, draft_id="d")
        assert await room.create(again, items)
        assert (await room.counts(again)).total == 2500
    await office.close()


async def test_the_text_of_an_error_shows_no_values(tmp_path: Path) -> None:
    """What the journal raises goes to the log."""
    office = OddOffice(tmp_path)
    async with opened(tmp_path, office, work=False) as room:
        items = mails(2500)
        async with full_disk(room.database):
            with pytest.raises(OperationalError) as raised:
                await room.create(operation(items), items)
        assert HARBOR.key not in str(raised.value)
    await office.close()
