"""When it will be done is a time, and true: by the quota, and by what other runs hold of it."""

import json

from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

EVERYBODY = "Email all contacts tagged bulk that the office is closed on Friday"
CUSTOMERS = "Email all customers in Berlin that the office is closed on Friday"
A_HUNDRED_A_MINUTE = json.dumps({"bulk_email": {"limit": 100, "seconds": 60}})


async def four_hundred(make_world: MakeWorld) -> World:
    """An account that sends a hundred messages a minute, and four hundred people to write to."""
    return await make_world(office={"OFFICE_CONTACTS": "400", "OFFICE_QUOTAS": A_HUNDRED_A_MINUTE})


async def test_the_preview_and_the_run_say_the_same_time(make_world: MakeWorld) -> None:
    """A hundred at once, and a hundred more with each of the next three minutes."""
    world = await four_hundred(make_world)
    sam = world.sam
    await sam.says(EVERYBODY)
    await sam.sees("Takes about 3 minutes: done about 09:33 if confirmed at 09:30 · Expires")
    await sam.presses("Confirm All")
    message = await sam.sees("100 of 400 done", "300 queued", "done about 09:33\n")
    await sam.presses("Cancel Execution", within=message)
    await sam.sees_in(message, "Cancelled: 100 of 400 emails sent")
    await world.settled()


async def test_what_another_run_holds_of_the_quota_counts(make_world: MakeWorld) -> None:
    world = await four_hundred(make_world)
    sam = world.sam
    await sam.says(CUSTOMERS)
    await sam.sees("Email 10 people", "Takes a few seconds · Expires")
    await sam.says(EVERYBODY)
    await sam.sees("Email 400 people", "Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("100 of 400 done")
    await sam.says(CUSTOMERS)
    await sam.sees("Email 10 people", "Takes under a minute · Expires")
    await sam.presses("Cancel Execution", within=message)
    await sam.sees_in(message, "Cancelled: 100 of 400 emails sent")
    await world.settled()


async def test_where_others_read_it_the_zone_stands_beside_the_time(
    make_world: MakeWorld,
) -> None:
    world = await four_hundred(make_world)
    await world.sam.says(f"/bulk here {EVERYBODY}", "sales")
    await world.sam.sees("Confirm All", room="sales")
    await world.sam.presses("Confirm All")
    message = await world.priya.sees("done about 09:33 (Europe/Berlin)", room="sales")
    await world.sam.presses("Cancel Execution", within=message)
    await world.sam.sees_in(message, "Cancelled: ")
    await world.settled()


async def test_a_paused_run_promises_no_time(make_world: MakeWorld) -> None:
    world = await four_hundred(make_world)
    sam = world.sam
    await sam.says(EVERYBODY)
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("100 of 400 done", "done about")
    await sam.presses("Pause", within=message)
    await sam.sees_in(message, title="Paused: emailing 400 people")
    assert "done about" not in sam.latest(message)
    await sam.presses("Resume", within=message)
    await sam.sees_in(message, "done about 09:33", title="Emailing 400 people")
    await sam.presses("Cancel Execution", within=message)
    await sam.sees_in(message, "Cancelled: 100 of 400 emails sent")
    await world.settled()
