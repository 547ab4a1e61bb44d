"""What starts later: asked for in words, confirmed as shown, looked at again, started in time."""

from typing import Any

import pytest

from app.domain.actions import Action, CreateRecord, DeleteRecord, UpdateRecord
from app.domain.operation import Account
from app.domain.plan import Comparison, Filter, Query
from app.domain.ports import Call
from app.domain.record import Entity, Record
from playground.viewer import Shown
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import SAM, SAM_ACCOUNT, World

MOVED = "email all customers in Berlin that we moved"
TOMORROW = f"Tomorrow at 9, {MOVED}"
STARTS = "Starts Tue 24 Nov 09:00 (Berlin)"
CONFIRM = "Confirm All"
UNTIL_LOOK = {"hours": 23, "minutes": 28, "seconds": 30}
"""From the Monday morning of these stories to 90 seconds before that start."""

BERLIN_CUSTOMERS = Query(
    entity=Entity.CONTACT,
    filters=(
        Filter(field="kind", comparison=Comparison.EQUALS, value="customer"),
        Filter(field="city", comparison=Comparison.EQUALS, value="Berlin"),
    ),
)


async def scheduled(world: World, sam: Colleague, sentence: str = TOMORROW) -> Shown:
    """Ask for a start, confirm it; the message that waits for it."""
    await sam.says(sentence)
    await sam.sees(STARTS, CONFIRM)
    await sam.presses(CONFIRM)
    waiting = await sam.sees("Scheduled: emailing 10 people", STARTS)
    await world.settled()
    return waiting


async def customers(world: World) -> list[Record]:
    return await world.records(BERLIN_CUSTOMERS)


async def change(world: World, action: Action) -> None:
    """Somebody else changes something in the office."""
    call = Call(item_id="other", key=f"other:{action.model_dump_json()}", action=action)
    [outcome] = await world.office.execute(Account(provider="office", name=SAM_ACCOUNT), [call])
    assert outcome.result == "done"


async def arrives(world: World, name: str = "Nia Novak") -> None:
    """One more customer in Berlin."""
    email = f"{name.split(maxsplit=1)[0].lower()}@new.example"
    values = {"name": name, "email": email, "city": "Berlin", "kind": "customer"}
    await change(world, CreateRecord(entity=Entity.CONTACT, values=values))


async def leaves(world: World) -> str:
    """One of them fewer; who that was."""
    gone = (await customers(world))[0]
    await change(world, DeleteRecord(entity=Entity.CONTACT, id=gone.id, version=gone.version))
    return gone.text("email")


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


async def test_a_record_that_changed_is_left_alone(world: World, sam: Colleague) -> None:
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
    world.clock.skip(**UNTIL_LOOK)
    world.clock.skip(minutes=2)
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


EVERY_TUESDAY = f"Every Tuesday at 9:00 {MOVED}"
RULE = "Every Tuesday at 09:00 (Berlin)"


async def recurring(world: World, sam: Colleague, most: str = "") -> Shown:
    """Confirm a schedule; the message that tells of it."""
    await sam.says(EVERY_TUESDAY)
    preview = await sam.sees(f"{RULE}, first on Tue 24 Nov", "Confirm schedule")
    if most:
        await sam.presses(most, within=preview)
        await world.settled()
    await sam.presses("Confirm schedule", within=preview)
    told = await sam.sees(RULE, "Next run: Tue 24 Nov 09:00 (Berlin)")
    await world.settled()
    return told


async def test_each_run_is_shown_ahead_of_time_and_needs_a_confirm(
    world: World, sam: Colleague
) -> None:
    await recurring(world, sam)
    assert world.outbox() == []
    world.clock.skip(hours=23, minutes=1)
    preview = await sam.sees("Email 10 people", STARTS, CONFIRM)
    await sam.presses(CONFIRM, within=preview)
    waiting = await sam.sees("Scheduled: emailing 10 people", STARTS)
    await world.settled()
    world.clock.skip(minutes=28)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "10 emails sent")
    await world.settled()
    assert len(world.outbox()) == 10
    world.clock.skip(days=7, minutes=-30)
    await sam.sees("Email 10 people", "Starts Tue 1 Dec 09:00 (Berlin)", CONFIRM)
    await world.settled()
    assert len(world.outbox()) == 10


async def test_a_run_that_nobody_confirmed_does_not_happen(world: World, sam: Colleague) -> None:
    await recurring(world, sam)
    world.clock.skip(hours=23, minutes=1)
    preview = await sam.sees("Email 10 people", STARTS, CONFIRM)
    world.clock.skip(hours=2)
    await sam.sees_in(preview, "Expired")
    await world.settled()
    assert world.outbox() == []


async def test_its_owner_may_let_it_run_without_asking_up_to_a_number(
    world: World, sam: Colleague
) -> None:
    await recurring(world, sam, "Run without asking, up to 10 items")
    world.clock.skip(hours=23, minutes=1)
    waiting = await sam.sees("Scheduled: emailing 10 people", "Confirmed by itself: 10 items")
    await world.settled()
    world.clock.skip(minutes=28)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "10 emails sent")
    await arrives(world)
    world.clock.skip(days=7, minutes=-30)
    await sam.sees("Email 11 people", "Starts Tue 1 Dec 09:00 (Berlin)", CONFIRM)
    await world.settled()
    assert len(world.outbox()) == 10


async def test_a_delete_is_never_offered_to_run_without_asking(
    world: World, sam: Colleague
) -> None:
    await sam.says("Every Tuesday at 9:00 delete all contacts in Berlin")
    preview = await sam.sees("Confirm schedule")
    assert not [one for one in sam.buttons_of(preview) if "without asking" in one]
    _, value = sam.value_of(preview, "Confirm schedule")
    draft_id = value.partition("|")[0]
    await sam.forges("schedule_unasked", f"{draft_id}|10")
    await sam.sees("What deletes asks each time")
    await world.settled()


async def test_a_schedule_is_confirmed_once_however_often_it_is_pressed(
    world: World, sam: Colleague
) -> None:
    await sam.says(EVERY_TUESDAY)
    preview = await sam.sees("Confirm schedule")
    action, value = sam.value_of(preview, "Confirm schedule")
    await sam.presses("Confirm schedule", within=preview)
    await sam.sees(RULE, "Next run")
    await sam.sees_in(preview, "Scheduled by @Sam Rivera")
    await sam.forges(action, value)
    await sam.sees("This schedule is confirmed already")
    await world.settled()


async def test_schedules_are_listed_and_stopped(world: World, sam: Colleague) -> None:
    await recurring(world, sam)
    await scheduled(world, sam)
    await sam.says("my schedules")
    shown = await sam.sees("Your schedules", RULE, "Next run: Tue 24 Nov", STARTS)
    assert sam.buttons_of(shown) == ["Stop", "Cancel"]
    await sam.presses("Stop", within=shown)
    await sam.sees("Stopped: Every Tuesday at 09:00 (Berlin)")
    await sam.presses("Cancel", within=shown)
    await sam.sees("Cancelled: 0 of 10 emails sent")
    await sam.says("/bulk schedules")
    await sam.sees("Nothing of yours is scheduled")
    world.clock.skip(days=2)
    await world.settled()
    assert world.outbox() == []


async def test_runs_that_were_missed_are_reported_once_and_the_next_one_comes(
    world: World, sam: Colleague
) -> None:
    await recurring(world, sam)
    await world.stop_app()
    world.clock.move(days=9)
    await world.start_app()
    missed = await sam.sees("No run Tue 24 Nov 09:00 (Berlin)", "Bulkhead was not running then")
    await sam.presses("Run now", within=missed)
    await sam.sees("Email 10 people", CONFIRM)
    world.clock.skip(days=5, hours=23, minutes=5)
    await sam.sees("Email 10 people", "Starts Tue 8 Dec 09:00 (Berlin)")
    await world.settled()
    assert world.outbox() == []


async def test_each_run_reads_its_words_on_its_own_day(world: World, sam: Colleague) -> None:
    await sam.says("Every day at 9:00, send follow-up emails to everyone from yesterday's meetings")
    preview = await sam.sees("first on Tue 24 Nov", "Confirm schedule")
    assert "Sun 22 Nov" in sam.text_of(preview)
    await sam.presses("Confirm schedule", within=preview)
    await sam.sees("Next run")
    await world.settled()
    world.clock.skip(hours=23, minutes=1)
    shown = await sam.sees("Mon 23 Nov", STARTS)
    assert "Sun 22 Nov" not in sam.text_of(shown)
    await world.settled()


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_outside_of_its_hours_nothing_is_sent(world: World, sam: Colleague) -> None:
    await sam.says("Only between 12 and 17, email all customers in Berlin that we moved")
    await sam.sees("Only between 12:00 and 17:00, Monday to Friday, in your time (Berlin)", CONFIRM)
    await sam.presses(CONFIRM)
    message = await sam.sees("Waits until 12:00 (Berlin)")
    assert world.outbox() == []
    world.clock.skip(hours=2, minutes=31)
    await sam.sees_in(message, "10 emails sent")
    await world.settled()
    assert len(world.outbox()) == 10


async def test_hours_that_close_in_the_middle_open_again_the_next_day(
    make_world: MakeWorld,
) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "90"})
    sam = world.sam
    await sam.says("Only between 8 and 10, email all contacts tagged bulk that we moved")
    await sam.sees(CONFIRM)
    world.gate.shut(after=20)
    await sam.presses(CONFIRM)
    message = await sam.sees("20 of 90 done")
    world.clock.skip(hours=1)
    world.gate.open()
    await sam.sees_in(message, "Waits until Tue 24 Nov 08:00 (Berlin)")
    done = len(world.outbox())
    assert 20 <= done < 90
    world.clock.skip(hours=22)
    await sam.sees_in(message, "90 emails sent")
    await world.settled()
    assert await world.effects() == 90


async def test_a_time_that_is_over_is_asked_about(world: World, sam: Colleague) -> None:
    await sam.says(f"At 9 {MOVED}")
    await sam.sees("Mon 23 Nov, 09:00 is over. When should it start?")
    await sam.presses("Tue 24 Nov, 09:00")
    await sam.sees(STARTS, CONFIRM)
    await world.settled()
