"""Slices on Postgres keep the contract of dispatchers."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.dispatch.postgres import PostgresJobs
from app.dispatch.queue import PgQueuerDispatcher
from app.domain.ports import Slice
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


async def test_a_decision_is_told_to_workers_of_other_processes(
    queue: PostgresJobs, empty_postgres_url: str
) -> None:
    told = asyncio.Queue[tuple[str, str]]()
    clock = SystemClock()
    worker, web = PgQueuerDispatcher(queue, clock), PostgresJobs(empty_postgres_url, clock)
    presses, began = PgQueuerDispatcher(web, clock), asyncio.Event()

    async def entrypoint(_work: Slice) -> None:
        began.set()

    running = asyncio.create_task(
        worker.run(entrypoint, lambda *about: told.put_nowait(about)), name="worker"
    )
    try:
        async with asyncio.timeout(20):
            await presses.enqueue(Slice(tenant_key="T1", operation_id="first"))
            await began.wait()
            presses.announce("T1", "cancelled")
            assert await told.get() == ("T1", "cancelled")
    finally:
        running.cancel()
        await asyncio.wait({running})
        await presses.close()
