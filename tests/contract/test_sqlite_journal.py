"""The journal on SQLite, with drafts in the cache, keeps the contract of journals."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.engine.clock import SystemClock
from app.storage.cache import Cache
from app.storage.database import Database
from app.storage.drafts import CacheDraftStore
from app.storage.inbox import SqlInbox
from app.storage.item_codec import ItemCodec
from app.storage.ledger import SqlItemLedger
from app.storage.operations import SqlOperationStore
from app.storage.vault import Vault
from tests.contract.journal_contract import DraftContract, InboxContract, OperationContract
from tests.contract.journal_samples import NOW
from tests.contract.journal_steps import JournalSubject
from tests.contract.ledger_contract import LedgerContract
from tests.contract.tenancy_contract import TenancyContract


class SqliteJournal:
    """A journal in a folder."""

    def __init__(self, folder: Path) -> None:
        vault = Vault([b"k" * 32])
        self._passed = timedelta(0)
        self.database = Database(folder / "journal.db")
        self.cache = Cache(folder / "cache", vault)
        self.inbox = SqlInbox(self.database, vault, self.now)
        self.ledger = SqlItemLedger(self.database, ItemCodec(vault), self.now, _nobody)
        self.operations = SqlOperationStore(self.database, vault, self.now, _nobody)
        self.drafts = CacheDraftStore(self.cache, SystemClock())

    def now(self) -> datetime:
        return NOW + self._passed

    def move(self, seconds: float) -> None:
        self._passed += timedelta(seconds=seconds)


def _nobody(_tenant_key: str, _operation_id: str) -> None:
    """Nobody waits for changes here."""


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[JournalSubject]:
    one = SqliteJournal(tmp_path)
    await one.database.open()
    await one.cache.open()
    yield one
    await one.cache.close()
    await one.database.close()


class TestInbox(InboxContract):
    """Deliveries."""


class TestOperations(OperationContract):
    """Operations."""


class TestLedger(LedgerContract):
    """Items."""


class TestDrafts(DraftContract):
    """Drafts."""


class TestTenancy(TenancyContract):
    """Workspaces."""
