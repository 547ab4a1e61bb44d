"""The journal on SQLite, with drafts in the cache, keeps the contract of journals."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.storage.cache import Cache
from app.storage.drafts import CacheDraftStore
from app.storage.sqlite import SqliteDatabase
from tests.contract.journal_steps import ME, JournalSubject, join
from tests.contract.journal_suite import *  # noqa: F403 - its tests, for this journal
from tests.contract.sql_journal import VAULT, MovedClock, SqlJournal


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[JournalSubject]:
    database, cache = SqliteDatabase(tmp_path / "journal.db"), Cache(tmp_path / "cache", VAULT)
    await database.open()
    await cache.open()
    clock = MovedClock()
    one = SqlJournal(database, CacheDraftStore(cache, clock), clock)
    await join(one, ME)
    yield one
    await cache.close()
    await database.close()
