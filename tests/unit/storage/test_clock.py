"""The journal's time: one for all, whatever the clocks of machines do."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select

from app.engine.clock import SystemClock
from app.storage.clock import JUMP, JournalClock, Reading
from app.storage.postgres import PostgresDatabase
from app.storage.schema import item, operation, rate_window
from app.storage.sqlite import SqliteDatabase

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class TwoClocks(SystemClock):
    """A wall clock and a monotonic one; time passes on both, and the first can jump."""

    def __init__(self, wall: datetime = NOON) -> None:
        super().__init__()
        self._wall = wall
        self._monotonic = 100.0

    def now(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._monotonic

    def jump(self, seconds: float) -> None:
        self._wall += timedelta(seconds=seconds)

    def move(self, seconds: float) -> None:
        self._monotonic += seconds
        self.jump(seconds)


async def beat(database: SqliteDatabase | PostgresDatabase, clock: JournalClock) -> Reading:
    reading = await database.tx(clock.read)
    clock.set(reading)
    return reading


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    one = SqliteDatabase(tmp_path / "journal.db")
    await one.open()
    yield one
    await one.close()


async def test_between_two_beats_it_goes_on_at_its_pace(database: SqliteDatabase) -> None:
    clocks = TwoClocks()
    clock = JournalClock(clocks)
    assert clock.now() == NOON
    await beat(database, clock)
    clocks.move(5)
    clocks.jump(-3600)
    assert clock.now() == NOON + timedelta(seconds=5)


async def test_a_small_correction_is_taken_up_with_the_next_beat(database: SqliteDatabase) -> None:
    clocks = TwoClocks()
    clock = JournalClock(clocks)
    await beat(database, clock)
    clocks.jump(JUMP)
    assert (await beat(database, clock)).jumped == 0
    assert clock.now() == clocks.now()


@pytest.mark.parametrize("hour", [3600.0, -3600.0])
async def test_what_is_under_way_moves_with_a_clock_that_jumps(
    database: SqliteDatabase, hour: float
) -> None:
    clocks = TwoClocks()
    clock = JournalClock(clocks)
    await beat(database, clock)
    await database.tx(_fill, NOON.timestamp())
    clocks.move(2)
    clocks.jump(hour)
    assert (await beat(database, clock)).jumped == hour
    assert clock.now() == NOON + timedelta(seconds=2 + hour)
    assert (await beat(database, clock)).jumped == 0, "it jumped once"
    noon, later = NOON.timestamp(), NOON.timestamp() + hour
    assert await database.tx(_rows, item, ("next_at", "since", "started_at")) == [
        (later + 30, later, None),  # waits for its next attempt
        (None, None, None),  # was never tried
        (None, later, later),  # is under way
        (None, noon, noon),  # was done
    ]
    assert await database.tx(_rows, operation, ("started_at",)) == [(later,), (noon,)]
    [(starts, closed)] = await database.tx(_rows, rate_window, ("starts", "closed_until"))
    assert (json.loads(starts), closed) == ([[later - 9, 3], [later - 1, 7]], later + 60)


async def test_a_reading_that_took_long_is_not_believed() -> None:
    clock = JournalClock(TwoClocks())
    clock.set(Reading(NOON, at=100.0, took=5.0))
    assert clock.now() == NOON, "the first one is better than none"
    clock.set(Reading(NOON + timedelta(seconds=4), at=100.0, took=5.0))
    assert clock.now() == NOON


async def test_machines_that_disagree_go_by_the_time_of_postgres(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url)
    await database.open()
    fast = JournalClock(TwoClocks(NOON + timedelta(days=1)))
    slow = JournalClock(TwoClocks(NOON - timedelta(days=1)))
    for clock in (fast, slow):
        await beat(database, clock)
    assert abs(fast.now() - slow.now()) < timedelta(seconds=30)
    assert abs(fast.now() - datetime.now(UTC)) < timedelta(seconds=30)
    await database.close()


async def test_waiting_is_left_to_the_clock_of_the_process() -> None:
    clock = JournalClock(SystemClock())
    began = clock.monotonic()
    await asyncio.wait_for(clock.sleep(0.01), 5)
    assert clock.monotonic() - began >= 0.009


def _rows(connection: Connection, table: Table, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    query = select(*(table.c[name] for name in names)).order_by(*table.primary_key.columns)
    return [tuple(row) for row in connection.execute(query)]


def _fill(connection: Connection, noon: float) -> None:
    items: tuple[dict[str, Any], ...] = (
        {"status": "pending", "next_at": noon + 30, "since": noon, "started_at": None},
        {"status": "pending", "next_at": None, "since": None, "started_at": None},
        {"status": "executing", "next_at": None, "since": noon, "started_at": noon},
        {"status": "completed", "next_at": None, "since": noon, "started_at": noon},
    )
    for position, values in enumerate(items):
        row = {"tenant": "T", "operation": "O", "position": position, "item_id": str(position)}
        connection.execute(insert(item), {**row, "sealed": b"", "attempts": 0, **values})
    for name, completed_at in (("1 runs", None), ("2 ended", noon)):
        connection.execute(insert(operation), _operation(name, noon, completed_at))
    starts = json.dumps([[noon - 9, 3], [noon - 1, 7]])
    window = {"key": "k", "starts": starts, "held": "{}", "closed_until": noon + 60, "at": noon}
    connection.execute(insert(rate_window), window)


def _operation(name: str, noon: float, completed_at: float | None) -> dict[str, Any]:
    texts = dict.fromkeys(("team_id", "requester", "digest", "status"), "x")
    times = {"confirmed_at": noon, "started_at": noon, "completed_at": completed_at}
    return {
        "tenant": "T",
        "id": name,
        "draft_id": name,
        "total": 1,
        "sealed": b"",
        **texts,
        **times,
    }
