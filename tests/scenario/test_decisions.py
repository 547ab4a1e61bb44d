"""Confirm, cancel, or let it expire: a draft is decided once, by those who may."""

import asyncio

from app.slack.drafts import close_if_expired
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
ONCE = "This was confirmed already"


async def test_cancel_does_nothing_and_says_who_did_it(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees("Confirm All")
    value = sam.value_of(preview, "Confirm All")
    await sam.presses("Cancel")
    await sam.sees_in(preview, "Email 12 people", "Cancelled by @Sam Rivera at 09:30")
    assert sam.buttons_of(preview) == []
    await sam.forges(*value)
    await sam.sees("This draft was cancelled. Nothing was done.")
    assert await world.effects() == 0


async def test_two_confirms_at_once_are_one_run(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees("Confirm All")
    value = sam.value_of(preview, "Confirm All")
    await asyncio.gather(*(sam.forges(*value) for _ in range(4)))
    await sam.sees(ONCE)
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    assert await world.effects() == len(world.outbox()) == 12
    runs = [one for one in sam.screen if "emails sent" in one]
    assert len(runs) == 1


async def test_a_confirm_delivered_again_is_one_run(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    await world.slack.repeat_last("interactive")
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 12
    assert not [one for one in sam.screen if ONCE in one]  # the same press: nothing to complain of


async def test_an_approver_may_confirm_and_of_two_people_at_once_one_does(
    make_world: MakeWorld,
) -> None:
    world = await make_world(settings={"approvers": frozenset({"U0PRIYA"})})
    sam, priya, alex = world.sam, world.priya, world.alex
    await sam.says(f"/bulk here {FOLLOW_UP}", "sales")
    preview = await priya.sees("Email 12 people", "Confirm All", room="sales")
    await alex.presses("Confirm All")
    await alex.sees("Only Sam Rivera can")

    await asyncio.gather(sam.presses("Confirm All"), priya.presses("Confirm All"))
    await sam.sees("12 emails sent", "Was this right?", room="sales")
    await world.settled()
    assert len(world.outbox()) == 12
    assert all("sam@harbor.example" in message for message in world.outbox())
    told = [one for person in (sam, priya) for one in person.screen if ONCE in one]
    assert len(told) == 1
    assert "Confirmed by @" in sam.latest(preview)


async def test_the_preview_names_the_approver_who_confirmed(make_world: MakeWorld) -> None:
    world = await make_world(settings={"approvers": frozenset({"U0PRIYA"})})
    await world.sam.says(f"/bulk here {FOLLOW_UP}", "sales")
    preview = await world.priya.sees("Email 12 people", "Confirm All", room="sales")
    await world.priya.presses("Confirm All")
    await world.sam.sees_in(preview, "Confirmed by @Priya Nair at 09:30")
    await world.sam.sees("12 emails sent", "Was this right?")
    await world.settled()


async def test_a_late_confirm_is_told_that_the_draft_expired(world: World, sam: Colleague) -> None:
    await sam.says(f"/bulk {FOLLOW_UP}", "sales")
    preview = await sam.sees("Expires on Tue 24 Nov, 09:30", "Confirm All")
    note = await world.priya.sees("is preparing to email 12 people", room="sales")
    await world.settled()
    world.clock.passes(hours=25)
    await sam.presses("Confirm All", within=preview)
    await sam.sees("This draft expired (Tue 24 Nov, 09:30). Nothing was done.")
    await sam.sees_in(preview, "Expired at 10:30")
    assert sam.buttons_of(preview) == []
    await world.priya.sees_in(note, "the preview expired before it was confirmed")
    assert await world.effects() == 0


async def test_an_expired_preview_loses_its_buttons_by_itself(make_world: MakeWorld) -> None:
    world = await make_world(pace={"look_for_expired": 0.02})
    await world.sam.says(FOLLOW_UP)
    preview = await world.sam.sees("Confirm All")
    await world.settled()
    world.clock.passes(hours=24, minutes=1)
    await world.sam.sees_in(preview, "Expired at 09:31")
    assert world.sam.buttons_of(preview) == []
    await world.settled()


async def test_a_wall_clock_that_was_set_expires_no_preview(make_world: MakeWorld) -> None:
    """Whether its time is over is a matter of the journal's time, for whoever looks."""
    world = await make_world(settings={"heartbeat": 300.0})  # the journal's goes on by seconds
    await world.sam.says(FOLLOW_UP)
    preview = await world.sam.sees("Confirm All")
    await world.settled()
    world.clock.move(hours=25)
    [draft] = [one async for one in world.app.storage.drafts.open_drafts()]
    await close_if_expired(world.app.services, draft)
    await world.sam.presses("Confirm All", within=preview)
    await world.sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 12


async def test_a_preview_that_was_deleted_can_still_be_decided(
    world: World, sam: Colleague
) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees("Confirm All")
    value = sam.value_of(preview, "Confirm All")
    await world.bot().chat_delete(channel=preview.channel, ts=preview.ts)
    await sam.forges(*value)
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 12


async def test_what_changed_since_the_preview_is_left_alone(world: World, sam: Colleague) -> None:
    await sam.says("Tag every contact at Acme as vip")
    first = await sam.sees("8 contacts", "Confirm All")
    await sam.says("Tag every contact at Acme as regional")
    await sam.sees("9 contacts", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("9 contacts", "Was this right?")
    await sam.presses("Confirm All", within=first)
    summary = await sam.sees("Nothing was", "Skipped: 8", "View Details")
    assert "Was this right?" not in sam.text_of(summary)
    assert "changed since the preview" in sam.text_of(summary).lower()
    await world.settled()
