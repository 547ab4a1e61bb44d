"""The journal on Postgres, drafts in it as well, keeps the contract of journals."""

from collections.abc import AsyncIterator

import pytest

from app.storage.postgres import PostgresDatabase
from app.storage.sql_drafts import SqlDraftStore
from tests.contract.journal_steps import ME, JournalSubject, join
from tests.contract.journal_suite import *  # noqa: F403 - its tests, for this journal
from tests.contract.sql_journal import VAULT, MovedClock, SqlJournal


@pytest.fixture
async def journal(postgres_url: str) -> AsyncIterator[JournalSubject]:
    database, clock = PostgresDatabase(postgres_url), MovedClock()
    await database.open()
    one = SqlJournal(database, SqlDraftStore(database, VAULT, clock), clock)
    await join(one, ME)
    yield one
    await database.close()
