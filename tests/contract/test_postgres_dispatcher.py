"""Slices on Postgres keep the contract of dispatchers."""

from collections.abc import AsyncIterator

import pytest

from app.dispatch.postgres import PostgresJobs
from app.engine.clock import SystemClock
from tests.contract.dispatcher_contract import DispatcherContract


@pytest.fixture
async def queue(empty_postgres_url: str) -> AsyncIterator[PostgresJobs]:
    jobs = PostgresJobs(empty_postgres_url, SystemClock())
    yield jobs
    await jobs.close()


class TestPostgresDispatcher(DispatcherContract):
    """One process of many."""

    thousands = 1
