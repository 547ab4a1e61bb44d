"""Transactions on Postgres: run again where they were aborted, ended where their process stands."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

from app.engine.clock import SystemClock
from app.storage.clock import JournalClock
from app.storage.owners import SqlOwners
from app.storage.postgres import PostgresDatabase
from app.storage.schema import measure
from app.storage.upgrade import migrate_url
from tests.postgres import own_postgres

WAIT = 30.0
"""Seconds until something that ought to happen did not."""


def read(connection: Connection) -> dict[str, float]:
    return {row.key: row.seconds for row in connection.execute(select(measure))}


def write(connection: Connection, key: str) -> None:
    row = measure.c.key == key
    connection.execute(update(measure).where(row).values(seconds=measure.c.seconds + 1))


def both_rows(connection: Connection) -> None:
    connection.execute(
        insert(measure), [{"key": key, "seconds": 0.0, "at": 0.0} for key in ("a", "b")]
    )


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    one = PostgresDatabase(postgres_url, heartbeat=1.0)
    await one.open()
    await one.tx(both_rows)
    yield one
    await one.close()


async def test_of_two_that_block_each_other_both_get_done(database: PostgresDatabase) -> None:
    barrier, tries = asyncio.Barrier(2), dict.fromkeys("ab", 0)

    def crosswise(connection: Connection, first: str, second: str) -> None:
        connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
        tries[first] += 1
        write(connection, first)
        if tries[first] == 1:
            await_only(barrier.wait())  # from here on each waits for the other
        write(connection, second)

    async with asyncio.timeout(WAIT):
        await asyncio.gather(database.tx(crosswise, "a", "b"), database.tx(crosswise, "b", "a"))
    assert await database.tx(read) == {"a": 2, "b": 2}
    assert sum(tries.values()) > 2, "one of them was aborted and run again"


async def test_a_transaction_ends_though_its_caller_was_cancelled(
    database: PostgresDatabase,
) -> None:
    began, go = asyncio.Event(), asyncio.Event()

    def slow(connection: Connection) -> None:
        write(connection, "a")
        began.set()
        await_only(go.wait())

    calling = asyncio.create_task(database.tx(slow), name="caller")
    await began.wait()
    calling.cancel()
    await asyncio.wait({calling})
    assert calling.cancelled()
    go.set()
    await database.close()  # which waits for it
    await database.open()
    assert (await database.tx(read))["a"] == 1


async def test_it_closes_only_when_what_is_under_way_is_done(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url)
    await database.open()
    await database.tx(both_rows)
    began, go = asyncio.Event(), asyncio.Event()

    def slow(connection: Connection) -> None:
        began.set()
        await_only(go.wait())
        write(connection, "a")

    running = asyncio.create_task(database.tx(slow), name="caller")
    await began.wait()
    closing = asyncio.create_task(database.close(), name="closing")
    go.set()
    async with asyncio.timeout(WAIT):
        await asyncio.gather(running, closing)
    await database.open()
    assert (await database.tx(read))["a"] == 1
    await database.close()


async def test_a_process_that_stands_still_keeps_no_locks(database: PostgresDatabase) -> None:
    locked, over = asyncio.Event(), asyncio.Event()

    def stopped(connection: Connection) -> None:
        write(connection, "a")
        locked.set()
        await_only(over.wait())
        write(connection, "b")

    standing = asyncio.create_task(database.tx(stopped), name="stopped")
    await locked.wait()
    async with asyncio.timeout(WAIT):
        await database.tx(write, "a")  # waits until Postgres ends the other one
        over.set()
        with pytest.raises(DBAPIError):
            await standing
    assert await database.tx(read) == {"a": 1, "b": 0}


async def test_many_at_once_wait_for_a_connection(database: PostgresDatabase) -> None:
    async with asyncio.timeout(WAIT):
        await asyncio.gather(*(database.tx(write, "a") for _ in range(100)))
    assert (await database.tx(read))["a"] == 100


async def test_after_a_restart_of_postgres_it_goes_on_by_itself() -> None:
    with own_postgres() as server:
        await asyncio.to_thread(migrate_url, server.url)
        database = PostgresDatabase(server.url)
        await database.open()
        await database.tx(both_rows)
        await asyncio.to_thread(server.stop)
        with pytest.raises((DBAPIError, OSError)):
            await database.tx(write, "a")
        await asyncio.to_thread(server.start)
        await database.tx(write, "a")
        assert (await database.tx(read))["a"] == 1
        await database.close()


async def test_a_beat_waits_for_none_of_the_work(postgres_url: str) -> None:
    """Every connection is busy, and stays so; the process is alive all the same."""
    database = PostgresDatabase(postgres_url, connections=2)
    await database.open()
    go = asyncio.Event()
    busy = [
        asyncio.create_task(database.tx(lambda _: await_only(go.wait())), name=f"busy {number}")
        for number in range(20)
    ]
    owners = SqlOwners(database, JournalClock(SystemClock()), database.apart)
    async with asyncio.timeout(WAIT):
        assert (await owners.join("me", "worker")).alive
        assert (await owners.beat("me", {"mail": 0.5})).alive
        assert not any(one.done() for one in busy)
        go.set()
        await asyncio.gather(*busy)
        assert await owners.living() == {"me": 2}
    await database.close()


async def test_a_statement_that_hangs_does_not_hold_up_the_end(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url, closing=0.1)
    await database.open()
    began = asyncio.Event()

    def hangs(connection: Connection) -> None:
        began.set()
        connection.execute(text("SELECT pg_sleep(600)"))

    calling = asyncio.create_task(database.tx(hangs), name="hangs")
    await began.wait()
    async with asyncio.timeout(WAIT):
        await database.close()
        await asyncio.wait({calling})
    await database.open()
    await database.tx(both_rows)
    await database.close()
