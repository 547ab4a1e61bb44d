"""Two things in one request: one preview, one Confirm, and the second only where the first was."""

import asyncio
from typing import Any

import pytest

from app.connectors.office import Moment
from app.domain.errors import InvalidItem, NetworkFailed
from app.domain.record import Entity
from app.engine.confirmations import Confirmations
from playground.viewer import Shown
from tests.scenario.colleague import Colleague
from tests.scenario.world import World

CONFIRM = "Confirm All"
BOTH = 'Email all customers in Berlin: "The office is closed on Friday" and tag them as told'
BERLIN = 10


async def previewed(sam: Colleague, text: str = BOTH) -> Shown:
    await sam.says(text)
    return await sam.sees("Then: Tag", CONFIRM)


async def tagged(world: World) -> set[str]:
    """The addresses of the contacts that have the tag by now."""
    contacts = await world.all_of(Entity.CONTACT)
    return {one.text("email") for one in contacts if "told" in one.fields["tags"]}


async def test_one_confirm_does_both_one_after_the_other(world: World, sam: Colleague) -> None:
    preview = await previewed(sam)
    text = sam.text_of(preview)
    assert f"Email {BERLIN} people" in text
    assert f"Then: Tag {BERLIN} contacts" in text
    assert "Add the tag “told” to those contacts" in text
    world.gate.shut(after=4)
    await sam.presses(CONFIRM)
    await sam.sees("Emailing 10 people", "4 of 10 done")
    waiting = await sam.sees("Next: tagging 10 contacts", "once the step before is done")
    assert sam.buttons_of(waiting) == ["Cancel"]
    assert await tagged(world) == set()

    world.gate.open()
    await sam.sees("10 emails sent", "Was this right?")
    await sam.sees_in(waiting, "10 contacts tagged", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == len(await tagged(world)) == BERLIN
    assert await world.effects() == 2 * BERLIN


async def test_who_is_taken_out_of_the_first_is_out_of_the_second(
    world: World, sam: Colleague
) -> None:
    preview = await previewed(sam)
    outdated = sam.value_of(preview, CONFIRM)
    await sam.presses("See all 10")
    await sam.sees_modal("10 people")
    await sam.presses("Exclude")
    shown = await sam.sees_modal("9 people, 1 taken out", "Taken out: ")
    gone = shown.partition("Taken out: ")[2].split()[0]
    await sam.presses("Done")
    await sam.sees_in(preview, "Email 9 people", "Then: Tag 9 contacts")
    await sam.forges(*outdated)
    await sam.sees("This preview is out of date")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("9 contacts tagged")
    await world.settled()
    assert len(world.outbox()) == len(await tagged(world)) == 9
    assert gone not in await tagged(world)


async def test_the_second_has_a_list_of_its_own(world: World, sam: Colleague) -> None:
    preview = await previewed(sam)
    outdated = sam.value_of(preview, CONFIRM)
    await sam.presses("See step 2 (10)")
    await sam.sees_modal("10 contacts")
    await sam.presses("Exclude")
    await sam.sees_modal("9 contacts, 1 taken out")
    await sam.presses("Done")
    await sam.sees_in(preview, "Email 10 people", "Then: Tag 9 contacts")
    await sam.forges(*outdated)
    await sam.sees("This preview is out of date")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("9 contacts tagged")
    await world.settled()
    assert (len(world.outbox()), len(await tagged(world))) == (10, 9)


async def test_what_failed_before_is_not_followed(world: World, sam: Colleague) -> None:
    world.office.faults.fail_next(InvalidItem("The mailbox does not exist."), calls=3)
    await previewed(sam)
    await sam.presses(CONFIRM)
    await sam.sees("7 of 10 emails sent", "Failed: 3")
    await sam.sees("7 of 10 contacts tagged", "The step before was not done for this one")
    await world.settled()
    written = {one.partition("To: ")[2].split("\n")[0].strip() for one in world.outbox()}
    assert {one.split("<")[-1].rstrip(">") for one in written} == await tagged(world)


async def test_what_is_in_doubt_before_is_waited_for(world: World, sam: Colleague) -> None:
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 2, Moment.AFTER)
    await previewed(sam)
    await sam.presses(CONFIRM)
    summary = await sam.sees("8 of 10 emails sent", "2 emails may or may not have been sent")
    assert await tagged(world) == set()
    await sam.presses("All 2: it was sent", within=summary)
    await sam.sees("10 contacts tagged")
    await world.settled()
    assert len(await tagged(world)) == BERLIN


async def test_cancelling_the_first_stops_both(world: World, sam: Colleague) -> None:
    world.gate.shut(after=4)
    await previewed(sam)
    await sam.presses(CONFIRM)
    running = await sam.sees("Emailing 10 people", "4 of 10 done")
    waiting = await sam.sees("Next: tagging 10 contacts")
    await sam.presses("Cancel Execution", within=running)
    world.gate.open()
    await sam.sees_in(waiting, "did not: the step before was cancelled")
    assert "Run now" not in sam.buttons_of(waiting)
    await world.settled()
    assert await tagged(world) == set()


async def test_the_second_alone_is_called_off(world: World, sam: Colleague) -> None:
    world.gate.shut(after=4)
    await previewed(sam)
    await sam.presses(CONFIRM)
    waiting = await sam.sees("Next: tagging 10 contacts")
    await sam.presses("Cancel", within=waiting)
    world.gate.open()
    await sam.sees("10 emails sent", "Was this right?")
    await sam.sees_in(waiting, "Cancelled")
    await world.settled()
    assert await tagged(world) == set()


async def test_a_crash_between_the_two_loses_neither(
    world: World, sam: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A patch, since no kill can be timed so: the first is written down, the second never was."""

    async def never(*_: Any) -> None:
        await asyncio.Event().wait()

    await previewed(sam)
    with monkeypatch.context() as patch:
        patch.setattr(Confirmations, "_write_then", never)
        await sam.presses(CONFIRM)
        await world.until(lambda: len(world.outbox()) == BERLIN or None)
        assert await tagged(world) == set()
        await world.stop_app()
    await world.start_app()
    await sam.sees("10 emails sent")
    await sam.sees("10 contacts tagged")
    await world.settled()
    assert len(world.outbox()) == len(await tagged(world)) == BERLIN


async def test_the_text_of_the_second_is_edited_in_its_own_form(
    world: World, sam: Colleague
) -> None:
    await sam.says('Tag all customers in Berlin as told and email them: "We moved"')
    preview = await sam.sees("Tag 10 contacts", "Then: Email 10 people", CONFIRM)
    await sam.presses("Edit step 2")
    await sam.sees_modal("Update preview", "We moved")
    assert await sam.submits({"Text": "We moved to Hamburg."}) == {}
    await sam.sees_in(preview, "We moved to Hamburg.", "Tag 10 contacts")
    await sam.presses(CONFIRM)
    await sam.sees("10 emails sent", "Was this right?")
    await world.settled()
    assert all("We moved to Hamburg." in one for one in world.bodies())
    assert len(await tagged(world)) == BERLIN


async def test_a_sentence_changes_both(world: World, sam: Colleague) -> None:
    await previewed(sam)
    await sam.says("only the first 4")
    await sam.sees("Email 4 people", "Then: Tag 4 contacts", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("4 contacts tagged")
    await world.settled()
    assert len(world.outbox()) == len(await tagged(world)) == 4


async def test_a_second_step_is_never_decided_alone(world: World, sam: Colleague) -> None:
    preview = await previewed(sam)
    action, _ = sam.value_of(preview, CONFIRM)
    cancel, _ = sam.value_of(preview, "Cancel")
    _, second = sam.value_of(preview, "See step 2 (10)")
    await sam.forges(action, second)
    await sam.sees("confirmed together with the step before it")
    await sam.forges(cancel, second)
    await world.settled()
    assert CONFIRM in sam.buttons_of(preview)
    await world.settled()
    assert (world.outbox(), await tagged(world)) == ([], set())


async def test_who_is_on_a_cancelled_meeting_is_told(world: World, sam: Colleague) -> None:
    await sam.says("Cancel my meetings tomorrow and let the attendees know that I am ill")
    await sam.sees("Cancel 3 events", "Then: Email 5 people", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("3 events cancelled")
    await sam.sees("emails sent", "Was this right?")
    await world.settled()
    assert all("I am ill" in one for one in world.bodies())
    assert world.outbox()


async def test_nobody_is_told_of_a_meeting_that_stayed(world: World, sam: Colleague) -> None:
    locked = InvalidItem("The calendar is locked.")
    world.office.faults.fail_next(locked, calls=1)
    await sam.says("Cancel my meetings tomorrow and let the attendees know that I am ill")
    await sam.sees("Cancel 3 events", "Then: Email 5 people", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("of 3 events cancelled", "The calendar is locked")
    await sam.sees("of 5 emails sent", "The step before was not done for this one")
    await world.settled()
    stayed = {
        address
        for event in await world.all_of(Entity.EVENT)
        if event.text("start").startswith("2026-11-24")
        for address in event.fields["attendees"]
    }
    assert world.outbox()
    assert not {to for to in stayed if any(f"To: {to}" in one for one in world.outbox())}


async def test_what_was_written_is_logged_in_the_crm(world: World, sam: Colleague) -> None:
    await sam.says('Email all customers in Berlin: "We moved" and log it in the CRM')
    await sam.sees("Email 10 people", "Then: Log 10 activities", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("10 activities logged")
    await world.settled()
    logged = await world.all_of(Entity.ACTIVITY)
    activities = [one for one in logged if one.text("text") == "We moved"]
    assert {one.text("kind") for one in activities} == {"email"}
    people = {one.id for one in await world.all_of(Entity.CONTACT) if one.text("city") == "Berlin"}
    assert {one.text("about_id") for one in activities} <= people
    assert len(activities) == len(world.outbox()) == BERLIN


async def test_a_colleague_is_no_contact_and_that_is_said(world: World, sam: Colleague) -> None:
    await sam.says('Email everyone in sales: "We moved" and tag them as told')
    await sam.sees("The second step has nothing to do: none of them is a contact.")
    assert await world.effects() == 0
    await world.settled()


async def test_who_was_taken_out_of_the_second_stays_out_through_changes(
    world: World, sam: Colleague
) -> None:
    preview = await previewed(sam)
    await sam.presses("See step 2 (10)")
    await sam.sees_modal("10 contacts")
    await sam.presses("Exclude #10")
    shown = await sam.sees_modal("9 contacts, 1 taken out", "Taken out: ")
    name = shown.partition("Taken out: ")[2].partition(" (")[0]
    await sam.presses("Done")
    await sam.sees_in(preview, "Then: Tag 9 contacts")
    await sam.presses("Edit", within=preview)
    await sam.sees_modal("Update preview")
    assert await sam.submits({"Text": "Closed on Friday and Saturday."}) == {}
    await sam.sees_in(preview, "Closed on Friday and Saturday.", "Then: Tag 9 contacts")
    await sam.says("not Bruno Dahl")
    await sam.sees_in(preview, "Email 9 people", "Then: Tag 8 contacts")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("8 contacts tagged")
    await world.settled()
    names = {
        one.text("name")
        for one in await world.all_of(Entity.CONTACT)
        if "told" in one.fields["tags"]
    }
    assert len(names) == 8
    assert not names & {name, "Bruno Dahl"}


async def test_what_is_out_of_the_first_cannot_be_put_back_in_the_second(
    world: World, sam: Colleague
) -> None:
    preview = await previewed(sam)
    await sam.presses("See all 10")
    await sam.sees_modal("10 people")
    await sam.presses("Exclude")
    await sam.sees_modal("9 people, 1 taken out")
    await sam.presses("Done")
    await sam.sees_in(preview, "Then: Tag 9 contacts")
    await sam.presses("See step 2 (10)")
    await sam.sees_modal("9 contacts, 1 taken out")
    await sam.presses("Include")
    await sam.closes()
    await sam.sees("taken out of the step before. Put it back there first.")
    await sam.sees_in(preview, "Email 9 people", "Then: Tag 9 contacts")
    await world.settled()
