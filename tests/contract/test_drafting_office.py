"""An office with drafts keeps the contract of connectors, with two phases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.connectors.office import OfficeSettings
from tests.contract.connector_contract import ConnectorContract
from tests.contract.drafting_office import DraftingOffice
from tests.contract.office_subject import OfficeSubject
from tests.contract.two_phase_contract import two_phased


@pytest.fixture
async def subject(tmp_path: Path) -> AsyncIterator[OfficeSubject]:
    settings = OfficeSettings(path=tmp_path / "office.db", outbox=tmp_path / "outbox")
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    office = DraftingOffice(settings, now=lambda: now, sleep=asyncio.sleep)
    yield OfficeSubject(office)
    await office.close()


class TestDraftingOffice(ConnectorContract):
    """The contract, run against an office that prepares mails and contacts."""

    async def test_it_has_two_phases_for_one_a_call_and_for_many(
        self, subject: OfficeSubject
    ) -> None:
        sizes = sorted(one.call_items for one in two_phased(subject))
        assert sizes[0] == 1 < sizes[-1]
