"""Drafts in the cache, on SQLite and on Postgres keep the contract of drafts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.journal import DraftStore
from app.storage.cache import Cache
from app.storage.drafts import CacheDraftStore
from app.storage.postgres import PostgresDatabase
from app.storage.sql_drafts import SqlDraftStore
from app.storage.sqlite import SqliteDatabase
from tests.contract.drafts_contract import (
    DraftEndContract,
    DraftLockContract,
    DraftPurgeContract,
    DraftsSubject,
)
from tests.contract.sql_journal import VAULT, MovedClock


@dataclass(frozen=True)
class Drafts:
    """Two stores of the same drafts, and their clock."""

    drafts: DraftStore
    elsewhere: DraftStore
    clock: MovedClock

    def now(self) -> datetime:
        return self.clock.now()

    def move(self, seconds: float) -> None:
        self.clock.move(seconds)


class InCache:
    """One process has them."""

    @pytest.fixture
    async def journal(self, tmp_path: Path) -> AsyncIterator[DraftsSubject]:
        cache, clock = Cache(tmp_path / "cache", VAULT), MovedClock()
        await cache.open()
        store = CacheDraftStore(cache, clock)
        yield Drafts(store, store, clock)
        await cache.close()


class OnSqlite:
    """One process has them as well, but nothing is kept in it."""

    @pytest.fixture
    async def journal(self, tmp_path: Path) -> AsyncIterator[DraftsSubject]:
        database, clock = SqliteDatabase(tmp_path / "journal.db"), MovedClock()
        await database.open()
        one, another = (SqlDraftStore(database, VAULT, clock) for _ in range(2))
        yield Drafts(one, another, clock)
        await database.close()


class OnPostgres:
    """Two processes, with connections of their own."""

    @pytest.fixture
    async def journal(self, postgres_url: str) -> AsyncIterator[DraftsSubject]:
        here, there, clock = (
            PostgresDatabase(postgres_url),
            PostgresDatabase(postgres_url),
            MovedClock(),
        )
        for each in (here, there):
            await each.open()
        yield Drafts(SqlDraftStore(here, VAULT, clock), SqlDraftStore(there, VAULT, clock), clock)
        for each in (here, there):
            await each.close()


class TestLocksInCache(InCache, DraftLockContract, DraftEndContract):
    """Presses at once."""


class TestOnSqlite(OnSqlite, DraftLockContract, DraftEndContract, DraftPurgeContract):
    """Presses at once, and the end."""


class TestOnPostgres(OnPostgres, DraftLockContract, DraftEndContract, DraftPurgeContract):
    """Presses at once, and the end."""
