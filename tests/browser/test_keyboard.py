"""The main job by keyboard alone: no press of a mouse from the first word to the last."""

from playwright.async_api import expect

from tests.browser.conftest import MakeWorld, OpenDesk
from tests.browser.desk import Desk
from tests.browser.keys import Keys
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def test_a_request_is_written_looked_at_and_confirmed(world: World, sam: Desk) -> None:
    keys = Keys(sam.page)
    await keys.is_at("Message Bulkhead")  # where one begins
    await keys.types(FOLLOW_UP)
    await keys.presses("Enter")
    await sam.sees(sam.message("Email 12 people"), "Confirm All")
    await keys.is_at("Message Bulkhead")

    world.gate.shut(after=5)
    await keys.goes_to("Confirm All", back=True)
    await keys.presses("Enter")
    await sam.sees(sam.message("Email 12 people"), "Confirmed by", "1 reply")
    await keys.focus_is_seen()  # the button is gone; the focus stays with its message

    await keys.goes_to("B 1 reply…")
    await keys.presses("Enter")
    await expect(sam.thread).to_be_visible()
    await keys.is_at("Reply")
    await sam.is_ready()
    await sam.sees(sam.reply("Emailing 12 people"), "5 of 12 done")
    await keys.goes_to("Cancel Execution", back=True)
    await keys.presses("Enter")
    await expect(sam.question).to_be_visible()
    await keys.is_at("Keep going")
    await keys.presses("Escape")
    await expect(sam.question).to_have_count(0)
    await keys.is_at("Cancel Execution")
    world.gate.open()
    await sam.sees(sam.reply("12 emails sent"), "Was this right?")
    await keys.focus_is_seen()

    await keys.goes_to("View Details")
    await keys.presses("Space")
    await sam.sees(sam.modal, "12 sent")
    await keys.focus_is_seen()
    await keys.presses("Escape")
    await expect(sam.modal).to_have_count(0)
    await keys.is_at("View Details")
    await keys.goes_to("Yes")
    await keys.presses("Enter")
    await sam.sees(sam.reply(), "You said this was right")
    await keys.focus_is_seen()
    assert len(world.outbox()) == 12


async def test_a_form_is_filled_in_refused_corrected_and_taken(world: World, sam: Desk) -> None:
    keys = Keys(sam.page)
    await keys.types(FOLLOW_UP)
    await keys.presses("Enter")
    await sam.sees(sam.message("Email 12 people"), "Confirm All")
    await keys.goes_to("Edit", back=True)
    await keys.presses("Enter")
    await sam.sees(sam.modal, "Update preview")
    await keys.is_at("Subject")
    await keys.presses("Control+A")
    await keys.types("{{ nothing_like_it }}")
    await keys.goes_to("Update preview")
    await keys.presses("Enter")
    await sam.sees(sam.modal, "is not a field here")
    await keys.is_at("Subject")
    await keys.presses("Control+A")
    await keys.types("By hand")
    await keys.presses("Enter")  # sends the form, as in any form
    await expect(sam.modal).to_have_count(0)
    await sam.sees(sam.message("Email 12 people"), "Subject: By hand")
    await keys.is_at("Edit")
    await world.settled()


async def test_an_item_is_taken_out_and_the_focus_stays_in_the_list(
    world: World, sam: Desk
) -> None:
    keys = Keys(sam.page)
    await keys.types(FOLLOW_UP)
    await keys.presses("Enter")
    await sam.sees(sam.message("Email 12 people"), "Confirm All")
    await keys.goes_to("See all 12", back=True)
    await keys.presses("Enter")
    await sam.sees(sam.modal, "12 people")
    await keys.focus_is_seen()
    for left in (11, 10):
        while not (await keys.focus_is_seen()).name.startswith("Exclude"):
            await keys.presses("Tab")
        await keys.presses("Enter")
        await sam.sees(sam.modal, f"{left} people")
        assert await sam.measures("!!document.activeElement.closest('dialog')")
    await keys.presses("Escape")
    await expect(sam.modal).to_have_count(0)
    await sam.sees(sam.message(), "Email 10 people")
    await keys.is_at("See all 12")
    await world.settled()


async def test_a_run_is_cancelled(make_world: MakeWorld, desk: OpenDesk) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = await desk(world)
    keys = Keys(sam.page)
    world.gate.shut(after=25)
    await keys.types("Email all contacts tagged bulk that the office is closed on Friday")
    await keys.presses("Enter")
    await sam.sees(sam.message("Email 60 people"), "Confirm All")
    await keys.goes_to("Confirm All", back=True)
    await keys.presses("Space")
    await sam.sees(sam.message("Email 60 people"), "1 reply")
    await keys.goes_to("B 1 reply…")
    await keys.presses("Enter")
    await sam.is_ready()
    await sam.sees(sam.reply("Emailing 60 people"), "25 of 60 done")
    await keys.goes_to("Cancel Execution", back=True)
    await keys.presses("Enter")
    await keys.is_at("Keep going")
    await keys.goes_to("Cancel Execution")
    await keys.presses("Enter")
    await sam.sees(sam.reply(), "Stopping")
    await keys.focus_is_seen()
    world.gate.open()
    await sam.sees(sam.reply(), "Cancelled", "of 60 emails sent")
    await keys.focus_is_seen()
