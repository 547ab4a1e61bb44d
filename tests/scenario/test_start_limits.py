"""Starts that come together: what may run at a time holds for them as for anything else."""

from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.later import CONFIRM, MOVED, STARTS, UNTIL_LOOK, scheduled
from tests.scenario.looks import Looks
from tests.scenario.world import World

ROOM_FOR_ONE = {"person_runs": 1}


async def two_starts(world: World) -> None:
    """Two that start at the same time."""
    for city in ("Berlin", "Hamburg"):
        await world.sam.says(f"Tomorrow at 9, email all customers in {city} that we moved")
        preview = await world.sam.sees(city, STARTS, CONFIRM)
        await world.sam.presses(CONFIRM, within=preview)
        await world.sam.sees_in(preview, "Scheduled by")
        await world.settled()


async def at_nine(world: World) -> None:
    """Both are looked at, and one of them begins; it does not end before the gate opens."""
    looks = Looks(world)
    world.gate.shut()
    world.clock.skip(**UNTIL_LOOK)
    await looks.after(2)
    world.clock.skip(minutes=2)
    await looks.after(4)
    await world.sam.sees("0 of ")
    running = [
        one
        for one in await world.app.storage.operations.unfinished()
        if one.status.value == "executing"
    ]
    assert len(running) == 1


async def test_no_more_starts_at_once_than_may_run_at_a_time(make_world: MakeWorld) -> None:
    world = await make_world(settings=ROOM_FOR_ONE)
    await two_starts(world)
    await at_nine(world)
    world.clock.skip(minutes=16)
    told = await world.sam.sees("Not started", "Too much else was running then")
    assert "was not running" not in world.sam.text_of(told)
    world.gate.open()
    await world.settled()


async def test_a_start_that_waited_for_room_begins_late_and_says_why(
    make_world: MakeWorld,
) -> None:
    world = await make_world(settings=ROOM_FOR_ONE)
    await two_starts(world)
    await at_nine(world)
    world.gate.open()
    await world.sam.sees("emails sent", "Was this right?")
    world.clock.skip(minutes=2)
    await world.sam.sees("This started late: it was due at 09:00. Too much else was running then")
    await world.settled()


async def test_start_now_is_told_of_the_limit_and_the_start_stays(make_world: MakeWorld) -> None:
    world = await make_world(settings=ROOM_FOR_ONE)
    sam = world.sam
    waiting = await scheduled(world, sam)
    world.gate.shut()
    await sam.says("Add ana@example.org to my contacts with the tag partner")
    other = await sam.sees("1 contact", CONFIRM)
    await sam.presses(CONFIRM, within=other)
    await sam.sees_in(other, "Confirmed by")
    await sam.presses("Start now", within=waiting)
    told = await sam.sees("1 at a time is the most", "It still waits for its start")
    assert "draft" not in sam.text_of(told)
    world.gate.open()
    await world.settled()
    assert world.outbox() == []


async def test_the_same_at_another_time_is_warned_of(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    await sam.says(MOVED)
    await sam.sees("The same is scheduled already, for", CONFIRM)
    await sam.presses("Start now", within=waiting)
    await sam.sees_in(waiting, "10 emails sent")
    await sam.says(f"In 2 hours, {MOVED}")
    await sam.sees("The same was already run on", CONFIRM)
    await world.settled()
