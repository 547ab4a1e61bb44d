"""Looks at starts that take long, and what people may press meanwhile."""

from typing import Any

from sqlalchemy import Connection, update

from app.storage.schema import schedule
from tests.scenario.colleague import Colleague
from tests.scenario.later import (
    CONFIRM,
    STARTS,
    UNTIL_LOOK,
    all_leave,
    arrives,
    nia_leaves,
    recurring,
    scheduled,
)
from tests.scenario.looks import Looks, slowed
from tests.scenario.world import World

HAMBURG = "Tomorrow at 9, email all customers in Hamburg that we moved"


async def test_a_look_that_hangs_holds_up_no_other_start(world: World, sam: Colleague) -> None:
    await scheduled(world, sam)
    await sam.says(HAMBURG)
    preview = await sam.sees("Hamburg", STARTS, CONFIRM)
    await sam.presses(CONFIRM, within=preview)
    await sam.sees_in(preview, "Scheduled by")
    await world.settled()
    starting: Any = world.app.services.scheduler._starting  # type: ignore[attr-defined, unused-ignore]
    look, looks = slowed(starting._rechecks, "look"), Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    await look.inside.wait()
    await looks.after(1)
    world.clock.skip(minutes=2)
    await sam.sees("emails sent", "Was this right?")
    look.go_on.set()
    await looks.after(3)


async def test_what_could_not_be_looked_at_says_so_and_starts_once_it_can(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    starting: Any = world.app.services.scheduler._starting
    patience, starting._patience = starting._patience, 0.0
    looks = Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    await looks.after(1)
    world.clock.skip(minutes=4)
    await looks.after(2)
    assert world.outbox() == []
    starting._patience = patience
    world.clock.skip(seconds=30)
    await sam.sees_in(waiting, "10 emails sent")
    await sam.sees("This started late", "What it is about could not be looked at in time")
    await world.settled()


async def test_what_could_never_be_looked_at_is_not_told_as_an_outage(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    starting: Any = world.app.services.scheduler._starting
    starting._patience = 0.0
    looks = Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    await looks.after(1)
    world.clock.skip(minutes=18)
    await sam.sees_in(waiting, "Not started", "could not be looked at in time, and nothing starts")
    assert "was not running" not in sam.latest(waiting)
    await world.settled()


async def test_what_grew_for_start_now_may_start_all_the_same(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    await arrives(world)
    await sam.presses("Start now", within=waiting)
    await sam.sees_in(waiting, "I look once more two minutes before the start")
    assert "or it will not start" not in sam.latest(waiting)
    await nia_leaves(world)
    await world.settled()
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "10 emails sent")
    await world.settled()


async def test_run_now_and_the_new_preview_of_a_start_are_one(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    await arrives(world)
    looks = Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    grown = await sam.sees("Email 11 people", "New since you confirmed")
    await looks.after(1)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "Not started")
    await sam.presses("Run now", within=waiting)
    preview = await sam.sees("Email 11 people", CONFIRM, without="New since")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("11 emails sent")
    await world.settled()
    await sam.presses(CONFIRM, within=grown)
    await sam.sees("Another preview of this start was confirmed already")
    await world.settled()
    assert len(world.outbox()) == 11


async def test_stop_calls_off_the_run_that_is_shown(world: World, sam: Colleague) -> None:
    told = await recurring(world, sam)
    world.clock.skip(hours=23, minutes=1)
    preview = await sam.sees("Email 10 people", STARTS, CONFIRM)
    await sam.presses("Stop", within=told)
    await sam.sees("There will be no more runs")
    await sam.sees_in(preview, "Cancelled")
    await world.settled()
    assert sam.buttons_of(preview) == []


async def test_a_start_of_which_nobody_is_left_ends_with_nothing_sent(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    await all_leave(world)
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "Nothing was sent")
    await world.settled()
    assert world.outbox() == []


async def test_stop_of_a_schedule_that_no_key_opens_stops_it(world: World, sam: Colleague) -> None:
    world.log.expect("schedule_unreadable")
    told = await recurring(world, sam)
    await world.app.storage.database.tx(_spoil)
    await sam.presses("Stop", within=told)
    await sam.sees("cannot be read any more, and was stopped")
    await world.settled()
    world.clock.skip(days=2)
    await world.settled()
    assert not [one for one in sam.screen if "No run" in one or CONFIRM in one]


def _spoil(connection: Connection) -> None:
    connection.execute(update(schedule).values(sealed=b"x" * 60))
