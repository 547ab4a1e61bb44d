"""What tests of the storage may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.storage.database import Database
from app.storage.postgres import PostgresDatabase
from app.storage.sqlite import SqliteDatabase


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A journal's database with nothing in it; the tests of SQLite start no Postgres."""
    one: Database = (
        SqliteDatabase(tmp_path / "journal.db")
        if request.param == "sqlite"
        else PostgresDatabase(request.getfixturevalue("postgres_url"))
    )
    await one.open()
    yield one
    await one.close()
