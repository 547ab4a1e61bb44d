"""Starts that come together: what may run at a time holds for them as for anything else."""

from tests.scenario.conftest import MakeWorld
from tests.scenario.test_schedules import CONFIRM, STARTS, UNTIL_LOOK


async def test_no_more_starts_at_once_than_may_run_at_a_time(make_world: MakeWorld) -> None:
    world = await make_world(settings={"person_runs": 1})
    sam = world.sam
    for city in ("Berlin", "Hamburg"):
        await sam.says(f"Tomorrow at 9, email all customers in {city} that we moved")
        preview = await sam.sees(city, STARTS, CONFIRM)
        await sam.presses(CONFIRM, within=preview)
        await sam.sees_in(preview, "Scheduled by")
        await world.settled()
    world.gate.shut()
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await sam.sees("0 of ")
    running = [
        one
        for one in await world.app.storage.operations.unfinished()
        if one.status.value == "executing"
    ]
    assert len(running) == 1
    world.clock.skip(minutes=16)
    await sam.sees("Not started", "at a time is the most")
    world.gate.open()
    await world.settled()
