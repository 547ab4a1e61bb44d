"""What starts later: confirmed as shown, looked at again, started in time."""

from typing import Any

from app.domain.actions import UpdateRecord
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from playground.viewer import Shown
from tests.scenario.colleague import Colleague
from tests.scenario.later import (
    CONFIRM,
    MOVED,
    STARTS,
    TOMORROW,
    UNTIL_LOOK,
    arrives,
    change,
    leaves,
    scheduled,
)
from tests.scenario.looks import Looks
from tests.scenario.world import SAM, World


async def test_a_confirmed_start_waits_is_looked_at_and_runs_in_time(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    assert sam.buttons_of(waiting) == ["Start now", "Cancel"]
    world.clock.skip(**UNTIL_LOOK)
    await world.settled()
    assert world.outbox() == []
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "10 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 10
    assert not [one for one in sam.screen if "started late" in one]


async def test_it_starts_after_a_restart_a_little_late_and_says_so(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    await world.stop_app()
    world.clock.move(hours=23, minutes=35)
    await world.start_app()
    await sam.sees_in(waiting, "10 emails sent")
    await sam.sees("This started late: it was due at 09:00")
    await world.settled()
    assert len(world.outbox()) == 10


async def test_a_start_that_was_missed_is_reported_and_can_be_had_now(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    await world.stop_app()
    world.clock.move(hours=24)
    await world.start_app()
    await sam.sees_in(waiting, "Not started: emailing 10 people", "more than 15 minutes late")
    await world.settled()
    assert world.outbox() == []
    assert sam.buttons_of(waiting) == ["Run now"]
    await sam.presses("Run now", within=waiting)
    preview = await sam.sees("Email 10 people", CONFIRM)
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("10 emails sent")
    await world.settled()
    assert len(world.outbox()) == 10


async def test_whoever_fell_away_is_left_out_with_the_reason(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    gone = await leaves(world)
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "9 of 10 emails sent", "It is not among what you asked for any more")
    await world.settled()
    assert len(world.outbox()) == 9
    assert not [one for one in world.outbox() if gone in one]


async def test_a_set_that_grew_needs_a_new_confirm(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    await arrives(world)
    world.clock.skip(**UNTIL_LOOK)
    preview = await sam.sees("Email 11 people", "New since you confirmed", "nia@new.example")
    await sam.sees_in(waiting, "confirm the new preview")
    await sam.presses(CONFIRM, within=preview)
    again = await sam.sees("Scheduled: emailing 11 people", STARTS)
    await world.settled()
    await sam.sees_in(waiting, "Cancelled")
    world.clock.skip(minutes=2)
    await sam.sees_in(again, "11 emails sent")
    await world.settled()
    assert len(world.outbox()) == 11


async def test_a_set_that_grew_does_not_start_without_a_confirm(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    await arrives(world)
    world.clock.skip(**UNTIL_LOOK)
    await sam.sees("Email 11 people", "New since you confirmed")
    await world.settled()
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "Not started", "nobody confirmed the new preview in time")
    await world.settled()
    assert world.outbox() == []


async def test_a_new_confirm_just_after_the_start_runs_at_once(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    await arrives(world)
    world.clock.skip(**UNTIL_LOOK)
    preview = await sam.sees("Email 11 people", "New since you confirmed")
    await world.settled()
    world.clock.skip(minutes=5)
    await sam.sees_in(waiting, "Not started")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("11 emails sent")
    await world.settled()
    assert len(world.outbox()) == 11


async def acme_changes(world: World, sam: Colleague) -> Shown:
    """A confirmed start, one of whose records changes before it; its message."""
    await sam.says("Tomorrow at 9, tag every contact at Acme as vip")
    await sam.sees(STARTS, CONFIRM)
    await sam.presses(CONFIRM)
    waiting = await sam.sees("Scheduled: ", STARTS)
    await world.settled()
    acme = Filter(field="company", comparison=Comparison.CONTAINS, value="Acme")
    found = await world.records(Query(entity=Entity.CONTACT, filters=(acme,)))
    one = next(record for record in found if "vip" not in record.fields["tags"])
    update = UpdateRecord(
        entity=Entity.CONTACT, id=one.id, version=one.version, set={"phone": "+49 30 1"}
    )
    await change(world, update)
    return waiting


async def test_a_record_that_changed_is_left_alone(world: World, sam: Colleague) -> None:
    waiting = await acme_changes(world, sam)
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "The record changed since you confirmed", "Was this right?")
    await world.settled()


async def test_a_record_that_was_left_out_is_not_found_anew_by_a_later_look(
    world: World, sam: Colleague
) -> None:
    waiting = await acme_changes(world, sam)
    looks = Looks(world)
    world.clock.skip(**UNTIL_LOOK)
    await looks.after(1)
    world.clock.skip(minutes=10)  # what was found is too old by now: it looks again
    await sam.sees_in(waiting, "The record changed since you confirmed", "Was this right?")
    await world.settled()


async def test_a_start_can_be_cancelled_until_then(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    await sam.presses("Cancel", within=waiting)
    await sam.sees_in(waiting, "Cancelled: 0 of 10 emails sent")
    world.clock.skip(days=1)
    await world.settled()
    assert world.outbox() == []


async def test_a_start_can_be_had_at_once(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    await sam.presses("Start now", within=waiting)
    await sam.sees_in(waiting, "10 emails sent", "Was this right?")
    world.clock.skip(days=1)
    await world.settled()
    assert len(world.outbox()) == 10


async def test_start_now_shows_what_is_new_and_the_old_start_stays(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled(world, sam)
    await arrives(world)
    await sam.presses("Start now", within=waiting)
    preview = await sam.sees("Email 11 people", "New since you confirmed")
    await sam.sees("There is more to do than you confirmed")
    assert STARTS not in sam.text_of(preview)
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("11 emails sent", "Was this right?")
    await sam.sees_in(waiting, "Cancelled")
    world.clock.skip(days=1)
    await world.settled()
    assert len(world.outbox()) == 11


async def test_only_the_requester_decides_about_a_start(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    for label in ("Start now", "Cancel"):
        action, value = sam.value_of(waiting, label)
        await world.priya.forges(action, value)
        await world.priya.sees("Only Sam Rivera can do that")
    await world.settled()
    assert world.outbox() == []


async def test_whoever_was_taken_out_before_confirm_is_not_new(
    world: World, sam: Colleague
) -> None:
    await sam.says(TOMORROW)
    preview = await sam.sees(CONFIRM)
    await sam.presses("See all 10")
    await sam.sees_modal("10 people")
    await sam.presses("Exclude")
    await sam.sees_modal("9 people, 1 taken out")
    await sam.closes()
    await sam.presses(CONFIRM, within=preview)
    waiting = await sam.sees("Scheduled: emailing 9 people", STARTS)
    await world.settled()
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "9 emails sent")
    await world.settled()
    assert len(world.outbox()) == 9


async def test_whoever_became_a_guest_since_starts_nothing(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    people: Any = world._server.hub._people
    people[SAM] = people[SAM].model_copy(update={"is_restricted": True})
    world.clock.skip(**UNTIL_LOOK)
    await sam.sees_in(waiting, "Not started", "Only members of this workspace")
    world.clock.skip(hours=2)
    await world.settled()
    assert world.outbox() == []


async def test_a_time_that_is_over_is_asked_about(world: World, sam: Colleague) -> None:
    await sam.says(f"At 9 {MOVED}")
    await sam.sees("Mon 23 Nov, 09:00 is over. When should it start?")
    await sam.presses("Tue 24 Nov, 09:00")
    await sam.sees(STARTS, CONFIRM)
    await world.settled()
