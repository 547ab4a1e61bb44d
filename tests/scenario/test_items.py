"""See all: every item of a draft, page by page, to take out and to put back."""

from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def test_an_item_taken_out_is_not_run_and_can_be_put_back(
    world: World, sam: Colleague
) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees("Email 12 people", "Confirm All")
    outdated = sam.value_of(preview, "Confirm All")
    await sam.presses("See all 12")
    await sam.sees_modal("12 people", "john@harbor.example", "Hello John,")
    await sam.presses("Exclude")
    await sam.sees_modal("Taken out: john@harbor.example", "11 people, 1 taken out")
    await sam.presses("Exclude #2")
    await sam.sees_modal("10 people, 2 taken out")
    await sam.presses("Include")
    await sam.sees_modal("11 people, 1 taken out")
    await sam.presses("Done")
    await sam.sees_no_modal()
    await sam.sees_in(preview, "Email 11 people", "You took out 1; See all can put it back.")

    await sam.forges(*outdated)
    await sam.sees("This preview is out of date")
    assert await world.effects() == 0
    await sam.presses("Confirm All", within=preview)
    await sam.sees("11 emails sent")
    await world.settled()
    assert await world.effects() == 11


async def test_with_everything_taken_out_there_is_nothing_to_confirm(
    world: World, sam: Colleague
) -> None:
    await sam.says("Add ana@example.org and bob@example.org to my contacts with the tag partner")
    preview = await sam.sees("2 contacts", "Confirm All")
    await sam.presses("See all 2")
    await sam.sees_modal("ana@example.org")
    await sam.presses("Exclude")
    await sam.sees_modal("1 contact, 1 taken out")
    await sam.presses("Exclude")
    await sam.sees_modal("0 contacts, 2 taken out")
    await sam.sees_in(preview, "Everything is taken out")
    assert "Confirm All" not in sam.buttons_of(preview)
    await sam.presses("Include")
    await sam.sees_in(preview, "1 contact", "Confirm All")
    await world.settled()


async def test_a_long_list_is_turned_searched_and_kept_in_step(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = world.sam
    await sam.says("Tag every contact tagged bulk as vip")
    preview = await sam.sees("60 contacts", "Confirm All")
    await sam.presses("See all 60")
    first = await sam.sees_modal("Recipient 00001", "Page 1 of")
    assert "Previous" not in sam.labels
    await sam.presses("Next")
    second = await sam.sees_modal("Page 2 of")
    assert "Recipient 00001" not in second
    await sam.presses("Exclude")
    await sam.sees_modal("Page 2 of", "59 contacts, 1 taken out")
    await sam.presses("Previous")
    assert "Recipient 00001" in await sam.sees_modal("Page 1 of", "59 contacts")
    assert "Recipient 00001" in first

    await sam.searches("Find", "00042")
    found = await sam.sees_modal("1 found")
    assert "Recipient 00042" in found
    await sam.searches("Find", "nobody like this")
    await sam.sees_modal("Nothing here. Clear the search")
    await sam.presses("Done")
    await sam.sees_in(preview, "59 contacts", "You took out 1")
    await world.settled()


async def test_the_list_of_a_draft_that_was_cancelled_meanwhile_changes_nothing(
    world: World, sam: Colleague
) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees("Confirm All")
    await sam.presses("See all 12")
    await sam.sees_modal("12 people")
    await sam.forges(*sam.value_of(preview, "Cancel"))
    await sam.sees_in(preview, "Cancelled by")
    await sam.presses("Exclude")
    await sam.sees("This draft was cancelled. Nothing was done.")
    await world.settled()
    assert "12 people" in sam.modal


async def test_a_double_click_takes_an_item_out_once(world: World, sam: Colleague) -> None:
    await sam.says("Add ana@example.org and bob@example.org to my contacts with the tag partner")
    preview = await sam.sees("2 contacts", "Confirm All")
    await sam.presses("See all 2")
    await sam.sees_modal("ana@example.org")
    once = sam.modal_value("Exclude")
    for _ in range(2):
        await sam.forges(*once)
        await world.settled()
    assert "You took out 1" in sam.latest(preview)
