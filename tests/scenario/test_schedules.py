"""Schedules that repeat: each run is shown ahead of time, and starts as it was confirmed."""

from tests.scenario.colleague import Colleague
from tests.scenario.later import (
    CONFIRM,
    EVERY_TUESDAY,
    RULE,
    STARTS,
    TOMORROW,
    all_leave,
    arrives,
    recurring,
    scheduled,
)
from tests.scenario.world import World


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


async def test_a_schedule_with_nothing_to_do_today_is_confirmed_and_each_run_looks_anew(
    world: World, sam: Colleague
) -> None:
    await all_leave(world)
    await sam.says(EVERY_TUESDAY)
    preview = await sam.sees(f"{RULE}, first on Tue 24 Nov", "There is nothing to do today")
    shown = sam.text_of(preview)
    assert "Risk" not in shown
    assert "Takes" not in shown
    assert sam.buttons_of(preview) == ["Confirm schedule", "Cancel"]
    await sam.presses("Confirm schedule", within=preview)
    await sam.sees(RULE, "Next run: Tue 24 Nov 09:00 (Berlin)")
    await sam.sees_in(preview, "Scheduled by @Sam Rivera")
    await world.settled()
    world.clock.skip(hours=23, minutes=1)
    await sam.sees("No run Tue 24 Nov 09:00 (Berlin)", "Nothing matches")
    await world.settled()
    await arrives(world)
    world.clock.skip(days=7)
    run = await sam.sees("Email 1 person", "Starts Tue 1 Dec 09:00 (Berlin)", "nia@new.example")
    assert CONFIRM in sam.buttons_of(run)
    await world.settled()
    assert world.outbox() == []


async def test_a_start_with_nothing_to_do_is_refused_at_once(world: World, sam: Colleague) -> None:
    await all_leave(world)
    await sam.says(TOMORROW)
    await sam.sees("Nothing matches", "Check the name or the dates")
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
