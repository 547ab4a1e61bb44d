"""Room for calls: as many as there are slots, a few ahead, and a fair share for each operation."""

import asyncio

import pytest

from app.engine.lanes import Lane, Slots
from app.engine.tempo import MOST_AHEAD, Tempo


class Worker:
    """A worker's slots, and the calls that it began."""

    def __init__(self, size: int, ahead: int = 0) -> None:
        self.tempo = Tempo(size)
        self.tempo.ahead = ahead
        self.begun: list[str] = []
        self.slots: Slots[str] = Slots(
            size, self.tempo, lambda _lane, name: self.begun.append(name)
        )

    async def claim(self, lane: Lane, most: int) -> int:
        """Take room and call for as much."""
        taken = await self.slots.take(lane, most)
        for number in range(taken):
            self.slots.begin(lane, f"{lane.key[1]}{number}")
        return taken


def lane_of(name: str, size: int = 100) -> Lane:
    return Lane(("T", name), size)


async def waits(task: asyncio.Task[int]) -> bool:
    """Whether it still waits, when everybody else had a turn."""
    for _ in range(3):
        await asyncio.sleep(0)
    return not task.done()


async def test_no_more_in_flight_than_slots_and_no_more_claimed_than_promised() -> None:
    worker, lane = Worker(size=10, ahead=3), lane_of("a")
    assert await worker.claim(lane, 50) == 13
    assert len(worker.begun) == worker.tempo.in_flight == 10
    more = asyncio.create_task(worker.claim(lane, 50))
    assert await waits(more)
    worker.slots.ended(lane)
    assert await more == 1
    assert len(worker.begun) == 11  # what waited took the slot; what was claimed now waits
    assert worker.tempo.in_flight == 10


async def test_an_operations_own_limit_or_its_quota_leaves_no_look_ahead() -> None:
    worker, small, bound = Worker(size=10, ahead=5), lane_of("a", 4), lane_of("b")
    bound.bound = True
    assert await worker.claim(small, 50) == 4
    assert await worker.claim(bound, 50) == 6


async def test_a_small_operation_gets_the_next_slot_that_comes_free() -> None:
    worker, large, small = Worker(size=4), lane_of("large"), lane_of("small")
    await worker.claim(large, 4)
    first = asyncio.create_task(worker.claim(large, 50))
    await asyncio.sleep(0)
    second = asyncio.create_task(worker.claim(small, 12))
    assert await waits(second)
    worker.slots.ended(large)
    assert await first == 1
    worker.slots.ended(large)
    assert await second == 1


async def test_who_is_held_up_by_its_own_limit_holds_up_nobody() -> None:
    worker, full, free = Worker(size=10), lane_of("full", 2), lane_of("free")
    await worker.claim(full, 2)
    held_up = asyncio.create_task(worker.claim(full, 2))
    assert await waits(held_up)
    assert await worker.claim(free, 50) == 8
    worker.slots.ended(full)
    assert await held_up == 1


async def test_what_waits_can_be_taken_out_and_its_room_is_free_again() -> None:
    worker, stays, goes = Worker(size=2, ahead=4), lane_of("s"), lane_of("g")
    await worker.claim(stays, 3)
    await worker.claim(goes, 2)
    assert [name for _, name in worker.slots.withdraw(goes)] == ["g0", "g1"]
    assert goes.claimed == 0
    assert [name for _, name in worker.slots.withdraw()] == ["s2"]
    for _ in range(2):
        worker.slots.ended(stays)
    assert await worker.slots.all_free(1)
    assert worker.begun == ["s0", "s1"]


async def test_whoever_gave_up_waiting_takes_no_room() -> None:
    worker, lane = Worker(size=1), lane_of("a")
    await worker.claim(lane, 1)
    waiting = [asyncio.create_task(worker.claim(lane, 1)) for _ in range(2)]
    assert await waits(waiting[0])
    waiting[0].cancel()
    worker.slots.ended(lane)  # the room is granted before the one that gave up was told
    await asyncio.gather(waiting[0], return_exceptions=True)
    assert await waiting[1] == 1


async def test_at_the_end_nobody_gets_in_and_nobody_waits() -> None:
    worker, lane = Worker(size=1), lane_of("a")
    await worker.claim(lane, 1)
    waiting = asyncio.create_task(worker.claim(lane, 1))
    assert await waits(waiting)
    worker.slots.close()
    assert await waiting == 0
    assert await worker.claim(lane, 1) == 0
    assert not await worker.slots.all_free(0)


@pytest.mark.parametrize(
    ("call", "commit", "ahead"),
    [(0.05, 0.0025, 5), (0.0, 0.005, MOST_AHEAD), (1.0, 0.002, 1), (0.05, 1.0, MOST_AHEAD)],
)
def test_as_far_ahead_as_calls_end_while_a_commit_takes_its_time(
    call: float, commit: float, ahead: int
) -> None:
    tempo = Tempo(50)
    tempo.called(call)
    tempo.committed(commit)
    assert tempo.ahead == ahead


def test_few_claims_a_transaction_where_calls_are_slow() -> None:
    tempo = Tempo(50)
    assert tempo.most_claims == 10
    tempo.called(0.001)
    tempo.committed(0.001)
    assert tempo.most_claims > 1000
    for _ in range(100):
        tempo.called(0.05)
    tempo.committed(0.001)
    assert tempo.most_claims == 10
