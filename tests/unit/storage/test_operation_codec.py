"""What the journal keeps of an operation beside its texts."""

from datetime import UTC, datetime
from pathlib import Path

from app.domain.operation import Pause
from app.engine.run import Run
from app.storage.operation_codec import OperationCodec, window_of
from app.storage.vault import Vault
from tests.contract.journal_samples import HARBOR, OFFICE, mails, operation
from tests.unit.engine.connectors import OddOffice

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_its_window_is_the_one_that_its_claims_take_permits_from(tmp_path: Path) -> None:
    account = OFFICE.model_copy(update={"tenant_key": HARBOR.key})
    run = operation(mails(1), account=account)
    office = OddOffice(tmp_path)
    assert window_of(run) == Run(run, office, office.capabilities[0]).limit_key
    assert account.name not in window_of(run), "names of accounts are digested"


def test_what_a_provider_said_before_a_pause_is_sealed() -> None:
    said = Pause(failed=10, tried=12, text="No mailbox for maria@acme.example")
    sealed = OperationCodec(Vault([b"k" * 32])).pause(HARBOR.key, "run", said, NOON)
    assert b"maria" not in sealed
