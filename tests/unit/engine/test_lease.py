"""A call leaves only while its owner is surely not lost, by this process's own clock."""

import asyncio

import pytest

from app.engine.lease import LOOK, LOST, Lease
from app.engine.watch import Watch
from tests.unit.engine.hand_clock import HandClock
from tests.unit.engine.owners import OwnersInMemory

HEARTBEAT = 10.0


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def owners(clock: HandClock) -> OwnersInMemory:
    return OwnersInMemory(clock)


def lease_of(name: str, owners: OwnersInMemory, clock: HandClock) -> Lease:
    news = {"office:sam:mail": 0.3}
    return Lease(
        owners, clock, name=name, role="worker", heartbeat=HEARTBEAT, measured=lambda: news
    )


@pytest.fixture
def lease(owners: OwnersInMemory, clock: HandClock) -> Lease:
    return lease_of("me", owners, clock)


async def test_nothing_leaves_before_the_journal_knows_the_owner(lease: Lease) -> None:
    assert not lease.holds("me")
    await lease.begin()
    assert lease.holds("me")
    assert not lease.holds("somebody else")


async def test_it_holds_for_less_long_than_it_takes_to_be_called_lost(
    lease: Lease, owners: OwnersInMemory, clock: HandClock
) -> None:
    watch = Watch(clock)
    await lease.begin()
    for _ in range(100):
        watch.see(await owners.living())
        clock.seconds += 0.1
        lost = await owners.declare_lost(watch.silent(LOST * HEARTBEAT))
        assert not (lost and lease.holds("me"))
        if lost:
            break
    assert lost == ["me"]


async def test_whoever_looks_needs_its_own_time_to_call_anybody_lost(
    lease: Lease, owners: OwnersInMemory, clock: HandClock
) -> None:
    await lease.begin()
    clock.seconds += 10 * HEARTBEAT  # nobody was there to look
    watch = Watch(clock)
    watch.see(await owners.living())
    clock.seconds += 0.79 * HEARTBEAT
    assert not watch.silent(LOST * HEARTBEAT)
    await lease.beat()
    watch.see(await owners.living())
    clock.seconds += 0.79 * HEARTBEAT
    watch.see(await owners.living())
    assert not watch.silent(LOST * HEARTBEAT)
    clock.seconds += 0.02 * HEARTBEAT
    assert set(watch.silent(LOST * HEARTBEAT)) == {"me"}


async def test_who_dies_is_found_within_a_heartbeat_wherever_between_two_looks(
    owners: OwnersInMemory, clock: HandClock
) -> None:
    """One who looks all the while; the other one dies right after its beat."""
    for number in range(20):
        watch, name = Watch(clock), f"dies{number}"
        watch.see(await owners.living())
        clock.seconds += number / 20 * LOOK * HEARTBEAT
        died = clock.seconds
        await owners.join(name, "worker")
        clock.seconds += (1 - number / 20) * LOOK * HEARTBEAT
        while name not in watch.silent(LOST * HEARTBEAT):
            watch.see(await owners.living())
            clock.seconds += LOOK * HEARTBEAT
        assert clock.seconds - died < 0.95 * HEARTBEAT


async def test_a_beat_counts_from_when_it_began_not_from_its_answer(clock: HandClock) -> None:
    class Slow(OwnersInMemory):
        async def beat(self, *given: object) -> object:  # type: ignore[override]
            answer = await super().beat(*given)  # type: ignore[arg-type]
            clock.seconds += 6.9
            return answer

    slow = Slow(clock)
    lease = lease_of("me", slow, clock)
    await lease.begin()
    await lease.beat()
    assert lease.holds("me")
    clock.seconds += 0.2
    assert not lease.holds("me")


async def test_who_was_stopped_and_called_lost_goes_on_under_a_new_name(
    lease: Lease, owners: OwnersInMemory, clock: HandClock
) -> None:
    await lease.begin()
    clock.seconds += 30  # stopped, and woken
    assert not lease.holds("me")
    assert await owners.declare_lost(await owners.living()) == ["me"]
    await lease.beat()
    assert lease.owner != "me"
    assert lease.holds(lease.owner)
    assert not lease.holds("me")


async def test_who_was_stopped_for_a_moment_keeps_its_name(lease: Lease, clock: HandClock) -> None:
    await lease.begin()
    clock.seconds += 30  # and nobody was there to call it lost
    assert not lease.holds("me")
    await lease.beat()
    assert lease.owner == "me"
    assert lease.holds("me")


async def test_after_an_outage_of_the_journal_nobody_is_called_lost_for_its_silence(
    lease: Lease, owners: OwnersInMemory, clock: HandClock
) -> None:
    await lease.begin()
    other = lease_of("other", owners, clock)
    await other.begin()
    for _ in range(5):  # both are heard
        clock.seconds += 2
        await lease.beat()
        await other.beat()
    assert lease.in_time

    owners.away = True
    clock.seconds += 8.5
    assert not lease.in_time
    owners.away = False
    await lease.beat()  # the first to be back
    assert not lease.in_time
    clock.seconds += 1
    await other.beat()
    for _ in range(4):
        clock.seconds += 2
        await lease.beat()
    assert lease.in_time


async def test_a_beat_that_fails_once_is_no_outage(
    lease: Lease, owners: OwnersInMemory, clock: HandClock
) -> None:
    await lease.begin()
    for number in range(6):
        clock.seconds += 2
        owners.away = number == 3
        if owners.away:
            with pytest.raises(OSError, match="no answer"):
                await lease.beat()
        else:
            await lease.beat()
    assert lease.in_time


async def test_it_beats_through_every_outage_and_tells_what_it_measured(
    lease: Lease, owners: OwnersInMemory, clock: HandClock
) -> None:
    await lease.begin()
    began, owners.away = clock.seconds, True
    beating = asyncio.create_task(lease.run(), name="lease")
    await clock.passed(began + 60)
    assert not lease.holds("me")
    owners.away = False
    await clock.passed(began + 65)
    for second in range(70, 120):
        await clock.passed(began + second)
        assert lease.holds("me")
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    assert await owners.measured("office:sam:mail") == 0.3


async def test_who_leaves_is_gone_at_once(lease: Lease, owners: OwnersInMemory) -> None:
    await lease.begin()
    await lease.end()
    assert owners.lost == {"me"}
    assert not lease.holds("me")


async def test_who_cannot_leave_ends_all_the_same(lease: Lease, owners: OwnersInMemory) -> None:
    await lease.begin()
    owners.away = True
    await lease.end()
    assert not lease.holds("me")
