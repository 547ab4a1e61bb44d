"""Desks as a test asks: see tests/unit/confirm/desk.py."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.storage.database import Database
from app.storage.sql_drafts import SqlDraftStore
from tests.contract.sql_journal import MovedClock
from tests.unit.confirm.desk import VAULT, Desk
from tests.unit.storage.conftest import database

__all__ = ["database", "desk"]


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    clock = MovedClock()
    one = Desk(database, tmp_path, clock, SqlDraftStore(database, VAULT, clock))
    yield one
    await one.close()
