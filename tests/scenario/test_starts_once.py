"""A start happens once, in time, and not after a Stop: whatever comes in between."""

from typing import Any

from app.domain.identity import Person
from tests.scenario.colleague import Colleague
from tests.scenario.later import (
    CONFIRM,
    STARTS,
    UNTIL_LOOK,
    arrives,
    nia_leaves,
    scheduled,
)
from tests.scenario.looks import Looks, slowed
from tests.scenario.world import SAM, TEAM, World


async def asked_anew(world: World, sam: Colleague) -> tuple[Any, Any]:
    """A start that grew until its owner wanted it now: its message, and the new preview."""
    waiting = await scheduled(world, sam)
    await arrives(world)
    await sam.presses("Start now", within=waiting)
    preview = await sam.sees("Email 11 people", "New since you confirmed")
    await world.settled()
    return waiting, preview


async def test_a_new_preview_of_a_start_that_ran_is_refused(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    action, start_now = sam.value_of(waiting, "Start now")
    await arrives(world)
    await sam.forges(action, start_now)
    preview = await sam.sees("Email 11 people", "New since you confirmed")
    await world.settled()
    await nia_leaves(world)
    await sam.forges(action, start_now)  # another window still shows the button
    await sam.sees_in(waiting, "10 emails sent")
    await world.settled()
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("What this preview was to take the place of has started")
    await sam.sees_in(preview, "Expired")
    await world.settled()
    assert len(world.outbox()) == 10


async def test_a_new_preview_is_refused_also_where_the_start_came_by_itself(
    world: World, sam: Colleague
) -> None:
    waiting, preview = await asked_anew(world, sam)
    await nia_leaves(world)
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "10 emails sent")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("What this preview was to take the place of has started")
    await world.settled()
    assert len(world.outbox()) == 10


async def test_of_two_new_previews_of_a_start_one_can_be_confirmed(
    world: World, sam: Colleague
) -> None:
    _, first = await asked_anew(world, sam)
    world.clock.skip(**UNTIL_LOOK)
    second = await sam.sees("Email 11 people", "New since you confirmed", STARTS)
    await sam.presses(CONFIRM, within=second)
    again = await sam.sees("Scheduled: emailing 11 people")
    await world.settled()
    await sam.presses(CONFIRM, within=first)
    await sam.sees("Another preview of this start was confirmed already")
    world.clock.skip(minutes=2)
    await sam.sees_in(again, "11 emails sent")
    await world.settled()
    assert len(world.outbox()) == 11


async def test_a_crash_right_after_confirm_does_not_leave_the_old_start(
    world: World, sam: Colleague
) -> None:
    waiting, preview = await asked_anew(world, sam)
    _, value = sam.value_of(preview, CONFIRM)
    draft_id, _, digest = value.partition("|")
    by = Person(tenant=TEAM, user_id=SAM)
    await world.app.engine.manager.execute_bulk_draft(draft_id, digest, by)  # and no more of it
    await world.restart()
    await sam.sees_in(waiting, "Cancelled: 0 of 10 emails sent")
    await nia_leaves(world)
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await world.until(lambda: len(world.outbox()) == 11)
    await world.settled()
    assert len(world.outbox()) == 11


async def test_a_look_that_start_now_overtook_says_nothing_more(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    rechecks: Any = world.app.services.scheduler._starting._rechecks
    look, looks = slowed(rechecks, "look"), Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    await look.inside.wait()
    world.clock.skip(seconds=1)
    await sam.presses("Start now", within=waiting)
    await sam.sees_in(waiting, "10 emails sent")
    await arrives(world)
    look.go_on.set()
    await looks.after(1)
    await world.settled()
    assert "10 emails sent" in sam.latest(waiting)
    assert not [one for one in sam.screen if "New since you confirmed" in one]


async def test_what_was_cancelled_while_it_was_looked_at_stays_cancelled(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    await arrives(world)
    rechecks: Any = world.app.services.scheduler._starting._rechecks
    look, looks = slowed(rechecks, "look"), Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    await look.inside.wait()
    await sam.presses("Cancel", within=waiting)
    await sam.sees_in(waiting, "Cancelled: 0 of 10 emails sent")
    look.go_on.set()
    await looks.after(1)
    await world.settled()
    assert "Cancelled: 0 of 10 emails sent" in sam.latest(waiting)
    assert not [one for one in sam.screen if "New since you confirmed" in one]


async def test_a_process_that_slept_over_the_last_moment_starts_nothing(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    looks = Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    await looks.after(1)
    begin = slowed(world.app.storage.agenda.appointments, "begin")
    world.clock.skip(minutes=2)
    await begin.inside.wait()
    world.clock.passes(hours=3)  # the machine sleeps, and wakes
    begin.go_on.set()
    await sam.sees_in(waiting, "Not started: emailing 10 people", "more than 15 minutes late")
    await world.settled()
    assert world.outbox() == []


async def test_an_old_look_is_not_enough_to_start_late(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    looks = Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    await looks.after(1)
    await arrives(world)
    await world.stop_app()
    world.clock.move(minutes=12)
    await world.start_app()
    await sam.sees("Email 11 people", "New since you confirmed")
    await sam.sees_in(waiting, "Not started")
    await world.settled()
    assert world.outbox() == []
