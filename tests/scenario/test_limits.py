"""Too much at a time, and what stays of a run a month later."""

from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
ADD = "Add ana@example.org and bob@example.org to my contacts with the tag partner"
BUSY = "You have 1 operation running or paused; 1 at a time is the most."


async def test_a_second_run_is_told_to_wait_and_its_draft_can_be_confirmed_later(
    make_world: MakeWorld,
) -> None:
    world = await make_world(settings={"person_runs": 1})
    sam = world.sam
    await sam.says(ADD)
    second = await sam.sees("2 contacts", "Confirm All", without=BUSY)
    await sam.says(FOLLOW_UP)
    first = await sam.sees("Email 12 people", "Confirm All")

    world.gate.shut()
    await sam.presses("Confirm All", within=first)
    await sam.sees_in(first, "Confirmed by @Sam Rivera")
    await sam.presses("Confirm All", within=second)
    await sam.sees(BUSY, "Wait for one to end, or cancel one. The draft stays.")
    assert "Confirm All" in sam.buttons_of(second)
    await sam.says("Tag every contact at Acme as vip")
    await sam.sees("Please note", BUSY, "Confirm All")

    world.gate.open()
    await sam.sees("12 emails sent")
    await sam.presses("Confirm All", within=second)
    await sam.sees("2 contacts added")
    await world.settled()
    assert await world.effects() == 14


async def test_a_month_later_the_details_say_that_the_texts_are_gone(
    world: World, sam: Colleague
) -> None:
    await sam.says(FOLLOW_UP)
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    summary = await sam.sees("12 emails sent", "View Details")
    await world.settled()
    await sam.presses("View Details", within=summary)
    assert "removed" not in await sam.sees_modal("12 sent", "john@harbor.example")
    await sam.closes()

    await world.stop_app()
    world.clock.move(days=31)
    await world.start_app()
    await world.app.storage.purge.run_once()
    await sam.presses("View Details", within=summary)
    modal = await sam.sees_modal(
        "12 sent", "Names and texts were removed 30 days after the end.", "Item 1", "Item 10"
    )
    assert "@harbor.example" not in modal
    await world.settled()
