"""The main job by mouse: from the request over the preview to the summary."""

import re
from email import message_from_string
from email.utils import parseaddr

from playwright.async_api import expect

from tests.browser.conftest import MakeWorld, OpenDesk
from tests.browser.desk import Desk
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def test_a_suggestion_becomes_twelve_emails(world: World, sam: Desk) -> None:
    await sam.presses(FOLLOW_UP)
    preview = sam.message("Email 12 people")
    await sam.sees(preview, "Subject: Follow-up: Q4 planning", "john@harbor.example")
    world.gate.shut(after=5)
    await sam.presses("Confirm All", preview)
    await sam.sees(sam.message("Email 12 people"), "Confirmed by", "1 reply")
    await expect(sam.button("Confirm All", preview)).to_have_count(0)

    await sam.opens_thread(sam.message("Email 12 people"))
    progress = sam.reply("Emailing 12 people")
    await sam.sees(progress, "5 of 12 done")
    place = await progress.get_attribute("data-ts")
    world.gate.open()
    summary = sam.reply("12 emails sent")
    await sam.sees(summary, "Total time", "Was this right?")
    assert await summary.get_attribute("data-ts") == place  # edited in place, not posted anew

    await sam.presses("View Details", summary)
    await sam.sees(sam.modal, "12 sent", "john@harbor.example")
    await sam.presses("Close", sam.modal)
    await expect(sam.modal).to_have_count(0)
    assert len(world.outbox()) == 12


async def test_a_typed_request_is_answered_below_it(sam: Desk) -> None:
    await sam.writes(FOLLOW_UP)
    await expect(sam.messages()).to_have_count(2)
    await sam.sees(sam.messages().nth(0), "Sam Rivera", FOLLOW_UP)
    await sam.sees(sam.messages().nth(1), "Bulkhead", "Email 12 people")
    await expect(sam.page).to_have_title(re.compile("Bulkhead"))


async def test_what_an_item_was_taken_out_of_is_not_sent(world: World, sam: Desk) -> None:
    await sam.writes(FOLLOW_UP)
    preview = sam.message("Email 12 people")
    await sam.presses("See all 12", preview)
    await sam.sees(sam.modal, "12 people")
    await sam.modal.get_by_role("button", name="Exclude").first.click()
    await sam.sees(sam.modal, "11 people, 1 taken out", "Taken out")
    listed = set(re.findall(r"[\w.]+@\w+\.example", await sam.modal.inner_text()))
    await sam.presses("Done", sam.modal)
    await expect(sam.modal).to_have_count(0)
    await sam.sees(sam.message("Email 11 people"), "You took out 1")

    await sam.presses("Confirm All")
    await sam.opens_thread(sam.message("Confirmed by"))
    await sam.sees(sam.reply(), "11 emails sent")
    sent = [parseaddr(message_from_string(one)["To"])[1] for one in world.outbox()]
    assert len(sent) == 11
    assert set(sent) == listed - {"john@harbor.example"}


async def test_a_cancelled_run_starts_nothing_new_and_its_counts_add_up(
    make_world: MakeWorld, desk: OpenDesk
) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = await desk(world)
    world.gate.shut(after=25)
    await sam.writes("Email all contacts tagged bulk that the office is closed on Friday")
    await sam.presses("Confirm All")
    await sam.opens_thread(sam.message("Confirmed by"))
    await sam.sees(sam.reply("Emailing 60 people"), "25 of 60 done", "under way")
    await sam.presses("Cancel Execution", sam.thread)
    await sam.presses("Cancel Execution", sam.question)
    await sam.sees(sam.reply(), "Stopping: emailing 60 people")
    world.gate.open()
    await sam.sees(sam.reply(), "Cancelled", "of 60 emails sent", "not started")
    await world.settled()
    sent = len(world.outbox())  # what was done, and what was in flight
    assert 25 < sent < 60
    await sam.sees(sam.reply(), f"{sent} of 60 emails sent", f"{60 - sent} not started")


async def test_the_run_goes_on_over_a_reload_and_so_does_what_was_being_typed(
    world: World, sam: Desk
) -> None:
    await sam.writes(FOLLOW_UP)
    world.gate.shut(after=5)
    await sam.presses("Confirm All")
    await sam.opens_thread(sam.message("Confirmed by"))
    await sam.sees(sam.reply("Emailing 12 people"), "5 of 12 done")
    await sam.box.fill("Half a sentence")
    await sam.reply_box.fill("Half a reply")
    await sam.reloads()
    await expect(sam.box).to_have_value("Half a sentence")
    await expect(sam.reply_box).to_have_value("Half a reply")
    await sam.sees(sam.reply("Emailing 12 people"), "5 of 12 done")
    world.gate.open()
    await sam.sees(sam.reply(), "12 emails sent")
    await expect(sam.box).to_have_value("Half a sentence")


async def test_a_colleague_cannot_confirm_and_only_they_read_why(
    world: World, desk: OpenDesk
) -> None:
    sam = await desk(world, "U0SAM", "C0SALES")
    priya = await desk(world, "U0PRIYA", "C0SALES")
    await sam.writes(f"/bulk here {FOLLOW_UP}")
    preview = priya.message("Email 12 people")
    await sam.sees(sam.message("Email 12 people"), "Confirm All")
    before = await sam.message("Email 12 people").inner_text()
    await priya.presses("Confirm All", preview)
    refusal = priya.message("Only Sam Rivera can")
    await priya.sees(refusal, "Only visible to you")
    await world.settled()
    await expect(sam.messages("Only Sam Rivera can")).to_have_count(0)
    assert await sam.message("Email 12 people").inner_text() == before
    assert world.outbox() == []
