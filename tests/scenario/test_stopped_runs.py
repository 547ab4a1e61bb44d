"""Runs of schedules that are stopped, or that nobody was there for: what was shown, and counts no more."""

from typing import Any

from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM, STARTS, arrives, recurring
from tests.scenario.looks import Looks, slowed
from tests.scenario.world import World


async def stops(sam: Colleague) -> None:
    """Stop the only schedule."""
    await sam.says("my schedules")
    shown = await sam.sees("Your schedules", "Next run")
    await sam.presses("Stop", within=shown)
    await sam.sees("There will be no more runs")


async def test_a_run_that_is_being_prepared_ends_with_its_schedule(
    world: World, sam: Colleague
) -> None:
    await recurring(world, sam, "Run without asking, up to 10 items")
    looks = Looks(world)
    make = slowed(world.app.services.schedule_runs, "_assembled")
    world.clock.skip(hours=23, minutes=1)
    await make.inside.wait()
    await stops(sam)
    make.go_on.set()
    await looks.after(1)
    await world.settled()
    assert not [one for one in sam.screen if STARTS in one]
    assert await world.app.storage.operations.unfinished() == []


async def test_a_run_whose_schedule_stops_before_it_confirms_itself_is_not_confirmed(
    world: World, sam: Colleague
) -> None:
    await recurring(world, sam, "Run without asking, up to 10 items")
    looks = Looks(world)
    confirmations: Any = world.app.engine.drafting.confirmations
    confirm = slowed(confirmations, "_create")
    world.clock.skip(hours=23, minutes=1)
    await confirm.inside.wait()
    preview = await sam.sees("Email 10 people", STARTS, CONFIRM)
    await stops(sam)
    confirm.go_on.set()
    await looks.after(1)
    await world.settled()
    assert await world.app.storage.operations.unfinished() == []
    await sam.sees_in(preview, "Cancelled")
    assert sam.buttons_of(preview) == []


async def test_a_crash_within_stop_leaves_no_run_that_can_be_confirmed(
    world: World, sam: Colleague
) -> None:
    told = await recurring(world, sam)
    world.clock.skip(hours=23, minutes=1)
    preview = await sam.sees("Email 10 people", STARTS, CONFIRM)
    await world.settled()
    calling_off = slowed(world.app.services.schedule_runs, "called_off")
    await sam.presses("Stop", within=told)
    await calling_off.inside.wait()
    await world.restart()
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("Its schedule was stopped, so this run does not happen")
    await sam.sees_in(preview, "Expired")
    await world.settled()
    assert sam.buttons_of(preview) == []
    assert await world.app.storage.operations.unfinished() == []


async def test_a_run_that_was_confirmed_stays_though_its_schedule_stops(
    world: World, sam: Colleague
) -> None:
    told = await recurring(world, sam)
    world.clock.skip(hours=23, minutes=1)
    preview = await sam.sees("Email 10 people", STARTS, CONFIRM)
    await sam.presses(CONFIRM, within=preview)
    waiting = await sam.sees("Scheduled: emailing 10 people", STARTS)
    await world.settled()
    await arrives(world)
    await sam.presses("Stop", within=told)
    await sam.sees("There will be no more runs")
    world.clock.skip(minutes=28)
    grown = await sam.sees("Email 11 people", "New since you confirmed")
    await sam.presses(CONFIRM, within=grown)
    again = await sam.sees("Scheduled: emailing 11 people", STARTS)
    await sam.sees_in(waiting, "Cancelled")
    await world.settled()
    world.clock.skip(minutes=2)
    await sam.sees_in(again, "11 emails sent")
    await world.settled()


async def test_the_preview_of_a_run_that_was_missed_is_closed(world: World, sam: Colleague) -> None:
    """Whoever prepared it died before the schedule went on to its next run."""
    await recurring(world, sam)
    going_on = slowed(world.app.services.schedule_runs, "advance")
    world.clock.skip(hours=23, minutes=1)
    await going_on.inside.wait()
    preview = await sam.sees("Email 10 people", STARTS, CONFIRM)
    await world.settled()
    world.clock.skip(minutes=46)
    await sam.sees("No run Tue 24 Nov 09:00 (Berlin)")
    await sam.sees_in(preview, "Expired")
    going_on.go_on.set()
    await world.settled()
    assert sam.buttons_of(preview) == []
    assert world.outbox() == []
