"""Offices made as a test asks."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.connectors.office import Office, OfficeSettings
from tests.unit.office.desk import NOW, Build


@pytest.fixture
async def build(tmp_path: Path) -> AsyncIterator[Build]:
    """Make offices on one file, with settings; they are closed in the end."""
    made: list[Office] = []

    def make(sleep: Any = asyncio.sleep, **given: Any) -> Office:
        settings = OfficeSettings(path=tmp_path / "office.db", outbox=tmp_path / "out", **given)
        made.append(Office(settings, now=lambda: NOW, sleep=sleep))
        return made[-1]

    yield make
    for office in made:
        await office.close()
