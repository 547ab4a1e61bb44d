"""All that a journal has to keep: the tests of whoever gives it a `journal` fixture."""

from tests.contract.births_contract import BirthContract
from tests.contract.decisions_contract import DecisionContract
from tests.contract.departure_contract import DepartureContract
from tests.contract.doubt_contract import DoubtContract
from tests.contract.journal_contract import DraftContract, InboxContract, OperationContract
from tests.contract.ledger_contract import LedgerContract
from tests.contract.lost_contract import LostContract
from tests.contract.owners_contract import OwnersContract
from tests.contract.phases_contract import PhasesContract
from tests.contract.tenancy_contract import TenancyContract
from tests.contract.windows_contract import WindowsContract

__all__ = [
    "TestBirths",
    "TestDecisions",
    "TestDepartures",
    "TestDoubt",
    "TestDrafts",
    "TestInbox",
    "TestLedger",
    "TestLost",
    "TestOperations",
    "TestOwners",
    "TestPhases",
    "TestTenancy",
    "TestWindows",
]


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


class TestLost(LostContract):
    """What lost owners held."""


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


class TestDepartures(DepartureContract):
    """Workspaces that uninstall the app."""
