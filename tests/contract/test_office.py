"""The office keeps the contract of connectors."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.connectors.office import Office, OfficeSettings
from tests.contract.connector_contract import ConnectorContract
from tests.contract.office_subject import OfficeSubject
from tests.contract.ways_contract import WaysContract


@pytest.fixture
async def subject(tmp_path: Path) -> AsyncIterator[OfficeSubject]:
    settings = OfficeSettings(path=tmp_path / "office.db", outbox=tmp_path / "outbox")
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    office = Office(settings, now=lambda: now, sleep=asyncio.sleep)
    yield OfficeSubject(office)
    await office.close()


class TestOffice(ConnectorContract, WaysContract):
    """The contract, run against the office."""
