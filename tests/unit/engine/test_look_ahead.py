"""Items claimed ahead wait for a slot: never more than promised, and given back when unwanted."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation, Pause
from app.engine.tempo import MOST_AHEAD
from tests.contract.journal_samples import HARBOR, mails, operation, sam
from tests.unit.engine.connectors import Gate, OddOffice
from tests.unit.engine.room import Room, eventually, opened


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def office(tmp_path: Path, gate: Gate) -> AsyncIterator[OddOffice]:
    made = OddOffice(tmp_path, gate)
    yield made
    await made.close()


@pytest.fixture
async def busy(
    tmp_path: Path, office: OddOffice, gate: Gate
) -> AsyncIterator[tuple[Room, BulkOperation]]:
    """Fifty mails on four slots, all taken, and as many claimed ahead as may be."""
    async with opened(tmp_path, office, slots=4) as room:
        items = mails(50)
        run = await room.confirm(items, operation(items))
        assert await all_busy(room, gate) == 8
        yield room, run


async def all_busy(room: Room, gate: Gate) -> int:
    """Wait until every slot is taken and as much is claimed as may be; how much that is."""

    async def executing() -> bool:
        return await room.database.tx(_executing) == most

    async def look() -> bool:
        lanes = list(room.executor._lanes._lanes.values())
        return (
            gate.begun == room.slots
            and sum(one.claimed for one in lanes) == most
            and await executing()
        )

    most = room.slots + room.gauges.tempo.ahead
    await eventually(look)
    return most


@pytest.mark.parametrize(("slots", "latency"), [(1, 0), (4, 0.003), (20, 0.001)])
async def test_the_journal_never_has_more_executing_than_slots_and_the_look_ahead(
    tmp_path: Path, slots: int, latency: float
) -> None:
    office = OddOffice(tmp_path, latency=latency)
    async with opened(tmp_path, office, slots=slots) as room:
        runs = []
        for _ in range(2):
            items = mails(150)
            runs.append(await room.confirm(items, operation(items)))
        seen: set[int] = set()
        journal = sqlite3.connect(f"file:{tmp_path / 'journal.db'}?mode=ro", uri=True)

        async def ended() -> bool:
            query = "SELECT count(*) FROM item WHERE status = 'executing'"
            seen.update(count for (count,) in journal.execute(query))
            return len(office.asked) == 300

        await eventually(ended)
        for run in runs:
            await room.ended(run)
        journal.close()
    assert max(seen) <= slots + MOST_AHEAD
    assert len(seen) > 2  # it was looked at while they ran
    assert set((await office.effects()).values()) == {1}
    await office.close()


async def test_a_cancel_takes_back_at_once_what_was_claimed_and_not_called(
    busy: tuple[Room, BulkOperation], gate: Gate
) -> None:
    room, run = busy
    await room.operations.cancel(HARBOR, run.id, sam())
    await room.until(run, lambda counts, _: (counts.executing, counts.cancelled) == (4, 46))
    gate.open()
    ended = await room.ended(run)
    assert ended.status is OperationStatus.CANCELLED
    assert (await room.counts(run)).completed == gate.begun == 4


async def test_a_pause_takes_it_back_and_resume_goes_on(
    busy: tuple[Room, BulkOperation], office: OddOffice, gate: Gate
) -> None:
    room, run = busy
    assert await room.operations.pause(HARBOR, run.id, Pause(by="U0SAM"))
    await room.until(run, lambda counts, _: (counts.executing, counts.pending) == (4, 46))
    gate.open()
    await room.until(run, lambda counts, _: (counts.completed, counts.pending) == (4, 46))
    assert gate.begun == 4

    assert await room.operations.resume(HARBOR, run.id, sam())
    await room.queue(run)
    await room.ended(run)
    assert (await room.counts(run)).completed == 50
    assert set((await office.effects()).values()) == {1}


async def test_a_pause_in_another_process_is_seen_with_the_next_claim(
    busy: tuple[Room, BulkOperation], tmp_path: Path, office: OddOffice, gate: Gate
) -> None:
    room, run = busy
    async with opened(tmp_path, office, owner="web", work=False, alone=False) as web:
        assert await web.operations.pause(HARBOR, run.id, Pause(by="U0SAM"))
    gate.open()
    await room.until(run, lambda counts, _: counts.executing == 0)
    assert (await room.counts(run)).completed <= 4 + 4 + 1  # in flight, ahead, and a claim


async def test_a_stop_gives_it_back_and_waits_for_what_is_in_flight(
    busy: tuple[Room, BulkOperation], gate: Gate
) -> None:
    room, run = busy
    gate.open()
    assert await room.executor.stop(10)
    counts = await room.counts(run)
    assert (counts.executing, counts.completed) == (0, gate.begun)
    statuses = {line.status for line in await room.lines(run)}
    assert statuses == {ItemStatus.COMPLETED, ItemStatus.PENDING}


async def test_what_was_given_back_has_not_been_tried(
    tmp_path: Path, office: OddOffice, gate: Gate
) -> None:
    """Paused and resumed again and again, it still has all of its attempts."""
    async with opened(tmp_path, office, slots=1) as room:
        items = mails(2)
        run = await room.confirm(items, operation(items))
        await all_busy(room, gate)
        for _ in range(6):
            await room.operations.pause(HARBOR, run.id, Pause(by="U0SAM"))
            await room.until(run, lambda counts, _: counts.pending == 1)
            await room.operations.resume(HARBOR, run.id, sam())
            await room.queue(run)
            await room.until(run, lambda counts, _: counts.executing == 2)
        attempts = await room.database.tx(_attempts)
        gate.open()
        await room.ended(run)
    assert attempts == [1, 1]


def _executing(connection: Connection) -> int:
    query = "SELECT count(*) FROM item WHERE status = 'executing'"
    return int(connection.exec_driver_sql(query).scalar_one())


def _attempts(connection: Connection) -> list[int]:
    rows = connection.exec_driver_sql("SELECT attempts FROM item ORDER BY position")
    return [attempts for (attempts,) in rows]
