"""Several windows at once: two people, and the same person twice."""

from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.scenario.world import PRIYA, SALES, World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def test_what_is_said_to_the_app_is_on_nobody_elses_screen(
    world: World, sam: Desk, desk: OpenDesk
) -> None:
    priya = await desk(world, PRIYA)
    await sam.writes(FOLLOW_UP)
    await sam.presses("Edit")
    await expect(sam.modal).to_be_visible()
    await world.settled()
    await world.slack.say(PRIYA, "Good morning", SALES)  # reaches Priya's window after all that
    await expect(priya.room("sales")).to_be_visible()
    await priya.writes("Hello")
    await priya.sees(priya.message(), "Bulkhead")
    await expect(priya.modal).to_have_count(0)
    shown = await priya.page.content()
    assert not [one for one in ("harbor.example", "Q4 planning", "Email 12") if one in shown]
    priya.expects("404")
    response = await priya.page.request.get(
        f"{priya.page.url.split('/as/')[0]}/as/{PRIYA}/{world.sam.dm}"
    )
    assert response.status == 404


async def test_one_persons_two_windows_show_the_same(
    world: World, sam: Desk, desk: OpenDesk
) -> None:
    again = await desk(world)
    await sam.writes(FOLLOW_UP)
    await again.sees(again.message(), "Email 12 people", "Confirm All")
    await sam.presses("Edit")
    await expect(again.modal).to_be_visible()
    await again.presses("Back", again.modal)
    await expect(sam.modal).to_have_count(0)

    await again.presses("Confirm All")
    await sam.sees(sam.message("Email 12 people"), "Confirmed by", "1 reply")
    await sam.opens_thread(sam.message("Email 12 people"))
    await sam.sees(sam.reply(), "12 emails sent")
    await world.settled()


async def test_a_form_does_not_take_the_words_out_of_ones_hands_in_another_window(
    world: World, sam: Desk, desk: OpenDesk
) -> None:
    writing = await desk(world)
    await sam.writes(FOLLOW_UP)
    await writing.sees(writing.message(), "Email 12 people")
    await writing.box.press_sequentially("Dear all, I only")
    await sam.presses("Edit")
    await expect(sam.modal).to_be_visible()
    notice = writing.page.locator(".modal-notice")
    await writing.sees(notice, "A form was opened: Edit")
    await expect(writing.modal).to_have_count(0)
    await writing.box.press_sequentially(" wanted to say hello")
    await expect(writing.box).to_have_value("Dear all, I only wanted to say hello")

    await sam.reloads()  # there it comes back by itself
    await expect(sam.modal).to_be_visible()
    await writing.presses("Show it")
    await writing.sees(writing.modal, "Subject")
    await expect(notice).to_have_count(0)
    await writing.reloads()
    await expect(writing.modal).to_be_visible()
    await writing.page.keyboard.press("Escape")
    for one in (writing, sam):
        await expect(one.modal).to_have_count(0)
    await expect(writing.box).to_have_value("Dear all, I only wanted to say hello")
    await expect(writing.box).to_be_focused()
    await world.settled()


async def test_a_form_that_is_gone_takes_its_notice_with_it(
    world: World, sam: Desk, desk: OpenDesk
) -> None:
    writing = await desk(world)
    await sam.writes(FOLLOW_UP)
    await writing.box.fill("Dear all")
    await sam.presses("Edit")
    notice = writing.page.locator(".modal-notice")
    await expect(notice).to_be_visible()
    await sam.page.keyboard.press("Escape")
    await expect(notice).to_have_count(0)
    await expect(writing.box).to_be_focused()
    await world.settled()


async def test_what_is_read_in_one_window_is_read_in_the_other(
    world: World, sam: Desk, desk: OpenDesk
) -> None:
    again = await desk(world)
    await world.slack.say(PRIYA, "@Sam Rivera, have a look", SALES)
    for one in (sam, again):
        await expect(one.side.locator(".badge")).to_have_text("1")
    await again.opens_room("sales")
    await expect(sam.side.locator(".badge")).to_have_count(0)
    await world.slack.say(PRIYA, "@Sam Rivera, and another one", SALES)
    await again.sees(again.message(), "and another one")
    await expect(sam.side.locator(".badge")).to_have_count(0)  # it is being looked at


async def test_what_comes_while_one_reads_further_up_is_unread_until_one_scrolls_down(
    world: World, desk: OpenDesk
) -> None:
    for number in range(60):
        await world.slack.say(PRIYA, f"Message number {number}.", SALES)
    reading, elsewhere = await desk(world, path=SALES), await desk(world)
    badge = elsewhere.side.locator(".badge")
    await reading.page.locator("#scroller").evaluate("(it) => { it.scrollTop = 300; }")
    await world.slack.say(PRIYA, "@Sam Rivera, have a look", SALES)
    await expect(badge).to_have_text("1")
    await reading.page.locator("#scroller").evaluate("(it) => { it.scrollTop = it.scrollHeight; }")
    await expect(badge).to_have_count(0)


async def test_two_people_watch_the_same_run(world: World, desk: OpenDesk) -> None:
    sam, priya = await desk(world, path=SALES), await desk(world, PRIYA, SALES)
    await sam.writes(f"/bulk here {FOLLOW_UP}")
    await priya.sees(priya.message("Email 12 people"), "Confirm All")
    world.gate.shut(after=5)
    await sam.presses("Confirm All")
    for one in (sam, priya):
        await one.opens_thread(one.message("Email 12 people"))
        await one.sees(one.reply("Emailing 12 people"), "5 of 12 done")
    world.gate.open()
    for one in (sam, priya):
        await one.sees(one.reply(), "12 emails sent")
    await sam.presses("View Details", sam.thread)
    await sam.sees(sam.modal, "12 sent")
    await world.settled()
    await expect(priya.modal).to_have_count(0)
