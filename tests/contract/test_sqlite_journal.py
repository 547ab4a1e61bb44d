"""The journal on SQLite, with drafts in the cache, keeps the contract of journals."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.storage.cache import Cache
from app.storage.drafts import CacheDraftStore
from app.storage.sqlite import SqliteDatabase
from tests.contract.births_contract import BirthContract
from tests.contract.decisions_contract import DecisionContract
from tests.contract.doubt_contract import DoubtContract
from tests.contract.journal_contract import DraftContract, InboxContract, OperationContract
from tests.contract.journal_steps import ME, JournalSubject, join
from tests.contract.ledger_contract import LedgerContract
from tests.contract.owners_contract import OwnersContract
from tests.contract.phases_contract import PhasesContract
from tests.contract.sql_journal import VAULT, MovedClock, SqlJournal
from tests.contract.tenancy_contract import TenancyContract
from tests.contract.windows_contract import WindowsContract


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


class TestInbox(InboxContract):
    """Deliveries."""


class TestOperations(OperationContract):
    """Operations."""


class TestBirths(BirthContract):
    """How operations come to be."""


class TestDecisions(DecisionContract):
    """What people decide."""


class TestLedger(LedgerContract):
    """Items."""


class TestDoubt(DoubtContract):
    """Items in doubt."""


class TestPhases(PhasesContract):
    """Two phases of an item."""


class TestOwners(OwnersContract):
    """Processes that are alive, and those that are lost."""


class TestWindows(WindowsContract):
    """Rate windows."""


class TestDrafts(DraftContract):
    """Drafts."""


class TestTenancy(TenancyContract):
    """Workspaces."""
