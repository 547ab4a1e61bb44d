"""Sentences that follow a preview change it; what is decided, or not understood, stays as it is."""

from app.domain.words import following as words
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import World

CUSTOMERS = "Email all customers that we moved"
BERLIN = "Email 10 people"


async def test_a_sentence_in_the_thread_of_a_preview_narrows_it(
    world: World, sam: Colleague
) -> None:
    await sam.says(CUSTOMERS)
    preview = await sam.sees("Email 95 people", CONFIRM)
    await sam.says("actually, only the ones in Berlin", thread_ts=preview.ts)
    await sam.sees("Changed: Email 10 people")
    preview = await sam.sees_in(preview, BERLIN, "only those in Berlin")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("10 emails sent")
    await world.settled()
    assert len(world.outbox()) == 10


async def test_right_after_the_preview_no_thread_is_needed(world: World, sam: Colleague) -> None:
    await sam.says("Email all customers in Berlin that we moved")
    preview = await sam.sees(BERLIN, CONFIRM)
    await sam.says("not Levi Fontaine")
    await sam.sees("Changed: Email 9 people")
    await sam.says("tomorrow at 9 instead")
    await sam.sees("Changed: Email 9 people")
    await sam.sees_in(preview, "Tue 24 Nov 09:00 (Berlin)", "without Levi Fontaine")
    await world.settled()
    assert world.outbox() == []


async def test_of_two_people_of_a_name_one_is_chosen(world: World, sam: Colleague) -> None:
    await sam.says("Email all customers in Berlin that we moved")
    preview = await sam.sees(BERLIN, CONFIRM)
    await sam.says("not levi", thread_ts=preview.ts)
    await sam.sees("Which one do you mean?", "levi.fontaine@spreedigital.example")
    await sam.presses("Levi Fontaine")
    await sam.sees("Changed: Email 9 people")
    await sam.sees_in(preview, "Email 9 people", "without Levi Fontaine")
    await world.settled()


async def test_what_was_shown_before_cannot_be_confirmed_any_more(
    world: World, sam: Colleague
) -> None:
    await sam.says(CUSTOMERS)
    preview = await sam.sees("Email 95 people", CONFIRM)
    action, value = sam.value_of(preview, CONFIRM)
    await sam.says("only the ones in Berlin")
    await sam.sees("Changed: Email 10 people")
    await sam.forges(action, value)
    await sam.sees("This preview is out of date")
    await world.settled()
    assert world.outbox() == []


async def test_what_was_taken_out_by_hand_stays_out(world: World, sam: Colleague) -> None:
    await sam.says(CUSTOMERS)
    preview = await sam.sees("Email 95 people", CONFIRM)
    await sam.presses("See all 95")
    await sam.sees_modal("bruno.dahl@spreedigital.example")
    await sam.presses("Exclude #2")
    await sam.sees_modal("Taken out: bruno.dahl@spreedigital.example")
    await sam.presses("Done")
    await sam.sees_in(preview, "Email 94 people")
    await sam.says("only the ones in Berlin", thread_ts=preview.ts)
    await sam.sees("Changed: Email 9 people")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("9 emails sent")
    assert not [one for one in world.outbox() if "bruno.dahl" in one]


async def test_what_is_not_understood_leaves_the_draft_as_it_is(
    sam: Colleague,
) -> None:
    await sam.says(CUSTOMERS)
    preview = await sam.sees("Email 95 people", CONFIRM)
    await sam.says("make it shorter", thread_ts=preview.ts)
    await sam.sees("I did not understand", "It is as it was")
    assert "Email 95 people" in sam.latest(preview)


async def test_a_whole_request_in_the_thread_is_one_of_its_own(sam: Colleague) -> None:
    await sam.says(CUSTOMERS)
    first = await sam.sees("Email 95 people", CONFIRM)
    await sam.says("Tag every contact at Acme as vip", thread_ts=first.ts)
    await sam.sees("Tag", "Acme", CONFIRM)
    assert "Email 95 people" in sam.latest(first)


async def test_once_confirmed_nothing_is_changed_by_words(world: World, sam: Colleague) -> None:
    await sam.says("Email all customers in Berlin that we moved")
    preview = await sam.sees(BERLIN, CONFIRM)
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("10 emails sent")
    await sam.says("not Levi Fontaine", thread_ts=preview.ts)
    await world.settled()
    assert not [one for one in sam.screen if "Changed:" in one]


async def test_somebody_else_changes_nobodys_draft(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    asked_at = await sam.says("@Bulkhead here email all customers that we moved", room="sales")
    preview = await sam.sees("Email 95 people", CONFIRM)
    assert asked_at
    mention = "@Bulkhead only the ones in Berlin"
    await priya.says(mention, room="sales", thread_ts=preview.ts)
    await world.settled()
    assert "Email 95 people" in sam.latest(preview)


async def test_a_schedule_is_changed_by_saying_it_again(sam: Colleague) -> None:
    await sam.says("Every Friday at 17:00 email all customers in Berlin that we moved")
    await sam.sees("Confirm schedule")
    await sam.says("not Levi Fontaine")
    await sam.sees(words.OF_A_SCHEDULE[:60])
