"""The journal on Postgres, drafts in it as well, keeps the contract of journals."""

from collections.abc import AsyncIterator

import pytest

from app.storage.postgres import PostgresDatabase
from app.storage.sql_drafts import SqlDraftStore
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
async def journal(postgres_url: str) -> AsyncIterator[JournalSubject]:
    database, clock = PostgresDatabase(postgres_url), MovedClock()
    await database.open()
    one = SqlJournal(database, SqlDraftStore(database, VAULT, clock), clock)
    await join(one, ME)
    yield one
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
