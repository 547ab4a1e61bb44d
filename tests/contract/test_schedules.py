"""Starts, schedules and zones on SQLite and on Postgres."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.storage.postgres import PostgresDatabase
from app.storage.sqlite import SqliteDatabase
from tests.contract.later import Later
from tests.contract.schedules_contract import SchedulesContract, ZonesContract
from tests.contract.start_limits_contract import StartLimitsContract
from tests.contract.starts_contract import AppointmentsContract
from tests.contract.terms_contract import (
    HeldTermsContract,
    RunTermsContract,
    SupersedingContract,
)


class OnSqlite:
    @pytest.fixture
    async def later(self, tmp_path: Path) -> AsyncIterator[Later]:
        database = SqliteDatabase(tmp_path / "journal.db")
        await database.open()
        yield Later(database)
        await database.close()


class OnPostgres:
    @pytest.fixture
    async def later(self, postgres_url: str) -> AsyncIterator[Later]:
        database = PostgresDatabase(postgres_url)
        await database.open()
        yield Later(database)
        await database.close()


class TestStartsOnSqlite(OnSqlite, AppointmentsContract):
    pass


class TestStartsOnPostgres(OnPostgres, AppointmentsContract):
    pass


class TestStartLimitsOnSqlite(OnSqlite, StartLimitsContract):
    pass


class TestStartLimitsOnPostgres(OnPostgres, StartLimitsContract):
    pass


class TestSchedulesOnSqlite(OnSqlite, SchedulesContract):
    pass


class TestSchedulesOnPostgres(OnPostgres, SchedulesContract):
    pass


class TestZonesOnSqlite(OnSqlite, ZonesContract):
    pass


class TestZonesOnPostgres(OnPostgres, ZonesContract):
    pass


class TestTermsOnSqlite(OnSqlite, SupersedingContract, RunTermsContract, HeldTermsContract):
    pass


class TestTermsOnPostgres(OnPostgres, SupersedingContract, RunTermsContract, HeldTermsContract):
    pass
